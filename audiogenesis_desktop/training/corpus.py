"""From a folder of MIDI to pieces in the network's terms: read, moved to C or A minor, harmony and form found."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT, INSTRUMENT, VELOCITY, Classes, Onsets
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.theory.energy import density_of, section_energy
from audiogenesis_desktop.theory.instruments import REST_CLASS
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.labels import Label, read_labels, tempo_of, valence_of
from audiogenesis_desktop.training.medley import Medley, join
from audiogenesis_desktop.training.parsing import Parsed, parse
from audiogenesis_desktop.training.reading import midi_files, read_in_processes
from audiogenesis_desktop.training.settings import find_settings

Job = tuple[Path, Label]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a corpus. `text` is its caption; `tempo_bpm` 0 means unknown; `genre` labels or ""."""

    file: str
    source: str
    group: str
    classes: Classes
    onsets: Onsets
    setting: Setting
    key: Key
    tempo_bpm: float
    valence: float
    energy: float
    density: float
    genre: str
    text: str
    is_real: bool


def read_corpus(folder: Path, *, processes: int | None = None) -> Iterator[tuple[str, Piece | str]]:
    """Yield (file, Piece) for every MIDI file under a folder, or (file, why not) for one that is left out.

    `labels.csv` files beside the MIDI, where there are any, give captions, groups and known tempi. Uses as many
    processes as there are cores unless told. Raises BadInput if there is no such folder.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder} to learn from.")
    files, closed = midi_files(folder)
    for place in closed:
        yield str(place), "the folder cannot be opened"
    labels = read_labels(folder) if files else {}
    jobs = [(path, labels.get(path.resolve(), {})) for path in files]
    for (path, _), piece in read_in_processes(read_pieces, jobs, processes=processes or os.cpu_count() or 1):
        yield str(path), piece


def read_piece(path: Path, label: Label | None = None) -> Piece:
    """Return one MIDI file as a Piece; raises ValueError saying why it cannot be learned from."""
    piece = read_pieces([(path, label or {})])[0]
    if isinstance(piece, str):
        raise ValueError(piece)
    return piece


def read_pieces(jobs: Sequence[Job]) -> list[Piece | str]:
    """Return each file with its label as a Piece, or why it cannot be learned from; many at a time are quicker."""
    parsed = [_parsed(path, label) for path, label in jobs]
    sound = [(job, one) for job, one in zip(jobs, parsed, strict=True) if isinstance(one, Parsed)]
    pieces = iter(_pieces(sound))
    return [next(pieces) if isinstance(one, Parsed) else one for one in parsed]


def _parsed(path: Path, label: Label) -> Parsed | str:
    if "copyright-check" in label.get("tags", ""):
        return "its labels say that its copyright is to be checked"
    try:
        return parse(path)
    except ValueError as reason:
        return str(reason)


def _pieces(sound: Sequence[tuple[Job, Parsed]]) -> list[Piece | str]:
    if not sound:
        return []
    labels = [label for (_, label), _ in sound]
    try:
        medley = join([one for _, one in sound], labels)
        settings = find_settings(medley, labels)
    except Exception as error:  # a corpus has every kind of broken file; none may end the run or spoil others
        if len(sound) == 1:
            return [f"it cannot be understood ({type(error).__name__}: {error})"]
        return [piece for one in sound for piece in _pieces([one])]
    return [
        _piece(medley, i, settings[i], job, tempo_of(job[1], one.marked_bpm) * one.beats_per_quarter)
        for i, (job, one) in enumerate(sound)
    ]


def _piece(medley: Medley, number: int, setting: Setting, job: Job, tempo: float) -> Piece:
    path, label = job
    start, end = medley.rows[number], medley.rows[number + 1]
    classes = medley.classes[start:end]
    onsets = medley.onsets[start:end] - medley.bar_starts[medley.bars[number]].astype(medley.onsets.dtype)
    key = medley.keys[number]
    seconds = max(1.0, int(onsets[-1]) / GRID_PER_BEAT * 60 / (tempo or 100))
    sounding = classes[:, INSTRUMENT] != REST_CLASS
    rate = int(sounding.sum()) / seconds
    loudness = float(classes[:, VELOCITY].sum()) / int(sounding.sum()) * 4 + 2  # rests have none
    source = label.get("source", path.parent.name)
    return Piece(
        file=path.name,
        source=source,
        group=label.get("group") or f"{source}/{path.stem}",
        classes=classes,
        onsets=onsets,
        setting=setting,
        key=key,
        tempo_bpm=tempo,
        valence=valence_of(label, key, tempo),
        energy=section_energy(loudness, rate),
        density=density_of(rate),
        genre=" ".join((label.get("genre", ""), label.get("tags", ""))),
        text=label.get("caption", "") or path.stem.replace("_", " "),
        is_real=not label.get("source", "").startswith("synthetic"),
    )
