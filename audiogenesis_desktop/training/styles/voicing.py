"""Voicings: each chord laid out so that the voices move as little as they can."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

Voicing = tuple[int, ...]
_POWER = (0, 7, 12)  # semitones above the root


def lead(
    chords: Sequence[ChordAt],
    *,
    key: Key,
    register: tuple[int, int],
    voices: int,
    colour: str = "plain",
    ceilings: Sequence[int] = (),
) -> list[Voicing]:
    """Return a voicing, lowest first, for each chord, its top where it can be at or below the chord's ceiling.

    `colour` "plain" is close or opened triads and sevenths, "ninths" adds the ninth where the key holds it:
    for the root, which the bass has, but at home for the fifth, so that the key stays clear; "fifths" is root,
    fifth and octave, three at most, with the root below as a hand on a guitar has it.
    """
    if colour == "fifths":
        return _power_chords(chords, register, min(voices, len(_POWER)))
    led: list[Voicing] = []
    centre = (register[0] + register[1]) / 2
    for i, at in enumerate(chords):
        tones = _tones(Chord(at.root, at.quality), key, colour, voices)
        options = candidates(tones, register, voices)
        before = led[-1] if led else None
        ceiling = ceilings[i] if ceilings else 127
        led.append(min(options, key=lambda voicing: _cost(voicing, before, centre, ceiling)))
    return led


def _power_chords(chords: Sequence[ChordAt], register: tuple[int, int], voices: int) -> list[Voicing]:
    """Return roots near the last one, rather low, with a fifth and an octave on each."""
    low, high = register
    roots: list[int] = []
    for at in chords:
        options = [p for p in range(low, max(low + 12, high - _POWER[voices - 1] + 1)) if p % 12 == at.root]
        before = roots[-1] if roots else low + 3
        roots.append(min(options, key=lambda p: (abs(p - before) + 0.5 * (p - low), p)))
    return [tuple(root + step for step in _POWER[:voices]) for root in roots]


def _tones(chord: Chord, key: Key, colour: str, voices: int) -> tuple[int, ...]:
    tones = chord.tones
    ninth = (chord.root + 2) % 12
    if colour == "ninths" and ninth in key.scale and chord.quality not in ("dim", "sus4", "aug"):
        rest = tones[3:]
        tones = (tones[0], tones[1], *rest, ninth) if chord.root == key.tonic else (ninth, *tones[1:])
    if voices < len(tones):
        tones = tuple(tone for i, tone in enumerate(tones) if i != 2)[:voices]  # the fifth goes first
    return tones


@lru_cache(maxsize=4096)
def candidates(tones: tuple[int, ...], register: tuple[int, int], voices: int) -> tuple[Voicing, ...]:
    """Return layouts of the pitch classes within the register: close, and opened by an octave within."""
    found: list[Voicing] = []
    for bottom in range(register[0], register[1] + 1):
        if bottom % 12 not in tones:
            continue
        close = _stacked(bottom, tones, voices)
        opened = tuple(sorted((*close[:-2], close[-2] - 12, close[-1]))) if voices > 2 else close
        found += [v for v in (close, opened) if register[0] <= v[0] and v[-1] <= register[1]]
    return tuple(dict.fromkeys(found)) or (_folded(tones[:voices], register),)


def _stacked(bottom: int, tones: tuple[int, ...], voices: int) -> Voicing:
    pitches = [bottom]
    while len(pitches) < voices:
        pitch = pitches[-1] + 1
        while pitch % 12 not in tones:
            pitch += 1
        pitches.append(pitch)
    return tuple(pitches)


def _folded(tones: tuple[int, ...], register: tuple[int, int]) -> Voicing:
    return tuple(sorted({register[0] + (tone - register[0]) % 12 for tone in tones}))


def _cost(voicing: Voicing, before: Voicing | None, centre: float, ceiling: int) -> float:
    off_centre = abs(sum(voicing) / len(voicing) - centre) + 4 * max(0, voicing[-1] - ceiling)
    # Seconds at the bottom are muddy below middle C.
    mud = sum(4 for low, high in pairwise(voicing) if low < 52 and high - low < 4)
    if before is None:
        return off_centre + mud
    moved = sum(abs(a - b) for a, b in zip(voicing, before, strict=False))
    return moved + 0.35 * off_centre + mud + 3 * abs(voicing[-1] - before[-1] > 7)
