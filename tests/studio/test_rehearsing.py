"""What is told of an export's loudness before it is written: that of the file that is written then."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.delivery.export import Spec, export
from audiogenesis_desktop.delivery.targets import Target, target_of
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio import rehearsing as room

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), length_ticks=3840)


@pytest.fixture
def ready(studio, soundfont):
    studio.settings.soundfont = str(soundfont)
    return studio.rehearsing


def read(ready, qtbot, target, score=SCORE):
    with qtbot.waitSignal(ready.measured, timeout=20_000) as blocker:
        ready.measure(score, target, rate=44_100)
    return blocker.args[0]


@pytest.mark.parametrize("target", ["-20", "plain", "-9"])
def test_it_is_the_loudness_of_the_file(ready, soundfont, qtbot, tmp_path, target):
    reading = read(ready, qtbot, target_of(target))
    made = export(
        SCORE, tmp_path / "a.wav", Spec(bits="32f", target=target_of(target), rate=44_100), soundfont=soundfont
    )
    assert reading.loudness == pytest.approx(made.loudness, abs=0.01)
    assert reading.gain_db == made.mastering.gain_db and reading.notices == made.mastering.notices


def test_another_target_does_not_render_again_but_another_score_does(ready, qtbot, monkeypatch):
    rendered = []
    from audiogenesis_desktop.delivery import render

    sounds_of = render.sounds_of
    monkeypatch.setattr(render, "sounds_of", lambda score, **more: rendered.append(score) or sounds_of(score, **more))
    for lufs in (-20.0, -23.0):
        assert read(ready, qtbot, Target(name="", integrated_lufs=lufs)).loudness.integrated_lufs == pytest.approx(
            lufs, abs=0.1
        )
    assert rendered == [SCORE]
    read(ready, qtbot, target_of("ebu"), replace(SCORE, length_ticks=2880))
    assert len(rendered) == 2


def test_why_it_cannot_be_measured_is_a_sentence(ready, studio, qtbot, tmp_path):
    studio.settings.soundfont = str(tmp_path / "none.sf2")
    with qtbot.waitSignal(ready.failed, timeout=5000) as blocker:
        ready.measure(SCORE, target_of("ebu"), rate=48_000)
    assert "none.sf2" in blocker.args[0]


def test_one_that_is_given_up_tells_nothing(ready, studio, qtbot):
    told = []
    ready.measured.connect(told.append)
    ready.measure(SCORE, target_of("-20"), rate=48_000)
    ready.cancel()
    second = read(ready, qtbot, target_of("-23"))
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=20_000)
    assert told == [second] and isinstance(second, room.Reading)
