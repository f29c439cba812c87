"""Hours of use at random, by a seed, in minutes: does memory grow, is anything left behind, does anything go wrong?

`python benchmarks/soak.py [--actions N] [--seed N] [--minutes M] [--small]`. A user does some 10 things a minute, so
2,400 actions are 4 hours: composing short pieces, takes, verbs, edits and gestures, playing, undo, saving, opening,
exporting, popups and any command of the table, each of them once at the beginning; at the end the window closes on
unsaved work, and another takes it up. Memory is to grow by 5 % at most after the first eighth, half an hour of four.
With --small a composer in this process writes scales, so that no checkpoint is needed.
"""

import argparse
import gc
import logging
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QFileDialog

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.delivery.export import Spec
from audiogenesis_desktop.editing.verbs.asking import Reworked
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.differing import difference
from audiogenesis_desktop.score.edits import exchange_notes, set_mix, set_tempo
from audiogenesis_desktop.score.score import Mix, Note, Score
from audiogenesis_desktop.studio import studio as studio_room
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.memory import keep_little
from audiogenesis_desktop.studio.requests import Rework, Step
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.studio.workers import Parts
from audiogenesis_desktop.ui import closing, unsaved
from audiogenesis_desktop.ui.application import collect_rarely, make_application, make_studio
from audiogenesis_desktop.ui.main_window import MainWindow

ACTIONS_A_MINUTE = 10
MOST_GROWTH = 0.05
_TOLD_ACTIONS = 50
_NEW_AT_ONCE = 3  # commands that nobody has tried yet
_WARM_ACTIONS = 800  # before which what is loaded for the first time is most of what memory grows by
_WAIT_SECONDS = 120.0
_MEMORY_MS = 700  # for the minute after which memory is given back: that is in these actions, too, some ten of them
_PROMPTS = (
    "calm piano, 8 seconds",
    "house, 124 bpm, 8 seconds",
    "a string quartet in D minor, 9 seconds",
    "bossa nova with flute, 8 seconds",
    "epic brass and drums, 10 seconds, hit at 0:05",
)
_FOLLOWUPS = ("no drums now", "slower", "another melody", "up a third", "make it sadder", "10 seconds longer")
# What leaves the window, opens other programs, or would wait for an answer that nobody gives.
_LEFT_OUT = ("quit", "soundfont", "export_show", "endless", "compose", "export_pack", "live_", "record")


class State(NamedTuple):
    """What the process holds: memory in MB, threads, open files, child processes, top-level widgets, undo steps."""

    memory_mb: float
    threads: int
    files: int
    children: int
    widgets: int
    steps: int


class Scales:
    """A composer that needs no checkpoint: everybody plays a scale."""

    name = model_hash = "scales"

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        """Yield a note a beat for each track."""
        scale = sorted(brief.key.scale)
        tracks = dict.fromkeys(part.track_id for part in plan.parts)
        for i, tick in enumerate(range(0, plan.last_downbeat_tick, 960)):
            for track in tracks:
                yield track, Note(tick, 60 + scale[(i + seed) % 7] - 12 * (track % 3), 480, 80)


def small_parts() -> Parts:
    """Return parts that read and plan in this process, and write scales."""
    from audiogenesis_desktop.brief.reading import read_said
    from audiogenesis_desktop.plan.planning import make_plan

    return Parts(read_said, read_said, make_plan, Scales, follow=_slower, rework=_higher)


def _slower(take: Take, _turns: object) -> Take:
    return replace(take, score=set_tempo(take.score, 0.9 * take.score.tempi[0].bpm))


def _higher(wish: Rework, _stopped: threading.Event) -> Generator[Step, None, Reworked]:
    """Stand in for a verb: every note of its scope moves up a tone."""
    before, scope = wish.score, wish.asked.scope
    meant = {track.id: [n for n in track.notes if scope.holds_tick(n.start_tick)] for track in before.tracks}
    after, new = before, set[tuple[int, Note]]()
    for track_id, notes in meant.items():
        moved = [note._replace(pitch=min(127, note.pitch + 2)) for note in notes]
        after = exchange_notes(after, track_id, notes, moved)
        new |= {(track_id, note) for note in moved}
    differing = difference(before, after)
    yield differing
    return Reworked(differing, scope, 0.5, frozenset(new))


class Session:
    """A window on a studio, used by somebody who does whatever comes to their mind."""

    def __init__(self, seed: int, folder: Path, *, is_small: bool) -> None:
        """Open the first window."""
        self._chance, self._folder, self._is_small = random.Random(seed), folder, is_small
        self._projects = [folder / f"song {i}.agproj" for i in range(3)]
        self._soundfont = _soundfont(folder)
        self._count = 0  # of what was done
        self.done = Counter[str]()
        self.wrong = Counter[str]()
        self._open_window()
        self._commands = [name for name in self.window.actions_ if not name.startswith(_LEFT_OUT)]
        self._new = self._chance.sample(self._commands, len(self._commands))  # what nobody has tried yet

    def _open_window(self) -> None:
        settings = Settings(output="none", takes=2, soundfont=str(self._soundfont or ""))
        composing = Composing(small_parts()) if self._is_small else None
        self.studio: Studio = make_studio(settings, composing=composing)
        self.window = MainWindow(self.studio)
        self.window.show()

    # One thing after another

    def act(self) -> None:
        """Do one thing, drawn at random, and let the window go on for a moment."""
        names = list(_ACTIONS)
        name = self._chance.choices(names, [_ACTIONS[each] for each in names])[0]
        if self._new and self._count % 2:  # all there is once, in the first half hour
            name = "command"
            for _ in range(_NEW_AT_ONCE - 1):
                self._command()
        self._count += 1
        self.done[name] += 1
        getattr(self, f"_{name}")()
        self.pump(self._chance.uniform(0.0, 0.05))

    def pump(self, seconds: float) -> None:
        """Let the window go on for so long."""
        end = time.monotonic() + seconds
        while True:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if time.monotonic() >= end:
                return
            time.sleep(0.002)

    def wait(self, is_over: Callable[[], bool]) -> None:
        """Let the window go on until something is over."""
        end = time.monotonic() + _WAIT_SECONDS
        while not is_over():
            self.pump(0.01)
            if time.monotonic() > end:
                self.wrong["something did not end"] += 1
                return

    def rest(self) -> None:
        """Let everything that is under way come to its end."""
        studio = self.studio
        self._close_popups()
        self.wait(lambda: not studio.composing.is_composing)
        self.wait(lambda: not studio.takes.further.count)
        self.wait(lambda: studio.reworking.ordered is None)
        self.wait(lambda: not studio.jobs.is_busy and not self._is_keeping)

    @property
    def _is_keeping(self) -> bool:
        autosave = self.studio.recovering.autosave
        return autosave is not None and autosave.is_busy

    @property
    def _score(self) -> Score:
        return self.studio.document.committed

    # What somebody may do

    def _compose(self) -> None:
        self.window.prompt_bar.set_prompt(self._chance.choice(_PROMPTS))
        self.window.compose(self.window.prompt_bar.prompt)
        how = self._chance.random()
        if how < 0.8:
            self.wait(lambda: not self.studio.composing.is_composing)
        elif how < 0.9:
            self.pump(0.3)
            self.window.stop_composing()

    def _type(self) -> None:
        text = self._chance.choice(_PROMPTS)
        for end in range(1, len(text), 3):
            self.window.prompt_bar.set_prompt(text[:end])
            self.pump(0.01)

    def _ask_again(self) -> None:
        self.window.prompt_bar.set_prompt(self._chance.choice(_FOLLOWUPS))
        if not self.studio.composing.is_composing and self.studio.document.take is not None:
            self.window.prompt_bar.compose_requested.emit(self.window.prompt_bar.prompt)

    def _take(self) -> None:
        takes = self.studio.takes
        if not takes.all:
            return
        number = self._chance.choice(takes.all).number
        do = (takes.show, takes.listen, takes.star, takes.delete, partial(takes.rename, name="Slow one"))
        self._chance.choice(do)(number)
        self.pump(0.05)
        takes.listen_no_more()
        if self._chance.random() < 0.2:
            takes.bring_back()

    def _rework(self) -> None:
        if not self._score.tracks:
            return
        bar = 3840 * self._chance.randrange(3)
        self.studio.player.set_loop(bar, bar + 3840)
        verbs = ("rework_regenerate", "rework_simplify", "rework_embellish", "rework_keep_rhythm", "accompany_bass")
        self.window.actions_[self._chance.choice(verbs)].trigger()
        if self._chance.random() < 0.7:
            self.wait(lambda: self.studio.reworking.ordered is None)
        self.studio.player.set_loop(0, 0)

    def _edit(self) -> None:
        tracks = [track for track in self._score.tracks if track.notes]
        if tracks and not self.studio.door.is_writing:
            track = self._chance.choice(tracks)
            gone = self._chance.sample(track.notes, min(3, len(track.notes)))
            new = [note._replace(pitch=self._chance.randrange(30, 90)) for note in gone]
            self.studio.edit(exchange_notes(self._score, track.id, gone, new), "Move notes")

    def _drag(self) -> None:
        for _ in range(8):
            if self._score.tracks:
                self.studio.preview(set_tempo(self.studio.door.base, self._chance.randrange(50, 180)))
                self.pump(0.005)
        if self._chance.random() < 0.5:
            self.studio.revert()
        else:
            self.studio.edit(self.studio.document.score, "Change tempo")

    def _mix(self) -> None:
        if self._score.tracks and not self.studio.door.is_writing:
            track = self._chance.choice(self._score.tracks)
            self.studio.edit(set_mix(self._score, track.id, Mix(volume=self._chance.randrange(127))), "Fader")

    def _undo(self) -> None:
        for _ in range(self._chance.randrange(1, 6)):
            self._chance.choice((self.studio.undo, self.studio.undo, self.studio.redo))()

    def _play(self) -> None:
        player = self.studio.player
        self._chance.choice((player.play_or_pause, player.stop, partial(player.play_from, 1920)))()
        self.pump(0.1)
        player.seek(self._chance.randrange(20_000))

    def _look(self) -> None:
        roll = self.window.roll
        roll.viewport.set_geometry(
            replace(
                roll.viewport.geometry,
                pixels_per_tick=self._chance.uniform(0.01, 0.5),
                scroll_x=self._chance.randrange(2000),
            ).clamped()
        )
        self.window.resize(self._chance.randrange(900, 1600), self._chance.randrange(500, 1000))

    def _save(self) -> None:
        if self._score.tracks and not self.studio.door.is_writing:
            self.studio.filing.save(self.studio.filing.path or self._chance.choice(self._projects))

    def _open(self) -> None:
        there = [path for path in (*self._projects, self._folder / "out.mid") if path.exists()]
        if there:
            self.window.files.open_all([self._chance.choice(there)])
            self.wait(lambda: not self.studio.jobs.is_busy)

    def _export_mid(self) -> None:
        if self._score.tracks:
            self.studio.exporting.export_mid(self._folder / "out.mid", is_played=self._chance.random() < 0.5)

    def _export(self) -> None:
        if self._score.note_count and self._soundfont is not None:
            self.studio.exporting.export(self._folder / "out.wav", Spec(bits="16"))
            self.wait(lambda: not self.studio.exporting.is_busy)

    def _command(self) -> None:
        name = self._new.pop() if self._new else self._chance.choice(self._commands)
        self.done[f"  {name}"] += 1
        self.window.actions_[name].trigger()
        self.pump(0.03)
        self._close_popups()

    def open_another(self) -> None:
        """Close the window, which keeps what is unsaved, and open another that offers it."""
        self._edit()
        was = self._score
        self._close_window()
        self._open_window()
        self.studio.recovering.recover()
        self.rest()
        if was.tracks and self._score != was:
            self.wrong["what was unsaved did not come back"] += 1

    def _close_popups(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.pump(0.0)

    def _close_window(self) -> None:
        self._close_popups()
        self.window.close()
        self.window.deleteLater()
        self.studio.deleteLater()
        del self.window, self.studio
        self.pump(0.01)
        gc.collect()
        self.pump(0.01)

    def close(self) -> None:
        """Close the last window."""
        self._close_window()

    def state(self) -> State:
        """Return what the process holds now."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return State(
            pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
            len(list(Path("/proc/self/task").iterdir())),
            len(list(Path("/proc/self/fd").iterdir())) - 1,  # that of the folder itself
            len(multiprocessing.active_children()),
            len(QApplication.topLevelWidgets()),
            len(self.studio.document.undo_steps) if hasattr(self, "studio") else 0,
        )


# What somebody does, and how often.
_ACTIONS = {
    "compose": 5,
    "type": 4,
    "ask_again": 3,
    "take": 10,
    "rework": 6,
    "edit": 20,
    "drag": 8,
    "mix": 6,
    "undo": 8,
    "play": 10,
    "look": 6,
    "save": 4,
    "open": 3,
    "export_mid": 2,
    "export": 1,
    "command": 20,
}


class Watch:
    """Samples what the process holds, and tells what became of it."""

    def __init__(self, session: Session, actions: int) -> None:
        """Begin with nothing sampled, of so many actions to come."""
        self._session, self._actions = session, actions
        self._began, self._states = time.monotonic(), list[State]()

    def look(self, count: int) -> None:
        """Take a sample after so many actions."""
        if count % max(1, self._actions // 160) == 0:
            self._states.append(self._session.state())
        if count % _TOLD_ACTIONS == 0:
            wrong = sum(self._session.wrong.values())
            state = self._states[-1] if self._states else self._session.state()
            passed = time.monotonic() - self._began
            print(f"{count:,} actions in {passed:.0f} s, {wrong} wrong: {_in_words(state)}", flush=True)

    @property
    def growth(self) -> float:
        """Return by how much memory grows from the first eighth, half an hour of four, to the end, as a share.

        That is along the median of the slopes between all samples (Theil, 1950; Sen, 1968): a piece that happens to be
        played or rendered at either end moves memory by a tenth, and its trend hardly.
        """
        held = [state.memory_mb for state in self._states[len(self._states) // 8 :]]
        slopes = [(held[j] - held[i]) / (j - i) for j in range(len(held)) for i in range(j)]
        return statistics.median(slopes) * (len(held) - 1) / statistics.median(held) if slopes else 0.0

    @property
    def in_eighths(self) -> str:
        """Return the median of each eighth of the run, in MB."""
        states, eighth = self._states, max(1, len(self._states) // 8)
        return ", ".join(f"{_memory(states[i : i + eighth]):.0f}" for i in range(0, len(states) - eighth + 1, eighth))

    def tell(self, count: int) -> None:
        """Print what all came to."""
        passed, steps = time.monotonic() - self._began, max(state.steps for state in self._states)
        print(f"{count:,} actions, {count / ACTIONS_A_MINUTE / 60:.1f} hours of use, in {passed / 60:.0f} minutes")
        print(f"memory {self.growth:+.1%} after the first eighth, by its trend; at most {steps} steps to undo")
        print(f"by eighths of the run, in MB: {self.in_eighths}")
        for what, times in self._session.wrong.most_common():
            print(f"{times} times: {what}")


def _memory(states: list[State]) -> float:
    return statistics.median(state.memory_mb for state in states)


def _in_words(state: State) -> str:
    return (
        f"{state.memory_mb:.0f} MB, {state.threads} threads, {state.files} files, {state.children} processes, "
        f"{state.widgets} top-level widgets, {state.steps} steps"
    )


class _Heard(logging.Handler):
    """Counts what was logged as unforeseen."""

    def __init__(self, wrong: Counter[str]) -> None:
        super().__init__(logging.ERROR)
        self._wrong = wrong

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(*record.exc_info)[-3:]) if record.exc_info else ""
        self._wrong[f"{record.getMessage()} {trace}"] += 1


def watch_for_errors(wrong: Counter[str]) -> None:
    """Count every exception that reaches nobody, on whatever thread."""

    def unforeseen(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        wrong["".join(traceback.format_exception(kind, error, trace)[-4:])] += 1

    sys.excepthook = unforeseen
    threading.excepthook = lambda told: unforeseen(told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback)
    sys.unraisablehook = lambda told: unforeseen(told.exc_type, told.exc_value, told.exc_traceback)
    logging.getLogger().addHandler(_Heard(wrong))


def in_folders_of_its_own(folder: Path) -> None:
    """Keep what is remembered out of the user's own folders, and let every dialog be answered at once."""
    for name in ("user_data", "user_config", "user_cache"):
        (folder / name).mkdir()
        setattr(paths, name, lambda own=folder / name: own)
    QFileDialog.getOpenFileName = lambda *_a, **_k: (str(folder / "out.mid"), "")  # type: ignore[method-assign]
    QFileDialog.getSaveFileName = lambda *_a, **_k: (str(folder / "saved"), "")  # type: ignore[method-assign]
    QFileDialog.getExistingDirectory = lambda *_a, **_k: str(folder)  # type: ignore[method-assign]
    closing.Closing.asks = False
    unsaved.ask = lambda _parent, _question, _more, answered: answered(unsaved.Answer.LET_GO)


def _soundfont(folder: Path) -> Path | None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.playback.small_soundfont import write_small_soundfont

    return write_small_soundfont(folder / "small.sf2")


def soak(actions: int, seed: int, minutes: float, *, is_small: bool) -> bool:
    """Do so many things, for so long at most; return whether all was well."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keep_little()
        make_application()
        collect_rarely()
        in_folders_of_its_own(folder)
        studio_room.MEMORY_MS = _MEMORY_MS
        session = Session(seed, folder, is_small=is_small)
        watch_for_errors(session.wrong)
        watch, end, count = Watch(session, actions), time.monotonic() + 60 * minutes, 0
        while count < actions and time.monotonic() < end:
            try:
                session.act()
            except Exception:
                session.wrong[traceback.format_exc(limit=-4)] += 1
            count += 1
            watch.look(count)
        session.rest()
        watch.look(0)
        session.open_another()
        session.close()
        watch.tell(count)
        left = session.state()
        print(f"after the last window: {_in_words(left)}; done: {dict(session.done.most_common(20))}")
        # Python remembers some of Qt's threads that have ended.
        alive = {int(task.name) for task in Path("/proc/self/task").iterdir()}
        others = (thread for thread in threading.enumerate() if thread is not threading.main_thread())
        threads = [thread.name for thread in others if thread.native_id in alive]
        print(f"threads of Python left: {threads or 'none'}", flush=True)
        is_settled = watch.growth <= MOST_GROWTH or count < _WARM_ACTIONS
        return not session.wrong and not threads and not left.children and is_settled


def main() -> None:
    """Soak, and exit with 1 where memory grew too much, something is left, or anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=4 * 60 * ACTIONS_A_MINUTE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=240.0)
    parser.add_argument("--small", action="store_true", help="compose scales in this process")
    given = parser.parse_args()
    is_well = soak(given.actions, given.seed, given.minutes, is_small=given.small)
    sys.stdout.flush()
    os._exit(0 if is_well else 1)  # what Qt has left is nobody's any more


if __name__ == "__main__":
    main()
