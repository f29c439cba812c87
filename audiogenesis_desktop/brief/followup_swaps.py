"""One for another, of a clause: "swap the piano for a harp", "shaker instead of the hats", "another melody"."""

from collections.abc import Sequence

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup_roles import roles_named
from audiogenesis_desktop.brief.followup_times import Asked
from audiogenesis_desktop.brief.followup_who import in_the_piece, instruments_named, players_named
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.brief.wording import Said
from audiogenesis_desktop.theory.instruments import DRUMS


def swap_asked(text: str, said: Said, brief: Brief, words: FollowupWords, *, kit: Sequence[str]) -> Turn | None:
    """Return who is to play instead of whom, of a clause without its pieces of the `kit`; None for nobody."""
    roles = roles_named(text, words)
    players = (*kit, *players_named(said, brief, has_roles=bool(roles)), *roles)
    return _kit_swap(text, kit, players) or _role_swap(text, said, roles) or _swap(text, said, brief)


def _kit_swap(text: str, kit: Sequence[str], players: Sequence[str]) -> Turn | None:
    """Return a piece of the kit that is to be struck instead of another one, or of all drums."""
    is_instead = patterns.INSTEAD.search(text)
    if not kit or not (is_instead or patterns.INTO_ANOTHER.search(text)):
        return None
    pieces = kit if is_instead else kit[::-1]
    gone = tuple(pieces[1:2]) or tuple(dict.fromkeys(name for name in players if name == DRUMS))
    return Turn("swap", pieces[0], gone) if gone else None


def _role_swap(text: str, said: Said, roles: Sequence[str]) -> Turn | None:
    """Return an instrument that is to play what a role plays: "swap the lead for a flute"."""
    played = tuple(role for role in roles if role != DRUMS)
    named = instruments_named(said)
    is_asked = patterns.INTO_ANOTHER.search(text) or patterns.INSTEAD.search(text)
    return Turn("swap", named[0], played) if is_asked and played and len(named) == 1 else None


def _swap(text: str, said: Said, brief: Brief) -> Turn | None:
    wanted, banned = said.values.get("instruments", ()), said.values.get("banned", ())
    if wanted and banned and patterns.SWAPPED.search(text):
        gone = tuple(dict.fromkeys(name for name in brief.instruments if name in banned))
        return Turn("swap", wanted[0], gone or banned[:1])
    if len(wanted) > 1 and patterns.TURNED_INTO.search(text):
        return Turn("swap", wanted[1], tuple(in_the_piece(wanted[:1], said, brief)))
    return None


def redo_asked(text: str, players: Sequence[str], where: Where, words: FollowupWords) -> Asked | None:
    """Return what is to be another of its kind: the harmony, players, a part of the piece, or all of it."""
    if players and (kept := patterns.ALL_BUT.search(text)) is not None:
        return Asked(Turn("redo others", None, tuple(players), where), (kept.span(),))
    match = words.redo_before.search(text) or words.redo_after.search(text)
    if match is None or patterns.TO_ANOTHER.search(text) or patterns.ONE_MORE.search(text):
        return None
    harmony, everything = words.harmony.search(text), list(words.redo_all.finditer(text))
    if harmony is not None and not players:
        return Asked(Turn("redo harmony", None, (), where), (harmony.span(), match.span()))
    if players or not where.is_whole or everything:
        spans = (match.span(), *(found.span() for found in everything))
        return Asked(Turn("redo", None, tuple(players), where), spans)
    return None
