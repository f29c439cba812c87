"""How like drummers' our drums are played, on a folder of made-up recordings."""

import csv
from dataclasses import asdict
from random import Random

import numpy as np
import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation import telling_apart
from audiogenesis_desktop.evaluation.playing import StyleFigures, judge_playing, style_figures, swing_error, typed_out
from audiogenesis_desktop.evaluation.telling_apart import Hits, as_recorded, as_typed, asked, told_apart
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
    monkeypatch.setattr(telling_apart, "_TREES", 8)
    drummers = ["drummer3"] * 6 + ["drummer1"] * 2
    figures = judge_playing(groove(tmp_path / "g", drummers))
    styles = figures.own_levels.styles
    assert set(styles) == {"rock"} and styles["rock"].recordings == 6 and figures.own_levels.within[1] == 4
    assert figures.as_dict()["alike"] == asdict(figures.alike) and 0 <= figures.auc_of_drummers.by_all <= 1
    assert figures.own_levels.asked.of_typed > 0.8 > figures.own_levels.asked.by_all
    assert figures.latest_ms <= 40 and figures.swing_error <= 0.01


def test_a_forest_that_learned_played_from_typed_tells_what_is_typed_and_what_is_not(tmp_path):
    found = list(recordings(groove(tmp_path / "g", ["drummer1", "drummer2", "drummer3"], bars=16)))
    known, held_out = found[:2], found[2]
    theirs = (held_out, as_recorded(held_out))
    ours = (held_out, Hits(np.random.default_rng(0).permutation(held_out.offset_ms), theirs[1].velocity))
    as_people = asked(known, [[theirs, ours]], own_levels=True)
    as_machines = asked(known, [[theirs, (held_out, as_typed(held_out, own_levels=True))]], own_levels=True)
    assert as_people.of_typed == as_machines.of_typed == as_machines.by_all == as_machines.by_timing == 1
    assert as_people.by_all < 0.9
    shaken = as_typed(held_out, own_levels=True, seed=1)
    assert 8 < shaken.offset_ms.std() < 12 and np.corrcoef(shaken.velocity, theirs[1].velocity)[0, 1] > 0.5


def test_figures_of_a_style_count_from_the_median_and_each_recording_once(tmp_path):
    rows = [typed_out(r, i) for i, r in enumerate(recordings(groove(tmp_path / "g", ["drummer3"] * 3)))]
    late = [row._replace(performed=Hits(row.recorded.offset_ms + 9, row.recorded.velocity)) for row in rows]
    figures = style_figures([*late, *late])
    assert figures.recordings == 3 and figures.within == set(figures.recorded)
    mean, spread = figures.recorded["velocity, mean"]
    means = [row.recorded.velocity.mean() for row in rows]
    assert mean == pytest.approx(np.mean(means)) and spread == pytest.approx(np.std(means, ddof=1))


def test_a_figure_is_within_a_deviation_or_not():
    found = StyleFigures(3, {"a": (1.0, 0.5), "b": (1.0, 0.5)}, {"a": 1.4, "b": 1.6})
    assert found.within == {"a"}


def test_folders_without_labels_or_held_out_drummers_are_refused(tmp_path):
    with pytest.raises(BadInput, match=r"labels\.csv"):
        judge_playing(tmp_path)
    with pytest.raises(BadInput, match="held out"):
        judge_playing(groove(tmp_path / "g", ["drummer1"]))


def test_swing_is_heard_as_the_styles_say():
    assert swing_error() <= 0.01
