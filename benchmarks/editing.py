"""How a big score is opened and edited: 100,000 notes in 32 tracks, without a display.

Run `python benchmarks/editing.py`. It tells, of one run:
- opening: reading the file and painting the window's roll once, as a ratio to mido and to symusic reading it;
- dragging 10,000 selected notes: a gesture's frame with its painting, median and 95th percentile;
- one edit of 100 notes in a track of 50,000 beside one of 500, as a ratio;
- memory: what a note costs beyond Python's own tuple of four numbers.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from roll_paint import HEIGHT, NOTES, WIDTH, big_score

from audiogenesis_desktop.editing import note_edits
from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.editing.tools import MoveNotes, Pointer
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.application import collect_rarely
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import DARK

SELECTED, FRAMES, TOUCHED = 10_000, 60, 100


def painted(view: RollView) -> None:
    """Paint the roll once."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    view.canvas.paint(painter, QRect(0, 0, WIDTH, HEIGHT), 1.0)
    painter.end()


def open_and_paint(path: Path) -> RollView:
    """Do what opening a file does up to the first picture of it."""
    view = RollView(DARK)
    view.canvas.resize(WIDTH, HEIGHT)
    view.set_score(read_midi(path))
    view.set_edited_track(0)
    view.viewport.set_geometry(view.viewport.geometry.resized(WIDTH, HEIGHT).fitted({36: 1, 96: 1}))
    painted(view)
    return view


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of some rounds, after one to warm up."""
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def measure_opening(score: Score, rounds: int) -> None:
    """Compare opening with two readers."""
    import mido
    import symusic

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "big.mid"
        write_midi(score, path)
        ours = seconds(lambda: open_and_paint(path), rounds)
        for name, reader in (("mido", lambda: mido.MidiFile(path)), ("symusic", lambda: symusic.Score(path))):
            alone = seconds(reader, rounds)
            print(f"opening into a picture {ours:.2f} s, {name} alone {alone:.3f} s: ratio {ours / alone:.2f}")


def measure_drag() -> None:
    """Time the frames of dragging many selected notes, seen at a zoom at which 3,000 are in view."""
    tick = 120
    notes = [Note(i * tick, 40 + i * 7 % 48, tick, 80) for i in range(2 * SELECTED)]
    score = Score((Track(0, "Piano").with_notes(notes),))
    view = RollView(DARK)
    view.canvas.resize(WIDTH, HEIGHT)
    view.set_score(score)
    view.set_edited_track(0)
    view.viewport.set_geometry(Geometry(WIDTH / (3_000 * tick), 14, 0, 31 * 14, WIDTH, HEIGHT, score.end_tick))
    editor, first = view.editor, score.tracks[0].notes[0]
    editor.select(frozenset(score.tracks[0].notes[:SELECTED]))
    origin = Pointer(10, 10, 0, first.pitch)
    editor.begin(MoveNotes(0, editor.selection, first, origin, editor.snap(1, 0)), origin)
    times = []
    for number in range(1, FRAMES + 1):
        start = time.perf_counter()
        editor.drag(Pointer(10 + number * 5, 10, number * tick, first.pitch, alt=True))
        painted(view)
        times.append((time.perf_counter() - start) * 1000)
    editor.cancel()
    print(f"dragging {SELECTED} notes: median {np.median(times):.1f} ms, p95 {np.percentile(times, 95):.1f} ms")


def measure_edit(rounds: int) -> None:
    """Compare one edit in a big track with the same in a small one."""
    times = []
    for count in (50_000, 500):
        score = Score((Track(0, "Piano").with_notes([Note(i * 120, 60, 100, 80) for i in range(count)]),))
        chosen = frozenset(score.tracks[0].notes[:TOUCHED])
        times.append(seconds(lambda s=score, c=chosen: note_edits.shift(s, 0, c, semitones=1), rounds))
    big, small = (1e6 * t / TOUCHED for t in times)
    print(f"an edit of {TOUCHED} notes: {big:.2f} us a note of 50,000, {small:.2f} of 500: ratio {big / small:.1f}")


def measure_memory() -> None:
    """Tell what a score's notes take beyond four numbers and a tuple each."""
    RollView(DARK).set_score(big_score())  # what is loaded and cached once is no score's
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    score = big_score()
    view = RollView(DARK)
    view.set_score(score)
    taken = (tracemalloc.get_traced_memory()[0] - before) / NOTES
    tracemalloc.stop()
    note = score.tracks[0].notes[0]
    own = sys.getsizeof(note) + 2 * sys.getsizeof(note.start_tick)  # small numbers are shared
    print(f"memory: {taken:.0f} bytes a note in all, of them {own} Python's own")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    application = QApplication([])
    collect_rarely()  # as the studio does
    measure_opening(big_score(), options.rounds)
    measure_drag()
    measure_edit(options.rounds * 10)
    measure_memory()
    application.quit()


if __name__ == "__main__":
    main()
