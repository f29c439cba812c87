"""Relevance: does a piece have the tempo, key, meter, instruments and length that its prompt names?

Tempo and key are judged as text2midi's published evaluation does (tempo bins; same tonic and mode). Its credit
for the relative key is told twice: as coded there, which takes keys six semitones off for relatives, and as meant.
What a prompt does not name is not judged: NaN.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from audiogenesis_desktop.evaluation.bootstrap import NAN, Figure, figure
from audiogenesis_desktop.theory.instruments import DRUM_CLASS, class_of
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key

TEMPO_BIN_EDGES = (40, 60, 70, 90, 110, 140, 160, 210)
# The tempo that a word asks for, in quarter notes a minute, as MidiCaps (Melechovsky et al. 2024) has it.
TEMPO_WORDS = {"slow": 65.0, "moderate": 100.0, "fast": 130.0, "very fast": 180.0}


def tempo_bin(bpm: float) -> int:
    """Return the tempo bin 0..8, as text2midi counts: how many edges the tempo exceeds."""
    return sum(bpm > edge for edge in TEMPO_BIN_EDGES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a prompt names, None or empty for what it does not.

    `tempo_bpm` in quarter notes a minute or `tempo_word` of `TEMPO_WORDS`; `programs` as General MIDI counts, -1
    for drums, and `is_closed` if nothing beside them may play; `valence` -1..1 and `energy` 0..1 are those of the
    piece that the prompt's mood words were drawn from.
    """

    prompt: str
    tempo_bpm: float | None = None
    key: Key | None = None
    programs: tuple[int, ...] = ()
    length_seconds: float | None = None
    tempo_word: str = ""
    meter: tuple[int, int] | None = None
    is_closed: bool = True
    valence: float | None = None
    energy: float | None = None

    @property
    def bpm(self) -> float | None:
        """Return the tempo that the number or the word asks for."""
        return TEMPO_WORDS.get(self.tempo_word, self.tempo_bpm)

    @property
    def classes(self) -> frozenset[int]:
        """Return the instrument classes named."""
        return frozenset(DRUM_CLASS if program < 0 else class_of(program) for program in self.programs)


@dataclass(frozen=True, slots=True)
class Detected:
    """What is detected in a written file, by readers that are not ours.

    `bpm` at its beginning, `key` by Krumhansl on sounding time, `music21_key` by music21's default finder or None
    if it is not installed, `meter` as written, `classes` that play, `seconds` to its end.
    """

    bpm: float
    key: Key
    music21_key: Key | None
    meter: tuple[int, int] | None
    classes: frozenset[int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Relevance:
    """Judgements of one piece, 0..1, the length error in seconds; NaN where the prompt names nothing to judge by."""

    tempo_in_bin: float
    tempo_within_one_bin: float
    tempo_in_bin_by_number: float
    tempo_in_bin_by_word: float
    correct_key: float
    correct_key_major: float
    correct_key_minor: float
    correct_key_or_relative: float
    correct_key_or_relative_as_coded: float
    correct_key_by_music21: float
    correct_key_by_music21_major: float
    correct_key_by_music21_minor: float
    meter: float
    instrument_recall: float
    instrument_precision: float
    length_error_seconds: float


MEANINGS = {
    "tempo_in_bin": "TB: the file's tempo lies in the bin of the one asked for, by number or word",
    "tempo_within_one_bin": "TBT: in that bin or the next",
    "tempo_in_bin_by_number": "TB where the prompt says beats a minute",
    "tempo_in_bin_by_word": "TB where it says slow (65), moderate (100), fast (130) or very fast (180)",
    "correct_key": "CK: tonic and mode, by Krumhansl on the notes",
    "correct_key_major": "CK of major keys",
    "correct_key_minor": "CK of minor keys",
    "correct_key_or_relative": "CKD as meant: the relative major or minor counts too",
    "correct_key_or_relative_as_coded": "CKD as text2midi codes it: the key six semitones off counts, the relative not",
    "correct_key_by_music21": "CK by music21's default finder (Aarden-Essen)",
    "correct_key_by_music21_major": "the same of major keys",
    "correct_key_by_music21_minor": "the same of minor keys",
    "meter": "the file's first time signature; the Plan sets it, the network fills its bars",
    "instrument_recall": "share of the named instruments (by class) that play",
    "instrument_precision": "share of what plays that was named, where the prompt says all that is to play",
    "length_error_seconds": "how far the file's end lies from the length asked for",
}


def judge(file: Path, wanted: Wanted) -> Relevance:
    """Return how far a written MIDI file has what is wanted, read by others' readers, not by our own."""
    return judged(detect(file), wanted)


def detect(file: Path) -> Detected:
    """Return what a MIDI file has, as pretty_midi, mido and music21 tell it."""
    import pretty_midi

    piece = pretty_midi.PrettyMIDI(str(file))
    meter = piece.time_signature_changes[0] if piece.time_signature_changes else None
    return Detected(
        bpm=float(piece.get_tempo_changes()[1][0]),
        key=find_key(piece.get_pitch_class_histogram(use_duration=True)),
        music21_key=music21_key(piece),
        meter=(meter.numerator, meter.denominator) if meter else None,
        classes=frozenset(class_of(part.program, part.is_drum) for part in piece.instruments if part.notes),
        seconds=float(piece.tick_to_time(_last_tick(file))),
    )


def music21_key(piece: object, finder: str = "AardenEssen") -> Key | None:
    """Return the key of the pitched notes by one of music21's key finders; None without music21 or notes.

    `finder` is a class of `music21.analysis.discrete`; that of `analyze("key")` unless another is named. `piece` is a
    PrettyMIDI; note lengths are in beats, as music21 reads them, not rounded.
    """
    try:
        from music21 import analysis, note, stream
    except ImportError:
        return None
    notes = [n for part in piece.instruments if not part.is_drum for n in part.notes]  # type: ignore[attr-defined]
    if not notes:
        return None
    to_beats, notation = piece.time_to_tick, stream.Stream()  # type: ignore[attr-defined]
    for n in notes:
        start, end = to_beats(n.start), to_beats(n.end)
        ticks = piece.resolution  # type: ignore[attr-defined]
        notation.insert(start / ticks, note.Note(n.pitch, quarterLength=max(1, end - start) / ticks))
    found = getattr(analysis.discrete, finder)(notation).getSolution(notation)
    return Key(found.tonic.pitchClass, found.mode)


def _last_tick(file: Path) -> int:
    import mido

    return max(sum(message.time for message in track) for track in mido.MidiFile(file).tracks)


def judged(detected: Detected, wanted: Wanted) -> Relevance:
    """Return how far what is detected is what is wanted."""
    bpm = wanted.bpm
    away = abs(tempo_bin(detected.bpm) - tempo_bin(bpm)) if bpm else NAN
    in_bin = _if(bpm, away == 0)
    keys = _key(wanted.key, detected.key)
    music21 = _key(wanted.key if detected.music21_key else None, detected.music21_key)
    both = len(wanted.classes & detected.classes)
    return Relevance(
        tempo_in_bin=in_bin,
        tempo_within_one_bin=_if(bpm, away <= 1),
        tempo_in_bin_by_number=in_bin if not wanted.tempo_word else NAN,
        tempo_in_bin_by_word=in_bin if wanted.tempo_word else NAN,
        correct_key=keys["same"],
        correct_key_major=keys["major"],
        correct_key_minor=keys["minor"],
        correct_key_or_relative=float(detected.key in (wanted.key, wanted.key.relative)) if wanted.key else NAN,
        correct_key_or_relative_as_coded=float(_as_coded(wanted.key, detected.key)) if wanted.key else NAN,
        correct_key_by_music21=music21["same"],
        correct_key_by_music21_major=music21["major"],
        correct_key_by_music21_minor=music21["minor"],
        meter=_if(wanted.meter, detected.meter == wanted.meter),
        instrument_recall=both / len(wanted.classes) if wanted.programs else NAN,
        instrument_precision=both / max(1, len(detected.classes)) if wanted.programs and wanted.is_closed else NAN,
        length_error_seconds=abs(detected.seconds - wanted.length_seconds) if wanted.length_seconds else NAN,
    )


def _if(named: object, is_so: bool) -> float:
    return float(is_so) if named else NAN


def _key(wanted: Key | None, detected: Key | None) -> dict[str, float]:
    same = float(detected == wanted) if wanted else NAN
    of = {mode: same if wanted and wanted.mode == mode else NAN for mode in ("major", "minor")}
    return {"same": same, **of}


def _as_coded(wanted: Key, detected: Key) -> bool:
    """Return what text2midi's code credits: the same key, or six semitones up from major or down from minor.

    Both are the tritone, in the other mode.
    """
    return detected == wanted or (detected.mode != wanted.mode and (detected.tonic - wanted.tonic) % 12 == 6)


def summary(judged: Sequence[Relevance]) -> dict[str, Figure]:
    """Return the mean of each judgement over the pieces it was made of, with its 95 % interval and spread."""
    columns = list(zip(*map(astuple, judged), strict=True)) or [()] * len(fields(Relevance))
    return {field.name: figure(column) for field, column in zip(fields(Relevance), columns, strict=True)}


def failures(judged: Iterable[tuple[Wanted, Relevance]]) -> list[str]:
    """Return a line for each piece that misses something named, with what."""
    return [f"{wanted.prompt}: {', '.join(missed)}" for wanted, one in judged if (missed := misses(one))]


def misses(one: Relevance) -> list[str]:
    """Return what a piece misses, in words."""
    checks = {
        "the tempo is two bins off": one.tempo_within_one_bin == 0,
        "another key is heard": one.correct_key == 0,
        "another meter": one.meter == 0,
        "an instrument is not heard": one.instrument_recall < 1,
        "something plays that was not asked for": one.instrument_precision < 1,
        "another length": one.length_error_seconds > 0.5 and not math.isnan(one.length_error_seconds),
    }
    return [words for words, is_so in checks.items() if is_so]
