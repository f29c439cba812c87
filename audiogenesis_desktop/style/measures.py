"""Measures: what a score sounds like as far as hallmarks ask, bar by bar, by drum, role and instrument."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.roles import ROLES, roles_of
from audiogenesis_desktop.style.swing import swung
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, class_of, of_program
from audiogenesis_desktop.theory.keys import Key

_NEAR_TICKS = 60  # as far from its place a note still strikes it
_UNPITCHED = ("drums", "percussion")


class Measures:
    """What is measured of a score of one meter, given the roles of its tracks by id, or else found by `roles_of`.

    `swing` and `swing_ticks` are the style's, so that what it lets fall late counts as in its place. The last bar,
    which holds the last chord, is left out.
    """

    def __init__(
        self,
        score: Score,
        *,
        roles: Mapping[int, str] | None = None,
        swing: tuple[float, float] = (0.5, 0.5),
        swing_ticks: int = 480,
    ) -> None:
        """Take up a score; nothing is measured yet."""
        self._score, self._roles = score, roles_of(score) if roles is None else roles
        self._swing, self._swing_ticks = swing, swing_ticks
        self._bar_ticks = score.meters[0].bar_ticks if score.meters else 4 * TICKS_PER_BEAT
        self._bars = max(0, -(-score.length_ticks // self._bar_ticks) - 1)

    @property
    def bar_beats(self) -> float:
        """Return how many quarter notes a bar has."""
        return self._bar_ticks / TICKS_PER_BEAT

    @property
    def tempo_bpm(self) -> float:
        """Return the first tempo in quarter notes a minute."""
        return self._score.tempi[0].bpm

    @property
    def meter(self) -> str:
        """Return the first meter, such as "4/4"."""
        return f"{self._score.meters[0].numerator}/{self._score.meters[0].denominator}"

    @property
    def key(self) -> Key:
        """Return the first key; C major where the score tells none."""
        return Key(self._score.keys[0].tonic, self._score.keys[0].mode) if self._score.keys else Key(0, "major")

    @cached_property
    def instruments(self) -> set[str]:
        """Return the General MIDI names (or "drums") of what plays."""
        return {of_program(track.program, track.is_drums).name for track in self._score.tracks if track.notes}

    def plays(self, who: Iterable[str]) -> bool:
        """Return whether any of these has a note."""
        return bool(self._notes(tuple(who)))

    def onsets_a_bar(self, who: Iterable[str]) -> list[int]:
        """Return for each bar at how many moments any of these strikes."""
        moments: list[set[int]] = [set() for _ in range(self._bars)]
        for bar, place in self._places(tuple(who)):
            moments[bar].add((place + _NEAR_TICKS // 2) // _NEAR_TICKS)
        return [len(own) for own in moments]

    def lengths_beats(self, who: Iterable[str]) -> list[float]:
        """Return the lengths of their notes in quarter notes."""
        return [note.length_ticks / TICKS_PER_BEAT for note in self._notes(tuple(who))]

    def share_of_bars(
        self, who: tuple[str, ...], beats: Sequence[float], over: int = 1, beside: tuple[str, ...] = ()
    ) -> float:
        """Return in what share of the groups of `over` bars in which `beside` (or `who`) plays all beats are struck."""
        return self._share(who, beside or who, over, lambda struck: all(self._near(struck, beat) for beat in beats))

    def share_without(
        self, who: tuple[str, ...], beats: Sequence[float], over: int = 1, beside: tuple[str, ...] = ()
    ) -> float:
        """Return in what share of the groups of bars none of the beats is struck; 1.0 where nobody plays."""
        if not self.plays(beside or who):
            return 1.0
        return self._share(who, beside or who, over, lambda struck: not any(self._near(struck, beat) for beat in beats))

    def share_of_notes(self, who: tuple[str, ...], beats: Sequence[float], over: int = 1) -> float:
        """Return what share of their notes lies on one of the beats."""
        own = [(bar % over) * self._bar_ticks + place for bar, place in self._places(who, from_sections=True)]
        hit = [any(self._near([place], beat) for beat in beats) for place in own]
        return sum(hit) / max(1, len(hit))

    def share_of_chords(self, chords: Sequence[Chord]) -> float:
        """Return in what share of the bars a chord sounds that has one of these roots, and its major or minor third."""
        right = [
            any(_alike(own, chord) for own in self._chords_in(bar) for chord in chords) for bar in range(self._bars)
        ]
        return sum(right) / max(1, len(right))

    def share_of_sections(self, chord: Chord, bar: int, of: int) -> float:
        """Return in what share of the turns of `of` bars that sections are made of the chord sounds in this bar."""
        turns = [
            first
            for start, end in self._sections
            if (end - start) % of == 0
            for first in range(start, end, of)
            if first + bar < self._bars
        ]
        found = [any(_alike(own, chord) for own in self._chords_in(first + bar)) for first in turns]
        return sum(found) / max(1, len(found))

    def share_in_scale(self, scale: frozenset[int]) -> float:
        """Return what share of the pitched notes lies in a scale above the tonic."""
        pitches = [
            (note.pitch - self.key.tonic) % 12
            for track in self._score.tracks
            if CLASSES[class_of(track.program, track.is_drums)].name not in _UNPITCHED
            for note in track.notes
        ]
        return sum(pitch in scale for pitch in pitches) / max(1, len(pitches))

    def swing_ratio(self) -> float:
        """Return where notes about the middle of each two swing units fall, 0.5 for even; the middle one of all."""
        pair = 2 * self._swing_ticks
        within = sorted(
            note.start_tick % pair / pair
            for track in self._score.tracks
            for note in track.notes
            if 0.4 < note.start_tick % pair / pair < 0.8
        )
        return within[len(within) // 2] if within else 0.5

    def growth(self) -> float:
        """Return how much louder and fuller the second half is than the first, 1.0 for alike."""
        middle = self._bars * self._bar_ticks // 2
        halves = [1.0, 1.0]
        for track in self._score.tracks:
            for note in track.notes:
                halves[note.start_tick >= middle] += note.velocity
        return halves[1] / halves[0]

    @cached_property
    def _sections(self) -> list[tuple[int, int]]:
        """Return the first bar of each section and the bar after its last; one for all where there are none."""
        edges = [round(section.start_tick / self._bar_ticks) for section in self._score.sections] or [0]
        return [(a, b) for a, b in pairwise([*edges, max(self._bars + 1, edges[-1] + 1)]) if b > a]

    def _notes(self, who: tuple[str, ...]) -> list[Note]:
        end = self._bars * self._bar_ticks - _NEAR_TICKS
        keys = {KEYS[name] for name in who if name in KEYS}
        found: list[Note] = []
        for track in self._score.tracks:
            own = track.notes
            if not self._is_meant(track, who):
                own = tuple(note for note in own if track.is_drums and note.pitch in keys)
            found += [note for note in own if note.start_tick < end]
        return found

    def _is_meant(self, track: Track, who: tuple[str, ...]) -> bool:
        """Return whether a whole track is meant, by its role or its instrument."""
        name = of_program(track.program, track.is_drums).name
        return self._roles.get(track.id) in who or (name in who and name not in ROLES)

    def _places(self, who: tuple[str, ...], *, from_sections: bool = False) -> list[tuple[int, int]]:
        """Return the bar of each note, from the piece's or its section's start, and its tick there.

        What comes a little early belongs to the bar that it leads into.
        """
        found = []
        for note in self._notes(who):
            bar, place = divmod(note.start_tick + _NEAR_TICKS, self._bar_ticks)
            found.append((bar - self._section_start(bar) if from_sections else bar, place - _NEAR_TICKS))
        return found

    def _section_start(self, bar: int) -> int:
        return max((start for start, _ in self._sections if start <= bar), default=0)

    def _share(
        self,
        who: tuple[str, ...],
        beside: tuple[str, ...],
        over: int,
        is_right: Callable[[list[int]], bool],
    ) -> float:
        struck: dict[int, list[int]] = {}
        for bar, place in self._places(who):
            struck.setdefault(bar, []).append(place)
        present = {bar for bar, _ in self._places(beside)}
        groups = [
            range(first, first + over)
            for start, end in self._sections
            for first in range(start, end - over + 1, over)
            if first + over <= self._bars and any(bar in present for bar in range(first, first + over))
        ]
        right = [
            is_right([(bar - group[0]) * self._bar_ticks + place for bar in group for place in struck.get(bar, ())])
            for group in groups
        ]
        return sum(right) / max(1, len(right))

    def _near(self, struck: Sequence[int], beat: float) -> bool:
        tick = round(beat * TICKS_PER_BEAT)
        moved = [swung(tick, unit=self._swing_ticks, ratio=ratio) for ratio in (0.5, *self._swing)]
        return any(min(moved) - _NEAR_TICKS <= place <= max(moved) + _NEAR_TICKS for place in struck)

    def _chords_in(self, bar: int) -> list[Chord]:
        start, end = bar * self._bar_ticks, (bar + 1) * self._bar_ticks
        return [
            Chord(at.root, at.quality)
            for at in self._score.chords
            if at.tick < end and at.tick + at.length_ticks > start
        ]


def _alike(one: Chord, other: Chord) -> bool:
    return one.root == other.root and one.tones[1] == other.tones[1]
