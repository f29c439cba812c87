"""Inputs withheld from a network throughout: what each of them earns is what is lost without it."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from audiogenesis_desktop.compose.features import INDEX_SIZES, LAGS
from audiogenesis_desktop.compose.vocabulary import FIELD_SIZES
from audiogenesis_desktop.training.dataset import Window

Withheld = Literal["plan", "look-back", "text"]

_OFFSETS = np.concatenate(([0], np.cumsum(INDEX_SIZES)[:-1])).astype(np.int64)
_LOOK_BACK = slice(len(INDEX_SIZES) - 4 * LAGS, len(INDEX_SIZES))
_PLACE_IN_BAR = 2  # where in a bar of what length: meter, which the notes themselves need, is no plan
_PLAN = slice(len(FIELD_SIZES) + _PLACE_IN_BAR, _LOOK_BACK.start)


def blind(window: Window, withheld: frozenset[Withheld]) -> Window:
    """Return a batch that says the same, nothing, wherever an input is withheld; its notes stay as they are.

    "plan": sections, what is left of them and of the piece, chords, what is to be repeated, who plays. The
    look-back's third part keeps telling of the section before. "look-back": what came next at this place
    earlier. "text": the Brief and the sentence.
    """
    changed: dict[str, Any] = {"indices": window.indices.copy()}
    if "plan" in withheld:
        changed["indices"][..., _PLAN] = _OFFSETS[_PLAN]
        changed |= {"flags": np.zeros_like(window.flags), "known": window.known * np.array([1, 0, 1, 1])}
    if "look-back" in withheld:
        changed["indices"][..., _LOOK_BACK] = _OFFSETS[_LOOK_BACK]
    if "text" in withheld:
        changed |= {"brief": np.zeros_like(window.brief), "text": np.zeros_like(window.text)}
    return replace(window, **changed)
