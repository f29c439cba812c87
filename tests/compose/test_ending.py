"""How pieces end: hit and stopped, thinned out, faded, or not at all; the last chord small, and on its root."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.ending import last_chord
from audiogenesis_desktop.compose.setting import setting_of
from audiogenesis_desktop.plan.plan import Ending, Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.casting import cast
from audiogenesis_desktop.style.forms import STAYS
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import DRUM_CLASS

STYLES = tuple(shipped())
BAND = tuple(seat.instrument for seat in cast(shipped()["rock"]))


def plan_of(style: str, *, names: tuple[str, ...] = (), seconds: float = 24.0, arc: tuple[str, ...] = ()) -> Plan:
    instruments = names or tuple(seat.instrument for seat in cast(shipped()[style]))
    brief = Brief(style=((style, 1.0),), instruments=instruments, length_seconds=seconds, tempo_bpm=110.0, arc=arc)
    return make_plan(brief, 1)


def closing(plan: Plan, velocity: int = 90):
    return last_chord(plan, {}, velocity=velocity)


@pytest.mark.parametrize("style", STYLES)
def test_the_lowest_note_of_the_last_chord_is_its_root_and_few_voices_bear_it(style: str) -> None:
    plan = plan_of(style)
    notes = closing(plan)
    pitched = [note.pitch for track_id, note in notes if not plan.parts[track_id].instrument.is_drums]
    assert notes and min(pitched) % 12 == plan.chords[-1].root
    assert len(set(pitched)) <= 4 + 2 * (len(plan.parts) - 1)
    for track_id, note in notes:
        low, high = plan.parts[track_id].instrument.pitch_range
        assert low <= note.pitch <= high and note.is_legal()
        assert plan.last_downbeat_tick == note.start_tick < note.end_tick <= plan.release_tick
    assert len({(t, n.pitch) for t, n in notes}) == len(notes)


@pytest.mark.parametrize("style", ["synthwave", "ska", "swing big band"])
def test_the_root_stays_lowest_where_drums_alone_lie_below_who_plays_one_note(style: str) -> None:
    plan = plan_of(style)
    for own in (part for part in plan.parts if not part.instrument.is_drums):
        two = frozenset({own.track_id} | {part.track_id for part in plan.parts if part.role == "drums"})
        alone = replace(plan, active=tuple(two for _ in plan.active))
        pitched = [note.pitch for track_id, note in closing(alone, 110) if track_id == own.track_id]
        assert min(pitched) % 12 == plan.chords[-1].root


FIFTHS_ALONE = {"metal", "punk", "rock"}  # whose guitars play no thirds, and who else plays chords need not be there


@pytest.mark.parametrize("style", sorted({*STYLES} - FIFTHS_ALONE))
def test_the_last_chord_has_its_third_wherever_somebody_plays_chords(style: str) -> None:
    plan = plan_of(style)
    notes = [(plan.parts[t], note) for t, note in closing(plan) if not plan.parts[t].instrument.is_drums]
    third = Chord(plan.chords[-1].root, plan.chords[-1].quality).tones[1]
    by_chords = [note for part, note in notes if part.role in ("chords", "figure", "pad", "second voice")]
    assert not by_chords or len(notes) < 2 or any(note.pitch % 12 == third for _, note in notes)


def test_guitars_that_play_in_fifths_end_on_one() -> None:
    plan = plan_of("punk", names=("distortion guitar", "picked bass", "drums"))
    pitched = {note.pitch % 12 for t, note in closing(plan) if not plan.parts[t].instrument.is_drums}
    root = plan.chords[-1].root
    assert {root} <= pitched <= {root, (root + 7) % 12}


def test_one_part_bears_the_chord_and_parts_are_not_equally_loud() -> None:
    plan = replace(plan_of("rock", names=BAND), ending=Ending.RING)
    notes = closing(plan)
    voices = [sum(t == part.track_id for t, _ in notes) for part in plan.parts if not part.instrument.is_drums]
    assert sorted(voices)[-1] > 2 >= sorted(voices)[-2]
    assert len({note.velocity for _, note in notes}) > 1


def test_a_stop_is_short_and_a_ring_is_held() -> None:
    plan = plan_of("rock", names=BAND)
    stopped = closing(replace(plan, ending=Ending.STOP))
    assert max(note.length_ticks for _, note in stopped) <= TICKS_PER_BEAT // 2
    assert {note.end_tick for _, note in closing(replace(plan, ending=Ending.RING))} == {plan.release_tick}


def test_a_quiet_end_has_neither_crash_nor_kick_and_a_loud_one_both() -> None:
    plan = replace(plan_of("rock", names=BAND), ending=Ending.RING)
    *before, last = plan.sections
    drums = {part.track_id for part in plan.parts if part.instrument.is_drums}

    def struck(energy: float) -> set[int]:
        ended = replace(plan, sections=(*before, last._replace(energy=energy)))
        return {note.pitch for track_id, note in closing(ended) if track_id in drums}

    assert struck(0.2) == set() and struck(0.45) == {36} and struck(0.9) == {36, 49}


def test_where_parts_thin_out_only_the_ground_is_left() -> None:
    plan = plan_of("house", seconds=60.0)
    assert plan.ending == Ending.THIN
    assert {plan.parts[track_id].role for track_id, _ in closing(plan)} <= {"bass", "pad"}
    active = setting_of(plan).active
    assert active[-4:, DRUM_CLASS].any() and not active[-1, DRUM_CLASS]
    assert (active.sum(axis=1) > 0).all()


def test_a_loop_has_no_last_chord_and_is_written_to_its_end(untrained_knowing) -> None:
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    plan = plan_of("rock", names=BAND, seconds=16.0, arc=("loop",))
    assert closing(plan) == [] and setting_of(plan).bar_count * plan.meter.bar_ticks == plan.length_ticks
    busy = untrained_knowing(NOTHING_KNOWN, busy=True)
    score = compose_score(busy, Brief(length_seconds=16.0), plan, seed=1)
    notes = [note for track in score.tracks for note in track.notes]
    assert max(note.start_tick for note in notes) >= plan.length_ticks - plan.meter.bar_ticks
    assert max(note.end_tick for note in notes) <= plan.length_ticks


def test_a_fade_is_softer_and_softer(untrained_knowing) -> None:
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    plan = plan_of("rock", names=BAND, seconds=40.0, arc=("fade out",))
    busy = untrained_knowing(NOTHING_KNOWN, busy=True)
    score = compose_score(busy, Brief(length_seconds=40.0), plan, seed=1)
    notes = sorted(note for track in score.tracks for note in track.notes)
    bar = plan.meter.bar_ticks

    def loud(start: int, end: int) -> float:
        found = [note.velocity for note in notes if start <= note.start_tick < end]
        return sum(found) / len(found)

    end = plan.last_downbeat_tick
    assert loud(end - 8 * bar, end - 6 * bar) > loud(end - 2 * bar, end - bar) > loud(end, end + bar) > 0


def test_who_leaves_where_parts_thin_out_is_heard_no_more(untrained_band_knowing) -> None:
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    plan = plan_of("house", seconds=60.0)
    score = compose_score(untrained_band_knowing(NOTHING_KNOWN, busy=True), Brief(), plan, seed=1)
    last = plan.sections[-1]
    bars = plan.last_downbeat_tick // plan.meter.bar_ticks - last.start_tick // plan.meter.bar_ticks
    for part in plan.parts:
        if part.track_id in plan.active[-1]:
            until = last.start_tick + STAYS.get(part.role, 1.0) * bars * plan.meter.bar_ticks
            begun = [note.start_tick for note in score.track(part.track_id).notes if note.start_tick >= last.start_tick]
            assert max(begun) < max(until + plan.meter.bar_ticks, last.start_tick + plan.meter.bar_ticks)
            assert part.role in STAYS or max(begun) >= plan.last_downbeat_tick - 4 * plan.meter.bar_ticks


@pytest.mark.parametrize("seed", range(4))
def test_where_a_fill_ends_a_piece_drums_strike_in_the_half_bar_before_one_note_of_all(untrained_band, seed) -> None:
    plan = replace(plan_of("rock", names=BAND), ending=Ending.FILL)
    score = compose_score(untrained_band, Brief(), plan, seed=seed)
    end, drums = plan.last_downbeat_tick, next(part for part in plan.parts if part.role == "drums")
    struck = [note.start_tick for note in score.track(drums.track_id).notes]
    assert any(end - plan.meter.bar_ticks // 2 <= tick < end for tick in struck)
    assert all(any(n.start_tick == end for n in track.notes) for track in score.tracks if track.id in plan.active[-1])


def test_drums_go_to_the_track_whose_groove_has_them(untrained_stream_knowing) -> None:
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    names = ("drums", "drums", "synth bass", "piano")
    plan = plan_of("house", names=names, seconds=30.0)
    assert [part.role for part in plan.parts[:2]] == ["drums", "percussion"]
    score = compose_score(untrained_stream_knowing(NOTHING_KNOWN, busy=True), Brief(), plan, seed=1)
    own = {strike.key for grooves in plan.grooves if 1 in grooves for strike in grooves[1].strikes}
    assert {note.pitch for note in score.tracks[1].notes} <= own
