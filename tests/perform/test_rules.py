"""The rules by which pitched parts are played, and the file that they are data of."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.perform.ways import Ways, looseness_of, manner_of, way_of, ways
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.reading import read_table

BEAT, BAR = 960, 3840


def played(notes, program, *, style="acoustic folk", bpm=120):
    track = Track(0, "T", program).with_notes(notes)
    return (
        perform(Score((track,), tempi=(Tempo.from_bpm(0, bpm),), feel=Feel(1.0, seed=2, style=style))).tracks[0].notes
    )


def chords(places, pitches, length=400):
    return [Note(b * BAR + place, p, length, 80) for b in range(1, 24) for place in places for p in pitches]


def mean_starts(notes, places):
    """Return the mean ticks after its place of each key, by place."""
    found = {}
    for note in notes:
        place = min(places, key=lambda p: abs((note.start_tick - p + BEAT) % BAR - BEAT))
        found.setdefault((place, note.pitch), []).append((note.start_tick - place + BEAT) % BAR - BEAT)
    return {key: np.mean(values) for key, values in found.items()}


def test_guitars_are_strummed_down_on_beats_and_up_between_them():
    starts = mean_starts(played(chords((BEAT, BEAT + 480), (52, 57, 60, 64)), 25), (BEAT, BEAT + 480))
    down = [starts[BEAT, pitch] for pitch in (52, 57, 60, 64)]
    up = [starts[BEAT + 480, pitch] for pitch in (52, 57, 60, 64)]
    assert down == sorted(down) and up == sorted(up, reverse=True)
    assert down[-1] - down[0] > 20


def test_a_pianos_highest_note_leads_and_is_louder():
    notes = played(chords((BEAT,), (52, 60, 67)), 0, bpm=140)
    starts = mean_starts(notes, (BEAT,))
    assert starts[BEAT, 67] < min(starts[BEAT, 52], starts[BEAT, 60]) - 10
    loud = {pitch: np.mean([n.velocity for n in notes if n.pitch == pitch]) for pitch in (52, 67)}
    assert loud[67] > loud[52] + 5


def test_held_chords_are_rolled_at_an_easy_tempo_alone():
    def width(bpm, length):
        starts = mean_starts(played(chords((BEAT,), (48, 55, 60), length), 46, bpm=bpm), (BEAT,))
        return starts[BEAT, 60] - starts[BEAT, 48]

    assert width(70, 2 * BEAT) > 15
    assert abs(width(180, 2 * BEAT)) < 10 and abs(width(70, 200)) < 10


def test_bar_lines_weigh_more_than_what_lies_between():
    notes = played([Note(b * BAR + i * 480, 60, 400, 80) for b in range(16) for i in range(8)], 33)
    loud = [np.mean([n.velocity for n in notes[i::8]]) for i in (0, 1)]
    assert loud[0] > loud[1] + 3


def test_soloists_of_jazz_lie_behind_the_beat_and_less_between():
    line = [Note(b * BAR + i * 480, 70 + i, 300, 80) for b in range(48) for i in range(8)]

    def late(style):
        starts = np.array([note.start_tick for note in played(line, 65, style=style)])
        off = (starts - np.array([note.start_tick for note in line])).reshape(-1, 2)
        return off.mean(axis=0)

    on, between = late("jazz trio")
    assert on > between + 8 and between > late("baroque")[1] + 5


def test_every_style_has_a_way_and_a_drummer_and_its_looseness():
    for style in book():
        assert way_of(style).drummer
        assert 0 <= looseness_of(style) <= 1
    assert looseness_of("techno") < 0.3 < looseness_of("jazz trio") == looseness_of("a style that is not there") == 1
    assert way_of("a style that is not there").drummer == ""


def test_every_program_is_played_in_a_manner():
    assert all(manner_of(program)[0] for program in range(128))
    assert manner_of(0)[1].pedal and not manner_of(6)[1].pedal


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("strum_ms = 400", "line 3"),
        ('classes = ["kazoo"]', "'kazoo' is no class of instruments"),
        ("slurs = 1", "has no key 'slurs'"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, line, sentence):
    path = tmp_path / "performing.toml"
    path.write_text(f"[ways.rock]\n[manners.guitar]\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=sentence) as told:
        read_table(path, Ways)
    assert str(path) in str(told.value) and "line 3" in str(told.value)


def test_the_shipped_file_is_read_once():
    assert ways() is ways() and ways() == read_table(paths.resource("performing.toml"), Ways)
    assert replace(Feel(), style="rock").style == "rock"
