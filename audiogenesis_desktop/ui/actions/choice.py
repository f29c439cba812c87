"""Several commands of which one is on, and one more that goes on to the next."""

from collections.abc import Callable
from functools import partial

from audiogenesis_desktop.ui.actions.actions import Actions


class Choice:
    """The options of one choice of the table, by the last word of their ids."""

    def __init__(self, actions: Actions, name: str, do: Callable[[str], object]) -> None:
        """Bind every option to `do`, which gets the option's value; nothing is chosen yet."""
        self._actions, self._do = actions, do
        self._options = {row.value: row.id for row in actions.table.commands if row.choice == name}
        actions.bind({option: partial(self.choose, value) for value, option in self._options.items()})

    @property
    def value(self) -> str:
        """Return what is chosen, or nothing before the first choice."""
        return next((value for value, option in self._options.items() if self._actions[option].isChecked()), "")

    def show(self, value: str) -> None:
        """Mark what is chosen already; what is none of the options marks none."""
        if value in self._options:
            self._actions[self._options[value]].setChecked(True)

    def choose(self, value: str) -> None:
        """Choose an option; what is none of them counts as the first."""
        known = value if value in self._options else next(iter(self._options))
        self.show(known)
        self._do(known)

    def next(self) -> None:
        """Go on to the next option, after the last to the first."""
        values = list(self._options)
        self.choose(values[(values.index(self.value) + 1) % len(values)])
