"""`audiogenesis play`: a project or MIDI file heard, through FluidSynth or a MIDI port."""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager

from audiogenesis_desktop.commands.feeling import performed, with_options
from audiogenesis_desktop.commands.reading import read_score
from audiogenesis_desktop.commands.terminal import say, warn
from audiogenesis_desktop.errors import BadInput, DeviceLost
from audiogenesis_desktop.perform.room import without_room
from audiogenesis_desktop.playback.live_gain import LiveGain
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
    written = read_score(options.file)
    score = performed(written, options)
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
        with _listened(with_options(written, options), output, options) as found:
            _follow(transport, score, found)
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
    fluid = FluidOutput(soundfont, is_metered=True)  # for the gain that keeps what is heard from clipping
    return fluid, f"FluidSynth ({fluid.driver}, {soundfont.stem})"


@contextmanager
def _listened(score: Score, output: Output, options: argparse.Namespace) -> Iterator["Future[float]"]:
    """Listen to a piece beside, and yield the gain that it is to be played with; it is given up once nobody waits."""
    from audiogenesis_desktop.playback.fluid import FluidOutput

    is_over = False

    def listening(_share: float) -> None:
        if is_over:
            raise CancelledError

    def listen() -> float:
        from audiogenesis_desktop.delivery.balancing import live_gain_db
        from audiogenesis_desktop.delivery.heard import hear
        from audiogenesis_desktop.playback.soundfont import find_soundfont

        heard = hear(score, soundfont=find_soundfont(options.soundfont), progress=listening)
        return live_gain_db(score, heard)

    with ThreadPoolExecutor(1, "listening") as pool:
        try:
            yield pool.submit(listen if isinstance(output, FluidOutput) else float)
        finally:
            is_over = True


def _follow(transport: Transport, score: Score, found: "Future[float]") -> None:
    """Show the playhead in seconds until the end, and keep peaks under full scale; DeviceLost if the output is lost."""
    from tqdm import tqdm

    tempo, length, live, is_known = TempoMap(score.tempi), length_seconds(score), LiveGain(), False
    layout = "{bar} {n:.1f} / {total:.1f} s"
    with tqdm(total=round(length, 1), bar_format=layout, leave=False, disable=None) as bar:
        while transport.is_playing:
            time.sleep(_FRAME_SECONDS)
            if transport.error:
                raise DeviceLost(transport.error)
            is_new = heard_too_loud(live, transport)
            if found.done() and not is_known:
                is_known = True
                is_new |= found.exception() is None and live.found(found.result())
            if is_new:
                transport.set_score(live.on(score))
            bar.n = min(length, tempo.seconds(transport.position))
            bar.refresh()


def heard_too_loud(live: LiveGain, transport: Transport) -> bool:
    """Lower the gain after a peak over full scale; return whether it is another one."""
    levels = transport.levels()
    return levels is not None and live.heard(max(levels.master), at=time.monotonic())


def ring_out(output: Output) -> None:
    """Let the last notes die away where they are ours to wait for."""
    from audiogenesis_desktop.playback.fluid import FluidOutput

    if isinstance(output, FluidOutput):
        output.ring_out(_LONGEST_TAIL_SECONDS)
