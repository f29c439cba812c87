"""The style book: every style by its name, those that ship and the user's own."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.style.reading import read_style
from audiogenesis_desktop.style.style import Style


class Book(Mapping[str, Style]):
    """Styles by name, sorted; `notices` has a sentence for each file that was left out, `files` where each is from."""

    def __init__(
        self, styles: Mapping[str, Style], *, files: Mapping[str, Path], notices: tuple[str, ...] = ()
    ) -> None:
        """Take up styles by their names, and the files that they were read from."""
        self._styles = {name: styles[name] for name in sorted(styles)}
        self.files, self.notices = dict(files), notices

    def __getitem__(self, name: str) -> Style:
        """Return the style of a name; KeyError if there is none."""
        return self._styles[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names, in order."""
        return iter(self._styles)

    def __len__(self) -> int:
        """Return how many styles there are."""
        return len(self._styles)


class _Found(NamedTuple):
    styles: dict[str, Style]
    files: dict[str, Path]
    notices: list[str]


def read_book(*folders: Path) -> Book:
    """Return the styles of the `.toml` files of some folders; later folders override earlier ones by name.

    A file with a mistake is left out and told of in `notices`; a folder that is missing has no styles.
    """
    found = _Found({}, {}, [])
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            _take(path, found)
    return Book(found.styles, files=found.files, notices=tuple(found.notices))


def _take(path: Path, found: _Found) -> None:
    try:
        style = read_style(path)
    except BadInput as error:
        found.notices.append(str(error))
        return
    if style.name in found.files and found.files[style.name].parent == path.parent:
        found.notices.append(f"{path}: the style {style.name!r} is in {found.files[style.name].name} already.")
        return
    found.styles[style.name], found.files[style.name] = style, path


def families_of(style: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return a mixture of the book's styles as one of families, the likeliest first: each is shared out to all its own.

    A family stands for itself; a name that is neither is left out.
    """
    weights: dict[str, float] = {}
    for name, weight in style:
        families = book()[name].family if name in book() else (name,) if name in FAMILIES else ()
        for family in families:
            weights[family] = weights.get(family, 0.0) + weight / len(families)
    return tuple(sorted(weights.items(), key=lambda item: -item[1]))


@cache
def shipped() -> Book:
    """Return the styles that ship with the app."""
    return read_book(paths.resource("styles"))


@cache
def book() -> Book:
    """Return the styles that ship and those of the user's own folder, which come first where names are alike."""
    return read_book(paths.resource("styles"), user_styles())


def user_styles() -> Path:
    """Return the folder where the user's own styles go; it need not exist."""
    return paths.user_data() / "styles"
