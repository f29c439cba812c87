"""Engraving: what a track plays becomes what a page shows, in voices of notes and rests that fill each bar. Pure.

Beats are read in sixteenths or in sixths of a beat, whichever their notes lie nearer to; notes are held up to the next
one where only a breath lies between. 24 parts make a quarter note.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note

PARTS = 24  # of a quarter note
_TICKS = TICKS_PER_BEAT // PARTS
_BINARY, _TERNARY = 6, 4
_MOST_VOICES = 4
_BREATH = 6  # parts, up to which a rest is no rest
_HARDER = 1.25  # how much nearer notes must lie to sixths: sixteenths are what is usual
# Lengths in parts that one sign can show, the longest first: its name, its dots.
_SIGNS = {96: ("whole", 0), 72: ("half", 1), 48: ("half", 0), 36: ("quarter", 1), 24: ("quarter", 0)}
_SIGNS |= {18: ("eighth", 1), 12: ("eighth", 0), 6: ("16th", 0)}
_TRIPLETS = {16: ("quarter", 0), 8: ("eighth", 0), 4: ("16th", 0)}


class Chord(NamedTuple):
    """Notes that begin and end together, in parts from the start of the piece; no pitches are a rest."""

    start: int
    end: int
    pitches: tuple[int, ...]


class Sign(NamedTuple):
    """What stands on the page: a chord or a rest of `length` parts at `start`, called `name` with so many `dots`.

    It is tied to what comes before or after where its chord goes on; of three in the time of two, `is_first` and
    `is_last` bound the bracket.
    """

    start: int
    length: int
    pitches: tuple[int, ...]
    name: str
    dots: int
    is_triplet: bool = False
    is_first: bool = False
    is_last: bool = False
    is_tied_before: bool = False
    is_tied_after: bool = False


def voices_of(notes: Iterable[Note]) -> tuple[tuple[Chord, ...], ...]:
    """Return the chords of a track in up to four voices; in none of them does one begin before the last is over."""
    heard = sorted(notes)
    ternary = _ternary_beats(heard)
    chords = _joined(
        Chord(
            start := _placed(note.start_tick, ternary), max(_placed(note.end_tick, ternary), start + 1), (note.pitch,)
        )
        for note in heard
    )
    voices: list[list[Chord]] = []
    for chord in chords:
        voice = next((voice for voice in voices if voice[-1].end <= chord.start), None)
        if voice is not None:
            voice.append(chord)
        elif len(voices) < _MOST_VOICES:
            voices.append([chord])
        else:
            _push(min(voices, key=lambda voice: voice[-1].end), chord)
    return tuple(tuple(_without_breaths(voice, ternary)) for voice in voices)


def _ternary_beats(notes: Sequence[Note]) -> frozenset[int]:
    """Return the beats whose notes lie nearer to sixths than to sixteenths."""
    off: dict[int, list[int]] = {}
    for note in notes:
        place = note.start_tick % TICKS_PER_BEAT
        beat = off.setdefault(note.start_tick // TICKS_PER_BEAT, [0, 0])
        for i, step in enumerate((_BINARY * _TICKS, _TERNARY * _TICKS)):
            beat[i] += min(place % step, step - place % step)
    return frozenset(beat for beat, (binary, ternary) in off.items() if ternary * _HARDER < binary)


def _placed(tick: int, ternary: frozenset[int]) -> int:
    beat, within = divmod(tick, TICKS_PER_BEAT)
    step = _TERNARY if beat in ternary else _BINARY
    return beat * PARTS + round(within / (step * _TICKS)) * step


def _joined(chords: Iterable[Chord]) -> list[Chord]:
    """Return chords with those as one that begin together and end together but for a breath."""
    found: list[Chord] = []
    for chord in sorted(chords):
        same = next(
            (i for i in range(len(found) - 1, -1, -1) if found[i].start == chord.start and _is_near(found[i], chord)),
            None,
        )
        if same is None:
            found.append(chord)
        else:
            pitches = tuple(sorted({*found[same].pitches, *chord.pitches}))
            found[same] = Chord(chord.start, max(found[same].end, chord.end), pitches)
    return found


def _is_near(one: Chord, other: Chord) -> bool:
    return abs(one.end - other.end) <= 2 * _BREATH


def _push(voice: list[Chord], chord: Chord) -> None:
    """Put a chord into a voice that is still busy: what sounds there ends, or takes it in where it has just begun."""
    last = voice[-1]
    if last.start == chord.start:
        voice[-1] = Chord(last.start, max(last.end, chord.end), tuple(sorted({*last.pitches, *chord.pitches})))
    else:
        voice[-1] = last._replace(end=chord.start)
        voice.append(chord)


def _without_breaths(voice: Sequence[Chord], ternary: frozenset[int]) -> Iterator[Chord]:
    """Yield chords that last as long as a sign can tell and go on to the next one where only a breath is between."""
    for i, chord in enumerate(voice):
        step = _TERNARY if chord.start // PARTS in ternary else _BINARY
        end = max(chord.end, chord.start + step)
        after = voice[i + 1].start if i + 1 < len(voice) else None
        if after is not None and (end > after or after - end <= _BREATH):
            end = after
        yield chord._replace(end=end)


def bar_of_signs(voice: Sequence[Chord], start: int, end: int) -> list[Sign]:
    """Return what a voice shows in a bar from `start` to `end`, in parts: rests fill what no chord does."""
    signs, at = list[Sign](), start
    first = max(0, bisect_right(voice, start, key=lambda chord: chord.start) - 1)
    for chord in voice[first:]:
        if chord.start >= end:
            break
        if chord.end <= start:
            continue
        signs += _signs(Chord(at, max(at, chord.start), ()), chord)
        shown = Chord(max(start, chord.start), min(end, chord.end), chord.pitches)
        signs += _signs(shown, chord)
        at = shown.end
    signs += _signs(Chord(at, end, ()), Chord(at, end, ()))
    return _merged(_bracketed(signs))


def _merged(signs: Sequence[Sign]) -> list[Sign]:
    """Return signs with eighths that are tied to a beat, or to each other over its edge, as one: none are in three."""
    found: list[Sign] = []
    for sign in signs:
        before = found[-1] if found else None
        is_one = before is not None and sign.is_tied_before and not (sign.is_triplet or before.is_triplet)
        if is_one and before is not None and (before.length, sign.length) in ((24, 12), (12, 24), (12, 12)):
            length = before.length + sign.length
            name, dots = _SIGNS[length]
            found[-1] = before._replace(length=length, name=name, dots=dots, is_tied_after=sign.is_tied_after)
        else:
            found.append(sign)
    return found


def _signs(shown: Chord, whole: Chord) -> list[Sign]:
    """Return the signs that show a stretch of a chord, beat by beat where it does not begin or end on one."""
    signs, at = list[Sign](), shown.start
    while at < shown.end:
        length, (name, dots), is_triplet = _next_sign(at, shown.end)
        before, after = at > whole.start, at + length < whole.end
        is_tied = bool(shown.pitches)
        signs.append(
            Sign(
                at,
                length,
                shown.pitches,
                name,
                dots,
                is_triplet,
                is_tied_before=is_tied and before,
                is_tied_after=is_tied and after,
            )
        )
        at += length
    return signs


def _next_sign(at: int, end: int) -> tuple[int, tuple[str, int], bool]:
    left, within = end - at, at % PARTS
    if within == 0 and left >= PARTS:
        return next((n, sign, False) for n, sign in _SIGNS.items() if n <= left and n % PARTS == 0)
    room = min(left, PARTS - within)
    if within % _BINARY == 0 and room % _BINARY == 0:
        return next((length, sign, False) for length, sign in _SIGNS.items() if length <= room)
    return next(
        ((length, sign, True) for length, sign in _TRIPLETS.items() if length <= room), (room, ("16th", 0), True)
    )


def _bracketed(signs: Sequence[Sign]) -> list[Sign]:
    """Return signs with those of a beat in three marked as its first and last; all of such a beat are in three."""
    beats = {sign.start // PARTS for sign in signs if sign.is_triplet}
    found: list[Sign] = []
    for sign in signs:
        beat = sign.start // PARTS
        if beat not in beats or sign.length >= PARTS:
            found.append(sign)
            continue
        is_first = sign.start % PARTS == 0
        is_last = (sign.start + sign.length) % PARTS == 0
        if sign.is_triplet:
            found.append(sign._replace(is_first=is_first, is_last=is_last))
        elif sign.length == 12:  # the middle of the beat, in sixths: a third and a sixth of it
            found += [
                sign._replace(length=8, name="eighth", is_triplet=True, is_first=is_first, is_tied_after=_ties(sign)),
                sign._replace(
                    start=sign.start + 8,
                    length=4,
                    name="16th",
                    is_triplet=True,
                    is_last=is_last,
                    is_tied_before=_ties(sign),
                ),
            ]
        else:
            found.append(sign)
    return found


def _ties(sign: Sign) -> bool:
    return bool(sign.pitches)
