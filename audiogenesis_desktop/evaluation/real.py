"""Real music to measure beside ours: read from folders, cut to like lengths, since most figures depend on length."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Meter, Score, Tempo
from audiogenesis_desktop.score.table import bar_starts

_Timed = TypeVar("_Timed", Tempo, Meter)

_FEWEST_NOTES, _MOST_NOTES = 24, 60_000


def midi_files(folders: Sequence[Path], *, most: int, seed: int = 0) -> list[Path]:
    """Return up to `most` MIDI files under the folders, as many from each as there are, in random order.

    Raises BadInput if a folder is missing or holds no MIDI file.
    """
    random, queues = Random(seed), []
    for folder in folders:
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".mid", ".midi"))
        if not files:
            raise BadInput(f"There is no MIDI file in {folder} to compare with: name a folder of real music.")
        queues.append(random.sample(files, len(files)))
    mixed = [queue[i] for i in range(max(map(len, queues), default=0)) for queue in queues if i < len(queue)]
    return mixed[:most]


def read_pieces(files: Sequence[Path]) -> Iterator[tuple[Path, Score]]:
    """Yield what can be read and has 24 to 60,000 notes; a corpus has every kind of broken file."""
    for file in files:
        try:
            score = read_midi(file)
        except BadInput:
            continue
        if _FEWEST_NOTES <= score.note_count <= _MOST_NOTES:
            yield file, score


def excerpt(score: Score, *, seconds: float) -> Score:
    """Return the whole bars, from the first that has a note on, that fill some seconds; all if they do not."""
    clock, lines = TempoMap(score.tempi), bar_starts(score).tolist()
    first_note = min((track.notes[0].start_tick for track in score.tracks if track.notes), default=0)
    start = max((line for line in lines if line <= first_note), default=0)
    until = clock.seconds(start) + seconds - 1e-6
    end = next((line for line in lines if line > start and clock.seconds(line) >= until), lines[-1])
    tracks = [
        track.with_notes(
            note._replace(start_tick=note.start_tick - start, length_ticks=min(note.end_tick, end) - note.start_tick)
            for note in track.notes
            if start <= note.start_tick < end
        )
        for track in score.tracks
    ]
    return Score(
        tracks=tuple(replace(track, controls=(), bends=()) for track in tracks),
        tempi=tuple(t._replace(tick=max(0, t.tick - start)) for t in _from(score.tempi, start, end)),
        meters=tuple(m._replace(tick=max(0, m.tick - start)) for m in _from(score.meters, start, end)),
        length_ticks=end - start,
        title=score.title,
    )


def _from(entries: Sequence[_Timed], start: int, end: int) -> list[_Timed]:
    """Return the entry in force at `start` and those after it, before `end`."""
    before = [entry for entry in entries if entry.tick <= start]
    return before[-1:] + [entry for entry in entries if start < entry.tick < end]
