"""The critic ranks takes that lack nothing, and never above one that lacks less."""

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save_file

from audiogenesis_desktop.compose.critic import VERSION, Critic, Linear, read_critic, real_features
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.style.heard import features

BEAT, BAR = 960, 3840


def piece(steps, *, beats=32, velocity=80, program=0):
    """Return a piece of these pitches, one a beat, over and over."""
    notes = tuple(Note(i * BEAT, 60 + steps[i % len(steps)], 480, velocity) for i in range(beats))
    return Score(tracks=(Track(0, "Piano", program, notes=notes),), length_ticks=beats * BEAT)


def linear(outputs, size, weights=None):
    filled = np.zeros((outputs, size)) if weights is None else weights
    return Linear(filled, np.zeros(outputs), np.zeros(size), np.ones(size))


def test_what_sounds_like_real_music_does_not_hang_on_loudness_or_instrument():
    one = piece([0, 2, 4, 5, 7, 5, 4, 2])
    other = piece([0, 2, 4, 5, 7, 5, 4, 2], velocity=30, program=40)
    assert np.array_equal(real_features(one), real_features(other))


def test_bars_that_come_again_are_heard_as_that():
    again, never = real_features(piece([0, 2, 4, 5])), real_features(piece(list(range(31))))
    assert again[21:24] == pytest.approx(1.0) and again[18:21] == pytest.approx(1.0)
    assert (never[21:24] < 0.6).all()


def test_a_piece_without_notes_has_as_many_numbers_and_is_not_liked():
    empty = Score(tracks=(Track(0, "Piano"),), length_ticks=BAR)
    assert real_features(empty).shape == real_features(piece([0, 4])).shape
    critic = Critic(linear(2, len(features(piece([0])))), linear(1, len(real_features(empty))), ("house", "trap"))
    assert critic.liking(empty, (("house", 1.0),)) == 0.0


def test_the_style_that_is_asked_is_liked():
    score = piece([0, 4, 7])
    row = features(score)
    weights = np.stack([row, -row])
    critic = Critic(linear(2, len(row), weights), linear(1, len(real_features(score))), ("house", "trap"))
    assert critic.style_share(score, (("house", 1.0),)) > 0.9 > 0.1 > critic.style_share(score, (("trap", 1.0),))
    assert critic.style_share(score, (("unheard of", 1.0),)) == 0.5


def test_faults_go_before_what_the_critic_likes():
    verdicts = [Verdict(2.0, 1.0), Verdict(0.0, 0.1), Verdict(0.0, 0.9)]
    assert [v.liking for v in sorted(verdicts, key=lambda verdict: verdict.rank)] == [0.9, 0.1, 1.0]


def test_a_file_is_read_as_it_was_written_and_another_kind_is_refused(tmp_path):
    arrays = {
        f"{name}.{part}": np.full((2, 3) if part == "weights" else 3 if part != "biases" else 2, 0.5, np.float32)
        for name in ("style", "real")
        for part in ("weights", "biases", "means", "spreads")
    }
    path = tmp_path / "critic.safetensors"
    save_file(arrays, str(path), {"version": VERSION, "styles": json.dumps(["house", "trap"])})
    critic = read_critic(path)
    assert critic.styles == ("house", "trap") and critic.real.weights.shape == (2, 3)
    save_file(arrays, str(path), {"version": "critic 0"})
    with pytest.raises(BadInput):
        read_critic(path)
    path.unlink()
    with pytest.raises(MissingPart):
        read_critic(path)


def test_what_a_take_lacks_is_told_in_words():
    from audiogenesis_desktop.brief.brief import Brief
    from audiogenesis_desktop.compose.ranking import judge
    from audiogenesis_desktop.plan.planning import make_plan
    from audiogenesis_desktop.theory.keys import Key

    brief = Brief(key=Key(9, "minor"), length_seconds=16.0, tempo_bpm=120.0)
    score = piece([0, 4, 7, 4])
    score = replace(score, tracks=(*score.tracks, Track(1, "Flute", 73, notes=(Note(0, 72, 480, 80),))))
    verdict = judge(score, brief, make_plan(brief, 1))
    assert verdict.faults > 0
    assert verdict.told[0].startswith("Heard in ") and "Flute hardly plays." in verdict.told
