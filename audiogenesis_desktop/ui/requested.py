"""What the piece was asked by: prompt, chips and seed follow it through undo and redo; chips show edits of it."""

from PySide6.QtCore import QObject

from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.studio.by_hand import edited_since
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.prompt_bar import PromptBar


class Requested(QObject):
    """Joins a studio's document to the prompt and its chips."""

    def __init__(self, studio: Studio, prompt_bar: PromptBar, brief_panel: BriefPanel, parent: QObject) -> None:
        """Follow the document from now on, for as long as its window is there."""
        super().__init__(parent)
        self._document, self._prompt_bar, self._brief_panel = studio.document, prompt_bar, brief_panel
        self._document.history_changed.connect(self._show)
        self._document.take_restored.connect(self._bring_back)

    def _show(self) -> None:
        """Show with what seed the piece was composed, and what has been edited in it since."""
        take = self._document.take
        self._prompt_bar.show_seed_used(None if take is None else take.seed)
        if take is None:
            self._brief_panel.show_piece("", {})
        else:
            self._brief_panel.show_piece(take.prompt, edited_since(take, self._document.committed))

    def _bring_back(self, take: Take | None) -> None:
        """Show again what a piece was asked by, as undo or redo has led back to it."""
        if take is not None:
            self._prompt_bar.bring_back(take.prompt, take.seed)
            self._brief_panel.bring_back(take.brief)
