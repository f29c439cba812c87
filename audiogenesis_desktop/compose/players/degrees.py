"""Degrees: what the patterns of a style's book say of pitches, for basses and broken chords.

A groove tells a player where to strike; which pattern it is from is found again by that. A bass is leaned to the degree
of the chord that the pattern has there, or into the next chord as one that walks; a broken chord to the same pitch
where the pattern has the same digit, and to another where it has another.
"""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from audiogenesis_desktop.compose.players import walking
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.texture import cells_struck
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES, FIELD_SIZES, GRID_PER_BEAT, TICKS_PER_GRID
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.phrases import letter_of
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.styling import own_part
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.plays import BassLine, Figure, Walking
from audiogenesis_desktop.style.style import Part as StylePart
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

_NATS = 3.0
_AGAIN, _ANOTHER = 5.0, -12.0  # of broken chords, which else stay on the pitch that they begin with
_FIRST, _LACKING = "1", 2.5  # the digit that is lowest, and nats for what a chord still lacks
_UNDER, _UNDER_BY = 6.0, 5  # nats for the root or fifth under a chord, and semitones that it lies there at least
_OCTAVE = 12
_UNDERS = {"r": 0, "q": 2}  # which of a chord's tones a symbol of a figure has under it
_ROOTS, _OCTAVES = "Rr8o", "8o"
_APPROACHES = "a"
_BASS = {"3": 1, "5": 2}  # which of a chord's tones a symbol of a bass line is
_CLASSES = np.arange(DRUM_PITCHES) % 12


class Degrees:
    """The degrees of one part; where its style's book has no pattern, nothing is leaned to."""

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece, and which of its parts it is about."""
        self._plan, self._part, self._length = plan, plan.parts[number], band.bar_length
        self._chords: list[int] = band.form.chords.reshape(-1).tolist()
        own = own_part(plan, self._part)
        plays = [] if own is None else [play for play in own.plays if isinstance(play, BassLine | Figure)]
        self._is_bass = self._part.role == "bass"
        self._low = band.players[number].low if has_roots(own) else 0
        self._can_walk = own is not None and any(isinstance(play, Walking) for play in own.plays)
        self._beats = plan.meter.bar_ticks // TICKS_PER_BEAT
        self._known: dict[tuple[int, ...], list[dict[int, str]]] = {}
        for play in plays:
            for cell in cells_struck(play.patterns, plan.meter):
                self._known.setdefault(tuple(cell), []).append(cell)
        self._bars: dict[int, dict[int, str]] = {}

    def lean(self, bar: int, place: int, notes: Sequence[Written], before: Sequence[Written]) -> Floats | None:
        """Return what is added to the logits of pitches at a place, None for nothing.

        `notes` are those of the bar so far, `before` those of the bar before it.
        """
        symbol = self._symbols(bar).get(place, "")
        if not self._is_bass:
            return self._of_figure(bar, place, symbol, notes, before)
        if symbol == _APPROACHES or (not symbol and self._walks_in(bar)):
            return self._of_walk(bar, place, (*before, *notes), is_first=not notes)
        return self._of_bass(bar, place, symbol, notes)

    def _walks_in(self, bar: int) -> bool:
        strikes = self._plan.strikes_in(bar, self._part.track_id) or ()
        return self._can_walk and [strike.tick % TICKS_PER_BEAT for strike in strikes] == [0] * self._beats

    def _of_walk(self, bar: int, place: int, known: Sequence[Written], *, is_first: bool) -> Floats | None:
        if not known:
            return None
        following = bar * self._length + place + GRID_PER_BEAT
        after = self._chords[min(2 * following // self._length, len(self._chords) - 1)]
        is_last = place + GRID_PER_BEAT >= self._length
        return walking.lean_from(self._chord(bar, place), after, known=known[-2:], is_first=is_first, is_last=is_last)

    def _symbols(self, bar: int) -> dict[int, str]:
        """Return by its places what the pattern of a bar says; of several that strike alike, one by part and letter."""
        if bar not in self._bars:
            strikes = self._plan.strikes_in(bar, self._part.track_id) or ()
            found = self._known.get(tuple(strike.tick // TICKS_PER_GRID for strike in strikes), [{}])
            section = self._plan.sections[self._plan.section_index(bar * self._plan.meter.bar_ticks)]
            draw = zlib.crc32(f"{self._part.track_id}/{letter_of(section.kind)}".encode())
            self._bars[bar] = found[draw % len(found)]
        return self._bars[bar]

    def _chord(self, bar: int, place: int) -> int:
        return self._chords[2 * bar + (2 * place >= self._length)]

    def _of_bass(self, bar: int, place: int, symbol: str, notes: Sequence[Written]) -> Floats | None:
        number = self._chord(bar, place)
        if number >= CHORD_COUNT or (symbol not in _BASS and (not symbol or symbol not in _ROOTS)):
            return None
        wanted = Chord.at(number).tones[_BASS.get(symbol, 0)]
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        lean[:DRUM_PITCHES][wanted == _CLASSES] = _NATS
        below = next((n.pitch for n in notes if self._symbols(bar).get(n.place) == "R"), None)
        if symbol in _ROOTS and below is not None and self._chord(bar, notes[0].place) == number:
            is_apart = np.arange(DRUM_PITCHES) != below if symbol in _OCTAVES else np.arange(DRUM_PITCHES) == below
            lean[:DRUM_PITCHES] *= is_apart
        return lean

    def _of_figure(
        self, bar: int, place: int, symbol: str, notes: Sequence[Written], before: Sequence[Written]
    ) -> Floats | None:
        at = self._known_at(bar, place, notes, before)
        if symbol in _UNDERS:
            return self._under(bar, place, symbol, at)
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        known = {other: pitch for other, pitch in at.items() if other.isdigit()} if symbol.isdigit() else {}
        if known and symbol not in known:
            self._lean_to_new(lean, known, self._chord(bar, place))
        lean[[*known.values()]] = _ANOTHER
        lean[: max(0, self._low)] = _ANOTHER  # what lies there is for the roots under the chord
        if symbol in known:
            lean[known[symbol]] = _AGAIN
        return lean if lean.any() else None

    def _lean_to_new(self, lean: Floats, known: Mapping[str, int], number: int) -> None:
        """Lean, in place, a digit that has had no pitch yet to what the chord still lacks, above the first digit."""
        tones = Chord.at(number).tones if number < CHORD_COUNT else ()
        lacking = {*tones} - {pitch % _OCTAVE for pitch in known.values()}
        lean[:DRUM_PITCHES][np.isin(_CLASSES, [*lacking])] = _LACKING
        lean[: known.get(_FIRST, 0)] -= 2 * _LACKING

    def _known_at(self, bar: int, place: int, notes: Sequence[Written], before: Sequence[Written]) -> dict[str, int]:
        """Return which pitch each symbol has had under the chord of a place, in this bar and the one before it."""
        own, at = self._chord(bar, place), dict[str, int]()
        for of, known in ((bar - 1, before), (bar, notes)):
            here = self._symbols(of) if of >= 0 else {}
            at |= {here[n.place]: n.pitch for n in known if n.place in here and self._chord(of, n.place) == own}
        return at

    def _under(self, bar: int, place: int, symbol: str, at: Mapping[str, int]) -> Floats | None:
        """Return what leans to the root or the fifth under a chord that is broken above it."""
        number = self._chord(bar, place)
        if number >= CHORD_COUNT:
            return None
        above = min((pitch for other, pitch in at.items() if other.isdigit()), default=self._low + _UNDER_BY)
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        wanted = Chord.at(number).tones[_UNDERS[symbol]]
        lowest, highest = max(0, self._low - _OCTAVE), max(above - _UNDER_BY, self._low)
        lean[[pitch for pitch in range(lowest, highest + 1) if pitch % _OCTAVE == wanted]] = _UNDER
        return lean


def has_roots(own: StylePart | None) -> bool:
    """Return whether a part of the book has patterns with roots or fifths under its chords."""
    plays = own.plays if own is not None else ()
    return any({*pattern} & {*_UNDERS} for play in plays if isinstance(play, Figure) for pattern in play.patterns)
