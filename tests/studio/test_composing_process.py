"""A real process: with the real reader and planner and no checkpoint, or with a bench that does as it is told."""

import logging
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.streaming import EndlessPiece
from audiogenesis_desktop.editing.verbs.asking import Asked
from audiogenesis_desktop.errors import BadInput, ComposerLost, MissingPart
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import composing_process
from audiogenesis_desktop.studio.bench import serve
from audiogenesis_desktop.studio.composing_process import ComposingProcess
from audiogenesis_desktop.studio.requests import STOPPED, Done, Read, Request, Rework

sys.path.insert(0, str(Path(__file__).parent))  # the process imports the bench by its name
from fake_bench import FakeBench, notes_of


@pytest.fixture
def apart(tmp_path):
    made = ComposingProcess(tmp_path / "missing.safetensors")
    yield made
    made.end()


@pytest.fixture
def quick(tmp_path):
    made = ComposingProcess(tmp_path / "fake.safetensors", make_bench=FakeBench, answer_seconds=20)
    yield made
    made.end()


def compose(quick, prompt="anything", seed=1):
    brief = quick.read("plan").with_fields(Origin.EDITED) if prompt.startswith("dies") else quick.read(prompt)
    brief = Brief(prompt=prompt, instruments=brief.instruments)
    plan = quick.make_plan(brief, seed)
    return plan, quick.compose(brief, plan, plan.empty_score(), seed=seed)


def test_a_brief_goes_there_and_a_plan_comes_back_and_errors_keep_their_words(apart):
    brief = Brief(prompt="harp").with_fields(Origin.EDITED, length_seconds=12.0, instruments=("harp",))
    plan = apart.make_plan(brief, 3)
    assert {part.instrument.name for part in plan.parts} == {"harp"}  # one player, of one part or more
    assert apart.make_plan(brief, 3) == plan
    with pytest.raises(MissingPart, match=r"missing\.safetensors"):
        apart.load_composer()
    with pytest.raises(MissingPart):
        list(apart.compose(brief, plan, plan.empty_score(), seed=3))
    assert apart.make_plan(brief, 3) == plan  # and the process lives on


def test_a_process_that_has_ended_is_started_again(quick):
    first = quick.read("harp")
    killed = quick.process_id
    os.kill(killed, signal.SIGKILL)
    assert quick.read("harp") == first
    assert quick.process_id != killed
    quick.end()
    assert quick.process_id is None
    with pytest.raises(ComposerLost):
        quick.read("harp")
    assert quick.process_id is None  # whoever closes it must not have to wait for another to load


def test_starting_waits_for_nothing_and_tells_of_nothing_that_is_missing(apart):
    apart.start()
    assert apart.process_id is not None
    assert apart.make_plan(Brief(prompt="harp"), 1).parts  # in the same process, once it has loaded
    with pytest.raises(MissingPart, match=r"missing\.safetensors"):
        apart.load_composer()


def test_a_process_that_ends_over_a_request_gets_it_again(quick):
    assert quick.read("die once").prompt == "die once"


def test_a_process_that_always_ends_is_given_up_in_one_sentence_and_may_be_started_again(quick, monkeypatch):
    started = []
    line = composing_process._Line
    monkeypatch.setattr(composing_process, "_Line", lambda *parts: started.append(line(*parts)) or started[-1])
    with pytest.raises(ComposerLost, match="try again"):
        quick.read("die")
    assert len(started) == 3  # what ends three processes would end a fourth: from here on a click is waited for
    assert quick.read("harp").prompt == "harp" and len(started) == 4


def test_a_process_that_does_not_answer_is_ended_after_a_while(quick, monkeypatch):
    limits = []

    class OverAtOnce(SimpleQueue):
        def get(self, block=True, timeout=None):
            limits.append(timeout)
            raise Empty

    quick.read("harp")
    hanging = quick.process_id
    with monkeypatch.context() as patched:
        patched.setattr(composing_process, "SimpleQueue", OverAtOnce)
        with pytest.raises(MissingPart, match=r"no answer for 20 s"):
            quick.read("hang")
    assert limits == [20]
    assert quick.read("harp").prompt == "harp"
    assert quick.process_id != hanging


def test_what_nobody_foresaw_is_in_the_log_with_where_it_was(quick, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(RuntimeError, match="nobody foresaw this"):
        quick.read("break")
    assert "fake_bench.py" in caplog.text and "in read" in caplog.text


def test_of_a_piece_whose_process_ended_no_note_is_lost_and_none_comes_twice(quick):
    plan, notes = compose(quick, "dies in the middle")
    assert list(notes) == notes_of(plan, 1)


def test_a_piece_that_cannot_be_ended_keeps_its_notes_and_fails(quick):
    _, notes = compose(quick, "dies always")
    got = []
    with pytest.raises(ComposerLost):
        for written in notes:
            got.append(written)
    assert len(got) == 50


def test_prompts_are_read_while_a_piece_is_being_written(quick):
    plan, notes = compose(quick)
    first = next(notes)
    briefs = [quick.read(f"prompt {i}").prompt for i in range(5)]
    assert briefs == [f"prompt {i}" for i in range(5)]
    assert [first, *notes] == notes_of(plan, 1)


def test_several_threads_may_ask_at_once(quick):
    wrong = []

    def ask(name):
        for i in range(50):
            if quick.read(f"{name} {i}").prompt != f"{name} {i}":
                wrong.append((name, i))

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_new_piece_ends_the_one_before_and_their_notes_are_not_mixed(quick):
    _, first = compose(quick, "never ends", seed=1)
    next(first)
    plan, second = compose(quick, seed=2)
    assert list(second) == notes_of(plan, 2)
    left = []
    with pytest.raises(BadInput, match="Another piece was asked for"):  # or half a piece would pass for a whole one
        left.extend(first)
    assert {note.pitch for _, note in left} <= {25}


def rework(quick, count, stopped=None):
    wish = Rework(Score(), Brief(), None, count, Asked("regenerate"))
    return quick.rework(wish, stopped or threading.Event())


def test_a_verb_is_done_step_by_step_while_a_piece_is_written_and_tells_what_came_of_it(quick):
    plan, piece = compose(quick)
    first, steps, ticks = next(piece), rework(quick, 5), []
    try:
        while True:
            ticks.append(next(steps)[1].start_tick)
    except StopIteration as end:
        assert ticks == [0, 1, 2, 3, 4] and end.value == Asked("regenerate")
    assert [first, *piece] == notes_of(plan, 1)


def test_a_verb_that_is_closed_or_stopped_makes_way_for_the_next(quick):
    closed, stopped = rework(quick, 100_000), threading.Event()
    next(closed)
    closed.close()
    steps = rework(quick, 100_000, stopped)
    next(steps)
    stopped.set()
    with pytest.raises(BadInput, match=STOPPED):
        for _ in steps:
            pass
    assert quick.read("plan").prompt == "plan"


@pytest.mark.slow
def test_a_thousand_changes_stops_and_new_pieces_lose_nothing(quick):
    """Whatever is asked while notes are on their way, each answer is the one to its own question."""
    chance, seed, piece, brief = random.Random(7), 0, None, quick.read("start")

    def begin():
        return EndlessPiece(quick, quick.make_plan, brief, seed=seed)

    piece = begin()
    for i in range(1000):
        act = chance.choice(("advance", "advance", "change", "stop", "new", "whole", "read"))
        if act == "advance":
            before = piece.settled_tick
            piece.advance()
            assert piece.settled_tick > before
        elif act == "change":
            brief = quick.read(f"change {i}")
            piece.change(brief, after_tick=chance.uniform(0, piece.settled_tick + 1))
        elif act in ("stop", "new"):
            seed += 1
            piece = begin()
        elif act == "whole":
            plan, notes = compose(quick, f"whole {i}", seed=i)
            got = [next(notes) for _ in range(chance.randrange(40))] if chance.random() < 0.5 else list(notes)
            assert got == notes_of(plan, i)[: len(got)]
            notes.close()
            piece = begin()
        assert quick.read(f"prompt {i}").prompt == f"prompt {i}"
        assert not piece.score.tracks or _is_gapless(piece)


def _is_gapless(piece):
    """Return whether a note begins at every sixteenth that is settled."""
    starts = {note.start_tick for track in piece.score.tracks for note in track.notes}
    return set(range(0, piece.settled_tick, 240)) <= starts


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="whether a process runs is read from /proc")
def test_the_process_ends_when_whoever_started_it_is_killed(tmp_path):
    code = f"""
import sys, time
sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[2])]!r}
from pathlib import Path
from fake_bench import FakeBench
from audiogenesis_desktop.studio.composing_process import ComposingProcess
if __name__ == "__main__":
    apart = ComposingProcess(Path({str(tmp_path)!r}) / "fake.safetensors", make_bench=FakeBench)
    plan = apart.make_plan(apart.read("x"), 1)
    notes = apart.compose(apart.read("x"), plan, plan.empty_score(), seed=1)
    next(notes)
    print(apart.process_id, flush=True)
    time.sleep(60)
"""
    script = tmp_path / "window.py"
    script.write_text(code)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as window:
        process_id = int(window.stdout.readline())
        assert _runs(process_id)
        window.kill()
    deadline = time.monotonic() + 20
    while _runs(process_id) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(process_id)


def _runs(process_id):
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _answer_something_else(connection, make_bench, checkpoint):
    request = connection.recv()
    if make_bench is None:
        connection.send(Done(request.number + 5, "what nobody asked"))
        connection.recv()


def test_a_process_that_answers_what_nobody_requested_is_ended(quick, monkeypatch):
    from audiogenesis_desktop.studio import composing_process

    monkeypatch.setattr(composing_process, "serve", _answer_something_else)
    monkeypatch.setattr(quick, "_make_bench", None)
    with pytest.raises(ComposerLost):
        quick.read("harp")
    monkeypatch.undo()
    assert quick.read("harp").prompt == "harp"


def test_requests_are_answered_under_their_numbers(tmp_path):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, FakeBench, tmp_path / "x"))
    process.start()
    try:
        for number in (7, 8, 12):
            ours.send(Request(number, Read(f"prompt {number}")))
        answers = [ours.recv() for _ in range(3)]
        assert [(answer.number, answer.value.prompt) for answer in answers] == [
            (7, "prompt 7"),
            (8, "prompt 8"),
            (12, "prompt 12"),
        ]
    finally:
        process.kill()
        process.join()


def test_what_the_process_has_to_log_is_in_our_log_with_what_ended_a_thread_there(quick, caplog):
    assert quick.read("log").prompt == "log"
    assert "the process that composes: a rule is missing" in caplog.text
    assert "a thread has ended" in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_process_that_ends_by_itself_is_in_the_log_with_its_status(quick, caplog):
    with pytest.raises(ComposerLost):
        quick.read("die")
    end = time.monotonic() + 20
    while caplog.text.count("ended by itself, with status 3") < 3 and time.monotonic() < end:
        time.sleep(0.01)
    assert caplog.text.count("ended by itself, with status 3") == 3  # it is asked again twice
    caplog.clear()
    quick.read("anything")
    quick.end()
    assert not caplog.text
