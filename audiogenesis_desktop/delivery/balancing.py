"""Balancing: faders such that each part is as loud beside the others as the style wants it, and the whole as it leaves.

Pure: what was heard of the parts comes in, a Score with other faders goes out. What the plan keeps apart by register
stays its business; nothing here touches pan, room or notes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite, log10
from typing import NamedTuple

from audiogenesis_desktop.delivery.heard import Heard
from audiogenesis_desktop.delivery.targets import TARGET_LUFS
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import HIGHEST_LEVEL_DB, Score
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.mixing import USUAL_VOLUME, fader_db, wished_level_lu
from audiogenesis_desktop.style.roles import roles_of

LOST_LU = -12.0  # further under all together than this nobody hears a part
_KEPT_LU = -10.5  # so none is put lower than here, whatever is wished: at full rate some come out 0.9 LU lower
_LOUD_LU = 3.0  # over its wish
_HIGHEST, _LOWEST = 110, 12  # faders: room above for the user's own hand, and fine enough steps below
_SILENT_DB = -200.0
_UNHEARD_DB = 3.0  # by which live play may peak higher than what was heard at a lower rate: most of 63 pieces 2.8
_ROUNDS = 8  # as what is raised raises the whole with it


class Wish(NamedTuple):
    """What a track is for, and how loud in LU it is to be against the others."""

    role: str
    level_lu: float


class PartLevel(NamedTuple):
    """How loud a part is: its `level_lu` against the whole while it plays, `wished_lu` of it in this company.

    `beside_lu` is its share of what sounds just while it plays: under -12 LU it is lost.
    """

    track_id: int
    role: str
    level_lu: float
    wished_lu: float
    beside_lu: float

    @property
    def words(self) -> str:
        """Return what there is to say of it, or nothing."""
        if not isfinite(self.level_lu):
            return "silent"
        if self.beside_lu < LOST_LU:
            return "lost"
        is_loud = self.level_lu - self.wished_lu > _LOUD_LU and self.beside_lu > _KEPT_LU + _LOUD_LU
        return "loud" if is_loud else ""


def wishes_of(score: Score, plan: Plan | None = None) -> dict[int, Wish]:
    """Return what is wished of each track: as its plan and style have it, or as its notes look where there is none."""
    roles, names = dict(roles_of(score)), dict[int, str]()
    style = None
    if plan is not None:
        roles |= {part.track_id: part.role for part in plan.parts if part.track_id in roles}
        names = {part.track_id: part.name for part in plan.parts}
        style = book().get(plan.style[0][0]) if plan.style else None
    shared = Counter(roles.values())
    return {
        track_id: Wish(role, wished_level_lu(role, style, part=names.get(track_id, "")) - 10 * log10(shared[role]))
        for track_id, role in roles.items()
    }


def balanced(score: Score, heard: Heard, wishes: Mapping[int, Wish]) -> Score:
    """Return the score with faders at which parts are as loud as wished, and the master at which the whole is -16 LUFS.

    Silent parts, and tracks that play to a port of their own, keep their faders.
    """
    places = [i for i, level in enumerate(heard.levels) if isfinite(level)]
    wished = {i: wishes[heard.parts[i][0]].level_lu if heard.parts[i][0] in wishes else 0.0 for i in places}
    volumes = _solved(heard, wished)
    faders = {track_id: volumes[i] for i in places for track_id in heard.parts[i]}
    tracks = tuple(
        replace(track, mix=replace(track.mix, volume=faders[track.id])) if track.id in faders else track
        for track in score.tracks
    )
    return levelled(replace(score, tracks=tracks), heard)


def _solved(heard: Heard, wished: dict[int, float]) -> list[int]:
    """Return the parts' faders; wishes of parts that nobody would hear are raised until somebody does."""
    levels = heard.levels
    volumes = list(heard.volumes)
    for _ in range(_ROUNDS):
        turned = {i: fader_db(heard.volumes[i]) + wish - levels[i] for i, wish in wished.items()}
        top = max(turned.values(), default=0.0) - fader_db(_HIGHEST)
        for i, decibels in turned.items():
            volumes[i] = max(_LOWEST, round(USUAL_VOLUME * 10 ** ((decibels - top) / 40)))
        gains = _gains(heard, volumes)
        missing = {i: _KEPT_LU - heard.beside_lu(i, gains) for i in wished}
        if all(by <= 0.1 for by in missing.values()):
            break
        wished = {i: wish + max(0.0, missing[i]) for i, wish in wished.items()}
    return volumes


def levelled(score: Score, heard: Heard, *, lufs: float = TARGET_LUFS) -> Score:
    """Return the score with its master fader such that what is audible of it is as loud as wanted in all."""
    found = mix_lufs(replace(score, level_db=0.0), heard)
    if not isfinite(found):
        return score
    return replace(score, level_db=round(max(-HIGHEST_LEVEL_DB, min(HIGHEST_LEVEL_DB, lufs - found)), 1))


def mix_lufs(score: Score, heard: Heard) -> float:
    """Return the loudness in LUFS of what is audible of a score, with its faders as they stand now."""
    gains = _gains(heard, _volumes_now(score, heard))
    return heard.mix_lufs(gains, _audible(score, heard)) + score.level_db


def live_gain_db(score: Score, heard: Heard) -> float:
    """Return the gain, 0 dB or less, with which a score is played live so that its peaks stay under full scale.

    Files have a limiter for them; live play, which FluidSynth hands to the audio device itself, has none.
    """
    gains = _gains(heard, _volumes_now(score, heard))
    return min(0.0, -(heard.peak_db(gains, _audible(score, heard)) + score.level_db + _UNHEARD_DB))


def part_levels(score: Score, heard: Heard, wishes: Mapping[int, Wish]) -> tuple[PartLevel, ...]:
    """Return how loud each part is with its fader as it stands now; wishes add up to the whole, as levels do."""
    gains = _gains(heard, _volumes_now(score, heard))
    whole = heard.mix_lufs(gains)
    levels = {i: level + gains[i] - whole for i, level in enumerate(heard.levels)}
    wished = {i: wishes[ids[0]].level_lu for i, ids in enumerate(heard.parts) if ids[0] in wishes}
    both = [i for i in wished if isfinite(levels[i])]
    apart = _energy_db([levels[i] for i in both]) - _energy_db([wished[i] for i in both]) if both else 0.0
    return tuple(
        PartLevel(
            track_id,
            wishes[ids[0]].role if ids[0] in wishes else "",
            levels[i],
            wished.get(i, levels[i] - apart) + apart,
            heard.beside_lu(i, gains) if isfinite(levels[i]) else levels[i],
        )
        for i, ids in enumerate(heard.parts)
        for track_id in ids
    )


def plain(score: Score, plan: Plan | None = None) -> Score:
    """Return the score with its faders as its plan has them, or where they usually stand, and the master at 0 dB."""
    planned = {part.track_id: part.mix.volume for part in plan.parts} if plan is not None else {}
    tracks = tuple(
        replace(track, mix=replace(track.mix, volume=planned.get(track.id, USUAL_VOLUME))) for track in score.tracks
    )
    return replace(score, tracks=tracks, level_db=0.0)


def _volumes_now(score: Score, heard: Heard) -> list[int]:
    volumes = {track.id: track.mix.volume for track in score.tracks}
    return [volumes.get(ids[0], 0) for ids in heard.parts]


def _audible(score: Score, heard: Heard) -> list[int]:
    audible = {track.id for track in score.audible_tracks()}
    return [i for i, ids in enumerate(heard.parts) if audible.intersection(ids)]


def _gains(heard: Heard, volumes: Sequence[int]) -> list[float]:
    """Return by how many decibels faders have moved since the parts were heard."""
    moved = zip(volumes, heard.volumes, strict=True)
    return [fader_db(now) - fader_db(before) if now else _SILENT_DB for now, before in moved]


def _energy_db(levels: Sequence[float]) -> float:
    return 10 * log10(sum(10 ** (level / 10) for level in levels))
