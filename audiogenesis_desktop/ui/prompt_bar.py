"""The prompt: the largest text in the window, and the button that composes, then stops."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIntValidator, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QToolButton, QWidget

from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.ui.icons import icon
from audiogenesis_desktop.ui.prompt_edit import PROMPT_HEIGHT, PromptEdit, without_words
from audiogenesis_desktop.ui.prompt_list import PromptList
from audiogenesis_desktop.ui.theme import SPACE, Theme

_SEED_TIP = "The same prompt with the same seed gives the same piece; empty draws a new seed"
_SWEEP_MS, _SWEEP_STEP = 33, 0.02


class PromptBar(QWidget):
    """Where the music is described. Enter composes, Escape cancels."""

    compose_requested = Signal(str)  # the prompt
    stop_requested = Signal()
    cancelled = Signal()  # Escape while nothing is composing
    text_changed = Signal(str)  # the prompt
    caret_moved = Signal(int)  # where in the prompt the cursor stands, -1 for nowhere

    def __init__(self, theme: Theme, history: PromptHistory) -> None:
        """Lay out prompt, seed and button; the history is what the menu and the arrows go through."""
        super().__init__()
        self._is_composing, self._theme, self._history = False, theme, history
        self._is_endless, self._asks_again = False, ""
        self.edit = self._prompt_edit()
        self.list: PromptList | None = None
        self._draft = ""  # what was being typed before going through earlier prompts
        self.status = QLabel()
        self.status.setObjectName("dim")
        self.status.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.seed = self._seed_edit()
        self._slot = QStackedWidget()  # one place for both, so that nothing shifts when composing begins
        self._slot.setFixedSize(26 * SPACE, PROMPT_HEIGHT)
        self._slot.addWidget(self.seed)
        self._slot.addWidget(self.status)
        self.count = QToolButton()  # how many takes are written; whoever knows of takes gives it its menu
        self.count.setObjectName("count")
        self.count.setFixedSize(10 * SPACE, PROMPT_HEIGHT)
        self.count.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.count.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button = QPushButton("Compose")
        self.button.setObjectName("primary")
        self.button.setFixedSize(112, PROMPT_HEIGHT)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.edit, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._at_the_side(), 0, Qt.AlignmentFlag.AlignTop)
        self.set_theme(theme)
        self._label_button()

    @property
    def prompt(self) -> str:
        """Return the text as typed, without blanks about it."""
        return self.edit.text().strip()

    @property
    def chosen_seed(self) -> int | None:
        """Return the seed typed in, or None for a new one each time."""
        text = self.seed.text().strip()
        return int(text) if text.isdecimal() else None

    def set_prompt(self, text: str) -> None:
        """Put another text into the prompt; Undo brings back what was there."""
        self.edit.replace_text(text)

    def light_up(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Mark these stretches (start, end) of the prompt, as `prompt` counts them, and no others."""
        blanks = self._blanks
        colour = QColor(self._theme.accent)
        colour.setAlpha(90)
        self.edit.light_up([(blanks + start, blanks + end) for start, end in stretches], colour)

    def drop_words(self, start: int, end: int) -> None:
        """Take words out of the prompt, as `prompt` counts them, with a comma that would be left over."""
        self.edit.replace_text(without_words(self.prompt, start, end))

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.edit.more.setIcon(icon("history", theme))

    def open_list(self) -> None:
        """Offer favourites, earlier prompts and examples."""
        self.list = PromptList(self._theme, self._history, self.prompt, self)
        self.list.chosen.connect(self.set_prompt)
        self.list.open_below(self.edit)

    @property
    def _blanks(self) -> int:
        return len(self.edit.text()) - len(self.edit.text().lstrip())

    def _step(self, older: bool) -> None:
        is_draft = self.prompt not in self._history.recent
        if is_draft and older:
            self._draft = self.edit.text()
        other = self._history.step(self.prompt, older=older)
        if other is None and not older and not is_draft:
            other = self._draft
        if other is not None:
            self.set_prompt(other)

    def _caret_moved(self, position: int) -> None:
        is_here = self.edit.hasFocus() and position >= self._blanks
        self.caret_moved.emit(position - self._blanks if is_here else -1)

    def set_composing(self, is_composing: bool, *, endless: bool = False) -> None:
        """Turn the button into Stop, or back; while composing endlessly Enter still asks, for what comes next."""
        self._is_composing, self._is_endless = is_composing, endless
        self._slot.setCurrentWidget(self.status if is_composing else self.seed)
        self.status.setText("")
        self._label_button()

    def show_seed_used(self, seed: int | None) -> None:
        """Tell which seed made the piece, without asking for it again; None for a piece that was not composed."""
        tip = f"This piece was made with seed {seed}: type it to make the piece again"
        self.seed.setPlaceholderText("New seed" if seed is None else f"Was {seed}")
        self.seed.setToolTip(_SEED_TIP if seed is None else tip)

    def bring_back(self, prompt: str, seed: int) -> None:
        """Show again what a piece was asked by; a seed that is typed in gives way to that of the piece."""
        if self.prompt != prompt:
            self.set_prompt(prompt)
        if self.seed.text():
            self.seed.setText(str(seed))

    def take_focus(self) -> None:
        """Have the keyboard, ready for other words."""
        self.edit.setFocus()
        self.edit.selectAll()

    def restore(self, prompt: str, seed: int | None) -> None:
        """Show what was typed when the piece was saved."""
        if self.prompt != prompt:
            self.set_prompt(prompt)
        self.seed.setText("" if seed is None else str(seed))

    def set_asks_again(self, label: str) -> None:
        """Say on the button what Enter makes of the piece that is there; an empty label means that it composes one."""
        if label != self._asks_again:
            self._asks_again = label
            self._label_button()

    def set_status(self, text: str) -> None:
        """Say in a word what composing is at."""
        self.status.setText(text)

    def _at_the_side(self) -> QWidget:
        """Return seed and button side by side, as high as one line of prompt."""
        side = QWidget()
        side.setFixedHeight(PROMPT_HEIGHT)
        row = QHBoxLayout(side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._slot)
        row.addWidget(self.button)
        row.addWidget(self.count)
        return side

    def _prompt_edit(self) -> PromptEdit:
        edit = PromptEdit()
        edit.setObjectName("prompt")
        edit.setPlaceholderText("Describe the music you need")
        edit.setAccessibleName("Prompt")
        edit.setToolTip("Enter composes, Shift+Enter begins a line, Esc cancels, Up brings earlier prompts (Ctrl+L)")
        edit.entered.connect(self._entered)
        edit.cancelled.connect(self._escaped)
        edit.stepped.connect(self._step)
        edit.textChanged.connect(lambda: self.text_changed.emit(edit.text()))
        edit.caret_moved.connect(self._caret_moved)
        edit.more.setAccessibleName("Earlier prompts")
        edit.more.setToolTip("Favourites, earlier prompts and examples (Alt+Up and Alt+Down go through earlier ones)")
        edit.more.clicked.connect(self.open_list)
        return edit

    def _seed_edit(self) -> QLineEdit:
        seed = QLineEdit()
        seed.setFixedHeight(PROMPT_HEIGHT)
        seed.setValidator(QIntValidator(0, 2**31 - 1, seed))
        seed.setPlaceholderText("New seed")
        seed.setAccessibleName("Seed")
        seed.setToolTip(_SEED_TIP)
        seed.returnPressed.connect(self._entered)
        return seed

    def _label_button(self) -> None:
        composing = self._is_composing
        self.button.setText("Stop" if composing else self._asks_again or "Compose")
        self.button.setObjectName("stop" if composing else "primary")
        again = "Do this to the piece that is there (Enter); Ctrl+Enter composes a new piece"
        ask = again if self._asks_again else "Compose from the prompt (Enter)"
        self.button.setToolTip("Stop composing and keep what is there (Esc)" if composing else ask)
        self.button.setAccessibleName(self.button.text())
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)

    def _pressed(self) -> None:
        if self._is_composing:
            self.stop_requested.emit()
        else:
            self.compose_requested.emit(self.prompt)

    def _entered(self) -> None:
        if not self._is_composing or self._is_endless:
            self.compose_requested.emit(self.prompt)

    def _escaped(self) -> None:
        (self.stop_requested if self._is_composing else self.cancelled).emit()


class ProgressLine(QWidget):
    """The hairline under the prompt; while composing it fills with the accent, or sweeps until it can."""

    def __init__(self, theme: Theme) -> None:
        """Begin as a plain hairline."""
        super().__init__()
        self._theme = theme
        self._share: float | None = 0.0
        self._sweep = 0.0
        self.setFixedHeight(2)
        self._timer = QTimer(self)
        self._timer.setInterval(_SWEEP_MS)
        self._timer.timeout.connect(self._step)

    def set_progress(self, share: float | None) -> None:
        """Show 0..1; None means under way with no measure yet."""
        self._share = share
        if share is None:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the hairline and what of it is done."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)
        if self._share is None:
            width = self.width() * 0.2
            left = self._sweep * (self.width() + width) - width
            painter.fillRect(QRectF(left, 0, width, self.height()), self._theme.accent)
        elif self._share > 0:
            painter.fillRect(QRectF(0, 0, self.width() * self._share, self.height()), self._theme.accent)
        painter.end()

    def _step(self) -> None:
        self._sweep = (self._sweep + _SWEEP_STEP) % 1
        self.update()
