"""What a take's card says, in plain words."""

from collections.abc import Callable

from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.take_list import ListedTake
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.chips import clock

_LIKED, _FLAWLESS = 0.6, 0.5  # from which liking on, and up to which faults, it is told that a take fits


def figures(one: ListedTake) -> str:
    """Return tempo, key and notes of a take."""
    return " · ".join(_figures(one))


def figures_within(one: ListedTake, fits: Callable[[str], bool]) -> str:
    """Return as many of them as there is room for, whole ones, the first in any case."""
    parts = _figures(one)
    lines = [" · ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((line for line in lines if fits(line)), lines[-1])


def _figures(one: ListedTake) -> list[str]:
    score = one.score
    key = [Key(*score.keys[0][1:]).name] if score.keys else []
    return [f"{score.tempi[0].bpm:.0f} BPM", *key, f"{score.note_count:,} notes"]


def remark(one: ListedTake, *, is_best: bool) -> str:
    """Return the second line of a card: what it answers, else what is thought of it, else how long it is."""
    if one.asked:
        return f"“{one.asked}”"
    if one.verdict is None:
        return clock(length_seconds(one.score))
    if one.verdict.told:
        return one.verdict.told[0]
    return "Fits best" if is_best else "Fits as asked"


def told(one: ListedTake) -> str:
    """Return all that is known of a take, a line each, for its tool tip."""
    lines = [f"Take {one.name}{' (edited)' if one.is_edited else ''}", figures(one), _length(one.score)]
    lines += [f"“{one.asked}”"] if one.asked else []
    lines += one.verdict.told if one.verdict else ()
    return "\n".join((*lines, f"Seed {one.take.seed}. Click to show it, right-click for more."))


def _length(score: Score) -> str:
    names = ", ".join(track.name for track in score.tracks[:6]) + (" …" if len(score.tracks) > 6 else "")
    return f"{clock(length_seconds(score))} · {names}"
