"""Every part heard by itself and all of them together, from one rendering: what a mix is balanced by.

FluidSynth renders each channel, with its own share of reverberation and chorus, to outputs of its own. Of these only
the products of every two parts are kept, weighed as BS.1770 weighs and averaged over tenths of a second, and the
moments of each tenth at which all together, and each by itself, are highest. As all that faders do is linear, they tell
how loud the whole is with any faders, and how high it peaks: no rendering is needed to try some.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.delivery.loudness import SILENT, Energies, Weighting, integrated, momentary
from audiogenesis_desktop.delivery.render import Progress, played, span_of
from audiogenesis_desktop.delivery.synth import Synth
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.events import DRUM_CHANNEL, Channel, Event, assign_channels
from audiogenesis_desktop.score.score import Score

RATE = 32_000  # Hz: at half the usual rate cymbals lose what they are heard by, and kits come out 3 dB too loud
_STEP_FRAMES = RATE // 10
_VOICES = 256  # those that are taken away to make room are hardly heard: an even mix needs no more
_MOST_PARTS = 128  # audio groups of FluidSynth
_LINEAR = 1  # FLUID_INTERP_LINEAR

Gains = npt.NDArray[np.float64]


class Heard(NamedTuple):
    """What was heard of a score's parts, with their faders as they stood then: `volumes`.

    `parts` are the track ids that sound on a channel, nearly always one. `products` has, by tenth of a second, the
    mean product of the weighed sound of every two parts, shape
    (steps, parts, parts): their energies on its diagonal. `moments`, shape (moments, parts), are single samples of all
    parts where peaks are likely. The master fader is in neither.
    """

    parts: tuple[tuple[int, ...], ...]
    volumes: tuple[int, ...]
    products: npt.NDArray[np.float64]
    moments: Samples = np.zeros((0, 0), np.float32)

    @property
    def levels(self) -> tuple[float, ...]:
        """Return each part's loudness in LUFS while it plays, as gated; minus infinity where it is silent."""
        return tuple(integrated(self.products[:, i, i]) for i in range(len(self.parts)))

    def mix_lufs(self, gains_db: Sequence[float], only: Sequence[int] | None = None) -> float:
        """Return the loudness of all parts together, or of `only` these, each turned up by so many decibels."""
        return integrated(self._mixed(gains_db, only))

    def peak_db(self, gains_db: Sequence[float], only: Sequence[int] | None = None) -> float:
        """Return how high all parts together, or `only` these, peak in decibels of full scale, each turned up so much.

        Peaks at moments that were not kept are higher at times, as are those at another rate: by up to 2.8 dB of the
        mixes that we measured.
        """
        gains = self._linear(gains_db, only)
        peak = float(np.abs(self.moments @ gains).max(initial=0)) if len(self.moments) else 0.0
        return 20 * float(np.log10(peak)) if peak else SILENT

    def beside_lu(self, part: int, gains_db: Sequence[float]) -> float:
        """Return how much louder a part is than all together, in LU, over the blocks of 0.4 s that it plays in."""
        own, whole = momentary(self.products[:, part, part]), momentary(self._mixed(gains_db, None))
        plays = own > own.max(initial=0) / 10
        beside = float(whole[plays].sum())
        gain = 10 ** (gains_db[part] / 10)
        return 10 * float(np.log10(gain * float(own[plays].sum()) / beside)) if beside else SILENT

    def _mixed(self, gains_db: Sequence[float], only: Sequence[int] | None) -> Energies:
        gains = self._linear(gains_db, only)
        mixed: Energies = np.einsum("i,sij,j->s", gains, self.products, gains)
        return np.maximum(mixed, 0.0)

    def _linear(self, gains_db: Sequence[float], only: Sequence[int] | None) -> Gains:
        gains: Gains = 10 ** (np.array(gains_db, np.float64) / 20)
        return gains if only is None else np.where(np.isin(np.arange(len(gains)), only), gains, 0.0)


def hear(score: Score, *, soundfont: Path, progress: Progress = lambda _share: None) -> Heard:
    """Return what is heard of each track, muted or not, that plays to the synthesizer and has notes.

    Reports progress from 0 to 1. Raises MissingPart without libfluidsynth, BadInput for a bad SoundFont.
    """
    parts, channels = _parts(score)
    if not parts:
        return Heard((), (), np.zeros((0, 0, 0)))
    span = span_of(score, RATE, audible_only=False)
    span = span._replace(events=[pair for pair in span.events if pair[1].channel in channels])
    total_steps = max(1.0, 10 * length_seconds(score))
    weighting, products, moments = Weighting(RATE, 2 * len(parts)), list[Energies](), list[Samples]()
    synth = _GroupedSynth(soundfont, channels)
    try:
        for step in _steps(played(synth, span), 2 * len(parts)):
            products.append(_products(weighting.weighed(step), len(parts)))
            moments.append(_moments(step, len(parts)))
            progress(min(1.0, len(products) / total_steps))
    finally:
        synth.close()
    volumes = tuple(score.track(ids[0]).mix.volume for ids in parts)
    by_step = np.array(products).reshape(-1, len(parts), len(parts))
    return Heard(parts, volumes, by_step, np.array(moments, np.float32).reshape(-1, len(parts)))


def _parts(score: Score) -> tuple[tuple[tuple[int, ...], ...], dict[Channel, int]]:
    """Return the tracks that share a channel, and which of these each channel is."""
    placed = assign_channels(perform(score))  # what playing adds may part tracks that share a channel as written
    by_channel: dict[Channel, list[int]] = {}
    for track in score.tracks:
        if track.notes and not track.port:
            by_channel.setdefault(placed[track.id], []).append(track.id)
    found = list(by_channel.items())[:_MOST_PARTS]
    return tuple(tuple(ids) for _, ids in found), {channel: i for i, (channel, _) in enumerate(found)}


def _steps(pieces: Iterator[Samples], columns: int) -> Iterator[Samples]:
    """Yield sound in tenths of a second; what is left at the end is followed by silence."""
    waiting = np.zeros((0, columns), np.float32)
    for piece in pieces:
        waiting = np.concatenate((waiting, piece))
        whole = len(waiting) // _STEP_FRAMES
        yield from waiting[: whole * _STEP_FRAMES].reshape(whole, _STEP_FRAMES, columns)
        waiting = waiting[whole * _STEP_FRAMES :]
    if len(waiting):
        yield np.pad(waiting, ((0, _STEP_FRAMES - len(waiting)), (0, 0)))


def _products(weighed: Energies, parts: int) -> Energies:
    by_part = weighed.reshape(_STEP_FRAMES, parts, 2).transpose(1, 0, 2).reshape(parts, -1)
    products: Energies = by_part @ by_part.T / _STEP_FRAMES
    return products


def _moments(step: Samples, parts: int) -> Samples:
    """Return the samples of all parts at the peaks of the whole and of each of them, shape (1 + parts, parts)."""
    samples = step.reshape(-1, parts, 2).transpose(0, 2, 1).reshape(-1, parts)
    peaks = [np.abs(samples.sum(axis=1)).argmax(), *np.abs(samples).argmax(axis=0)]
    return samples[peaks]


class _GroupedSynth(Synth):
    """A synthesizer in which each of some channels is a group, one after the other."""

    def __init__(self, soundfont: Path, channels: dict[Channel, int]) -> None:
        self._places, count = channels, len(channels)
        super().__init__(soundfont, rate=RATE, ports=-(-count // 16), groups=count, voices=_VOICES)
        self._handle.fluid_synth_set_interp_method(self._synth.synth, -1, _LINEAR)
        for channel, place in channels.items():
            self._set_drums(place, channel.number == DRUM_CHANNEL)
            self._choose(place, 0)

    def send(self, event: Event) -> None:
        """Let an event take effect on the channel that stands for its own."""
        place = self._places[event.channel]
        port, number = divmod(place, 16)
        status = (event.data[0] & 0xF0) | number
        super().send(event._replace(channel=Channel(port, number), data=(status, *event.data[1:])))
