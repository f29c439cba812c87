"""The key around some bars is another than the piece's only where that is clearly heard."""

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.local_key import in_key_around
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.keys import Key

PLAN = make_plan(Brief(key=Key(0, "major"), length_seconds=12.0), 1)
BAR = 3840


@pytest.mark.parametrize(
    ("pitches", "wanted"),
    [
        ((60, 64, 67, 65, 69, 60, 62, 71, 67, 60), "C major"),
        ((69, 71, 72, 76, 69, 74, 77, 76, 69), "C major"),  # A minor has no other notes
        ((63, 67, 70, 68, 72, 63, 65, 74, 70, 63), "Eb major"),
        (
            (67, 71, 74, 67, 72, 76, 66, 74, 67, 71, 74, 72, 67, 71, 69, 67),
            "C major",
        ),  # one note of another key is no other key
    ],
)
def test_another_key_is_taken_where_it_holds_clearly_more(pitches: tuple[int, ...], wanted: str) -> None:
    notes = tuple(Note(BAR + 480 * i, pitch, 480, 80) for i, pitch in enumerate(pitches))
    elsewhere = tuple(Note(6 * BAR + 480 * i, pitch, 480, 80) for i, pitch in enumerate((61, 65, 68, 61)))
    score = Score(tracks=(Track(0, "Flute", notes=(*notes, *elsewhere)), Track(1, "Kit", is_drums=True, notes=notes)))
    key = in_key_around(PLAN, score, BAR, 5 * BAR).key
    assert Key(key.tonic, key.mode).name == wanted


def test_where_nothing_sounds_the_key_stays() -> None:
    assert in_key_around(PLAN, Score(), 0, BAR) is PLAN
