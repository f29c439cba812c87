"""Music that lies in files, as players learn it: its plan is read back from its notes, as far as labels do not know."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from audiogenesis_desktop.compose.features import SECTION_KINDS
from audiogenesis_desktop.compose.players.grooving import with_grooves
from audiogenesis_desktop.compose.players.setting import Floats, piece_vector
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Score, Section, Tempo
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.energy import density_of, section_energy
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.genres import styles_of
from audiogenesis_desktop.training.known_form import read_chords, read_sections
from audiogenesis_desktop.training.labels import Label, known_key, read_labels, tempo_of, valence_of
from audiogenesis_desktop.training.players.pieces import Piece, piece_of
from audiogenesis_desktop.training.reading import midi_files, read_in_processes

_Job = tuple[Path, Label]

_NOT_REAL = ("own_writer", "synthetic")
_TOGETHER, _LONGEST_SECONDS = 4, 300.0  # files that a process reads at a time: some tenths of a second each
_MOST_PARTS, _MOST_NOTES, _FEWEST_NOTES = 24, 20_000, 24


def real_pieces(
    folder: Path, *, styles: Sequence[str], processes: int | None = None
) -> Iterator[tuple[Path, Piece | str]]:
    """Yield each MIDI file under a folder as a piece, or why it cannot be learned from, a clause about "it".

    Uses as many processes as there are cores unless told. Raises BadInput if there is no such folder.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder} to learn from.")
    files, closed = midi_files(folder)
    for place in closed:
        yield place, "the folder cannot be opened"
    labels = read_labels(folder) if files else {}
    jobs = [(path, labels.get(path.resolve(), {})) for path in files]
    read = partial(_read, styles=tuple(styles))
    found = read_in_processes(
        read, jobs, processes=processes or os.cpu_count() or 1, batch=_TOGETHER, longest_seconds=_LONGEST_SECONDS
    )
    for (path, _), piece in found:
        yield path, piece


def _read(jobs: Sequence[_Job], *, styles: Sequence[str]) -> list[Piece | str]:
    return [_piece_or_why(path, label, styles=styles) for path, label in jobs]


def _piece_or_why(path: Path, label: Label, *, styles: Sequence[str]) -> Piece | str:
    try:
        return real_piece(path, label, styles=styles)
    except (ValueError, AudiogenesisError) as reason:
        return str(reason)
    except Exception as error:  # a corpus has every kind of broken file; none may end the run
        return f"it cannot be understood ({type(error).__name__}: {error})"


def real_piece(path: Path, label: Label, *, styles: Sequence[str]) -> Piece:
    """Return a MIDI file as players learn it; raises ValueError saying why it cannot be, BadInput if it is none."""
    if "copyright-check" in label.get("tags", ""):
        raise ValueError("its labels say that its copyright is to be checked")
    score = _labelled(read_midi(path), label)
    _check(score)
    plan = replace(read_plan(score), style=styles_in_book(" ".join((label.get("genre", ""), label.get("tags", "")))))
    bpm = tempo_of(label, 60_000_000 / plan.tempi[0].microseconds_per_beat) or 100.0
    plan = with_grooves(replace(plan, tempi=(Tempo.from_bpm(0, bpm),)), score)
    return piece_of(
        plan,
        score,
        facts=_facts(plan, score, label, styles=styles),
        prompt=label.get("caption", ""),
        group=label.get("group") or f"{label.get('source', path.parent.name)}/{path.stem}",
    )


def _check(score: Score) -> None:
    playing = [track for track in score.tracks if track.notes]
    if not _FEWEST_NOTES <= score.note_count <= _MOST_NOTES:
        raise ValueError(f"it has {score.note_count} notes: {_FEWEST_NOTES} to {_MOST_NOTES} are learned from")
    if len(playing) > _MOST_PARTS:
        raise ValueError(f"it has {len(playing)} parts: {_MOST_PARTS} are the most")
    if len({meter.bar_ticks for meter in score.meters}) > 1:
        raise ValueError("its bars change their length")


def _labelled(score: Score, label: Label) -> Score:
    """Return the Score with the key, sections and chords that its label knows."""
    key = known_key(label)
    if key is not None:
        score = replace(score, keys=(KeyAt(0, key.tonic, key.mode),))
    bar_ticks = score.meters[0].bar_ticks
    bars = -(-score.end_tick // bar_ticks)
    if label.get("form") and (known := read_sections(label["form"], bars=bars)) is not None:
        score = replace(score, sections=_sections(known[0].tolist(), known[1].tolist(), bar_ticks))
    if label.get("chords") and (numbers := read_chords(label["chords"], shift=0, halves=2 * bars)) is not None:
        half = bar_ticks // 2
        chords = (Chord.at(number) if number < CHORD_COUNT else None for number in numbers.tolist())
        score = replace(
            score,
            chords=tuple(ChordAt(i * half, half, chord.root, chord.quality) for i, chord in enumerate(chords) if chord),
        )
    return score


def _sections(of_bars: Sequence[int], kinds: Sequence[int], bar_ticks: int) -> tuple[Section, ...]:
    """Return the sections that a label tells, in bars; how strong they are it does not tell."""
    starts = [of_bars.index(number) * bar_ticks for number in range(len(kinds))]
    ends = [*starts[1:], len(of_bars) * bar_ticks]
    return tuple(Section(a, b, SECTION_KINDS[kind], -1.0) for a, b, kind in zip(starts, ends, kinds, strict=True))


def _facts(plan: Plan, score: Score, label: Label, *, styles: Sequence[str]) -> Floats:
    notes = [note for track in score.tracks for note in track.notes]
    rate = len(notes) / max(1.0, TempoMap(score.tempi).seconds(score.end_tick))
    return piece_vector(
        plan,
        valence=valence_of(label, Key(plan.key.tonic, plan.key.mode), 60_000_000 / plan.tempi[0].microseconds_per_beat),
        energy=section_energy(sum(note.velocity for note in notes) / len(notes), rate),
        density=density_of(rate),
        styles=styles,
        is_real=not label.get("source", "").startswith(_NOT_REAL),
    )


def styles_in_book(labels: str) -> tuple[tuple[str, float], ...]:
    """Return the styles of the book that genre and tag words may mean, weights summing to 1, or ().

    A style whose genre is named is meant; of a family that is, any of its styles may be.
    """
    named = [name for genre, name in _genres() if labels.strip().lower().startswith(genre)]
    if named:
        return tuple((name, 1 / len(named)) for name in named)
    weights: dict[str, float] = {}
    for family, weight in styles_of(labels):
        members = [style.name for style in shipped().values() if family in style.family]
        for name in members:
            weights[name] = weights.get(name, 0.0) + weight / len(members)
    return tuple(sorted(weights.items(), key=lambda item: -item[1]))


@cache
def _genres() -> tuple[tuple[str, str], ...]:
    return tuple((style.genre.lower(), style.name) for style in shipped().values())
