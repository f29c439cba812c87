"""The icons, by what they mean: all from Material Design Icons, in one weight."""

from functools import lru_cache

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap

from audiogenesis_desktop.ui.theme import Theme

SMALL, NORMAL = 16, 20

_GLYPHS = {
    "to-start": "skip-previous",
    "play": "play",
    "pause": "pause",
    "stop": "stop",
    "loop": "repeat",
    "metronome": "metronome",
    "close": "close",
    "info": "information-outline",
    "warning": "alert-outline",
    "danger": "alert-circle-outline",
    "add": "plus",
    "menu": "chevron-down",
    "tracks": "dock-left",
    "history": "history",
    "keep": "star-outline",
    "kept": "star",
    "file": "file-music-outline",
    "example": "creation-outline",
    "sound": "volume-high",
    "no-sound": "volume-off",
    "port": "midi-port",
    "lock": "lock-outline",
    "record": "record",
    "pencil": "pencil-outline",
}


def icon(name: str, theme: Theme, *, checked_accent: bool = False) -> QIcon:
    """Return an icon by meaning; with `checked_accent` it is in the accent colour while checked, Record in red."""
    checked = theme.danger if name == "record" else theme.accent
    return qtawesome.icon(
        f"mdi6.{_GLYPHS[name]}",
        color=theme.text_dim,
        color_active=theme.text,
        color_disabled=theme.line_strong,
        color_on=checked if checked_accent else theme.text,
    )


def coloured(name: str, colour: str) -> QIcon:
    """Return an icon by meaning in one colour."""
    return qtawesome.icon(f"mdi6.{_GLYPHS[name]}", color=colour)


def picture(name: str, colour: str, size: int = SMALL) -> QPixmap:
    """Return an icon by meaning in one colour, so many logical pixels wide and high, as fine as the finest screen."""
    return _drawn(name, colour, size, QGuiApplication.instance().devicePixelRatio())  # type: ignore[union-attr]


@lru_cache(maxsize=128)
def _drawn(name: str, colour: str, size: int, _pixels_a_point: float) -> QPixmap:
    # An icon draws itself anew each time it is asked, and Qt remembers each drawing for ever.
    return coloured(name, colour).pixmap(QSize(size, size))
