"""What working on four bars of one track in a piece of 32 bars costs, beside composing as much afresh.

Run `python benchmarks/rework.py [--rounds 5]`. In each round every verb is done once, warm, to bars 17 to 20 of the
piano, with a seed of its own, and the piece is composed once: what four bars of one player take of that is the
control, in the same run. Told are medians and spread in milliseconds: until the first new note, until all is done, and
until the generator is closed halfway.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.editing.scope import Scope, read_scope
from audiogenesis_desktop.editing.verbs.anew import keep, regenerate
from audiogenesis_desktop.editing.verbs.embellishing import embellish
from audiogenesis_desktop.editing.verbs.infilling import infill
from audiogenesis_desktop.editing.verbs.reharmonising import reharmonise
from audiogenesis_desktop.editing.verbs.simplifying import simplify
from audiogenesis_desktop.editing.verbs.varying import vary
from audiogenesis_desktop.editing.verbs.work import Steps, Work
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score

BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums", "flute", "strings"),
    tempo_bpm=112.0,
    length_seconds=70.0,
    style=(("pop ballad", 1.0),),
)
VERBS: dict[str, Callable[[Work, Scope], Steps]] = {
    "regenerate": regenerate,
    "keep the rhythm": lambda work, scope: keep(work, scope, Keeps.RHYTHM),
    "vary, 40 %": lambda work, scope: vary(work, scope, 0.4),
    "infill": infill,
    "embellish": embellish,
    "simplify": simplify,
    "reharmonise": reharmonise,
}


def timed(steps: Steps, *, close_at_first: bool = False) -> tuple[float, float]:
    """Return the milliseconds to the first note, and to the end or, if it is closed at the first, for closing it."""
    began, first = time.perf_counter(), 0.0
    try:
        while True:
            one = next(steps)
            if not first and not isinstance(one, Score):
                first = time.perf_counter()
                if close_at_first:
                    steps.close()
                    return (first - began) * 1000, (time.perf_counter() - first) * 1000
    except StopIteration:
        pass
    ended = time.perf_counter()
    return ((first or ended) - began) * 1000, (ended - began) * 1000


def told(name: str, values: list[float]) -> str:
    """Return a median with its spread."""
    return f"{name} {statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    composer, plan = load_composer(paths.shipped_checkpoint()), make_plan(BRIEF, 1)
    score = compose_score(composer, BRIEF, plan, seed=1)
    bars = plan.last_downbeat_tick // plan.meter.bar_ticks
    piano = next(track for track in score.tracks if "piano" in track.name.lower())
    scope = read_scope(score, bars="17:20", tracks=piano.name)
    firsts: dict[str, list[float]] = {name: [] for name in VERBS}
    wholes: dict[str, list[float]] = {name: [] for name in VERBS}
    closings, fresh = [], []
    for nth in range(rounds + 1):
        work = Work(score, BRIEF, composer, nth)
        began = time.perf_counter()
        compose_score(composer, BRIEF, plan, seed=nth)
        seconds = time.perf_counter() - began
        closed = timed(regenerate(work, scope), close_at_first=True)[1]
        found = {name: timed(verb(work, scope)) for name, verb in VERBS.items()}
        if nth:  # the first round warms up
            fresh.append(seconds * 1000 * 4 / bars / len(plan.parts))
            closings.append(closed)
            for name, (first, whole) in found.items():
                firsts[name].append(first)
                wholes[name].append(whole)
    print(f"{bars + 1} bars, {score.note_count} notes; 4 bars of one player composed afresh: {told('', fresh)} ms")
    for name in VERBS:
        ratio = statistics.median(a / b for a, b in zip(wholes[name], fresh, strict=True))
        print(f"{name:16} {told('first', firsts[name])} {told('all', wholes[name])} ms, {ratio:.1f} times afresh")
    print(told("closing", closings), "ms")


if __name__ == "__main__":
    main()
