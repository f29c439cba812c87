"""How like drummers' our drums are played, on a folder of made-up recordings."""

import csv
from dataclasses import asdict
from random import Random

import numpy as np
import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation import playing
from audiogenesis_desktop.evaluation.playing import (
    Hits,
    StyleFigures,
    judge_playing,
    swing_error,
    told_apart,
    typed_out,
)
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.training.drumming import find_swing, on_grid, recordings, typed

BEAT, BAR = 960, 3840
COLUMNS = ("file", "title", "composer", "form", "bpm")


def groove(folder, drummers, *, bars=8):
    """Write a folder of recordings: people who stray by 12 ms and ghost every fourth hat."""
    random, rows = Random(1), []
    (folder / "midi").mkdir(parents=True)
    for i, drummer in enumerate(drummers):
        written = [(b * BAR + k * 480, 42, 85 - 50 * (k % 4 == 3)) for b in range(bars) for k in range(8)]
        written += [(b * BAR + k * 960, 36 + 2 * (k % 2), 100) for b in range(bars) for k in range(4)]
        notes = [
            Note(max(0, tick + round(random.gauss(0, 23))), key, 60, max(1, min(127, loud + random.randint(-9, 9))))
            for tick, key, loud in written
        ]
        score = Score((Track(0, "D", is_drums=True).with_notes(notes),), tempi=(Tempo.from_bpm(0, 120),))
        write_midi(score, folder / "midi" / f"{i}.mid")
        rows.append((f"midi/{i}.mid", "rock/x beat 120 bpm", drummer, "drum groove", "120.0"))
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return folder


def test_a_recording_is_what_was_struck_how_far_off_and_how_loud(tmp_path):
    first = next(recordings(groove(tmp_path / "g", ["drummer1"])))
    assert (first.style, first.bpm, first.swing, first.is_held_out) == ("rock", 120.0, 0.5, False)
    assert 90 <= len(first.bar) <= 96 and set(first.place % 6) == {0}
    assert 9 < first.offset_ms.std() < 15 and abs(np.median(first.offset_ms)) < 1e-9
    hats = first.level[first.drum == 2]
    assert (hats == 0).sum() == 16 and (hats == 1).sum() > 40


def test_swing_is_found_and_triplets_stand_on_their_own_grid():
    swung = np.array([i * BEAT + place for i in range(16) for place in (0, 640)], np.float64)
    assert find_swing(swung) == (pytest.approx(2 / 3), 480)
    assert find_swing(np.arange(32) * 480.0) == (0.5, 480)
    triplets = np.array([0, 320, 640, 960, 1440, 1920], np.float64) + 5
    assert on_grid(triplets).tolist() == [0, 4, 8, 12, 18, 24]


def test_the_same_hits_stand_side_by_side_three_times(tmp_path):
    recording = next(recordings(groove(tmp_path / "g", ["drummer3"])))
    row = typed_out(recording, seed=1)
    assert len({len(way.velocity) for way in (row.recorded, row.typed, row.performed)}) == 1
    assert not row.typed.offset_ms.any() and row.performed.offset_ms.std() > 3
    assert row.typed.velocity.mean() == pytest.approx(row.recorded.velocity.mean(), abs=3)
    assert 0 < row.latest_ms <= 40


@pytest.mark.slow
def test_ways_that_differ_are_told_apart_and_alike_ones_are_not(tmp_path):
    rows = [typed_out(r, i) for i, r in enumerate(recordings(groove(tmp_path / "g", ["drummer3"] * 10, bars=16)))]
    assert told_apart([[(r.recording, r.recorded), (r.recording, r.typed)] for r in rows]) > 0.95
    random = np.random.default_rng(0)

    def alike(row):
        count = len(row.typed.velocity)
        return Hits(random.normal(0, 10, count), random.normal(70, 10, count))

    assert told_apart([[(r.recording, alike(r)), (r.recording, alike(r))] for r in rows]) < 0.8


def test_with_levels_of_their_own_drums_are_typed_as_loud_as_they_were_struck(tmp_path):
    recording = next(recordings(groove(tmp_path / "g", ["drummer3"])))
    loud = typed(recording, own_levels=True)
    kick, ghosts = recording.drum == 0, (recording.drum == 2) & (recording.level == 0)
    assert loud[kick].mean() == pytest.approx(recording.velocity[kick].mean(), abs=1)
    assert loud[ghosts].std() == 0 and loud[ghosts][0] == round(recording.velocity[ghosts].mean())
    alike = typed(recording, own_levels=False)
    plain = recording.level == 1
    assert alike[plain].std() == 0 and alike.mean() == pytest.approx(recording.velocity.mean(), abs=1)


@pytest.mark.slow
def test_a_drummer_never_met_is_told_by_what_people_have_in_common(tmp_path):
    rows = [typed_out(r, i) for i, r in enumerate(recordings(groove(tmp_path / "g", ["drummer3", "drummer5"] * 4)))]
    beside = [[(r.recording, r.recorded), (r.recording, r.typed)] for r in rows]
    assert told_apart(beside, of_strangers=True) > 0.95


@pytest.mark.slow
def test_figures_of_held_out_drummers_come_by_style(tmp_path, monkeypatch):
    monkeypatch.setattr(playing, "_TREES", 8)
    drummers = ["drummer3"] * 6 + ["drummer1"] * 2
    figures = judge_playing(groove(tmp_path / "g", drummers))
    assert set(figures.styles) == {"rock"} and figures.styles["rock"].recordings == 6
    assert figures.as_dict()["auc"] == asdict(figures.auc) and 0 <= figures.auc_of_drummers.by_all <= 1
    assert figures.latest_ms <= 40 and figures.swing_error <= 0.02


def test_a_figure_is_within_a_deviation_or_not():
    found = StyleFigures(3, {"a": (1.0, 0.5), "b": (1.0, 0.5)}, {"a": 1.4, "b": 1.6})
    assert found.within == {"a"}


def test_folders_without_labels_or_held_out_drummers_are_refused(tmp_path):
    with pytest.raises(BadInput, match=r"labels\.csv"):
        judge_playing(tmp_path)
    with pytest.raises(BadInput, match="held out"):
        judge_playing(groove(tmp_path / "g", ["drummer1"]))


def test_swing_is_heard_as_the_styles_say():
    assert swing_error() <= 0.02
