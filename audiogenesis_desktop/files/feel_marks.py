"""How a saved piece is played: a sequencer-specific event, so that its notes are saved as they are written."""

import json
from dataclasses import replace
from typing import Any

from audiogenesis_desktop.score.feel import MOST_SWING, STRAIGHT, Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score

FEEL_MARK = bytes((0x7D, *b"Audiogenesis feel "))  # manufacturer 0x7D: for private use
_UNITS = (TICKS_PER_BEAT // 4, TICKS_PER_BEAT // 2)
_MOST_SEED, _LONGEST_NAME = 2**62, 80


def feel_mark(score: Score) -> bytes | None:
    """Return the content of the event that tells how a score is played and which swing is written; None if nothing."""
    own = {str(i): _told(track.feel) for i, track in enumerate(score.tracks) if track.feel is not None}
    written = (score.swing, score.swing_ticks)
    if score.feel == Feel() and not own and score.swing == STRAIGHT:
        return None
    told = {**_told(score.feel), "written": written, "tracks": own}
    return FEEL_MARK + json.dumps(told, separators=(",", ":"), sort_keys=True).encode("ascii")


def with_feel(score: Score, mark: bytes) -> Score:
    """Return the score with what such an event tells; one that is broken tells nothing."""
    try:
        told = json.loads(mark.removeprefix(FEEL_MARK))
        swing, ticks = told["written"]
        own = {int(i): _feel(each) for i, each in told["tracks"].items()}
        feel, swing = _feel(told), _between(swing, STRAIGHT, MOST_SWING)
        if ticks not in _UNITS:
            return score
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return score
    tracks = tuple(replace(track, feel=own.get(i)) for i, track in enumerate(score.tracks))
    return replace(score, tracks=tracks if own else score.tracks, feel=feel, swing=swing, swing_ticks=ticks)


def _told(feel: Feel) -> dict[str, Any]:
    return {"amount": feel.amount, "swing": feel.swing, "seed": feel.seed, "style": feel.style}


def _feel(told: dict[str, Any]) -> Feel:
    swing = None if told["swing"] is None else float(told["swing"])
    feel = Feel(float(told["amount"]), swing, int(told["seed"]), str(told["style"])[:_LONGEST_NAME])
    if not feel.is_possible or feel.seed >= _MOST_SEED:
        raise ValueError(feel)
    return feel


def _between(value: float, low: float, high: float) -> float:
    if not low <= float(value) <= high:  # nor what is no number
        raise ValueError(value)
    return float(value)
