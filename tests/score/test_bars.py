"""Bars put in, taken out and repeated: notes and maps move together, and what comes after sounds as before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.bars import Stretch, insert_time, remove_time, repeat_time
from audiogenesis_desktop.score.score import (
    Bend,
    ChordAt,
    Control,
    Kept,
    KeyAt,
    Marker,
    Meter,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)

BAR = 3840
NOTES = st.lists(
    st.builds(Note, st.integers(0, 8 * BAR), st.integers(0, 127), st.integers(1, 3 * BAR), st.integers(1, 127)),
    max_size=20,
)


TUNE = (Note(0, 60, 960, 80), Note(BAR, 62, 960, 80), Note(2 * BAR, 64, 960, 80), Note(3 * BAR, 65, 960, 80))


def song(notes=TUNE):
    track = replace(
        Track(0, "Piano").with_notes(notes),
        controls=(Control(0, 64, 0), Control(BAR + 10, 64, 127), Control(BAR + 20, 1, 5)),
        bends=(Bend(BAR, 100), Bend(BAR + 100, 0)),
    )
    return Score(
        tracks=(track, Track(1, "Drums", is_drums=True)),
        tempi=(Tempo(0, 500_000), Tempo(2 * BAR, 400_000)),
        meters=(Meter(0, 4, 4),),
        keys=(KeyAt(0, 0, "major"), KeyAt(BAR, 2, "minor")),
        chords=tuple(ChordAt(i * BAR, BAR, i, "maj") for i in range(4)),
        sections=(Section(0, 2 * BAR, "intro", 0.2), Section(2 * BAR, 4 * BAR, "A", 0.8)),
        markers=(Marker(BAR, "here"),),
        length_ticks=4 * BAR,
    )


def assert_well_formed(score):
    assert score.tempi[0].tick == 0 and score.meters[0].tick == 0
    for items in (score.tempi, score.meters, score.keys, score.markers, score.chords):
        assert list(items) == sorted(items)
    for items in (score.tempi, score.meters, score.keys):
        assert len({item.tick for item in items}) == len(items)
    assert all(a.end_tick <= b.start_tick for a, b in zip(score.sections, score.sections[1:], strict=False))
    assert all(a.tick + a.length_ticks <= b.tick for a, b in zip(score.chords, score.chords[1:], strict=False))
    for track in score.tracks:
        assert list(track.notes) == sorted(set(track.notes)) and all(note.is_legal() for note in track.notes)
        assert list(track.controls) == sorted(track.controls) and list(track.bends) == sorted(track.bends)


@given(NOTES, st.integers(0, 8), st.integers(1, 4))
def test_what_was_put_in_can_be_taken_out_again(notes, bar, bars):
    before = song(notes)
    longer = insert_time(before, bar * BAR, bars * BAR)
    assert_well_formed(longer)
    again = remove_time(longer, Stretch(bar * BAR, (bar + bars) * BAR))
    assert_well_formed(again)
    across = [n for n in before.tracks[0].notes if n.start_tick < bar * BAR < n.end_tick]
    if not across:
        assert again == before


@given(NOTES, st.integers(0, 7), st.integers(1, 4))
def test_scores_stay_well_formed(notes, bar, bars):
    before, stretch = song(notes), Stretch(bar * BAR, (bar + bars) * BAR)
    shorter, longer = remove_time(before, stretch), repeat_time(before, stretch)
    assert_well_formed(shorter)
    assert_well_formed(longer)
    starts = [n for n in before.tracks[0].notes if stretch.holds(n.start_tick)]
    assert len(shorter.tracks[0].notes) <= len(before.tracks[0].notes) - len(starts)


def test_a_bar_of_silence_moves_everything_after_it():
    longer = insert_time(song(), BAR, BAR)
    assert [n.start_tick // BAR for n in longer.tracks[0].notes] == [0, 2, 3, 4]
    assert longer.tempi == (Tempo(0, 500_000), Tempo(3 * BAR, 400_000))
    assert longer.keys == (KeyAt(0, 0, "major"), KeyAt(2 * BAR, 2, "minor"))
    assert [(s.start_tick // BAR, s.end_tick // BAR) for s in longer.sections] == [(0, 3), (3, 5)]
    assert longer.markers == (Marker(2 * BAR, "here"),) and longer.length_ticks == 5 * BAR
    assert [c.tick // BAR for c in longer.chords] == [0, 2, 3, 4]


def test_a_bar_before_the_piece_has_its_tempo_key_and_meter():
    longer = insert_time(song(), 0, BAR)
    assert (longer.tempi[0].tick, longer.meters[0].tick, longer.keys[0].tick) == (0, 0, 0)
    assert longer.tracks[0].notes[0].start_tick == BAR and longer.tracks[0].controls[0].tick == 0


def test_what_a_removed_bar_set_still_holds_after_it():
    shorter = remove_time(song(), Stretch(BAR, 2 * BAR))
    track = shorter.tracks[0]
    assert [n.pitch for n in track.notes] == [60, 64, 65]
    assert track.controls == (Control(0, 64, 0), Control(BAR, 1, 5), Control(BAR, 64, 127))
    assert track.bends == (Bend(BAR, 0),)
    assert shorter.keys == (KeyAt(0, 0, "major"), KeyAt(BAR, 2, "minor"))
    assert shorter.tempi == (Tempo(0, 500_000), Tempo(BAR, 400_000))
    assert shorter.markers == () and shorter.length_ticks == 3 * BAR
    assert [(s.start_tick // BAR, s.end_tick // BAR) for s in shorter.sections] == [(0, 1), (1, 3)]


@pytest.mark.parametrize(
    ("length", "left"),
    [(BAR // 2, BAR // 2), (BAR + 100, BAR), (2 * BAR + 100, BAR + 100)],
    ids=["before", "into", "over"],
)
def test_a_note_that_sounds_into_a_removed_bar_is_cut(length, left):
    shorter = remove_time(song([Note(0, 60, length, 80)]), Stretch(BAR, 2 * BAR))
    assert shorter.tracks[0].notes == (Note(0, 60, left, 80),)


def test_a_section_plays_twice():
    twice = repeat_time(song(), Stretch(0, 2 * BAR))
    assert [(n.start_tick // BAR, n.pitch) for n in twice.tracks[0].notes] == [
        (0, 60),
        (1, 62),
        (2, 60),
        (3, 62),
        (4, 64),
        (5, 65),
    ]
    assert [s.kind for s in twice.sections] == ["intro", "intro", "A"]
    assert [(c.tick // BAR, c.root) for c in twice.chords] == [(0, 0), (1, 1), (2, 0), (3, 1), (4, 2), (5, 3)]
    assert [(k.tick // BAR, k.mode) for k in twice.keys] == [(0, "major"), (1, "minor"), (2, "major"), (3, "minor")]
    assert [t.tick // BAR for t in twice.tempi] == [0, 2, 4]
    assert len(twice.tracks[0].controls) == 6 and twice.length_ticks == 6 * BAR


def test_a_repetition_begins_as_its_model_did():
    slower = replace(song(), tempi=(Tempo(0, 500_000), Tempo(BAR + BAR // 2, 400_000)))
    twice = repeat_time(slower, Stretch(BAR, 2 * BAR))
    assert [(t.tick / BAR, t.microseconds_per_beat) for t in twice.tempi] == [
        (0, 500_000),
        (1.5, 400_000),
        (2, 500_000),
        (2.5, 400_000),
    ]
    pedal = [c for c in twice.tracks[0].controls if c.controller == 64]
    assert [(control.tick, control.value) for control in pedal] == [
        (0, 0),
        (BAR + 10, 127),
        (2 * BAR, 0),
        (2 * BAR + 10, 127),
    ]


# What a file says that nothing here edits

TUNING = Kept(BAR, bytes.fromhex("F07F7F04010020F7"))
TOUCHES = (Kept(BAR, b"\xd0\x50"), Kept(BAR + 200, b"\xd0\x00"), Kept(BAR + 200, b"\xa0\x3c\x10"))
NAMED = Kept(0, b"\xff\x08Grand")


def kept_song():
    score = song()
    track = replace(score.tracks[0], kept=(NAMED, *TOUCHES))
    return replace(score, tracks=(track, score.tracks[1]), kept=(TUNING,))


def test_what_is_kept_goes_along_with_time_put_in():
    longer = insert_time(kept_song(), BAR, 100)
    assert longer.kept == (TUNING._replace(tick=BAR + 100),)
    assert [kept.tick for kept in longer.tracks[0].kept] == [0, BAR + 100, BAR + 300, BAR + 300]


def test_what_is_kept_in_time_taken_out_holds_after_it():
    shorter = remove_time(kept_song(), Stretch(BAR, 2 * BAR))
    assert shorter.kept == (TUNING,)
    # The pressure is let go as it was; the key pressed in the stretch stays pressed.
    assert shorter.tracks[0].kept == (NAMED, Kept(BAR, b"\xd0\x00"), Kept(BAR, b"\xa0\x3c\x10"))


def test_aftertouch_is_repeated_with_its_bar_and_sysex_is_not():
    longer = repeat_time(kept_song(), Stretch(BAR, 2 * BAR))
    assert longer.kept == (TUNING,)
    again = tuple(kept._replace(tick=kept.tick + BAR) for kept in TOUCHES)
    assert longer.tracks[0].kept == (NAMED, *TOUCHES, *again)
