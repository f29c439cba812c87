"""Rework: nothing outside the scope changes whatever the network proposes, and what is new joins what is there."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.copies import NOTHING_KNOWN
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.players.terms import Terms
from audiogenesis_desktop.compose.rework import accompany, continued, plan_to_rework, regenerate
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.instruments import CLASSES
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums", "flute"),
    key=Key(2, "major"),
    tempo_bpm=100.0,
    length_seconds=30.0,
    style=(("pop ballad", 1.0),),
)
TUNE = [60, 64, 67, 64, 65, 69, 72, 69, 67, 71, 74, 71, 60, 64, 67, 72]


@pytest.fixture(scope="module")
def piece(untrained_band):
    plan = make_plan(BRIEF, 1)
    return plan, compose_score(untrained_band, BRIEF, plan, seed=1)


def outside(score: Score, track_ids: set[int], start: int, end: int) -> Score:
    """Return a score without the notes that begin in a stretch of some tracks."""
    tracks = [
        replace(track, notes=tuple(n for n in track.notes if not start <= n.start_tick < end))
        if track.id in track_ids
        else track
        for track in score.tracks
    ]
    return replace(score, tracks=tuple(tracks))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_outside_the_scope_changes(untrained_band, piece, data) -> None:
    plan, score = piece
    bars = plan.last_downbeat_tick // plan.meter.bar_ticks + 1
    first = data.draw(st.integers(0, bars - 1), label="first")
    stop = data.draw(st.integers(first + 1, min(bars, first + 4)), label="stop")
    ids = data.draw(st.sets(st.sampled_from([part.track_id for part in plan.parts]), min_size=1), label="tracks")
    plan = data.draw(st.sampled_from([plan, plan_to_rework(score, BRIEF)]), label="plan")
    new = regenerate(score, plan, BRIEF, untrained_band, bars=range(first, stop), track_ids=ids, seed=7)
    start, end = first * plan.meter.bar_ticks, stop * plan.meter.bar_ticks
    assert outside(new, ids, start, end) == outside(score, ids, start, end)
    for part in plan.parts:
        if part.track_id in ids:
            own = [note for note in new.track(part.track_id).notes if start <= note.start_tick < end]
            low, high = part.instrument.pitch_range
            assert all(low <= note.pitch <= high and note.is_legal() for note in own)
            assert stop == bars or all(note.end_tick <= end for note in own)
            assert len({(note.start_tick, note.pitch) for note in own}) == len(own)


def test_the_same_seed_writes_the_same_and_another_something_else(untrained_band, piece) -> None:
    plan, score = piece

    def again(seed: int) -> Score:
        return regenerate(score, plan, BRIEF, untrained_band, bars=range(2, 4), track_ids={0}, seed=seed)

    assert again(3) == again(3) != again(4) and again(3) != score


def test_rests_that_are_given_stay_and_notes_that_sound_into_the_scope_keep_their_voice(untrained_band) -> None:
    held = Note(0, 62, 3 * 3840, 80)
    score = Score(
        tracks=(
            Track(4, "Flute", program=73, notes=(held, Note(6 * 3840, 69, 960, 80))),
            Track(9, "Piano", program=0, notes=tuple(Note(i * 960, p, 900, 80) for i, p in enumerate(TUNE * 2))),
        ),
        length_ticks=8 * 3840,
    )
    plan = plan_to_rework(score, BRIEF)
    new = regenerate(score, plan, BRIEF, untrained_band, bars=range(1, 5), track_ids={4}, seed=1)
    starts = [note.start_tick for note in new.track(4).notes]
    assert CLASSES[plan.parts[0].instrument.class_index].voices == 1
    assert held in new.track(4).notes and not [tick for tick in starts if 0 < tick < held.end_tick]
    assert [tick for tick in starts if 3 * 3840 <= tick < 5 * 3840]
    assert not [tick for tick in starts if 5 * 3840 <= tick < 6 * 3840]


def test_a_given_bar_is_gone_through_and_not_written(untrained_band) -> None:
    plan = make_plan(BRIEF, 1)
    bar = [Note(2 * 3840 + i * 480, 62 + i % 3, 400, 80) for i in range(8)]
    context = plan.empty_score()
    context = replace(context, tracks=tuple(t.with_notes(bar) if t.id == 0 else t for t in context.tracks))
    free = list(untrained_band.compose(BRIEF, plan, plan.empty_score(), seed=1))
    ours = list(untrained_band.compose(BRIEF, plan, context, seed=1))
    assert not [note for track_id, note in ours if track_id == 0 and 2 * 3840 <= note.start_tick < 3 * 3840]
    before, after = ([w for w in all_ if w[1].end_tick <= 2 * 3840] for all_ in (free, ours))
    assert before == after and free != ours


@pytest.mark.parametrize(("reads_later", "minds"), [(True, True), (False, False)])
def test_what_stands_after_a_gap_is_minded_while_the_gap_is_written(
    untrained_band_knowing, piece, reads_later: bool, minds: bool
) -> None:
    plan, score = piece
    band = untrained_band_knowing(NOTHING_KNOWN, reads=True, terms=Terms(reads_later=reads_later))
    after = range(4 * 3840, 8 * 3840)

    def gap(score: Score) -> list[Note]:
        new = regenerate(score, plan, BRIEF, band, bars=range(2, 4), track_ids={0}, seed=5)
        return [note for note in new.track(0).notes if 2 * 3840 <= note.start_tick < after.start]

    other = replace(score, tracks=tuple(_moved(t, after) if t.id == 0 else t for t in score.tracks))
    assert gap(score) == gap(score)
    assert (gap(other) != gap(score)) == minds


def _moved(track: Track, ticks: range) -> Track:
    """Return a track with its notes in a stretch a fifth lower and later."""
    return track.with_notes(
        [
            n._replace(start_tick=n.start_tick + 240, pitch=n.pitch - 7) if n.start_tick in ticks else n
            for n in track.notes
        ]
    )


@pytest.mark.parametrize("bars", [range(0), range(90, 91), range(-1, 2), range(0, 4, 2)])
def test_bars_that_are_not_there_are_refused(untrained_band, piece, bars: range) -> None:
    plan, score = piece
    with pytest.raises(BadInput, match="not all in the piece"):
        regenerate(score, plan, BRIEF, untrained_band, bars=bars, track_ids={0}, seed=1)


def test_tracks_that_are_not_there_are_refused(untrained_band, piece) -> None:
    plan, score = piece
    with pytest.raises(BadInput, match="choose tracks"):
        regenerate(score, plan, BRIEF, untrained_band, bars=range(2), track_ids={99}, seed=1)


@pytest.fixture(scope="module")
def tune() -> Score:
    notes = tuple(Note(i * 960, pitch, 900, 80) for i, pitch in enumerate(TUNE * 2))
    return Score(tracks=(Track(3, "Mine", program=73, notes=notes),), length_ticks=8 * 3840)


def test_a_tune_gets_those_that_it_lacks_and_stays(untrained_band, tune) -> None:
    brief = replace(BRIEF, instruments=("piano", "fingered bass", "drums"))
    new = accompany(tune, brief, untrained_band, seed=1)
    assert new.tracks[0] == tune.tracks[0] and replace(new, tracks=tune.tracks) == tune
    assert [track.is_drums for track in new.tracks[1:]].count(True) == 1 and len(new.tracks) >= 4
    assert all(track.notes for track in new.tracks) and len({track.id for track in new.tracks}) == len(new.tracks)
    assert accompany(tune, brief, untrained_band, seed=1) == new


def test_who_plays_already_does_not_join(untrained_band, tune) -> None:
    with pytest.raises(BadInput, match="plays already"):
        accompany(tune, replace(BRIEF, instruments=("flute",)), untrained_band, seed=1)
    with pytest.raises(BadInput, match="no music here"):
        accompany(Score(), BRIEF, untrained_band, seed=1)


def test_a_piece_goes_on_past_its_end(untrained_band, piece) -> None:
    _, score = piece
    new = continued(score, BRIEF, untrained_band, bars=4, seed=1)
    end = -(-score.end_tick // 3840) * 3840
    assert new.length_ticks == end + 4 * 3840
    for track in score.tracks:
        assert track.notes == tuple(note for note in new.track(track.id).notes if note.start_tick < end)
    starts = {note.start_tick // 3840 for track in new.tracks for note in track.notes if note.start_tick >= end}
    assert starts == set(range(end // 3840, end // 3840 + 4))
    assert new.sections[-1][:2] == (end, new.length_ticks)
    with pytest.raises(BadInput, match="no bars"):
        continued(score, BRIEF, untrained_band, bars=0, seed=1)


@pytest.mark.slow
def test_what_the_shipped_composer_writes_anew_is_in_key_in_range_and_joins() -> None:
    composer = load_composer(paths.shipped_checkpoint())
    plan = make_plan(BRIEF, 1)
    score = compose_score(composer, BRIEF, plan, seed=1)
    lead = next(part for part in plan.parts if part.role == "lead")
    new = regenerate(score, plan, BRIEF, composer, bars=range(4, 8), track_ids={lead.track_id}, seed=5)
    own = [n for n in new.track(lead.track_id).notes if 4 * 3840 <= n.start_tick < 8 * 3840]
    assert own and sum(n.pitch % 12 in BRIEF.key.scale for n in own) >= 0.9 * len(own)
    assert all(lead.register[0] - 5 <= note.pitch <= lead.register[1] + 5 for note in own)
    whole = new.track(lead.track_id).notes
    for line in (4 * 3840, 8 * 3840):
        before = [note for note in whole if note.start_tick < line]
        after = [note for note in whole if note.start_tick >= line]
        assert abs(before[-1].pitch - after[0].pitch) <= 16
