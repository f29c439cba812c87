"""Versions of other lengths are composed: what there is of the piece stays, what it lacks is written for it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.recomposing import Writer, composed_at
from audiogenesis_desktop.delivery.versions import Piece, of_length, sting, without_melody
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap, length_frames, length_seconds
from audiogenesis_desktop.score.score import Note, Score

BRIEF = Brief(
    length_seconds=30.0, instruments=("piano", "fingered bass", "drums"), only=True, style=(("pop ballad", 1.0),)
).with_fields(Origin.INFERRED, tempo_bpm=96.0)


class Counting:
    """A composer whose notes tell the bar that they were written for."""

    name, model_hash = "counting", "0"

    def __init__(self, velocity: int) -> None:
        self.velocity = velocity

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        bar, last = plan.meter.bar_ticks, plan.last_downbeat_tick
        for track in context.tracks:
            given = {note.start_tick // bar for note in track.notes}
            for n in range(-(-last // bar)):
                if n not in given:
                    yield track.id, Note(n * bar, 40 + n % 40, min(1900, last - n * bar), self.velocity)
            if last // bar not in given:
                yield track.id, Note(last, 60, plan.release_tick - last, self.velocity)


PLAN = make_plan(BRIEF, 3)
BAR = PLAN.meter.bar_ticks


def composed(plan: Plan) -> Score:
    score, notes = plan.empty_score(), {}
    for track_id, note in Counting(70).compose(BRIEF, plan, score, seed=3):
        notes.setdefault(track_id, []).append(note)
    return replace(score, tracks=tuple(track.with_notes(notes[track.id]) for track in score.tracks))


SCORE = composed(PLAN)
WRITER = Writer(Counting(99), BRIEF, 3)


def lowest(score: Score) -> list[tuple[int, int, int]]:
    return [(note.start_tick, note.pitch, note.velocity) for note in score.tracks[0].notes]


def test_twice_as_long_has_a_middle_that_was_written_and_all_of_the_piece_around_it() -> None:
    longer = of_length(Piece(SCORE, PLAN, WRITER), 60.0)
    old, new = lowest(SCORE), lowest(longer)
    first_new = next(i for i, (_, _, velocity) in enumerate(new) if velocity == 99)
    assert first_new > 2 and new[:first_new] == old[:first_new]
    written = [note for note in new if note[2] == 99]
    assert len(written) >= 8
    kinds = [section.kind for section in longer.sections]
    assert len(kinds) > len(SCORE.sections) and "A'" in kinds
    after = [pitch for tick, pitch, velocity in new if tick > written[-1][0]]
    assert not after or after == [pitch for _, pitch, _ in old[-len(after) :]]


def test_half_as_long_begins_with_the_theme_and_ends_by_what_was_written_for_it() -> None:
    shorter = of_length(Piece(SCORE, PLAN, WRITER), 15.0)
    theme = next(section for section in PLAN.sections if section.kind in ("A", "A'"))
    first, *_, last = lowest(shorter)
    assert first[1:] == next(note[1:] for note in lowest(SCORE) if note[0] == theme.start_tick)
    clock = TempoMap(shorter.tempi)
    assert last[2] == 99 and 15 - clock.seconds(last[0]) <= 1.5
    assert shorter.chords[-1][2:] == SCORE.chords[-1][2:] and shorter.chords[-1].tick == last[0]


@settings(max_examples=60)
@given(st.floats(6.0, 200.0).map(lambda seconds: round(seconds, 2)))
def test_any_length_is_met_to_the_sample_in_key_and_tempo(seconds: float) -> None:
    version = of_length(Piece(SCORE, PLAN, WRITER), seconds)
    assert length_frames(version, 48_000) == round(seconds * 48_000)
    assert version.keys == SCORE.keys
    assert version.tempi[0].bpm == pytest.approx(SCORE.tempi[0].bpm, rel=1e-3)
    for track in version.tracks:
        assert all(a.start_tick < b.start_tick for a, b in zip(track.notes, track.notes[1:], strict=False))
        assert not track.notes or track.notes[-1].end_tick <= version.length_ticks
    lengths = [chord.length_ticks for chord in version.chords]
    assert min(lengths) > 0 and sum(lengths) == version.length_ticks
    assert [s.end_tick for s in version.sections[:-1]] == [s.start_tick for s in version.sections[1:]]


def test_a_hit_that_is_put_in_rewrites_the_bars_around_it_and_no_other() -> None:
    writer = WRITER._replace(brief=BRIEF.with_fields(Origin.SAID, tempo_bpm=96.0))
    version = composed_at(SCORE, PLAN, writer, 30.0, (16.3,))
    assert version is not None
    (hit,) = version.plan.hit_ticks
    assert TempoMap(version.score.tempi).seconds(hit) == pytest.approx(16.3, abs=0.01)
    assert [marker.tick for marker in version.score.markers if marker.kind == "cue"] == [hit]
    new = {tick // BAR for tick, _, velocity in lowest(version.score) if velocity == 99}
    assert new - {version.plan.last_downbeat_tick // BAR} == {hit // BAR, (hit - 960) // BAR}
    moved = composed_at(version.score, version.plan, writer, 30.0, (9.0,))
    assert moved is not None
    assert moved.plan.hit_ticks[0] < hit and len(moved.plan.hit_ticks) == 1
    again = composed_at(version.score, version.plan, writer, 30.0, (16.3,))
    assert again is not None and lowest(again.score)[:-1] == lowest(version.score)[:-1]  # nothing to change


def test_where_every_bar_has_a_hit_all_is_written_anew() -> None:
    version = composed_at(SCORE, PLAN, WRITER, 8.0, (1.0, 2.2, 3.5, 4.6, 5.9))
    assert version is not None and len(version.plan.hit_ticks) == 5
    assert {velocity for _, _, velocity in lowest(version.score)} == {99}


def test_music_without_a_plan_is_cut_and_nothing_is_written() -> None:
    cut = of_length(Piece(SCORE, None, WRITER), 60.0)
    assert 99 not in {velocity for _, _, velocity in lowest(cut)}


def test_a_sting_is_the_theme_and_an_ending() -> None:
    assert any(velocity == 70 for _, _, velocity in lowest(sting(Piece(SCORE, PLAN, WRITER))))


def test_the_same_is_written_each_time() -> None:
    assert composed_at(SCORE, PLAN, WRITER, 47.0) == composed_at(SCORE, PLAN, WRITER, 47.0)


@pytest.mark.parametrize("bpm", [66.0, 96.0, 117.5, 151.0])
@pytest.mark.parametrize("origin", [Origin.SAID, Origin.INFERRED])
def test_all_versions_of_a_pack_have_the_pieces_tempo_and_end_in_time(bpm: float, origin: Origin) -> None:
    brief = replace(BRIEF, length_seconds=60.0).with_fields(origin, tempo_bpm=bpm)
    plan = make_plan(brief, 5)
    piece = Piece(composed(plan), plan, Writer(Counting(99), brief, 5))
    tempo = piece.score.tempi[0].bpm
    versions = [of_length(piece, seconds) for seconds in (30.0, 15.0, 6.0)]
    underscore = without_melody(piece)
    for version in (*versions, sting(piece), *([underscore] if underscore else [])):
        assert version.tempi[0].bpm == pytest.approx(tempo, rel=1e-3)
        last = version.chords[-1].tick
        assert 0.7 <= length_seconds(version) - TempoMap(version.tempi).seconds(last) <= 1.5
        assert {len([n for n in track.notes if n.start_tick == last]) for track in version.tracks} == {1}
    assert [length_frames(version, 44_100) for version in versions] == [30 * 44_100, 15 * 44_100, 6 * 44_100]
