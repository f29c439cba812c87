"""What an evaluation found, as values and as JSON."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.distance import Nearness
from audiogenesis_desktop.evaluation.measures import Coherence, faults, figures
from audiogenesis_desktop.evaluation.relevance import Asked, Relevance, failures, summary


@dataclass(frozen=True, slots=True)
class Composed:
    """One composed piece: its file's name, what was asked, how far it has that, and what it measures."""

    file: str
    asked: Asked
    relevance: Relevance
    coherence: Coherence


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found; `real` has the measures of real music, if there was any to compare with.

    `nearness` is by feature, and empty with too few pieces.
    """

    model: str
    composed: tuple[Composed, ...]
    real: tuple[Coherence, ...]
    nearness: Mapping[str, Nearness]

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
    def missed(self) -> list[str]:
        """Return a line for each piece that misses its key or an instrument."""
        return failures((one.asked, one.relevance) for one in self.composed)

    @property
    def faulty(self) -> list[tuple[Composed, list[str]]]:
        """Return the pieces that fail in themselves, with how."""
        return [(one, words) for one in self.composed if (words := faults(one.coherence))]


def as_json(report: Report) -> dict[str, object]:
    """Return the report as what JSON holds: all figures, and what each piece measured; no figure is null."""
    return {
        "model": report.model,
        "pieces": len(report.composed),
        "relevance": _figures(report.relevance),
        "coherence": _figures(report.coherence),
        "coherence_of_real_music": _figures(report.coherence_of_real),
        "nearness_to_real_music": {name: _plain(one._asdict()) for name, one in report.nearness.items()},
        "missed": report.missed,
        "faulty": {one.file: words for one, words in report.faulty},
        "each": [_piece(one) for one in report.composed],
        "each_of_real_music": [_plain(asdict(one)) for one in report.real],
    }


def _figures(found: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    return {name: _plain(one._asdict()) for name, one in found.items()}


def _piece(one: Composed) -> dict[str, object]:
    told = {"file": one.file, "prompt": one.asked.prompt}
    return {**told, **_plain(asdict(one.relevance)), **_plain(asdict(one.coherence))}


def _plain(values: Mapping[str, float]) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else value for name, value in values.items()}
