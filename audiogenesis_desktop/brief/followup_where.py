"""Which part of a piece a clause speaks of: bars, a section, one of several of a kind, or what lies beside it."""

import re
from typing import NamedTuple

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.numbers import parse_number
from audiogenesis_desktop.brief.turns import Where

_BESIDE = {"till": "until", "up to": "until", "since": "from"}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "last": -1, "final": -1, "closing": -1}
_BEFORE_IT = re.compile(
    rf"(?:\b(?:right |just |only )?(?P<beside>before|after|until|till|up to|since|outside)\s+)?"
    rf"(?:\b(?:the|its|that|this|a|an|each|every|all)\s+)?(?:\b(?P<nth>{'|'.join(_NTH)})\s+)?$"
)


class Place(NamedTuple):
    """Where in a piece, and from where to where of the text it is said."""

    where: Where
    start: int
    end: int


def find_place(text: str, words: FollowupWords) -> Place | None:
    """Return the part of a piece that a folded text names first, bars before sections; None where it names none."""
    if (bars := patterns.BARS_WHERE.search(text)) is not None:
        first = int(bars["first"])
        return Place(Where(bars=(first, int(bars["last"] or first))), *bars.span())
    if (edge := patterns.EDGE_BARS.search(text)) is not None:
        count = int(number_of(edge["n"]))
        where = Where(bars=(1, count)) if edge["edge"] == "first" else Where(last_bars=count)
        return Place(where, *edge.span())
    for kind, pattern in words.sections.items():
        found = pattern.search(text)
        if found is not None and not (patterns.THE_END.fullmatch(found[0]) and patterns.is_longer(text)):
            return _beside(text, kind, found)
    return None


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
    return 1.0 if text in ("a", "an") else parse_number(text)
