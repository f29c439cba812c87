"""Which part of a piece a clause speaks of: bars, times, sections, one of several, or what lies beside it."""

import re
from typing import NamedTuple

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.followup_who import is_anybody_named
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.moments import read_hits
from audiogenesis_desktop.brief.numbers import parse_number
from audiogenesis_desktop.brief.turns import Where

_BESIDE = {"till": "until", "up to": "until", "since": "from"}
_ON, _AT = "from", ("at", "by", "on", "with")
_OF_STRETCHES = {"outside": "outside", **dict.fromkeys(("until", "till", "up to", "before"), "until")}
_OF_POINTS = {
    "outside": "outside",
    **dict.fromkeys(("until", "till", "up to", "before"), "until"),
    **dict.fromkeys(("from", "since", "after", "as of", "starting at", "starting from", "starting in"), "from"),
}
_ENDS = (("first", "own"), ("last", "unit"))  # of a stretch of time, each with its unit
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "last": -1, "final": -1, "closing": -1}
_ORDINAL_ENDS = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_NTH_BARS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_BEFORE_IT = re.compile(
    rf"(?:\b(?:right |just |only )?(?P<beside>before|after|until|till|up to|since|outside)\s+)?"
    rf"(?:\b(?:the|its|that|this|a|an|each|every|all)\s+)?(?:\b(?P<nth>{'|'.join(_NTH)})\s+)?$"
)


class Place(NamedTuple):
    """Where in a piece, and from where to where of the text it is said.

    With `is_point` it names one moment, "at bar 9" or "at 0:20": who begins there plays from it on, who stops does not.
    """

    where: Where
    start: int
    end: int
    is_point: bool = False


def find_place(text: str, words: FollowupWords, *, has_times: bool = True) -> Place | None:
    """Return the part of a piece that a folded text names first, bars before times before sections; None for none.

    Without `has_times` no time is taken for a place.
    """
    if (place := _bars_named(text)) is not None:
        return place
    if has_times and (place := _times_named(text)) is not None:
        return place
    for kind, pattern in words.sections.items():
        found = pattern.search(text)
        if found is not None and not (patterns.THE_END.fullmatch(found[0]) and patterns.is_longer(text)):
            return _beside(text, kind, found)
    return None


def speaks_of_times(text: str, words: FollowupWords) -> bool:
    """Return whether times in a folded text are places: not where it asks for a hit there, nor for a length."""
    if _times_named(text) is None:
        return False
    hits = read_hits(text)
    named = is_anybody_named(text, words)
    if hits.moments:
        is_silence = patterns.SILENCE.search(text) is not None and patterns.LASTS.search(text) is not None
        return (named or is_silence) and all(dict(hits.kinds).get(moment) == "stop" for moment in hits.moments)
    return named or patterns.ABOUT_LENGTH.search(text) is None


def _bars_named(text: str) -> Place | None:
    if (after := patterns.AFTER_BARS.search(text)) is not None:
        first = int(number_of(after["n"] or after["far"])) + 1
        return Place(Where(bars=(first, first), beside="from"), *after.span(), is_point=True)
    if (edge := patterns.EDGE_BARS.search(text)) is not None:
        count = int(number_of(edge["n"] or "1"))
        where = Where(bars=(1, count)) if edge["edge"] == "first" else Where(last_bars=count)
        return Place(where, *edge.span())
    found = patterns.BARS_WHERE.search(text)
    if found is None:
        return None
    first = int(number_of(found["first"] or found["nth"]))
    if found["last"]:
        return _stretch_of_bars(found, first, max(first, int(number_of(found["last"]))))
    beside = _ON if found["on"] else _OF_POINTS.get(found["way"] or "", "")
    first += found["way"] == "after"
    is_point = found["way"] in _AT or beside == "from"
    return Place(Where(bars=(first, first), beside=beside), *found.span(), is_point=is_point)


def _stretch_of_bars(found: re.Match[str], first: int, last: int) -> Place:
    """Return bars from the first to the last, or what lies beside them: "outside bars 5 to 8", "after bars 5 to 8"."""
    if found["way"] in ("after", "since"):
        return Place(Where(bars=(last + 1, last + 1), beside=_ON), *found.span(), is_point=True)
    return Place(Where(bars=(first, last), beside=_OF_STRETCHES.get(found["way"] or "", "")), *found.span())


def _times_named(text: str) -> Place | None:
    if (edge := patterns.EDGE_SECONDS.search(text)) is not None:
        length = second_of(edge["n"], edge["unit"])
        seconds = (0.0, length) if edge["edge"] == "first" else (-length, 0.0)
        return Place(Where(seconds=seconds), *edge.span())
    if (span := patterns.SECONDS_FROM_TO.search(text)) is not None:
        start, end = (second_of(span[name], span[unit] or span["unit"] or "") for name, unit in _ENDS)
        beside = "outside" if span["way"] == "outside" else ""
        return Place(Where(seconds=(start, end), beside=beside), *span.span())
    if (at := patterns.SECONDS_WHERE.search(text)) is None:
        return None
    second = second_of(at["n"] or at["far"], at["unit"] or at["far_unit"] or "")
    beside = _OF_POINTS.get(at["way"] or "", _ON)
    return Place(Where(seconds=(second, second), beside=beside), *at.span(), is_point=beside == _ON)


def second_of(number: str, unit: str) -> float:
    """Return the second that a time names: "0:20", or a number of seconds, or of minutes."""
    if ":" in number:
        minutes, seconds = number.split(":")
        return 60 * float(minutes) + float(seconds)
    return number_of(number) * (60 if unit.startswith("m") else 1)


def _beside(text: str, kind: str, found: re.Match[str]) -> Place:
    before = _BEFORE_IT.search(text[: found.start()])
    if before is None:
        return Place(Where(kind), *found.span())
    beside = before["beside"] or ""
    nth = 0 if kind.endswith("half") else _NTH.get(before["nth"] or "", 0)
    start = before.start("beside") if beside else before.start("nth") if nth else found.start()
    return Place(Where(kind, nth=nth, beside=_BESIDE.get(beside, beside)), start, found.end())


def number_of(text: str) -> float:
    """Return the number of a word or of figures."""
    if text in _NTH_BARS:
        return float(_NTH_BARS.index(text) + 1)
    return 1.0 if text in ("a", "an") else parse_number(_ORDINAL_ENDS.sub("", text))
