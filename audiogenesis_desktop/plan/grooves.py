"""Grooves that music has: the bar that a part plays over and over in a section, found in its notes."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from audiogenesis_desktop.plan.plan import Groove, Strike
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note

GRID_TICKS = TICKS_PER_BEAT // 12  # sixteenths, triplets and what is swung between them
_CARELESS_TICKS = 10  # nearer to its place a note does not go where others go
_OFTEN = 1 / 3  # of the bars that sound: what comes so often is the groove, else what is most like the others
_CANDIDATES = 16  # bars that may be the groove; the commonest first
_WELL, _CLEARLY = 0.75, 0.03  # how well a pair must foretell the others for a groove of two, and how much better

Places = frozenset[tuple[int, int]]  # (place on the grid, key) of what begins in a bar, or in two


def found_groove(notes: Sequence[Note], *, is_drums: bool, start_tick: int, bars: int, bar_ticks: int) -> Groove | None:
    """Return the groove of a part in the section of `bars` bars from `start_tick`; None where it rests.

    `notes` are the part's, sorted, others than the section's too. It is the most frequent bar, or pair of bars where
    that tells clearly more. Loose and swung timing is no other groove: a place lies on a grid of 12 a beat, where most
    notes about it lie, so that no note is farther than 70 ticks from its strike.
    """
    heard = _placed(notes, is_drums=is_drums, start_tick=start_tick, bars=bars, bar_ticks=bar_ticks)
    if not heard:
        return None
    cells = -(-bar_ticks // GRID_TICKS)
    one = _commonest(heard, bars)
    pairs = _paired(heard, cells, bars)
    two = _commonest(pairs, bars // 2) if pairs else None
    is_of_two = two is not None and two[1] > max(_WELL, one[1] + _CLEARLY)
    chosen = two if two is not None and is_of_two else one
    strikes = [Strike(cell // cells * bar_ticks + cell % cells * GRID_TICKS, key) for cell, key in chosen[0]]
    return Groove(2 if is_of_two else 1, tuple(sorted(strikes)))


def _placed(
    notes: Sequence[Note], *, is_drums: bool, start_tick: int, bars: int, bar_ticks: int
) -> dict[int, set[tuple[int, int]]]:
    """Return what begins in each bar that sounds; what comes a little early belongs to the bar that it leads into."""
    half = GRID_TICKS // 2
    first = bisect_left(notes, (start_tick - half,))
    last = bisect_left(notes, (start_tick + bars * bar_ticks - half,))
    found = []
    for note in notes[first:last]:
        bar, place = divmod(note.start_tick - start_tick + half, bar_ticks)
        cell, within = divmod(place, GRID_TICKS)
        found.append((bar, cell, within - half, note.pitch if is_drums else -1))
    counts = Counter((cell, key) for _, cell, _, key in found)
    heard: dict[int, set[tuple[int, int]]] = {}
    for bar, cell, off, key in found:
        heard.setdefault(bar, set()).add((_with_most(cell, off, key, counts), key))
    return heard


def _with_most(cell: int, off: int, key: int, counts: Counter[tuple[int, int]]) -> int:
    """Return the place of a note that is `off` ticks beside it, or the one on that side if more notes lie there."""
    other = cell + (1 if off > 0 else -1)
    return other if abs(off) >= _CARELESS_TICKS and counts[other, key] > counts[cell, key] else cell


def _paired(heard: dict[int, set[tuple[int, int]]], cells: int, bars: int) -> dict[int, set[tuple[int, int]]]:
    pairs: dict[int, set[tuple[int, int]]] = {}
    for bar, places in heard.items():
        if bar // 2 < bars // 2:
            pairs.setdefault(bar // 2, set()).update((bar % 2 * cells + cell, key) for cell, key in places)
    return pairs


def _commonest(heard: dict[int, set[tuple[int, int]]], count: int) -> tuple[Places, float]:
    """Return the groove of `count` bars (or pairs) of which these sound, and how well it foretells the others, 0..1."""
    bars = Counter(frozenset(heard[bar]) for bar in sorted(heard))
    likely = bars.most_common(_CANDIDATES)
    is_often = likely[0][1] > 1 and likely[0][1] >= _OFTEN * len(heard)
    alike = {places: _alike(places, bars) for places, _ in likely[: 1 if is_often else None]}
    chosen = max(alike, key=lambda places: sum(fit * times for fit, times in alike[places]))
    return chosen, _usual(alike[chosen], count)


def _alike(places: Places, bars: Counter[Places]) -> list[tuple[float, int]]:
    """Return how like each kind of bar is to one of them, by Dice's coefficient, and how often that kind is there."""
    return [(2 * len(places & other) / (len(places) + len(other)), times) for other, times in bars.items()]


def _usual(alike: Iterable[tuple[float, int]], count: int) -> float:
    """Return the middle one of how like the other bars are, those that are silent included; 0 where there is none.

    A middle, since fills and breaks are no reason to think another groove.
    """
    left = (count - 1) // 2 + 1 if count > 1 else 0
    for fit, times in sorted(alike, reverse=True):
        left -= times - (fit == 1)  # itself it does not foretell
        if left <= 0:
            return fit if count > 1 else 0.0
    return 0.0
