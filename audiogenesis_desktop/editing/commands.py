"""The commands: what each is called, its keys and what it needs, from `resources/commands.toml`. Pure, no Qt.

What a command does is bound to its id by whoever can do it; menus, palette, keys and tool tips read the rows.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import MissingPart

Place = Literal["window", "roll"]
_LONGEST_LABEL = 60  # characters of what undo would take back, in a menu


@dataclass(frozen=True, slots=True)
class State:
    """What commands depend on: how much there is, what is going on, and what undo and redo would change.

    There may be a video, with so many cuts. `meant` is the scope that verbs would work on, in words; it `is_reworked`
    while what a verb did is the piece, and `is_told` while a bar says what verb is at work or was.
    """

    track_count: int = 0
    section_count: int = 0
    selected_count: int = 0
    take_count: int = 0
    has_picture: bool = False
    cut_count: int = 0
    is_reworking: bool = False
    is_reworked: bool = False
    is_told: bool = False
    meant: str = ""
    can_undo: bool = False
    can_redo: bool = False
    undo_label: str = ""
    redo_label: str = ""
    is_composing: bool = False
    is_playing: bool = False


class Need(NamedTuple):
    """Whether a state meets a need, and what is told of a command where it does not."""

    is_met: Callable[[State], bool]
    lacks: str


NEEDS: Mapping[str, Need] = {
    "tracks": Need(lambda state: state.track_count > 0, "There is no music yet."),
    "two tracks": Need(lambda state: state.track_count > 1, "It takes two tracks."),
    "sections": Need(lambda state: state.section_count > 0, "The piece has no sections yet."),
    "a note": Need(lambda state: state.selected_count > 0, "Select a note first."),
    "two notes": Need(lambda state: state.selected_count > 1, "Select two notes or more first."),
    "a take": Need(lambda state: state.take_count > 0, "Only what was composed here has takes."),
    "two takes": Need(lambda state: state.take_count > 1, "It takes two takes, of a piece that was composed here."),
    "a video": Need(lambda state: state.has_picture, "Open a video first."),
    "cuts": Need(lambda state: state.cut_count > 0, "Open a video that has cuts first."),
    "reworked": Need(lambda state: state.is_reworked, "Rework something first."),
    "undo": Need(lambda state: state.can_undo, "Nothing was changed yet."),
    "redo": Need(lambda state: state.can_redo, "Nothing was taken back."),
    "something to stop": Need(
        lambda state: state.is_composing or state.is_reworking or state.is_told, "Nothing is going on."
    ),
    "not composing": Need(lambda state: not state.is_composing, "Wait until the piece is composed, or stop it."),
}
"""Each need that a row may name. Notes are those selected."""


class Words(NamedTuple):
    """How a command shows itself: its text with the mark of its letter, what it does, and its icon or nothing."""

    text: str
    what: str
    icon: str = ""

    @property
    def plain(self) -> str:
        """Return the text without the mark of its letter or of a dialog to come."""
        return self.text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


@dataclass(frozen=True, slots=True)
class Command:
    """One row. `keys` are as Qt writes them portably, the first being the one that is shown; `needs` are of `NEEDS`.

    One that is `on_scope` says what is meant. `place` is where the keys count; `choice` names
    those of which one is on at a time, this being one of them.
    """

    id: str
    words: Words
    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    place: Place = "window"
    is_switch: bool = False
    on_scope: bool = False
    choice: str = ""
    while_playing: Words | None = None

    @property
    def value(self) -> str:
        """Return which option of its choice it is: the last word of its id."""
        return self.id.rpartition("_")[2]

    def is_enabled(self, state: State) -> bool:
        """Return whether it can be done."""
        return all(NEEDS[need].is_met(state) for need in self.needs)

    def lacks(self, state: State) -> str:
        """Return why it cannot be done, nothing if it can."""
        return next((NEEDS[need].lacks for need in self.needs if not NEEDS[need].is_met(state)), "")

    def shown(self, state: State) -> Words:
        """Return what it is called now: undo and redo name what they would change."""
        if self.while_playing is not None and state.is_playing:
            return self.while_playing
        if self.on_scope and state.meant:
            return self._on(state.meant)
        label = {"undo": state.undo_label, "redo": state.redo_label}.get(self.id, "")
        if not label or not self.is_enabled(state):
            return self.words
        return self.words._replace(text=f"{self.words.text} {_continued(label)}")

    def _on(self, meant: str) -> Words:
        """Return the words with what is meant; the row that is about the scope itself is called so."""
        if self.id == "rework_scope":
            return self.words._replace(text=f"On {meant}".replace("&", "&&"))
        return self.words._replace(what=f"{self.words.what}: {meant}")


class Menu(NamedTuple):
    """A menu: groups of commands and of further menus, with a line between groups."""

    name: str
    title: str
    groups: tuple[tuple["Command | Menu", ...], ...]

    @property
    def commands(self) -> Iterator[Command]:
        """Yield its commands and those of the menus within, in order."""
        for group in self.groups:
            for entry in group:
                yield from (entry,) if isinstance(entry, Command) else entry.commands


class Table(NamedTuple):
    """Every command, and the menus of the menu bar."""

    menus: tuple[Menu, ...]

    @property
    def commands(self) -> tuple[Command, ...]:
        """Return every command, in the order of the menus."""
        return tuple(command for menu in self.menus for command in menu.commands)

    @property
    def titles(self) -> dict[str, str]:
        """Return for each command of a menu within another what that is called, as its own words may not say it."""
        inner = (menu for name, menu in _by_name(self.menus).items() if name not in {top.name for top in self.menus})
        return {
            entry.id: Words(menu.title, "").plain
            for menu in inner
            for group in menu.groups
            for entry in group
            if isinstance(entry, Command)
        }

    def menu(self, name: str) -> Menu:
        """Return a menu, whether in the bar or within another; raises KeyError if there is none."""
        return _by_name(self.menus)[name]


class Offer(NamedTuple):
    """A command as the palette lists it: its plain words now, what it does, its key, and whether it can be done."""

    id: str
    name: str
    what: str
    key: str = ""
    is_enabled: bool = True


def named_within(title: str, name: str) -> str:
    """Return a command's words after the title of its menu, unless they have a word of that."""
    is_told = not title or any(word.rstrip("s") in name.lower() for word in title.lower().split())
    return name if is_told else f"{title}: {name}"


def found(offers: Iterable[Offer], typed: str) -> list[Offer]:
    """Return those whose words, description or key hold every word typed, those that begin with it first."""
    wanted = typed.lower().split()

    def ranked(offer: Offer) -> tuple[bool, bool, bool, str]:
        name = offer.name.lower()
        starts = bool(wanted) and name.startswith(wanted[0])
        return not offer.is_enabled, not starts, not all(word in name for word in wanted), name

    def fits(offer: Offer) -> bool:
        text = f"{offer.name} {offer.what} {offer.key}".lower()
        return all(word in text for word in wanted)

    return sorted(filter(fits, offers), key=ranked)


@cache
def load_commands() -> Table:
    """Return the studio's commands, read once; raises MissingPart if they are absent or broken."""
    path = paths.resource("commands.toml")
    try:
        return read_commands(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MissingPart(f"The table of commands is missing or broken ({path}): reinstall the app.") from error


def read_commands(path: Path) -> Table:
    """Return the commands of a file; raises OSError, ValueError, KeyError or TypeError if it is no such table."""
    data = {menu["name"]: menu for menu in tomllib.loads(path.read_text("utf-8"))["menu"]}
    within = {row["menu"] for menu in data.values() for _, row in _rows(menu) if "menu" in row}
    return Table(tuple(_menu(name, data) for name in data if name not in within))


def _rows(menu: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for group in menu.get("group", []):
        yield from group.items()


def _menu(name: str, data: Mapping[str, Mapping[str, Any]]) -> Menu:
    def entry(command_id: str, row: Mapping[str, Any]) -> Command | Menu:
        return _menu(row["menu"], data) if "menu" in row else _command(command_id, **row)

    groups = data[name].get("group", [])
    return Menu(name, data[name]["title"], tuple(tuple(entry(*item) for item in group.items()) for group in groups))


def _command(
    command_id: str,
    *,
    text: str,
    what: str,
    icon: str = "",
    key: str = "",
    keys: Iterable[str] = (),
    needs: Iterable[str] = (),
    playing: Mapping[str, str] | None = None,
    **more: Any,
) -> Command:
    """Return a row's command; a key or a need of no meaning raises TypeError or ValueError."""
    needs, keys = tuple(needs), (key,) if key else tuple(keys)
    if unknown := set(needs) - set(NEEDS):
        raise ValueError(f"{command_id} needs what nobody knows: {unknown}")
    while_playing = None if playing is None else Words(**playing)
    return Command(command_id, Words(text, what, icon), keys, needs, while_playing=while_playing, **more)


def _by_name(menus: Iterable[Menu]) -> dict[str, Menu]:
    found: dict[str, Menu] = {}
    for menu in menus:
        inner = (entry for group in menu.groups for entry in group if isinstance(entry, Menu))
        found |= {menu.name: menu, **_by_name(inner)}
    return found


def _continued(label: str) -> str:
    """Return a label as it continues a sentence, cut where a name is long, with no letter underlined by accident."""
    short = label if len(label) <= _LONGEST_LABEL else f"{label[:_LONGEST_LABEL].rstrip()}…"
    return (short[:1].lower() + short[1:]).replace("&", "&&")
