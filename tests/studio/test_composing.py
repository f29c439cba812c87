import threading
from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import ComposerLost, MissingPart
from audiogenesis_desktop.studio.composing import Composing


@pytest.fixture
def composing(qapp, fake_parts, fake_composer):
    made = Composing(fake_parts)
    yield made
    fake_composer.released.set()
    made.close()


def test_notes_come_bar_by_bar_and_make_a_take(composing, qtbot):
    batches, briefs = [], []
    composing.notes_arrived.connect(lambda job, batch: batches.append((job, batch)))
    composing.brief_read.connect(briefs.append)
    with qtbot.waitSignal(composing.finished, timeout=5000) as blocker:
        job = composing.start("72 BPM, D minor", seed=5)
    take = blocker.args[0]
    assert not composing.is_composing
    assert [len(batch) for _, batch in batches] == [8] * 7  # two tracks, four beats a bar, seven bars
    assert {number for number, _ in batches} == {job}
    assert all(batch[0][1].start_tick // 3840 == batch[-1][1].start_tick // 3840 for _, batch in batches)
    assert briefs[0].tempo_bpm == 72
    assert take.score.note_count == 56
    assert (take.prompt, take.seed, take.model_hash, take.is_whole) == ("72 BPM, D minor", 5, "fake", True)


def test_a_brief_is_composed_without_reading(composing, qtbot, fake_composer):
    with qtbot.waitSignal(composing.finished, timeout=5000) as blocker:
        composing.start(Brief(prompt="by hand", instruments=("harp",)), seed=1)
    assert [track.name for track in blocker.args[0].score.tracks] == ["Harp"]


def test_stop_keeps_what_is_there(composing, qtbot, fake_composer):
    fake_composer.hold_at = 12
    with qtbot.waitSignal(composing.notes_arrived, timeout=5000):
        composing.start("anything", seed=1)
    qtbot.waitUntil(lambda: composing.score.note_count == 16, timeout=5000)
    with qtbot.waitSignal(composing.finished, timeout=1000) as blocker:
        composing.stop(keep=True)
    assert not blocker.args[0].is_whole
    assert blocker.args[0].score.note_count == 16


def test_stop_may_discard_and_what_still_comes_is_dropped(composing, qtbot, fake_composer):
    fake_composer.hold_at = 12
    with qtbot.waitSignal(composing.notes_arrived, timeout=5000):
        composing.start("anything", seed=1)
    with qtbot.waitSignal(composing.discarded, timeout=1000):
        composing.stop(keep=False)
    late = []
    composing.notes_arrived.connect(lambda *args: late.append(args))
    composing.finished.connect(late.append)
    fake_composer.released.set()
    qtbot.wait(50)
    assert late == []


def test_a_new_job_drops_the_notes_of_the_one_before(composing, qtbot, fake_composer):
    fake_composer.hold_at = 12
    with qtbot.waitSignal(composing.notes_arrived, timeout=5000):
        first = composing.start("first", seed=1)
    jobs = []
    composing.notes_arrived.connect(lambda job, _batch: jobs.append(job))
    second = composing.start("second", seed=2)
    fake_composer.released.set()
    with qtbot.waitSignal(composing.finished, timeout=5000) as blocker:
        pass
    assert first != second
    assert set(jobs) == {second}
    assert blocker.args[0].prompt == "second"
    assert blocker.args[0].score.note_count == 56


def test_stop_before_the_first_note_discards(composing, qtbot, fake_composer):
    fake_composer.hold_at = 0
    with qtbot.waitSignal(composing.planned, timeout=5000):
        composing.start("anything", seed=1)
    with qtbot.waitSignal(composing.discarded, timeout=1000):
        composing.stop(keep=True)


def test_an_error_a_user_may_read_is_reported_as_it_is(composing, qtbot, fake_composer):
    fake_composer.error = MissingPart("There is no model here: run audiogenesis doctor.")
    with qtbot.waitSignal(composing.failed, timeout=5000) as blocker:
        composing.start("anything", seed=1)
    assert blocker.args == ["There is no model here: run audiogenesis doctor."]
    assert not composing.is_composing
    fake_composer.error = None
    with qtbot.waitSignal(composing.finished, timeout=5000):
        composing.start("again", seed=1)


def test_an_unforeseen_error_is_still_one_sentence(composing, qtbot, fake_composer):
    fake_composer.error = RuntimeError("shape mismatch")
    with qtbot.waitSignal(composing.failed, timeout=5000) as blocker:
        composing.start("anything", seed=1)
    assert "shape mismatch" in blocker.args[0]
    assert "\n" not in blocker.args[0]


def test_closing_while_composing_ends_the_thread(composing, qtbot, fake_composer):
    with qtbot.waitSignal(composing.planned, timeout=5000):
        composing.start("anything", seed=1)
    composing.close()
    assert not composing.is_composing


def test_a_prompt_is_understood_off_the_main_thread(fake_parts, qapp, qtbot):
    threads, may_read = [], threading.Event()

    def read(prompt):
        may_read.wait(5)
        threads.append(threading.current_thread())
        return fake_parts.read(prompt)

    composing = Composing(replace(fake_parts, read=read))
    try:
        with qtbot.waitSignal(composing.understood, timeout=5000) as understood:
            composing.understand("72 BPM")
            assert threads == []  # asking returns at once
            may_read.set()
        assert understood.args[0].tempo_bpm == 72
        assert threads[0] is not threading.main_thread()
    finally:
        composing.close()


def test_of_prompts_to_understand_only_the_last_is_answered(fake_parts, qapp, qtbot):
    began, go_on, read_prompts = threading.Event(), threading.Event(), []

    def read(prompt):
        read_prompts.append(prompt)
        began.set()
        assert go_on.wait(10)
        return fake_parts.read(prompt)

    composing, understood = Composing(replace(fake_parts, read=read)), []
    composing.understood.connect(understood.append)
    try:
        composing.understand("one")
        assert began.wait(5)
        for prompt in ("two", "three"):  # typed while the first is being read
            composing.understand(prompt)
        go_on.set()
        qtbot.waitUntil(lambda: understood != [], timeout=5000)
        qtbot.wait(20)
        assert [brief.prompt for brief in understood] == ["three"] and read_prompts == ["one", "three"]
    finally:
        go_on.set()
        composing.close()


def test_composing_is_not_held_up_by_what_was_requested_before(composing, qtbot):
    understood = []
    composing.understood.connect(understood.append)
    with qtbot.waitSignal(composing.finished, timeout=5000) as blocker:
        composing.understand("being typed")
        composing.start("72 BPM", seed=1)
        composing.understand("still being typed")
    assert blocker.args[0].prompt == "72 BPM"
    assert "being typed" not in [brief.prompt for brief in understood]


def test_a_prompt_is_understood_while_a_piece_is_being_written(composing, qtbot, fake_composer):
    fake_composer.hold_at = 12
    with qtbot.waitSignal(composing.notes_arrived, timeout=5000):
        composing.start("first", seed=1)
    with qtbot.waitSignal(composing.understood, timeout=5000) as understood:
        composing.understand("72 BPM")
    assert understood.args[0].prompt == "72 BPM" and composing.is_composing
    fake_composer.released.set()
    with qtbot.waitSignal(composing.finished, timeout=5000) as blocker:
        pass
    assert blocker.args[0].prompt == "first" and blocker.args[0].is_whole


def test_a_failure_in_the_middle_keeps_what_was_written(composing, qtbot, fake_composer):
    fake_composer.hold_at, order = 12, []
    composing.finished.connect(order.append)
    composing.failed.connect(order.append)
    with qtbot.waitSignal(composing.notes_arrived, timeout=5000):
        composing.start("anything", seed=1)
    qtbot.waitUntil(lambda: composing.score.note_count == 16, timeout=5000)
    fake_composer.error_after = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(composing.failed, timeout=5000):
        fake_composer.released.set()
    take, sentence = order
    assert take.score.note_count >= 16 and not take.is_whole
    assert "ended" in sentence and not composing.is_composing


def test_a_prompt_that_cannot_be_understood_is_no_failure(fake_parts, qapp, qtbot):
    def read(prompt):
        raise MissingPart("There is no encoder here.")

    composing, failures = Composing(replace(fake_parts, read=read)), []
    composing.failed.connect(failures.append)
    try:
        composing.understand("calm")
        qtbot.wait(50)
        assert failures == [] and not composing.is_composing
    finally:
        composing.close()


def test_what_is_set_by_hand_is_settled_before_it_is_planned(composing, qtbot):
    with qtbot.waitSignal(composing.finished, timeout=5000) as blocker:
        composing.start("anything", seed=1, edits={"banned": ("cello",)})
    assert blocker.args[0].brief.instruments == ("piano",)


def test_once_closed_nothing_begins_any_more(qapp, fake_parts, qtbot):
    """What a timer or a click asks for while the window goes would leave a thread that runs as it is destroyed."""
    calls = []
    closed = Composing(replace(fake_parts, prepare=lambda: calls.append("prepare"), read=calls.append))
    closed.close()
    closed.prepare()
    closed.understand("harp")
    closed.start("harp", seed=1)
    qtbot.wait(50)
    assert calls == [] and not closed.is_composing
