"""Retrieval: among fifty prompts, does a piece find its own by what is measured of it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.pairs import measured
from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import class_of
from audiogenesis_desktop.theory.key_finding import key_scores

Floats = npt.NDArray[np.float64]

POOL = 50
_TEMPO_OCTAVE, _LENGTH_SECONDS = 0.25, 5.0  # how far off divides the agreement by e
_ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is measured of a piece: `keys` (2, 12) as `theory.key_finding` scores them, `energy` and
    `valence` as `pairs`.
    """

    bpm: float
    keys: Floats
    meter: tuple[int, int] | None
    classes: frozenset[int]
    seconds: float
    energy: float
    valence: float


def attributes(score: Score) -> Attributes:
    """Return what a piece has, measured on its notes."""
    weights = np.zeros(12)
    for track in score.tracks:
        if not track.is_drums:
            for note in track.notes:
                weights[note.pitch % 12] += note.length_ticks
    meter = score.meters[0]
    return Attributes(
        bpm=score.tempi[0].bpm,
        keys=key_scores(weights),
        meter=(meter.numerator, meter.denominator),
        classes=frozenset(class_of(track.program, track.is_drums) for track in score.tracks if track.notes),
        seconds=length_seconds(score),
        **measured(score),
    )


def agreement(piece: Attributes, wanted: Wanted) -> list[float]:
    """Return how far a piece has each thing that a prompt names, in a fixed order; NaN for what it does not name."""
    bpm, classes = wanted.bpm, wanted.classes
    both = 2 * len(classes & piece.classes) / max(1, len(classes) + len(piece.classes))
    return [
        float(np.exp(-abs(np.log2(piece.bpm / bpm)) / _TEMPO_OCTAVE)) if bpm else np.nan,
        float(piece.keys[int(wanted.key.mode == "minor"), wanted.key.tonic]) if wanted.key else np.nan,
        float(piece.meter == wanted.meter) if wanted.meter else np.nan,
        both if classes else np.nan,
        float(np.exp(-abs(piece.seconds - wanted.length_seconds) / _LENGTH_SECONDS))
        if wanted.length_seconds
        else np.nan,
        1 - abs(piece.energy - wanted.energy) if wanted.energy is not None else np.nan,
        1 - abs(piece.valence - wanted.valence) / 2 if wanted.valence is not None else np.nan,
    ]


def scores(pieces: Sequence[Attributes], wanted: Sequence[Wanted]) -> Floats:
    """Return how well each piece fits each prompt, shape (pieces, prompts).

    Each agreement is taken in deviations from what all pieces of the pool have of it, so that a prompt which
    anything fits attracts nothing, and one that names much is found by much.
    """
    each = np.array([[agreement(piece, one) for one in wanted] for piece in pieces])
    named = ~np.isnan(each)
    each = np.where(named, each, 0)
    away = each - each.mean(axis=0, keepdims=True)
    spread = np.maximum(away.std(axis=(0, 1), keepdims=True), 1e-6)
    return np.where(named, away / spread, 0).sum(axis=2)


def ranks(found: Floats) -> Floats:
    """Return the rank, 1 the best, of each piece's own prompt in its row; among equals their middle."""
    own = np.diag(found)[:, None]
    return 1 + (found > own + _ALIKE).sum(axis=1) + ((np.abs(found - own) <= _ALIKE).sum(axis=1) - 1) / 2


def retrieval(pieces: Sequence[Attributes], wanted: Sequence[Wanted], *, pool: int = POOL) -> dict[str, Figure]:
    """Return recall at 1 and at 5 and the mean and median rank over pools of prompts, the pieces dealt out at random.

    Piece i is of prompt i. What is left over after whole pools is left out, unless it is all there is.
    """
    order = list(range(len(pieces)))
    Random(0).shuffle(order)
    size = min(pool, len(order))
    pools = [order[i : i + size] for i in range(0, len(order) - size + 1, size)] if size else []
    rank = (
        np.concatenate([ranks(scores([pieces[i] for i in members], [wanted[i] for i in members])) for members in pools])
        if pools
        else np.zeros(0)
    )
    return {
        "recall at 1": figure(rank <= 1),
        "recall at 5": figure(rank <= 5),
        "rank": figure(rank),
        "median rank": figure(rank, of="median"),
    }


def by_chance(pool: int) -> dict[str, float]:
    """Return what guessing gives."""
    middle = (pool + 1) / 2
    return {"recall at 1": 1 / pool, "recall at 5": min(1.0, 5 / pool), "rank": middle, "median rank": middle}
