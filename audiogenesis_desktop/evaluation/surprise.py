"""Surprise at notes, in nats: summed by piece, and as figures with their intervals over pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES
from audiogenesis_desktop.evaluation.bootstrap import NAN, Figure

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Surprise:
    """Of each piece: the loss of all its notes by field, (n, fields) in nats, and how many notes, (n,)."""

    losses: Floats
    notes: Floats
    fields: Sequence[str] = FIELD_NAMES


def nats_a_note(found: Surprise, *, than: Surprise | None = None) -> dict[str, Figure]:
    """Return the loss a note by field and, as "note", in all, in nats; if `than` is given, how much more than its.

    Every note counts alike. Intervals are over pieces, those of a difference over the same pieces in both.
    """
    losses = found.losses - than.losses if than else found.losses
    columns = {**dict(zip(found.fields, losses.T, strict=True)), "note": losses.sum(axis=1)}
    return {name: _ratio(column, found.notes) for name, column in columns.items()}


def _ratio(losses: Floats, notes: Floats, *, resamples: int = 1000) -> Figure:
    if not len(notes):
        return Figure(NAN, NAN, NAN, NAN, 0)
    drawn = np.random.default_rng(0).integers(len(notes), size=(resamples, len(notes)))
    low, high = np.quantile(losses[drawn].sum(axis=1) / notes[drawn].sum(axis=1), (0.025, 0.975))
    spread = float((losses / notes).std())
    return Figure(float(losses.sum() / notes.sum()), float(low), float(high), spread, len(notes))
