"""The studio's composing with a real process: whatever is asked meanwhile, what is heard is what was asked for."""

import os
import random
import signal
import sys
from pathlib import Path

import pytest

from audiogenesis_desktop.studio.composing import Composing, real_parts
from audiogenesis_desktop.studio.composing_process import ComposingProcess
from audiogenesis_desktop.studio.endless import Course

sys.path.insert(0, str(Path(__file__).parent))  # the process imports the bench by its name
from fake_bench import FakeBench, notes_of


@pytest.fixture
def apart(tmp_path):
    return ComposingProcess(tmp_path / "fake.safetensors", make_bench=FakeBench, answer_seconds=20)


@pytest.fixture
def composing(qapp, apart):
    made = Composing(real_parts(apart=apart))
    yield made
    made.close()


def test_random_changes_stops_and_new_pieces_never_fail(composing, qtbot):
    chance, failures, briefs = random.Random(3), [], []
    composing.failed.connect(failures.append)
    composing.brief_read.connect(briefs.append)
    for i in range(300):
        act = chance.choice(("endless", "change", "stop", "whole", "understand", "wait"))
        if act == "endless":
            composing.start(f"endless {i}", seed=i, course=Course(lambda: 0.0))
        elif act == "change":
            composing.change(f"change {i}", {})
        elif act == "stop":
            composing.stop(keep=chance.random() < 0.5)
        elif act == "whole":
            composing.start(f"whole {i}", seed=i)
        elif act == "understand":
            composing.understand(f"understand {i}")
        qtbot.wait(chance.choice((0, 0, 1, 5)))
    with qtbot.waitSignal(composing.finished, timeout=20_000) as blocker:
        composing.start("the last", seed=5)
    take = blocker.args[0]
    assert failures == [] and briefs and take.prompt == "the last" and take.is_whole
    assert [(0, note) for note in take.score.tracks[0].notes] == notes_of(take.plan, 5)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot be killed here")
def test_an_endless_piece_goes_on_when_its_process_is_killed(composing, apart, qtbot):
    playhead, failures = [0.0], []
    composing.failed.connect(failures.append)
    composing.start("endless", seed=1, course=Course(lambda: playhead[0]))
    qtbot.waitUntil(lambda: composing.score.note_count > 50, timeout=20_000)
    before, killed = composing.score, apart.process_id
    os.kill(killed, signal.SIGKILL)
    playhead[0] = 2.0 * before.length_ticks
    further = 2 * before.length_ticks
    qtbot.waitUntil(lambda: composing.score.length_ticks >= further, timeout=20_000)
    assert failures == [] and apart.process_id != killed
    starts = {note.start_tick for note in composing.score.tracks[0].notes}
    assert set(range(0, before.length_ticks, 240)) <= starts


@pytest.fixture
def fake_parts(apart):
    """Let the whole studio compose in that process."""
    return real_parts(apart=apart)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process cannot be killed here")
def test_a_thousand_changes_stops_and_new_pieces_lose_nothing_that_was_played(studio, apart, qtbot, noticed):
    """With a real process, killed now and then: what is shown up to the playhead stays, and the next piece comes."""
    chance, failures = random.Random(11), []
    studio.composing.failed.connect(failures.append)
    for i in range(1000):
        before = studio.document.score
        act = chance.choice(("endless", "change", "change", "change", "stop", "whole", "chips", "seek", "wait"))
        if act == "endless" and not studio.composing.is_endless:
            studio.making.compose(f"endless {i}", seed=i, endless=True)
        elif act == "change" and studio.composing.is_endless:
            studio.making.follow(f"change {i}", {})
            assert studio.document.score is before
        elif act == "chips" and studio.composing.is_endless:
            studio.making.follow(f"change {i}", {"tempo_bpm": chance.choice([60.0, 90.0, 140.0])})
        elif act == "stop":
            kept = studio.composing.is_composing and studio.composing.score.note_count
            studio.composing.stop(keep=True)
            assert not kept or studio.document.committed.note_count
        elif act == "whole" and chance.random() < 0.3:
            studio.making.compose(f"whole {i}", seed=i)
        elif act == "seek" and studio.composing.is_endless:
            studio.player.seek(chance.uniform(0, studio.document.score.length_ticks))
        if i % 100 == 50 and apart.process_id is not None:
            os.kill(apart.process_id, signal.SIGKILL)
        qtbot.wait(chance.choice((0, 0, 0, 1, 5)))
    assert failures == [] and "compose" not in noticed
    studio.composing.stop(keep=False)
    studio.making.compose("endless at last", seed=3, endless=True)
    qtbot.waitUntil(lambda: studio.composing.score.note_count > 50, timeout=20_000)
    studio.composing.stop(keep=True)
    assert studio.document.committed.note_count > 50
    with qtbot.waitSignal(studio.composing.finished, timeout=20_000) as blocker:
        studio.making.compose("the last", seed=5)
    take = blocker.args[0]
    assert [(0, note) for note in studio.document.committed.tracks[0].notes] == notes_of(take.plan, 5)
