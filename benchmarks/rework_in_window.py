"""What verbs cost in the real window, beside the same calls of the library in the same run.

Run `QT_QPA_PLATFORM=offscreen python benchmarks/rework_in_window.py [--rounds 5]`. Piece, scope and verbs are those of
`rework.py`; the window asks the process that composes, as it does for a user. In each round every verb is
done once by its command and once by the library, with the same seed. Told are medians and spread in milliseconds, from
the command until the first new note has been painted, until all is done and painted, and, for a verb that is stopped
at its first note, from Escape until the notes before are painted again. The machine's load is told with it.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from rework import BRIEF, VERBS, timed, told

from audiogenesis_desktop import paths
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.editing.scope import Scope, read_scope
from audiogenesis_desktop.editing.verbs.asking import Asked
from audiogenesis_desktop.editing.verbs.work import Work
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.studio.composing import Composing, real_parts
from audiogenesis_desktop.ui.application import make_studio
from audiogenesis_desktop.ui.main_window import MainWindow

ASKED: dict[str, Callable[[Scope], Asked]] = {
    "regenerate": lambda scope: Asked("regenerate", scope),
    "keep the rhythm": lambda scope: Asked("keep_rhythm", scope),
    "vary, 40 %": lambda scope: Asked("vary", scope, amount=0.4),
    "infill": lambda scope: Asked("infill", scope),
    "embellish": lambda scope: Asked("embellish", scope),
    "simplify": lambda scope: Asked("simplify", scope),
    "reharmonise": lambda scope: Asked("reharmonise", scope),
}
_LONGEST_SECONDS = 60.0


class Eye(QObject):
    """Sees when the roll is painted with other notes than at first, and when it is with those again."""

    def __init__(self, window: MainWindow) -> None:
        """Watch a window's roll."""
        super().__init__(window)
        self._window, self._before = window, window.studio.document.score
        self.is_done, self.first, self.latest = False, 0.0, 0.0
        window.roll.canvas.installEventFilter(self)
        window.studio.reworking.finished.connect(self._end)
        window.studio.reworking.ended.connect(self._end)

    def begin(self) -> None:
        """Look anew."""
        self._before = self._window.studio.document.score
        self.is_done, self.first, self.latest = False, 0.0, 0.0

    def _end(self, *_result: object) -> None:
        self.is_done = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the moment of a painting."""
        if event.type() == QEvent.Type.Paint:
            self.latest = time.perf_counter()
            if not self.first and self._window.studio.document.score is not self._before:
                self.first = self.latest
        return False


def until(holds: Callable[[], object]) -> None:
    """Let the window work until something holds."""
    end = time.perf_counter() + _LONGEST_SECONDS
    while not holds():
        QApplication.processEvents()
        time.sleep(0.0005)
        if time.perf_counter() > end:
            raise TimeoutError("the window did not come to it")


def in_window(window: MainWindow, eye: Eye, asked: Asked, seed: int, *, stops: bool = False) -> tuple[float, float]:
    """Return the milliseconds to the first note, and to the end or, of one that is stopped, from Escape to its end."""
    reworking = window.studio.reworking
    eye.begin()
    began = time.perf_counter()
    if not reworking.ask(asked, seed=seed):
        raise RuntimeError("the window took no verb")
    until(lambda: eye.first or eye.is_done)
    if stops and not eye.is_done:
        stopped = time.perf_counter()
        window.actions_["cancel"].trigger()
        until(lambda: eye.is_done and eye.latest > stopped)
        return (eye.first - began) * 1000, (eye.latest - stopped) * 1000
    until(lambda: eye.is_done)
    done = time.perf_counter()
    QApplication.processEvents()
    first = eye.first or done
    window.studio.undo()
    until(lambda: not reworking.result)
    return (first - began) * 1000, (done - began) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    for name in ("user_config", "user_data", "user_cache"):
        folder = tempfile.mkdtemp(prefix="rework-window-")
        setattr(paths, name, lambda folder=folder: Path(folder))
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    composer, plan = load_composer(paths.shipped_checkpoint()), make_plan(BRIEF, 1)
    score = compose_score(composer, BRIEF, plan, seed=1)
    scope = read_scope(score, bars="17:20", tracks=next(t.name for t in score.tracks if "piano" in t.name.lower()))
    studio = make_studio(composing=Composing(real_parts(paths.shipped_checkpoint())))
    studio.settings.output = "none"
    window = MainWindow(studio)
    window.resize(1280, 720)
    window.show()
    studio.document.commit_piece(score, "Compose", Take("", BRIEF, plan, 1, "", score))
    tables = SimpleNamespace(first={}, whole={}, library={})
    stops, eye = list[float](), Eye(window)
    for nth in range(rounds + 1):
        for name, asked in ASKED.items():
            seen = in_window(window, eye, asked(scope), nth)
            called = timed(VERBS[name](Work(score, BRIEF, composer, nth, plan), scope))
            stopped = in_window(window, eye, ASKED["regenerate"](scope), nth, stops=True)[1] if nth else 0.0
            if nth:  # the first round warms up
                for table, value in zip((tables.first, tables.whole, tables.library), (*seen, called[1]), strict=True):
                    table.setdefault(name, []).append(value)
                stops.append(stopped)
    bars = plan.last_downbeat_tick // plan.meter.bar_ticks
    print(f"load {os.getloadavg()[0]:.1f}; {score.note_count} notes, {bars} bars")
    for name in ASKED:
        by_window = f"{told('first', tables.first[name])} {told('all', tables.whole[name])}"
        print(f"{name:16} {by_window} ms; {told('library', tables.library[name])}")
    print(told("stopped", stops), "ms")
    window.close()
    studio.close()


if __name__ == "__main__":
    main()
