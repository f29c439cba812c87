"""The scheduler with a pretended clock: what is handed out, and that nothing is ever left sounding."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.playback.output import CLICK_CHANNEL
from audiogenesis_desktop.playback.scheduler import Loop, Scheduler, Timed, position_at
from audiogenesis_desktop.playback.timeline import Timeline, play_flattening
from audiogenesis_desktop.score.edits import exchange_notes, set_mix, set_tempo
from audiogenesis_desktop.score.events import (
    BEND,
    CHANNEL_PRESSURE,
    CONTROL,
    KEY_PRESSURE,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    SUSTAIN,
    VOLUME,
    Channel,
)
from audiogenesis_desktop.score.score import Bend, Control, Kept, Mix, Note, Score, Tempo, Track

BEAT = 960  # half a second at the 120 BPM that a Score has by itself
LONG = Note(0, 60, 4 * BEAT, 80)
NEXT = Note(4 * BEAT, 62, BEAT, 80)


def a_score(*notes: Note, **changes) -> Score:
    return Score(tracks=(Track(0, "Piano", notes=notes, **changes),))


def started(score: Score, *, tick: float = 0, loop: Loop | None = None) -> tuple[Scheduler, list[Timed]]:
    scheduler = Scheduler(Timeline(score))
    scheduler.loop = loop
    return scheduler, scheduler.start(tick, 100.0)


def pressures_of(timed: list[Timed]) -> list[tuple[int, ...]]:
    return [t.event.data for t in timed if t.event.kind in (CHANNEL_PRESSURE, KEY_PRESSURE)]


def notes_of(timed: list[Timed]) -> list[tuple[int, int, float]]:
    """Return (NOTE_ON or NOTE_OFF, pitch, seconds since the start) of what is a note."""
    return [
        (t.event.kind, t.event.data[1], round(t.at - 100.0, 6)) for t in timed if t.event.kind in (NOTE_ON, NOTE_OFF)
    ]


def controls_of(timed: list[Timed], controller: int) -> list[int]:
    return [t.event.data[2] for t in timed if t.event.kind == CONTROL and t.event.data[1] == controller]


def test_each_event_is_handed_out_once_and_at_its_time() -> None:
    scheduler, _ = started(a_score(LONG, NEXT))
    timed = [each for i in range(60) for each in scheduler.due(100.0 + i * 0.05)]
    assert notes_of(timed) == [(NOTE_ON, 60, 0), (NOTE_OFF, 60, 2), (NOTE_ON, 62, 2), (NOTE_OFF, 62, 2.5)]
    assert scheduler.ends_at == 102.5


def test_time_follows_the_tempo_map() -> None:
    score = replace(a_score(LONG, NEXT), tempi=(Tempo(0, 500_000), Tempo(2 * BEAT, 250_000)))
    scheduler, _ = started(score)
    assert notes_of(scheduler.due(200.0))[-1] == (NOTE_OFF, 62, 1.75)


def test_a_seek_sets_the_channel_up_but_starts_no_note_in_its_middle() -> None:
    controls = (Control(0, 1, 10), Control(BEAT, 1, 20), Control(BEAT, SUSTAIN, 127), Control(5 * BEAT, 1, 30))
    score = a_score(LONG, NEXT, program=48, controls=controls, bends=(Bend(BEAT, -8192),))
    scheduler, set_up = started(score, tick=2 * BEAT)
    assert notes_of(set_up) == []
    assert controls_of(set_up, 1) == [20]
    assert controls_of(set_up, SUSTAIN) == [127]
    assert [t.event.data for t in set_up if t.event.kind == PROGRAM] == [(PROGRAM, 48)]
    assert [t.event.data for t in set_up if t.event.kind == BEND] == [(BEND, 0, 0)]
    assert {t.at for t in set_up} == {100.0}
    # The long note's end is not sent either: it was never begun.
    assert notes_of(scheduler.due(110.0)) == [(NOTE_ON, 62, 1.0), (NOTE_OFF, 62, 1.5)]


def test_a_seek_back_undoes_a_controller_that_comes_later() -> None:
    score = a_score(LONG, controls=(Control(BEAT, 1, 90), Control(BEAT, SUSTAIN, 127), Control(BEAT, 11, 40)))
    scheduler, _ = started(score)
    scheduler.due(101.0)
    set_up = scheduler.start(0, 101.0)
    assert controls_of(set_up, 1) == [0]
    assert controls_of(set_up, SUSTAIN) == [0]
    assert controls_of(set_up, 11) == [127]


def test_parameter_numbers_are_chased_in_their_order() -> None:
    bend_range = ((101, 0), (100, 0), (6, 12), (101, 0), (100, 1), (6, 64))
    score = a_score(NEXT, controls=tuple(Control(i, c, v) for i, (c, v) in enumerate(bend_range)))
    _, set_up = started(score, tick=BEAT)
    sent = [t.event.data[1:] for t in set_up if t.event.kind == CONTROL and t.event.data[1] in (6, 100, 101)]
    assert sent == list(bend_range)


def test_a_loop_releases_at_its_seam_and_begins_again() -> None:
    scheduler, _ = started(a_score(LONG, NEXT), loop=Loop(0, 2 * BEAT))
    assert notes_of(scheduler.due(102.5)) == [
        (NOTE_ON, 60, 0),
        (NOTE_OFF, 60, 1),
        (NOTE_ON, 60, 1),
        (NOTE_OFF, 60, 2),
        (NOTE_ON, 60, 2),
    ]
    assert scheduler.ends_at is None
    assert [round(position_at(scheduler.segments, at)) for at in (101.9, 102.0, 102.25)] == [1728, 0, 480]


def test_a_note_that_reaches_over_the_seam_ends_there() -> None:
    scheduler, _ = started(a_score(Note(BEAT, 60, 4 * BEAT, 80)), loop=Loop(0, 2 * BEAT))
    assert notes_of(scheduler.due(101.2)) == [(NOTE_ON, 60, 0.5), (NOTE_OFF, 60, 1)]


def test_a_loop_lifts_the_pedal_at_its_seam_and_restores_what_changed_inside() -> None:
    controls = (Control(0, 1, 5), Control(BEAT, 1, 99), Control(BEAT, SUSTAIN, 127))
    scheduler, set_up = started(a_score(LONG, controls=controls), loop=Loop(BEAT // 2, 2 * BEAT))
    timed = [*set_up, *scheduler.due(101.1)]
    assert controls_of(timed, SUSTAIN) == [127, 0]
    assert controls_of(timed, 1) == [5, 99, 5]


def test_a_start_past_the_loop_plays_on() -> None:
    scheduler, _ = started(a_score(LONG, NEXT), tick=4 * BEAT, loop=Loop(0, 2 * BEAT))
    assert notes_of(scheduler.due(110.0)) == [(NOTE_ON, 62, 0), (NOTE_OFF, 62, 0.5)]


def test_a_note_that_vanishes_is_released_and_others_go_on() -> None:
    other = Note(0, 67, 4 * BEAT, 80)
    score = a_score(LONG, other, NEXT)
    scheduler, _ = started(score)
    scheduler.due(100.5)
    changed = scheduler.set_score(Timeline(exchange_notes(score, 0, [LONG], ())))
    assert notes_of(changed) == [(NOTE_OFF, 60, 0.5)]
    assert notes_of(scheduler.due(102.1)) == [(NOTE_OFF, 67, 2), (NOTE_ON, 62, 2)]


def test_a_muted_track_is_released_at_once_and_comes_back_with_its_next_note() -> None:
    score = a_score(LONG, NEXT, program=40)
    scheduler, _ = started(score)
    scheduler.due(100.5)
    assert notes_of(scheduler.set_score(Timeline(set_mix(score, 0, Mix(mute=True))))) == [(NOTE_OFF, 60, 0.5)]
    assert notes_of(scheduler.due(101.0)) == []
    assert notes_of(scheduler.set_score(Timeline(score))) == []
    assert notes_of(scheduler.due(102.2)) == [(NOTE_ON, 62, 2)]


def test_a_new_volume_is_the_only_thing_sent() -> None:
    score = a_score(LONG, NEXT)
    scheduler, _ = started(score)
    scheduler.due(100.5)
    changed = scheduler.set_score(Timeline(set_mix(score, 0, Mix(volume=33))))
    assert [t.event.data for t in changed] == [(CONTROL, VOLUME, 33)]


def test_a_new_program_comes_with_its_bank() -> None:
    score = a_score(LONG, NEXT)
    scheduler, _ = started(score)
    scheduler.due(100.5)
    changed = scheduler.set_score(Timeline(a_score(LONG, NEXT, program=73)))
    assert [t.event.data for t in changed] == [(CONTROL, 0, 0), (CONTROL, 32, 0), (PROGRAM, 73)]


def test_a_new_tempo_counts_from_now_and_the_playhead_does_not_jump() -> None:
    score = a_score(LONG, NEXT)
    scheduler, _ = started(score)
    scheduler.due(101.0)
    scheduler.set_score(Timeline(set_tempo(score, 240)))
    assert position_at(scheduler.segments, 100.5) == BEAT
    assert position_at(scheduler.segments, 101.0) == 2 * BEAT
    assert position_at(scheduler.segments, 101.25) == 3 * BEAT
    assert notes_of(scheduler.due(110.0))[0] == (NOTE_OFF, 60, 1.5)


def test_the_metronome_clicks_on_its_own_channel_and_accents_the_bar() -> None:
    scheduler, _ = started(a_score(LONG))
    scheduler.clicks = True
    timed = [t for t in scheduler.due(102.4) if t.event.channel == CLICK_CHANNEL and t.event.kind == NOTE_ON]
    assert [round(t.at - 100, 6) for t in timed] == [0, 0.5, 1, 1.5, 2]
    assert [t.event.data[1] for t in timed] == [76, 77, 77, 77, 76]


def test_stop_releases_what_sounds() -> None:
    scheduler, _ = started(a_score(LONG, controls=(Control(0, SUSTAIN, 127),)))
    scheduler.due(100.5)
    released = scheduler.stop()
    assert notes_of(released) == [(NOTE_OFF, 60, 0.5)]
    assert controls_of(released, SUSTAIN) == [0]
    assert not scheduler.is_started


class PretendedSynth:
    """Plays what it is given on a pretended clock, and fails at the first thing that a synth would mind."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[Timed] = []
        self.sounding: set[tuple[Channel, int]] = set()
        self.pedals: set[Channel] = set()

    def take(self, timed: list[Timed]) -> None:
        assert all(each.at >= self.now - 1e-9 for each in timed)
        self.waiting = sorted([*self.waiting, *timed], key=lambda each: each.at)

    def run(self, until: float) -> None:
        while self.waiting and self.waiting[0].at <= until:
            self._play(self.waiting.pop(0))
        self.now = until

    def _play(self, timed: Timed) -> None:
        event = timed.event
        key = (event.channel, event.data[1])
        if event.kind == NOTE_ON:
            assert key not in self.sounding
            self.sounding.add(key)
        elif event.kind == NOTE_OFF:
            self.sounding.remove(key)
        elif event.kind == CONTROL and event.data[1] == SUSTAIN:
            (self.pedals.add if event.data[2] else self.pedals.discard)(event.channel)

    def silence(self) -> None:
        self.waiting.clear()
        self.sounding.clear()
        self.pedals.clear()


some_notes = st.builds(Note, st.integers(0, 4000), st.integers(60, 64), st.integers(1, 3000), st.integers(1, 127))
some_controls = st.builds(
    Control, st.integers(0, 6000), st.sampled_from([1, 6, SUSTAIN, 101]), st.sampled_from([0, 100])
)
some_tracks = st.builds(
    lambda notes, controls, mute, drums: (
        Track(0, "").with_notes(notes)
        if drums is None
        else replace(
            Track(0, "", is_drums=drums, mix=Mix(mute=mute)).with_notes(notes), controls=tuple(sorted(controls))
        )
    ),
    st.lists(some_notes, max_size=8),
    st.lists(some_controls, max_size=4),
    st.booleans(),
    st.sampled_from([None, False, True]),
)
some_scores = st.builds(
    lambda tracks, tempo: set_tempo(Score(tracks=tuple(replace(track, id=i) for i, track in enumerate(tracks))), tempo),
    st.lists(some_tracks, min_size=1, max_size=3),
    st.sampled_from([60, 120, 200]),
)
some_loops = st.builds(lambda start, length: Loop(start, start + length), st.integers(0, 4000), st.integers(60, 2000))
some_steps = st.one_of(
    st.tuples(st.just("wait"), st.floats(0.01, 1.5)),
    st.tuples(st.just("wait"), st.floats(0.01, 1.5)),
    st.tuples(st.just("seek"), st.floats(0, 6000)),
    st.tuples(st.just("loop"), st.none() | some_loops),
    st.tuples(st.just("score"), some_scores),
    st.tuples(st.just("clicks"), st.booleans()),
)


@settings(max_examples=100, deadline=None)
@given(some_scores, st.lists(some_steps, max_size=12))
def test_whatever_is_done_notes_pair_up_and_nothing_is_left_sounding(score: Score, steps: list) -> None:
    scheduler, synth = Scheduler(Timeline(score)), PretendedSynth()
    synth.take(scheduler.start(0, 0.0))
    for step, value in steps:
        if step == "wait":
            synth.take(scheduler.due(synth.now + value + 0.08))
            synth.run(synth.now + value)
        elif step == "seek":
            synth.silence()
            synth.take(scheduler.start(value, synth.now + 0.03))
        elif step == "loop":
            scheduler.loop = value
        elif step == "clicks":
            scheduler.clicks = value
        else:
            synth.take(scheduler.set_score(Timeline(value)))
        assert position_at(scheduler.segments, synth.now) >= 0
    synth.take(scheduler.stop())
    synth.run(synth.now + 10)
    assert not synth.sounding
    assert not synth.pedals


# Edits while it plays


MANY = Score(
    tracks=tuple(
        Track(i, "Any", i, notes=(Note(0, 60 + i, 4 * BEAT, 80), Note(4 * BEAT, 70, BEAT, 80))) for i in range(3)
    )
)


def test_a_fader_ends_no_note_and_repeats_no_parameter() -> None:
    bend_range = tuple(Control(0, controller, value) for controller, value in ((101, 0), (100, 0), (6, 12)))
    score = replace(MANY, tracks=tuple(replace(track, controls=bend_range) for track in MANY.tracks))
    flattening = play_flattening()
    scheduler = Scheduler(Timeline(score, flattening))
    assert len(controls_of(scheduler.start(0, 100.0), 6)) == 3
    scheduler.due(100.5)
    for volume in (1, 2):
        changed = scheduler.set_score(Timeline(set_mix(score, 1, Mix(volume=volume)), flattening))
        assert [t.event.data for t in changed] == [(CONTROL | 1, VOLUME, volume)]


def test_muting_or_dragging_leaves_the_other_tracks_sounding() -> None:
    flattening = play_flattening()
    scheduler = Scheduler(Timeline(MANY, flattening))
    scheduler.start(0, 100.0)
    scheduler.due(100.5)
    moved = exchange_notes(MANY, 1, MANY.tracks[1].notes[1:], [Note(4 * BEAT, 71, BEAT, 80)])
    assert scheduler.set_score(Timeline(moved, flattening)) == []
    muted = set_mix(moved, 1, Mix(mute=True))
    assert notes_of(scheduler.set_score(Timeline(muted, flattening))) == [(NOTE_OFF, 61, 0.5)]
    assert notes_of(scheduler.due(102.1)) == [
        (NOTE_OFF, 60, 2.0),
        (NOTE_OFF, 62, 2.0),
        (NOTE_ON, 70, 2.0),
        (NOTE_ON, 70, 2.0),
    ]


def test_a_note_made_longer_or_shorter_while_it_sounds_goes_on_to_its_new_end() -> None:
    flattening = play_flattening()
    scheduler = Scheduler(Timeline(MANY, flattening))
    scheduler.start(0, 100.0)
    scheduler.due(100.5)
    for length in (6 * BEAT, 2 * BEAT):
        first, second = MANY.tracks[0].notes
        track = replace(MANY.tracks[0], notes=(first._replace(length_ticks=length), second))
        assert scheduler.set_score(Timeline(replace(MANY, tracks=(track, *MANY.tracks[1:])), flattening)) == []
    ended = [event for event in notes_of(scheduler.due(102.05)) if event[1] == 60]
    assert ended == [(NOTE_OFF, 60, 1.0)]


@settings(max_examples=60, deadline=None)
@given(st.lists(some_scores, min_size=1, max_size=5), st.floats(0.05, 0.9))
def test_what_is_kept_between_timelines_plays_as_timelines_made_anew(made: list[Score], apart: float) -> None:
    flattening, sent = play_flattening(), []
    for keeps in (flattening, None):
        scheduler = Scheduler(Timeline(made[0], keeps))
        timed = scheduler.start(0, 0.0)
        for number, score in enumerate(made):
            timed += scheduler.due(number * apart)
            timed += scheduler.set_score(Timeline(score, keeps))
        sent.append([*timed, *scheduler.due(20.0), *scheduler.stop()])
    assert sent[0] == sent[1]


def test_a_seek_finds_aftertouch_as_it_is_there_and_puts_back_what_is_not() -> None:
    touches = (Kept(960, b"\xd0\x50"), Kept(1920, b"\xa0\x3c\x30"))
    scheduler, timed = started(a_score(Note(0, 60, 3840, 80), kept=touches))
    assert pressures_of(timed) == [] and pressures_of(scheduler.due(102.0)) == [(0xD0, 0x50), (0xA0, 60, 0x30)]
    assert pressures_of(scheduler.start(0, 103.0)) == [(0xD0, 0), (0xA0, 60, 0)]
    assert pressures_of(scheduler.start(1000, 104.0)) == [(0xA0, 60, 0), (0xD0, 0x50)]
