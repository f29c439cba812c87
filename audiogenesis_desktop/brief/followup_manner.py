"""Words for the manner in which one player is to play: "add a jazzy flute" asks for a flute, not for jazz."""

import re
from collections.abc import Sequence
from functools import cache

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.lexicon import load_lexicon
from audiogenesis_desktop.brief.style_words import style_words
from audiogenesis_desktop.brief.wording import blank, read_wording
from audiogenesis_desktop.theory.instruments import DRUMS

_BEFORE = re.compile(r"([a-z'-]+)[\s_]+$")
# Words between an article and a player describe it, whatever they are, but for these, which ask for something else.
_NO_MANNER = frozenset(
    {
        "a",
        "an",
        "some",
        "the",
        "little",
        "bit",
        "lot",
        "more",
        "less",
        "fewer",
        "new",
        "other",
        "another",
        "different",
        "second",
        "third",
        "extra",
        "same",
        "few",
        "couple",
        "of",
        "no",
        "not",
        "in",
        "on",
        "with",
        "and",
        "or",
        "section",
        "solo",
        "lead",
        "counter",
    }
)
_DESCRIBED = re.compile(r"\b(?:an?|some)\s+(?:[a-z'-]+\s+){1,3}$")


def without_manner(text: str, words: FollowupWords) -> tuple[str, tuple[str, ...]]:
    """Return a clause without the styles and moods right before a player whom it adds or exchanges, and those words."""
    if not _asks_for_a_player(text, words):
        return text, ()
    found, named = list[str](), _named(text)
    for start in sorted({*(span[0] for span in named), *_roles_apart(text, words, named)}, reverse=True):
        is_described = _DESCRIBED.search(text[:start]) is not None
        while (before := _BEFORE.search(text[:start])) is not None and _is_manner(before[1], is_described):
            start = before.start(1)
            if any(begin <= start < end for begin, end in named):
                break  # it is a player itself: "a string pad"
            found.insert(0, before[1])
            text = blank(text, before.span(1))
    return text, tuple(found)


def _is_manner(word: str, is_described: bool) -> bool:
    """Return whether a word before a player tells its manner: one that is known, or any after an article."""
    return word in _manners() or (is_described and word not in _NO_MANNER)


def asked_of_players(players: Sequence[str], brief: Brief, words: FollowupWords) -> str:
    """Return the turn that another manner of players means: "redo" where they are there, "add" of drums, else none."""
    if tuple(players) == (DRUMS,) and DRUMS not in brief.instruments:
        return "add"
    are_there = all(name in brief.instruments or name in words.roles for name in players)
    return "redo" if players and are_there else ""


def without_qualities(text: str, words: FollowupWords) -> str:
    """Return a clause without words such as "less busy", of which the wording would take "drums less" for "no"."""
    for pattern in (one for both in words.qualities.values() for one in both):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _asks_for_a_player(text: str, words: FollowupWords) -> bool:
    added = words.add.search(text)
    is_added = added is not None and added[0] not in patterns.JOINING
    return is_added or any(
        pattern.search(text)
        for pattern in (patterns.PUT_IN, patterns.INTO_ANOTHER, patterns.INSTEAD, words.redo_before)
    )


def _named(text: str) -> list[tuple[int, int]]:
    """Return where instruments are named."""
    return [(cause.start, cause.end) for cause in read_wording(text).causes if cause.field == "instruments"]


def _roles_apart(text: str, words: FollowupWords, named: Sequence[tuple[int, int]]) -> list[int]:
    """Return where roles begin that are no part of an instrument's name, as the pad of "warm pad" is."""
    found = (match.start() for pattern in words.roles.values() for match in pattern.finditer(text))
    return [at for at in found if not any(start <= at < end for start, end in named)]


@cache
def _manners() -> frozenset[str]:
    lexicon = load_lexicon()
    tables = (lexicon.moods, lexicon.style_adjectives, lexicon.tempo_adjectives, style_words())
    return frozenset(word for table in tables for word in table if " " not in word)
