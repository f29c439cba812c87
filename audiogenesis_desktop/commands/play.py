"""`audiogenesis play`: a project or MIDI file heard, through FluidSynth or a MIDI port."""

import argparse
import time

from audiogenesis_desktop.commands.feeling import performed
from audiogenesis_desktop.commands.reading import read_score
from audiogenesis_desktop.commands.terminal import say, warn
from audiogenesis_desktop.errors import BadInput, DeviceLost
from audiogenesis_desktop.perform.room import without_room
from audiogenesis_desktop.playback.output import Output
from audiogenesis_desktop.playback.reach import unsent
from audiogenesis_desktop.playback.timeline import Timeline
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.clock import TempoMap, length_seconds
from audiogenesis_desktop.score.score import Score

_LONGEST_TAIL_SECONDS = 4.0
_FRAME_SECONDS = 0.05


def run(options: argparse.Namespace) -> None:
    """Play `options.file` to its end; Ctrl+C stops it with everything released.

    Raises BadInput for a file that cannot be played, MissingPart or DeviceLost when nothing can sound.
    """
    score = performed(read_score(options.file), options)
    if not score.note_count:
        raise BadInput(f"{options.file} holds no notes: there is nothing to play.")
    output, through = open_output(options)
    for sentence in (unsent(Timeline(score), output), without_room(score)):
        if sentence is not None:
            warn(sentence)
    say(f"Playing {options.file.name} through {through}; Ctrl+C stops.")
    transport = Transport(output)
    transport.set_clock(options.clock)
    try:
        transport.set_score(score)
        transport.play()
        _follow(transport, score)
        ring_out(output)
    finally:
        transport.pause()  # so that whoever follows our clock is told to stop
        transport.close()


def open_output(options: argparse.Namespace) -> tuple[Output, str]:
    """Return the output that is asked for, and what to call it; raises MissingPart, BadInput or DeviceLost."""
    from audiogenesis_desktop.playback import midi_port

    if options.virtual:
        own = midi_port.open_virtual()
        return own, f"our own MIDI port “{own.name}”"
    if options.port is not None:
        port = midi_port.PortOutput(options.port)
        return port, f"“{port.name}”"
    from audiogenesis_desktop.playback.fluid import FluidOutput, find_soundfont

    soundfont = find_soundfont(options.soundfont)
    fluid = FluidOutput(soundfont)
    return fluid, f"FluidSynth ({fluid.driver}, {soundfont.stem})"


def _follow(transport: Transport, score: Score) -> None:
    """Show the playhead in seconds until the end; raises DeviceLost if the output is lost."""
    from tqdm import tqdm

    tempo, length = TempoMap(score.tempi), length_seconds(score)
    layout = "{bar} {n:.1f} / {total:.1f} s"
    with tqdm(total=round(length, 1), bar_format=layout, leave=False, disable=None) as bar:
        while transport.is_playing:
            time.sleep(_FRAME_SECONDS)
            if transport.error:
                raise DeviceLost(transport.error)
            bar.n = min(length, tempo.seconds(transport.position))
            bar.refresh()


def ring_out(output: Output) -> None:
    """Let the last notes die away where they are ours to wait for."""
    from audiogenesis_desktop.playback.fluid import FluidOutput

    if isinstance(output, FluidOutput):
        output.ring_out(_LONGEST_TAIL_SECONDS)
