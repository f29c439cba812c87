"""What the commands on bars and tracks do: bars are those marked, tracks the edited one."""

from collections.abc import Callable, Mapping
from functools import partial

from audiogenesis_desktop.editing import arranging
from audiogenesis_desktop.editing.arranging import Arranged
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Do
from audiogenesis_desktop.ui.roll.editor import Editor


class Arranging:
    """Edits of the whole piece, each one step for the studio."""

    def __init__(self, studio: Studio, editor: Editor, chosen_section: Callable[[], int | None]) -> None:
        """Work on a studio's piece; the editor knows which track and which notes are meant.

        `chosen_section` gives the tick at which the section that is chosen begins.
        """
        self._studio, self._editor, self._chosen_section = studio, editor, chosen_section

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {
            "arrange_insert": lambda: self._on_bars(arranging.insert_bars),
            "arrange_remove": lambda: self._on_bars(arranging.remove_bars),
            "arrange_repeat": lambda: self._on_bars(arranging.repeat_bars),
            "arrange_repeat_section": self._repeat_section,
            "arrange_select": lambda: self._editor.select_in(Scope.of_time(self.marked_bars())),
            "arrange_higher": partial(self._transpose, 1),
            "arrange_lower": partial(self._transpose, -1),
            "arrange_duplicate": lambda: self._on_track(edits.duplicate_track, "Duplicate track"),
            "arrange_up": partial(self._move, -1),
            "arrange_down": partial(self._move, 1),
        }

    def marked_bars(self) -> Stretch:
        """Return the whole bars that are meant: those of the loop, else of the selected notes, else the playhead's."""
        player = self._studio.player
        loop = player.loop if player.is_looping else None
        return arranging.marked_bars(
            self._score, playhead=round(player.position), loop=loop, selection=self._editor.selection
        )

    @property
    def _score(self) -> Score:
        return self._studio.document.score

    def _take(self, arranged: Arranged) -> None:
        if arranged.score is not self._score:
            self._studio.edit(*arranged)

    def _on_bars(self, edit: Callable[[Score, Stretch], Arranged]) -> None:
        self._take(edit(self._score, self.marked_bars()))

    def _repeat_section(self) -> None:
        self._take(arranging.repeat_section(self._score, self._studio.player.position, chosen=self._chosen_section()))

    def _transpose(self, semitones: int) -> None:
        self._take(arranging.transpose_piece(self._score, semitones))

    def _move(self, by: int) -> None:
        self._on_track(lambda score, track_id: edits.move_track(score, track_id, by), "Move track")

    def _on_track(self, edit: Callable[[Score, int], Score], label: str) -> None:
        if self._editor.track is not None:
            self._take(Arranged(edit(self._score, self._editor.track_id), label))
