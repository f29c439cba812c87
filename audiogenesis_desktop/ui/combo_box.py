"""A box to choose from, with a chevron at its right: the style sheet leaves boxes without one."""

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox

from audiogenesis_desktop.ui.icons import SMALL, coloured
from audiogenesis_desktop.ui.theme import SPACE


class ComboBox(QComboBox):
    """One sees that there is more to choose from."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a chevron at the right: one sees that there is more to choose from."""
        super().paintEvent(event)
        painter = QPainter(self)
        role = QPalette.ColorRole.Text if self.isEnabled() else QPalette.ColorRole.PlaceholderText
        glyph = coloured("menu", self.palette().color(role).name())
        glyph.paint(painter, self.width() - SMALL - SPACE, (self.height() - SMALL) // 2, SMALL, SMALL)
        painter.end()
