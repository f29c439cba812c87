"""Measuring files: every piece once, on several processes, what was measured kept by content."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from audiogenesis_desktop.evaluation.composing import in_processes
from audiogenesis_desktop.evaluation.measures import Coherence, measure
from audiogenesis_desktop.evaluation.progress import Progress
from audiogenesis_desktop.evaluation.real import excerpt
from audiogenesis_desktop.evaluation.relevance import Detected, detect
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.score.score import ChordAt, Score
from audiogenesis_desktop.theory.keys import Key

_VERSION = 1  # raise it when a measure changes: what was measured before is then measured anew

_NOT_DETECTED = Detected(math.nan, Key(0, "major"), None, None, frozenset(), 0.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to measure: a composed piece with its planned chords, or `seconds` of real music."""

    file: Path
    chords: tuple[ChordAt, ...] = ()
    seconds: float | None = None

    def score(self) -> Score:
        """Return the music as read from the file."""
        score = replace(read_midi(self.file), chords=self.chords)
        return excerpt(score, seconds=self.seconds) if self.seconds else score


class Measured(NamedTuple):
    """What is detected in a file, and its coherence (copies are looked for elsewhere)."""

    detected: Detected
    coherence: Coherence


def measure_all(
    samples: Sequence[Sample], kept: Path, *, processes: int, progress: Progress, desc: str
) -> list[Measured]:
    """Return what each sample measures; the folder `kept` holds what has been measured before."""
    kept.mkdir(parents=True, exist_ok=True)
    done = in_processes(
        _measure, [(sample, kept) for sample in samples], processes=processes, progress=progress, desc=desc
    )
    return [_from_plain(one) for one in done]


def _measure(item: tuple[Sample, Path]) -> dict[str, Any]:
    sample, kept = item
    decides = repr((_VERSION, sample.chords, sample.seconds)).encode()
    place = kept / f"{hashlib.sha256(sample.file.read_bytes() + decides).hexdigest()[:24]}.json"
    if place.exists():
        known: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        return known
    # What people wrote is not asked for anything: only its coherence counts, and few files of it are clean.
    detected = detect(sample.file) if sample.seconds is None else _NOT_DETECTED
    found = {"heard": _plain(detected), "coherence": asdict(measure(sample.score()))}
    beside = place.with_suffix(".tmp")
    beside.write_text(json.dumps(found), encoding="utf-8")
    beside.replace(place)
    return found


def _plain(detected: Detected) -> dict[str, Any]:
    return {**asdict(detected), "classes": sorted(detected.classes)}


def _from_plain(found: dict[str, Any]) -> Measured:
    detected = found["heard"]
    return Measured(
        Detected(
            bpm=detected["bpm"],
            key=Key(*detected["key"]),
            music21_key=Key(*detected["music21_key"]) if detected["music21_key"] else None,
            meter=tuple(detected["meter"]) if detected["meter"] else None,
            classes=frozenset(detected["classes"]),
            seconds=detected["seconds"],
        ),
        Coherence(**found["coherence"]),
    )
