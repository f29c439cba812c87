"""Roles in words after the first: a part that is to join, who is to carry the tune, which line is doubled."""

import re
from collections.abc import Sequence

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.followup_times import Asked
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.turns import WHOLE, Doubling, Turn, Where

_SCALE_STEPS = {"octave": 7, "sixth": 5, "fifth": 4, "fourth": 3, "third": 2}
_LEAD = "lead"


def joining_asked(text: str, instruments: Sequence[str], where: Where, words: FollowupWords) -> Asked | None:
    """Return the part that is to join, of a clause that names it by its role, and by an instrument if it does."""
    verb = words.add.search(text) or patterns.PUT_IN.search(text) or patterns.A_SECOND.match(text)
    role, named = next(((role, m) for role, p in words.adding.items() if (m := p.search(text)) is not None), ("", None))
    if verb is None or named is None or len(instruments) > 1 or verb[0] in (*patterns.JOINING, "more", "also"):
        return None
    spans = (verb.span(), named.span())
    if role == "accompaniment":
        return None if instruments else Asked(Turn("accompany", None, (), where), spans)
    if (doubled := _doubled(text)) is not None and role == "second voice":
        steps, at = doubled
        return Asked(Turn("double", Doubling(steps, *instruments), (_LEAD,), where), (*spans, *at))
    if instruments:
        return Asked(Turn("add", role, tuple(instruments), where), spans)
    return Asked(Turn("add", None, (role,), where), spans)


def doubling_asked(
    text: str, players: Sequence[str], instruments: Sequence[str], where: Where, roles: Sequence[str]
) -> Asked | None:
    """Return which line is to be doubled, an octave away or by whom: "double the melody with a violin"."""
    verb = patterns.DOUBLED.search(text)
    who = tuple(roles) or tuple(name for name in players if name not in instruments[-1:])
    if verb is None or len(instruments) > 2 or not (who or instruments):
        return None
    steps, at = _doubled(text) or (0, ())
    by = instruments[-1:] if roles or len(instruments) > 1 else ()
    if not steps and not by:
        return None if not roles else Asked(Turn("double", Doubling(7), tuple(roles), where), (verb.span(),))
    return Asked(Turn("double", Doubling(steps, *by), who or tuple(players), where), (verb.span(), *at))


def _doubled(text: str) -> tuple[int, tuple[tuple[int, int], ...]] | None:
    """Return how many steps of the scale away a clause says that a line is to sound, and where it says so."""
    if (interval := patterns.INTERVAL_AWAY.search(text)) is None:
        return None
    way = (
        interval["way"]
        or interval["before"]
        or ("below" if interval["step"].startswith(("third", "sixth")) else "above")
    )
    steps = _SCALE_STEPS[interval["step"].rstrip("s")]
    return (-steps if way in ("below", "lower", "under", "down", "beneath") else steps), (interval.span(),)


def carrying_asked(text: str, roles: Sequence[str], instruments: Sequence[str], left: Sequence[str]) -> Asked | None:
    """Return who is to play the tune, of a clause that names both and nothing else: "the flute plays the tune".

    `left` are the words that nothing is made of once both are taken out of it.
    """
    if tuple(roles) != (_LEAD,) or len(instruments) != 1 or not set(left) <= patterns.CARRIES:
        return None
    return Asked(Turn("swap", instruments[0], (_LEAD,)), ((0, len(text)),))


def played_on_asked(text: str, pitched: Sequence[str], instruments: Sequence[str]) -> Asked | None:
    """Return what "play it on a flute" asks: the tune, or all of it where one plays alone, by another instrument."""
    if len(instruments) == 2 and patterns.PLAYED_BY.search(text):
        return Asked(Turn("swap", instruments[1], (instruments[0],), WHOLE), ((0, len(text)),))
    if patterns.PLAYED_ON.search(text) is None or len(instruments) != 1:
        return None
    is_all = len(pitched) == 1 or re.search(r"\b(?:everything|all of it|it all)\b", text) is not None
    who = tuple(pitched) if pitched and is_all else (_LEAD,)
    return Asked(Turn("swap", instruments[0], who, WHOLE), ((0, len(text)),))


def roles_named(text: str, words: FollowupWords) -> list[str]:
    """Return the roles that a folded text names, in the table's order."""
    return [role for role, pattern in words.roles.items() if pattern.search(text)]
