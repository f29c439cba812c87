"""Two takes compared are equally loud, whichever is the louder by itself; what is not compared is as loud as it is."""

import re
import subprocess
from dataclasses import replace

import pytest

from audiogenesis_desktop.delivery.render import sounds_of
from audiogenesis_desktop.files.audio import open_audio
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.comparing import Comparing, Whole, hear_whole

LOUDNESS = {7: Whole(-18.0), 8: Whole(-14.5), 9: Whole(-16.0)}


@pytest.fixture
def comparing(studio, qtbot):
    studio.settings.takes = 3
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("72 BPM", 7)
    seeds = {id(one.score): one.take.seed for one in studio.takes.all}
    made = Comparing(
        studio.takes,
        player=studio.player,
        jobs=studio.jobs,
        settings=studio.settings,
        hear=lambda score, _chosen, _progress: LOUDNESS.get(seeds.get(id(score)), Whole(-16.5)),
        parent=studio,
    )
    studio.takes.show(1)
    studio.takes.show(0)
    return made


def trim(studio):
    studio.player._hand_over()
    return round(studio.player.transport._level_db - studio.document.score.level_db, 6)


def test_the_louder_take_is_played_softer(studio, comparing, qtbot):
    comparing.compare()
    assert studio.takes.shown.name == "B"
    qtbot.waitUntil(lambda: trim(studio) == -3.5, timeout=5000)
    comparing.compare()
    assert studio.takes.shown.name == "A" and trim(studio) == 0.0
    assert studio.document.score.level_db == 0.0  # nothing is changed by listening


def test_showing_another_take_ends_it(studio, comparing, qtbot):
    comparing.compare()
    qtbot.waitUntil(lambda: trim(studio) == -3.5, timeout=5000)
    studio.takes.show(2)
    assert trim(studio) == 0.0


def test_an_edit_ends_it(studio, comparing, qtbot):
    comparing.compare()
    qtbot.waitUntil(lambda: trim(studio) == -3.5, timeout=5000)
    studio.edit(set_tempo(studio.document.score, 99), "Change tempo")
    assert trim(studio) == 0.0


def test_what_is_balanced_meanwhile_is_compared_as_it_is_then(studio, comparing, qtbot):
    comparing.compare()
    before = studio.document.committed
    assert studio.door.amend(before, lambda score: replace(score, level_db=-2.0))  # -16.5 LUFS from now on
    qtbot.waitUntil(lambda: trim(studio) == -1.5, timeout=5000)


def test_what_keeps_each_from_clipping_counts(studio, comparing, qtbot, monkeypatch):
    """B is played 6 dB under its fader so that no peak clips, A 1 dB: neither is louder for that."""
    monkeypatch.setitem(LOUDNESS, 7, Whole(-16.0, -1.0))
    monkeypatch.setitem(LOUDNESS, 8, Whole(-16.0, -6.0))
    studio.player.set_live_gain(-1.0)
    comparing.compare()
    qtbot.waitUntil(lambda: trim(studio) == -6.0, timeout=5000)  # before B's own gain is found
    studio.player.set_live_gain(-6.0)
    assert trim(studio) == -6.0
    comparing.compare()
    studio.player.set_live_gain(-1.0)
    assert trim(studio) == -6.0


def music(loudness, tracks, beats):
    """Return so many tracks that strike together, every so many beats."""
    notes = tuple(Note(960 * i, 57 + i % 5, 900, loudness) for i in range(0, 12, beats))
    return Score(tuple(Track(i, f"T{i}", 16 + i, notes=notes) for i in range(tracks)), length_ticks=12 * 960)


def test_both_are_equally_loud_to_a_meter(studio, qtbot, soundfont, ffmpeg, tmp_path):
    studio.settings.takes, studio.settings.soundfont = 2, str(soundfont)
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("72 BPM", 7)
    wholes = {}

    def hear(score, _chosen, progress):
        wholes[id(score)] = hear_whole(score, soundfont, progress)
        return wholes[id(score)]

    comparing = Comparing(
        studio.takes, player=studio.player, jobs=studio.jobs, settings=studio.settings, hear=hear, parent=studio
    )
    for number, score in enumerate((music(60, 1, 3), music(127, 12, 1))):
        studio.takes.show(number)
        studio.edit(score, "Draw")

    def lufs():
        """Return how loud what the transport has is, by ffmpeg."""
        wave = tmp_path / "heard.wav"
        with open_audio(wave, rate=48_000, bits="32f") as write:
            for piece in sounds_of(studio.player.transport.score, soundfont=soundfont, rate=48_000):
                write(piece)
        command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(wave), "-af", "ebur128", "-f", "null", "-"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
        return float(re.findall(r"I:\s+(-[\d.]+) LUFS", told)[-1])

    found = []
    for _ in range(2):
        comparing.compare()
        qtbot.waitUntil(lambda: len(comparing._known) == 2, timeout=20_000)
        studio.player.set_live_gain(wholes[id(studio.takes.shown.score)].live_gain_db)
        studio.player._hand_over()
        found.append(lufs())
    assert min(whole.live_gain_db for whole in wholes.values()) < -3.0  # or this would prove little
    assert abs(found[0] - found[1]) < 0.5
