"""Faders bring parts to where the style wants them, and the master the whole; what nobody would hear is raised."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.delivery.balancing import (
    LOST_LU,
    Wish,
    balanced,
    levelled,
    live_gain_db,
    mix_lufs,
    part_levels,
    plain,
    wishes_of,
)
from audiogenesis_desktop.delivery.heard import Heard, hear
from audiogenesis_desktop.delivery.loudness import measure
from audiogenesis_desktop.delivery.render import render, sounds_of
from audiogenesis_desktop.score.score import Mix, Note, Score, Track

FLUTE, ORGAN = 73, 16


def energy(lufs):
    return 10 ** ((lufs + 0.691) / 10)


def heard(*levels, volumes=None, steps=20):
    """Parts that sound all the time, each as loud as said, and have nothing in common."""
    products = np.zeros((steps, len(levels), len(levels)))
    for i, level in enumerate(levels):
        products[:, i, i] = energy(level)
    return Heard(tuple((i,) for i in range(len(levels))), tuple(volumes or [100] * len(levels)), products)


def score(*volumes, **more):
    return Score(tuple(Track(i, f"T{i}", mix=Mix(volume=v)) for i, v in enumerate(volumes)), **more)


def faders(found):
    return [track.mix.volume for track in found.tracks]


def test_parts_come_to_lie_as_wished_and_the_whole_at_16_lufs():
    wishes = {0: Wish("lead", -5.0), 1: Wish("chords", -8.0), 2: Wish("bass", -7.0)}
    alone = heard(-30, -20, -41)
    found = balanced(score(100, 100, 100), alone, wishes)
    levels = part_levels(found, alone, wishes)
    assert [part.level_lu - part.wished_lu for part in levels] == pytest.approx([0, 0, 0], abs=0.3)
    assert levels[0].level_lu - levels[1].level_lu == pytest.approx(3, abs=0.4)
    assert mix_lufs(found, alone) == pytest.approx(-16, abs=0.06)
    assert max(faders(found)) == 110


def test_faders_that_stand_elsewhere_already_are_taken_from_there():
    wishes = {0: Wish("lead", -5.0), 1: Wish("chords", -8.0)}
    once = balanced(score(100, 100), heard(-30, -20), wishes)
    moved = heard(-30 - 12.04, -20, volumes=(50, 100))  # half the fader is 12 dB less: 40 log10
    assert faders(balanced(score(50, 100), moved, wishes)) == faders(once)


def test_a_part_that_would_be_lost_is_raised_until_it_is_heard():
    wishes = {0: Wish("lead", -1.0), 1: Wish("effect", -25.0)}
    alone = heard(-20, -20)
    levels = part_levels(balanced(score(100, 100), alone, wishes), alone, wishes)
    assert levels[1].beside_lu > LOST_LU
    assert levels[1].words == ""


def test_short_chords_are_heard_over_the_blocks_that_loudness_is_told_in():
    alone = heard(-20, -20, steps=40)
    alone.products[:, 1, 1] = 0
    alone.products[::4, 1, 1] = energy(-20)  # stabs of a tenth of a second in a pad that fills the rest
    assert alone.beside_lu(1, [0.0, 0.0]) == pytest.approx(10 * np.log10(1 / 5), abs=0.01)
    levels = part_levels(
        balanced(score(100, 100), alone, wishes := {0: Wish("pad", -1), 1: Wish("chords", -16)}), alone, wishes
    )
    assert levels[1].beside_lu == pytest.approx(-10.5, abs=0.3)


def test_many_parts_that_would_be_lost_are_all_heard():
    wishes = {0: Wish("lead", -1.0)} | {i: Wish("effect", -25.0) for i in range(1, 8)}
    alone = heard(*[-20] * 8)
    levels = part_levels(balanced(score(*[100] * 8), alone, wishes), alone, wishes)
    assert min(part.beside_lu for part in levels) > LOST_LU + 0.5


def test_what_is_lost_or_loud_or_silent_is_called_so():
    wishes = {i: Wish("pad", -6.0) for i in range(3)}
    alone = heard(-20, -40, -np.inf)
    assert [part.words for part in part_levels(score(100, 100, 100), alone, wishes)] == ["", "lost", "silent"]
    wishes[0] = Wish("pad", -20.0)
    assert part_levels(score(100, 60, 100), heard(-20, -20, -20), wishes)[0].words == "loud"


def test_a_solo_is_the_whole():
    found = balanced(score(100), heard(-33), {0: Wish("lead", -5.0)})
    assert mix_lufs(found, heard(-33)) == pytest.approx(-16, abs=0.06)


def test_muted_tracks_do_not_count_for_the_whole():
    both = score(100, 100)
    muted = replace(both, tracks=(both.tracks[0], replace(both.tracks[1], mix=Mix(mute=True))))
    alone = heard(-20, -20)
    assert levelled(muted, alone).level_db == 4.0
    assert levelled(both, alone).level_db == pytest.approx(1.0)


def test_a_silent_part_and_a_silent_piece_stay_as_they_are():
    wishes = {0: Wish("lead", -5.0), 1: Wish("pad", -9.0)}
    assert balanced(score(77, 100), heard(-np.inf, -20), wishes).tracks[0].mix.volume == 77
    assert balanced(score(77), heard(-np.inf), wishes) == score(77)
    assert balanced(score(77), Heard((), (), np.zeros((0, 0, 0))), {}) == score(77)


def test_plain_is_where_faders_usually_stand():
    assert plain(score(30, 90, level_db=7.0)) == score(100, 100)


def test_an_imported_piece_is_wished_by_what_its_tracks_look_like():
    tune = Track(0, "Flute", FLUTE, notes=tuple(Note(960 * i, 72 + i % 3, 900, 90) for i in range(16)))
    kit = Track(1, "Kit", is_drums=True, notes=tuple(Note(480 * i, (36, 38)[i % 2], 100, 90) for i in range(32)))
    wishes = wishes_of(Score((tune, kit)))
    assert wishes[0].role == "lead"
    assert wishes[1].role == "drums"
    assert wishes[0].level_lu > wishes[1].level_lu


# With a synthesizer

RATE = 32_000


def band(**more):
    mixes = {"volume": 100, "reverb": 0}
    tracks = (
        Track(3, "Flute", FLUTE, mix=Mix(**mixes), notes=tuple(Note(960 * i, 69, 900, 110) for i in range(6))),
        Track(5, "Organ", ORGAN, mix=Mix(**mixes), notes=(Note(0, 69 - 24, 6 * 960, 60),)),
        Track(7, "Kit", is_drums=True, mix=Mix(**mixes), notes=tuple(Note(480 * i, 60, 240, 90) for i in range(12))),
    )
    return Score(tracks, length_ticks=6 * 960, **more)


def alone(score, track_id):
    tracks = tuple(replace(t, mix=replace(t.mix, solo=t.id == track_id)) for t in score.tracks)
    return replace(score, tracks=tracks)


@pytest.fixture(scope="module")
def heard_band(soundfont):
    return hear(band(), soundfont=soundfont)


def test_each_part_is_heard_as_it_sounds_alone(soundfont, heard_band):
    assert heard_band.parts == ((3,), (5,), (7,))
    for i, (track_id,) in enumerate(heard_band.parts):
        sound = render(alone(band(), track_id), soundfont=soundfont, rate=RATE, lufs=None)
        assert heard_band.levels[i] == pytest.approx(measure(sound, RATE).integrated_lufs, abs=0.3)


def test_what_faders_would_do_is_what_they_do(soundfont, heard_band):
    tracks = tuple(
        replace(track, mix=replace(track.mix, volume=volume))
        for track, volume in zip(band().tracks, (90, 40, 120), strict=True)
    )
    moved = replace(band(level_db=3.0), tracks=tracks)
    sound = render(moved, soundfont=soundfont, rate=RATE, lufs=None)
    assert mix_lufs(moved, heard_band) == pytest.approx(measure(sound, RATE).integrated_lufs, abs=0.3)


def test_a_balanced_piece_plays_as_loud_as_it_leaves(soundfont, heard_band):
    found = balanced(band(), heard_band, wishes_of(band()))
    sound = render(found, soundfont=soundfont, rate=RATE, lufs=None)
    assert measure(sound, RATE).integrated_lufs == pytest.approx(-16, abs=0.5)


@pytest.mark.parametrize("level_db", [0.0, 12.0, 20.0])
@pytest.mark.parametrize("volumes", [(100, 100, 100), (40, 110, 127), (127, 0, 110)])
def test_nothing_clips_as_it_plays_live_whatever_the_faders_are(soundfont, heard_band, level_db, volumes):
    tracks = tuple(
        replace(track, mix=replace(track.mix, volume=volume))
        for track, volume in zip(band().tracks, volumes, strict=True)
    )
    loud = replace(band(level_db=level_db), tracks=tracks)
    gain = live_gain_db(loud, heard_band)
    live = replace(loud, level_db=level_db + gain)
    peak = max(float(np.abs(piece).max()) for piece in sounds_of(live, soundfont=soundfont, rate=48_000))
    assert peak <= 1.0
    assert gain <= 0.0
    if gain < 0:
        assert peak > 10 ** (-5 / 20)  # no softer than need be


def test_who_is_soloed_needs_no_room_for_the_others(heard_band):
    both = band(level_db=20.0)
    assert live_gain_db(alone(both, 3), heard_band) > live_gain_db(both, heard_band)
    silent = Heard(((3,),), (100,), np.zeros((20, 1, 1)))
    assert live_gain_db(both, silent) == 0.0


def test_tracks_on_ports_of_their_own_are_not_heard_and_keep_their_faders(soundfont):
    outside = replace(band().tracks[1], port="Synth", mix=Mix(volume=33))
    score = replace(band(), tracks=(band().tracks[0], outside))
    found = hear(score, soundfont=soundfont)
    assert found.parts == ((3,),)
    assert balanced(score, found, wishes_of(score)).tracks[1].mix.volume == 33
