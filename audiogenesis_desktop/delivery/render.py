"""A Score becomes sound, faster than it plays: the same events and the same synthesizer as live play."""

import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from audiogenesis_desktop.delivery.ahead import made_ahead
from audiogenesis_desktop.delivery.loudness import Loudness
from audiogenesis_desktop.delivery.mastering import mastering_of
from audiogenesis_desktop.delivery.sound import Sound, joined
from audiogenesis_desktop.delivery.synth import Synth, open_synth
from audiogenesis_desktop.delivery.targets import TARGET_LUFS, of_lufs
from audiogenesis_desktop.files.atomic import cannot_write, real_path
from audiogenesis_desktop.files.audio import Samples, open_audio
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.clock import TempoMap, length_frames
from audiogenesis_desktop.score.events import NOTE_OFF, Event
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import Score

Progress = Callable[[float], None]

_DECLICK_SECONDS, _DYING_SECONDS = 0.010, 0.35
_CHUNK_FRAMES = 16_384
_MOST_AHEAD = 32  # pieces of stereo sound that wait: four megabytes
_SILENT_PEAK = 10 ** (-80 / 20)
_LONGEST_TAIL_SECONDS = 20
_IN_MEMORY_BYTES = 256 * 2**20  # longer pieces wait on disk for their peak to be known


def render(
    score: Score,
    *,
    soundfont: Path,
    rate: int = 48_000,
    lufs: float | None = TARGET_LUFS,
    progress: Progress | None = None,
) -> Samples:
    """Return the sound of what is audible in the score, shape (frames, 2), float32, true peak at most -1 dBTP.

    Notes sound as they are played, at an integrated loudness of `lufs`; None leaves it as it plays, or softer where its
    peak is too high. There are exactly round(length in seconds x rate) frames where the score has a planned length;
    otherwise the last sounds die away. Raises MissingPart without libfluidsynth, BadInput for a bad SoundFont.
    """
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
        sound = Sound(file, rate, is_measured=True).extend(
            sounds_of(score, soundfont=soundfont, rate=rate, progress=progress)
        )
        return joined(mastering_of(sound, of_lufs(lufs)).applied(sound))


def export_wav(
    score: Score,
    path: Path,
    *,
    soundfont: Path,
    rate: int = 48_000,
    bits: str = "24",
    lufs: float | None = TARGET_LUFS,
    progress: Progress | None = None,
) -> Loudness:
    """Write what `render` returns to a WAV file, with memory use that does not grow with its length; return how loud.

    `bits` is "16", "24" or "32f". Raises as `render` does, and BadInput if the place cannot be written.
    """
    with _waiting_room(path) as file:
        sound = Sound(file, rate, is_measured=True).extend(
            sounds_of(score, soundfont=soundfont, rate=rate, progress=progress)
        )
        mastering = mastering_of(sound, of_lufs(lufs))
        with open_audio(path, rate=rate, bits=bits) as write:
            for piece in mastering.applied(sound):
                write(piece)
    return mastering.loudness


@contextmanager
def _waiting_room(path: Path) -> Iterator[Any]:
    try:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES, dir=str(real_path(path).parent)) as file:
            yield file
    except OSError as error:
        raise cannot_write(path, error) from error


def _peak(samples: Samples) -> float:
    return max(float(samples.max(initial=0)), -float(samples.min(initial=0)))


class Span(NamedTuple):
    """What is asked of the synthesizer: `total_frames`, or None to go on until the sound has died away."""

    events: list[tuple[int, Event]]  # with the frame at which each is due, in order
    total_frames: int | None
    rate: int


def span_of(score: Score, rate: int, *, audible_only: bool = True) -> Span:
    """Return what is to be played of a score at a rate in Hz."""
    seconds = TempoMap(score.tempi).seconds
    flat = flatten(perform(score), audible_only=audible_only)
    events = [(round(seconds(event.tick) * rate), event) for event in flat]
    total = length_frames(score, rate) if score.length_ticks > 0 else None
    return Span(events, total, rate)


def sounds_of(
    score: Score, *, soundfont: Path, rate: int, progress: Progress | None = None, groups: int = 1
) -> Iterator[Samples]:
    """Yield what is audible piece by piece, shape (frames, 2 x groups), as loud as the master fader has it.

    Groups are those of `Synth`; all of them together are the whole. It is rendered on a thread of its own, some pieces
    ahead, and `progress` is called there. Raises as `render` does.
    """
    return made_ahead(_sounds_of(score, soundfont, rate, progress, groups), most=max(2, _MOST_AHEAD // groups))


def _sounds_of(
    score: Score, soundfont: Path, rate: int, progress: Progress | None, groups: int
) -> Generator[Samples, None, None]:
    span = span_of(score, rate)
    ports = max((event.channel.port for _, event in span.events), default=0) + 1
    expected = span.total_frames or (span.events[-1][0] if span.events else 0) or 1
    done, gain, dying = 0, np.float32(10 ** (score.level_db / 20)), _dying_frames(span)
    with open_synth(soundfont, rate=rate, ports=ports, groups=groups) as synth:
        for chunk in played(synth, span):
            chunk *= gain
            if span.total_frames is not None:
                _die_away(chunk, start=done, last=span.total_frames - 1, frames=dying)
            done += len(chunk)
            yield chunk
            if progress:
                progress(min(1.0, done / expected))


def played(synth: Synth, span: Span) -> Iterator[Samples]:
    """Yield what a synthesizer makes of a span, piece by piece."""
    now, end = 0, span.total_frames
    # The synthesizer works in blocks and starts events between them: each event goes to its nearest block.
    for frame, due in groupby(span.events, key=lambda pair: synth.nearest_block(pair[0])):
        if end is not None and frame > end:
            break
        yield from _chunks(synth, frame - now)
        now = frame
        for _, event in due:
            synth.send(event)
    yield from _tail(synth, span.rate) if end is None else _chunks(synth, end - now)


def _chunks(synth: Synth, frames: int) -> Iterator[Samples]:
    for start in range(0, frames, _CHUNK_FRAMES):
        yield synth.samples(min(_CHUNK_FRAMES, frames - start))


def _tail(synth: Synth, rate: int) -> Iterator[Samples]:
    for _ in range(0, _LONGEST_TAIL_SECONDS * rate, _CHUNK_FRAMES):
        chunk = synth.samples(_CHUNK_FRAMES)
        yield chunk
        if _peak(chunk) < _SILENT_PEAK and synth.is_at_rest():
            break


def _dying_frames(span: Span) -> int:
    """Return over how many frames the end dies away: what rings on after the last release, or next to nothing."""
    end = span.total_frames or 0
    last_off = max((frame for frame, event in span.events if event.kind == NOTE_OFF), default=0)
    longest, shortest = (min(end, round(seconds * span.rate)) for seconds in (_DYING_SECONDS, _DECLICK_SECONDS))
    return max(shortest, min(longest, end - last_off))


def _die_away(chunk: Samples, *, start: int, last: int, frames: int) -> None:
    """Lead the last frames of the whole to silence, in place; `start` is the chunk's first frame within it.

    Pads, choirs and halls sound for seconds after their release: a file that ends would cut them off.
    """
    first = max(start, last + 1 - frames)
    if first < start + len(chunk):
        left = (last - np.arange(first, start + len(chunk))) / frames
        chunk[first - start :] *= (np.sin(np.pi / 2 * left) ** 2).astype(np.float32)[:, None]
