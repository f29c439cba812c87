"""How long a piece of 50,000 notes takes to save, to open, and to write an edit of into the journal, and who waits.

`python benchmarks/keeping.py`. The pause is the longest that another thread had to wait while it was written.
"""

import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.files.project.journal import Journal, read_journal
from audiogenesis_desktop.files.project.piece import Piece, Step
from audiogenesis_desktop.files.project.project_file import read_project, write_project
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.score import Note, Score, Track

NOTES, TRACKS, EDITS = 50_000, 10, 60


def measured(what: Callable[[], object]) -> tuple[float, float]:
    """Return how long something takes, and the longest that another thread waited meanwhile, in milliseconds."""
    gaps, is_over = [0.0], threading.Event()

    def wait() -> None:
        before = time.perf_counter()
        while not is_over.is_set():
            time.sleep(0.0005)
            now = time.perf_counter()
            gaps.append(now - before)
            before = now

    thread = threading.Thread(target=wait)
    thread.start()
    began = time.perf_counter()
    what()
    took = time.perf_counter() - began
    is_over.set()
    thread.join()
    return 1000 * took, 1000 * max(gaps)


def main() -> None:
    """Print a line for each."""
    chance, folder = random.Random(1), Path(tempfile.mkdtemp())
    notes = [Note(chance.randrange(4_000_000), chance.randrange(30, 90), 480, 80) for _ in range(NOTES)]
    tracks = tuple(Track(i, f"Track {i}").with_notes(notes[i::TRACKS]) for i in range(TRACKS))
    piece = Piece(Score(tracks=tracks, title="Fifty thousand notes"))
    journal, path = Journal(folder / "a.agjournal"), folder / "a.agproj"
    tell("first entry", measured(partial(journal.write, piece)))
    entries = []
    for i in range(EDITS):
        track = piece.score.tracks[i % TRACKS]
        note = chance.choice(track.notes)
        score = exchange_notes(piece.score, track.id, [note], [note._replace(pitch=29)])
        piece = replace(piece, score=score, undo=(*piece.undo, Step(piece.score, "Move note", None)))
        entries.append(measured(partial(journal.write, piece)))
    tell("an edit's entry", (statistics.median(took for took, _ in entries), max(pause for _, pause in entries)))
    tell("journal read", measured(partial(read_journal, journal.path)))
    journal.close()
    tell("project saved", measured(partial(write_project, piece, path)))
    tell("project opened", measured(partial(read_project, path)))
    tell("written as MIDI", measured(partial(write_midi, piece.score, folder / "a.mid")))
    print(f"size of the project {path.stat().st_size / 1e6:.2f} MB, with {len(piece.undo)} steps")


def tell(what: str, figures: tuple[float, float]) -> None:
    """Print a line of how long something took, and how long others waited."""
    print(f"{what:16} {figures[0]:6.0f} ms, longest pause {figures[1]:5.1f} ms")


if __name__ == "__main__":
    main()
