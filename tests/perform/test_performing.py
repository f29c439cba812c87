"""What is played is what is written, a little off: repeatable, local, within bounds, and never another music."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.perform.performing import LATEST_MS, Performing, perform, settled_tick
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import ChordAt, Marker, Meter, Note, Score, Tempo, Track

BEAT, BAR = 960, 3840
ROCK = Feel(1.0, seed=4, style="rock")


def drums(bars):
    return [
        Note(bar * BAR + place, pitch, 120, 80)
        for bar in range(bars)
        for place, pitch in [*((i * 480, 42) for i in range(8)), (0, 36), (BEAT, 38), (2 * BEAT, 36), (3 * BEAT, 38)]
    ]


def chords(bars):
    return [Note(bar * BAR + i * BEAT, p, 900, 75) for bar in range(bars) for i in range(4) for p in (48, 60, 64, 67)]


def band(bars=4, feel=ROCK, **more):
    tracks = (Track(0, "Drums", is_drums=True).with_notes(drums(bars)), Track(1, "Piano").with_notes(chords(bars)))
    return Score(tracks, feel=feel, **more)


def by_written(score, track):
    """Return each written note with its played one; those of the same key stay in order."""
    played = perform(score).track(track.id)
    order = {}
    for name, notes in (("written", track.notes), ("played", played.notes)):
        order[name] = sorted(notes, key=lambda note: (note.pitch, note.start_tick))
    return list(zip(order["written"], order["played"], strict=True))


@pytest.mark.parametrize("feel", [AS_WRITTEN, Feel(0.0, None, 7, "jazz trio")])
def test_without_feel_the_very_same_score_comes_back(feel):
    score = band(feel=feel)
    assert perform(score) is score


def test_what_has_been_performed_is_performed_already():
    played = perform(band())
    assert perform(played) is played and played.feel == AS_WRITTEN


def test_the_same_feel_gives_the_same_and_another_seed_another():
    score = band()
    assert perform(score) == perform(score)
    assert perform(score).tracks != perform(replace(score, feel=replace(ROCK, seed=5))).tracks


def test_as_many_notes_are_played_off_the_grid_and_not_alike():
    score = band()
    for before, after in zip(score.tracks, perform(score).tracks, strict=True):
        starts = np.array([note.start_tick for note in after.notes])
        assert len(after.notes) == len(before.notes)
        assert (starts % 480 != 0).mean() > 0.6
        assert np.std([note.velocity for note in after.notes]) > 3


def test_half_the_feel_is_half_the_way():
    score = replace(band(8), tracks=band(8).tracks[:1])
    found = {}
    for amount in (0.5, 1.0):
        pairs = by_written(replace(score, feel=replace(ROCK, amount=amount)), score.tracks[0])
        found[amount] = np.array([b.start_tick - a.start_tick for a, b in pairs])
    assert np.abs(found[0.5] - found[1.0] / 2).max() <= 1.5


def test_machines_keep_to_the_grid_where_people_do_not():
    def spread(style):
        pairs = by_written(band(8, replace(ROCK, style=style)), band(8).tracks[0])
        return np.std([b.start_tick - a.start_tick for a, b in pairs])

    assert spread("techno") < 0.4 * spread("rock")
    assert spread("chiptune") == 0


def test_a_track_may_be_played_otherwise_than_the_piece():
    score = band(feel=AS_WRITTEN)
    tracks = (replace(score.tracks[0], feel=ROCK), score.tracks[1])
    played = perform(replace(score, tracks=tracks))
    assert played.tracks[0].notes != tracks[0].notes and played.tracks[1] is tracks[1]
    still = replace(band(), tracks=(replace(score.tracks[0], feel=AS_WRITTEN), score.tracks[1]))
    assert perform(still).tracks[0].notes == score.tracks[0].notes


def test_an_edit_moves_nothing_that_is_played_far_away():
    score = band(8)
    for track in score.tracks:
        gone = [note for note in track.notes if note.start_tick == 3 * BAR + BEAT]
        edited = exchange_notes(score, track.id, gone, [Note(3 * BAR + 700, 50, 100, 90)])
        before, after = (set(perform(one).track(track.id).notes) for one in (score, edited))
        changed = [note.start_tick for note in before ^ after]
        assert changed and min(changed) >= 3 * BAR - 100 and max(changed) <= 5 * BAR


def test_what_is_composed_later_moves_nothing_that_is_settled():
    whole = band(8)
    for bars in (3, 5):
        parts = [track.with_notes(n for n in track.notes if n.start_tick < bars * BAR) for track in whole.tracks]
        so_far = replace(whole, tracks=tuple(parts))
        settled = settled_tick(so_far, (bars - 1) * BAR)
        for early, late in zip(perform(so_far).tracks, perform(whole).tracks, strict=True):
            assert [n for n in early.notes if n.start_tick < settled] == [
                n for n in late.notes if n.start_tick < settled
            ]


def test_a_track_that_is_as_it_was_is_not_performed_anew():
    performing, score = Performing(), band()
    first = performing.of(score)
    edited = exchange_notes(score, 1, (), [Note(50, 72, 100, 90)])
    second = performing.of(edited)
    assert second.tracks[0] is first.tracks[0]
    assert second == perform(edited)
    louder = replace(edited, tracks=(replace(edited.tracks[0], name="Kit"), edited.tracks[1]))
    third = performing.of(louder)
    assert third.tracks[0].notes is first.tracks[0].notes and third.tracks[0].name == "Kit"
    assert third == perform(louder)


def test_hits_loop_seams_the_beginning_and_the_last_downbeat_keep_their_place():
    markers = (Marker(BAR, "loopStart"), Marker(2 * BAR + BEAT, "Hit", "cue"), Marker(3 * BAR, "loopEnd"))
    tempi = (Tempo(0, 500_000), Tempo(7 * BAR, 700_000))
    score = band(8, markers=markers, tempi=tempi, length_ticks=8 * BAR)
    for track in score.tracks:
        for anchor in (0, BAR, 2 * BAR + BEAT, 3 * BAR, 7 * BAR):
            written = sum(note.start_tick == anchor for note in track.notes)
            assert sum(note.start_tick == anchor for note in perform(score).track(track.id).notes) == written


def test_a_loop_may_begin_anywhere_and_none_is_heard_without_marks():
    pairs = by_written(band(8), band(8).tracks[0])
    assert any(b.start_tick < a.start_tick for a, b in pairs if a.start_tick % BAR == 0)


@pytest.mark.parametrize("swing", [0.5, 0.58, 2 / 3, 0.75])
@pytest.mark.parametrize("written", [0.5, 0.62])
def test_swing_is_as_it_is_wanted(swing, written):
    late = round(2 * 480 * written)
    notes = [Note(bar * BAR + i * BEAT + off, 60, 200, 80) for bar in range(4) for i in range(4) for off in (0, late)]
    score = Score((Track(0, "Piano").with_notes(notes),), feel=Feel(0.0, swing), swing=written)
    second = [note.start_tick % BEAT / BEAT for note in perform(score).tracks[0].notes[1::2]]
    assert np.allclose(second, swing, atol=0.002)
    played = replace(score, feel=Feel(1.0, swing, 3, "piano solo"))
    second = [note.start_tick % BEAT / BEAT for note in perform(played).tracks[0].notes[1::2]]
    assert abs(np.mean(second) - swing) <= 0.02


def test_swung_back_and_forth_notes_are_what_they_were():
    notes = [Note(i * 480, 60, 400, 80) for i in range(16)]
    score = Score((Track(0, "Piano").with_notes(notes),), feel=Feel(0.0, 0.5))
    assert perform(score).tracks[0].notes == tuple(notes)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_is_written_is_played_within_bounds(data):
    random = Random(data.draw(st.integers(0, 10**6)))
    bpm = data.draw(st.sampled_from([15, 60, 120, 300, 900]))
    length = data.draw(st.sampled_from([0, 4 * BAR]))

    def written(drums):
        notes = [
            Note(random.choice([random.randrange(4 * BAR), random.randrange(16) * BEAT]), random.randint(30, 90), 1, 80)
            for _ in range(random.randint(0, 60))
        ]
        notes = [
            n._replace(length_ticks=random.choice([1, 7, 100, 2000]), velocity=random.randint(1, 127)) for n in notes
        ]
        return [n for n in notes if not length or n.end_tick <= length]

    tracks = tuple(Track(i, "T", random.randrange(128), is_drums=i == 0).with_notes(written(i == 0)) for i in range(4))
    score = Score(
        tracks,
        tempi=(Tempo.from_bpm(0, bpm), Tempo.from_bpm(2 * BAR, bpm * 1.3)),
        meters=(Meter(0, 4, 4), Meter(BAR, 5, 8)),
        chords=(ChordAt(0, BAR, 0, "maj"), ChordAt(BAR, 2 * BAR, 5, "min7")),
        length_ticks=length,
        feel=Feel(1.0, data.draw(st.sampled_from([None, 0.5, 0.66])), 1, data.draw(st.sampled_from(["", "jazz trio"]))),
    )
    played, tempo = perform(score), TempoMap(score.tempi)
    for before, after in zip(score.tracks, played.tracks, strict=True):
        assert len(after.notes) == len(before.notes) and all(note.is_legal() for note in after.notes)
        assert list(after.notes) == sorted(after.notes)
        assert list(after.controls) == sorted(after.controls) and list(after.bends) == sorted(after.bends)
        if length:
            assert after.end_tick <= length
        if score.feel.swing is None:
            for a, b in by_written(score, before):
                assert abs(tempo.seconds(b.start_tick) - tempo.seconds(a.start_tick)) <= LATEST_MS / 1000 + 1e-3


def test_a_key_is_let_go_before_it_is_struck_again():
    notes = [Note(i * 120, 60, 120, 80) for i in range(64)]
    score = Score((Track(0, "Piano").with_notes(notes),), feel=replace(ROCK, style="meditation"))
    played = perform(score).tracks[0].notes
    assert all(a.end_tick <= b.start_tick for a, b in pairwise(played))
    assert len(played) == 64


def test_bars_are_about_as_loud_as_they_are_written():
    for loud in (30, 64, 90, 110):
        track = Track(0, "Drums", is_drums=True).with_notes(n._replace(velocity=loud) for n in drums(8))
        played = perform(Score((track,), feel=ROCK)).tracks[0]
        assert abs(np.mean([note.velocity for note in played.notes]) - loud) < 0.15 * loud


def test_ghosts_and_accents_stay_softer_and_louder():
    levels = {0: 110, 1: 80, 2: 40}
    notes = [Note(bar * BAR + i * 480, 38, 100, levels[i % 3]) for bar in range(24) for i in range(8)]
    played = by_written(
        Score((Track(0, "D", is_drums=True).with_notes(notes),), feel=ROCK), Track(0, "D").with_notes(notes)
    )
    mean = {v: np.mean([b.velocity for a, b in played if a.velocity == v]) for v in levels.values()}
    assert mean[40] + 10 < mean[80] < mean[110] - 5


def test_drums_without_the_drummers_file_are_played_as_written(monkeypatch):
    from audiogenesis_desktop.errors import MissingPart
    from audiogenesis_desktop.perform import hits

    def missing():
        raise MissingPart("There is none.")

    monkeypatch.setattr(hits, "shipped_drummer", missing)
    score = band()
    assert perform(score).tracks[0].notes == score.tracks[0].notes
    assert perform(score).tracks[1].notes != score.tracks[1].notes
