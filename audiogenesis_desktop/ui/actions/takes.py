"""What the commands on takes do, and when their strip is there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.studio.settings import MOST_TAKES
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Actions, Do, Switch
from audiogenesis_desktop.ui.actions.choice import Choice
from audiogenesis_desktop.ui.takes.strip import TakesStrip
from audiogenesis_desktop.ui.theme import Theme

_FOLDED = "takes"  # in the settings' list of what is folded


class TakeCommands(QObject):
    """Joins a studio's takes to their strip and to the commands' table."""

    def __init__(
        self,
        studio: Studio,
        actions: Actions,
        theme: Theme,
        *,
        counted: QToolButton,
        marked: Callable[[], Stretch],
        after: QWidget,
    ) -> None:
        """Make the strip; `counted` shows how many takes are written, `marked` tells which bars are meant.

        Tab goes to the takes `after` a widget.
        """
        super().__init__()
        self._studio, self._actions, self._settings = studio, actions, studio.settings
        hover = partial(getattr, self._settings, "hover_plays")
        self.strip = TakesStrip(studio.takes, theme, plays=hover, marked=marked, after=after)
        self.strip.shown_changed.connect(self._show)
        self._counted = counted
        self._count = Choice(actions, "take_count", self._set_count)
        menu = QMenu(counted)
        menu.addActions([actions[f"take_count_{count}"] for count in range(1, MOST_TAKES + 1)])
        counted.setMenu(menu)
        counted.setAccessibleName("How many takes")
        counted.setToolTip("How many takes are written at each Compose")
        self._count.show(str(min(max(1, self._settings.takes), MOST_TAKES)))
        counted.setText(f"{self._count.value or 1} ▾")
        actions.bind(self._commands())
        actions.bind_switches(self._switches())
        actions["takes_strip"].setChecked(_FOLDED not in self._settings.folded)
        actions["takes_hover"].setChecked(self._settings.hover_plays)
        self._show()

    def _commands(self) -> Mapping[str, Do]:
        takes = self._studio.takes
        return {
            "takes_compare": self._studio.comparing.compare,
            "takes_next": partial(takes.show_next, 1),
            "takes_last": partial(takes.show_next, -1),
            "takes_more": self._more,
            "takes_star": lambda: self._on_shown(takes.star),
            "takes_why": lambda: self._on_shown(self.strip.explain),
        }

    def _switches(self) -> Mapping[str, Switch]:
        return {"takes_strip": self._fold, "takes_hover": partial(setattr, self._settings, "hover_plays")}

    def _on_shown(self, do: Callable[[int], object]) -> None:
        if (shown := self._studio.takes.shown) is not None:
            do(shown.number)

    def _more(self) -> None:
        if (shown := self._studio.takes.shown) is not None:
            self._studio.takes.more(shown.take, 1)

    def _set_count(self, value: str) -> None:
        self._settings.takes = int(value)
        self._counted.setText(f"{value} ▾")

    def _fold(self, shown: bool) -> None:
        others = [name for name in self._settings.folded if name != _FOLDED]
        self._settings.folded = others if shown else [*others, _FOLDED]
        self._show()

    def _show(self) -> None:
        self.strip.setVisible(self.strip.has_takes and _FOLDED not in self._settings.folded)
        takes = self._studio.takes
        self._actions.show(replace(self._actions.state, take_count=len(takes.all) if takes.shown else 0))
