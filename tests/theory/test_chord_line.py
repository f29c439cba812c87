"""Chords as people type them, and one sentence where they are none."""

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.theory.chord_line import read_chords
from audiogenesis_desktop.theory.keys import Key


def names(text: str, key: Key | None = None) -> list[list[str]]:
    return [[chord.name for chord in bar] for bar in read_chords(text, key)]


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("| Am F | C G |", [["Am", "F"], ["C", "G"]]),
        ("Am F C G", [["Am"], ["F"], ["C"], ["G"]]),
        ("Dm7 | G7 | Cmaj7 | %", [["Dm7"], ["G7"], ["Cmaj7"], ["Cmaj7"]]),
        ("|F#m,Bb|Gsus4|", [["Gbm", "Bb"], ["Gsus4"]]),
    ],
)
def test_bars_lie_between_strokes_or_are_a_chord_each(text: str, bars: list[list[str]]) -> None:
    assert names(text) == bars


def test_numerals_are_steps_of_a_key() -> None:
    assert names("| vi IV | I V7 |", Key(2, "major")) == [["Bm", "G"], ["D", "A7"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("| Am F | H |", "“H” in bar 2 is no chord"),
        ("| Am F C |", "Bar 1 has 3 chords"),
        ("| % | C |", "Bar 1 has no chord"),
        ("| | |", "There are no chords"),
        ("", "There are no chords"),
    ],
)
def test_a_mistake_costs_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_chords(text)
