"""All instruments by family, found by any name that prompts are read by."""

from collections.abc import Iterable

from audiogenesis_desktop.theory.instruments import DRUMS, FAMILIES, of_program
from audiogenesis_desktop.ui.editors.tree_picker import TreePicker


class InstrumentPicker(TreePicker):
    """Ticked are those that play, or with `rules_out` those that do not."""

    def __init__(self, names: tuple[str, ...], others: tuple[str, ...] = (), *, rules_out: bool = False) -> None:
        """Tick those that play; `others` are ruled out. With `rules_out` it is the other way round."""
        self._others = others
        self._word_for_others = "plays now" if rules_out else "ruled out now"
        groups = {"": [DRUMS]} | {family: [of_program(p).name for p in programs] for family, programs in FAMILIES}
        super().__init__(
            names,
            groups,
            what="instrument",
            take_out="let it play" if rules_out else "take it out",
            nothing="Nothing is ruled out" if rules_out else "Nothing is chosen",
        )
        self.search.setToolTip("Any name will do, such as Rhodes or upright bass; Enter ticks what is found")

    def _suffix(self, name: str) -> str:
        return f"  ({self._word_for_others})" if name in self._others else ""

    def _meant(self, text: str) -> Iterable[str]:
        from audiogenesis_desktop.brief.naming import find_instruments

        return list(find_instruments(text))
