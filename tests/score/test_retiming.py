"""Other tempi and meters under music: notes stay at their beats or their moments, or go with their bars."""

from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.retiming import change_meter, change_tempi
from audiogenesis_desktop.score.score import ChordAt, Control, KeyAt, Marker, Meter, Note, Score, Section, Tempo, Track

BEAT, BAR = 960, 3840
COMMON = (Meter(0, 4, 4),)
NOTES = st.lists(
    st.builds(Note, st.integers(0, 8 * BAR), st.integers(0, 127), st.integers(1, 3 * BAR), st.integers(1, 127)),
    max_size=20,
)


def song(notes, meters=COMMON):
    track = Track(0, "Piano", controls=(Control(BAR, 64, 127),)).with_notes(notes)
    return Score(
        tracks=(track,),
        meters=meters,
        tempi=(Tempo(0, 500_000), Tempo(2 * BAR, 400_000)),
        keys=(KeyAt(0, 0, "major"),),
        markers=(Marker(BAR, "here"),),
        chords=(ChordAt(0, BAR, 0, "maj"),),
        sections=(Section(0, 2 * BAR, "A", 0.5),),
        length_ticks=4 * BAR,
    )


def starts(score):
    return [note.start_tick for note in score.tracks[0].notes]


def test_at_another_tempo_notes_keep_their_beats():
    score = song([Note(BAR, 60, BEAT, 90)])
    changed = change_tempi(score, (Tempo(0, 250_000),))
    assert changed.tracks is score.tracks and changed.tempi == (Tempo(0, 250_000),)


@given(NOTES)
def test_or_they_keep_their_moments_to_the_nearest_tick(notes):
    score = song(notes)
    changed = change_tempi(score, (Tempo(0, 300_000), Tempo(BAR, 700_000)), keeps_seconds=True)
    before, after = TempoMap(score.tempi), TempoMap(changed.tempi)
    moments = sorted(before.seconds(note.start_tick) for note in score.tracks[0].notes)
    moved = sorted(after.seconds(note.start_tick) for note in changed.tracks[0].notes)
    if len(moved) == len(moments):  # of notes that come to lie on one another one is kept
        assert all(abs(a - b) <= 0.0004 for a, b in zip(moments, moved, strict=True))
    assert all(note.is_legal() for note in changed.tracks[0].notes)
    assert abs(after.seconds(changed.markers[0].tick) - before.seconds(BAR)) <= 0.0004
    assert abs(after.seconds(changed.tracks[0].controls[0].tick) - before.seconds(BAR)) <= 0.0004


def test_bar_lines_move_over_notes_that_stay():
    score = song([Note(BAR, 60, BEAT, 90)])
    changed = change_meter(score, Meter(BAR, 3, 4))
    assert changed.tracks is score.tracks and changed.meters == (Meter(0, 4, 4), Meter(BAR, 3, 4))


def test_music_goes_with_its_bars_into_longer_ones():
    score = song([Note(0, 60, BEAT, 90), Note(BAR + BEAT, 62, 3 * BEAT, 90), Note(3 * BAR, 64, BEAT, 90)])
    changed = change_meter(score, Meter(0, 5, 4), moves_bars=True)
    five = 5 * BEAT
    assert starts(changed) == [0, five + BEAT, 3 * five]
    assert changed.tracks[0].notes[1].length_ticks == 3 * BEAT  # up to where its bar ended, not into the new beat
    assert changed.tempi[1].tick == 2 * five and changed.markers[0].tick == five
    assert changed.length_ticks == 4 * five and changed.sections[0].end_tick == 2 * five
    assert changed.chords[0].length_ticks == five


def test_shorter_bars_leave_their_last_beats_out():
    score = song([Note(2 * BEAT, 60, 2 * BEAT, 90), Note(3 * BEAT, 62, BEAT, 90), Note(BAR, 64, BEAT, 90)])
    changed = change_meter(score, Meter(0, 3, 4), moves_bars=True)
    assert changed.tracks[0].notes == (Note(2 * BEAT, 60, BEAT, 90), Note(3 * BEAT, 64, BEAT, 90))


def test_only_the_bars_up_to_the_next_change_are_meant():
    score = song([Note(BAR, 60, BEAT, 90), Note(3 * BAR, 62, BEAT, 90)], (Meter(0, 4, 4), Meter(2 * BAR, 2, 4)))
    changed = change_meter(score, Meter(BAR, 5, 4), moves_bars=True)
    assert changed.meters == (Meter(0, 4, 4), Meter(BAR, 5, 4), Meter(2 * BAR + BEAT, 2, 4))
    assert starts(changed) == [BAR, 3 * BAR + BEAT]


def test_a_meter_that_changes_nothing_is_left_out():
    assert change_meter(song([]), Meter(2 * BAR, 4, 4)).meters == (Meter(0, 4, 4),)


@given(NOTES, st.integers(1, 9), st.sampled_from([2, 4, 8]), st.integers(0, 3))
def test_each_note_keeps_its_place_in_its_bar_or_is_gone(notes, numerator, denominator, bar):
    score = song(notes)
    changed = change_meter(score, Meter(bar * BAR, numerator, denominator), moves_bars=True)
    before, after = MeterMap(score.meters), MeterMap(changed.meters)

    def place(meters, tick):
        at = meters.position(tick).bar
        return at, tick - meters.bar_start(at)

    was = {(*place(before, note.start_tick), note.pitch, note.velocity) for note in score.tracks[0].notes}
    now = {(*place(after, note.start_tick), note.pitch, note.velocity) for note in changed.tracks[0].notes}
    assert now <= was
    room = Meter(0, numerator, denominator).bar_ticks
    assert {each for each in was if each[0] <= bar or each[1] < room} == now
    assert all(note.is_legal() for note in changed.tracks[0].notes)
