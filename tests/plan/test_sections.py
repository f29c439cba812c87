"""Sections found in finished music: where they begin, and what they are called."""

import numpy as np

from audiogenesis_desktop.plan.edges import section_starts
from audiogenesis_desktop.plan.harmony_input import KINDS
from audiogenesis_desktop.plan.notes_by_bar import NotesByBar, notes_by_bar
from audiogenesis_desktop.plan.sections import bar_profiles, find_sections, named
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track

BAR = 4 * TICKS_PER_BEAT
CRASH = 49


def arpeggio(*pitches: int) -> list[Note]:
    """Return a bar of each chord root, broken upwards in quarters."""
    steps = (0, 4, 7, 12)
    return [
        Note(bar * BAR + i * TICKS_PER_BEAT, root + step, 400, 80)
        for bar, root in enumerate(pitches)
        for i, step in enumerate(steps)
    ]


def heard(notes: list[Note], drums: list[Note]) -> NotesByBar:
    tracks = [Track(1, "Piano").with_notes(notes), Track(2, "Drums", is_drums=True).with_notes(drums)]
    playing = [track for track in tracks if track.notes]
    return notes_by_bar(playing, Score(tuple(playing)))


def starts(music: NotesByBar) -> list[int]:
    tuned = ~music.are_drums
    profiles = bar_profiles(
        bar=music.bars,
        place=music.places // 40,
        tune_bar=music.bars[tuned],
        tune_pitch=music.pitches[tuned],
        bars=music.bar_count,
    )
    return section_starts(music, profiles).tolist()


def kicks(*bars: int) -> list[Note]:
    return [Note(bar * BAR + i * TICKS_PER_BEAT, 36, 100, 90) for bar in bars for i in range(4)]


def test_a_section_begins_where_others_come_in() -> None:
    loop = [60, 65, 67, 60]
    assert starts(heard(arpeggio(*loop * 3), kicks(*range(4, 12)))) == [0, 4]
    assert starts(heard(arpeggio(*loop * 3), kicks(*range(8, 12)))) == [0, 8]


def test_a_section_begins_where_a_crash_falls_now_and_then() -> None:
    tune, everywhere = arpeggio(*[60, 65, 67, 60] * 4), kicks(*range(16))
    crashes = [Note(bar * BAR, CRASH, 100, 110) for bar in (0, 6, 14)]
    assert {6, 14} <= set(starts(heard(tune, [*everywhere, *crashes])))
    all_the_time = [Note(bar * BAR, CRASH, 100, 110) for bar in range(16)]
    assert starts(heard(tune, [*everywhere, *all_the_time])) == starts(heard(tune, everywhere))


def test_what_comes_a_little_early_belongs_to_the_bar_that_it_leads_into() -> None:
    music = heard([Note(0, 60, 100, 80), Note(BAR - 30, 62, 100, 80), Note(2 * BAR - 100, 64, 50, 80)], [])
    assert music.bars.tolist() == [0, 1, 1] and music.places.tolist() == [0, 0, BAR - 100]


def test_sections_are_named_by_what_they_are_like() -> None:
    quiet, a, b = (np.eye(28)[i] for i in range(3))
    profiles = np.array([quiet] * 4 + [9 * a] * 8 + [9 * b] * 8 + [9 * a] * 8 + [a] * 2)
    found = named(profiles, np.array([0, 4, 12, 20, 28]), by_bar=True)
    assert [KINDS[kind] for kind in found.kinds] == ["intro", "A", "B", "A'", "outro"]
    assert found.repeats.tolist() == [-1, -1, -1, 1, 1]


def test_a_section_of_silence_takes_up_none() -> None:
    sound, silence = np.ones(28), np.zeros(28)
    found = find_sections(np.array([sound] * 4 + [silence] * 4 + [sound] * 8))
    assert found.repeats.tolist() == [-1, -1, 0, 0]
