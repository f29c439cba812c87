"""The Brief as chips: what was understood, and whether it was said, inferred or set by hand."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QPushButton, QToolButton, QWidget

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.ui.icons import SMALL, icon
from audiogenesis_desktop.ui.theme import BODY_SIZE, SPACE, Theme

CHIP_HEIGHT = 6 * SPACE
_GAP, _PADDING, _DOT, _COUNT_WIDTH = 6, 10, 5, 40
HINT = "As you type, what is understood shows here: mood, tempo, key, meter, length, instruments"
MOODS = (("melancholic", "calm", "serene"), ("wistful", "balanced", "warm"), ("tense", "driving", "joyful"))
_MOST_BANNED = 3
_LONGEST = 28  # letters
_HOW = {
    Origin.SAID: "said in the prompt",
    Origin.INFERRED: "inferred from the prompt",
    Origin.DEFAULT: "taken because nothing else was asked",
    Origin.EDITED: "set by hand",
}
_REMOVING = {Origin.SAID: ", Delete to take it out", Origin.EDITED: ", Delete to give it back"}
_AUTHORITY = list(Origin)


class ChipText(NamedTuple):
    """One thing understood: the Brief's field, what to show, where it came from, all of it if cut, and for lists
    which of its values."""

    field: str
    text: str
    origin: Origin
    detail: str = ""
    names: tuple[Any, ...] = ()

    def is_caused_by(self, cause: Cause) -> bool:
        """Return whether these words of the prompt are why it is there."""
        return cause.field == self.field and (not cause.name or cause.name in self.names)


def chips_of(brief: Brief, *, said_only: bool = False) -> list[ChipText]:
    """Return the chips of a Brief in reading order; with `said_only` those that the user gave, and who plays along."""
    chips = [
        ChipText("valence", mood(brief.valence, brief.energy), _origin(brief, "valence", "energy")),
        *(ChipText("style", name, brief.origin("style"), names=(name,)) for name in styles(brief)),
        ChipText("tempo_bpm", _tempo(brief), brief.origin("tempo_bpm"), _tempo_detail(brief)),
        ChipText("key", brief.key.name, brief.origin("key")),
        ChipText("meter", "{}/{}".format(*brief.meter), brief.origin("meter")),
        ChipText("length_seconds", clock(brief.length_seconds), brief.origin("length_seconds")),
        *_players(brief),
        *_banned(brief),
        *(ChipText("arc", name, brief.origin("arc"), names=(name,)) for name in brief.arc),
        *(ChipText("texture", name, brief.origin("texture"), names=(name,)) for name in brief.texture),
        *_given(brief),
        *(_hit(brief, hit) for hit in sorted((*brief.hits, *brief.missed))),
    ]
    if brief.only:
        chips.append(ChipText("only", "nothing else", brief.origin("only")))
    if brief.is_chosen("density"):
        word = "sparse" if brief.density < 0.4 else "dense" if brief.density > 0.6 else "moderate"
        if word not in brief.texture:  # which says it, and is its own chip
            chips.append(ChipText("density", word, brief.origin("density")))
    wanted = {Origin.SAID, Origin.EDITED}
    return [chip for chip in chips if {chip.origin, brief.origin(chip.field)} & wanted] if said_only else chips


def _given(brief: Brief) -> list[ChipText]:
    """Return a chip for chords and one for a form that are given, cut where they are long."""
    texts = {name: f"{name} {getattr(brief, name)}" for name in ("chords", "form") if getattr(brief, name)}
    return [ChipText(name, shortened(text), brief.origin(name), text) for name, text in texts.items()]


def shortened(text: str) -> str:
    """Return a text in one line, cut where it is long for a chip."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _tempo(brief: Brief) -> str:
    if brief.played_bpm is None:
        return f"{plain(brief.tempo_bpm)} BPM"
    return f"{plain(brief.played_bpm)} BPM, not {plain(brief.tempo_bpm)}"


def plain(bpm: float) -> str:
    """Return a tempo as people read it: 128.5, or 129 where it is that to a tenth."""
    return f"{round(bpm, 1):g}"


def _tempo_detail(brief: Brief) -> str:
    if brief.played_bpm is None:
        exact = f"{round(brief.tempo_bpm, 2):g} BPM"
        return exact if exact != _tempo(brief) else ""
    return f"{round(brief.played_bpm, 2):g} BPM, not {brief.tempo_bpm:g}, so that whole bars fill the length"


def _hit(brief: Brief, hit: float) -> ChipText:
    kind = dict(brief.hit_kinds).get(hit, "hit")
    origin, text = brief.origin("hits"), f"{kind} {'into' if kind == 'riser' else 'at'} {clock(hit)}"
    if hit not in brief.missed:
        return ChipText("hits", text, origin, names=(hit,))
    return ChipText("hits", f"no {text}", origin, f"{text} is not met", (hit,))


def _players(brief: Brief) -> list[ChipText]:
    """Return a chip for each instrument: two violins are one chip."""
    counts = Counter(brief.instruments)
    texts = {name: f"{count} × {name}" if count > 1 else name for name, count in counts.items()}
    return [ChipText("instruments", text, _player_origin(brief, name), names=(name,)) for name, text in texts.items()]


def _player_origin(brief: Brief, name: str) -> Origin:
    """Return who chose a player: the style, where others are said and it only lacked this one."""
    origin = brief.origin("instruments")
    said = [cause.name for cause in brief.causes if cause.field == "instruments"]
    is_added = bool(said) and "" not in said and name not in said
    return Origin.INFERRED if origin is Origin.SAID and is_added else origin


def _banned(brief: Brief) -> list[ChipText]:
    origin, names = brief.origin("banned"), brief.banned
    if len(names) <= _MOST_BANNED:
        return [ChipText("banned", f"no {name}", origin, names=(name,)) for name in names]
    # "No drums" rules out every drum there is: one chip says it, its tool tip names them all.
    return [ChipText("banned", f"no {names[0]} +{len(names) - 1}", origin, f"no {', '.join(names)}", names)]


def mood(valence: float, energy: float) -> str:
    """Return a word for valence -1..1 and energy 0..1."""
    row = 0 if energy < 0.4 else 2 if energy > 0.65 else 1
    column = 0 if valence < -0.25 else 2 if valence > 0.25 else 1
    return MOODS[row][column]


def clock(seconds: float) -> str:
    """Return m:ss, with what follows the point only if there is any."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    whole, thousandths = divmod(rest, 1000)
    return f"{minutes}:{whole:02}" + (f".{thousandths:03}".rstrip("0") if thousandths else "")


def styles(brief: Brief) -> list[str]:
    """Return the styles that count: the leading one, and a second if it has its share."""
    ranked = sorted(brief.style, key=lambda pair: -pair[1])
    return [name for i, (name, weight) in enumerate(ranked[:2]) if i == 0 or weight >= 0.3]


def _origin(brief: Brief, *names: str) -> Origin:
    return max((brief.origin(name) for name in names), key=_AUTHORITY.index)


class Chip(QAbstractButton):
    """A dot for what was said, plain for what was inferred, filled for what was set by hand."""

    removed = Signal()
    pointed = Signal(bool)  # whether the pointer or the focus is on it

    def __init__(self, chip: ChipText, theme: Theme, parent: QWidget) -> None:
        """Show one thing understood."""
        super().__init__(parent)
        self.chip, self._theme, self._is_marked = chip, theme, False
        font = self.font()
        font.setPixelSize(BODY_SIZE)
        self.setFont(font)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_text(chip, theme)

    def show_text(self, chip: ChipText, theme: Theme) -> None:
        """Show what is understood now."""
        self.chip, self._theme = chip, theme
        self.setText(chip.text)
        how = _HOW[chip.origin]
        self.setAccessibleName(f"{chip.detail or chip.text}, {how}")
        self.setToolTip(f"{chip.detail or chip.text}: {how} (click to change{_REMOVING.get(chip.origin, '')})")
        self.resize(self.sizeHint())
        self.update()

    def set_marked(self, is_marked: bool) -> None:
        """Show that the cursor stands in the words that caused the chip."""
        if is_marked != self._is_marked:
            self._is_marked = is_marked
            self.update()

    def sizeHint(self) -> QSize:
        """Return the text's width with room about it and for the dot."""
        dot = _DOT + 6 if self.chip.origin is Origin.SAID else 0
        text = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(text + 2 * _PADDING + dot, CHIP_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the chip as Space does, and Delete give its choice back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that the pointer came."""
        self.pointed.emit(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer went."""
        self.pointed.emit(False)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus came."""
        self.pointed.emit(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus went."""
        self.pointed.emit(False)
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to change the field and to give it back."""
        menu = QMenu(self)
        menu.addAction("Change…").triggered.connect(lambda: self.click())
        removing = {Origin.EDITED: "Give back"}.get(self.chip.origin, "Take out")
        menu.addAction(removing).triggered.connect(lambda: self.removed.emit())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill, its text and its dot."""
        theme, origin = self._theme, self.chip.origin
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline, fill, ink = theme.line, theme.surface_1, theme.text_dim
        if origin is Origin.SAID:
            outline, fill, ink = theme.line_strong, theme.surface_2, theme.text
        elif origin is Origin.EDITED:
            outline, fill, ink = theme.accent, theme.accent, theme.on_accent
        elif origin is Origin.INFERRED:
            fill, ink = theme.surface_2, theme.text
        if self.underMouse() or self._is_marked:
            outline = theme.text_dim
        if self.hasFocus():
            outline = theme.accent if origin is not Origin.EDITED else theme.text
        painter.setPen(QPen(outline, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        painter.setPen(ink)
        area = self.rect().adjusted(_PADDING, 0, -_PADDING, -1)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if origin is Origin.SAID:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            centre = QPointF(self.width() - _PADDING - _DOT / 2, self.height() / 2)
            painter.drawEllipse(centre, _DOT / 2, _DOT / 2)
        painter.end()


class ChipRow(QWidget):
    """One line of chips; what finds no room is in a menu behind it, and a last button offers what has no chip yet."""

    chip_clicked = Signal(str, QWidget)  # the Brief's field, the widget that was clicked
    chip_removed = Signal(ChipText)
    chip_pointed = Signal(ChipText)  # that is pointed at, or None
    more_clicked = Signal(QWidget)  # the button

    def __init__(self, theme: Theme) -> None:
        """Begin with a hint in place of chips."""
        super().__init__()
        self._theme = theme
        self._texts: list[ChipText] = []
        self.chips: list[Chip] = []
        self._hint = QLabel(HINT, self)
        self._hint.setObjectName("dim")
        self.rest = QPushButton(self)
        self.rest.setObjectName("rest")
        self.rest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rest.clicked.connect(self._offer_rest)
        self.add = QToolButton(self)
        self.add.setObjectName("add")
        self.add.setFixedSize(CHIP_HEIGHT, CHIP_HEIGHT)
        self.add.setIconSize(QSize(SMALL, SMALL))
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setAccessibleName("Set something by hand")
        self.add.setToolTip("Set tempo, key, length, instruments and more by hand")
        self.add.clicked.connect(lambda: self.more_clicked.emit(self.add))
        self.setFixedHeight(CHIP_HEIGHT)
        self.set_theme(theme)

    def set_brief(self, brief: Brief | None, *, said_only: bool = False) -> None:
        """Show a Brief, or the hint again."""
        texts = [] if brief is None else chips_of(brief, said_only=said_only)
        if texts != self._texts:
            self._texts = texts
            self._rebuild()

    def set_hint(self, hint: str) -> None:
        """Tell something else where there are no chips."""
        if hint != self._hint.text():
            self._hint.setText(hint)
            self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.add.setIcon(icon("add", theme))
        self._rebuild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the chips to the new width."""
        super().resizeEvent(event)
        self._arrange()

    def mark(self, causes: Sequence[Cause]) -> None:
        """Mark the chips that these words of the prompt caused."""
        for chip in self.chips:
            chip.set_marked(any(chip.chip.is_caused_by(cause) for cause in causes))

    def _rebuild(self) -> None:
        """Keep the chips of what is still understood, so that pointer and focus stay with them."""
        focused = self.window().focusWidget()
        had_focus = self.chips.index(focused) if focused in self.chips else -1
        former = {(chip.chip.field, chip.chip.names): chip for chip in self.chips}
        self.chips = []
        for text in self._texts:
            chip = former.pop((text.field, text.names), None) or self._chip(text)
            chip.show_text(text, self._theme)
            self.chips.append(chip)
        for chip in former.values():
            chip.hide()
            chip.deleteLater()
        self._chain()
        self._arrange()
        if had_focus >= 0 and focused not in self.chips:
            place = min(had_focus, len(self.chips) - 1)
            (self.chips[place] if place >= 0 and self.chips[place].isVisible() else self.add).setFocus()

    def _chip(self, text: ChipText) -> Chip:
        chip = Chip(text, self._theme, self)
        chip.clicked.connect(lambda: self.chip_clicked.emit(chip.chip.field, chip))
        chip.removed.connect(lambda: self.chip_removed.emit(chip.chip))
        chip.pointed.connect(lambda is_so: self.chip_pointed.emit(chip.chip if is_so else None))
        return chip

    def _chain(self) -> None:
        """Let Tab reach the chips in their order: new ones would come after everything else in the window."""
        self._hint.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt puts nothing behind what takes no focus
        parts = (self._hint, *self.chips, self.rest, self.add)
        for sooner, later in pairwise(parts):
            QWidget.setTabOrder(sooner, later)
        self._hint.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _offer_rest(self) -> None:
        menu = QMenu(self)
        for chip in self.chips:
            if not chip.isVisible():
                action = menu.addAction(chip.text())
                action.triggered.connect(lambda _=False, c=chip: self.chip_clicked.emit(c.chip.field, self.rest))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.rest.mapToGlobal(QPoint(0, self.rest.height() + SPACE)))

    def _arrange(self) -> None:
        self._hint.setVisible(not self.chips)
        left, hidden = 0, list[str]()
        if not self.chips:
            left = min(self._hint.sizeHint().width() + 2 * _GAP, self.width() - CHIP_HEIGHT - SPACE)
            self._hint.setGeometry(SPACE, 0, left, CHIP_HEIGHT)
        for i, chip in enumerate(self.chips):
            reserve = CHIP_HEIGHT + (0 if i == len(self.chips) - 1 else _COUNT_WIDTH + _GAP)
            fits = not hidden and left + chip.width() + reserve <= self.width()
            chip.setVisible(fits)
            if fits:
                chip.move(left, 0)
                left += chip.width() + _GAP
            else:
                hidden.append(chip.text())
        self.rest.setVisible(bool(hidden))
        self.rest.setText(f"+{len(hidden)}")
        self.rest.setToolTip(", ".join(hidden) or "No more")
        self.rest.setAccessibleName(f"{len(hidden)} more: {', '.join(hidden)}")
        self.rest.setGeometry(left, 0, _COUNT_WIDTH, CHIP_HEIGHT)
        self.rest.raise_()
        self.add.move(left + (_COUNT_WIDTH + _GAP if hidden else 0), 0)
