"""Run as a script: the studio's window in earnest, which gets a signal at the stage that it is told.

Arguments: the stage, the signal's number. The stages, in their order, are the keys of `STAGES`.
"""

import os
import sys
from functools import wraps

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio import outputs
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.ui import application
from audiogenesis_desktop.ui.main_window import MainWindow

EAR = f"{outputs.PORT}ear"
NUMBER = int(sys.argv[2]) if len(sys.argv) > 2 else 0


def tell(*_arguments):
    os.kill(os.getpid(), NUMBER)


def tell_after(owner, name):
    """Send the signal as soon as a method has run for the first time."""
    method, times = getattr(owner, name), []

    @wraps(method)
    def run(self, *arguments, **named):
        result = method(self, *arguments, **named)
        if not times:
            times.append(1)
            tell()
        return result

    setattr(owner, name, run)


def while_in(seconds, act):
    """Do something with the window some time after its first paint."""
    painted = MainWindow.paintEvent

    def paint(self, event):
        if not self._has_painted:
            QTimer.singleShot(round(1000 * seconds), lambda: act(self))
        painted(self, event)

    MainWindow.paintEvent = paint


def compose(window):
    window.compose("busy piano trio, 140 bpm", endless=True)
    window.studio.composing.grew.connect(tell)


def ask(window):
    QTimer.singleShot(300, tell)
    QMessageBox.question(window, "?", "Does a dialog that stands open keep the window?")


def play(window):
    notes = tuple(Note(480 * i, 40 + i % 40, 2000, 80) for i in range(4000))
    window.studio.edit(Score(tracks=(Track(0, "Piano", notes=notes), Track(1, "Organ", 19, notes=notes))), "Open")
    window.studio.sound.send_clock(True)
    window.studio.sound.output_changed.connect(lambda name: on_output(window, name))
    window.studio.sound.choose(EAR)  # as a user would: nothing that is still being opened takes its place


def on_output(window, name):
    if name == EAR:
        window.studio.player.play_or_pause()
        print("plays", flush=True)


STAGES = {
    "making": lambda: tell_after(application.MainWindow, "_make_parts"),
    "made": lambda: tell_after(application.MainWindow, "__init__"),
    "painted": lambda: while_in(0, tell),
    "loading": lambda: tell_after(Composing, "prepare"),
    "reading": lambda: while_in(0, lambda window: (window.studio.composing.understand("calm piano"), tell())),
    "asking": lambda: while_in(0.1, ask),
    "composing": lambda: while_in(0.1, compose),
    "playing": lambda: while_in(0.1, play),
}

if __name__ == "__main__":
    application.PREPARE_AFTER_MS = 20
    STAGES[sys.argv[1]]()
    sys.exit(parser.run(["studio"]))
