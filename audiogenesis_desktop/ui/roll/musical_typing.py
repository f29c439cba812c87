"""The computer keyboard as a piano: while it is on, letters play the edited track instead of being commands."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from audiogenesis_desktop.ui.roll.keys import asks_for_key

# Two rows as a piano's keys lie, by where the keys are on a US layout; A plays C.
_KEYS = {key: step for step, key in enumerate("AWSEDFTGYHUJKOLP;")}
_DOWN, _UP, _SOFTER, _LOUDER = Qt.Key.Key_Z, Qt.Key.Key_X, Qt.Key.Key_C, Qt.Key.Key_V
_LOWEST_OCTAVE, _HIGHEST_OCTAVE, _VELOCITY_STEP = 0, 9, 10


class MusicalTyping(QObject):
    """Z and X change the octave, C and V the loudness."""

    played = Signal(int, int)  # pitch, velocity
    changed = Signal()  # whether letters play, from which pitch on, how loud

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin switched off, at middle C."""
        super().__init__(parent)
        self.is_on = False
        self.octave, self.velocity = 5, 90

    @property
    def lowest_pitch(self) -> int:
        """Return the pitch that A plays, 0..127."""
        return 12 * self.octave

    def switch(self, on: bool) -> None:
        """Let letters play, or be commands again."""
        self.is_on = on
        self.changed.emit()

    def claims(self, event: QEvent) -> bool:
        """Take a letter from the window's shortcuts where it plays."""
        if not self.is_on or not asks_for_key(event) or not self._means(event):
            return False
        event.accept()
        return True

    def press(self, event: QKeyEvent) -> bool:
        """Play a key's note or change octave or loudness; return whether the key means something here."""
        if not self.is_on or not self._means(event):
            return False
        key = Qt.Key(event.key())
        step = _KEYS.get(chr(key)) if key < 128 else None
        if step is not None:
            pitch = self.lowest_pitch + step
            if pitch <= 127 and not event.isAutoRepeat():
                self.played.emit(pitch, self.velocity)
        elif key in (_DOWN, _UP):
            octave = self.octave + (1 if key == _UP else -1)
            self.octave = min(max(octave, _LOWEST_OCTAVE), _HIGHEST_OCTAVE)
            self.changed.emit()
        else:
            velocity = self.velocity + (_VELOCITY_STEP if key == _LOUDER else -_VELOCITY_STEP)
            self.velocity = min(max(velocity, _VELOCITY_STEP), 127)
            self.changed.emit()
        return True

    @staticmethod
    def _means(event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = Qt.Key(event.key())
        return key in (_DOWN, _UP, _SOFTER, _LOUDER) or (key < 128 and chr(key) in _KEYS)
