"""What is set by hand goes into a Brief so that nothing in it contradicts itself afterwards."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.reading import restyled
from audiogenesis_desktop.plan.given_chords import in_their_key
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import DRUMS, GM_NAMES
from audiogenesis_desktop.theory.keys import Key

_BARS = re.compile(r"\b(?:bars?|measures?)\b")
_SPARE = ("piano", "strings", "harp", "flute", DRUMS, *GM_NAMES)  # who plays if nobody else is left


def set_by_hand(brief: Brief, edits: Mapping[str, Any]) -> Brief:
    """Return the Brief with these fields set: who is ruled out plays no longer, bars asked for stay as many,
    those set as players play alone.

    Another style brings its tempo, meter, key and players wherever they were only inferred. Hits beyond the end are
    kept apart, and come back with a length that reaches them.
    """
    if not edits:
        return brief
    edited = in_their_key(restyled(brief, edits).with_fields(Origin.EDITED, **edits))
    if {"tempo_bpm", "meter", "style"} & edits.keys() and "length_seconds" not in edits and is_in_bars(brief):
        seconds = brief.length_seconds / seconds_a_bar(brief) * seconds_a_bar(edited)
        edited = replace(edited, length_seconds=round(seconds, 6))
    if "banned" in edits:
        playing = tuple(name for name in edited.instruments if name not in edited.banned)
        edited = replace(edited, instruments=playing or (_spare(edited),))
    elif "instruments" in edits:
        banned = tuple(name for name in edited.banned if name not in edited.instruments)
        edited = replace(edited, banned=banned, only=True)
    requested = edited.hits if "hits" in edits else (*edited.hits, *edited.missed)
    return _with_hits(edited, tuple(sorted(set(requested))))


def edits_in(brief: Brief) -> dict[str, Any]:
    """Return the fields of a Brief that were set by hand, as they were asked for."""
    edits = {name: getattr(brief, name) for name, origin in brief.origins.items() if origin is Origin.EDITED}
    return edits | ({"hits": tuple(sorted({*brief.hits, *brief.missed}))} if "hits" in edits else {})


def edited_since(take: Take, score: Score) -> dict[str, Any]:
    """Return the fields of the Brief that would say what was edited in a piece after it was composed.

    They are tempo, key and meter at its beginning, and its length where bars were put in or taken out.
    """
    was, edited = take.score, dict[str, Any]()
    if score.tempi[:1] != was.tempi[:1]:
        edited["tempo_bpm"] = round(score.tempi[0].bpm, 2)
    if score.keys and score.keys[0][1:] != (was.keys[0][1:] if was.keys else ()):
        edited["key"] = Key(*score.keys[0][1:])
    if score.meters[0][1:] != was.meters[0][1:]:
        edited["meter"] = score.meters[0][1:]
    if score.length_ticks and score.length_ticks != was.length_ticks:
        edited["length_seconds"] = round(TempoMap(score.tempi).seconds(score.length_ticks), 3)
    return edited


def _with_hits(brief: Brief, requested: tuple[float, ...]) -> Brief:
    """Return the Brief with these hits, parted into those before its end and those after it."""
    kept = tuple(hit for hit in requested if hit < brief.length_seconds)
    kinds = tuple((hit, kind) for hit, kind in brief.hit_kinds if hit in requested)
    return replace(brief, hits=kept, missed=tuple(hit for hit in requested if hit not in kept), hit_kinds=kinds)


def seconds_a_bar(brief: Brief) -> float:
    """Return how long a bar of a Brief lasts."""
    return 240 * brief.meter[0] / brief.meter[1] / brief.tempo_bpm


def is_in_bars(brief: Brief) -> bool:
    """Return whether a Brief's prompt gave the length in bars."""
    start, end = brief.spans.get("length_seconds", (0, 0))
    return bool(_BARS.search(brief.prompt[start:end].lower()))


def _spare(brief: Brief) -> str:
    return next((name for name in _SPARE if name not in brief.banned), _SPARE[0])
