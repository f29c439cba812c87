"""`audiogenesis ports`: the MIDI ports that can be played to."""

import argparse

from audiogenesis_desktop.commands.terminal import say


def run(options: argparse.Namespace) -> None:
    """Print the name of each MIDI port on a line, or one sentence when there is none."""
    from audiogenesis_desktop.playback.midi_port import port_names

    say("\n".join(port_names()) or "There are no MIDI ports here.")
