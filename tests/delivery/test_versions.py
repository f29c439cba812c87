from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.delivery.render import sounds_of
from audiogenesis_desktop.delivery.room import room_beside
from audiogenesis_desktop.delivery.sound import joint_jump
from audiogenesis_desktop.delivery.versions import (
    Piece,
    has_length,
    has_sting,
    loop_of,
    of_length,
    sting,
    without_drums,
    without_melody,
)
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap, length_seconds
from audiogenesis_desktop.score.score import Control, Note, Score

RATE = 16_000


def piece_of(seconds=30.0, bpm=110.0, meter=(4, 4), seed=3):
    """Return a planned piece in which the bar is written into each note: its pitch counts bars."""
    brief = Brief(instruments=("flute", "piano", "acoustic bass", "drums")).with_fields(
        Origin.INFERRED, tempo_bpm=bpm, length_seconds=seconds, meter=meter
    )
    plan = make_plan(brief, seed)
    bar, tracks = plan.meter.bar_ticks, []
    for track in plan.empty_score("T").tracks:
        last = plan.last_downbeat_tick
        notes = [Note(tick, 20 + tick // bar, 700, 80) for tick in range(0, last, 960)]
        notes.append(Note(last, 100, plan.release_tick - last, 90))
        controls = (Control(0, 11, 100), Control(5 * bar, 11, 60))
        tracks.append(replace(track.with_notes(notes), controls=controls))
    return Piece(replace(plan.empty_score("T"), tracks=tuple(tracks)), plan)


@pytest.fixture(scope="module")
def piece():
    return piece_of()


def bars_of(score: Score, piece: Piece):
    """Return the bars of the piece that a version has, by the pitches of its first track."""
    notes = score.tracks[0].notes
    return [note.pitch - 20 for note in notes if note.start_tick % piece.bar_ticks == 0 and note.pitch < 100]


@pytest.mark.parametrize("seconds", [60, 45.5, 30, 20, 15, 10, 6, 3])
@pytest.mark.parametrize(("bpm", "meter"), [(110, (4, 4)), (73, (3, 4)), (160, (6, 8))])
def test_versions_are_exact_in_key_and_of_one_tempo_and_end_as_the_piece_does(seconds, bpm, meter):
    piece = piece_of(bpm=bpm, meter=meter)
    score = of_length(piece, seconds)
    for rate in (44_100, 48_000, 96_000):
        assert round(length_seconds(score) * rate) == round(seconds * rate)
    assert score.keys == piece.score.keys
    assert TempoMap(score.tempi).bpm(0) == pytest.approx(piece.tempo_bpm, rel=1e-4)
    final = [note for note in score.tracks[0].notes if note.pitch == 100]
    assert len(final) == 1
    rings = length_seconds(score) - TempoMap(score.tempi).seconds(final[0].start_tick)
    assert 0.7 <= rings <= 1.5
    assert sum(meter.tick == final[0].start_tick for meter in score.meters) == (
        final[0].start_tick % piece.bar_ticks > 0
    )
    assert max(track.end_tick for track in score.tracks) <= score.length_ticks
    assert sum(chord.length_ticks for chord in score.chords) == score.length_ticks
    assert score.sections[-1].end_tick == score.length_ticks


@pytest.mark.parametrize("seconds", [15, 20, 25])
def test_shorter_versions_leave_out_one_stretch_and_keep_whole_bars(piece, seconds):
    bars = bars_of(of_length(piece, seconds), piece)
    assert bars == sorted(set(bars))
    assert bars[-1] == piece.bars - 1
    joints = sum(after - before != 1 for before, after in pairwise(bars)) + (bars[0] > 0)
    assert joints <= 2


def test_longer_versions_repeat_what_there_is_and_lack_nothing(piece):
    bars = bars_of(of_length(piece, 60), piece)
    assert set(bars) == set(range(piece.bars))
    assert bars[-1] == piece.bars - 1


def test_the_same_length_is_the_same_piece(piece):
    assert of_length(piece, 30) is piece.score


def test_what_was_set_before_a_cut_is_set_after_it(piece):
    score = of_length(piece, 15)
    bars = bars_of(score, piece)
    value = 0
    for i, bar in enumerate(bars):
        value = next((c.value for c in reversed(score.tracks[0].controls) if c.tick <= i * piece.bar_ticks), 0)
        assert value == (60 if bar >= 5 else 100)


def test_a_sting_is_under_five_seconds_and_still_has_its_end(piece):
    for one in (piece, piece_of(bpm=50), piece_of(bpm=170)):
        score = sting(one)
        assert length_seconds(score) < 5
        assert any(note.pitch == 100 for note in score.tracks[0].notes)


@pytest.mark.parametrize(("bpm", "seconds"), [(50, 4.9), (50, 3.0), (110, 3.0), (40, 3.0)])
def test_where_no_bar_fits_the_beats_before_the_last_chord_lead_into_it(bpm, seconds):
    piece = piece_of(bpm=bpm)
    score = of_length(piece, seconds)
    assert length_seconds(score) == pytest.approx(seconds, abs=1e-5)
    final = next(note for note in score.tracks[0].notes if note.pitch == 100)
    assert 0 < final.start_tick <= piece.bar_ticks
    assert [note.pitch - 20 for note in score.tracks[0].notes if note.pitch < 100] == [piece.bars - 1] * (
        final.start_tick // 960
    )
    assert length_seconds(score) - TempoMap(score.tempi).seconds(final.start_tick) <= 1.5


def test_at_a_crawl_the_last_chord_begins_on_the_last_beat_that_leaves_it_a_second():
    score = of_length(piece_of(bpm=37), 5.1)
    final = next(note for note in score.tracks[0].notes if note.pitch == 100)
    rings = length_seconds(score) - TempoMap(score.tempi).seconds(final.start_tick)
    assert 1.0 <= rings < 1.0 + 30 / 36 and length_seconds(score) == pytest.approx(5.1, abs=1e-5)


def test_without_melody_and_without_drums_the_rest_stands(piece):
    for cut, roles in (
        (without_melody(piece), ("lead", "second voice")),
        (without_drums(piece), ("drums", "percussion")),
    ):
        gone = {part.track_id for part in piece.plan.parts if part.role in roles}
        assert {track.id for track in cut.tracks if track.mix.mute} == gone
        assert [track.notes for track in cut.tracks] == [track.notes for track in piece.score.tracks]
    alone = replace(piece.score, tracks=tuple(t for t in piece.score.tracks if t.is_drums))
    assert without_drums(Piece(alone, piece.plan)) is None


@pytest.mark.parametrize("bars", [4, 8, None])
def test_loops_are_whole_bars_of_the_piece(piece, bars):
    loop = loop_of(piece, bars)
    assert loop.length_ticks == (bars or piece.bars) * piece.bar_ticks
    found = bars_of(loop, piece)
    assert found == list(range(found[0], found[0] + (bars or piece.bars)))
    assert max(track.end_tick for track in loop.tracks) <= loop.length_ticks


def test_a_loop_of_more_bars_than_there_are_is_one_sentence(piece):
    with pytest.raises(BadInput, match=f"has {piece.bars}"):
        loop_of(piece, 99)
    with pytest.raises(BadInput, match="too short"):
        of_length(piece, 0.5)


def test_a_loops_tail_lies_over_its_beginning_and_the_joint_is_no_seam(piece, soundfont, tmp_path):
    loop = loop_of(piece, 4)
    frames = round(length_seconds(loop) * RATE)
    whole = np.concatenate(list(sounds_of(replace(loop, length_ticks=0), soundfont=soundfont, rate=RATE)))
    with room_beside(tmp_path / "x") as room:
        sound = room.looped(loop, soundfont=soundfont, rate=RATE)
        looped = sound.read(0, sound.frames)
        assert joint_jump(sound) <= 1
    assert len(looped) == frames
    expected = whole[:frames].copy()
    tail = whole[frames : 2 * frames]
    expected[: len(tail)] += tail
    assert np.abs(tail).max() > 0.001
    np.testing.assert_allclose(looped, expected, atol=1e-6)


def test_what_is_one_chord_fills_no_longer_time_and_is_its_own_sting():
    chord = piece_of(seconds=3.0, bpm=100.0)
    assert chord.bars == 0
    assert not has_length(chord, 15) and has_length(chord, 2)
    with pytest.raises(BadInput, match="one chord of 3 s"):
        of_length(chord, 15)
    assert sting(chord) is None and not has_sting(chord)
    assert sting(piece_of()) is not None


def test_a_version_of_an_opened_file_needs_no_plan(piece):
    read = Piece(piece.score)
    assert read.bars == piece.bars
    assert length_seconds(of_length(read, 15)) == pytest.approx(15, abs=1e-6)
