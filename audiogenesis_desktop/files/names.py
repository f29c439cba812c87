"""File names that every system takes: what one of them forbids is left out of all."""

import re

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # Windows's own, with any ending
_LONGEST = 80  # characters, so that a folder, a number and an ending still fit in
_LONGEST_BYTES = 200


def safe_name(text: str, *, instead: str = "Untitled") -> str:
    """Return a text as a name for a file on any system, without its ending; `instead` where nothing is left of it."""
    name = "".join(c for c in _FORBIDDEN.sub(" ", text) if c.isprintable())
    name = " ".join(name.split())[:_LONGEST]
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1]
    name = name.strip(" .")
    return f"{name} -" if _RESERVED.fullmatch(name) else name or instead
