"""What the Plan forbids a player: places off the grid or over a hit, pitches out of reach or key, notes too long.

The network proposes; these keep order, range, scale, voices and time exact, and let what its chord has not cost a part
with chords something. Else nothing is leaned to: how a style goes is learned.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.degrees import Degrees, has_roots
from audiogenesis_desktop.compose.players.echo import Echo
from audiogenesis_desktop.compose.players.ground import Ground
from audiogenesis_desktop.compose.players.motif import Motif
from audiogenesis_desktop.compose.players.phrase_ends import PhraseEnds
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.tessitura import Tessitura
from audiogenesis_desktop.compose.players.texture import Texture
from audiogenesis_desktop.compose.players.vocabulary import (
    BAR,
    DRUM_PITCHES,
    DURATIONS,
    FIELD_SIZES,
    GRID_PER_BEAT,
    TICKS_PER_GRID,
    VELOCITY_STEP,
)
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.plan.hit_events import cleared, crashes, silences
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.styling import own_part
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.plays import GuideLine, Pad, Tune, Walking, are_fifths
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.instruments import CLASSES
from audiogenesis_desktop.theory.keys import MAJOR_SCALE
from audiogenesis_desktop.theory.scales import SCALES

Floats = npt.NDArray[np.float32]

DRUMS, KICK, CRASH = ROLES.index("drums"), KEYS["kick"], KEYS["crash"]
MOST_A_BAR = 64  # notes of one player
_AROUND = 5  # semitones beyond a register that a line may still go
_ABOVE_BASS = 3  # a bass that climbs on is none any more
_OCTAVE = 12  # under its register where a pattern has roots below the chord
_PASSING = np.float32(-2.0)  # what a chromatic note costs where a style has some
_FOREIGN = np.float32(-3.0)  # what a note costs a part with chords that its chord has not
_FIFTHS_ALONE = np.float32(-4.0)  # and one that plays in fifths
_NINTH = 2  # semitones above the root: what may colour a chord
_APART = 3  # semitones that the notes of a chord take, each above the one below
_FEWEST_PITCHES = 8
_SUSTAINED = 0.75  # of what is left of a bar a pad sounds at least; then it may pass on to the next chord
_RUBS, _SUSPENDED = GRID_PER_BEAT, 3 * GRID_PER_BEAT // 2  # a semitone above a tone of the chord, and anything else
_BREATH_BARS = 4  # no pad holds a note for longer
_SOFTEST = 32  # velocity: what is softer is lost under speech
_AUDIBLE = np.where(np.arange(FIELD_SIZES[3]) * VELOCITY_STEP < _SOFTEST, FORBIDDEN, np.float32(0))
_LENGTHS: list[int] = DURATIONS.tolist()
_CLASSES = np.arange(DRUM_PITCHES) % 12
_PLAIN = {"major": SCALES["ionian"], "minor": SCALES["aeolian"] | SCALES["harmonic minor"]}


class Masks:
    """The masks of one player. Pitches are the network's: in C major or A minor, drums' beyond the others'.

    The arrays that it returns belong to it: add to them, don't change them.
    """

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece and which of its players it is."""
        self._band, self._player = band, band.players[number]
        self._end = plan.last_downbeat_tick // TICKS_PER_GRID
        self.voices = CLASSES[self._player.kind].voices
        self._silences = [(_place(start), _place(end)) for start, end in silences(plan)]
        off = ((_place(start), _place(end)) for start, end in cleared(plan))
        self._cleared = _by_bar((*self._silences, *off), band.bar_length)
        is_drummer = self._player.is_drums and self._player.role == DRUMS
        self._crashes = {_place(tick) for tick in crashes(plan)} if is_drummer else set[int]()
        self._chords: list[int] = band.form.chords.reshape(-1).tolist()
        self._reach = _reach(plan, plan.parts[number])
        self._home, self._outside = _home(plan, plan.parts[number])
        self._texture, self.degrees = Texture(plan, number), Degrees(plan, band, number)
        self.tessitura = Tessitura(plan, band, number)
        self.motif, self.phrase_ends = Motif(plan, band, number), PhraseEnds(plan, band, number)
        self.ground, self.echo = Ground(plan, band, number), Echo(plan, number)
        self.has_chords = not self._player.is_drums and plan.parts[number].role in CHORDAL
        self._has_tune = plan.parts[number].role == "lead" and not scale_of(plan)
        own = own_part(plan, plan.parts[number])
        self.has_thirds = own is None or not are_fifths(own.plays)
        self.shift = key_shift(plan)
        self._sustains = _sustains(plan, plan.parts[number])
        self._on_grid = _on_grid(band.bar_length)
        self._section_ends = [
            _place(plan.sections[plan.section_index(bar * plan.meter.bar_ticks)].end_tick) for bar in range(band.bars)
        ]
        self._pitches: dict[int, Floats] = {}
        self.velocity: Floats = _AUDIBLE

    def place(self, bar: int, notes: Sequence[Written], *, hits: Sequence[int], reach: int = -1) -> Floats:
        """Return the mask over places after the notes of a bar so far, in order; `hits` are places to be struck.

        The bar line may not come before a note at `reach` or later, where there is room for one.
        """
        mask = self._on_grid.copy()
        self._hush(mask, bar)
        mask[list(hits)] = 0
        mask[max(0, self._end - bar * self._band.bar_length) : BAR] = FORBIDDEN
        now = notes[-1].place if notes else -1
        mask[: max(0, now)] = FORBIDDEN
        if self._owes_crash(bar, notes):
            return _only(now)
        if notes and not self._may_join(bar, notes):
            mask[now] = FORBIDDEN
        missing = next((hit for hit in hits if hit > now), None)
        if missing is not None:
            mask[missing + 1 :] = FORBIDDEN
        elif now < reach and (mask[:BAR] == 0).any():
            mask[BAR] = FORBIDDEN
        if len(notes) >= MOST_A_BAR and missing is None:
            mask[:BAR] = FORBIDDEN
        return mask

    def _hush(self, mask: Floats, bar: int) -> None:
        """Forbid, in place, to begin anything where all are silent, or too near a hit."""
        for start, end in self._cleared.get(bar, ()):
            mask[start:end] = FORBIDDEN

    def _owes_crash(self, bar: int, notes: Sequence[Written]) -> bool:
        """Return whether a drummer has struck a hit so far without the crash that belongs there."""
        if not notes or bar * self._band.bar_length + notes[-1].place not in self._crashes:
            return False
        return notes[-1].pitch != CRASH

    def _may_join(self, bar: int, notes: Sequence[Written]) -> bool:
        place = notes[-1].place
        if sum(note.place == place for note in notes[-self.voices :]) >= self.voices:
            return False
        mask = self.pitch(bar, place)
        above = notes[-1].pitch + 1 + (DRUM_PITCHES if self._player.is_drums else 0)
        return bool((mask[above:] > FORBIDDEN / 2).any())

    def together(
        self, mask: Floats, bar: int, notes: Sequence[Written], *, held: Callable[[int], Sequence[int]]
    ) -> Floats:
        """Return a mask of `place` with the texture kept to: no fewer notes together than wanted, and no more.

        `held` tells which pitches that began earlier sound at a place. A pad that holds all of its voices over the bar
        line begins nothing there, and one that holds some takes the others up.
        """
        now = notes[-1].place if notes else 0
        wanted = self._texture.at(bar, now)
        if wanted is None or mask[now] <= FORBIDDEN / 2 or not (notes or wanted.is_held):
            return mask
        begun = sum(note.place == now for note in notes) + (len(held(now)) if wanted.is_held else 0)
        if not begun:
            return mask
        if begun >= wanted.most:
            mask[now] = FORBIDDEN
        elif begun < wanted.fewest:
            mask[:now] = mask[now + 1 :] = FORBIDDEN
        return mask

    def first_pitch(self, bar: int, place: int) -> Floats:
        """Return the mask over pitches of an onset's lowest note: as many as the texture wants have room above it."""
        mask, wanted = self.pitch(bar, place), self._texture.at(bar, place)
        if wanted is None or wanted.fewest < 2 or wanted.is_held:
            return mask
        allowed = np.flatnonzero(mask[:DRUM_PITCHES] > FORBIDDEN / 2)
        highest = allowed[-1] - _APART * (wanted.fewest - 1) if len(allowed) else -1
        if highest < (allowed[0] if len(allowed) else 0):
            return mask
        lower = mask.copy()
        lower[highest + 1 :] = FORBIDDEN
        return lower

    def pitch(self, bar: int, place: int, *, above: int = -1) -> Floats:
        """Return the mask over pitches at a place, those above one that begins there already."""
        if bar * self._band.bar_length + place in self._crashes:
            return _kick_or_crash(above)
        chord = self.chord(bar, place)
        if chord not in self._pitches:
            self._pitches[chord] = self._at_chord(chord)
        mask = self._pitches[chord]
        if above < 0:
            return mask
        higher = mask.copy()
        higher[: above + 1 + (DRUM_PITCHES if self._player.is_drums else 0)] = FORBIDDEN
        return higher

    def chord(self, bar: int, place: int) -> int:
        """Return the number of the chord at a place of a bar."""
        return self._chords[2 * bar + (2 * place >= self._band.bar_length)]

    def chords(self, bar: int) -> tuple[int, int]:
        """Return the numbers of the chords of a bar's halves."""
        return self._chords[2 * bar], self._chords[2 * bar + 1]

    def _at_chord(self, number: int) -> Floats:
        if self._player.is_drums:
            return self._reach
        tones = Chord.at(number).tones if number < CHORD_COUNT else ()
        allowed = self._home.copy()
        allowed[list(tones)] = True
        if 8 in tones and self._outside == FORBIDDEN:  # the leading note of A minor drives out its natural seventh
            allowed[7] = False
        lean = np.where(allowed, np.float32(0), self._outside)[_CLASSES]
        if self.has_chords and tones:
            own = [*tones, (tones[0] + _NINTH) % 12] if self.has_thirds else [tones[0], tones[2]]
            cost = _FOREIGN if self.has_thirds else _FIFTHS_ALONE
            lean = lean + cost * np.isin(_CLASSES, own, invert=True)
        mask = self._reach.copy()
        mask[:DRUM_PITCHES] = np.maximum(mask[:DRUM_PITCHES] + lean, FORBIDDEN)
        return mask

    def holds(self, bar: int, place: int) -> bool:
        """Return whether what begins at a place is a pad's, which ties what the next chords have, too."""
        wanted = self._texture.at(bar, place)
        return wanted is not None and wanted.is_held

    def duration(self, bar: int, place: int, pitch: int, *, ties: bool = False) -> Floats:
        """Return the mask over durations: over by the last chord, not held into a chord that it clashes with.

        What `ties` is held as long as the chords have it, for four bars and within its section at most.
        """
        at = bar * self._band.bar_length + place
        latest = min([self._end, *(start for start, _ in self._silences if start > at)])
        if not self._player.is_drums:
            latest = min(latest, self._clash(bar, place, pitch % 12))
        if self._has_tune and (longest := _held_off_chord(self.chord(bar, place), pitch % 12)):
            latest = min(latest, at + longest)
        mask = np.zeros(len(_LENGTHS), dtype=np.float32)
        mask[[i for i, length in enumerate(_LENGTHS) if i and length > latest - at]] = FORBIDDEN
        if self._sustains:
            self._sustain(mask, place, latest - at)
        if ties:
            self._tie(mask, at, min(latest, at + _BREATH_BARS * self._band.bar_length, self._section_ends[bar]))
        return mask

    def _sustain(self, mask: Floats, place: int, longest: int) -> None:
        """Forbid, in place, durations of less than most of what is left of the bar, or of the chord if that is over."""
        left = min(longest, self._band.bar_length - place)
        short = [i for i, length in enumerate(_LENGTHS) if length < _SUSTAINED * left]
        mask[short] = FORBIDDEN

    def _tie(self, mask: Floats, at: int, latest: int) -> None:
        """Forbid, in place, all but the longest duration that is over where a half bar is."""
        half = self._band.bar_length / 2
        whole = [i for i, length in enumerate(_LENGTHS) if length <= latest - at and (at + length) % half == 0]
        if whole:
            mask[: whole[-1]] = mask[whole[-1] + 1 :] = FORBIDDEN

    def _clash(self, bar: int, place: int, pitch_class: int) -> int:
        """Return where the first chord begins that lacks this pitch class, or the end of the piece."""
        length = self._band.bar_length
        now = 2 * bar + (2 * place >= length)
        for later in range(now + 1, min(now + 9, len(self._chords))):
            chord = self._chords[later]
            if chord != self._chords[now] and chord < CHORD_COUNT and pitch_class not in Chord.at(chord).tones:
                return later // 2 * length + (later % 2) * (length // 2)
        return self._end


def _held_off_chord(number: int, pitch_class: int) -> int:
    """Return for how long a tune may hold what its chord lacks, in grid units; 0 for as long as it likes."""
    tones = Chord.at(number).tones if number < CHORD_COUNT else ()
    if not tones or pitch_class in tones:
        return 0
    return _RUBS if (pitch_class - 1) % 12 in tones else _SUSPENDED


def _by_bar(stretches: Iterable[tuple[int, int]], bar_length: int) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Return by bar the stretches from one place of the piece to another, in places of the bar."""
    found: dict[int, list[tuple[int, int]]] = {}
    for start, end in stretches:
        for bar in range(start // bar_length, -(-end // bar_length)):
            first = bar * bar_length
            found.setdefault(bar, []).append((max(0, start - first), min(bar_length, end - first)))
    return found


def _place(tick: int) -> int:
    return round(tick / TICKS_PER_GRID)


def _only(place: int) -> Floats:
    mask = np.full(BAR + 1, FORBIDDEN)
    mask[place] = 0
    return mask


def _kick_or_crash(above: int) -> Floats:
    mask = np.full(FIELD_SIZES[1], FORBIDDEN)
    mask[[DRUM_PITCHES + key for key in (KICK, CRASH) if key > above]] = 0
    return mask


def _on_grid(bar_length: int) -> Floats:
    """Return the mask over places of a bar, sixteenths and triplets, and the bar line."""
    at = np.arange(BAR + 1)
    is_allowed = ((at % 3 == 0) | (at % 4 == 0)) & (at < bar_length) | (at == BAR)
    return np.where(is_allowed, np.float32(0), FORBIDDEN)


def _reach(plan: Plan, part: Part) -> Floats:
    """Return the mask over pitches that a part's instrument has, about its register where that leaves enough."""
    mask = np.full(FIELD_SIZES[1], FORBIDDEN)
    low, high = part.instrument.pitch_range
    if part.instrument.is_drums:
        mask[DRUM_PITCHES + low : DRUM_PITCHES + high + 1] = 0
        return mask
    above = _AROUND if part.role != "bass" else _ABOVE_BASS
    below = _OCTAVE if has_roots(own_part(plan, part)) else _AROUND
    lower, upper = max(low, part.register[0] - below), min(high, part.register[1] + above)
    if upper - lower >= _FEWEST_PITCHES:
        low, high = lower, upper
    shift = key_shift(plan)
    mask[max(0, low - shift) : max(0, high - shift) + 1] = 0
    mask[DRUM_PITCHES:] = FORBIDDEN
    return mask


def _home(plan: Plan, part: Part) -> tuple[npt.NDArray[np.bool_], np.float32]:
    """Return which pitch classes a part is at home in, (12,), and what the others cost."""
    style = _leading(plan)
    home = np.isin(np.arange(12), list(MAJOR_SCALE))
    if style is None:
        return home, FORBIDDEN
    tonic = 0 if plan.key.mode == "major" else 9
    scale = scale_of(plan)
    if scale:
        home = np.isin((np.arange(12) - tonic) % 12, list(SCALES[scale]))
    plays = [play for own in style.parts if own.name == part.name or own.role == part.role for play in own.plays]
    is_chromatic = any(isinstance(play, Walking) or (isinstance(play, Tune) and play.blue > 0) for play in plays)
    return home, _PASSING if is_chromatic else FORBIDDEN


def _sustains(plan: Plan, part: Part) -> bool:
    """Return whether all that a part may play, as its style has it, is held."""
    own = own_part(plan, part)
    return own is not None and bool(own.plays) and all(isinstance(play, Pad | GuideLine) for play in own.plays)


def _leading(plan: Plan) -> Style | None:
    return book().get(plan.style[0][0]) if plan.style else None


def scale_of(plan: Plan) -> str:
    """Return the scale (of `theory.scales`) that a Plan's style has in place of plain major or minor, "" for none.

    It has none where more of its chords lie in the plain key than in its scale: plain ones were asked for, or given.
    """
    style = _leading(plan)
    try:
        scale = style.harmony.mode(plan.key.mode).scale if style is not None else ""
    except KeyError:
        return ""
    if not scale:
        return ""
    own, plain = (_ticks_within(plan, steps) for steps in (SCALES[scale], _PLAIN[plan.key.mode]))
    return scale if own >= plain else ""


def _ticks_within(plan: Plan, steps: frozenset[int]) -> int:
    """Return for how long chords sound all of whose tones lie in a scale above the tonic."""
    tonic = plan.key.tonic
    return sum(
        c.length_ticks for c in plan.chords if {(tone - tonic) % 12 for tone in Chord(c.root, c.quality).tones} <= steps
    )
