"""Judging finished takes: constraints first, then the ways in which such models fail."""

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.copies import KnownBars, shipped_known_bars
from audiogenesis_desktop.compose.critic import shipped_critic
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key

_WRONG_KEY, _RELATIVE_KEY = 4.0, 2.0
_HARDLY_PLAYING, _FEW_NOTES = 3.0, 4
_COPIED = 5.0  # whatever else is wrong with a take, it is nobody else's
_EMPTY_BAR, _STUCK_PITCH, _STUCK_SHARE = 0.5, 3.0, 0.6


def faults(score: Score, brief: Brief, plan: Plan, *, known: KnownBars | None = None) -> float:
    """Return how far a take is from what was requested, 0 for flawless; takes are ranked by it.

    Counts another key than the Brief's (Krumhansl on the notes), instruments that hardly play, empty
    bars, lines stuck on one pitch, and runs of bars copied from `known` pieces, by default the shipped ones.
    """
    copied = (shipped_known_bars() if known is None else known).copied(score)
    own = _key_fault(score, brief.key) + _hardly_playing(score) + _empty_bars(score, plan) + _stuck(score)
    return own + _COPIED * copied


def judge(score: Score, brief: Brief, plan: Plan) -> Verdict:
    """Return what is thought of a finished take: by what it lacks first, then by what the critic likes."""
    critic = shipped_critic()
    liking = critic.liking(score, brief.style) if critic is not None else 0.5
    return Verdict(round(float(faults(score, brief, plan)), 3), round(liking, 4), _told(score, brief, plan))


def _told(score: Score, brief: Brief, plan: Plan) -> tuple[str, ...]:
    """Return what a take lacks of what was asked for, in sentences."""
    told = []
    weights = pitch_weights(score)
    if any(weights) and (detected := find_key(weights)) != brief.key:
        told.append(f"Heard in {detected.name}.")
    told += [f"{track.name} hardly plays." for track in score.tracks if len(track.notes) < _FEW_NOTES]
    if _empty_bars(score, plan):
        told.append("Some bars are empty.")
    if shipped_known_bars().copied(score):
        told.append("Some bars are those of a known piece.")
    return tuple(told)


def pitch_weights(score: Score) -> list[float]:
    """Return how many ticks each pitch class sounds over all pitched tracks, C first."""
    weights = np.zeros(12)
    for track in score.tracks:
        if not track.is_drums:
            for note in track.notes:
                weights[note.pitch % 12] += note.length_ticks
    return [float(weight) for weight in weights]


def _key_fault(score: Score, wanted: Key) -> float:
    weights = pitch_weights(score)
    if not any(weights):
        return 0.0
    detected = find_key(weights)
    if detected == wanted:
        return 0.0
    return _RELATIVE_KEY if detected == wanted.relative else _WRONG_KEY


def _hardly_playing(score: Score) -> float:
    return _HARDLY_PLAYING * sum(len(track.notes) < _FEW_NOTES for track in score.tracks)


def _empty_bars(score: Score, plan: Plan) -> float:
    lines = MeterMap((plan.meter,)).bar_lines(0, plan.last_downbeat_tick + 1)
    sounding = np.zeros(len(lines), dtype=bool)
    for track in score.tracks:
        for note in track.notes:
            first = note.start_tick // plan.meter.bar_ticks
            sounding[first : (note.end_tick - 1) // plan.meter.bar_ticks + 1] = True
    return _EMPTY_BAR * float(np.sum(~sounding))


def _stuck(score: Score) -> float:
    stuck = 0
    for track in score.tracks:
        pitches = [note.pitch for note in track.notes]
        if not track.is_drums and len(pitches) > 12:
            stuck += np.bincount(pitches).max() / len(pitches) > _STUCK_SHARE
    return _STUCK_PITCH * stuck
