"""Pieces out and in: is what comes back equal, as a project and as a MIDI file, and do other readers see what we see?

`python benchmarks/round_trips.py [--pieces N] [--corpus FOLDER] [--others N] [--minutes M] [--seed N]
[--skip N]`. Pieces are
written by the style book and changed at random; files are all MIDI files under a folder, in random order. A file that
is refused is counted. Each one's bytes are read by mido as well, the first N of each kind by pretty_midi, too, and a
tenth of those by music21, of which the pitches are compared.
"""

import argparse
import io
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import mido

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import midi_bytes, read_midi
from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.files.project.piece import Piece, Step, View, Workplace
from audiogenesis_desktop.files.project.project_file import piece_of, project_bytes
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import Mix, Score, Track
from audiogenesis_desktop.training.styles.writing import STYLES, write

_MAPS = ("tempi", "meters", "keys", "length_ticks", "title")
_TRACK = ("name", "program", "bank", "is_drums", "mix", "controls", "bends")
_TOLD = 100
_NOTE_ON, _NOTE_OFF = 0x90, 0x80
_NEAR_SECONDS = 1e-3
Sounding = list[tuple[int, int, int, int]]  # start, end in ticks, pitch, velocity


def pieces(seed: int, count: int) -> Iterator[tuple[str, Score]]:
    """Yield so many pieces of the style book, with tracks that are set up at random."""
    chance = random.Random(seed)
    for i in range(count):
        style = chance.choice(STYLES)
        score = write(style, seed + i).score
        yield f"{style} {seed + i}", replace(score, tracks=tuple(_set_up(track, chance) for track in score.tracks))


def _set_up(track: Track, chance: random.Random) -> Track:
    mix = Mix(chance.randrange(128), chance.randrange(128), chance.randrange(128), chance.randrange(128))
    return replace(
        track,
        mix=mix,
        transposition=0 if track.is_drums else chance.choice((0, 0, 0, -12, 12)),
        velocity_offset=chance.choice((0, 0, 10, -10)),
        colour=chance.choice((None, 3, 11)),
        is_locked=chance.random() < 0.1,
    )


def files(folder: Path, seed: int) -> Iterator[Path]:
    """Yield the MIDI files under a folder, in random order."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".mid", ".midi"))
    random.Random(seed).shuffle(found)
    yield from found


def differing(score: Score, *, is_read: bool) -> Iterator[str]:
    """Yield what does not come back of a score that was made, or read from a MIDI file."""
    slower = set_tempo(score, 70.5)
    piece = Piece(score, undo=(Step(slower, "Tempo", None),), workplace=Workplace(prompt="calm", view=View(0.5)))
    if piece_of(project_bytes(piece)) != piece:
        yield "project"
    again = parse_midi(midi_bytes(score))
    yield from (name for name in _MAPS if getattr(again, name) != getattr(score, name))
    if is_read and again.markers != score.markers:
        yield "markers"
    yield from _differing_tracks(score, again)


def _differing_tracks(score: Score, again: Score) -> Iterator[str]:
    if len(again.tracks) != len(score.tracks):
        yield "number of tracks"
        return
    heard = sounding(score)
    for ours, theirs in zip(score.tracks, again.tracks, strict=True):
        yield from (f"track's {name}" for name in _TRACK if getattr(theirs, name) != getattr(ours, name))
        notes = sorted((n.start_tick, n.end_tick, n.pitch, n.velocity) for n in theirs.notes)
        if notes != heard[ours.id]:
            yield "notes"


def sounding(score: Score) -> dict[int, Sounding]:
    """Return the notes of each track by its id as they sound: one at a time on each key."""
    notes: dict[int, Sounding] = {track.id: [] for track in score.tracks}
    held: dict[tuple[int, int], tuple[int, int]] = {}
    for event in flatten(score):
        if event.kind not in (_NOTE_ON, _NOTE_OFF):
            continue
        pitch = event.data[1]
        if event.kind == _NOTE_ON:
            held[event.track_id, pitch] = (event.tick, event.data[2])
        elif (begun := held.pop((event.track_id, pitch), None)) is not None:
            notes[event.track_id].append((begun[0], event.tick, pitch, begun[1]))
    return {track_id: sorted(each) for track_id, each in notes.items()}


def seen_by_mido(data: bytes) -> Sounding:
    """Return the notes that mido finds in a file."""
    found, file = [], mido.MidiFile(file=io.BytesIO(data))
    for track in file.tracks:
        now, held = 0, dict[tuple[int, int], tuple[int, int]]()
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity:
                held[message.channel, message.note] = (now, message.velocity)
            elif message.type in ("note_on", "note_off"):
                begun = held.pop((message.channel, message.note), None)
                if begun is not None:
                    found.append((begun[0], now, message.note, begun[1]))
    return sorted(found)


def seen_by_pretty_midi(data: bytes, score: Score) -> bool:
    """Return whether pretty_midi finds the same notes, to the millisecond."""
    import pretty_midi

    clock = TempoMap(score.tempi)
    ours = sorted(
        (clock.seconds(start), end, pitch) for each in sounding(score).values() for start, end, pitch, _ in each
    )
    found = pretty_midi.PrettyMIDI(io.BytesIO(data))
    theirs = sorted((note.start, note.pitch) for instrument in found.instruments for note in instrument.notes)
    starts = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(abs(one[0] - other[0]) < _NEAR_SECONDS for one, other in starts)


def seen_by_music21(data: bytes, score: Score) -> bool:
    """Return whether music21 finds the same pitches: it rounds notes to a grid of its own, and parts what crosses."""
    from music21 import converter

    found = converter.parseData(data, format="midi").flatten().notes
    heard = sounding(score)
    ours = {pitch for track in score.tracks if not track.is_drums for _, _, pitch, _ in heard[track.id]}
    return {pitch.midi for each in found for pitch in each.pitches} == ours


class Trips:
    """Counts what went out and in."""

    def __init__(self, others: int) -> None:
        """Begin with nothing; other readers than mido see so many."""
        self._left = self._others = others
        self.wrong = Counter[str]()
        self.count = self.refused = self.seen = 0

    def take(self, name: str, score: Score, *, is_read: bool) -> None:
        """Send one out and in, and print what differs."""
        told = list(dict.fromkeys(differing(score, is_read=is_read)))
        data = midi_bytes(score)
        if seen_by_mido(data) != sorted(note for notes in sounding(score).values() for note in notes):
            told.append("as mido sees it")
        if self._left > 0:
            self._left -= 1
            self.seen += 1
            if not seen_by_pretty_midi(data, score):
                told.append("as pretty_midi sees it")
            if self._left % 10 == 0 and not seen_by_music21(data, score):
                told.append("as music21 sees it")
        self.count += 1
        self.wrong.update(told)
        if told:
            print(f"{name}: {', '.join(told)}", flush=True)

    def next_kind(self) -> None:
        """Let other readers see as many of the next kind."""
        self._left = self._others

    def tell(self, what: str) -> None:
        """Print what it came to so far."""
        wrong = ", ".join(f"{times} times {each}" for each, times in self.wrong.most_common()) or "none differs"
        print(f"{self.count:,} {what}, {self.refused} refused, {self.seen} seen by others: {wrong}", flush=True)


def main() -> None:
    """Send pieces and files out and in; the exit status is 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pieces", type=int, default=1000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--others", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=240.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, help="how many of the files were done already")
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # of the other readers
    trips, end = Trips(given.others), time.monotonic() + 60 * given.minutes
    for name, score in pieces(given.seed, given.pieces):
        trips.take(name, score, is_read=False)
        if trips.count % _TOLD == 0:
            trips.tell("pieces")
    trips.tell("pieces")
    trips.next_kind()
    for path in islice(files(given.corpus, given.seed), given.skip, None) if given.corpus else ():
        if time.monotonic() > end:
            break
        try:
            trips.take(path.name, read_midi(path), is_read=True)
        except BadInput:
            trips.refused += 1
        if trips.count % _TOLD == 0:
            trips.tell("pieces and files")
    trips.tell("pieces and files")
    sys.exit(1 if trips.wrong else 0)


if __name__ == "__main__":
    main()
