"""Reading a style file: TOML becomes a Style, or one sentence that names the file, the line and what is wrong."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audiogenesis_desktop.bounded import read_bounded_text
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.style import lines
from audiogenesis_desktop.style.style import Style

Read = TypeVar("Read")

_MOST_BYTES = 64 << 10  # ten times what the longest of ours has
_PLACE = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_STEP = re.compile(r"(\.{3}|[^.\[\]]+)|\[(\d+)\]")
_KINDS = {
    "`str`": "text in quotes",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
    "`null`": "nothing",
}


def read_style(path: Path) -> Style:
    """Return the style of a file; BadInput, in one sentence with file and line, if there is none in it."""
    return read_table(path, Style)


def read_table(path: Path, kind: type[Read]) -> Read:
    """Return what a TOML file holds as a msgspec Struct; raises as `read_style` does."""
    try:
        text = read_bounded_text(path, _MOST_BYTES)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}, byte {error.start}: this is no UTF-8 text, save it as that.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error
    return parse(text, kind, name=str(path))


def parse_style(text: str, *, name: str) -> Style:
    """Return the style of a file's text; `name` is what to call the file in the sentence of a BadInput."""
    return parse(text, Style, name=name)


def parse(text: str, kind: type[Read], *, name: str) -> Read:
    """Return what a TOML text says as a value of a kind; BadInput as `read_style` raises it."""
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_syntax(str(error), text, name)) from error
    except msgspec.ValidationError as error:
        raise BadInput(_value(str(error), text, name, kind)) from error
    except (RecursionError, ValueError) as error:  # brackets or digits without end
        raise BadInput(f"{name}: a value in it is too deep or too long, make it shorter.") from error


def _syntax(message: str, text: str, name: str) -> str:
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(place[1]) if place else max(1, len(text.splitlines()))
    return f"{name}, line {line}: {re.sub(r' [(]at .*[)]', '', message)}."


def _value(message: str, text: str, name: str, kind: type[Any]) -> str:
    """Return the sentence for a value that does not fit: what, and where the value stands."""
    match = _PLACE.fullmatch(message)
    what, place = (match["what"], match["path"] or "") if match else (message, "")
    path = tuple(_keyed(_STEP.findall(place), text, kind, message))
    unknown = re.search(r"unknown field `(.+)`", what)
    if unknown:
        return f"{name}, line {lines.line_of(text, (*path, unknown[1]))}: {_called(path)} has no key {unknown[1]!r}."
    quoted = re.search(r"'((?:[^'\\]|\\.)+)'|\"([^\"]+)\"", what)
    fragment = (quoted[1] or quoted[2]) if quoted else ""
    key = f"{path[-1]!r}: " if path and isinstance(path[-1], str) and what.startswith("Expected") else ""
    return f"{name}, line {lines.line_of(text, path, fragment=fragment)}: {key}{_worded(what)}."


def _keyed(steps: list[tuple[str, str]], text: str, kind: type[Any], message: str) -> Iterator[str | int]:
    """Yield the steps to a value, with the keys of tables by name, which msgspec leaves out."""
    whole = tomllib.loads(text)
    within: Any = whole
    for key, number in steps:
        step: str | int = int(number) if number else key
        if key == "...":
            others = dict(within)
            for one in others:
                within.clear()
                within[one] = others[one]
                if _fails_alike(whole, kind, message):
                    step = one
                    break
        yield step
        within = within[step] if isinstance(step, int) else within.get(step, {})


def _fails_alike(data: Any, kind: type[Any], message: str) -> bool:
    try:
        msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        return str(error) == message
    return False


def _called(path: lines.Path) -> str:
    """Return what to call the table at a path: the style, a part, a play."""
    words = [step for step in path if isinstance(step, str)]
    return f"the table {words[-1]!r}" if words else "a style"


def _worded(what: str) -> str:
    missing = re.search(r"missing required field `(.+)`", what)
    if missing:
        return f"the key {missing[1]!r} is missing"
    choice = re.match(r"Invalid value (.+)", what)
    if choice:
        return f"{choice[1]} is no way to play: docs/styles.md lists them"
    for kind, words in _KINDS.items():
        what = what.replace(kind, words)
    return what.replace("Expected", "expected").replace("`", "")
