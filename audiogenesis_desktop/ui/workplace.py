"""The workplace of a piece: what is typed, what is set by hand and where one looks is saved with it, and comes back."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.files.project.piece import Piece, Workplace
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.viewing import Viewing
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.prompt_bar import PromptBar


class WorkplaceKeeper:
    """Tells a studio how its window stands, and lets the window stand so again."""

    def __init__(
        self,
        window: QWidget,
        studio: Studio,
        prompt_bar: PromptBar,
        brief_panel: BriefPanel,
        viewing: Viewing,
        *,
        read_prompt: Callable[[], None],
    ) -> None:
        """Join the parts of a window to what saves and opens; `read_prompt` shows what is made of what is typed."""
        self._window, self._prompt_bar, self._brief_panel, self._viewing = window, prompt_bar, brief_panel, viewing
        self._studio = studio
        self._read_prompt = read_prompt
        studio.filing.workplace = self._workplace
        studio.filing.opening.connect(self._leave)
        studio.filing.workplace_restored.connect(self._restore)

    def _workplace(self) -> Workplace:
        bar = self._prompt_bar
        return Workplace(
            prompt=bar.prompt,
            seed=bar.chosen_seed,
            brief=self._brief_panel.brief,
            view=self._viewing.view,
            video=self._studio.screening.video,
        )

    def _leave(self, opened: Piece) -> None:
        """Take away what asked for the piece that is left, where nobody composed the next; other words stay."""
        take = self._studio.document.take
        if opened.take is None and take is not None and self._prompt_bar.prompt.startswith(take.prompt):
            self._prompt_bar.restore("", None)
            self._brief_panel.restore(None)

    def _restore(self, workplace: Workplace) -> None:
        self._prompt_bar.restore(workplace.prompt, workplace.seed)
        self._brief_panel.restore(workplace.brief)
        if self._prompt_bar.prompt != self._brief_panel.prompt:  # typed since, or words about the piece that is there
            self._read_prompt()
        # Once the layout has settled: the track list may only now have appeared beside the roll.
        QTimer.singleShot(0, self._window, lambda: self._viewing.restore(workplace.view))
