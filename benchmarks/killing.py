"""Runs that edit and save through the real studio and are killed at random: is a project damaged, and what is lost?

`python benchmarks/killing.py [RUNS] [SEED] [--composing]`. Each run is a process of its own, killed at a moment drawn
at random, in the middle of a save as likely as anywhere. With --composing it is killed while a piece is being written,
by a composer that takes its time and needs no checkpoint. Needs a system that can fork, and no display.
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.backups import backups_of
from audiogenesis_desktop.files.project.journal import read_journal
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import read_project, write_project
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.score import Note, Score, Track

PROMISED_SECONDS = 2.0
_TRACKS, _NOTES = 4, 800
_TOLD_RUNS = 10
_PROMPT = "calm piano and strings, 180 seconds"
_NOTE_SECONDS = 0.004  # that the composer takes


class Outcome(NamedTuple):
    """What a run left: how many edits or notes were made, how many are there again, how old the first lost one was."""

    made: int
    there: int
    lost_seconds: float
    damage: str = ""


def run_once(seed: int, folder: Path) -> Outcome:
    """Edit in a process of its own, kill it, and look at what it left in a folder."""
    chance = random.Random(seed)
    project = folder / "song.agproj"
    write_project(Piece(_score(chance)), project)
    begin = chance.random()
    edits, killed = _killed(lambda writing: _edit(begin, project, folder, writing), chance.uniform(0.3, 3.0))
    return _judged(edits, killed, project, folder)


def compose_once(seed: int, folder: Path) -> Outcome:
    """Compose in a process of its own, kill it, and look at how far the piece comes back."""
    notes, killed = _killed(lambda writing: _compose(seed, folder, writing), random.Random(seed).uniform(0.3, 8.0))
    there = 0
    for path in folder.glob("*.agjournal"):
        try:
            there = max(there, read_journal(path)[0].score.note_count)
        except BadInput as error:
            return Outcome(len(notes), 0, 0.0, str(error))
    lost = killed - notes[there] if there < len(notes) else 0.0  # notes[i] is when that of number i + 1 was shown
    return Outcome(len(notes), there, lost)


def _killed(work: Callable[[int], None], seconds: float) -> tuple[list[float], float]:
    """Let a process of its own do work that tells of itself, and kill it; return when it did what, and its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        work(writing)
    os.close(writing)
    done = _edits_until(reading, seconds)
    killed = time.monotonic()
    os.kill(child, signal.SIGKILL)
    done += _edits_until(reading, 0.0)
    os.waitpid(child, 0)
    os.close(reading)
    return done, killed


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


class Slow:
    """A composer that takes its time: everybody plays a scale."""

    name = model_hash = "slow"

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        """Yield four notes a beat for each track."""
        tracks = dict.fromkeys(part.track_id for part in plan.parts)
        for i, tick in enumerate(range(0, plan.last_downbeat_tick, 240)):
            for track in tracks:
                time.sleep(_NOTE_SECONDS)
                yield track, Note(tick, 48 + (i + seed) % 24, 240, 80)


def _compose(seed: int, folder: Path, writing: int) -> None:
    """Compose a long piece, and tell of each note as it is shown, until somebody ends it."""
    from audiogenesis_desktop.brief.reading import read_said
    from audiogenesis_desktop.plan.planning import make_plan
    from audiogenesis_desktop.studio.composing import Composing
    from audiogenesis_desktop.studio.settings import Settings
    from audiogenesis_desktop.studio.workers import Parts
    from audiogenesis_desktop.ui.application import make_application, make_studio

    paths.user_data = lambda: folder
    app = make_application()
    studio = make_studio(Settings(output="none"), composing=Composing(Parts(read_said, read_said, make_plan, Slow)))
    shown = 0

    def tell(score: Score) -> None:
        nonlocal shown
        os.write(writing, b"%f\n" % time.monotonic() * (score.note_count - shown))
        shown = max(shown, score.note_count)

    studio.document.changed.connect(tell)
    studio.making.compose(_PROMPT, seed)
    app.exec()


def main() -> None:
    """Print a line for each run that went wrong, and what all of them came to."""
    import audiogenesis_desktop.ui.application  # noqa: F401  (once, for all the processes to come)

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="?", type=int, default=1000)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("--composing", action="store_true", help="kill while a piece is being written")
    given = parser.parse_args()
    once, what = (compose_once, "notes") if given.composing else (run_once, "edits")
    outcomes = []
    for i in range(given.runs):
        with tempfile.TemporaryDirectory() as folder:
            outcome = once(given.seed + i, Path(folder))
        outcomes.append(outcome)
        if outcome.damage or outcome.lost_seconds > PROMISED_SECONDS:
            print(f"seed {given.seed + i}: {outcome}", flush=True)
        if i + 1 == given.runs or (i + 1) % _TOLD_RUNS == 0:
            print(_summary(outcomes, what), flush=True)


def _summary(outcomes: list[Outcome], what: str) -> str:
    lost = sorted(outcome.lost_seconds for outcome in outcomes)
    damaged = sum(bool(outcome.damage) for outcome in outcomes)
    made = f"{len(outcomes)} runs, {sum(outcome.made for outcome in outcomes):,} {what}: {damaged} damaged"
    return f"{made}, lost at most {lost[-1]:.2f} s, half of them at most {lost[len(lost) // 2]:.2f} s"


if __name__ == "__main__":
    main()
