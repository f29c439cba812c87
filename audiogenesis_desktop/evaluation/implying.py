"""Other ways to tell what a prompt implies, beside which the heads are judged."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.encoder import Encoder, Floats
from audiogenesis_desktop.brief.examples import examples
from audiogenesis_desktop.brief.guessing import guess
from audiogenesis_desktop.brief.reading import read, read_with

Readings = dict[str, Callable[[str], Brief]]


def readings(encoder: Encoder) -> Readings:
    """Return the app's reading and two others, by name; raises MissingPart without the encoder's weights."""
    return {
        "heads": lambda prompt: read(prompt, encoder=encoder),
        "nearest neighbour": _Nearest(encoder).read,
        "lexicon alone": lambda prompt: read_with(prompt, guess(prompt)),
    }


class _Nearest:
    """Takes what the nearest of the prompts implies that heads learn from, cosine on the same embedding.

    Those are encoded here: the heads' own anchors are of the prompts as they were when these were fitted.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._cases = encoder, examples()

    @cached_property
    def _vectors(self) -> Floats:
        return self._encoder.encode([case.prompt for case in self._cases], is_passing=True)

    def read(self, prompt: str) -> Brief:
        vector = self._encoder.encode([prompt])[0]
        return read_with(prompt, self._cases[int(np.argmax(self._vectors @ vector))].implied)


def share(judgements: Sequence[dict[str, bool]]) -> float:
    """Return the share of all single judgements that are true."""
    values = [value for one in judgements for value in one.values()]
    return sum(values) / max(1, len(values))
