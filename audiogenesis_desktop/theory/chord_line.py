"""Chords as people type them for a song: `| Am F | C G | % |`, bars between strokes."""

import re

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of

MOST_A_BAR = 2  # a plan has a chord for each half bar
ChordLine = tuple[tuple[Chord, ...], ...]


def read_chords(text: str, key: Key | None = None) -> ChordLine:
    """Return the chords of each bar; `%` is the bar before, and without strokes each chord has a bar of its own.

    With a key numerals such as vi or bVII are read, too. Raises BadInput with what is wrong in which bar.
    """
    line = text.strip()
    if "|" not in line:
        bars = [[word] for word in _words(line)]
    else:
        bars = [_words(part) for part in line.strip("|").split("|")]
    if not any(bars):
        raise BadInput("There are no chords here: write bars between strokes, such as | Am F | C G |.")
    found: list[tuple[Chord, ...]] = []
    for number, words in enumerate(bars, start=1):
        found.append(_bar(words, number, found[-1] if found else None, key))
    return tuple(found)


def _words(text: str) -> list[str]:
    return re.split(r"[\s,]+", text.strip()) if text.strip() else []


def _bar(words: list[str], number: int, before: tuple[Chord, ...] | None, key: Key | None) -> tuple[Chord, ...]:
    if words == ["%"] or not words:
        if before is None:
            raise BadInput(f"Bar {number} has no chord, and none comes before it: write one there.")
        return before
    if len(words) > MOST_A_BAR:
        raise BadInput(f"Bar {number} has {len(words)} chords: write two at most between strokes.")
    return tuple(_chord(word, number, key) for word in words)


def _chord(word: str, number: int, key: Key | None) -> Chord:
    try:
        return Chord.parse(word)
    except ValueError:
        pass
    if key is not None:
        try:
            return chord_of(word, key)
        except ValueError:
            pass
    raise BadInput(f"“{word}” in bar {number} is no chord: write one such as C, Am, F#7, Bbmaj7, Gsus4 or Bdim.")
