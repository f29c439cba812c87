"""Batches without end from a packed corpus, whose place can be kept and taken up again."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from audiogenesis_desktop.training.dataset import PackedCorpus, Row, Window, stack

Place = dict[str, Any]

# How often each source is drawn, relative to the others; one not named here counts 1. The corpus leans to church
# and concert music, background music does not.
SOURCE_SHARES = {
    "own_writer": 0.45,
    "mutopia_pd": 0.066,
    "mutopia_ccby": 0.018,
    "nifc_chopin_first_editions": 0.018,
    "openscore_quartets": 0.042,
    "openscore_orchestra": 0.048,
    "openscore_lieder": 0.036,
    "openewld_pd": 0.048,
    "freedoom": 0.09,
    "blasphemer": 0.006,
    "groove_midi_dataset": 0.018,
    "mei_samples": 0.006,
    "lmms_demos": 0.002,
    "nifc_polish_scores": 0.024,
    "synthetic_midisketch": 0.102,
    "synthetic_progressions": 0.078,
}


def chances(corpus: PackedCorpus, numbers: list[int]) -> list[float]:
    """Return how likely each piece is to be drawn: by its source's share, longer pieces more often."""
    sources = [str(corpus.entries[i]["source"]) for i in numbers]
    lengths = []
    for i in numbers:
        start, end = corpus.entries[i]["notes"]
        lengths.append(min(end - start, 20 * 256) ** 0.5)
    total: dict[str, float] = {}
    for source, length in zip(sources, lengths, strict=True):
        total[source] = total.get(source, 0.0) + length
    raw = [
        SOURCE_SHARES.get(source, 1.0) * length / total[source] for source, length in zip(sources, lengths, strict=True)
    ]
    return [value / sum(raw) for value in raw]


class Stream:
    """Batches of `rows`, each of which draws its next piece with the given chances, summing to 1.

    A row draws from random numbers of its own, seeded by its number: the same row brings the same windows
    whoever else there is, so rows can be shared out between processes. `next` yields a Window.
    """

    def __init__(
        self,
        corpus: PackedCorpus,
        numbers: Sequence[int],
        chances: Sequence[float],
        *,
        rows: range,
        steps: int,
        seed: int,
    ) -> None:
        self._numbers, self._chances = np.asarray(numbers), np.asarray(chances)
        self._randoms = [np.random.default_rng((seed, row)) for row in rows]
        self._lanes = [Row(corpus, steps=steps, random=random) for random in self._randoms]
        self._begun: list[Any] = [None] * len(self._lanes)

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> Window:
        is_start = np.array([lane.is_done for lane in self._lanes])
        for row in np.flatnonzero(is_start):
            self._begin(int(row))
        return stack(self._lanes, is_start)

    def _begin(self, row: int) -> None:
        random = self._randoms[row]
        self._begun[row] = random.bit_generator.state
        self._lanes[row].begin(int(random.choice(self._numbers, p=self._chances)))

    def places(self) -> list[Place]:
        """Return where each row stands, for JSON: random numbers as its piece was drawn and now, and its note."""
        rows = zip(self._lanes, self._randoms, self._begun, strict=True)
        return [{"begun": begun, "at": lane.at, "random": own.bit_generator.state} for lane, own, begun in rows]

    def take_up(self, places: Sequence[Place]) -> None:
        """Go on from what `places` returned: draw each row's piece as it was drawn, then move to its note."""
        for row, place in enumerate(places):
            random = self._randoms[row]
            if place["begun"]:
                random.bit_generator.state = place["begun"]
                self._begin(row)
            self._lanes[row].at = place["at"]
            random.bit_generator.state = place["random"]
