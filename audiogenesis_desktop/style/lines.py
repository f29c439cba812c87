"""Lines: where in a TOML text a value stands, so that what is wrong with it can be told of by line."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str | int, ...]

_MOST_LINES = 1_000  # as each of them costs reading all before it


def line_of(text: str, path: Path, *, fragment: str = "") -> int:
    """Return the line, from 1 on, on which the value at a path begins; 1 where there is none, or it is far down.

    With a `fragment` the first line from there on that holds it, if one of the value's lines does.
    """
    lines = text.splitlines()[:_MOST_LINES]
    if not path:
        return _first_with(lines, fragment, start=0, table_end=len(lines))
    # What begins to parse with a line added stands on the lines since it last did: no grammar of our own is needed.
    last_good = 0
    for end in range(1, len(lines) + 1):
        data = _parsed(lines[:end])
        if data is None:
            continue
        if _has(data, path):
            return _first_with(lines, fragment, start=last_good, table_end=_table_end(lines, data, path, end))
        last_good = end
    return 1


def _parsed(lines: Sequence[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _has(data: Any, path: Path) -> bool:
    return _at(data, path) is not None


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, int):
            if not isinstance(data, list) or step >= len(data):
                return None
            data = data[step]
        elif not isinstance(data, dict) or step not in data:
            return None
        else:
            data = data[step]
    return data


def _table_end(lines: Sequence[str], data: Mapping[str, Any], path: Path, end: int) -> int:
    """Return the line after the value's last: a table goes on until another begins."""
    if not isinstance(_at(data, path), dict) or not lines[end - 1].strip().startswith("["):
        return end
    depth = lines[end - 1].strip().strip("[]")
    for i in range(end, len(lines)):
        header = lines[i].strip()
        if header.startswith("[") and header.endswith("]") and not header.strip("[]").startswith(depth + "."):
            return i
    return len(lines)


def _first_with(lines: Sequence[str], fragment: str, *, start: int, table_end: int) -> int:
    if fragment:
        wanted = fragment.strip().splitlines()[0].strip()
        for i in range(start, table_end):
            if wanted in lines[i]:
                return i + 1
    return start + 1
