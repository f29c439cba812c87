"""How lengths, hits and tempi are met together, over random wishes.

Run `python benchmarks/hits.py [--cases 200] [--seed 1]`. Each case has a length from 3 s to 20 min (as many short as
long ones), a tempo that is said or only wished for, a meter, and none to four hits. Only time is solved, nothing is
written.
"""

import argparse
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.timing import Timing, solve_timing
from audiogenesis_desktop.score.clock import TempoMap

_SECONDS, _FRAMES_A_SECOND, _MOST_HITS = (3.0, 1200.0), 25, 4
_METERS = (*[(4, 4)] * 4, (3, 4), (6, 8))
_RATES = (44_100, 48_000, 96_000)


class Case(NamedTuple):
    """A wish and what became of it; times in seconds, tempi as shares of the wish."""

    brief: Brief
    is_said: bool
    timing: Timing
    ring_seconds: float
    off_tempo: float
    off_hits_ms: tuple[float, ...]
    missed: tuple[float, ...]
    on_downbeats: int
    off_samples: int


def wish(random: Random) -> Brief:
    """Return a Brief as somebody might ask who cuts a film: hits are frames of it."""
    low, high = _SECONDS
    length = round(low * (high / low) ** random.random(), random.choice((0, 2)))
    frames = random.sample(range(1, int(length * _FRAMES_A_SECOND)), random.randint(0, _MOST_HITS))
    hits = tuple(sorted(frame / _FRAMES_A_SECOND for frame in frames))
    brief = Brief(length_seconds=length, meter=random.choice(_METERS), hits=hits)
    origin = random.choice((Origin.SAID, Origin.INFERRED))
    return brief.with_fields(origin, tempo_bpm=round(random.uniform(60, 180)))


def tried(brief: Brief) -> Case:
    """Return how a Brief's time is solved."""
    played, timing = as_played(brief), solve_timing(brief)
    clock = TempoMap(timing.tempi)
    tempi = [tempo.bpm / brief.tempo_bpm - 1 for tempo in timing.tempi if tempo.tick < timing.last_downbeat_tick]
    seconds = clock.seconds(timing.length_ticks)
    return Case(
        brief,
        brief.origin("tempo_bpm") == Origin.SAID,
        timing,
        ring_seconds=seconds - clock.seconds(timing.last_downbeat_tick),
        off_tempo=max(map(abs, tempi), default=0.0),
        off_hits_ms=tuple(1000 * abs(clock.seconds(t) - h) for h, t in zip(timing.met, timing.hit_ticks, strict=True)),
        missed=played.missed,
        on_downbeats=sum(tick % timing.meter.bar_ticks == 0 for tick in timing.hit_ticks),
        off_samples=max(abs(round(seconds * r) - round(brief.length_seconds * r)) for r in _RATES),
    )


def _rows(cases: Sequence[Case]) -> Iterator[tuple[str, int, int]]:
    """Yield what is counted, in how many cases it holds, and of how many."""
    free = [case for case in cases if not case.is_said]
    said = [case for case in cases if case.is_said]
    hits = sum(len(case.off_hits_ms) + len(case.missed) for case in cases)
    met = [off for case in cases for off in case.off_hits_ms]
    yield "exactly round(length x rate) samples", sum(case.off_samples == 0 for case in cases), len(cases)
    for name, some in (
        ("free tempo, no hits", [case for case in free if not case.brief.hits]),
        ("free tempo, hits", [case for case in free if case.brief.hits]),
        ("said tempo, no hits", [case for case in said if not case.brief.hits]),
        ("said tempo, hits", [case for case in said if case.brief.hits]),
    ):
        most = 0.0601 if name.startswith("free") else 1e-4
        yield f"{name}: tempo within {100 * most:.2g} %", sum(case.off_tempo <= most for case in some), len(some)
        yield f"{name}: last downbeat 0.5 to 1.5 s before the end", sum(_ends_well(c) for c in some), len(some)
        yield f"{name}: all of it", sum(_ends_well(c) and c.off_tempo <= most and not c.missed for c in some), len(some)
    yield "hits met within 10 ms", sum(off <= 10.001 for off in met), hits
    yield "hits on downbeats", sum(case.on_downbeats for case in cases), hits
    yield "hits left out, and told", sum(len(case.missed) for case in cases), hits


def _ends_well(case: Case) -> bool:
    return 0.5 <= case.ring_seconds <= 1.501


def main() -> None:
    """Try all cases and print what was counted, and those that fall short."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="name the cases that fall short")
    options = parser.parse_args()
    random = Random(options.seed)
    cases = [tried(wish(random)) for _ in range(options.cases)]
    for name, count, of in _rows(cases):
        print(f"{name:<58} {count:4} of {of}")
    for case in cases if options.verbose else ():
        if not _ends_well(case) or case.missed or case.off_tempo > (1e-4 if case.is_said else 0.0601):
            brief = case.brief
            print(
                f"{brief.length_seconds:g} s, {brief.tempo_bpm:g} bpm {'said' if case.is_said else 'free'}, "
                f"{brief.meter}, hits {brief.hits}: off {100 * case.off_tempo:.1f} %, rings "
                f"{case.ring_seconds:.2f} s, left out {case.missed}"
            )


if __name__ == "__main__":
    main()
