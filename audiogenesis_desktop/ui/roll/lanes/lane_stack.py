"""Which strips lie over and under the roll, in which order, and which of them are shown."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.score.curves import KINDS
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.roll.editor import Editor
from audiogenesis_desktop.ui.roll.gutter import GutterLabel
from audiogenesis_desktop.ui.roll.lanes.chord_lane import ChordLane
from audiogenesis_desktop.ui.roll.lanes.curve_lane import CurveLane
from audiogenesis_desktop.ui.roll.lanes.item_lane import ItemLane
from audiogenesis_desktop.ui.roll.lanes.lane import Lane
from audiogenesis_desktop.ui.roll.lanes.marker_lane import MarkerLane, shown_markers
from audiogenesis_desktop.ui.roll.lanes.picture_lane import PictureLane
from audiogenesis_desktop.ui.roll.lanes.section_lane import SectionLane
from audiogenesis_desktop.ui.roll.lanes.signature_lane import SignatureLane
from audiogenesis_desktop.ui.roll.lanes.tempo_lane import TempoLane
from audiogenesis_desktop.ui.roll.lanes.velocity_lane import VelocityLane
from audiogenesis_desktop.ui.roll.viewport import Viewport
from audiogenesis_desktop.ui.theme import Theme


class Lanes(QObject):
    """The strips with their names; `choices` has what the user has shown or hidden, and may be the settings' own."""

    def __init__(self, viewport: Viewport, editor: Editor, theme: Theme, roll: QWidget, actions: Actions) -> None:
        """Make every lane, and bind the commands that show or hide it or open what it has at the playhead."""
        super().__init__(roll)
        self.picture = PictureLane(viewport, theme)
        self.signatures = SignatureLane(viewport, editor, theme)
        self.tempi = TempoLane(viewport, editor, theme)
        self.markers = MarkerLane(viewport, editor, theme)
        self.sections = SectionLane(viewport, editor, theme)
        self.chords = ChordLane(viewport, editor, theme)
        self.velocities = VelocityLane(viewport, editor, theme)
        self.curves = [CurveLane(viewport, editor, theme, kind) for kind in KINDS]
        music = (self.signatures, self.tempi, self.markers, self.sections, self.chords)
        self.above: tuple[Lane, ...] = (self.picture, *music)
        self.below: tuple[Lane, ...] = (self.velocities, *self.curves)
        self.labels = {lane: GutterLabel(lane, theme) for lane in self}
        self.labels[self.velocities].make_foldable()
        self.choices: dict[str, bool] = {}
        self._score = Score()
        self._roll, self._commands = roll, actions
        self.actions = {lane: actions[f"lane_{_plain(lane)}"] for lane in self if lane is not self.velocities}
        self._bind()
        for label in self.labels.values():
            label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            label.customContextMenuRequested.connect(lambda at, over=label: self._offer(over, at))

    def _bind(self) -> None:
        for lane in self.actions:
            self._commands.bind_switches({f"lane_{_plain(lane)}": partial(self._choose, lane)})
        for lane in (self.markers, self.sections, self.chords, self.tempi, self.signatures):
            self._commands.bind({f"here_{_plain(lane)}": partial(self.open_at_playhead, lane)})

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

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for widget in (*self, *self.labels.values()):
            widget.set_theme(theme)

    def _has_news(self, lane: Lane, score: Score) -> bool:
        """Return whether a lane tells what cannot be seen elsewhere."""
        news: dict[Lane, bool] = {
            self.picture: self.picture.has_picture,
            self.signatures: len(score.meters) > 1 or len(score.keys) > 1,
            self.markers: bool(shown_markers(score)),
            self.sections: bool(score.sections),
            self.chords: bool(score.chords),
        }
        return news.get(lane, False)

    def _choose(self, lane: Lane, is_shown: bool) -> None:
        self.choices[lane.accessibleName()] = is_shown
        self.show(self._score)
        if is_shown and lane.focusPolicy() != Qt.FocusPolicy.NoFocus:
            lane.setFocus()

    def open_at_playhead(self, lane: ItemLane | TempoLane) -> None:
        """Show a lane and open what it has at the playhead, or something new there."""
        self._show_for_opening(lane)
        lane.open(lane.place_for(lane.playhead))

    def _show_for_opening(self, lane: Lane) -> None:
        if lane.isHidden():
            self._choose(lane, True)
            if (layout := self._roll.layout()) is not None:
                layout.activate()

    def open_signature(self) -> None:
        """Open the meter and key that hold at the playhead, where they were set."""
        self._show_for_opening(self.signatures)
        self.signatures.open(max((t for t in self.signatures.ticks() if t <= self.signatures.playhead), default=0))

    def _offer(self, over: QWidget, at: QPoint) -> None:
        menu = QMenu(over)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._commands.fill(menu, self._commands.table.menu("lanes"))
        menu.popup(over.mapToGlobal(at))


def _plain(lane: Lane) -> str:
    """Return a lane's name as it stands in the ids of commands."""
    return lane.accessibleName().lower().replace(", ", "_").replace(" ", "_")
