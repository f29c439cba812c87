"""Style: one of the style book's, or a mix of two, found by any name that it has."""

from collections.abc import Iterable
from typing import Any

from audiogenesis_desktop.style.book import Book, book
from audiogenesis_desktop.ui.brief_fields import MOST_MIXED, styles_called
from audiogenesis_desktop.ui.editors.tree_picker import TreePicker


class StyleEditor(TreePicker):
    """The book by family; a third tick lets the oldest go."""

    most = MOST_MIXED

    def __init__(self, names: list[str]) -> None:
        """Tick these."""
        self._book = book()
        super().__init__(
            [name for name in names if name in self._book][:MOST_MIXED],
            _by_family(self._book),
            what="style",
            take_out="take it out",
            nothing="No style is chosen",
        )
        self.search.setToolTip("Any name will do, such as deep house or waltz; Enter ticks what is found")

    def follow(self, values: dict[str, Any]) -> None:
        """Show the styles that were typed."""
        for name in self.names.copy():
            self.set_ticked(name, False)
        for name, _ in values["style"]:
            self.set_ticked(name, True)

    def _meant(self, text: str) -> Iterable[str]:
        return styles_called(text)

    def _tip(self, name: str) -> str:
        style = self._book[name]
        return f"{style.feel}; {style.time.tempo[0]} to {style.time.tempo[1]} BPM"


def _by_family(styles: Book) -> dict[str, list[str]]:
    """Return the book's styles under the family that each names first, both in the order of the alphabet."""
    families = sorted({style.family[0] for style in styles.values()})
    return {
        family.capitalize(): [name for name, style in styles.items() if style.family[0] == family]
        for family in families
    }
