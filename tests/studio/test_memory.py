"""Memory that was freed goes back to the system, and the history takes no more than so much."""

import gc
import sys
import threading
import weakref
from pathlib import Path

import pytest

from audiogenesis_desktop.score.edits import exchange_notes, set_tempo
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio import document, memory
from audiogenesis_desktop.studio import studio as studio_room
from audiogenesis_desktop.studio.document import Document

STEPS = 30


def held_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="where the C library can be asked")
def test_what_was_freed_between_what_is_held_is_given_back():
    held = [bytes(3000) for _ in range(20_000)]
    full = held_mb()
    between, held = held[::8], None
    memory.give_back()
    assert full - held_mb() > 15 and between  # of some 60 MB


def test_it_is_given_back_whether_or_not_it_plays_but_not_while_others_work(studio, qtbot, monkeypatch):
    given = []
    monkeypatch.setattr(studio_room, "give_back", lambda: given.append(1))
    for is_playing in (False, True):
        monkeypatch.setattr(type(studio.player), "is_playing", property(lambda _, now=is_playing: now))
        studio._give_back()
        qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert given == [1, 1]
    wait = threading.Event()
    studio.jobs.start(lambda _progress: wait.wait(5))
    studio._give_back()
    wait.set()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert given == [1, 1]


def test_what_only_holds_itself_is_freed_while_nobody_waits(studio, monkeypatch):
    class Ring:
        """Something that holds itself."""

    def ring():
        one = Ring()
        one.self = one
        return weakref.ref(one)

    gc.disable()
    try:
        monkeypatch.setattr(type(studio.player), "is_playing", property(lambda _: True))
        found = ring()
        studio._give_back()
        assert found() is not None  # looking for it could make a note late
        monkeypatch.setattr(type(studio.player), "is_playing", property(lambda _: False))
        studio.jobs.close()
        studio._give_back()
        assert found() is None
    finally:
        gc.enable()


def edited(count):
    """Return a document with so many edits of one of a thousand notes."""
    notes = tuple(Note(240 * i, 60, 200, 80) for i in range(1000))
    found = Document(Score(tracks=(Track(0, "Piano", notes=notes), Track(1, "Bass", notes=notes))))
    for i in range(count):
        gone = found.committed.tracks[0].notes[i]
        found.commit(exchange_notes(found.committed, 0, [gone], [gone._replace(pitch=61)]), f"Move {i}")
    return found


def test_steps_that_take_much_memory_give_way_beyond_those_that_are_sure(monkeypatch):
    monkeypatch.setattr(document, "SURE_STEPS", 10)
    monkeypatch.setattr(document, "MOST_BYTES", 15 * (2_000 + 8_000 + 120))  # what an edit of one track keeps
    assert [step.label for step in edited(STEPS).undo_steps] == [f"Move {i}" for i in range(STEPS - 15, STEPS)]
    monkeypatch.setattr(document, "MOST_BYTES", 1)
    assert len(edited(STEPS).undo_steps) == 10


def test_steps_that_went_back_and_forth_count_as_they_did(monkeypatch):
    monkeypatch.setattr(document, "SURE_STEPS", 0)
    monkeypatch.setattr(document, "MOST_BYTES", STEPS * (2_000 + 8_000 + 120))
    found = edited(STEPS)
    for step in (found.undo, found.redo):
        for _ in range(STEPS):
            step()
    found.commit(set_tempo(found.committed, 90), "Tempo")
    assert found.undo_steps[0].label == "Move 1"
