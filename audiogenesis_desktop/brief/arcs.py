"""Words of arc and texture: how a piece is to go over time, and what it is to be made of."""

from collections.abc import Sequence

from audiogenesis_desktop.brief.brief import RIVALS
from audiogenesis_desktop.brief.lexicon import Found, Phrases, Wish, find_phrases, words_of
from audiogenesis_desktop.brief.unread import is_meant


def find_wishes(text: str, table: Phrases[tuple[Wish, ...]]) -> list[Found[str]]:
    """Return the names of a table of arcs or textures that a folded text asks for, in order, none overlapping."""
    found = []
    for phrase in find_phrases(text, words_of(text), table):
        is_ruled_out = is_meant("ruled_out", text, phrase.start, phrase.end)
        wishes = [w for w in phrase.value if is_ruled_out == (w.where == "ruled_out")]
        wish = next((w for w in wishes if is_meant(w.where, text, phrase.start, phrase.end)), None)
        if wish is not None and wish.meaning:
            found.append(Found(phrase.start, phrase.end, wish.meaning))
    return found


def without_rivals(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of arcs or textures, each once, without those that a later one contradicts."""
    names = tuple(dict.fromkeys(names))
    return tuple(
        name
        for i, name in enumerate(names)
        if not any({name, later} <= rivals for later in names[i + 1 :] for rivals in RIVALS)
    )
