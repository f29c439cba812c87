"""Another Feel while it plays: how soon it is heard, and whether notes are lost or doubled, with a pretended clock.

    python benchmarks/feel_change.py [--changes 200]

A band of drums, keys, bass and strings plays on; at moments all over its bars Feel and Swing are changed, as the studio
does it: performed and made ready while it goes on, then taken up 80 ms ahead of what sounds. What is sent is counted
against what is written. Control: the same changes with no knowledge of what the music is a performance of.
"""

import argparse
import statistics
import time
from collections import Counter
from dataclasses import replace
from random import Random

from audiogenesis_desktop.perform.performing import Performing
from audiogenesis_desktop.playback.scheduler import Scheduler
from audiogenesis_desktop.playback.timeline import Timeline, play_flattening
from audiogenesis_desktop.playback.transport import LOOKAHEAD_SECONDS
from audiogenesis_desktop.score.events import NOTE_ON, Event
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Track
from audiogenesis_desktop.score.streams import NEVER

BAR, BARS, BAR_SECONDS = 3840, 16, 2.0
STEP, PER_ROUND = 0.01, 10
SWINGS = (None, 0.62, 0.7)
FEELS = [Feel(0.0, swing, 1, "jazz trio") for swing in SWINGS]
FEELS += [Feel(amount, swing, seed, "jazz trio") for amount in (0.5, 1.0) for swing in SWINGS for seed in (1, 2)]


def band() -> Score:
    """Return sixteen bars of a band, nearly 900 notes."""
    hats = [Note(i * 240, 42, 60, 80 - 40 * (i % 2)) for i in range(16 * BARS)]
    kit = [Note(i * 960, 36 + 2 * (i % 2), 60, 100) for i in range(4 * BARS)]
    keys = [Note(i * 960, p, 900, 70) for i in range(4 * BARS) for p in (60, 64, 67)]
    bass = [Note(i * 480, 36 + i % 5, 470, 85) for i in range(8 * BARS)]
    strings = [Note(i * BAR, p, BAR, 60) for i in range(BARS) for p in (72, 76)]
    parts = ((0, [*hats, *kit]), (0, keys), (33, bass), (48, strings))
    tracks = tuple(Track(i, f"T{i}", n, is_drums=i == 0).with_notes(notes) for i, (n, notes) in enumerate(parts))
    return Score(tracks, chords=tuple(ChordAt(bar * BAR, BAR, 0, "maj") for bar in range(BARS)))


Struck = Counter[tuple[int, int]]


def played(piece: Score, changes: list[tuple[float, Feel]], *, knows: bool) -> tuple[Struck, list[float]]:
    """Return how often each key was struck, and seconds from each change to the first note that is played otherwise."""
    performing, flattening = Performing(), play_flattening()

    def ready(feel: Feel) -> Timeline:
        written = replace(piece, feel=feel)
        return Timeline(performing.of(written), flattening, written=written if knows else None)

    scheduler, struck, waits = Scheduler(ready(FEELS[0])), Struck(), list[float]()
    asked, usual = None, set[tuple[int, int, float]]()
    scheduler.start(0, 0.0)
    pending, now = list(changes), 0.0
    while now < BARS * BAR_SECONDS + 1:
        now += STEP
        sent = scheduler.due(now + LOOKAHEAD_SECONDS)
        if pending and pending[0][0] <= now:
            asked, started = now, time.perf_counter()
            before = scheduler.timeline
            usual = {where(e, before.tempo.seconds(e.tick)) for e in before.read_from(-1).until(NEVER)}
            timeline = ready(pending.pop(0)[1])
            now += time.perf_counter() - started  # it plays on meanwhile
            sent += scheduler.due(now + LOOKAHEAD_SECONDS) + scheduler.set_score(timeline)
        for each in sent:
            if each.event.kind == NOTE_ON:
                struck[each.event.track_id, each.event.data[1]] += 1
                if asked is not None and each.at > asked and where(each.event, each.at) not in usual:
                    waits.append(each.at - asked)
                    asked = None
    return struck, waits


def where(event: Event, seconds: float) -> tuple[int, int, float]:
    """Return which note it is, as far as timing tells one from another."""
    return event.track_id, event.data[1], round(seconds, 4)


def main() -> None:
    """Print what was lost, doubled and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=200)
    options = parser.parse_args()
    piece, draw = band(), Random(1)
    written = Counter((track.id, note.pitch) for track in piece.tracks for note in track.notes)
    rounds = [drawn(draw) for _ in range(max(1, options.changes // PER_ROUND))]
    for name, knows in (("as the studio does", True), ("control", False)):
        lost = doubled = 0
        waits = list[float]()
        for changes in rounds:
            struck, own = played(piece, changes, knows=knows)
            waits += own
            lost += sum(max(0, count - struck[key]) for key, count in written.items())
            doubled += sum(max(0, struck[key] - count) for key, count in written.items())
        print(
            f"{name}: {PER_ROUND * len(rounds)} changes, {lost} notes lost, {doubled} doubled; first note played anew "
            f"after {1000 * statistics.median(waits):.0f} ms (median), {1000 * max(waits):.0f} ms at most"
        )


def drawn(draw: Random) -> list[tuple[float, Feel]]:
    """Return moments of a piece, and for each another Feel than before."""
    times, feels = sorted(draw.uniform(1, BARS * BAR_SECONDS - 4) for _ in range(PER_ROUND)), FEELS[:1]
    for _ in times:
        feels = [*feels, draw.choice([feel for feel in FEELS if feel != feels[-1]])]
    return list(zip(times, feels[1:], strict=True))


if __name__ == "__main__":
    main()
