"""Faders that move together glide; one that a hand moves is there at once."""

from dataclasses import replace
from itertools import pairwise

import pytest

from audiogenesis_desktop.playback.gliding import GLIDE_SECONDS
from audiogenesis_desktop.playback.scheduler import Scheduler, Timed
from audiogenesis_desktop.playback.timeline import Timeline
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.events import CONTROL, VOLUME
from audiogenesis_desktop.score.score import Control, Mix, Note, Score, Track
from audiogenesis_desktop.style.mixing import fader_db

BEAT = 960  # half a second at 120 BPM
NOTES = tuple(Note(i * BEAT, 60, BEAT, 80) for i in range(40))
PIANO, BASS = Track(0, "Piano", notes=NOTES), Track(1, "Bass", program=33, notes=NOTES)
SCORE = Score((PIANO, BASS), level_db=6.0)
FRAME = 0.02


def with_mix(score: Score, *volumes: int, level_db: float | None = None) -> Score:
    for i, volume in enumerate(volumes):
        score = set_mix(score, i, Mix(volume=volume))
    return score if level_db is None else replace(score, level_db=level_db)


def started(score: Score = SCORE) -> Scheduler:
    scheduler = Scheduler(Timeline(score))
    scheduler.start(0, 100.0)
    scheduler.due(101.0)
    return scheduler


def volumes_of(timed: list[Timed], channel: int) -> list[int]:
    return [e.data[2] for e, _ in timed if e.data[:2] == (CONTROL | channel, VOLUME)]


def played_on(scheduler: Scheduler, seconds: float, *, start: float = 101.0) -> list[Timed]:
    frames = round(seconds / FRAME)
    return [each for i in range(frames + 1) for each in scheduler.due(start + i * FRAME)]


def test_what_is_balanced_while_it_plays_glides_to_where_it_is_to_be() -> None:
    scheduler = started()
    assert volumes_of(scheduler.set_score(Timeline(with_mix(SCORE, 30, 110, level_db=15.0))), 0) == []
    timed = played_on(scheduler, GLIDE_SECONDS + 0.1)
    assert timed == sorted(timed, key=lambda each: each.at)
    piano, bass = volumes_of(timed, 0), volumes_of(timed, 1)
    assert (piano[-1], bass[-1]) == (30, 110)
    steps = [fader_db(before) - fader_db(after) for before, after in pairwise([100, *piano])]
    assert min(steps) > 0
    assert max(steps) < 0.8
    assert volumes_of(played_on(scheduler, 1.0, start=103.0), 0) == []


def test_faders_and_master_are_halfway_at_the_same_moment() -> None:
    scheduler = started()
    scheduler.set_score(Timeline(with_mix(SCORE, 30, 100, level_db=14.0)))
    timed = played_on(scheduler, GLIDE_SECONDS / 2)
    assert scheduler.level_at(101.0) == 6.0
    assert scheduler.level_at(101.0 + GLIDE_SECONDS / 2) == pytest.approx(10.0, abs=0.1)
    assert scheduler.level_at(101.0 + GLIDE_SECONDS) == 14.0
    assert fader_db(volumes_of(timed, 0)[-1]) == pytest.approx(fader_db(30) / 2, abs=0.7)


def test_a_fader_that_a_hand_moves_is_there_at_once_and_the_others_go_on() -> None:
    scheduler = started()
    balanced = with_mix(SCORE, 30, 50, level_db=12.0)
    scheduler.set_score(Timeline(balanced))
    played_on(scheduler, 0.5)
    moved = scheduler.set_score(Timeline(with_mix(balanced, 80)))
    assert volumes_of(moved, 0) == [80]
    timed = played_on(scheduler, GLIDE_SECONDS, start=101.5)
    assert volumes_of(timed, 0) == []
    assert volumes_of(timed, 1)[-1] == 50


def test_balancing_twice_goes_on_from_where_the_faders_are() -> None:
    scheduler = started()
    scheduler.set_score(Timeline(with_mix(SCORE, 20, 50, level_db=12.0)))
    halfway = volumes_of(played_on(scheduler, 0.75), 0)[-1]
    scheduler.set_score(Timeline(SCORE))
    back = volumes_of(played_on(scheduler, GLIDE_SECONDS + 0.1, start=101.75), 0)
    assert abs(back[0] - halfway) <= 2
    assert back == sorted(back) and back[-1] == 100


def test_small_moves_of_several_faders_are_a_hand_on_a_group() -> None:
    moved = started().set_score(Timeline(with_mix(SCORE, 95, 95)))
    assert (volumes_of(moved, 0), volumes_of(moved, 1)) == ([95], [95])


def test_the_master_alone_follows_a_hand_quickly_and_else_glides() -> None:
    scheduler = started()
    scheduler.set_score(Timeline(replace(SCORE, level_db=4.5)))
    assert scheduler.level_at(101.1) == 4.5
    scheduler.due(101.2)
    scheduler.set_score(Timeline(replace(SCORE, level_db=-4.5)))
    assert -4.5 < scheduler.level_at(101.3) < 4.5
    assert scheduler.level_at(101.2 + GLIDE_SECONDS) == -4.5


def test_another_piece_is_as_loud_as_it_is_at_once() -> None:
    other = Score((replace(PIANO, notes=NOTES[:9]), replace(BASS, notes=NOTES[:9])), level_db=-9.0)
    scheduler = started()
    moved = scheduler.set_score(Timeline(with_mix(other, 30, 50)))
    assert (volumes_of(moved, 0), volumes_of(moved, 1)) == ([30], [50])
    assert scheduler.level_at(101.0) == -9.0


def test_a_seek_ends_every_glide() -> None:
    scheduler = started()
    scheduler.set_score(Timeline(with_mix(SCORE, 30, 50, level_db=12.0)))
    set_up = scheduler.start(4 * BEAT, 102.0)
    assert (volumes_of(set_up, 0), volumes_of(set_up, 1)) == ([30], [50])
    assert scheduler.level_at(102.0) == 12.0
    assert volumes_of(played_on(scheduler, 2.0, start=102.0), 0) == []


def test_a_volume_that_is_written_in_the_piece_takes_over() -> None:
    score = Score((replace(PIANO, controls=(Control(3 * BEAT, VOLUME, 77),)), BASS))
    scheduler = started(score)
    scheduler.set_score(Timeline(with_mix(score, 30, 50)))
    assert volumes_of(played_on(scheduler, 2.0), 0)[-1] == 77
