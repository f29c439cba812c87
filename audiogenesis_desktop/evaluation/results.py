"""What an evaluation found, as values and as JSON."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.distance import Nearness
from audiogenesis_desktop.evaluation.measures import Coherence, faults, figures
from audiogenesis_desktop.evaluation.relevance import Relevance, Wanted, failures, summary


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is composed and measured; `ablations` counts prompts, `pairs` mood pairs, `real` excerpts."""

    prompts: int = 60
    seeds: int = 2
    takes: int = 2
    ablations: int = 60
    pairs: int = 48
    real: int = 300
    excerpts: int = 12
    processes: int = 1


@dataclass(frozen=True, slots=True)
class JudgedPiece:
    """One composed piece: its file's name, what is wanted, how far it has that, and what it measures."""

    file: str
    wanted: Wanted
    relevance: Relevance
    coherence: Coherence
    seed: int = 0
    seconds: float = math.nan


class Apart(NamedTuple):
    """How far a set of pieces lies from real music: Fréchet distance of descriptors, AUC of a classifier."""

    frechet: float
    auc: float
    pieces: int


class Excerpt(NamedTuple):
    """A piece to hear and see: the sound's file, "" if there is none, and its roll as SVG."""

    prompt: str
    midi: str
    sound: str
    roll: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found; what was not asked for is empty.

    `composed` are all pieces of the full system; `systems` has, by system, those of the prompts and the seed that
    every system composed. `real` has the measures of real music. `apart` is by system, real halves among them.
    `likelihood` is by corpus, then field. `minutes` tells how long each stage took, `notes` what is to be known.
    """

    model: str
    composed: tuple[JudgedPiece, ...]
    real: tuple[Coherence, ...] = ()
    nearness: Mapping[str, Nearness] = field(default_factory=dict)
    extent: Extent = Extent()
    systems: Mapping[str, tuple[JudgedPiece, ...]] = field(default_factory=dict)
    pairs: Mapping[str, Figure] = field(default_factory=dict)
    retrieval: Mapping[str, Figure] = field(default_factory=dict)
    apart: Mapping[str, Apart] = field(default_factory=dict)
    differing: Sequence[tuple[str, float]] = ()
    likelihood: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    baselines: Mapping[str, Any] = field(default_factory=dict)
    excerpts: Sequence[Excerpt] = ()
    minutes: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()
    library: str = ""

    @property
    def relevance(self) -> dict[str, Figure]:
        """Return the figures of relevance."""
        return summary([one.relevance for one in self.composed])

    @property
    def coherence(self) -> dict[str, Figure]:
        """Return the figures of coherence of the composed pieces."""
        return figures([one.coherence for one in self.composed])

    @property
    def coherence_of_real(self) -> dict[str, Figure]:
        """Return the same figures of real music; empty if there is none."""
        return figures(self.real) if self.real else {}

    @property
    def by_seed(self) -> list[dict[str, Figure]]:
        """Return the figures of relevance and coherence of each seed's pieces alone."""
        return [figures_of(pieces) for seed in self.seeds if (pieces := [p for p in self.composed if p.seed == seed])]

    @property
    def seeds(self) -> list[int]:
        """Return the seeds that there are pieces of."""
        return sorted({one.seed for one in self.composed})

    @property
    def missed(self) -> list[str]:
        """Return a line for each piece that misses something its prompt names."""
        return failures((one.wanted, one.relevance) for one in self.composed)

    @property
    def faulty(self) -> list[tuple[JudgedPiece, list[str]]]:
        """Return the pieces that fail in themselves, with how."""
        return [(one, words) for one in self.composed if (words := faults(one.coherence))]


def figures_of(pieces: Sequence[JudgedPiece]) -> dict[str, Figure]:
    """Return the figures of relevance and of coherence of some pieces, by name."""
    return {**summary([one.relevance for one in pieces]), **figures([one.coherence for one in pieces])}


def as_json(report: Report) -> dict[str, object]:
    """Return the report as what JSON holds: all figures, and what each piece measured; no figure is null."""
    return {
        "model": report.model,
        "extent": asdict(report.extent),
        "minutes": report.minutes,
        "notes": list(report.notes),
        "pieces": len(report.composed),
        "relevance": _figures(report.relevance),
        "coherence": _figures(report.coherence),
        "by_seed": [{name: _known(one.mean) for name, one in found.items()} for found in report.by_seed],
        "coherence_of_real_music": _figures(report.coherence_of_real),
        "systems": {name: _figures(figures_of(pieces)) for name, pieces in report.systems.items()},
        "mood_pairs": _figures(report.pairs),
        "retrieval": _figures(report.retrieval),
        "nearness_to_real_music": {name: _plain(one._asdict()) for name, one in report.nearness.items()},
        "apart_from_real_music": {name: _plain(one._asdict()) for name, one in report.apart.items()},
        "most_unlike_real_music": {name: _known(away) for name, away in report.differing},
        "held_out_nats_a_note": {name: _figures(found) for name, found in report.likelihood.items()},
        "baselines": report.baselines,
        "copies_looked_for_in": report.library,
        "missed": report.missed,
        "faulty": {one.file: words for one, words in report.faulty},
        "each": [_piece(one) for one in report.composed],
        "each_of_real_music": [_plain(asdict(one)) for one in report.real],
    }


def _figures(found: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    return {name: _plain(one._asdict()) for name, one in found.items()}


def _piece(one: JudgedPiece) -> dict[str, object]:
    row = {"file": one.file, "prompt": one.wanted.prompt, "seed": one.seed, "compose_seconds": _known(one.seconds)}
    return {**row, **_plain(asdict(one.relevance)), **_plain(asdict(one.coherence))}


def _plain(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _known(value) for name, value in values.items()}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
