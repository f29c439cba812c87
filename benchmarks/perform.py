"""Performing: how long 10,000 notes take, and an edit of one track among them, beside flattening them to be played.

    python benchmarks/perform.py [--notes 10000] [--rounds 9]

Half of the notes are drums. Times are medians, by turns; what counts is the ratio to flattening, which is done anyway.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

from audiogenesis_desktop.perform.performing import Performing, perform
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Track

BAR = 3840


def made_up(count: int) -> Score:
    """Return a piece of so many notes: a kit, and piano, guitar, bass and strings."""
    draw = Random(1)

    def track(number: int, program: int, share: float) -> Track:
        notes = [Note(draw.randrange(count) * 240, draw.randint(36, 80), 240, 80) for _ in range(int(count * share))]
        return Track(number, f"Part {number}", program, is_drums=number == 0).with_notes(notes)

    parts = ((0, 0.5), (0, 0.2), (25, 0.15), (33, 0.1), (48, 0.05))
    tracks = tuple(track(i, program, share) for i, (program, share) in enumerate(parts))
    chords = tuple(ChordAt(bar * BAR, BAR, bar * 5 % 12, "maj") for bar in range(count * 240 // BAR))
    return Score(tracks, chords=chords, feel=Feel(0.8, None, 1, "funk"))


def milliseconds(work: Callable[[], object]) -> float:
    """Return the time that something takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    score = made_up(options.notes)
    print(f"first of all, with its files read: {milliseconds(lambda: perform(made_up(100))):.0f} ms")
    rows = []
    for i in range(options.rounds):
        performing, again = Performing(), replace(score, feel=replace(score.feel, seed=i))
        edited = exchange_notes(again, 3, (), [Note(5, 40, 100, 80)])
        whole = milliseconds(lambda made=performing, one=again: made.of(one))
        edit = milliseconds(lambda made=performing, one=edited: made.of(one))
        rows.append((whole, edit, milliseconds(lambda: flatten(score))))
    whole, edit, flat = (statistics.median(times) for times in zip(*rows, strict=True))
    print(f"{score.note_count:,} notes: {whole:.0f} ms, {whole / flat:.2f} of flattening ({flat:.0f} ms)")
    print(f"an edit of the bass: {edit:.0f} ms, {edit / whole:.2f} of the whole")


if __name__ == "__main__":
    main()
