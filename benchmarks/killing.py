"""Runs that edit and save through the real studio and are killed at random: is a project damaged, and what is lost?

`python benchmarks/killing.py [RUNS] [SEED]`. Each run is a process of its own, killed at a moment drawn at random,
in the middle of a save as likely as anywhere. Needs a system that can fork, and no display.
"""

import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.backups import backups_of
from audiogenesis_desktop.files.project.journal import read_journal
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import read_project, write_project
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.score import Note, Score, Track

PROMISED_SECONDS = 2.0
_TRACKS, _NOTES = 4, 800
_TOLD_RUNS = 10


class Outcome(NamedTuple):
    """What a run left: how many edits were made, how many are there again, and how old the first lost one was."""

    made: int
    there: int
    lost_seconds: float
    damage: str = ""


def run_once(seed: int, folder: Path) -> Outcome:
    """Edit in a process of its own, kill it, and look at what it left in a folder."""
    chance = random.Random(seed)
    project = folder / "song.agproj"
    write_project(Piece(_score(chance)), project)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _edit(chance.random(), project, folder, writing)
    os.close(writing)
    edits = _edits_until(reading, chance.uniform(0.3, 3.0))
    killed = time.monotonic()
    os.kill(child, signal.SIGKILL)
    edits += _edits_until(reading, 0.0)
    os.waitpid(child, 0)
    os.close(reading)
    return _judged(edits, killed, project, folder)


def _edits_until(reading: int, seconds: float) -> list[float]:
    """Return when edits were made, as the process wrote it down, until so long after the first of them."""
    os.set_blocking(reading, False)
    data, end = b"", None
    while end is None or time.monotonic() < end:
        try:
            data += (got := os.read(reading, 1 << 16))
            if not got:
                break
        except BlockingIOError:
            if seconds == 0.0:
                break
        if end is None and data:
            end = time.monotonic() + seconds
        time.sleep(0.001)
    return [float(line) for line in data.split(b"\n")[:-1]]


def _judged(edits: list[float], killed: float, project: Path, folder: Path) -> Outcome:
    found = []
    for path in (project, *backups_of(project)):
        try:
            found.append(_number(read_project(path).score))
        except BadInput as error:
            return Outcome(len(edits), 0, 0.0, str(error))
    for path in folder.glob("*.agjournal"):
        try:
            found.append(_number(read_journal(path)[0].score))
        except BadInput as error:
            return Outcome(len(edits), 0, 0.0, str(error))
    there = max(found)
    lost = killed - edits[there] if there < len(edits) else 0.0  # edits[i] is when the one of number i + 1 was made
    return Outcome(len(edits), there, lost)


def _number(score: Score) -> int:
    return int(score.title or 0)


def _score(chance: random.Random) -> Score:
    def notes() -> list[Note]:
        return [Note(chance.randrange(2_000_000), chance.randrange(30, 90), 480, 80) for _ in range(_NOTES)]

    return Score(tracks=tuple(Track(i, f"Track {i}").with_notes(notes()) for i in range(_TRACKS)))


def _edit(seed: float, project: Path, folder: Path, writing: int) -> None:
    """Open the project, edit it again and again, and save now and then, until somebody ends it."""
    from PySide6.QtCore import QTimer

    from audiogenesis_desktop.studio.settings import Settings
    from audiogenesis_desktop.ui.application import make_application, make_studio

    paths.user_data = lambda: folder
    app, chance = make_application(), random.Random(seed)
    studio = make_studio(Settings(output="none"))
    count = 0

    def step() -> None:
        nonlocal count
        score = studio.document.committed
        if score.tracks:
            count += 1
            track = chance.choice(score.tracks)
            gone = chance.sample(track.notes, 3)
            new = [note._replace(pitch=chance.randrange(30, 90)) for note in gone]
            changed = exchange_notes(score, track.id, gone, new)
            studio.edit(replace(changed, title=str(count)), "Move notes")
            os.write(writing, b"%f\n" % time.monotonic())
            if chance.random() < 0.05:
                studio.filing.save(project)
        QTimer.singleShot(chance.randrange(60), step)

    studio.filing.open(project)
    QTimer.singleShot(0, step)
    app.exec()


def main() -> None:
    """Print a line for each run that went wrong, and what all of them came to."""
    import audiogenesis_desktop.ui.application  # noqa: F401  (once, for all the processes to come)

    runs, seed = (int(given or usual) for given, usual in zip_longest(sys.argv[1:3], ("1000", "1")))
    outcomes = []
    for i in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            outcome = run_once(seed + i, Path(folder))
        outcomes.append(outcome)
        if outcome.damage or outcome.lost_seconds > PROMISED_SECONDS:
            print(f"seed {seed + i}: {outcome}", flush=True)
        if i + 1 == runs or (i + 1) % _TOLD_RUNS == 0:
            print(_summary(outcomes), flush=True)


def _summary(outcomes: list[Outcome]) -> str:
    lost = sorted(outcome.lost_seconds for outcome in outcomes)
    damaged = sum(bool(outcome.damage) for outcome in outcomes)
    made = f"{len(outcomes)} runs, {sum(outcome.made for outcome in outcomes):,} edits: {damaged} damaged"
    return f"{made}, lost at most {lost[-1]:.2f} s, half of them at most {lost[len(lost) // 2]:.2f} s"


if __name__ == "__main__":
    main()
