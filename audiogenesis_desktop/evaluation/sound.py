"""How pieces sound: as loud as they are to leave, every role where its style wants it, and drums that can be heard.

Each part is rendered at full quality to outputs of its own, which add up to the whole, and measured by what the mix was
not made by: the blocks of pyloudnorm for loudness, the onset detector of librosa for drums, in the whole as a file.
"""

from collections.abc import Mapping
from io import BytesIO
from math import isfinite, log10
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from audiogenesis_desktop.delivery.balancing import LOST_LU, Wish, live_gain_db
from audiogenesis_desktop.delivery.loudness import measure
from audiogenesis_desktop.delivery.mastering import mastering_of
from audiogenesis_desktop.delivery.mixing import mixed
from audiogenesis_desktop.delivery.render import sounds_of
from audiogenesis_desktop.delivery.sound import Sound, joined
from audiogenesis_desktop.delivery.stems import group_count, stems_of
from audiogenesis_desktop.delivery.targets import of_lufs
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.mixing import fader_db

RATE = 44_100
AIM_LUFS, NEAR_LU, CEILING_DB = -16.0, 1.0, -1.0
NEAR_WISH_LU = 2.0
SILENT_DB = -200.0  # what is silent is said to be so loud: JSON has no infinity
_HAIR_DB = 0.05  # by which two ways to oversample may differ
_ONSET_SECONDS = 0.05  # as onset detectors are judged in MIREX
_ABSOLUTE_GATE_LUFS = -70.0
_FOUND = 0.5  # of the places that drums strike in a bar

Floats = npt.NDArray[np.float64]


class PartSound(Struct, frozen=True):
    """A part: its loudness against the whole in LU, the wish, and its share of what sounds while it plays."""

    role: str
    level_lu: float
    wished_lu: float
    beside_lu: float

    @property
    def is_as_wished(self) -> bool:
        """Return whether it lies within 2 dB of the wish."""
        return abs(self.level_lu - self.wished_lu) <= NEAR_WISH_LU

    @property
    def is_lost(self) -> bool:
        """Return whether it lies more than 12 LU under all together while it plays."""
        return self.beside_lu < LOST_LU


class PieceSound(Struct, frozen=True):
    """A piece: loudness and true peak as it plays and as it is exported, its parts, and the bars with drums.

    `live_gain_db` is what it is played live with, and `live_peak_db` its highest sample then, in dB of full scale.
    Of the bars `bars_found` are those in whose sound at least half of what drums strike is found.
    """

    name: str
    played_lufs: float
    played_peak_db: float
    lufs: float
    peak_db: float
    parts: tuple[PartSound, ...]
    drum_bars: int = 0
    bars_found: int = 0
    live_gain_db: float = 0.0
    live_peak_db: float = SILENT_DB

    @property
    def is_as_loud(self) -> bool:
        """Return whether its file is within 1 LU of -16 LUFS."""
        return abs(self.lufs - AIM_LUFS) <= NEAR_LU

    @property
    def plays_as_loud(self) -> bool:
        """Return whether it plays within 1 LU of -16 LUFS, but for the live gain."""
        return abs(self.played_lufs - AIM_LUFS) <= NEAR_LU

    @property
    def is_under_ceiling(self) -> bool:
        """Return whether the true peak of its file is at most -1 dBTP."""
        return self.peak_db <= CEILING_DB + _HAIR_DB


class Rendered(NamedTuple):
    """A score's sound as it plays, track by track; those that share a channel are under the first one's id."""

    score: Score
    tracks: Mapping[int, Samples]
    wishes: Mapping[int, Wish]
    live_gain_db: float = 0.0

    @property
    def whole(self) -> Samples:
        """Return the sound of all together, shape (frames, 2)."""
        return np.sum(list(self.tracks.values()), axis=0, dtype=np.float32)

    def with_faders(self, score: Score) -> "Rendered":
        """Return the sound of the same notes with the faders and the master of another score: they are gains."""
        gains = {track_id: np.float32(_turned(self.score, score, track_id)) for track_id in self.tracks}
        tracks = {track_id: samples * gains[track_id] for track_id, samples in self.tracks.items()}
        return Rendered(score, tracks, self.wishes)


def balanced_sound(score: Score, plan: Plan, soundfont: Path) -> Rendered:
    """Return how a score sounds once it is balanced; raises as `hear` does."""
    mix = mixed(score, soundfont=soundfont, plan=plan)
    return as_it_is(mix.score, mix.wishes, soundfont)._replace(live_gain_db=live_gain_db(mix.score, mix.heard))


def as_it_is(score: Score, wishes: Mapping[int, Wish], soundfont: Path) -> Rendered:
    """Return how a score sounds with its faders as they stand; raises as `render` does."""
    stems, pieces = stems_of(score), list[Samples]()
    for piece in sounds_of(score, soundfont=soundfont, rate=RATE, groups=group_count(score)):
        by_channel = piece.reshape(len(piece), -1, 2)
        pieces.append(np.stack([by_channel[:, stem.channels].sum(axis=1) for stem in stems]))
    apart = np.concatenate(pieces, axis=1)
    tracks = {stem.track_ids[0]: samples for stem, samples in zip(stems, apart, strict=True)}
    return Rendered(score, tracks, wishes)


def balanced_and_plain(score: Score, plan: Plan, soundfont: Path, *, name: str) -> dict[str, PieceSound]:
    """Return how a composed piece sounds as it is balanced, and as it would with every fader where its plan has it."""
    balanced = balanced_sound(score, plan, soundfont)
    return {
        "balanced": sound_of(balanced, name=name, lufs=AIM_LUFS),
        "plain": sound_of(balanced.with_faders(score), name=name, lufs=None),
    }


def sound_of(found: Rendered, *, name: str, lufs: float | None) -> PieceSound:
    """Return how a piece sounds, and how it does as a file of so many LUFS; None leaves it as it plays."""
    played = found.whole
    exported = exported_of(played, lufs=lufs)
    as_played, as_exported = measure(played, RATE), measure(exported, RATE)
    bars, peak = _drum_bars(found.score), float(np.abs(played).max(initial=1e-9))
    return PieceSound(
        name,
        max(SILENT_DB, as_played.integrated_lufs),
        max(SILENT_DB, as_played.true_peak_db),
        max(SILENT_DB, _gated_lufs(_blocks(exported))),
        max(SILENT_DB, as_exported.true_peak_db),
        _parts({track_id: _blocks(own) for track_id, own in found.tracks.items()}, _blocks(played), found.wishes),
        len(bars),
        _bars_found(exported, bars) if bars else 0,
        found.live_gain_db,
        20 * log10(peak) + found.live_gain_db,
    )


def exported_of(played: Samples, *, lufs: float | None = AIM_LUFS) -> Samples:
    """Return sound as a file has it."""
    with BytesIO() as file:
        sound = Sound(file, RATE).extend((played,))
        return joined(mastering_of(sound, of_lufs(lufs)).applied(sound))


def _turned(before: Score, after: Score, track_id: int) -> float:
    """Return the gain that another fader, and another master, are for a track."""
    faders = [fader_db(score.track(track_id).mix.volume) + score.level_db for score in (before, after)]
    return float(10 ** ((faders[1] - faders[0]) / 20))


def _blocks(samples: Samples) -> Floats:
    """Return the weighted energies of pyloudnorm's blocks of 0.4 s."""
    from pyloudnorm import Meter

    meter = Meter(RATE)
    meter.integrated_loudness(samples.astype(np.float64))
    return 10 ** (np.array(meter.blockwise_loudness) / 10)


def _gated_lufs(blocks: Floats) -> float:
    """Return the loudness of blocks by BS.1770's two gates."""
    heard = blocks[blocks > 10 ** (_ABSOLUTE_GATE_LUFS / 10)]
    heard = heard[heard > heard.mean() / 10] if len(heard) else heard
    return float(10 * np.log10(heard.mean())) if len(heard) else -np.inf


def _parts(alone: Mapping[int, Floats], whole: Floats, wishes: Mapping[int, Wish]) -> tuple[PartSound, ...]:
    loudness = _gated_lufs(whole)
    levels = {track_id: _gated_lufs(blocks) - loudness for track_id, blocks in alone.items()}
    heard = [track_id for track_id, level in levels.items() if isfinite(level)]
    apart = median(levels[i] - wishes[i].level_lu for i in heard) if heard else 0.0
    return tuple(
        PartSound(wishes[i].role, levels[i], wishes[i].level_lu + apart, _beside_lu(alone[i], whole)) for i in heard
    )


def _beside_lu(part: Floats, whole: Floats) -> float:
    """Return a part's share of the whole over the blocks in which it plays."""
    blocks = min(len(part), len(whole))  # where a piece has no planned end, its parts die away sooner than it does
    part, whole = part[:blocks], whole[:blocks]
    plays = part > part.max(initial=0) / 10
    return float(10 * np.log10(part[plays].sum() / whole[plays].sum())) if plays.any() else -np.inf


def _drum_bars(score: Score) -> list[Floats]:
    """Return for each bar in which drums play the seconds at which they strike, as they are played."""
    seconds, meters = TempoMap(score.tempi).seconds, MeterMap(score.meters)
    by_bar: dict[int, set[float]] = {}
    for written, track in zip(score.tracks, perform(score).tracks, strict=True):
        for note in track.notes if written.is_drums else ():
            by_bar.setdefault(meters.position(note.start_tick).bar, set()).add(round(seconds(note.start_tick), 3))
    return [np.array(sorted(strokes)) for _, strokes in sorted(by_bar.items())]


def _bars_found(samples: Samples, bars: list[Floats]) -> int:
    """Return in how many bars the sound has onsets where at least half of the strokes are."""
    from librosa.onset import onset_detect

    mono = np.ascontiguousarray(samples.mean(axis=1))
    onsets = onset_detect(y=mono, sr=RATE, hop_length=256, units="time", backtrack=False)
    if not len(onsets):
        return 0
    return sum(
        float((np.abs(onsets[None, :] - strokes[:, None]).min(axis=1) <= _ONSET_SECONDS).mean()) >= _FOUND
        for strokes in bars
    )
