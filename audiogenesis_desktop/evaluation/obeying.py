"""Judging one prompt: was it read as a musician would, and does the piece do what it says?

Every judgement is a mapping of field to True or False; what a prompt leaves open is not judged. Pieces are judged
from their MIDI files, by pretty_midi, mido and music21, none of which has a part in composing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.prompt_cases import Case
from audiogenesis_desktop.evaluation.relevance import music21_key
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

Judgement = dict[str, bool]

KEY_FINDER = "TemperleyKostkaPayne"
"""Of music21: pitch-class profiles from Kostka and Payne's harmony textbook (Temperley 2007). Composing leans to
Krumhansl's, so another's are asked."""
_PARTS = 4  # a piece is parted into so many stretches
_FEWEST_NOTES = 4
_NEAR_BPM, _NEAR_SECONDS = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Contents:
    """What a MIDI file holds: `notes` counts by (program, -1 for drums) and quarter of the piece."""

    bpm: float
    meter: tuple[int, int] | None
    key: Key | None
    seconds: float
    notes: Mapping[int, tuple[int, ...]]

    @property
    def is_silent(self) -> bool:
        """Return whether nothing sounds."""
        return not any(map(sum, self.notes.values()))


def read_contents(file: Path) -> Contents:
    """Return what a MIDI file holds."""
    import mido
    import pretty_midi

    piece = pretty_midi.PrettyMIDI(str(file))
    last = max(sum(message.time for message in track) for track in mido.MidiFile(file).tracks)
    seconds, notes = float(piece.tick_to_time(last)), dict[int, tuple[int, ...]]()
    for part in piece.instruments:
        program = -1 if part.is_drum else part.program
        before = notes.get(program, (0,) * _PARTS)
        at = [min(_PARTS - 1, int(_PARTS * note.start / max(seconds, 1e-6))) for note in part.notes]
        notes[program] = tuple(before[i] + at.count(i) for i in range(_PARTS))
    meters = piece.time_signature_changes
    meter = (meters[0].numerator, meters[0].denominator) if meters else None
    return Contents(float(piece.get_tempo_changes()[1][0]), meter, music21_key(piece, KEY_FINDER), seconds, notes)


def judge_reading(case: Case, brief: Brief) -> Judgement:
    """Return for each expected field whether the Brief has it."""
    judge = _said if case.kind == "said" else _implied
    return {name: judge(name, wanted, brief) for name, wanted in case.expected.items()}


def _said(name: str, wanted: Any, brief: Brief) -> bool:
    if name == "instruments":
        return set(list(dict.fromkeys(brief.instruments))[: len(wanted)]) == set(wanted)
    if name == "banned":
        return set(wanted) <= set(brief.banned)
    found = {
        "tempo": abs(brief.tempo_bpm - wanted) <= _NEAR_BPM if name == "tempo" else False,
        "length": abs(brief.length_seconds - wanted) <= _NEAR_SECONDS if name == "length" else False,
        "key": brief.key.name == wanted,
        "meter": "{}/{}".format(*brief.meter) == wanted,
        "only": brief.only is wanted,
        "hits": list(brief.hits) == wanted,
    }
    return found[name]


def _implied(name: str, wanted: Any, brief: Brief) -> bool:
    if name in ("tempo", "energy", "valence"):
        low, high = wanted
        return bool(low <= (brief.tempo_bpm if name == "tempo" else getattr(brief, name)) <= high)
    if name == "any":
        return bool(set(wanted) & set(brief.instruments))
    if name == "style":
        style = max(brief.style, key=lambda item: item[1])[0]
        return bool({style, *(book()[style].family if style in book() else ())} & set(wanted))
    return wanted == (brief.key.mode if name == "mode" else "{}/{}".format(*brief.meter))


def judge_pair(quality: str, less: Brief, more: Brief) -> bool:
    """Return whether the second Brief has more of a quality; of mode, more is minor where the first is major."""
    if quality == "mode":
        return (less.key.mode, more.key.mode) == ("major", "minor")
    return bool(getattr(less, quality) < getattr(more, quality))


def judge_piece(case: Case, contents: Contents) -> Judgement:
    """Return for each expected field that can be detected whether the piece has it.

    "key or relative" stands beside "key"; "instruments" asks for notes of each in most quarters of the piece.
    """
    found, wanted = Judgement(), case.expected
    for name in wanted:
        if name == "key" and contents.key is not None:
            key = Key.parse(wanted["key"])
            found |= {"key": contents.key == key, "key or relative": contents.key in (key, key.relative)}
        elif name in _HAS:
            found[name] = _HAS[name](wanted[name], contents)
    return found


def _plays(name: str, contents: Contents) -> bool:
    """Return whether an instrument has enough notes, in more than half of the quarters."""
    by_part = contents.notes.get(_program(name), ())
    return sum(by_part) >= _FEWEST_NOTES and sum(map(bool, by_part)) > _PARTS / 2


def _program(name: str) -> int:
    instrument = find(name)
    return -1 if instrument.is_drums else instrument.program


def _is_within(wanted: Any, value: float, near: float) -> bool:
    low, high = wanted if isinstance(wanted, list) else (wanted - near, wanted + near)
    return bool(low <= value <= high)


_HAS: dict[str, Callable[[Any, Contents], bool]] = {
    "tempo": lambda wanted, contents: _is_within(wanted, contents.bpm, _NEAR_BPM),
    "length": lambda wanted, contents: _is_within(wanted, contents.seconds, _NEAR_SECONDS),
    "meter": lambda wanted, contents: wanted == "{}/{}".format(*contents.meter or (0, 0)),
    "instruments": lambda wanted, contents: all(_plays(name, contents) for name in wanted),
    "banned": lambda wanted, contents: not any(_program(name) in contents.notes for name in wanted),
    "any": lambda wanted, contents: any(_plays(name, contents) for name in wanted),
    "mode": lambda wanted, contents: contents.key is None or contents.key.mode == wanted,
}
