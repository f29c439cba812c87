"""Every command of the window, once: its words, its key and its icon, shared by menus and buttons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from audiogenesis_desktop.ui.arrange_actions import ArrangeActions
from audiogenesis_desktop.ui.icons import icon
from audiogenesis_desktop.ui.live_actions import LiveActions
from audiogenesis_desktop.ui.roll.note_actions import CUTTING, EDITING, PITCHES, SELECTING, TIMING
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import Theme
from audiogenesis_desktop.ui.view_actions import ViewActions

_ICONS = {
    "to_start": "to-start",
    "stop": "stop",
    "record": "record",
    "loop": "loop",
    "metronome": "metronome",
    "fold": "tracks",
}


class Actions:
    """The commands as QActions; the window connects them."""

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        """Make every action and give it to the window, so that its key works everywhere in it."""
        self._window = window
        keys = QKeySequence.StandardKey
        self.open = self._make("&Open…", "Open a MIDI file", keys.Open)
        self.save = self._make("&Save", "Save as a MIDI file", keys.Save)
        self.save_as = self._make("Save &as…", "Save as another MIDI file", "Ctrl+Shift+S")
        self.export_wav = self._make("&Export .wav…", "Render to a WAV file, 48 kHz 24 bit", "Ctrl+E")
        self.quit = self._make("&Quit", "Close the studio", "Ctrl+Q")
        self.undo = self._make("&Undo", "Take back the last change", keys.Undo)
        self.redo = self._make("&Redo", "Bring back what was undone", "Ctrl+Shift+Z")
        self.remove_track = self._make("Remove &track", "Remove the edited track")
        self.play = self._make("&Play", "Play or pause", "Space")
        self.stop = self._make("&Stop", "Stop where playing began; once more for the start", "Shift+Space")
        self.record = self._make("&Record", "Record what is played, after the count-in", "Ctrl+R", checkable=True)
        self.to_start = self._make("Return to s&tart", "Return to the start", "Home")
        self.loop = self._make("&Loop", "Loop the marked stretch, or the whole piece", "L", checkable=True)
        self.metronome = self._make("&Metronome", "Click on every beat", "K", checkable=True)
        self.typing = self._make(
            "Play by &keyboard",
            "Let letters play the edited track: A to L, Z and X for octaves",
            "Ctrl+Shift+K",
            checkable=True,
        )
        self.compose = self._make("&Compose", "Compose from the prompt", "Ctrl+Return")
        self.endless = self._make(
            "Compose e&ndlessly", "Compose and play section after section until stopped", "Ctrl+Alt+Return"
        )
        self.at_once = self._make(
            "Play &while composing", "Play as soon as the first bar is there", "Ctrl+Alt+P", checkable=True
        )
        self.prompt = self._make("Go to the &prompt", "Write in the prompt", "Ctrl+L")
        self.cancel = self._make("S&top composing", "Stop composing and keep what is there", "Esc")
        self.cancel.setEnabled(False)  # only while composing: elsewhere Esc belongs to whoever has the focus
        self.palette = self._make("Find a comma&nd…", "Find any command by typing", "Ctrl+K")
        self.quantise_as = self._make("Quantise &as…", "Choose grid, strength and swing", "Ctrl+Shift+Q")
        self.light = self._make("&Light theme", "Switch between dark and light", checkable=True)
        self.fold = self._make("&Track list", "Show or fold the track list", "Ctrl+T", checkable=True)
        self.mixer = self._make("&Mixer", "Show or fold the mixer", "Ctrl+M", checkable=True)
        self.zoom_to_fit = self._make("Zoom to &fit", "Show the whole piece", "F")
        self.preferences = self._make("Pre&ferences…", "Driver, latency, SoundFonts and effects", "Ctrl+,")
        self.soundfont = self._make("Sound&Font…", "Choose the SoundFont to play and render with")
        for name, action in list(vars(self).items()):
            if isinstance(action, QAction):
                action.setObjectName(name)
        self.set_theme(theme)
        self.show_playing(False)

    def fill_menu_bar(
        self, output_menu: QMenu, roll: RollView, arrange: ArrangeActions, view: ViewActions, live: LiveActions
    ) -> None:
        """Fill the window's menu bar."""
        bar = self._window.menuBar()
        bar.setNativeMenuBar(True)
        menus = {
            "&File": (self.open, None, self.save, self.save_as, self.export_wav, None, self.quit),
            "&Edit": (
                self.undo,
                self.redo,
                None,
                self.compose,
                self.endless,
                self.cancel,
                None,
                self.palette,
                self.preferences,
            ),
            "&Notes": (self.quantise_as,),
            "&Arrange": (),
            "&Play": (
                self.play,
                self.stop,
                self.to_start,
                None,
                self.loop,
                self.metronome,
                None,
                self.at_once,
                self.typing,
                None,
                self.record,
            ),
            "&View": (self.prompt, self.fold, self.mixer, self.zoom_to_fit, None, self.light),
        }
        for title, actions in menus.items():
            menu = bar.addMenu(title)
            for action in actions:
                menu.addAction(action) if action is not None else menu.addSeparator()
            if title == "&Notes":
                roll.note_actions.add_to(menu, TIMING, CUTTING, PITCHES, SELECTING)
            elif title == "&Edit":
                roll.note_actions.insert_before(self.compose, menu, EDITING)
            elif title == "&Arrange":
                arrange.fill(menu, self.remove_track, roll.lanes.here)
            elif title == "&Play":
                live.fill_play_menu(menu)
            elif title == "&View":
                view.insert_before(self.light, menu)
                roll.lanes.fill(menu.addMenu("La&nes"))
        output_menu.setTitle("&Output")
        bar.addMenu(output_menu)
        bar.addMenu(live.input_menu)

    def show_history(self, undo_label: str, redo_label: str) -> None:
        """Name what undo and redo would change; an empty label means there is nothing."""
        for action, word, label in ((self.undo, "Undo", undo_label), (self.redo, "Redo", redo_label)):
            action.setText(f"&{word} {_plain(label)}".strip())
            action.setEnabled(bool(label))

    def show_playing(self, is_playing: bool) -> None:
        """Turn Play into Pause, or back."""
        name = "pause" if is_playing else "play"
        if self.play.data() != name:
            self.play.setData(name)
            self.play.setText("&Pause" if is_playing else "&Play")
            self.play.setIcon(icon(name, self._theme))
            self._describe(self.play, "Pause" if is_playing else "Play")

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in another theme's colours."""
        self._theme = theme
        for name, glyph in _ICONS.items():
            getattr(self, name).setIcon(icon(glyph, theme, checked_accent=True))
        self.play.setIcon(icon(self.play.data() or "play", theme))

    def _make(
        self,
        text: str,
        what: str,
        key: QKeySequence.StandardKey | str | None = None,
        *,
        checkable: bool = False,
    ) -> QAction:
        action = QAction(text, self._window)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        action.setCheckable(checkable)
        action.setIconVisibleInMenu(False)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._describe(action, what)
        self._window.addAction(action)
        return action

    @staticmethod
    def _describe(action: QAction, what: str) -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{what} ({key})" if key else what)


def _plain(label: str) -> str:
    """Return a label as it continues a sentence, with no letter underlined by accident."""
    return (label[:1].lower() + label[1:]).replace("&", "&&")
