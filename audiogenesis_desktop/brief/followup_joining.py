"""What clauses of words after the first have to do with one another: what "it" means, which wish is the clearer one."""

import re
from collections.abc import Sequence

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup_patterns import COMING_OR_GOING, PRONOUN
from audiogenesis_desktop.brief.turns import Turn

BY_STEPS = ("energy", "valence", "density", "tempo", "loudness")
_CLEARER = {"tempo": ("tempo_bpm", "tempo times"), "length times": ("length_seconds", "length", "bars")}
_MOVED = {  # what comes of a turn beside what it asks for
    "energy": ("tempo_bpm",),
    "valence": ("key", "tempo_bpm"),
    "tempo": ("length_seconds",),
    "tempo times": ("length_seconds",),
    "tempo_bpm": ("length_seconds",),
    "length": ("tempo_bpm",),
    "length times": ("tempo_bpm",),
    "length_seconds": ("tempo_bpm",),
}
_RESTYLED = ("meter", "style")
_ENDINGS = frozenset({"big ending", "soft ending", "sudden end", "fade out"})


def with_antecedent(clause: str, spoken_of: Sequence[str]) -> str:
    """Return a clause with the players spoken of just before in place of its first pronoun, or of who comes or goes."""
    if spoken_of and re.match(rf"{COMING_OR_GOING}\b", clause):
        return f"{' and '.join(spoken_of)} {clause}"
    return PRONOUN.sub(" and ".join(spoken_of), clause, count=1) if spoken_of else clause


def settled(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return turns without those that a later or clearer one says again: "too long, 40 seconds is enough"."""
    once = list(dict.fromkeys(turns))
    return tuple(
        turn for i, turn in enumerate(once) if not _is_said_again(turn, once[:i] + once[i + 1 :], once[i + 1 :])
    )


def with_what_stays(turns: Sequence[Turn], brief: Brief) -> tuple[Turn, ...]:
    """Return turns with what is to stay first, as far as another would move it: nobody moves what was chosen."""
    kept = {turn.value for turn in turns if turn.what == "keep"}
    others = [turn for turn in turns if turn.what != "keep"]
    moved = {field for turn in others for field in _MOVED.get(turn.what, ()) if not turn.players}
    if any(turn.what in _RESTYLED for turn in others):  # which compose all anew else
        moved.add("tune")
    chosen = {field for field in kept if brief.is_chosen(field)}
    return (*(Turn("keep", field) for field in sorted((kept & moved) - chosen)), *others)


def _is_said_again(turn: Turn, others: Sequence[Turn], later: Sequence[Turn]) -> bool:
    if any(other.what in _CLEARER.get(turn.what, ()) and other.where == turn.where for other in others):
        return True
    if turn.what == "arc" and set(turn.value) <= _ENDINGS:
        return any(other.what == "arc" and set(other.value) <= _ENDINGS for other in later)
    if turn.what == "later":
        gone = [other for other in later if set(other.players) & set(turn.players) and other.what == "remove"]
        return any(other.where.is_whole or turn.where.is_whole for other in gone)
    if turn.what == "redo" and turn.players:  # what does not please is to be another, unless it is told how
        return any(set(other.players) & set(turn.players) and other.what != "redo" for other in later)
    if turn.what in BY_STEPS and turn.players and any(_trades_away(other, turn.players) for other in later):
        return True  # "the piano is too harsh, play it on a harp"
    return turn.what in BY_STEPS and any(
        _is_same_step(turn, other)
        and ((bool(other.players) and not turn.players) or (other in later and other.players == turn.players))
        for other in others
    )


def _trades_away(turn: Turn, players: Sequence[str]) -> bool:
    return turn.what == "swap" and set(turn.players) == set(players)


def _is_same_step(turn: Turn, other: Turn) -> bool:
    return (other.what, other.where) == (turn.what, turn.where) and (other.value > 0) == (turn.value > 0)
