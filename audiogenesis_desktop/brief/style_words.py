"""Styles that a prompt names: by the names and synonyms of the style book, by a family's word, or by an adjective."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from audiogenesis_desktop.brief.lexicon import Found, Phrases, Word, find_phrases, load_lexicon, phrase_key, words_of
from audiogenesis_desktop.style.book import book

_LEADS = 0.7  # the share of the leading style beside others
_SHORTEST_MISSPELT, _LONG = 5, 8  # letters: of shorter words too many are one letter apart
_SMALL = 3  # letters: "a", "the", "for" and the like leave a style's word alone
_CLAUSE = re.compile(r"[,.;:!?\n()]")
_LIKENED = re.compile(r"\b(?:style|manner|vein|spirit|kind)(?:\s+of)?\s+(?:an?\s+|the\s+)?$")
_NEXT_TO = re.compile(r"[\s-]*")


class StyleWord(NamedTuple):
    """A style of the book, or a family that has no style of its own name.

    An adjective gives way to a noun, and what says what the music is for to what says how it is played.
    """

    name: str
    is_adjective: bool = False
    is_use: bool = False


_NOTHING = StyleWord("")


@cache
def style_words() -> Phrases[StyleWord]:
    """Return what the words for styles mean; the book's own words come before those of the lexicon."""
    lexicon = load_lexicon()
    words: dict[str, StyleWord] = {}
    for tables, is_adjective in ((lexicon.style_adjectives, True), (lexicon.style_families, False)):
        words |= {key: StyleWord(name, is_adjective) for key, name in tables.items()}
    known = book()
    words |= {key: StyleWord(name) for key, name in lexicon.styles.items() if name in known}
    words |= {key: StyleWord(name) for name, style in known.items() for key in map(phrase_key, style.synonyms)}
    words |= {phrase_key(name): StyleWord(name) for name in known}
    words |= {key: _NOTHING for key in lexicon.style_idioms if key not in words}
    words = {
        key: word._replace(
            is_adjective=word.is_adjective or key in lexicon.weak_styles, is_use=word.name in lexicon.use_styles
        )
        for key, word in words.items()
    }
    return Phrases({**{f"{key}s": word for key, word in words.items() if " " in key}, **words})


def find_styles(text: str, instruments: Sequence[tuple[int, int]] = ()) -> list[Found[StyleWord]]:
    """Return the styles that a folded text names; "jazz guitar" is no style where another one is named.

    `instruments` are the stretches of the text that name instruments.
    """
    words = words_of(text)
    found = find_phrases(text, words, style_words())
    found = sorted([*found, *(f for f in map(_misspelt, words) if f is not None)], key=lambda f: f.start)
    meant = [f for f in found if f.value != _NOTHING and _is_meant(text, f)]
    meant = _turned(text, words, meant)
    apart = [f for f in meant if not any(_is_within(f, span) for span in instruments)]
    return apart or meant


def _turned(text: str, words: Sequence[Word], found: Sequence[Found[StyleWord]]) -> list[Found[StyleWord]]:
    """Return the styles with those whose words stand in the other order: "house deep", "rock indie"."""
    if not found:
        return []
    inside = [word for word in words if not any(f.start <= word.start < f.end for f in found)]
    pieces = sorted({(f.start, f.end) for f in found} | {(word.start, word.end) for word in inside})
    kept = {(f.start, f.end): f for f in found}
    for before, after in pairwise(pieces):
        if _NEXT_TO.fullmatch(text[before[1] : after[0]]) and (before in kept or after in kept):
            key = f"{phrase_key(text[slice(*after)])} {phrase_key(text[slice(*before)])}"
            value = style_words().get(key, _NOTHING)
            if value != _NOTHING:
                kept = {span: f for span, f in kept.items() if span not in (before, after)}
                kept[before[0], after[1]] = Found(before[0], after[1], value)
    return sorted(kept.values(), key=lambda f: f.start)


@lru_cache(maxsize=4096)  # a prompt is read with each key press
def _misspelt(word: Word) -> Found[StyleWord] | None:
    """Return the style that a word almost names: one letter wrong, missing, too many or swapped, two in a long name."""
    name = nearest_name(word.text)
    return None if name is None else Found(word.start, word.end, style_words()[name])


@lru_cache(maxsize=4096)
def nearest_name(word: str) -> str | None:
    """Return the one word for a style that a word misspells, None where it is a word itself or far from any."""
    if len(word) < _SHORTEST_MISSPELT or not word.isalpha() or word in known_words():
        return None
    names = _spellable().get(word[0], ())
    found = extractOne(word, names, scorer=OSA.distance, score_cutoff=2)
    if found is None or found[1] > 1 + (len(found[0]) >= _LONG):
        return None
    return str(found[0])


@cache
def _spellable() -> Mapping[str, tuple[str, ...]]:
    """Return by first letter the single words that mean a style wherever they stand."""
    lexicon = load_lexicon()
    everyday = lexicon.shy_styles | lexicon.noun_styles | lexicon.weak_styles
    names = [
        key
        for key, word in style_words().items()
        if key.isalpha() and len(key) >= _SHORTEST_MISSPELT and key not in everyday and word.name in book()
    ]
    return {letter: tuple(name for name in names if name[0] == letter) for letter in {name[0] for name in names}}


@cache
def known_words() -> frozenset[str]:
    """Return the words that are no misspelling: those of the lexicon, and everyday ones that look like one."""
    lexicon = load_lexicon()
    tables: tuple[Iterable[str], ...] = (
        style_words(),
        lexicon.names,
        lexicon.moods_abroad,
        lexicon.scenes,
        lexicon.tempo_names,
        lexicon.tempo_adjectives,
        lexicon.density_words,
        lexicon.arcs,
        lexicon.textures,
        lexicon.unserved,
        lexicon.lookalikes,
    )
    return frozenset(word for table in tables for phrase in table for word in phrase.split())


def _is_within(found: Found[StyleWord], span: tuple[int, int]) -> bool:
    start, end = span
    is_more = (start, end) != (found.start, found.end) or found.value.name not in book()
    return start <= found.start and found.end <= end and is_more


def _is_meant(text: str, found: Found[StyleWord]) -> bool:
    """Return whether an everyday word such as "house" stands for its style here."""
    lexicon, word = load_lexicon(), phrase_key(text[found.start : found.end])
    if word not in lexicon.shy_styles and word not in lexicon.noun_styles:
        return True
    if _LIKENED.search(text[: found.start]):
        return True
    clause_before, clause_after = _CLAUSE.split(text[: found.start])[-1], _CLAUSE.split(text[found.end :])[0]
    if not words_of(clause_before) and not words_of(clause_after):
        return True
    following = [w.text for w in words_of(clause_after)[:2]]
    if any(w in lexicon.musical_nouns or phrase_key(w) in style_words() for w in following[:2]):
        return True
    if word in lexicon.noun_styles:
        return False
    return not any(w.text in lexicon.thing_words for w in words_of(clause_before)[-3:])


def is_hint(text: str, found: Sequence[Found[StyleWord]], instruments: Sequence[tuple[int, int]] = ()) -> bool:
    """Return whether styles are named for a part of the music or in passing alone: "jazzy chords", "highlights reel".

    `instruments` are the stretches of the text that name instruments: beside others a music box is one of them.
    """
    players = frozenset(instruments) if len(set(instruments)) > 1 else frozenset[tuple[int, int]]()
    return bool(found) and not any(_is_firm(text, f) for f in found if (f.start, f.end) not in players)


def _is_firm(text: str, found: Found[StyleWord]) -> bool:
    """Return whether a word tells what the music is: what follows is music, or nothing that the word could colour."""
    lexicon, word = load_lexicon(), phrase_key(text[found.start : found.end])
    pieces = lexicon.musical_nouns - lexicon.part_words
    if _LIKENED.search(text[: found.start]):
        return True
    clause_before, clause_after = _CLAUSE.split(text[: found.start])[-1], _CLAUSE.split(text[found.end :])[0]
    following = [w.text for w in words_of(clause_after) if w.text.isalpha()][:2]
    for i, after in enumerate(following):
        if after in lexicon.joining_words:
            if i:
                return False
            break
        if after in pieces or phrase_key(after) in style_words():
            return True
        if after in lexicon.part_words or i == len(following) - 1:
            return False
    if word.split()[-1] in pieces or not (word in lexicon.weak_styles or word in lexicon.shy_styles):
        return True
    return all(len(w.text) <= _SMALL or w.text in lexicon.musical_nouns for w in words_of(clause_before))


def weighted(text: str, found: Sequence[Found[StyleWord]]) -> tuple[tuple[str, float], ...]:
    """Return the styles with weights that sum to 1, the leading one first.

    Of words side by side the last leads, as in "jazz house", unless it colours the others; else the first does, before
    families and adjectives.
    """
    colours = load_lexicon().colour_styles
    nouns = [f for f in found if not f.value.is_adjective]
    nouns = [f for f in nouns if f.value.name in book()] or nouns or list(found)
    nouns = [f for f in nouns if not f.value.is_use] or nouns
    if not nouns:
        return ()
    leading = nouns[0]
    for follower in nouns[1:]:
        if not _NEXT_TO.fullmatch(text[leading.end : follower.start]):
            break
        if follower.value.name not in colours or leading.value.name in colours:
            leading = follower
    names = list(dict.fromkeys([leading.value.name, *(f.value.name for f in found)]))
    names = [names[0], *(name for name in names[1:] if not _is_of(names[0], name))]
    if len(names) == 1:
        return ((names[0], 1.0),)
    return ((names[0], _LEADS), *((name, (1 - _LEADS) / (len(names) - 1)) for name in names[1:]))


def _is_of(name: str, family: str) -> bool:
    """Return whether a word says no more than the family of a style that is named: "electronic trance"."""
    known: Mapping[str, object] = book()
    return family not in known and name in known and family in book()[name].family
