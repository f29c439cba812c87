"""What a prompt asks for and nothing here serves or reads: told, so that no wish is dropped without a word."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from audiogenesis_desktop.brief.lexicon import find_phrases, load_lexicon, words_of
from audiogenesis_desktop.brief.moments import passed_over
from audiogenesis_desktop.brief.style_words import known_words

_WITHOUT = re.compile(
    r"\b(?:no|not|without|never|avoid|minus|zero|ohne|sans|sin|senza|sem|kein\w*)\s+(?:an?\s+|any\s+|the\s+)?$"
)
_CLAUSE_ENDS = re.compile(
    r"\s*(?:$|[,.;:!?)\n]|(?:at|then|and|but|towards?|until|before|after|near|by|to|into|over|from|in the|for the)\b)"
)
_MOMENT = re.compile(r"\s+at\s+\d+(?::\d\d|[.,]\d+)?(?:\s?s\b|\s?sec\w*)?")
# Who plays alone, or what it is played on: a word that is known nowhere is an instrument that is not here.
_STRANGER = re.compile(
    r"\b(?P<before>[a-z][a-z']{4,})\s+solos?\b|\bsolo\s+(?P<behind>[a-z][a-z']{4,})(?=\s*(?:$|[,.;!?)]|(?:and|with|over|for|in|by)\b))"
    r"|\b(?:played|performed)\s+(?:on|by)\s+(?:an?|the)\s+(?P<on>[a-z][a-z']{4,})(?=\s*(?:$|[,.;!?)]|(?:and|with|over|for|in)\b))"
)
_DESCRIBES = re.compile(r"(?:ing|ed|ful|ous|ive|ic|al|ish|less|ly|ary|ant|ent|est|y|er|ers|ist|ists)$")
_MOST_REPORTED = 5
_OF_MOMENTS = "moments: hits alone are placed, as in “hit at 20 s”; ask for entries once the piece is there"


class Unread(NamedTuple):
    """Words that asked for something, by their range in the text, and what they might have meant."""

    start: int
    end: int
    meaning: str


def find_unread(text: str, read: Sequence[tuple[int, int]]) -> list[Unread]:
    """Return the wishes of a folded text that lie outside the stretches `read`, in order, none overlapping."""
    found = [*_phrases(text), *_figures(text), *_moments(text), *_strangers(text)]
    taken = list(read)
    kept: list[Unread] = []
    for wish in sorted(found, key=lambda wish: (wish.start, wish.start - wish.end)):
        if wish.meaning and not any(start < wish.end and wish.start < end for start, end in taken):
            kept.append(wish)
            taken.append((wish.start, wish.end))
    return kept


def telling(prompt: str, wishes: Sequence[Unread]) -> str:
    """Return one line that names the words and what they might have meant; empty where there are none."""
    if not wishes:
        return ""
    by_meaning: dict[str, list[str]] = {}
    for wish in wishes[:_MOST_REPORTED]:
        by_meaning.setdefault(wish.meaning, []).append(f"“{words_in(prompt, wish)}”")
    parts = [f"{', '.join(dict.fromkeys(words))} ({meaning})" for meaning, words in by_meaning.items()]
    more = f" and {len(wishes) - _MOST_REPORTED} more" if len(wishes) > _MOST_REPORTED else ""
    return f"Not understood: {'; '.join(parts)}{more}."


def words_in(prompt: str, wish: Unread) -> str:
    """Return the prompt's own words for a wish, on one line."""
    return " ".join(prompt[wish.start : wish.end].split())


def _figures(text: str) -> Iterable[Unread]:
    for match in _units().finditer(text):
        yield Unread(match.start(), match.end(), load_lexicon().unit_meanings[match[2]])


def _moments(text: str) -> Iterable[Unread]:
    for start, end in passed_over(text):
        yield Unread(start, end, _OF_MOMENTS)


def _strangers(text: str) -> Iterable[Unread]:
    for match in _STRANGER.finditer(text):
        name = next(name for name in ("before", "behind", "on") if match[name])
        word, lexicon = match[name], load_lexicon()
        if not (word in known_words() or word in lexicon.no_instruments or _DESCRIBES.search(word)):
            yield Unread(*match.span(name), lexicon.stranger_meaning)


def _phrases(text: str) -> Iterable[Unread]:
    for found in find_phrases(text, words_of(text), load_lexicon().unserved):
        wish, without = found.value, _WITHOUT.search(text[: found.start])
        if is_meant(wish.where, text, found.start, found.end):
            moment = _MOMENT.match(text[found.end :])
            start = without.start() if without else found.start
            yield Unread(start, found.end + (moment.end() if moment else 0), wish.meaning)


def is_meant(where: str, text: str, start: int, end: int) -> bool:
    """Return whether words of a folded text ask for something: by `Wish.where`, and not where they are ruled out."""
    without = bool(_WITHOUT.search(text[:start]))
    return without if where == "ruled_out" else where != "verbs" or bool(_CLAUSE_ENDS.match(text[end:]))


@cache
def _units() -> re.Pattern[str]:
    units = sorted(load_lexicon().unit_meanings, key=len, reverse=True)
    return re.compile(rf"(?<![\w.,])([+-]?\s?\d+(?:[.,]\d+)?)[\s-]*({'|'.join(map(re.escape, units))})\b")
