"""How long the roll takes to paint a frame: 100,000 notes in 32 tracks, about 3,000 in view, 1920 x 1080.

Run `python benchmarks/roll_paint.py`. It paints into a QImage, needs no display, and prints the median and
the 95th percentile in milliseconds of each kind of frame. The aim is a p95 below 8 ms.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import KeyAt, Note, Score, Track
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import DARK

WIDTH, HEIGHT = 1920, 1080
TRACKS, NOTES = 32, 100_000
IN_VIEW = 3_000
STEP = 240


def big_score() -> Score:
    """Return a score of notes spread evenly over its time."""
    chance = random.Random(1)
    a_track = NOTES // TRACKS
    length = a_track * STEP // 4
    tracks = []
    for number in range(TRACKS):
        notes = [
            Note(
                chance.randrange(length),
                chance.randrange(36, 97),
                chance.choice((120, 240, 480)),
                chance.randrange(30, 127),
            )
            for _ in range(a_track)
        ]
        tracks.append(Track(number, f"Track {number + 1}").with_notes(notes))
    return Score(tracks=tuple(tracks), keys=(KeyAt(0, 2, "minor"),))


class Bench:
    """A roll painted into an image; each case moves something, then times one frame."""

    def __init__(self, score: Score) -> None:
        self.view = RollView(DARK)
        self.view.set_score(score)
        self.view.set_edited_track(0)
        self.image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
        shown_ticks = score.end_tick * IN_VIEW / NOTES
        self.start = Geometry(WIDTH / shown_ticks, 14, 4000, 31 * 14, WIDTH, HEIGHT, score.end_tick)
        self.view.canvas.resize(WIDTH, HEIGHT)

    def notes_in_view(self) -> int:
        editor, geometry = self.view.editor, self.view.viewport.geometry
        return sum(editor.tables.of(t.id, t.notes).visible(geometry).size for t in editor.score.tracks)

    def paint(self, area: QRect) -> float:
        painter = QPainter(self.image)
        start = time.perf_counter()
        self.view.canvas.paint(painter, area, 1.0)
        painter.end()
        return (time.perf_counter() - start) * 1000

    def frames(self, step: Callable[[int], QRect | None], count: int) -> list[float]:
        self.view.viewport.set_geometry(self.start)
        everything = QRect(0, 0, WIDTH, HEIGHT)
        self.paint(everything)
        return [self.paint(step(number) or everything) for number in range(count)]

    def cases(self) -> Iterator[tuple[str, Callable[[int], QRect | None]]]:
        view, viewport = self.view, self.view.viewport
        track = view.editor.track
        assert track is not None
        first = int(np.searchsorted([n.start_tick for n in track.notes], self.start.tick_at(WIDTH / 2)))
        base, note = view.editor.score, track.notes[first]

        def playhead(number: int) -> QRect:
            view.canvas.set_playhead(self.start.tick_at(number * 3))
            return QRect(number * 3 - 3, 0, 6, HEIGHT)

        def drag(number: int) -> None:
            moved = note._replace(start_tick=note.start_tick + number * 10)
            view.set_score(edits.exchange_notes(base, 0, [note], [moved]))

        yield "the playhead moves", playhead
        yield "nothing moves, all repainted", lambda number: None
        yield "scrolled in time by 24 px", lambda number: viewport.set_geometry(viewport.geometry.scrolled(24, 0))
        yield (
            "scrolled in pitch by 14 px",
            lambda number: viewport.set_geometry(viewport.geometry.scrolled(0, 14 if number // 30 % 2 else -14)),
        )
        yield "a note is dragged", drag
        yield (
            "zoomed in time",
            lambda number: viewport.set_geometry(
                viewport.geometry.zoomed_time(1.02 if number % 40 < 20 else 1 / 1.02, WIDTH / 2)
            ),
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=200)
    options = parser.parse_args()
    application = QApplication([])
    bench = Bench(big_score())
    bench.view.viewport.set_geometry(bench.start)
    print(f"{bench.notes_in_view()} notes in view, {WIDTH} x {HEIGHT}, milliseconds a frame")
    for name, step in bench.cases():
        times = bench.frames(step, options.frames)
        print(f"{name:30}  median {np.median(times):6.2f}   p95 {np.percentile(times, 95):6.2f}")
    application.quit()


if __name__ == "__main__":
    main()
