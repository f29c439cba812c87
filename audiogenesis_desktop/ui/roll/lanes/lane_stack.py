"""Which strips lie over and under the roll, in which order, and which of them are shown."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.score.curves import KINDS
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.gutter import GutterLabel
from audiogenesis_desktop.ui.roll.lanes.chord_lane import ChordLane
from audiogenesis_desktop.ui.roll.lanes.curve_lane import CurveLane
from audiogenesis_desktop.ui.roll.lanes.item_lane import ItemLane
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.lanes.marker_lane import MarkerLane, shown_markers
from audiogenesis_desktop.ui.roll.lanes.section_lane import SectionLane
from audiogenesis_desktop.ui.roll.lanes.signature_lane import SignatureLane
from audiogenesis_desktop.ui.roll.lanes.tempo_lane import TempoLane
from audiogenesis_desktop.ui.roll.lanes.velocity_lane import VelocityLane
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme


class Lanes(QObject):
    """The strips with their names; `choices` has what the user has shown or hidden, and may be the settings' own."""

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme, roll: QWidget) -> None:
        """Make every lane, and a command that shows or hides it."""
        super().__init__(roll)
        self.signatures = SignatureLane(viewport, editor, theme)
        self.tempi = TempoLane(viewport, editor, theme)
        self.markers = MarkerLane(viewport, editor, theme)
        self.sections = SectionLane(viewport, editor, theme)
        self.chords = ChordLane(viewport, editor, theme)
        self.velocities = VelocityLane(viewport, editor, theme)
        self.curves = [CurveLane(viewport, editor, theme, kind) for kind in KINDS]
        self.above: tuple[Lane, ...] = (self.signatures, self.tempi, self.markers, self.sections, self.chords)
        self.below: tuple[Lane, ...] = (self.velocities, *self.curves)
        self.labels = {lane: GutterLabel(lane, theme) for lane in self}
        self.labels[self.velocities].make_foldable()
        self.choices: dict[str, bool] = {}
        self._score = Score()
        self._roll = roll
        toggled = [lane for lane in self if lane is not self.velocities]
        self.actions = {lane: self._action(lane, f"Alt+{number % 10}") for number, lane in enumerate(toggled, 1)}
        self.here = [
            self._here(*command)
            for command in (
                ("&Marker here…", "Name this moment", "Shift+M", self.markers),
                ("Se&ction from here…", "Begin or rename a section", "Ctrl+Alt+S", self.sections),
                ("C&hord here…", "Write a chord", "Ctrl+Alt+H", self.chords),
                ("&Tempo from here…", "Change the tempo", "Ctrl+Alt+T", self.tempi),
                ("M&eter and key from here…", "Change meter or key", "Ctrl+Alt+M", self.signatures),
            )
        ]
        for label in self.labels.values():
            label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            label.customContextMenuRequested.connect(lambda at, over=label: self._offer(over, at))

    def __iter__(self) -> Iterator[Lane]:
        yield from (*self.above, *self.below)

    def show(self, score: Score) -> None:
        """Show the lanes that are chosen, and those that have something to tell and are not hidden."""
        self._score = score
        for lane, action in self.actions.items():
            is_shown = self.choices.get(lane.accessibleName(), self._has_news(lane, score))
            lane.setVisible(is_shown)
            self.labels[lane].setVisible(is_shown)
            action.setChecked(is_shown)

    def restore(self, choices: dict[str, bool]) -> None:
        """Take what was chosen before, and note there what is chosen from now on."""
        self.choices = choices
        self.show(self._score)

    def fill(self, menu: QMenu) -> None:
        """Offer every lane in a menu."""
        menu.addActions([self.actions[lane] for lane in self.above])
        menu.addSeparator()
        menu.addActions([self.actions[lane] for lane in self.curves])

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for widget in (*self, *self.labels.values()):
            widget.set_theme(theme)

    def _has_news(self, lane: Lane, score: Score) -> bool:
        """Return whether a lane tells what cannot be seen elsewhere."""
        news: dict[Lane, bool] = {
            self.signatures: len(score.meters) > 1 or len(score.keys) > 1,
            self.markers: bool(shown_markers(score)),
            self.sections: bool(score.sections),
            self.chords: bool(score.chords),
        }
        return news.get(lane, False)

    def _action(self, lane: Lane, key: str) -> QAction:
        name = lane.accessibleName()
        action = QAction(f"{name} lane", self._roll)
        action.setObjectName(f"lane_{_plain(name)}")
        action.setCheckable(True)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"Show or hide the {name.lower()} lane ({key})")
        action.triggered.connect(lambda on: self._choose(lane, on))
        self._roll.addAction(action)
        return action

    def _choose(self, lane: Lane, is_shown: bool) -> None:
        self.choices[lane.accessibleName()] = is_shown
        self.show(self._score)
        if is_shown and lane.focusPolicy() != Qt.FocusPolicy.NoFocus:
            lane.setFocus()

    def _here(self, text: str, what: str, key: str, lane: ItemLane | TempoLane) -> QAction:
        action = QAction(text, self._roll)
        action.setObjectName(f"here_{_plain(lane.accessibleName())}")
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{what} at the playhead ({key})")
        action.triggered.connect(lambda: self.open_at_playhead(lane))
        self._roll.addAction(action)
        return action

    def open_at_playhead(self, lane: ItemLane | TempoLane) -> None:
        """Show a lane and open what it has at the playhead, or something new there."""
        self._show_for_opening(lane)
        lane.open(lane.place_for(lane.playhead))

    def _show_for_opening(self, lane: Lane) -> None:
        if lane.isHidden():
            self._choose(lane, True)
            self._roll.layout().activate()

    def open_signature(self) -> None:
        """Open the meter and key that hold at the playhead, where they were set."""
        self._show_for_opening(self.signatures)
        self.signatures.open(max((t for t in self.signatures.ticks() if t <= self.signatures.playhead), default=0))

    def _offer(self, over: QWidget, at: QPoint) -> None:
        menu = QMenu(over)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(over.mapToGlobal(at))


def _plain(name: str) -> str:
    return name.lower().replace(", ", "_").replace(" ", "_")
