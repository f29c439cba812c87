"""What keys do on the roll."""

from collections.abc import Callable
from typing import TypeGuard

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.viewport import Viewport

FINE_TICKS = 10
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


def asks_for_key(event: QEvent) -> TypeGuard[QKeyEvent]:
    """Return whether an event asks who wants a key before it does a command: to accept it is to take the key."""
    return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride


def claims_escape(event: QEvent, is_busy: Callable[[], bool]) -> bool:
    """Take Escape from the window's shortcuts while a drag is going on: it is the drag that ends."""
    if not asks_for_key(event) or event.key() != Qt.Key.Key_Escape or not is_busy():
        return False
    event.accept()
    return True


def press_key(event: QKeyEvent, editor: Editor, viewport: Viewport) -> bool:
    """Do what a key asks for; return False if it means nothing here, so that the window may use it."""
    if event.key() == Qt.Key.Key_Escape:
        return _escape(editor)
    if editor.is_busy:
        return event.key() != Qt.Key.Key_Space
    return _delete(event, editor) or _arrow(event, editor, viewport)


def _escape(editor: Editor) -> bool:
    if editor.cancel():
        return True
    if editor.selection:
        editor.select(frozenset())
        return True
    return False


def _delete(event: QKeyEvent, editor: Editor) -> bool:
    is_delete = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
    if is_delete:
        editor.delete_selected()
    return is_delete


def grid_step(editor: Editor, viewport: Viewport) -> int:
    """Return the grid's step in ticks where the selection begins, at the present zoom."""
    first = min(editor.selection).start_tick if editor.selection else 0
    return editor.snap(viewport.geometry.pixels_per_tick, first).step


def _arrow(event: QKeyEvent, editor: Editor, viewport: Viewport) -> bool:
    if event.key() not in _ARROWS:
        return False
    along, up = _ARROWS[Qt.Key(event.key())]
    modifiers = event.modifiers()
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        _select_beside(editor, along)
        return True
    if not editor.selection:
        return False
    is_far = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    step = grid_step(editor, viewport)
    if is_far:
        step = editor.bar_ticks(min(editor.selection).start_tick)
    elif modifiers & Qt.KeyboardModifier.AltModifier:
        step = FINE_TICKS
    editor.shift(ticks=along * step, semitones=up * (12 if is_far else 1))
    return True


def _select_beside(editor: Editor, along: int) -> None:
    """Select the next or previous note of the track, so that the keyboard alone can reach each."""
    track = editor.track
    if track is None or not track.notes or not along:
        return
    notes = track.notes
    if not editor.selection:
        _select_one(editor, notes[0] if along > 0 else notes[-1])
        return
    edge = max(editor.selection) if along > 0 else min(editor.selection)
    _select_one(editor, notes[min(len(notes) - 1, max(0, notes.index(edge) + along))])


def _select_one(editor: Editor, note: Note) -> None:
    editor.select(frozenset({note}))
    editor.audition(note)
