"""`audiogenesis studio [FILE]`: open the window."""

import argparse
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from audiogenesis_desktop.commands.ending import BY_SIGNAL, Ended
from audiogenesis_desktop.errors import BadInput, MissingPart

_PATIENCE_SECONDS = 2.0


def run(options: argparse.Namespace) -> None:
    """Open the studio window and stay until it closes.

    Raises BadInput if the file is not there, MissingPart without a display, Ended if a signal has closed it.
    """
    if options.file is not None and not options.file.is_file():
        raise BadInput(f"{options.file} is not a file; give the path of a project or MIDI file.")
    require_display(os.environ)
    from audiogenesis_desktop import paths
    from audiogenesis_desktop.studio.composing_process import ComposingProcess

    apart = ComposingProcess(paths.shipped_checkpoint())
    try:
        apart.start()  # it loads on another core while the window is being made
        from audiogenesis_desktop.ui.application import open_studio

        status = open_studio(options.file, apart=apart)
    finally:
        apart.end()
    if status > BY_SIGNAL:
        raise Ended(status - BY_SIGNAL)


def require_display(environment: Mapping[str, str]) -> None:
    """Raise MissingPart where Qt would find no display: there it ends the whole process at once."""
    wanted = environment.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or (wanted and not wanted.startswith(("xcb", "wayland"))):
        return
    if not (_answers_wayland(environment) or _answers_x11(environment.get("DISPLAY", ""))):
        raise MissingPart(
            "There is no display here for the window: start it on a desktop, or use `audiogenesis compose` instead."
        )


def _answers_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    return bool(name) and _answers(str(Path(environment.get("XDG_RUNTIME_DIR", "")) / name))


def _answers_x11(display: str) -> bool:
    host, colon, number = display.rpartition(":")
    if not colon:
        return False
    if host not in ("", "unix"):
        return True  # on another machine: Qt asks for longer than is fit here
    path = f"/tmp/.X11-unix/X{number.partition('.')[0]}"
    return _answers(path) or _answers(f"\0{path}")


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(_PATIENCE_SECONDS)
        try:
            caller.connect(address)
        except (OSError, ValueError):
            return False
    return True
