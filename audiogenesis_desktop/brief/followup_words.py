"""The words of `resources/followups.toml`, as patterns: what is asked of a piece that is there already."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.followup_paraphrases import compiled
from audiogenesis_desktop.errors import MissingPart

_LAST_DOUBLED = frozenset({"big", "sad", "thin", "wet", "hot", "fat", "dim", "flat"})


class KitPiece(NamedTuple):
    """A piece of the drum kit: what it is called, its keys of General MIDI's drum map, the usual one first, and a grid.

    The grid is what one who is added strikes from each bar's start on, a sign a sixteenth: "x", softer "o", or ".".
    """

    words: re.Pattern[str]
    keys: tuple[int, ...]
    grid: str


@dataclass(frozen=True, slots=True)
class FollowupWords:
    """Patterns by what they stand for. Each of `qualities` has one for more of it and one for less."""

    degrees: Mapping[str, float]
    degree: re.Pattern[str]
    qualities: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    roles: Mapping[str, re.Pattern[str]]
    adding: Mapping[str, re.Pattern[str]]
    sections: Mapping[str, re.Pattern[str]]
    section_names: Mapping[str, str]
    end: re.Pattern[str]
    endings: Mapping[str, re.Pattern[str]]
    redo_before: re.Pattern[str]
    redo_after: re.Pattern[str]
    redo_all: re.Pattern[str]
    harmony: re.Pattern[str]
    remove: re.Pattern[str]
    add: re.Pattern[str]
    asking: re.Pattern[str]
    enter: re.Pattern[str]
    leave: re.Pattern[str]
    steps: Mapping[str, int]
    step: str
    kit: Mapping[str, "KitPiece"]
    hints: Mapping[str, re.Pattern[str]]
    fillers: frozenset[str]
    paraphrases: tuple[tuple[re.Pattern[str], str], ...]


@cache
def followup_words() -> FollowupWords:
    """Return the words, read once; raises MissingPart if they are absent or broken."""
    path = paths.resource("followups.toml")
    try:
        return _made(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, KeyError, ValueError, re.error) as error:
        raise MissingPart(f"The words after the first are missing ({path}): reinstall the app.") from error


def _made(data: Mapping[str, Any]) -> FollowupWords:
    endings = {name: words for name, words in data["ends"].items() if name != "words"}
    return FollowupWords(
        degrees=data["degrees"],
        degree=any_of(data["degrees"]),
        qualities={name: _quality(table) for name, table in data["quality"].items()},
        roles={role: any_of(words) for role, words in data["roles"].items()},
        adding={role: any_of(words) for role, words in data["adding"].items()},
        sections={kind: any_of(words) for kind, words in data["sections"].items()},
        section_names={kind: words[0] for kind, words in data["sections"].items()},
        end=any_of(data["ends"]["words"]),
        endings={name: any_of(words) for name, words in endings.items()},
        redo_before=any_of(data["redo"]["before"]),
        redo_after=any_of(data["redo"]["after"]),
        redo_all=any_of(data["redo"]["all"]),
        harmony=any_of(data["redo"]["harmony"]),
        remove=any_of(data["players"]["remove"]),
        add=any_of(data["players"]["add"]),
        asking=any_of(data["asking"]["beginnings"]),
        enter=any_of(data["entries"]["enter"]),
        leave=any_of(data["entries"]["leave"]),
        steps=data["steps"],
        step="|".join(_longest_first(data["steps"])),
        kit={
            name: KitPiece(any_of(each["words"]), tuple(each["keys"]), each["grid"])
            for name, each in data["kit"].items()
        },
        hints={said: any_of(words) for said, words in data["hints"].items()},
        fillers=frozenset(data["fillers"]["words"]),
        paraphrases=compiled(data["paraphrases"]["rules"]),
    )


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these phrases as whole words, the longest that fits."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(phrase) for phrase in _longest_first(phrases))})\b")


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(phrases, key=len, reverse=True)


def _quality(table: Mapping[str, list[str]]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    up, down = table["up"], table["down"]
    more = [*table["more"], *_comparatives(up), *_less(down)]
    less = [*table["less"], *_comparatives(down), *_less(up)]
    return any_of(more), any_of(less)


def _comparatives(adjectives: Iterable[str]) -> Iterator[str]:
    """Yield the ways to ask for more of what adjectives mean."""
    for word in adjectives:
        yield f"more {word}"
        yield f"not {word} enough"
        yield from (f"{before} {word}" for before in ("make it", "should feel", "should sound", "should be", "to feel"))
        yield f"isn't {word} enough"
        yield f"as {word}" if word in ("long", "fast") else f"more {word}ly"
        yield f"{word[:-1]}ily" if word.endswith("y") else f"{word}ly"
        yield _comparative(word)


def _comparative(word: str) -> str:
    if word in _LAST_DOUBLED:
        return f"{word}{word[-1]}er"
    if word.endswith("y"):
        return f"{word[:-1]}ier"
    return f"{word}r" if word.endswith("e") else f"{word}er"


def _less(adjectives: Iterable[str]) -> Iterator[str]:
    for word in adjectives:
        for before in ("less", "too", "not so", "not as", "not that"):
            yield f"{before} {word}"
