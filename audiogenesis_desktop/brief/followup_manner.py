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


def without_manner(text: str, words: FollowupWords) -> tuple[str, tuple[str, ...]]:
    """Return a clause without the styles and moods right before a player whom it adds or exchanges, and those words."""
    if not _asks_for_a_player(text, words):
        return text, ()
    found = list[str]()
    for start in _players(text, words):
        while (before := _BEFORE.search(text[:start])) is not None and before[1] in _manners():
            found.insert(0, before[1])
            start = before.start(1)
            text = blank(text, before.span(1))
    return text, tuple(found)


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


def _players(text: str, words: FollowupWords) -> list[int]:
    """Return where instruments and roles are named, the last first."""
    named = [cause.start for cause in read_wording(text).causes if cause.field == "instruments"]
    roles = [match.start() for pattern in words.roles.values() for match in pattern.finditer(text)]
    return sorted({*named, *roles}, reverse=True)


@cache
def _manners() -> frozenset[str]:
    lexicon = load_lexicon()
    tables = (lexicon.moods, lexicon.style_adjectives, lexicon.tempo_adjectives, style_words())
    return frozenset(word for table in tables for word in table if " " not in word)
