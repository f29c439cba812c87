"""Every command on notes, once: its words, its key and what it does to what is selected."""

from collections.abc import Callable, Sequence
from random import randrange
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.score import shaping
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.ui.roll.editor import Editor

_HUMAN_TICKS, _HUMAN_VELOCITY = TICKS_PER_BEAT // 48, 10  # a fiftieth of a second at 60 BPM
Do = Callable[[Editor, int], object]


class Command(NamedTuple):
    """One command: `do` takes the editor and the playhead's tick; `needs` is the fewest notes selected for it."""

    name: str
    text: str
    what: str
    key: str
    do: Do
    needs: int = 1


def _shape(name: str, verb: Callable[[frozenset], object]) -> Do:
    return lambda editor, _tick: editor.shape(verb, name)


def _in_scale(steps: int) -> Do:
    return lambda editor, _tick: editor.shape(
        lambda notes: shaping.transpose_in_scale(notes, steps, editor.scale_at), "Transpose in scale"
    )


def _humanise(editor: Editor, _tick: int) -> None:
    seed = randrange(2**32)
    editor.shape(
        lambda notes: shaping.humanise(notes, ticks=_HUMAN_TICKS, velocity=_HUMAN_VELOCITY, seed=seed), "Humanise"
    )


def _ramp(notes: frozenset) -> list:
    ordered = sorted(notes)
    return shaping.ramp_velocity(ordered, ordered[0].velocity, ordered[-1].velocity)


def _split(editor: Editor, tick: int) -> None:
    editor.shape(lambda notes: shaping.split(notes, tick), "Split")


def _chop(editor: Editor, _tick: int) -> None:
    editor.shape(lambda notes: shaping.chop(notes, editor.next_grid_point), "Split at grid")


def _move(*, ticks: int = 0, semitones: int = 0) -> Do:
    return lambda editor, _tick: editor.shift(ticks=ticks, semitones=semitones)


# Keys as producers know them: Q from Logic and Cubase, Ctrl+D, Ctrl+J and R from Ableton Live and Bitwig.
EDITING = (
    Command("cut", "Cu&t", "Copy the selected notes and delete them", "Ctrl+X", lambda e, _: e.cut()),
    Command(
        "copy",
        "&Copy",
        "Copy the selected notes, as MIDI that other windows can paste",
        "Ctrl+C",
        lambda e, _: e.copy(),
    ),
    Command(
        "paste",
        "&Paste",
        "Paste notes at the playhead, into the edited track",
        "Ctrl+V",
        lambda e, tick: e.paste(tick),
        0,
    ),
    Command("delete", "&Delete", "Delete the selected notes", "Del", lambda e, _: e.delete_selected()),
)
SELECTING = (
    Command(
        "select_all", "Select &all", "Select every note of the edited track", "Ctrl+A", lambda e, _: e.select_all(), 0
    ),
    Command(
        "select_pitch",
        "Select same pitc&h",
        "Select all notes at the selected pitches",
        "Shift+P",
        lambda e, _: e.select_same_pitches(),
    ),
    Command(
        "select_rest",
        "&Invert selection",
        "Select what is not, and no longer what is",
        "Ctrl+I",
        lambda e, _: e.invert_selection(),
        0,
    ),
)
TIMING = (
    Command(
        "quantise",
        "&Quantise",
        "Draw the selected notes to the grid, as it was last set",
        "Q",
        lambda e, _: e.quantise(),
    ),
    Command("humanise", "&Humanise", "Loosen timing and loudness a little, as a player would", "H", _humanise),
    Command(
        "legato", "&Legato", "Hold each note until the next begins", "Ctrl+Shift+L", _shape("Legato", shaping.legato), 2
    ),
    Command(
        "double",
        "&Double time",
        "Stretch to twice the length",
        "Ctrl+Alt+Right",
        _shape("Double time of", lambda notes: shaping.stretch(notes, 2)),
    ),
    Command(
        "halve",
        "Hal&ve time",
        "Squeeze into half the length",
        "Ctrl+Alt+Left",
        _shape("Halve time of", lambda notes: shaping.stretch(notes, 0.5)),
    ),
    Command(
        "reverse",
        "&Reverse",
        "Play the selected notes from the last to the first",
        "R",
        _shape("Reverse", shaping.reverse),
        2,
    ),
)
CUTTING = (
    Command("split", "&Split at playhead", "Cut the selected notes where the playhead stands", "Ctrl+Shift+E", _split),
    Command("chop", "Split at &grid", "Cut the selected notes at every step of the grid", "Ctrl+Shift+G", _chop),
    Command("join", "&Join", "Make one note of those at the same pitch", "Ctrl+J", _shape("Join", shaping.join), 2),
)
PITCHES = (
    Command(
        "scale_up", "One step &up in the scale", "Transpose to the next note of the key", "Alt+Shift+Up", _in_scale(1)
    ),
    Command(
        "scale_down",
        "One step d&own in the scale",
        "Transpose to the note of the key below",
        "Alt+Shift+Down",
        _in_scale(-1),
    ),
    Command("octave_up", "O&ctave up", "Transpose an octave up", "Shift+Up", _move(semitones=12)),
    Command("octave_down", "Oc&tave down", "Transpose an octave down", "Shift+Down", _move(semitones=-12)),
    Command(
        "invert",
        "&Invert pitches",
        "Turn the selected notes upside down",
        "Shift+I",
        _shape("Invert", shaping.invert),
        2,
    ),
    Command(
        "ramp",
        "Velocity ra&mp",
        "Let loudness go evenly from the first note's to the last's",
        "Shift+V",
        _shape("Ramp velocity of", _ramp),
        2,
    ),
)
COMMANDS = (*EDITING, *SELECTING, *TIMING, *CUTTING, *PITCHES)


class NoteActions:
    """The commands as QActions of the roll: their keys work while it has the focus."""

    def __init__(self, roll: QWidget, editor: Editor, playhead: Callable[[], float]) -> None:
        """Make every action; `playhead` gives the tick where it stands."""
        self._roll, self._editor, self._playhead = roll, editor, playhead
        self._actions = {command.name: self._make(command) for command in COMMANDS}
        editor.changed.connect(self._enable)
        self._enable()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def add_to(self, menu: QMenu, *groups: Sequence[Command]) -> None:
        """Add groups of commands to a menu, with a line between."""
        for i, group in enumerate(groups):
            if i or not menu.isEmpty():
                menu.addSeparator()
            for command in group:
                menu.addAction(self._actions[command.name])

    def insert_before(self, action: QAction, menu: QMenu, group: Sequence[Command]) -> None:
        """Put a group of commands, and a line after it, before another command of a menu."""
        menu.insertActions(action, [self._actions[command.name] for command in group])
        menu.insertSeparator(action)

    def _make(self, command: Command) -> QAction:
        action = QAction(command.text, self._roll)
        action.setObjectName(f"notes_{command.name}")
        action.setShortcut(QKeySequence(command.key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{command.what} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        action.setStatusTip(command.what)
        action.triggered.connect(lambda: command.do(self._editor, round(self._playhead())))
        self._roll.addAction(action)
        return action

    def _enable(self) -> None:
        selected = len(self._editor.selection)
        for command in COMMANDS:
            self._actions[command.name].setEnabled(selected >= command.needs)
