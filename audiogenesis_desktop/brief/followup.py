"""Words after the first: what is asked of a piece that is there already, as turns that each change one thing of it.

"more energetic", "no drums now", "make the B section sparser", "another piano melody", "end bigger", "as a waltz",
"30 seconds longer". What is meant absolutely ("at 90 BPM") is read as in any prompt.
"""

from dataclasses import dataclass
from functools import lru_cache

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup_clause import Clause
from audiogenesis_desktop.brief.followup_entries import place_alone
from audiogenesis_desktop.brief.followup_joining import BY_STEPS, settled, with_antecedent, with_what_stays
from audiogenesis_desktop.brief.followup_paraphrases import in_plain_words
from audiogenesis_desktop.brief.followup_where import find_place
from audiogenesis_desktop.brief.followup_words import followup_words
from audiogenesis_desktop.brief.lexicon import fold
from audiogenesis_desktop.brief.turns import Turn

_MOST_WORDS_TOLD = 42  # longer texts tell of another piece, and reading them clause by clause would take long
_FIGURES = {"hits", "hit_kinds", "length_seconds", "tempo_bpm", "key"}
_FEW = 7  # words, in which nobody tells a story


@dataclass(frozen=True, slots=True)
class Followup:
    """What was read: turns in the order said, and the words that nothing was made of."""

    text: str
    turns: tuple[Turn, ...] = ()
    unread: tuple[str, ...] = ()
    manner: tuple[str, ...] = ()  # how one player is to play, which the piece decides: told, and nothing is made of it
    is_relative: bool = False  # something in it makes sense only where there is a piece already

    @property
    def is_understood(self) -> bool:
        """Return whether it is about the piece: something is to change, and less is left over than was read."""
        return bool(self.turns) and len(self.unread) <= len(self.turns)


def read_followup(text: str, brief: Brief) -> Followup:
    """Return what words after the first ask of the piece that a Brief was composed for."""
    turns, unread, manner, is_relative = list[Turn](), list[str](), list[str](), False
    spoken_of: tuple[str, ...] = ()
    before, has_turn = 0, True
    for clause in _clauses(text):
        if clause.strip():
            bound = with_antecedent(clause.strip(), spoken_of)
            reading = Clause(bound, brief, followup_words())
            found = reading.read()
            if found and bound != clause.strip() and not has_turn:
                unread = unread[
                    :before
                ]  # "the hats are hissy, pull them back": what is wrong is told by what is to be done
            before, has_turn = len(unread), bool(found)
            spoken_of = reading.spoken_of
            if found and reading.is_refused:  # "don't end suddenly": what was read is what is not wanted
                unread += clause.split()
                continue
            if not found and turns and (more := reading.goes_on):
                turns[-1] = _with_players(turns[-1], more)  # "no drums, bass or strings"
                continue
            turns += found
            unread += reading.left
            manner += reading.manner
            is_relative |= reading.is_relative
    told = tuple(dict.fromkeys(unread)), tuple(dict.fromkeys(manner))
    return Followup(text, with_what_stays(settled(turns), brief), *told, is_relative)


@lru_cache(maxsize=16)
def _clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of a text in plain words, each with the place that stands before it as a clause of its own.

    They are remembered, as a text is asked about more than once at each key.
    """
    words = followup_words()
    parts = [part for part in patterns.SPLIT.split(in_plain_words(fold(text), words.paraphrases)) if part.strip()]
    joined, place = list[str](), ""
    for nth, part in enumerate(parts, 1):
        if nth < len(parts) and place_alone(part, find_place(part, words)):
            place = f"{place} {part}"  # "at bar 9, the drums stop"
        else:
            joined.append(f"{part} {place}" if place else part)
            place = ""
    return tuple(joined)


def _with_players(turn: Turn, names: tuple[str, ...]) -> Turn:
    """Return a turn about more players, as a list goes on."""
    return turn._replace(players=tuple(dict.fromkeys((*turn.players, *names)))) if turn.players else turn


def words_after(text: str, prompt: str) -> str:
    """Return what a text says after the prompt that it begins with, or all of it where it does not."""
    start = prompt.strip()
    return text.strip()[len(start) :].strip(" ,;.") if start and text.strip().startswith(start) else text.strip()


def as_followup(text: str, brief: Brief) -> Followup | None:
    """Return what a text asks of the piece that is open; None where it describes another piece.

    What goes on from the prompt of the piece is about it if it was understood. Other words are if all of them were,
    and none of them merely names what a new piece might be made of.
    """
    after = words_after(text, brief.prompt)
    if not after or len(after.split()) > _MOST_WORDS_TOLD:
        return None
    found = read_followup(after, brief)
    if not found.is_understood:
        return None
    goes_on = after != text.strip()
    is_asked = found.is_relative or _is_asked_of_it(fold(after)) or _is_of_figures(found)
    is_about_it = not found.unread and is_asked
    return found if goes_on or is_about_it else None


def _is_asked_of_it(folded: str) -> bool:
    """Return whether words begin or end as nobody begins or ends who describes another piece."""
    ends_so = len(folded.split()) <= _FEW and patterns.AT_THE_END_OF_ASKING.search(folded)
    return bool(ends_so or patterns.BEGINNINGS.match(folded))


def _is_of_figures(found: Followup) -> bool:
    """Return whether a text names nothing but a moment, a length, a tempo or a key, which tells of no new piece."""
    asked, is_short = {turn.what for turn in found.turns}, len(found.text.split()) <= _FEW
    return asked <= {"hits", "hit_kinds"} or (is_short and asked <= _FIGURES)


def half_understood(text: str, brief: Brief) -> Followup | None:
    """Return what was read of words that seem to be about the piece that is open, but were not understood whole.

    None where they were, and where they describe another piece: so that it is told before a new one is composed.
    """
    after = words_after(text, brief.prompt)
    folded = fold(after)
    if not after or as_followup(text, brief) is not None or len(folded.split()) > patterns.MOST_WORDS:
        return None
    found = read_followup(after, brief)
    goes_on = after != text.strip()
    is_short = len(folded.split()) <= _FEW
    speaks_of_music = found.is_relative or any(hint.search(folded) for hint in followup_words().hints.values())
    points_to_it = patterns.POINTS_TO_IT.search(folded) is not None and (speaks_of_music or is_short)
    begins_so = patterns.BEGINNINGS.match(folded) or followup_words().asking.match(folded)
    names_bars = is_short and patterns.BARS_WHERE.search(folded) is not None
    is_compared = is_short and any(turn.what in BY_STEPS for turn in found.turns)
    is_told = is_compared or goes_on or points_to_it or (is_short and begins_so) or names_bars or _is_of_places(found)
    return found if is_told else None


def _is_of_places(found: Followup) -> bool:
    """Return whether most of what was read is about who plays when, which tells of a piece that is there."""
    about = [turn for turn in found.turns if turn.what in ("later", "earlier", "only there", "silence")]
    return bool(about) and len(found.unread) <= len(found.turns)
