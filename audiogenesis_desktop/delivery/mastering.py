"""Mastering: what brings rendered sound to a target of loudness, by gain alone where that does.

Where it does not, slow levelling keeps the loudest 3 s down, and a limiter the peaks. What is too short or too soft for
BS.1770's gates to leave anything is brought to the target by its loudest 0.4 s.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.delivery.limiting import Limiter, block_seconds
from audiogenesis_desktop.delivery.loudness import Energies, Loudness, LoudnessMeter, integrated
from audiogenesis_desktop.delivery.sound import Sound
from audiogenesis_desktop.delivery.targets import Target
from audiogenesis_desktop.files.audio import Samples

NEAR_LU = 0.2
_NEAR_ENOUGH_LU, _MOST_ROUNDS = 0.05, 6
_MARGIN_DB = 0.1  # meters of true peaks differ by about so much
_MOST_GAIN_DB = 40.0  # what is softer was meant to be, or is noise
_MOST_LIMITED_DB = 12.0  # more than that is heard as pumping: it stays softer than wanted then
_SHORT_TERM_STEPS, _STEPS_A_SECOND = 30, 10

Decibels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mastering:
    """What is done to a sound, and how loud it is then.

    `gain_db` is for all of it, `levelled_db` what is taken off at each tenth of a second, () for nothing, `limiter` is
    there where peaks would rise too high. `notices` tell what could not be reached, or was reached otherwise.
    """

    gain_db: float
    loudness: Loudness
    levelled_db: Decibels = field(default_factory=lambda: np.zeros(0))
    limiter: Limiter | None = None
    notices: tuple[str, ...] = ()

    @property
    def limited_db(self) -> float:
        """Return by how much the limiter turns down what is loudest."""
        return self.limiter.most_db if self.limiter is not None else 0.0

    def applied(self, sound: Sound, start: int = 0, end: int | None = None) -> Iterator[Samples]:
        """Yield the sound, or the frames from `start` up to `end` of it, piece by piece as it is then."""
        for chunk in sound.chunks(start, end):
            mastered = _gained(chunk, start, sound.rate, self.gain_db, self.levelled_db)
            yield mastered if self.limiter is None else self.limiter.limited(mastered, start_frame=start)
            start += len(chunk)

    def unlimited(self, sound: Sound, *, lower_db: float = 0.0, from_frame: int = 0) -> Iterator[Samples]:
        """Yield a part of the sound, which begins at a frame of it, with what all parts have in common.

        That is gain and levelling, and so much less.
        """
        start = from_frame
        for chunk in sound.chunks():
            yield _gained(chunk, start, sound.rate, self.gain_db - lower_db, self.levelled_db)
            start += len(chunk)


def mastering_of(sound: Sound, target: Target, *, ceiling_db: float | None = None) -> Mastering:
    """Return what brings a sound to a target; its peaks stay under `ceiling_db` dBTP, or the target's own."""
    ceiling = (target.true_peak_db if ceiling_db is None else ceiling_db) - _MARGIN_DB
    raw, energies = sound.measured()
    if raw.true_peak_db == -math.inf:
        return Mastering(0.0, raw, notices=("Nothing is heard in it, so it has no loudness.",) if sound.frames else ())
    if target.integrated_lufs is None:
        gain = min(0.0, ceiling - raw.true_peak_db)
        return Mastering(gain, raw.with_gain(gain))
    gain, levelled = _levelling(raw, energies, target)
    if not levelled.any() and raw.true_peak_db + gain <= ceiling:
        return _told(Mastering(gain, _louder(raw, energies, gain), levelled), target)
    gain = min(gain, ceiling + _MOST_LIMITED_DB - raw.true_peak_db)
    return _told(_limited(sound, target, gain, levelled, ceiling), target)


def _measured(chunks: Iterator[Samples], rate: int, *, with_peak: bool) -> Loudness:
    meter = LoudnessMeter(rate, with_peak=with_peak)
    for chunk in chunks:
        meter.add(chunk)
    return meter.result()


def _louder(raw: Loudness, energies: Energies, gain: float) -> Loudness:
    """Return the same, with the loudness of the whole gated anew where there is enough of it."""
    louder, whole = raw.with_gain(gain), integrated(energies * 10 ** (gain / 10))
    return louder._replace(integrated_lufs=whole) if whole > -math.inf else louder


def _loudness_of(raw: Loudness, energies: Energies, gain: float) -> float:
    """Return the loudness of the whole with a gain; of what no gate leaves anything, that of its loudest 0.4 s."""
    whole = _louder(raw, energies, gain).integrated_lufs
    return whole if whole > -math.inf else raw.momentary_lufs + gain


def _levelling(raw: Loudness, energies: Energies, target: Target) -> tuple[float, Decibels]:
    """Return the gain that reaches the target, and what to take off at each tenth of a second so that no 3 s exceed it.

    Found on energies alone; the loudest parts are turned down over seconds, as a hand on the fader would.
    """
    wanted, levelled, gain = target.integrated_lufs or 0.0, np.zeros(len(energies)), 0.0
    for _ in range(_MOST_ROUNDS * 4):
        quieter = energies * 10 ** (-levelled / 10)
        for _ in range(3):  # a gain moves what lies at the gates
            gain = min(_MOST_GAIN_DB, gain + wanted - _loudness_of(raw, quieter, gain))
        excess = _excess(quieter * 10 ** (gain / 10), target)
        if excess.max(initial=0) <= 0:
            break
        levelled = levelled + excess
    return gain, levelled


def _excess(energies: Energies, target: Target) -> Decibels:
    """Return by how many decibels 3 s around each tenth of a second are too loud, smoothly."""
    from scipy.ndimage import maximum_filter1d

    if target.short_term_lufs is None or len(energies) < _SHORT_TERM_STEPS:
        return np.zeros(len(energies))
    windows = np.lib.stride_tricks.sliding_window_view(energies, _SHORT_TERM_STEPS).mean(axis=1)
    over = np.maximum(0, 10 * np.log10(np.maximum(windows, 1e-12)) - 0.691 - target.short_term_lufs + _MARGIN_DB)
    if not over.any():
        return np.zeros(len(energies))
    # A window is too loud by what all of its tenths are: they are held for as long, then smoothed.
    held = maximum_filter1d(np.pad(over, (15, 14)), 2 * _SHORT_TERM_STEPS, mode="nearest")
    window = np.hanning(_SHORT_TERM_STEPS + 1)
    return np.convolve(np.pad(held, 15, mode="edge"), window / window.sum(), "valid")[: len(energies)]


def _gained(chunk: Samples, start: int, rate: int, gain_db: float, levelled: Decibels) -> Samples:
    if not levelled.any():
        return chunk * np.float32(10 ** (gain_db / 20))
    off = _levelled_at(np.arange(start, start + len(chunk)) / rate, levelled)
    return chunk * (10 ** ((gain_db - off) / 20)).astype(np.float32)[:, None]


def _levelled_at(seconds: Decibels, levelled: Decibels) -> Decibels:
    return np.interp(seconds, (np.arange(len(levelled)) + 0.5) / _STEPS_A_SECOND, levelled)


def _limited(sound: Sound, target: Target, gain: float, levelled: Decibels, ceiling: float) -> Mastering:
    """Return the mastering with a limiter, and a gain that makes up for what that takes off."""
    wanted, peaks = target.integrated_lufs or 0.0, sound.peaks()
    if levelled.any():
        off = _levelled_at(block_seconds(len(peaks), sound.rate), levelled)
        peaks = (peaks * 10 ** (-off / 20)).astype(np.float32)
    best: Mastering | None = None
    for _ in range(_MOST_ROUNDS):
        limiter = Limiter.of_peaks(peaks * np.float32(10 ** (gain / 20)), sound.rate, ceiling_db=ceiling)
        tried = Mastering(gain, Loudness(0, 0, 0, 0, 0), levelled, limiter)
        loudness = _measured(tried.applied(sound), sound.rate, with_peak=False)
        reached = loudness.integrated_lufs if loudness.integrated_lufs > -math.inf else loudness.momentary_lufs
        tried = Mastering(gain, loudness, levelled, limiter)
        if best is None or abs(reached - wanted) < abs(_reached(best) - wanted):
            best = tried
        too_hard = limiter.most_db + wanted - reached > _MOST_LIMITED_DB
        if abs(reached - wanted) <= _NEAR_ENOUGH_LU or gain >= _MOST_GAIN_DB or (too_hard and reached < wanted):
            break
        gain = min(_MOST_GAIN_DB, gain + wanted - reached)
    assert best is not None
    return replace(best, loudness=_measured(best.applied(sound), sound.rate, with_peak=True))


def _reached(mastering: Mastering) -> float:
    loudness = mastering.loudness
    return loudness.integrated_lufs if loudness.integrated_lufs > -math.inf else loudness.momentary_lufs


def _told(mastering: Mastering, target: Target) -> Mastering:
    """Return the mastering with a sentence for what is not as the target has it."""
    wanted, reached, notices = target.integrated_lufs or 0.0, _reached(mastering), list[str]()
    if mastering.loudness.integrated_lufs == -math.inf:
        notices.append(
            f"It is too short or too soft for loudness to be gated: its loudest 0.4 s are at {reached:.1f} LUFS."
        )
    if abs(reached - wanted) > NEAR_LU:
        notices.append(f"It reaches {reached:.1f} LUFS instead of {wanted:g}: softer or fewer peaks would leave room.")
    limit = target.short_term_lufs
    if limit is not None and mastering.loudness.short_term_lufs > limit:
        short_term = mastering.loudness.short_term_lufs
        notices.append(f"Its loudest 3 s are at {short_term:.1f} LUFS, over the {limit:g} of {target.name}.")
    if mastering.levelled_db.any():
        most = float(mastering.levelled_db.max())
        notices.append(f"Its loudest part was turned down by up to {most:.1f} dB, so that no 3 s are too loud.")
    return Mastering(mastering.gain_db, mastering.loudness, mastering.levelled_db, mastering.limiter, tuple(notices))
