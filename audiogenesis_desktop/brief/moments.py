"""Moments in a prompt: hits that the music must meet, where it ends, and moments that nothing is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from audiogenesis_desktop.brief.brief import HIT_KINDS
from audiogenesis_desktop.brief.lexicon import load_lexicon
from audiogenesis_desktop.brief.numbers import NUMBER, parse_number
from audiogenesis_desktop.brief.seconds import CLOCK, MINUTES, MUSIC, SECONDS, other_units

_UNIT = rf"[\s-]*(?:{SECONDS}|s\b)"
_MOMENT = rf"(?>{CLOCK}|{NUMBER}(?:{_UNIT})?)"
_PLAINLY_A_MOMENT = rf"(?>{CLOCK}|{NUMBER}{_UNIT})"
_LEADS_TO = ("into", "before", "to")  # of what rises alone: "hit to 5" is none
# The verb: what stops at 45 s ends there.
_ENDS = re.compile(r"\b(?:it|that|which|to|must|should|will|music|piece|song|track|please|and)\s+$")
_ENDS_AT = re.compile(
    rf"\b(?:stops?|ends?|ending|finish(?:es)?|(?:is|be)\s+over|cuts?\s+(?:off|out))(?:\s+(?:dead|abruptly|suddenly|cold|exactly|"
    rf"right|short|on a button))*\s+(?:at|after)\s+(?:the\s+|about\s+|exactly\s+)?(?P<moment>{_PLAINLY_A_MOMENT})"
    r"(?!\s*(?:[ap]\.?m\b|o'clock|mark of))"
)
# What happens at a moment or up to it and is no hit; "ready in 5 minutes" and "at 5:30" tell of no music.
_PASSED_OVER = re.compile(
    rf"\b(?:(?:at|bei|until|till|up\s+to|from|after|by|before)\s+(?:about\s+|around\s+|the\s+)?"
    rf"|(?:for|in|over|during)?\s*the\s+(?:first|last)\s+|(?:first|last)\s+)(?P<moment>0?0:\d\d\b|(?:{NUMBER}(?:{_UNIT})?\s+to\s+)?{NUMBER}{_UNIT})"
    rf"|\bfad(?:e|es|ing)(?:[\s-]+(?:out|in))?\s+(?:(?:of|for)\s+)?(?P<after_fade>{NUMBER}{_UNIT})"
    rf"|(?<![\w:.])(?P<before_fade>{NUMBER}{_UNIT})[\s-]+fades?\b"
    rf"|\b(?:tail|silence|pause|gap)\s+(?:(?:of|for)\s+)?{NUMBER}{_UNIT}"
    rf"|(?<![\w:.]){NUMBER}{_UNIT}[\s-]+(?:of silence|tail\b|pause\b)"
    rf"|(?<![\w:.])(?P<far>{NUMBER}{_UNIT})\s+in\b(?!\s+(?:length|total|all|duration|the|an?|[a-g]\b))"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """The moments, in seconds and rising, that the music must meet, and where the text names them.

    `kinds` has (second, one of `HIT_KINDS`) where the text says what is to happen.
    """

    moments: tuple[float, ...] = ()
    kinds: tuple[tuple[float, str], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def with_stop(self, moment: float, start: int, end: int) -> "Hits":
        """Return the hits with one more, at which all stop, named from `start` to `end` of the text."""
        moments = tuple(sorted({*self.moments, moment}))
        kinds = tuple(sorted({**dict(self.kinds), moment: "stop"}.items()))
        return Hits(moments, kinds, (*self.spans, (start, end)))


def read_hits(text: str) -> Hits:
    """Return the moments that a folded text wants met: "hits at 5, 12.5 and 0:20", "stop at 12 s", "riser into 15"."""
    moments: list[float] = []
    kinds: dict[float, str] = {}
    spans: list[tuple[int, int]] = []
    for match in _hit_pattern().finditer(text):
        items = list(re.finditer(_MOMENT, match["list"]))
        if _is_length_at_the_end(match, items):
            items.pop()
        kind, before = _kind_words().get(match["word"].removesuffix("s"), ""), text[: match.start()]
        if _is_no_hit(match, kind, before):
            continue
        rising = None if kind else _rises_pattern().search(before)  # "riser into the drop at 15 s"
        kind = "riser" if rising else kind
        found = [moment for item in items if (moment := _moment(item.group())) >= 0]
        moments += found
        kinds |= dict.fromkeys(found, kind) if kind else {}
        spans.append(((rising or match).start(), match.start("list") + items[-1].end()))
    return Hits(tuple(sorted(set(moments))), tuple(sorted(kinds.items())), tuple(spans))


def read_end(text: str) -> tuple[float, int, int] | None:
    """Return the second at which a folded text says that the music is over, and where: "stops dead at 18 s"."""
    match = _ENDS_AT.search(text)
    return (_moment(match["moment"]), match.start("moment"), match.end("moment")) if match else None


def passed_over(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a folded text speaks of moments of the music, "until 20 s": of what is no hit nothing is made."""
    for match in _PASSED_OVER.finditer(text) if re.search(r"\d|second", text) else ():
        if not re.match(r"\s*(?:[ap]\.?m\b|o'clock|later|ago|a day|each|every|away)", text[match.end() :]):
            yield match.span(next((name for name in ("after_fade", "before_fade") if match[name]), 0))


def _is_no_hit(match: re.Match[str], kind: str, before: str) -> bool:
    """Return whether "to 5", "crash on 2 and 4", or a verb as in "it stops at 45 s", was taken for a hit."""
    if match["lead"] in _LEADS_TO and kind != "riser":
        return True
    is_beat = bool(kind) and match["lead"] == "on" and not re.search(r":|\ds|\bs", match["list"])
    return is_beat or (kind == "stop" and bool(_ENDS.search(before)))


def _is_length_at_the_end(match: re.Match[str], items: list[re.Match[str]]) -> bool:
    """Return whether the last moment is the piece's length.

    It is in "logo at 32 s, 45 seconds", where one hit is spoken of, and after a list that is over: "3 and 7, 30 s".
    """
    if len(items) < 2 or not re.search(r"[\s-]*s\w*$", items[-1].group()):
        return False
    joins = [match["list"][one.end() : other.start()] for one, other in pairwise(items)]
    are_over = [bool(re.search(r"\band\b|&", join)) for join in joins]
    return not are_over[-1] and (any(are_over) or not match["word"].endswith("s"))


def _moment(text: str) -> float:
    if ":" in text:
        minutes, seconds = text.split(":")
        return 60 * float(minutes) + float(seconds)
    number = re.match(NUMBER, text)
    return parse_number(number.group()) if number else -1.0


@cache
def _kind_words() -> dict[str, str]:
    """Return what is to happen, of `HIT_KINDS`, by the words that say so."""
    phrases = load_lexicon().phrases
    return {word: kind for kind in HIT_KINDS for word in phrases.get(f"hit_{kind}", ())}


@cache
def _rises_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_lexicon().phrases["hit_riser"]))
    return re.compile(rf"\b(?:{words})s?\s+(?:into|before|to|up to)\s+(?:the|an?)\s+$")


@cache
def _hit_pattern() -> re.Pattern[str]:
    known = (*load_lexicon().phrases["hit_words"], *_kind_words())
    words = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    item = (
        rf"{_MOMENT}(?![\w.:]*\w)(?!\s*(?:bpm|%|bars?\b|/|long|in length|[ap]\.?m\b|[\s-]*{MUSIC}|{MINUTES}))"
        rf"(?![\s-]*(?:{other_units()})\b)"
    )
    return re.compile(
        rf"\b(?P<word>(?:{words})s?)\b(?:\s+(?:comes?|falls?|lands?|happens?|is|right|exactly|appears?|animation|out|there))*"
        rf"\s*(?P<lead>at|on|@|:|into|before|to|bei|a los|a)\s*(?:the\s+|about\s+|exactly\s+|second\s+)*"
        rf"(?P<list>{item}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)(?:at\s+)?{item})*)"
    )
