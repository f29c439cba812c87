"""Our pieces beside real music: of like lengths, and in sets of like size wherever the size would tell."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.evaluation.descriptors import describe, differing, frechet_distance, telling_apart
from audiogenesis_desktop.evaluation.distance import Nearness, nearness
from audiogenesis_desktop.evaluation.measures import Coherence
from audiogenesis_desktop.evaluation.measuring import Sample
from audiogenesis_desktop.evaluation.results import Apart, JudgedPiece
from audiogenesis_desktop.evaluation.run import Evaluation
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Score

REAL_HALVES = "real music, the other half"


class BesideReal(NamedTuple):
    """The measures of real excerpts, and how far ours lie from them."""

    measures: tuple[Coherence, ...]
    nearness: Mapping[str, Nearness]
    apart: Mapping[str, Apart]
    differing: Sequence[tuple[str, float]]


def beside_real(
    run: Evaluation, files: Sequence[Path], ours: Sequence[Score], systems: Mapping[str, Sequence[JudgedPiece]]
) -> BesideReal:
    """Return real music's measures, excerpts being cut to the lengths of our pieces, and how far ours are."""
    if not files:
        return BesideReal((), {}, {}, ())
    lengths = cycle([length_seconds(score) for score in ours])
    samples = [Sample(file, seconds=seconds) for file, seconds in zip(files, lengths, strict=False)]
    measures = tuple(one.coherence for one in run.measured(samples, "Measuring real music"))
    theirs = [sample.score() for sample in samples]
    mixed = [ours[i] for i in np.random.default_rng(0).permutation(len(ours))]
    every = {"full": mixed} | {
        name: [read_midi(run.folder / one.file) for one in pieces] for name, pieces in systems.items() if name != "full"
    }
    descriptions = {name: _described(scores) for name, scores in every.items()}
    apart, unlike = apart_from(_described(theirs), descriptions), list[tuple[str, float]]()
    if apart:
        unlike = differing(descriptions["full"], _described(theirs))
    return BesideReal(measures, nearness(mixed, theirs), apart, unlike)


def apart_from(
    real: npt.NDArray[np.float64], systems: Mapping[str, npt.NDArray[np.float64]], *, trees: int = 100
) -> dict[str, Apart]:
    """Return how far each system lies from one half of the real descriptions, and the other half beside them.

    All sets have as many pieces as the half, or as the smallest system if that is fewer. Empty with too few.
    """
    order = np.random.default_rng(0).permutation(len(real))
    size = min(len(real) // 2, *(len(found) for found in systems.values()))
    if size < 2:
        return {}
    half, other = real[order[: len(real) // 2]], real[order[len(real) // 2 :]]
    sets = {REAL_HALVES: other, **systems}
    return {
        name: Apart(frechet_distance(found, half[:size]), telling_apart(found, half[:size], trees=trees), size)
        for name, found in ((name, found[:size]) for name, found in sets.items())
    }


def _described(scores: Sequence[Score]) -> npt.NDArray[np.float64]:
    found = [described for score in scores if (described := describe(score)) is not None]
    return np.array(found)
