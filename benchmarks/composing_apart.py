"""What loading, reading and composing cost the window's frames: in a process of its own, and in a thread.

Run `python benchmarks/composing_apart.py [--rounds 3]`. A Qt timer stands for the frames, 16 ms apart; each way is
begun cold in a program of its own, by turns with one that only ticks. Told are how late frames came, and how long
the first note and the whole piece took.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

FRAME_MS = 16
WAYS = ("nothing", "process", "thread")


def run(way: str) -> None:
    """Tick, compose if the way says so, and print what was measured as JSON."""
    import time

    from PySide6.QtCore import QCoreApplication, Qt, QTimer

    from audiogenesis_desktop import paths
    from audiogenesis_desktop.studio.bench import RealBench
    from audiogenesis_desktop.studio.composing import Composing, real_parts
    from audiogenesis_desktop.studio.workers import Parts

    app = QCoreApplication([])
    late, began = list[float](), time.perf_counter()
    figures: dict[str, float] = {}
    last = [began]

    def tick() -> None:
        now = time.perf_counter()
        late.append(max(0.0, (now - last[0]) * 1000 - FRAME_MS))
        last[0] = now

    def finish() -> None:
        figures["whole_s"] = time.perf_counter() - began
        app.quit()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(FRAME_MS)
    composing = None
    if way == "nothing":
        QTimer.singleShot(4000, finish)
    else:
        bench = RealBench(paths.shipped_checkpoint())
        in_thread = Parts(bench.read, bench.read, bench.make_plan, bench.composer)
        composing = Composing(real_parts() if way == "process" else in_thread)
        composing.notes_arrived.connect(lambda *_: figures.setdefault("first_s", time.perf_counter() - began))
        composing.finished.connect(finish)
        composing.failed.connect(lambda sentence: sys.exit(sentence))
        QTimer.singleShot(0, lambda: composing.start("a busy brass band at the seaside, 60 seconds", seed=1))
    app.exec()
    if composing is not None:
        composing.close()
    late.sort()
    figures |= {"median_ms": statistics.median(late), "p99_ms": late[int(0.99 * len(late))], "most_ms": late[-1]}
    print(json.dumps(figures))


def main() -> None:
    """Run each way by turns, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS)
    options = parser.parse_args()
    if options.way:
        run(options.way)
        return
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(options.rounds):
        for way in WAYS:
            called = [sys.executable, __file__, "--way", way]
            with tempfile.TemporaryDirectory() as folder:  # so that nothing is remembered
                surroundings = os.environ | {"XDG_CACHE_HOME": folder}
                done = subprocess.run(called, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
            found[way].append(json.loads(done.stdout.splitlines()[-1]))
    for way, rounds in found.items():
        middle = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
        print(f"{way:<9}", "  ".join(f"{name} {value:8.2f}" for name, value in middle.items()), flush=True)


if __name__ == "__main__":
    main()
