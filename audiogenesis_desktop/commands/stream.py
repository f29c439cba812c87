"""`audiogenesis stream`: a prompt heard while it is being composed, through FluidSynth or a MIDI port."""

import argparse
import random
import time
from bisect import bisect_left
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from operator import attrgetter

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.commands.play import open_output, ring_out
from audiogenesis_desktop.commands.terminal import say, warn
from audiogenesis_desktop.compose.streaming import LONGEST_TICKS, EndlessPiece, Piece, WholePiece
from audiogenesis_desktop.errors import DeviceLost
from audiogenesis_desktop.plan.outcome import as_played, fitting_length
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score
from audiogenesis_desktop.studio.composing_process import ComposingProcess

AHEAD_SECONDS = 20.0  # more than this is not written in advance: the next section may yet be asked for otherwise
_FRAME_SECONDS = 0.02
_KEPT_TICKS = 16 * TICKS_PER_BEAT  # of what has been heard, for a transport that need not go back


def run(options: argparse.Namespace) -> None:
    """Play what is composed from `options.prompt`; Ctrl+C stops it with everything released.

    Raises BadInput, MissingPart or DeviceLost where something is missing.
    """
    apart = ComposingProcess(options.checkpoint or paths.shipped_checkpoint())
    apart.start()  # which loads while the output is being opened
    try:
        output, through = open_output(options)
    except BaseException:
        apart.end()
        raise
    transport = Transport(output)
    try:
        transport.set_clock(options.clock)
        piece = begin(apart, options)
        say(f"Streaming to {through}; Ctrl+C stops.")
        Stream(transport, piece, seconds=options.seconds if options.endless else None).run()
        ring_out(output)
    finally:
        transport.pause()  # so that whoever follows our clock is told to stop
        transport.close()
        apart.end()


def begin(apart: ComposingProcess, options: argparse.Namespace) -> Piece:
    """Read the prompt and return the piece that is to be written."""
    brief = apart.read(options.prompt)
    if options.seconds and not options.endless:
        seconds, told = fitting_length(options.seconds)
        brief = brief.with_fields(Origin.EDITED, length_seconds=seconds)
        brief = replace(brief, notices=(*brief.notices, *told))
    brief = brief if options.endless else as_played(brief)
    for sentence in brief.notices:
        warn(sentence)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    return _piece(apart, brief, seed=seed, endless=options.endless)


def _piece(apart: ComposingProcess, brief: Brief, *, seed: int, endless: bool) -> Piece:
    composer = apart.load_composer()
    if endless:
        return EndlessPiece(composer, apart.make_plan, brief, seed=seed)
    return WholePiece(composer, brief, apart.make_plan(brief, seed), seed=seed)


class Stream:
    """Keeps a piece written a way ahead of the playhead, and the transport told how far it may play."""

    def __init__(self, transport: Transport, piece: Piece, *, seconds: float | None = None) -> None:
        """Take a transport that plays nothing yet; `seconds` ends the stream early."""
        self._transport, self._piece, self._seconds = transport, piece, seconds
        self._was_waiting = False
        self._writing: Future[None] | None = None

    def run(self) -> None:
        """Play to the end, or as long as was asked for; raises DeviceLost if the output is lost."""
        transport = self._transport
        transport.set_limit(0)
        transport.play()
        with ThreadPoolExecutor(1) as pool:  # so that waiting for the composer can be told of
            try:
                while transport.is_playing and not self._is_over():
                    if transport.error:
                        raise DeviceLost(transport.error)
                    self._write_on(pool)
                    self._tell_waiting()
            finally:
                transport.pause()  # at once: what is being written is waited for

    def _write_on(self, pool: Executor) -> None:
        """Take what has been written meanwhile, and have more written if it is wanted."""
        piece, transport = self._piece, self._transport
        if self._writing is not None and not self._writing.done():
            wait([self._writing], _FRAME_SECONDS)
        elif self._writing is not None:
            self._writing.result()
            self._writing = None
            transport.set_score(recent(piece.score, transport.position))
            transport.set_limit(None if piece.is_whole else piece.settled_tick)
        elif not piece.is_whole and self._ahead_seconds() < AHEAD_SECONDS:
            self._writing = pool.submit(piece.advance)
        else:
            time.sleep(_FRAME_SECONDS)

    def _is_over(self) -> bool:
        tempo = TempoMap(self._piece.score.tempi)
        return self._seconds is not None and tempo.seconds(self._transport.position) >= self._seconds

    def _ahead_seconds(self) -> float:
        tempo = TempoMap(self._piece.score.tempi)
        return tempo.seconds(self._piece.settled_tick) - tempo.seconds(self._transport.position)

    def _tell_waiting(self) -> None:
        """Say so when the playhead has caught up with the composer."""
        is_waiting = self._transport.is_waiting and self._transport.position > 0
        if is_waiting and not self._was_waiting:
            warn("Waiting at a bar line for more to be composed …")
        self._was_waiting = is_waiting


def recent(score: Score, tick: float) -> Score:
    """Return the score without the notes that were over a while before a tick: what is heard never grows."""
    oldest = tick - _KEPT_TICKS
    tracks = [replace(track, notes=_sounding_after(track.notes, oldest)) for track in score.tracks]
    return replace(score, tracks=tuple(tracks))


def _sounding_after(notes: tuple[Note, ...], tick: float) -> tuple[Note, ...]:
    # Nothing composed is longer: what began before that need not be gone through.
    first = bisect_left(notes, tick - LONGEST_TICKS, key=attrgetter("start_tick"))
    last = bisect_left(notes, tick, lo=first, key=attrgetter("start_tick"))
    return (*(note for note in notes[first:last] if note.end_tick > tick), *notes[last:])
