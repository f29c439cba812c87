"""What holds for every piece, whatever the network proposes: key, range, voices, time, ending, kept notes."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.edits import add_notes
from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, find
from audiogenesis_desktop.theory.keys import Key

BRIEFS = [
    Brief(instruments=("piano", "strings"), key=Key(2, "minor"), length_seconds=20),
    Brief(instruments=("flute", "acoustic bass", "drums"), key=Key(6, "major"), length_seconds=17, meter=(3, 4)),
    Brief(instruments=("violin", "fiddle", "cello"), key=Key(9, "minor"), length_seconds=12, meter=(6, 8)),
]


def composed(composer, brief, seed=1, context=None):
    plan = make_plan(brief, seed)
    notes = list(composer.compose(brief, plan, context or plan.empty_score(), seed=seed))
    return plan, notes


@pytest.mark.parametrize("brief", BRIEFS)
def test_notes_keep_to_key_range_voices_and_time(untrained, brief) -> None:
    plan, notes = composed(untrained, brief)
    assert min(note.start_tick for _, note in notes) == 0
    for track_id, note in notes:
        instrument = plan.parts[track_id].instrument
        low, high = instrument.pitch_range
        assert note.is_legal() and low <= note.pitch <= high
        assert note.end_tick <= plan.release_tick
        if not instrument.is_drums:
            tones = {t for c in plan.chords for t in Chord(c.root, c.quality).tones}
            assert note.pitch % 12 in brief.key.scale | tones


@pytest.mark.parametrize("brief", BRIEFS)
def test_no_instrument_sounds_more_voices_than_it_has(untrained, brief) -> None:
    _, notes = composed(untrained, brief)
    for track_id, name in enumerate(brief.instruments):
        own = [note for t, note in notes if t == track_id]
        voices = CLASSES[find(name).class_index].voices
        for note in own:
            sounding = [n for n in own if n.start_tick <= note.start_tick < n.end_tick]
            assert len(sounding) <= voices
            assert len({n.pitch for n in sounding}) == len(sounding)


@pytest.mark.parametrize("brief", BRIEFS)
def test_the_last_chord_is_the_tonic_held_to_the_release(untrained, brief) -> None:
    plan, notes = composed(untrained, brief)
    last = [(t, n) for t, n in notes if n.start_tick == plan.last_downbeat_tick]
    assert {t for t, _ in last} == {t for t in plan.active[-1] if not plan.parts[t].instrument.is_drums}
    assert {n.end_tick for _, n in last} == {plan.release_tick}
    pitched = [n.pitch for t, n in last if not find(brief.instruments[t]).is_drums]
    assert min(pitched) % 12 == brief.key.tonic
    third = (brief.key.tonic + (4 if brief.key.mode == "major" else 3)) % 12
    assert {p % 12 for p in pitched} <= {brief.key.tonic, third, (brief.key.tonic + 7) % 12}


def test_the_same_seed_gives_the_same_notes_and_another_another(untrained) -> None:
    assert composed(untrained, BRIEFS[0])[1] == composed(untrained, BRIEFS[0])[1]
    assert composed(untrained, BRIEFS[0])[1] != composed(untrained, BRIEFS[0], seed=2)[1]


def test_only_the_instruments_of_the_plan_play_and_all_do(untrained) -> None:
    for brief in BRIEFS:
        plan, notes = composed(untrained, brief)
        assert {track_id for track_id, _ in notes} == {part.track_id for part in plan.parts}
        assert {plan.parts[track_id].instrument.name for track_id, _ in notes} == set(brief.instruments)


def test_what_is_written_follows_the_kept_notes_without_repeating_them(untrained) -> None:
    brief = BRIEFS[0]
    plan = make_plan(brief, 1)
    kept = [Note(960 * beat, 50, 900, 80) for beat in range(12)]
    context = add_notes(plan.empty_score(), 1, kept)
    notes = list(untrained.compose(brief, plan, context, seed=1))
    assert not {note for track_id, note in notes if track_id == 1} & set(kept)
    assert notes != composed(untrained, brief)[1]


def test_it_can_be_stopped_after_any_note(untrained) -> None:
    plan = make_plan(BRIEFS[0], 1)
    stream = untrained.compose(BRIEFS[0], plan, plan.empty_score(), seed=1)
    first = next(stream)
    stream.close()
    assert first[1].start_tick == 0


def test_a_sting_of_a_single_chord_is_written(untrained) -> None:
    brief = replace(BRIEFS[0], length_seconds=1.2).with_fields(Origin.SAID, tempo_bpm=60.0)
    plan, notes = composed(untrained, brief)
    assert plan.last_downbeat_tick == 0 and notes


@pytest.mark.parametrize("hits", [(5.0, 9.3), (4.06, 12.2)])
def test_something_is_struck_at_every_hit(untrained, hits: tuple[float, ...]) -> None:
    brief = Brief(length_seconds=16.0, density=0.0, hits=hits).with_fields(Origin.SAID, tempo_bpm=96.0)
    plan = make_plan(brief, 3)
    assert plan.hit_ticks
    for seed in range(4):
        struck = {note.start_tick for _, note in untrained.compose(brief, plan, plan.empty_score(), seed=seed)}
        assert {*plan.hit_ticks} <= struck


def test_two_pianos_are_two_players(untrained_band) -> None:
    plan, notes = composed(untrained_band, Brief(instruments=("piano", "piano"), length_seconds=12))
    pianos = {part.track_id for part in plan.parts if part.instrument.name == "piano"}
    played = {track_id: {note[:2] for own, note in notes if own == track_id} for track_id in pianos}
    assert len(pianos) > 1 and all(played.values())
    assert len({frozenset(each) for each in played.values()}) == len(pianos)
