"""What the commands on notes do to those that are selected."""

from collections.abc import Callable, Mapping
from functools import partial
from random import randrange

from audiogenesis_desktop.editing.note_edits import Selection
from audiogenesis_desktop.score import shaping
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.ui.actions.actions import Do, Switch
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.keys import grid_step
from audiogenesis_desktop.ui.roll.viewport import Viewport

_HUMAN_TICKS, _HUMAN_VELOCITY = TICKS_PER_BEAT // 48, 10  # a fiftieth of a second at 60 BPM


class NoteCommands:
    """The commands by trade: the clipboard and the selection, timing, cutting, pitches and loudness."""

    def __init__(self, editor: Editor, viewport: Viewport, playhead: Callable[[], float]) -> None:
        """Work on an editor's selection; `playhead` gives the tick where it stands."""
        self._editor, self._viewport, self._playhead = editor, viewport, playhead

    @property
    def commands(self) -> Mapping[str, Do]:
        """Return what each command does, by its id."""
        return {**self._choosing(), **self._timing(), **self._cutting(), **self._pitches()}

    @property
    def switches(self) -> Mapping[str, Switch]:
        """Return what each command that is on or off does, by its id."""
        return {"pencil": self._editor.take_pencil}

    def _choosing(self) -> Mapping[str, Do]:
        editor = self._editor
        return {
            "notes_cut": editor.cut,
            "notes_copy": editor.copy,
            "notes_paste": lambda: editor.paste(self._tick),
            "notes_repeat": lambda: editor.repeat(grid_step(editor, self._viewport)),
            "notes_delete": editor.delete_selected,
            "notes_select_all": editor.select_all,
            "notes_select_pitch": editor.select_same_pitches,
            "notes_select_rest": editor.invert_selection,
        }

    def _timing(self) -> Mapping[str, Do]:
        shape = self._editor.shape
        return {
            "notes_quantise": self._editor.quantise,
            "notes_perform": self._editor.perform,
            "notes_humanise": lambda: shape(_humanised, "Humanise"),
            "notes_legato": lambda: shape(shaping.legato, "Legato"),
            "notes_double": lambda: shape(lambda notes: shaping.stretch(notes, 2), "Double time of"),
            "notes_halve": lambda: shape(lambda notes: shaping.stretch(notes, 0.5), "Halve time of"),
            "notes_reverse": lambda: shape(shaping.reverse, "Reverse"),
        }

    def _cutting(self) -> Mapping[str, Do]:
        editor = self._editor
        return {
            "notes_split": lambda: editor.shape(lambda notes: shaping.split(notes, self._tick), "Split"),
            "notes_chop": lambda: editor.shape(self._chopped, "Split at grid"),
            "notes_join": lambda: editor.shape(shaping.join, "Join"),
        }

    def _pitches(self) -> Mapping[str, Do]:
        editor = self._editor
        return {
            "notes_scale_up": partial(self._transpose_in_scale, 1),
            "notes_scale_down": partial(self._transpose_in_scale, -1),
            "notes_octave_up": lambda: editor.shift(semitones=12),
            "notes_octave_down": lambda: editor.shift(semitones=-12),
            "notes_invert": lambda: editor.shape(shaping.invert, "Invert"),
            "notes_ramp": lambda: editor.shape(_ramped, "Ramp velocity of"),
        }

    @property
    def _tick(self) -> int:
        return round(self._playhead())

    def _chopped(self, notes: Selection) -> list[Note]:
        return shaping.chop(notes, self._editor.next_grid_point)

    def _transpose_in_scale(self, steps: int) -> None:
        scale_at = self._editor.scale_at
        self._editor.shape(lambda notes: shaping.transpose_in_scale(notes, steps, scale_at), "Transpose in scale")


def _humanised(notes: Selection) -> list[Note]:
    return shaping.humanise(notes, ticks=_HUMAN_TICKS, velocity=_HUMAN_VELOCITY, seed=randrange(2**32))


def _ramped(notes: Selection) -> list[Note]:
    ordered = sorted(notes)
    return shaping.ramp_velocity(ordered, ordered[0].velocity, ordered[-1].velocity)
