"""From a folder of MIDI to pieces in the network's terms: read, moved to C or A minor, harmony and form found."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import (
    ENERGY_BINS,
    FARTHEST_BAR,
    LONGEST_BAR,
    SECTION_KINDS,
    Setting,
    density_of,
    section_energy,
)
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT, Classes, Onsets, encode
from audiogenesis_desktop.theory.chords import CHORD_COUNT, find_chords
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, class_of
from audiogenesis_desktop.theory.keys import Key, find_key
from audiogenesis_desktop.training.known_form import read_chords, read_sections
from audiogenesis_desktop.training.likeness import find_likeness

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIN_NOTES, MAX_NOTES, MAX_BARS = 24, 60_000, 2_000
_VOICE_PROGRAMS = (52, 53)
# Sung lines become instrumental ones: background music seldom sings, and a tune is a tune.
_VOICE_STANDS_FOR = (73, 71, 40, 42, 66, 80, 52)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a corpus. `text` is its caption; `tempo_bpm` 0 means unknown; `style` a label or ""."""

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


def read_corpus(folder: Path, *, processes: int = 2) -> Iterator[tuple[str, Piece | str]]:
    """Yield (file, Piece) for every MIDI file under a folder, or (file, why not) for one that is left out.

    `labels.csv` files beside the MIDI, where there are any, give captions, groups and known tempi.
    """
    labels = _read_labels(folder)
    jobs = [(path, labels.get(path.resolve(), {})) for path in sorted(folder.rglob("*.mid*"))]
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap(_read_one, jobs, chunksize=16)


def _read_labels(folder: Path) -> dict[Path, dict[str, str]]:
    rows: dict[Path, dict[str, str]] = {}
    for table in folder.rglob("labels.csv"):
        with table.open(newline="") as lines:
            for row in csv.DictReader(lines):
                rows[(table.parent / row["file"]).resolve()] = {**row, "source": table.parent.name}
    for table in folder.rglob("*keys.csv"):
        with table.open(newline="") as lines:
            for row in csv.DictReader(lines):
                entry = rows.get((table.parent / row["file"]).resolve())
                if entry is not None:
                    entry |= {"known_tonic": row["tonic"], "known_mode": row["mode"]}
    return rows


def _read_one(job: tuple[Path, dict[str, str]]) -> tuple[str, Piece | str]:
    path, label = job
    try:
        return str(path), read_piece(path, label)
    except Exception as error:  # a corpus has every kind of broken file; none may end the run
        return str(path), str(error) or type(error).__name__


def read_piece(path: Path, label: dict[str, str] | None = None) -> Piece:
    """Return one MIDI file as a Piece; raises ValueError saying why it cannot be learned from."""
    import symusic

    label = label or {}
    if "copyright-check" in label.get("tags", ""):
        raise ValueError("its labels say that its copyright is to be checked")
    score = symusic.Score(path)
    notes = _notes(score, path.name)
    bar_starts, scale = _bars(score, notes)
    notes[0] = np.round(notes[0] * scale)
    notes[3] = np.maximum(1, np.round(notes[3] * scale))
    if not MIN_NOTES <= notes.shape[1] <= MAX_NOTES:
        raise ValueError(f"{notes.shape[1]} notes: {MIN_NOTES} to {MAX_NOTES} are learned from")
    key = _known_key(label) or find_key(_histogram(notes))
    shift = _to_c(notes, key)
    if label.get("tempo_source") == "written":
        notes[0] = _on_grid(notes[0])
    sections = read_sections(label.get("form", ""), bars=len(bar_starts) - 1)
    chords = read_chords(label.get("chords", ""), shift=shift, halves=2 * (len(bar_starts) - 1))
    setting = find_setting(notes, bar_starts, sections=sections, chords=chords if label.get("chords") else None)
    classes, onsets = encode(notes[0], notes[1], notes[2], notes[3], notes[4])
    tempo = _tempo(score, label) * (scale if scale != 1 else 1)
    seconds = max(1.0, (notes[0].max() / GRID_PER_BEAT) * 60 / (tempo or 100))
    rate = notes.shape[1] / seconds
    return Piece(
        file=path.name,
        source=label.get("source", path.parent.name),
        group=label.get("group") or path.stem,
        classes=classes,
        onsets=onsets,
        setting=setting,
        key=key,
        tempo_bpm=tempo,
        valence=_valence(key, tempo, label.get("mood") or label.get("auto_mood", "")),
        energy=section_energy(float(notes[4].mean()), rate),
        density=density_of(rate),
        genre=" ".join((label.get("genre", ""), label.get("tags", ""))),
        text=label.get("caption", "") or path.stem.replace("_", " "),
        is_real=not label.get("source", "").startswith("synthetic"),
    )


def _notes(score: Any, name: str) -> Floats:
    """Return onset, class, pitch, length (both in grid units) and velocity of all notes, shape (5, n)."""
    tracks = []
    stand_in = _VOICE_STANDS_FOR[hashlib.sha256(name.encode()).digest()[0] % len(_VOICE_STANDS_FOR)]
    per_grid = score.ticks_per_quarter / GRID_PER_BEAT
    if per_grid <= 0:
        raise ValueError("the file has no ticks per beat")
    for track in score.tracks:
        columns = track.notes.numpy()
        program = stand_in if track.program in _VOICE_PROGRAMS else track.program
        tracks.append(
            np.stack(
                [
                    columns["time"] / per_grid,
                    np.full(len(columns["time"]), class_of(program, track.is_drum)),
                    columns["pitch"],
                    columns["duration"] / per_grid,
                    columns["velocity"],
                ]
            )
        )
    notes = np.concatenate(tracks, axis=1) if tracks else np.zeros((5, 0))
    notes = notes[:, notes[4] > 0].astype(np.float64)
    if not notes.shape[1]:
        raise ValueError("the file has no notes")
    return notes


def _bars(score: Any, notes: Floats) -> tuple[Ints, float]:
    """Return the bars' starts in grid units and what times are to be scaled by: minims count as beats."""
    per_grid = score.ticks_per_quarter / GRID_PER_BEAT
    end = float((notes[0] + notes[3]).max())
    meters = sorted((m.time / per_grid, m.numerator, m.denominator) for m in score.time_signatures)
    if not meters or meters[0][0] > 0:
        meters.insert(0, (0.0, 4, 4))
    scale = 0.5 if meters[0][2] <= 2 and meters[0][1] * 4 / meters[0][2] > 4 else 1.0
    starts: list[float] = []
    for i, (start, numerator, denominator) in enumerate(meters):
        until = meters[i + 1][0] if i + 1 < len(meters) else end
        length = GRID_PER_BEAT * 4 * numerator / max(1, denominator)
        if not 12 <= length * scale <= LONGEST_BAR:
            raise ValueError(f"a bar of {numerator}/{denominator} cannot be learned from")
        starts += list(np.arange(start, until - 1e-6, length))
        if len(starts) > MAX_BARS:
            raise ValueError(f"more than {MAX_BARS} bars")
    starts.append(starts[-1] + length if starts else end)
    return np.unique(np.round(np.array(starts) * scale).astype(np.int64)), scale


def _histogram(notes: Floats) -> Floats:
    pitched = notes[:, notes[1] != DRUM_CLASS]
    if not pitched.shape[1]:
        return np.zeros(12)
    pitch_classes = pitched[2].astype(np.int64) % 12
    return np.bincount(pitch_classes, weights=np.minimum(pitched[3], 96), minlength=12).astype(np.float64)


def _known_key(label: dict[str, str]) -> Key | None:
    if not label.get("known_tonic"):
        return None
    return Key.parse(f"{label['known_tonic']} {label['known_mode']}")


def _on_grid(onsets: Floats) -> Floats:
    """Return onsets at the sixteenths and triplets that composing writes: our own writer means nothing finer."""
    beat, within = np.divmod(onsets, GRID_PER_BEAT)
    places = np.array([0, 6, 8, 12, 16, 18, 24])
    return beat * GRID_PER_BEAT + places[np.abs(within[:, None] - places).argmin(axis=1)]


def _to_c(notes: Floats, key: Key) -> int:
    """Move the pitched notes to C major or A minor and return by how many semitones."""
    shift = ((0 if key.mode == "major" else 9) - key.tonic + 6) % 12 - 6
    pitched = notes[1] != DRUM_CLASS
    notes[2, pitched] = np.clip(notes[2, pitched] + shift, 0, 127)
    return shift


def _tempo(score: Any, label: dict[str, str]) -> float:
    known = label.get("tempo_source", "")
    if known.startswith(("NONE", "DEFAULT")):
        return 0.0
    if label.get("bpm"):
        return float(np.clip(float(label["bpm"]), 30, 260))
    return float(np.clip(score.tempos[0].qpm, 30, 260)) if len(score.tempos) else 0.0


def _valence(key: Key, tempo: float, mood: str) -> float:
    bright = sum(word in mood for word in ("joy", "happy", "cheer", "bright", "uplift", "playful", "light"))
    dark = sum(word in mood for word in ("dark", "sad", "tense", "melanch", "dramatic", "anguish", "sombre"))
    value = (0.35 if key.mode == "major" else -0.35) + 0.25 * np.log2((tempo or 100) / 100)
    return float(np.clip(value + 0.25 * (min(bright, 2) - min(dark, 2)), -1, 1))


def find_setting(
    notes: Floats,
    bar_starts: Ints,
    *,
    sections: tuple[Ints, Ints, Ints] | None = None,
    chords: Ints | None = None,
) -> Setting:
    """Return the plan that a finished piece seems to follow: chords by half bar, sections, who plays when.

    `notes` as (5, n): onset, class, pitch, length, velocity, in grid units and C or A minor. `sections` and
    `chords`, where labels tell them, as `known_form` reads them.
    """
    bars = len(bar_starts) - 1
    bar = np.clip(np.searchsorted(bar_starts, notes[0], side="right") - 1, 0, bars - 1)
    section, kinds, repeats = sections or _sections(notes, bar, bar_starts)
    count = len(kinds)
    starts = np.array([int(np.argmax(section == i)) for i in range(count)])
    ends = np.append(starts[1:], bars)
    active = np.zeros((count, len(CLASSES)), dtype=np.float32)
    active[section[bar], notes[1].astype(int)] = 1
    lag = np.where(repeats >= 0, starts - starts[np.maximum(repeats, 0)], 0)
    return Setting(
        bar_starts=bar_starts,
        chords=_chords(notes, bar_starts) if chords is None else chords.reshape(-1, 2),
        kinds=kinds[section],
        energies=_energies(notes, section[bar], count)[section],
        since=np.minimum(np.arange(bars) - starts[section], FARTHEST_BAR),
        left=np.minimum(ends[section] - 1 - np.arange(bars), FARTHEST_BAR),
        lags=lag[section],
        active=active[section],
        likeness=find_likeness(notes, bar_starts, lag[section]),
    )


def _sections(notes: Floats, bar: Ints, bar_starts: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each bar's section, and each section's kind and the earlier one that it repeats, or -1."""
    bars = len(bar_starts) - 1
    unit = 8 if bars >= 32 else 4
    section = np.minimum(np.arange(bars) // unit, max(0, -(-bars // unit) - 1))
    return section, *_kinds(notes, bar, section, bar_starts)


def _chords(notes: Floats, bar_starts: Ints) -> Ints:
    """Return the chord that sounds in each half bar, shape (bars, 2)."""
    middles = (bar_starts[:-1] + bar_starts[1:]) / 2
    edges = np.stack([bar_starts[:-1], middles], axis=1).reshape(-1)
    edges = np.append(edges, bar_starts[-1])
    weights = np.zeros((len(edges) - 1, 12))
    pitched = notes[:, notes[1] != DRUM_CLASS]
    start, end, pitch = pitched[0], pitched[0] + np.minimum(pitched[3], LONGEST_BAR), pitched[2]
    first = np.clip(np.searchsorted(edges, start, side="right") - 1, 0, len(weights) - 1)
    for ahead in range(4):  # a long note sounds on into the next half bars
        half = first + ahead
        inside = half < len(weights)
        half = np.minimum(half, len(weights) - 1)
        sounding = np.minimum(end, edges[half + 1]) - np.maximum(start, edges[half])
        weight = np.where(inside, np.maximum(0, sounding), 0) * np.where(pitch < 50, 1.6, 1.0)
        np.add.at(weights, (half, pitch.astype(int) % 12), weight)
    found = find_chords(weights)
    return np.append(found, np.full((-len(found)) % 2, CHORD_COUNT)).reshape(-1, 2)


def _kinds(notes: Floats, bar: Ints, section: Ints, bar_starts: Ints) -> tuple[Ints, Ints]:
    """Return each section's kind and the earlier section that it repeats, or -1."""
    count = int(section[-1]) + 1
    profile = np.zeros((count, 12 + 16))
    place = notes[0] - bar_starts[bar]
    pitched = notes[1] != DRUM_CLASS
    np.add.at(profile, (section[bar[pitched]], notes[2, pitched].astype(int) % 12), 1)
    np.add.at(profile, (section[bar], 12 + np.minimum(15, place // 6).astype(int)), 0.5)
    sizes = profile.sum(axis=1)
    unit = profile / np.maximum(1e-9, np.linalg.norm(profile, axis=1, keepdims=True))
    likeness = unit @ unit.T
    typical = np.median(sizes)
    first = 1 if count > 2 and sizes[0] < 0.6 * typical else 0
    kinds, repeats = _letters(likeness, first)
    if count > 1 and (sizes[-1] < 0.8 * typical or np.sum(section == count - 1) < 4):
        kinds[-1] = SECTION_KINDS.index("outro")
    return kinds, repeats


def _letters(likeness: Floats, first: int) -> tuple[Ints, Ints]:
    """Name sections A, B, C by likeness from `first` on, those before it intro; a taken-up A is A'."""
    count = len(likeness)
    kinds = np.full(count, SECTION_KINDS.index("intro"))
    repeats, letters = np.full(count, -1), [-1] * count
    for i in range(first, count):
        alike = next((j for j in range(first, i) if likeness[i, j] > 0.93), -1)
        repeats[i] = alike
        letters[i] = letters[alike] if alike >= 0 else min(len({*letters[first:i]}), 2)
        name = "ABC"[letters[i]]
        kinds[i] = SECTION_KINDS.index("A'" if name == "A" and alike >= 0 else name)
    return kinds, repeats


def _energies(notes: Floats, section: Ints, count: int) -> Ints:
    """Return each section's energy 0..7 by loudness and activity beside the other sections of the piece."""
    notes_in = np.bincount(section, minlength=count)
    loud = np.bincount(section, weights=notes[4], minlength=count) / np.maximum(1, notes_in)
    activity = notes_in / max(1, notes_in.max())
    level = 0.5 * np.clip((loud - 30) / 80, 0, 1) + 0.5 * activity
    return np.minimum(ENERGY_BINS - 1, (level * ENERGY_BINS).astype(np.int64))
