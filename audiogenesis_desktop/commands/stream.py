"""`audiogenesis stream`: a prompt heard while it is being composed, through FluidSynth or a MIDI port."""

import argparse
import random
import time
from bisect import bisect_left
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from operator import attrgetter

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.commands.feeling import with_options
from audiogenesis_desktop.commands.play import heard_too_loud, open_output, ring_out
from audiogenesis_desktop.commands.terminal import say, warn
from audiogenesis_desktop.compose.streaming import LONGEST_TICKS, EndlessPiece, Piece, WholePiece
from audiogenesis_desktop.errors import AudiogenesisError, DeviceLost
from audiogenesis_desktop.perform.performing import Performing, settled_tick
from audiogenesis_desktop.plan.outcome import as_endless, as_played, fitting_length
from audiogenesis_desktop.playback.live_gain import LiveGain
from audiogenesis_desktop.playback.output import Output
from audiogenesis_desktop.playback.reach import unsent
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score
from audiogenesis_desktop.studio.composing_process import ComposingProcess

AHEAD_SECONDS = 20.0  # more than this is not written in advance: the next section may yet be asked for otherwise
RETRY_SECONDS = 2.0  # between looks for a lost output
_FRAME_SECONDS = 0.02
_KEPT_TICKS = 16 * TICKS_PER_BEAT  # of what has been heard, for a transport that need not go back


def run(options: argparse.Namespace) -> None:
    """Play what is composed from `options.prompt`; Ctrl+C stops it with everything released.

    An output that is lost is come back to. Raises BadInput or MissingPart where something is missing at the start.
    """
    apart = ComposingProcess(options.checkpoint or paths.shipped_checkpoint())
    apart.start()  # which loads while the output is being opened
    try:
        way = Way(options)
    except BaseException:
        apart.end()
        raise
    transport = Transport(way.output)
    try:
        transport.set_clock(options.clock)
        piece = begin(apart, options)
        say(f"Streaming to {way.name}; Ctrl+C stops.")
        seconds = options.seconds if options.endless else None
        felt = partial(with_options, options=options)
        Stream(transport, piece, seconds=seconds, look=way.look, felt=felt).run()
        if transport.error is None:
            ring_out(way.output)
    finally:
        transport.pause()  # so that whoever follows our clock is told to stop
        transport.close()
        apart.end()


def begin(apart: ComposingProcess, options: argparse.Namespace) -> Piece:
    """Read the prompt and return the piece that is to be written."""
    brief = apart.read(options.prompt)
    if options.seconds and not options.endless:
        seconds, notices = fitting_length(options.seconds)
        brief = brief.with_fields(Origin.EDITED, length_seconds=seconds)
        brief = replace(brief, notices=(*brief.notices, *notices))
    brief = as_endless(brief) if options.endless else as_played(brief)
    for sentence in brief.notices:
        warn(sentence)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    return _piece(apart, brief, seed=seed, endless=options.endless)


def _piece(apart: ComposingProcess, brief: Brief, *, seed: int, endless: bool) -> Piece:
    composer = apart.load_composer()
    if endless:
        return EndlessPiece(composer, apart.make_plan, brief, seed=seed)
    return WholePiece(composer, brief, apart.make_plan(brief, seed), seed=seed)


class Way:
    """Where a stream is heard. While it is lost the music goes on unheard, and comes back to it as soon as it is there.

    `name` is what to call it.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        """Open the output that is asked for; raises MissingPart, BadInput or DeviceLost."""
        self.output, self.name = open_output(options)
        self._again = argparse.Namespace(**vars(options))
        if options.port is not None:
            self._again.port = getattr(self.output, "name", options.port)  # wholly: what fits it alone may change
        self._tried_at: float | None = None  # since it was lost
        self._reported: str | None = None  # of what cannot be sent

    def look(self, transport: Transport) -> None:
        """Say what cannot be sent, and that the output was lost, which is then tried again for the transport."""
        if transport.error is None:
            self._tell_unsent(transport)
        elif self._tried_at is None:
            warn(f"{self.name} has gone: the music goes on, and is heard there again once it is back.")
            self._tried_at = time.monotonic()
        elif time.monotonic() - self._tried_at >= RETRY_SECONDS and (output := self._reopened()) is not None:
            warn(f"{self.name} is back.")
            self.output, self._tried_at = output, None
            transport.set_output(output)

    def _tell_unsent(self, transport: Transport) -> None:
        sentence = unsent(transport.timeline, self.output)
        if sentence is not None and sentence != self._reported:
            warn(sentence)
        self._reported = sentence

    def _reopened(self) -> Output | None:
        self._tried_at = time.monotonic()
        try:
            return open_output(self._again)[0]
        except AudiogenesisError:
            return None


def fail_if_lost(transport: Transport) -> None:
    """Raise DeviceLost where the transport has lost its output."""
    if transport.error:
        raise DeviceLost(transport.error)


class Stream:
    """Keeps a piece written a way ahead of the playhead, and the transport told how far it may play."""

    def __init__(
        self,
        transport: Transport,
        piece: Piece,
        *,
        seconds: float | None = None,
        look: Callable[[Transport], object] = fail_if_lost,
        felt: Callable[[Score], Score] = lambda score: score,
    ) -> None:
        """Take a transport that plays nothing yet; `seconds` ends the stream early, `look` sees to its output.

        `felt` gives a score the Feel that it is played with.
        """
        self._transport, self._piece, self._seconds, self._look = transport, piece, seconds, look
        self._felt, self._performing, self._live = felt, Performing(), LiveGain()
        self._played = Score()  # as it was handed over last, but for the gain
        self._was_waiting = False
        self._failure: AudiogenesisError | None = None  # of composing, since it last worked
        self._failed_at = 0.0
        self._writing: Future[None] | None = None

    def run(self) -> None:
        """Play to the end, or as long as was asked for; raises what `look` raises."""
        transport = self._transport
        transport.set_limit(0)
        transport.play()
        with ThreadPoolExecutor(1) as pool:  # so that waiting for the composer can be told of
            try:
                while transport.is_playing and not self._is_over():
                    self._look(transport)
                    if heard_too_loud(self._live, transport):
                        transport.set_score(self._live.on(self._played))
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
            self._failure = self._outcome(self._writing)
            self._writing = None
            score = self._felt(recent(piece.score, transport.position))
            self._played = self._performing.of(score)
            transport.set_score(self._live.on(self._played))
            transport.set_limit(None if piece.is_whole else settled_tick(score, piece.settled_tick))
        elif not piece.is_whole and self._ahead_seconds() < AHEAD_SECONDS and self._may_write():
            self._writing = pool.submit(piece.advance)
        else:
            time.sleep(_FRAME_SECONDS)

    def _outcome(self, writing: Future[None]) -> AudiogenesisError | None:
        """Return what went wrong with composing, and say so once: what is written is played all the same."""
        try:
            writing.result()
        except AudiogenesisError as error:
            if self._failure is None:
                warn(f"{error} What is written is played, and composing tried again.")
            self._failed_at = time.monotonic()
            return error
        return None

    def _may_write(self) -> bool:
        return self._failure is None or time.monotonic() - self._failed_at >= RETRY_SECONDS

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
    """Return the score without notes that were over a while before a tick but each track's last: it never grows."""
    oldest = tick - _KEPT_TICKS
    # A track that keeps nothing would need a channel of its own, and others would lose theirs.
    tracks = [replace(track, notes=_sounding_after(track.notes, oldest) or track.notes[-1:]) for track in score.tracks]
    return replace(score, tracks=tuple(tracks))


def _sounding_after(notes: tuple[Note, ...], tick: float) -> tuple[Note, ...]:
    # Nothing composed is longer: what began before that need not be gone through.
    first = bisect_left(notes, tick - LONGEST_TICKS, key=attrgetter("start_tick"))
    last = bisect_left(notes, tick, lo=first, key=attrgetter("start_tick"))
    return (*(note for note in notes[first:last] if note.end_tick > tick), *notes[last:])
