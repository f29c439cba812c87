"""Which editor a field of the Brief has."""

from collections.abc import Callable

from audiogenesis_desktop.brief.brief import ARCS, TEXTURES, Brief
from audiogenesis_desktop.ui.brief_fields import form
from audiogenesis_desktop.ui.chips import styles
from audiogenesis_desktop.ui.editors.density_editor import DensityEditor
from audiogenesis_desktop.ui.editors.field_editor import FieldEditor
from audiogenesis_desktop.ui.editors.form_editor import FormEditor
from audiogenesis_desktop.ui.editors.hits_editor import HitsEditor
from audiogenesis_desktop.ui.editors.instrument_picker import InstrumentPicker
from audiogenesis_desktop.ui.editors.key_wheel import KeyWheel
from audiogenesis_desktop.ui.editors.length_editor import LengthEditor
from audiogenesis_desktop.ui.editors.mood_pad import MoodPad
from audiogenesis_desktop.ui.editors.presets import ChordsEditor, MeterEditor
from audiogenesis_desktop.ui.editors.style_editor import StyleEditor
from audiogenesis_desktop.ui.editors.tempo_editor import TempoEditor
from audiogenesis_desktop.ui.editors.words_editor import WordsEditor
from audiogenesis_desktop.ui.theme import Theme


def editor_of(name: str, brief: Brief, theme: Theme) -> FieldEditor | None:
    """Return the editor of a field, showing what a Brief has; None where text alone serves."""
    makers: dict[str, Callable[[], FieldEditor]] = {
        "key": lambda: KeyWheel(theme, brief.key),
        "valence": lambda: MoodPad(theme, brief.valence, brief.energy),
        "tempo_bpm": lambda: TempoEditor(theme, brief.tempo_bpm),
        "length_seconds": lambda: LengthEditor(brief),
        "meter": lambda: MeterEditor(brief.meter),
        "instruments": lambda: InstrumentPicker(brief.instruments, brief.banned),
        "banned": lambda: InstrumentPicker(brief.banned, brief.instruments, rules_out=True),
        "style": lambda: StyleEditor(styles(brief)),
        "density": lambda: DensityEditor(theme, brief.density),
        "arc": lambda: WordsEditor("arc", ARCS, brief.arc),
        "texture": lambda: WordsEditor("texture", TEXTURES, brief.texture),
        "chords": lambda: ChordsEditor(brief.chords, brief.key.mode),
        "form": lambda: FormEditor(form(brief)),
        "hits": lambda: HitsEditor(theme, brief),
    }
    return makers[name]() if name in makers else None
