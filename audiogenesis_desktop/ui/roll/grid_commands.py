"""What the commands do that choose the grid: how beats are divided, and whether it follows the zoom or is fixed."""

from collections.abc import Mapping
from functools import partial

from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.ui.actions.actions import Actions, Do
from audiogenesis_desktop.ui.actions.choice import Choice
from audiogenesis_desktop.ui.roll.editor import Editor

_ADAPTIVE = "adaptive"
_NOTES = {_ADAPTIVE: 0, **{str(part): 4 * TICKS_PER_BEAT // part for part in (4, 8, 16, 32)}}
_NAMES = {ticks: name for name, ticks in _NOTES.items()}


class GridCommands:
    """The grid's commands, which show what the editor holds to."""

    def __init__(self, actions: Actions, editor: Editor) -> None:
        """Bind the commands to an editor's grid."""
        self._actions, self._editor = actions, editor
        self._notes = Choice(actions, "grid", lambda name: editor.fix_grid(_NOTES[name]))
        actions.bind(self._divisions())
        editor.changed.connect(self._show)
        self._show()

    def _divisions(self) -> Mapping[str, Do]:
        divide = self._editor.divide
        return {"grid_triplet": partial(divide, "triplet"), "grid_dotted": partial(divide, "dotted")}

    def _show(self) -> None:
        editor = self._editor
        self._actions["grid_triplet"].setChecked(editor.division == "triplet")
        self._actions["grid_dotted"].setChecked(editor.division == "dotted")
        self._notes.show(_NAMES.get(editor.grid_note_ticks, _ADAPTIVE))
