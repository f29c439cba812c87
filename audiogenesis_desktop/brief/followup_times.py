"""How long, how fast and how high a clause wants the music, in figures and steps: read off folded text alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.followup_where import number_of
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.turns import WHOLE, Turn, Where
from audiogenesis_desktop.brief.wording import Said, blank, read_wording
from audiogenesis_desktop.theory.instruments import DRUMS
from audiogenesis_desktop.theory.keys import Key

Span = tuple[int, int]
_DEFAULT_LENGTH_STEP = 0.25  # of the length, where no number is given
_SECTION_LENGTH_STEP = 0.5  # of a section's


class Asked(NamedTuple):
    """A turn, and the stretches of the text that ask for it."""

    turn: Turn
    spans: tuple[Span, ...]


def kept_asked(text: str, key: Key) -> list[Asked]:
    """Return what is to stay as it is, of a piece in a key: tempo, key, length, or a mode that it gets else."""
    found = list[Asked]()
    if (kept := patterns.KEPT.search(text)) is not None:
        found.append(Asked(Turn("keep", patterns.KEPT_FIELDS[kept["what"]]), (kept.span(),)))
    if (mode := patterns.KEPT_MODE.search(text)) is not None:
        is_so = key.mode == mode["mode"]
        turn = Turn("keep", "key") if is_so else Turn("key", Key(key.tonic, mode["mode"]))
        found.append(Asked(turn, (mode.span(),)))
    return found


def key_asked(text: str, said: Said, key: Key) -> list[Asked]:
    """Return which key or mode a piece in a key is to be in, of a text that says `said` as a prompt would."""
    found = list[Asked]()
    if (to := patterns.TO_KEY.search(text)) is not None:
        found.append(Asked(Turn("key", Key(Key.parse(to["key"]).tonic, key.mode)), (to.span(),)))
    values = said.values if to is None else read_wording(blank(text, to.span())).values
    to_mode = None if "key" in values else patterns.TO_MODE.search(text)
    mode = values.get("mode") or (to_mode and to_mode["mode"])
    if mode and "key" not in values:
        found.append(Asked(Turn("key", Key(key.tonic, mode)), (to_mode.span(),) if to_mode else ()))
    return found


def ending_asked(text: str, words: FollowupWords) -> Asked | None:
    """Return how the piece is to end."""
    if words.end.search(text) is None or re.search(r"\bending\s+(?:section|part)\b", text):
        return None
    for name, pattern in words.endings.items():
        if (how := pattern.search(text)) is not None:
            more = re.search(r"\bmore\b", text)
            ends = [match.span() for match in words.end.finditer(text)]
            return Asked(Turn("arc", (name,)), (how.span(), *ends, *([more.span()] if more else [])))
    return None


def ways_asked(text: str, where: Where) -> list[Asked]:
    """Return what is asked of how everybody plays: with sticks, more swing or less, sevenths, louder by and by."""
    found = list[Asked]()
    if (sticks := patterns.WITH_STICKS.search(text)) is not None:
        found.append(Asked(Turn("without texture", ("brushes",)), (sticks.span(),)))
    if (swing := patterns.SWING.search(text)) is not None:
        found.append(Asked(Turn("swing", 1.0 if swing["way"].endswith("more") else -1.0), (swing.span(),)))
    if (louder := patterns.GETS_LOUDER.search(text)) is not None and not where.is_whole:
        found.append(Asked(Turn("swell", 1.0 if louder["way"] == "louder" else -1.0, (), where), (louder.span(),)))
    if (struck := patterns.STRUCK.search(text)) is not None:
        found.append(Asked(Turn("fill", struck["what"], (), where), (struck.span(),)))
    if (sevenths := patterns.SEVENTHS.search(text)) is not None:
        found.append(Asked(Turn("sevenths", -1.0 if sevenths["way"] == "no" else 1.0), (sevenths.span(),)))
    return found


def length_asked(text: str, where: Where) -> Asked | None:
    """Return by how much the piece, or the section that is meant, is to be longer or shorter."""
    where = where if where.section else WHOLE
    if (times := patterns.TIMES_LONG.search(text)) is not None:
        return Asked(Turn("length times", 2.0 if times["twice"] else 0.5, (), where), (times.span(),))
    match = next(filter(None, (form.search(text) for form in patterns.LONGER)), None)
    if match is None:
        return None
    number, unit = number_of(match["n"]), match["unit"]
    is_bars = unit.startswith(("b", "mea"))
    amount = number * 60 if unit.startswith("m") and not is_bars else number
    sign = 1 if match["way"] in patterns.MORE else -1
    end = patterns.AT_THE_END.search(text)
    spans = (match.span(), *([end.span()] if end else []))
    return Asked(Turn("bars" if is_bars else "length", sign * amount, (), where), spans)


def tempo_asked(text: str, where: Where, bpm: float) -> Asked | None:
    """Return the tempo asked for of a piece at `bpm`; a part of it that is to be half as fast has fewer drums."""
    if (times := patterns.TIMES_TEMPO.search(text)) is not None:
        is_double = bool(times["double"])
        whole = Turn("tempo times", 2.0 if is_double else 0.5)
        part = Turn("density", 1.0 if is_double else -1.0, (DRUMS,), where)
        return Asked(whole if where.is_whole else part, (times.span(),))
    if (to := patterns.TO_TEMPO.search(text) or patterns.ABOUT_TEMPO.search(text)) is not None:
        return Asked(Turn("tempo_bpm", float(to["n"])), (to.span(),))
    if (by := patterns.BY_TEMPO.search(text)) is None:
        return None
    change = float(by["n"]) * (-1 if by["way"] == "slower" else 1)
    if by["unit"] == "bpm":
        return Asked(Turn("tempo_bpm", bpm + change), (by.span(),))
    return Asked(Turn("tempo times", 1 + change / 100), (by.span(),))


def step_asked(text: str, step_names: str) -> tuple[str, str, bool, tuple[Span, ...]] | None:
    """Return how many of which step up or down, as ("two", "semitone", is up), and where it says so; None for none."""
    step = rf"(?P<n>{patterns.NUMBER}|half an?)?\s*(?P<step>{step_names})"
    before = rf"\b(?P<way>up|down|higher by|lower by|higher|lower)\s+(?:by )?{step}\b"
    lifted = rf"\b(?P<way>drop|lower|raise|lift|bump|push|take|bring|move|shift|put)\b[a-z' ]*?\s(?P<by>by )?{step}\b"
    for pattern in (before, rf"\b{step}\s+(?P<way>up|down|higher|lower)\b", lifted):
        match = re.search(pattern, text)
        if match is None or (pattern is lifted and match["way"] not in _ONE_WAY):
            continue
        is_up = match["way"].startswith(("up", "higher", "raise", "lift"))
        # What stands between the verb and the step may name who is to be moved.
        stretches = {match.span("way"), (match.start("n") if match["n"] else match.start("step"), match.end())}
        return match["n"] or "", match["step"], is_up, tuple(stretches)
    return None


def semitones_of(number: str, step: int, *, is_up: bool) -> int:
    """Return the semitones of so many steps up or down; one where no number is said, or half of a tone."""
    count = int(number_of(number)) if number and not number.startswith("half") else 1
    return count * step if is_up else -count * step


def longer_by(amount: float, where: Where) -> list[Turn]:
    """Return that the piece, or a section, is to be longer by a step times an amount, or shorter; bars cannot be."""
    if not (where.is_whole or where.section):
        return []
    step = _DEFAULT_LENGTH_STEP if where.is_whole else _SECTION_LENGTH_STEP
    return [Turn("length times", max(0.25, 1 + step * amount), (), where)]


def register_asked(text: str, players: Sequence[str]) -> Asked | None:
    """Return the octave by which players are to lie higher or lower; drums have none."""
    match = patterns.REGISTER.search(text)
    if match is None or not players or DRUMS in players or patterns.DOUBLED.search(text):
        return None
    if not match["way"].endswith("er") and not match["too"]:
        return None
    is_up = match["way"].startswith("high") != bool(match["too"])
    return Asked(Turn("transpose", 12 if is_up else -12, tuple(players)), (match.span(),))


_ONE_WAY = ("drop", "lower", "raise", "lift")
