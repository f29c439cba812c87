"""Each wish is measured by what it is called."""

import pytest

from audiogenesis_desktop.editing.verbs.measuring import measured
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Track

BAR = 3840


def line(*notes: tuple[int, int, int]) -> dict[str, float]:
    """Return the measures of notes of start, pitch and velocity in two bars in C major."""
    tracks = (Track(0, "Flute", program=73, notes=tuple(Note(s, p, 400, v) for s, p, v in sorted(notes))),)
    score = Score(tracks=tracks, chords=(ChordAt(0, 2 * BAR, 0, "maj"),), length_ticks=2 * BAR)
    return measured(score, 0, read_plan(score), range(2))


def test_measures_are_what_they_are_called() -> None:
    beats = line(*((i * 960, 60, 80) for i in range(8)))
    assert (beats["density"], beats["voices"], beats["leaps"], beats["strictness"]) == (1.0, 1.0, 0.0, 1.0)
    assert beats["repetition"] == 1.0 and beats["loudness"] == 80 and beats["syncopation"] == pytest.approx(0.05)
    assert line(*((i * 480, 60, 80) for i in range(16)))["syncopation"] == pytest.approx(3.15 / 16)
    other = line(*((i * 960 + 480, 61 + 7 * (i % 2), 60) for i in range(7)), (480, 80, 60))
    assert other["syncopation"] > beats["syncopation"] and other["leaps"] > 6 and other["height"] > beats["height"]
    assert other["strictness"] < 0.6 and other["voices"] > 1 and other["energy"] < beats["energy"]
