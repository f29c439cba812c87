"""Chords that are given: those of the piece, over and over, and those of a section, which beat them."""

import re
from collections.abc import Mapping
from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Ending, Plan
from audiogenesis_desktop.score.maps import merged
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chord_line import ChordLine, read_chords
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key

WHOLE_PIECE = ""
_AT_HOME = 1.0  # how much more the first root counts than others: most songs begin at home
_WORD = re.compile(r"[^\s|,;%]+")


def read_given(text: str, key: Key) -> dict[str, ChordLine]:
    """Return the chords of the piece and of its sections, by kind: `| Am F | C G | ; B: | F | G |`.

    Raises BadInput with what is wrong.
    """
    found: dict[str, ChordLine] = {}
    for region in filter(None, (part.strip() for part in text.split(";"))):
        name, colon, line = region.partition(":")
        found[name.strip() if colon else WHOLE_PIECE] = read_chords(line if colon else region, key)
    if not found:
        read_chords("")
    return found


def of_whole_piece(text: str) -> str:
    """Return those of the chords that are given for no section."""
    return ";".join(part for part in text.split(";") if ":" not in part).strip()


def in_their_key(brief: Brief) -> Brief:
    """Return a Brief in the key that its chords are in, where no key was asked for; steps of a key leave it open."""
    if not brief.chords.strip() or brief.is_chosen("key"):
        return brief
    try:
        lines = [read_chords(part.rpartition(":")[2]) for part in brief.chords.split(";") if part.strip()]
    except BadInput:
        return brief
    weights = [0.0] * 12
    for chord in (chord for line in lines for bar in line for chord in bar):
        for tone in (*chord.tones, chord.root):
            weights[tone] += 1
    first = lines[0][0][0]
    weights[first.root] += _AT_HOME
    return brief.with_fields(Origin.INFERRED, key=find_key(weights))


def transposed(text: str, semitones: int) -> str:
    """Return chords that are given moved by semitones; steps of the key stay what they are."""

    def moved(word: re.Match[str]) -> str:
        try:
            return Chord.parse(word[0]).transposed(semitones).name
        except ValueError:
            return word[0]

    regions = (part.rpartition(":") for part in text.split(";"))
    return ";".join(f"{name}{colon}{_WORD.sub(moved, line)}" for name, colon, line in regions)


def with_chords(plan: Plan, given: Mapping[str, ChordLine]) -> Plan:
    """Return the Plan in given chords, from each section's first bar on; one with none of its own goes on the piece's.

    The last chord of a piece stays what it was: it ends at home. Raises BadInput for a section that is not there.
    """
    kinds = list(dict.fromkeys(section.kind for section in plan.sections))
    unknown = [name for name in given if name != WHOLE_PIECE and name not in kinds]
    if unknown:
        raise BadInput(f"There is no section {unknown[0]} here: the sections are {', '.join(kinds)}.")
    bar_ticks, half = plan.meter.bar_ticks, plan.meter.bar_ticks // 2
    last = plan.last_downbeat_tick // bar_ticks
    chords = list[ChordAt]()
    for bar in range(last + (plan.ending == Ending.LOOP)):
        section = plan.sections[plan.section_index(bar * bar_ticks)]
        line, since = given.get(section.kind), bar - section.start_tick // bar_ticks
        if line is None:
            line, since = given.get(WHOLE_PIECE), bar
        first, second = _bar(line, since) if line else _planned(plan, bar)
        chords += [ChordAt(bar * bar_ticks, half, *first), ChordAt(bar * bar_ticks + half, bar_ticks - half, *second)]
    end = chords[-1].tick + chords[-1].length_ticks if chords else 0
    chords += [
        chord._replace(tick=max(chord.tick, end)) for chord in plan.chords if chord.tick + chord.length_ticks > end
    ]
    return replace(plan, chords=_closed(chords, plan.length_ticks))


def _bar(line: ChordLine, bar: int) -> tuple[Chord, Chord]:
    own = line[bar % len(line)]
    return own[0], own[len(own) // 2]


def _planned(plan: Plan, bar: int) -> tuple[Chord, Chord]:
    start, half = bar * plan.meter.bar_ticks, plan.meter.bar_ticks // 2
    found = [[c for c in plan.chords if c.tick <= tick][-1] for tick in (start, start + half)]
    return Chord(found[0].root, found[0].quality), Chord(found[1].root, found[1].quality)


def _closed(chords: list[ChordAt], length_ticks: int) -> tuple[ChordAt, ...]:
    """Return the chords each up to the next, the last to the end."""
    ends = [*(chord.tick for chord in chords[1:]), length_ticks]
    spans = [c._replace(length_ticks=end - c.tick) for c, end in zip(chords, ends, strict=True) if end > c.tick]
    return tuple(merged(spans))
