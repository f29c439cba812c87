"""Patterns as someone plays them, who keeps to one but is no machine."""

from collections.abc import Sequence
from random import Random

from audiogenesis_desktop.style.patterns import Hit, hits


def alive(
    patterns: Sequence[str], *, bars: int, bar_ticks: int, habit: Random, random: Random, drop: float
) -> list[Hit]:
    """Return hits as someone plays who keeps to one of the patterns, but not like a machine.

    `habit` chooses the pattern. By `random`, every other fourth bar and a few between are from another one, and hits
    off the beat are left out with chance `drop`.
    """
    chosen, other = (hits(habit.choice(patterns), bars=bars, bar_ticks=bar_ticks) for _ in range(2))
    kept: list[Hit] = []
    for bar in range(bars):
        turns = random.random() < (0.0, 0.12, 0.0, 0.55)[bar % 4]
        start, end = bar * bar_ticks, (bar + 1) * bar_ticks
        for hit in (hit for hit in (other if turns else chosen) if start <= hit.tick < end):
            if random.random() >= drop or hit.tick % 960 == 0:
                kept.append(hit)
    return kept
