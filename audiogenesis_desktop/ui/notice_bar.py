"""Notices: one visible line that says what happened and what to do next, with the button that does it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from audiogenesis_desktop.studio.notices import DANGER, WARNING, Notice
from audiogenesis_desktop.ui.elided import plain_label, sentence
from audiogenesis_desktop.ui.icons import SMALL, icon, picture
from audiogenesis_desktop.ui.theme import SPACE, Theme

_MOST_LINES = 4


class NoticeBar(QWidget):
    """Shows the latest notice and how many wait under it; those before it come back when it goes."""

    mend_requested = Signal(str)  # which mend, by its name
    dismissed = Signal(str)  # the key of a notice that the user wants to see no more

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing to say, and hidden."""
        super().__init__()
        self._theme = theme
        self._notices: dict[str, Notice] = {}
        self._icon, self._text = QLabel(), plain_label()
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setAccessibleName("Notice")
        self._text.setWordWrap(True)
        self._more = QLabel()
        self._more.setToolTip("Dismiss this one to see what was told before")
        self._mend = QPushButton()
        self._mend.clicked.connect(lambda: self.mend_requested.emit(self.notice.mend if self.notice else ""))
        self._close = QToolButton()
        self._close.setIconSize(QSize(SMALL, SMALL))
        self._close.setToolTip("Dismiss")
        self._close.setAccessibleName("Dismiss")
        self._close.clicked.connect(self._dismiss)
        for button in (self._mend, self._close):
            button.setFixedHeight(7 * SPACE)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._mend)
        row.addWidget(self._close)
        self.set_theme(theme)

    @property
    def notice(self) -> Notice | None:
        """Return the notice now shown."""
        return next(reversed(self._notices.values()), None)

    def add(self, notice: Notice) -> None:
        """Show a notice, in place of an older one of its key."""
        self._notices.pop(notice.key, None)
        self._notices[notice.key] = notice
        self._refresh()

    def tell(self, key: str, text: str) -> None:
        """Show a text in place of an older one of its key; an empty one just takes that back."""
        self.remove(key)
        if text:
            self.add(Notice(key, text))

    def remove(self, key: str) -> None:
        """Take back the notice of this key, if there is one."""
        if self._notices.pop(key, None) is not None:
            self._refresh()

    def set_progress(self, key: str, share: float) -> None:
        """Show how far the work is that the notice of this key tells of."""
        if self.notice is not None and self.notice.key == key:
            self._text.setText(sentence(f"{self.notice.text}  {share:.0%}"))

    def set_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        self._close.setIcon(icon("close", theme))
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the text anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take the height that the text needs: one line, or a few."""
        if (layout := self.layout()) is not None:
            layout.activate()
        lines = max(1, self._text.heightForWidth(max(1, self._text.width())) // self._text.fontMetrics().lineSpacing())
        height = 9 * SPACE + (min(lines, _MOST_LINES) - 1) * self._text.fontMetrics().lineSpacing()
        if height != self.height():
            self.setFixedHeight(height)

    def _dismiss(self) -> None:
        if self.notice is not None:
            key = self.notice.key
            self.remove(key)
            self.dismissed.emit(key)

    def _refresh(self) -> None:
        notice = self.notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        theme = self._theme
        colour = {WARNING: theme.warning, DANGER: theme.danger}.get(notice.kind, theme.accent)
        glyph = notice.kind if notice.kind in (WARNING, DANGER) else "info"
        self._icon.setPixmap(picture(glyph, colour.name()))
        self._text.setText(sentence(notice.text))
        self._text.setToolTip(sentence(notice.text))
        self._more.setText(f"{len(self._notices) - 1} more")
        self._more.setVisible(len(self._notices) > 1)
        self._mend.setText(notice.mend_label)
        self._mend.setAccessibleName(notice.mend_label)
        self._mend.setToolTip(notice.mend_label)
        self._mend.setVisible(bool(notice.mend))
        self._fit()
