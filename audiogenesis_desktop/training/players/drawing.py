"""Drawing parts to learn from: which, from where, what is told of it and what is hidden; and batches of their steps.

Each row of a batch goes through one stretch after another, each drawn by a number of its own, so that a run can go on
from where it stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.encoding import Encoded, encode
from audiogenesis_desktop.compose.players.flags import Hearing
from audiogenesis_desktop.compose.players.later import AHEAD_BARS, LATER_SIZE, ahead, contents
from audiogenesis_desktop.compose.players.setting import Band, Player, facts_groups
from audiogenesis_desktop.compose.players.terms import USUAL, Terms
from audiogenesis_desktop.compose.players.vocabulary import Ints
from audiogenesis_desktop.plan.plan import Likeness
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.training.players.packing import Packed

Floats = npt.NDArray[np.float32]

_FREE_ROLES = tuple(ROLES.index(role) for role in ("lead", "second voice", "effect"))
_LONGEST_GAP = 8  # bars to be written before others that stand
_WIDEST = 7  # semitones by which a register is told wider than it is


@dataclass(frozen=True)
class Hiding:
    """How often each thing that is told is hidden, 0..1; `hearing` is how often others are heard otherwise than usual,
    `later` how often no bar to come stands; `free_groove` holds for leads, second voices and effects, whose grooves are
    seldom told."""

    fact: float = 0.12
    text: float = 0.3
    likeness: float = 0.3
    groove: float = 0.25
    free_groove: float = 0.7
    register: float = 0.2
    hearing: float = 0.35
    later: float = 0.7


NOTHING_HIDDEN = Hiding(0, 0, 0, 0, 0, 0, 0, later=1)
"""As a piece is written: all is told, and no bar to come stands."""


@dataclass(frozen=True, slots=True)
class Source:
    """Pieces by a name, how large a share of what is learned they are to be, and on what terms, for experiments."""

    name: str
    pack: Packed
    share: float = 1.0
    terms: Terms = USUAL


class Stretch(NamedTuple):
    """A stretch of a part that was drawn: all of it `encoded`, the steps from `first` to before `end`, what is told of
    its piece, and its `role`; `later` is what stands in bars to come, None where nothing does; `is_begun` where the
    batch before ends with the step before the first."""

    encoded: Encoded
    facts: Floats
    text: Floats
    first: int
    end: int
    role: int
    later: Floats | None = None
    is_begun: bool = False


def draw_stretch(sources: Sequence[Source], hiding: Hiding, *, seed: Sequence[int], longest: int) -> Stretch:
    """Return the stretch of a part that a seed draws from what is learned, at most `longest` steps."""
    draw = np.random.default_rng(list(seed))
    shares = np.array([source.share for source in sources])
    source = sources[int(draw.choice(len(sources), p=shares / shares.sum()))]
    pack, terms = source.pack, source.terms
    number = pack.learned[int(draw.integers(len(pack.learned)))]
    chances = np.sqrt(pack.step_counts[number])
    part = int(draw.choice(len(chances), p=chances / chances.sum()))
    piece = pack.piece(number)
    band = hidden(terms.told(piece.band, pack.styles), part, hiding, styles=pack.styles, draw=draw)
    hearing = _hearing(terms.hearing(band, part), part, hiding.hearing, draw)
    encoded = encode(band, piece.notes, part, hearing=hearing)
    first = _first(encoded, longest, draw)
    end = min(len(encoded.bar), first + longest)
    later = None if draw.random() < hiding.later else draw_later(band, piece.notes[part], part, draw)
    return Stretch(encoded, band.facts, band.text, first, end, band.players[part].role, later)


def draw_later(band: Band, notes: Ints, number: int, draw: np.random.Generator) -> Floats:
    """Return what stands in bars to come of each bar that a player plays in: all that lies after the gap it is in.

    The piece is gap after gap, each of 1 to 8 bars.
    """
    lengths = draw.integers(1, _LONGEST_GAP + 1, size=band.bars)
    ends = np.cumsum(lengths)
    ends_of_bars = ends[np.searchsorted(ends, np.arange(band.bars), side="right")]  # the first bar after each one's gap
    playing = band.players[number].playing
    bars = np.flatnonzero(playing)
    at = bars[:, None] + 1 + np.arange(AHEAD_BARS)
    stands = (at >= ends_of_bars[bars][:, None]) & playing[np.minimum(at, band.bars - 1)]
    return ahead(contents(notes, bars=band.bars), bars, stands)


def whole_part(
    pack: Packed, number: int, part: int, *, longest: int, gaps: bool = False, terms: Terms = USUAL
) -> Stretch:
    """Return a part with nothing hidden, from its beginning, at most `longest` steps: what is measured by.

    With `gaps` it is told what stands after each of the gaps of bars that the part then consists of, always the same.
    """
    piece = pack.piece(number)
    band = terms.told(piece.band, pack.styles)
    encoded = encode(band, piece.notes, part, hearing=terms.hearing(band, part))
    end = min(len(encoded.bar), longest)
    draw = np.random.default_rng([number, part])
    later = draw_later(band, piece.notes[part], part, draw) if gaps else None
    return Stretch(encoded, band.facts, band.text, 0, end, band.players[part].role, later)


def _first(encoded: Encoded, longest: int, draw: np.random.Generator) -> int:
    """Return where to begin: at the beginning as often as at the beginning of another bar."""
    starts = np.flatnonzero(np.diff(encoded.bar, prepend=-1))
    later = starts[starts <= max(0, len(encoded.bar) - longest // 2)]
    return int(draw.choice(later)) if len(later) and draw.random() < 0.5 else 0


def hidden(band: Band, number: int, hiding: Hiding, *, styles: Sequence[str], draw: np.random.Generator) -> Band:
    """Return the Band as told to a player from whom a few things are hidden."""
    facts = band.facts.copy()
    for group in facts_groups(styles):
        if draw.random() < hiding.fact:
            facts[group] = 0
    text = np.zeros_like(band.text) if draw.random() < hiding.text else band.text
    likeness = band.form.likeness.copy()
    likeness[:, draw.random(likeness.shape[1]) < hiding.likeness] = Likeness.FREE
    players = list(band.players)
    players[number] = _player(players[number], hiding, draw)
    form = replace(band.form, likeness=likeness)
    return replace(band, form=form, players=tuple(players), facts=facts, text=text)


def _player(player: Player, hiding: Hiding, draw: np.random.Generator) -> Player:
    chance = hiding.free_groove if player.role in _FREE_ROLES else hiding.groove
    groove = player.groove[:0] if draw.random() < chance else player.groove
    low, high = player.low, player.high
    if draw.random() < hiding.register:
        low = high = -1
    elif draw.random() < 0.5 and hiding.register:
        low, high = max(0, low - int(draw.integers(_WIDEST))), min(127, high + int(draw.integers(_WIDEST)))
    level = -1 if draw.random() < hiding.register else player.level
    return replace(player, groove=groove, low=low, high=high, level=level)


def _hearing(usual: Sequence[Hearing], number: int, chance: float, draw: np.random.Generator) -> Sequence[Hearing]:
    """Return how the others are heard: as usual or, where the band is asked in another order, by chance."""
    if draw.random() >= chance:
        return usual
    drawn = draw.choice([Hearing.NOW, Hearing.THEN, Hearing.NOT], size=len(usual), p=(0.5, 0.3, 0.2))
    return tuple(Hearing.NOT if other == number else Hearing(how) for other, how in enumerate(drawn.tolist()))


class Place(NamedTuple):
    """Where a row stands: in which of its stretches, counted from 0, and at which step of it."""

    nth: int
    at: int


class Columns(NamedTuple):
    """A batch as arrays, as `network.players.PlayersBatch` has them."""

    part: Ints
    facts: Floats
    text: Floats
    bars: Ints
    flags: Floats
    later: Floats
    part_of_bar: Ints
    steps: Ints
    bar: Ints
    goes_on: Floats
    known: Ints
    fields: Ints


class Rows:
    """Rows of a batch, each on its way through stretches of its own; an endless iterator."""

    def __init__(
        self,
        sources: Sequence[Source],
        hiding: Hiding,
        *,
        rows: int,
        steps: int,
        longest: int,
        seed: int,
        first: int = 0,
    ) -> None:
        """Take what is drawn from, and how many rows of how many steps a batch has.

        Rows draw by their numbers, the first one's being `first`: they can be shared out among processes.
        """
        self._sources, self._hiding, self._seed, self._first = sources, hiding, seed, first
        self._steps, self._longest = steps, longest
        self.places = [Place(0, 0)] * rows
        self._stretches: list[Stretch | None] = [None] * rows

    def take_up(self, places: Sequence[Place]) -> None:
        """Go on from where the rows of another run stood."""
        self.places = list(places)
        self._stretches = [None] * len(places)

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> Columns:
        """Return the next batch."""
        return batch_of([self._row(row) for row in range(len(self.places))])

    def _row(self, row: int) -> list[Stretch]:
        """Return the next steps of a row: stretches, of which the first may have begun before."""
        found, missing = list[Stretch](), self._steps
        while missing:
            stretch, place = self._stretch(row), self.places[row]
            first = stretch.first + place.at
            end = min(stretch.end, first + missing)
            found.append(stretch._replace(first=first, end=end, is_begun=place.at > 0))
            missing -= end - first
            is_over = end == stretch.end
            self.places[row] = Place(place.nth + 1, 0) if is_over else Place(place.nth, place.at + end - first)
            if is_over:
                self._stretches[row] = None
        return found

    def _stretch(self, row: int) -> Stretch:
        known = self._stretches[row]
        if known is None:
            seed = (self._seed, self._first + row, self.places[row].nth)
            known = draw_stretch(self._sources, self._hiding, seed=seed, longest=self._longest)
            self._stretches[row] = known
        return known


def batch_of(rows: Sequence[Sequence[Stretch]]) -> Columns:
    """Return rows of stretches, all of as many steps together, as one batch."""
    stretches = [stretch for row in rows for stretch in row]
    bars, flags, of_bar, bar = list[Ints](), list[Floats](), list[int](), list[Ints]()
    later = list[Floats]()
    for number, stretch in enumerate(stretches):
        nth = stretch.encoded.bar[stretch.first : stretch.end]
        used = slice(nth[0], nth[-1] + 1)
        bar.append(nth - nth[0] + len(of_bar))
        bars.append(stretch.encoded.bars[used])
        flags.append(stretch.encoded.flags[used])
        nothing = np.zeros((len(bars[-1]), AHEAD_BARS, LATER_SIZE), dtype=np.float32)
        later.append(nothing if stretch.later is None else stretch.later[used])
        of_bar += [number] * len(bars[-1])
    return Columns(
        part=np.stack([stretch.encoded.part for stretch in stretches]),
        facts=np.stack([stretch.facts for stretch in stretches]),
        text=np.stack([stretch.text for stretch in stretches]),
        bars=np.concatenate(bars),
        flags=np.concatenate(flags),
        later=np.concatenate(later),
        part_of_bar=np.array(of_bar),
        steps=_by_step([s.encoded.steps[s.first : s.end] for s in stretches], rows=len(rows)),
        bar=_by_step(bar, rows=len(rows)),
        goes_on=_by_step([_goes_on(stretch) for stretch in stretches], rows=len(rows)),
        known=_by_step([s.encoded.known[s.first : s.end] for s in stretches], rows=len(rows)),
        fields=_by_step([s.encoded.fields[s.first : s.end] for s in stretches], rows=len(rows)),
    )


def _goes_on(stretch: Stretch) -> Floats:
    flags = np.ones(stretch.end - stretch.first, dtype=np.float32)
    flags[0] = stretch.is_begun
    return flags


def _by_step(columns: Sequence[npt.NDArray[Any]], *, rows: int) -> npt.NDArray[Any]:
    """Return columns that follow each other row by row as (steps, rows, ...)."""
    whole = np.concatenate(columns)
    return np.ascontiguousarray(whole.reshape(rows, -1, *whole.shape[1:]).swapaxes(0, 1))
