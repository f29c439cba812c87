"""`audiogenesis studio [FILE]`: open the window."""

import argparse

from audiogenesis_desktop.errors import BadInput


def run(options: argparse.Namespace) -> None:
    """Open the studio window and stay until it closes; raises BadInput if the file is not there."""
    if options.file is not None and not options.file.is_file():
        raise BadInput(f"{options.file} is not a file; give the path of a MIDI file.")
    from audiogenesis_desktop import paths
    from audiogenesis_desktop.studio.composing_process import ComposingProcess

    apart = ComposingProcess(paths.shipped_checkpoint())
    apart.start()  # it loads on another core while the window is being made
    from audiogenesis_desktop.ui.application import open_studio

    try:
        open_studio(options.file, apart=apart)
    finally:
        apart.end()
