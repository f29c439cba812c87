"""When players begin or stop, of a clause that names them and a moment: "strings come in at bar 5"."""

import re
from collections.abc import Sequence

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.followup_times import Asked
from audiogenesis_desktop.brief.followup_where import Place, number_of, second_of
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.turns import Turn, Where


def entry_asked(text: str, place: Place, players: Sequence[str], words: FollowupWords) -> Asked | None:
    """Return who is to begin, or to stop, where a clause says it, of which nothing else was made; None for neither.

    `text` is the clause without its place and players.
    """
    who, moment = tuple(players), from_there_on(place)
    if patterns.EVERYBODY.search(text):
        enter = words.enter.search(text) or patterns.LET_IN.search(text)
        return Asked(Turn("add", None, who, begun_at(place)), (enter.span(),)) if enter else None
    if (leave := words.leave.search(text)) is not None:
        return Asked(Turn("remove", None, who, moment), (leave.span(),))
    if (enter := words.enter.search(text) or patterns.LET_IN.search(text)) is not None:
        return Asked(Turn("later", None, who, begun_at(place)), (enter.span(),))
    return None


def presence_asked(text: str, place: Place, players: Sequence[str]) -> Asked | None:
    """Return where players are to play, of a clause that names nothing but them and a place.

    "Drums from bar 9" begin there, "piano until 0:20" stops there, "strings in bars 5 to 8" play there as well.
    """
    who, where = tuple(players), place.where
    if patterns.ONLY.search(text):
        return Asked(Turn("only", None, who, where), ())
    if where.beside == "until":
        return Asked(Turn("remove", None, who, where._replace(beside="from")), ())
    if place.is_point and where.beside != "from" and patterns.ONE_OF.match(text):  # "a crash at bar 9" is one
        return None
    if where.beside == "from" or place.is_point:
        return Asked(Turn("later", None, who, begun_at(place)), ())
    if where.section and not where.beside and patterns.FROM_THE.search(text[: place.start]):
        return Asked(Turn("later", None, who, where), ())  # "drums from the chorus"
    if where.beside or (where.section and not patterns.IN_THE.search(text[: place.start])):
        return None
    return Asked(Turn("add", None, who, where), ())


def from_there_on(place: Place) -> Where:
    """Return what lies from a moment on, or the place itself where it is none."""
    where = place.where
    is_bar = where.bars is not None and where.bars[0] == where.bars[1]
    return where._replace(beside="from") if place.is_point and is_bar and not where.beside else where


def begun_at(place: Place) -> Where:
    """Return where somebody begins who enters in a place, or waits until it: from a bar or a second on."""
    where = place.where
    return where._replace(beside="from") if where.bars is not None or where.seconds is not None else where


def silence_asked(text: str, place: Place) -> Asked | None:
    """Return where all are to be silent: "silence at 0:15 for two seconds", "no music in bar 8"."""
    silence, lasts, where = patterns.SILENCE.search(text), patterns.LASTS.search(text), place.where
    is_in_bars = lasts is not None and lasts["unit"].startswith(("b", "mea"))
    if silence is None or (place.is_point and (lasts is None or is_in_bars != (where.bars is not None))):
        return None
    spans = [silence.span()]
    if lasts is not None and where.seconds is not None and not is_in_bars:
        start = where.seconds[0]
        where = Where(seconds=(start, start + second_of(lasts["n"], lasts["unit"])))
        spans.append(lasts.span())
    elif lasts is not None and where.bars is not None and is_in_bars:
        where = Where(bars=(where.bars[0], where.bars[0] + max(1, int(number_of(lasts["n"]))) - 1))
        spans.append(lasts.span())
    return Asked(Turn("silence", None, (), where), tuple(spans))


def moved_entry_asked(
    text: str, place: Place | None, where: Where, players: Sequence[str], only_there: str | None
) -> Asked | None:
    """Return who is to begin later, or earlier, and who is to play in a place alone; None where it says neither.

    `only_there` is what of the clause said "only in", or "only" at its end, before its place was taken out of it.
    """
    is_there = place is not None and not where.is_whole and _is_there_alone(text, place, only_there)
    way = patterns.ONLY.search(text) if is_there else patterns.LATER.search(text)
    if way is None:
        return None
    if is_there:
        return Asked(_only_there(players, where), (way.span(),))
    begins = where if place is None else begun_at(place)
    is_all = place is not None and patterns.EVERYBODY.search(text) is not None  # those who rested join those who play
    return Asked(Turn("add" if is_all else way[0], None, tuple(players), begins), (way.span(),))


def _is_there_alone(text: str, place: Place, only_there: str | None) -> bool:
    """Return whether who is named is to play in the place alone: "only in bar 5", "in bar 5 only"."""
    at = re.search(r"\b(?:only|just)[ _]*$", text)
    is_after = at is not None and not text[place.end : at.start()].strip(" _")
    is_time = place.where.bars is not None or place.where.seconds is not None
    return (only_there or "just").split()[-1] not in ("only", "just") or (is_after and is_time)


def _only_there(players: Sequence[str], where: Where) -> Turn:
    """Return that players are to play in a place alone: from a moment on they begin, until one nobody else plays."""
    if where.bars is None and where.seconds is None:
        return Turn("only there", None, tuple(players), where)
    if where.beside == "until":
        return Turn("only", None, tuple(players), where)  # the others come in then
    return Turn("later" if where.beside == "from" else "only there", None, tuple(players), where)


def alone_asked(text: str, only_there: str | None, where: Where) -> re.Match[str] | None:
    """Return what says that nobody else is to play, unless it says "only there" of a place."""
    if only_there is not None and not (where.is_whole and only_there.endswith(("only", "just"))):
        return None
    return patterns.ONLY.search(text)


def edge_asked(before: str, where: Where) -> Asked | None:
    """Return that a section is to go or to come, by what stands before its name: "no intro", "add a bridge"."""
    no, new = patterns.WITHOUT_EDGE.search(before), patterns.PUT_IN_SECTION.search(before)
    if not where.section or where.beside:
        return None
    if no is not None:
        gone = Turn("arc", ("no intro",)) if where.section == "intro" else Turn("remove", None, (), where)
        return Asked(gone, (no.span(),))
    return None if new is None else Asked(Turn("add", None, (), where), (new.span(),))


def place_alone(text: str, place: Place | None) -> bool:
    """Return whether a clause names nothing but a place, for what comes after it: "at bar 9, the drums stop"."""
    if place is None:
        return False
    left = text[: place.start] + text[place.end :]
    return not set(re.findall(r"[a-z0-9']+", left)) - _AROUND_PLACES


_AROUND_PLACES = frozenset(
    {"in", "at", "on", "from", "the", "for", "during", "then", "and", "of", "its", "about", "only"}
)
