"""Relevance: does a piece have the tempo, key, instruments and length that its prompt named?

Tempo and key are judged as text2midi's published evaluation does (tempo bins; same tonic and mode), with the
relative key as meant, not as coded there (whose relative is six semitones off).
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.theory.instruments import DRUM_CLASS, class_of
from audiogenesis_desktop.theory.keys import Key, find_key

TEMPO_BIN_EDGES = (40, 60, 70, 90, 110, 140, 160, 210)


def tempo_bin(bpm: float) -> int:
    """Return the tempo bin 0..8, as text2midi counts: how many edges the tempo exceeds."""
    return sum(bpm > edge for edge in TEMPO_BIN_EDGES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prompt named: tempo in quarter notes a minute, key, General MIDI programs (-1 drums), seconds."""

    prompt: str
    tempo_bpm: float
    key: Key
    programs: tuple[int, ...]
    length_seconds: float


@dataclass(frozen=True, slots=True)
class Relevance:
    """Judgements of one piece; True or 0..1, the length error in seconds."""

    tempo_in_bin: bool
    tempo_within_one_bin: bool
    correct_key: bool
    correct_key_or_relative: bool
    instrument_recall: float
    instrument_precision: float
    length_error_seconds: float


def judge(file: Path, asked: Asked) -> Relevance:
    """Return how far a written MIDI file has what was asked, read by pretty_midi, not by our own reader."""
    import pretty_midi

    piece = pretty_midi.PrettyMIDI(str(file))
    tempo = float(piece.get_tempo_changes()[1][0])
    heard = find_key(piece.get_pitch_class_histogram(use_duration=True))
    wanted = {DRUM_CLASS if program < 0 else class_of(program) for program in asked.programs}
    played = {class_of(part.program, part.is_drum) for part in piece.instruments if part.notes}
    end = piece.tick_to_time(_last_tick(file))
    return Relevance(
        tempo_in_bin=tempo_bin(tempo) == tempo_bin(asked.tempo_bpm),
        tempo_within_one_bin=abs(tempo_bin(tempo) - tempo_bin(asked.tempo_bpm)) <= 1,
        correct_key=heard == asked.key,
        correct_key_or_relative=heard in (asked.key, asked.key.relative),
        instrument_recall=len(wanted & played) / len(wanted),
        instrument_precision=len(wanted & played) / max(1, len(played)),
        length_error_seconds=abs(end - asked.length_seconds),
    )


def _last_tick(file: Path) -> int:
    import mido

    return max(sum(message.time for message in track) for track in mido.MidiFile(file).tracks)


def summary(judged: Sequence[Relevance]) -> dict[str, Figure]:
    """Return the mean of each judgement over pieces, with its 95 % bootstrap interval and spread."""
    columns = zip(*map(astuple, judged), strict=True)
    return {field.name: figure(column) for field, column in zip(fields(Relevance), columns, strict=True)}


def failures(judged: Iterable[tuple[Asked, Relevance]]) -> list[str]:
    """Return a line for each piece that misses its key or an instrument."""
    return [
        f"{asked.prompt}: " + ("another key" if not one.correct_key else "an instrument is not heard")
        for asked, one in judged
        if not one.correct_key or one.instrument_recall < 1
    ]
