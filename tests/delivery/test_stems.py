from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.delivery.render import sounds_of
from audiogenesis_desktop.delivery.room import room_beside
from audiogenesis_desktop.delivery.stems import GROUP, TRACK, stems_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import Mix, Note, Score, Track

RATE = 16_000


def track(i, name, program, *, is_drums=False, **mix):
    low = 36 if is_drums else 50
    notes = tuple(Note(480 * k, low + (7 * k + 3 * i) % 20, 700, 50 + 7 * k) for k in range(8))
    return Track(i, name, program, is_drums=is_drums, notes=notes, mix=Mix(reverb=70, chorus=60, **mix))


@pytest.fixture(scope="module")
def score():
    tracks = (
        track(0, "Piano", 0),
        track(1, "Lead", 80, pan=20),
        track(2, "Kit", 0, is_drums=True),
        track(3, "piano", 4),
        track(4, "Silent", 60, mute=True),
    )
    return Score(tracks, length_ticks=5 * 960)


def test_stems_are_what_is_audible_under_names_that_no_system_confuses(score):
    assert [stem.name for stem in stems_of(score)] == ["Piano", "Lead", "Kit", "piano 2"]
    groups = stems_of(score, GROUP)
    assert [(stem.name, stem.track_ids) for stem in groups] == [("Keys", (0, 3)), ("Synths", (1,)), ("Drums", (2,))]


@pytest.mark.parametrize("kind", ["soundfont", pytest.param("real_soundfont", marks=pytest.mark.slow)])
@pytest.mark.parametrize("by", [TRACK, GROUP])
def test_stems_are_as_long_as_the_mix_and_add_up_to_it(score, by, kind, request, tmp_path):
    soundfont = request.getfixturevalue(kind)
    mix = np.concatenate(list(sounds_of(score, soundfont=soundfont, rate=RATE)))
    with room_beside(tmp_path / "a.wav") as room:
        stems = stems_of(score, by)
        whole, apart = room.rendered_apart(score, stems, soundfont=soundfont, rate=RATE)
        sounds = [sound.read(0, sound.frames) for sound in apart]
        joined = whole.read(0, whole.frames)
    assert [len(sound) for sound in sounds] == [len(mix)] * len(stems)
    assert len(mix) == round(2.5 * RATE)
    for sound in (joined, sum(sounds)):
        off = np.abs(sound[: -RATE // 100] - mix[: -RATE // 100]).max()
        assert 20 * np.log10(max(off, 1e-9)) < -90
    assert all(np.abs(sound).max() > 0.003 for sound in sounds)
    assert list(tmp_path.iterdir()) == []


def test_tracks_that_share_a_channel_are_one_stem(score):
    many = tuple(Track(i, f"T{i}", 5, notes=(Note(960 * i, 60 + i, 100, 90),)) for i in range(20))
    stems = stems_of(Score(many))
    assert sum(len(stem.track_ids) for stem in stems) == 20
    assert any(" and " in stem.name for stem in stems)
    assert len({channel for stem in stems for channel in stem.channels}) == len(stems)


def test_what_cannot_be_taken_apart_is_one_sentence(score):
    with pytest.raises(BadInput, match="track or group"):
        stems_of(score, "bar")
    many = tuple(replace(track(i, f"T{i}", i % 100), mix=Mix(pan=i % 128, volume=i // 2)) for i in range(160))
    with pytest.raises(BadInput, match="too many sounds"):
        stems_of(Score(many))
