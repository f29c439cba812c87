"""Which words of a prompt are why something was inferred: each is left out in turn, and what that changes tells.

Occlusion, as for images in Zeiler and Fergus 2014. It encodes the prompt once a word, so it comes after reading.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.intent import load_heads
from audiogenesis_desktop.brief.lexicon import Word, fold, words_of
from audiogenesis_desktop.brief.styles import agreeing
from audiogenesis_desktop.errors import MissingPart

MOST_WORDS = 40  # of an advert each word weighs little, and encoding it as often would take seconds
_LEAST_CHANGE = 0.04  # less is noise
_LEAST_SHARE = 0.5  # of what the weightiest word changes: those below are not why
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_SMALL = frozenset(
    {
        "the",
        "and",
        "for",
        "with",
        "without",
        "from",
        "into",
        "that",
        "this",
        "its",
        "our",
        "your",
        "are",
        "was",
        "has",
        "have",
        "but",
        "not",
        "very",
        "some",
        "music",
        "song",
        "piece",
        "track",
        "sound",
        "background",
        "like",
        "about",
        "over",
        "under",
        "than",
        "then",
    }
)

Name = tuple[str, str]  # a field of the Brief and, of a list, which of its values


def with_causes(brief: Brief, encoder: Encoder | None) -> Brief:
    """Return the Brief with the words that its inferred fields come from, as far as single words tell.

    What is said keeps its own words. A prompt that is long, or a missing encoder, changes nothing.
    """
    words = _weighty(brief)
    if encoder is None or len(words) < 2 or len(words) > MOST_WORDS:
        return brief
    try:
        heads = load_heads()
        texts = [brief.prompt, *(_without(brief.prompt, word) for word in words)]
        whole, *without = encoder.encode(texts, is_passing=True)
    except MissingPart:
        return brief
    before, afters = (
        _inferred(agreeing(heads.imply(whole)), brief),
        [_inferred(agreeing(heads.imply(vector)), brief) for vector in without],
    )
    known = {(cause.field, cause.name) for cause in brief.causes}
    found = [cause for name in before.keys() - known for cause in _causes(name, before, afters, words)]
    return replace(brief, causes=(*brief.causes, *sorted(found)))


def _weighty(brief: Brief) -> list[Word]:
    """Return the words that may mean something and that were not read as figures or names."""
    said = [brief.spans[field] for field in brief.spans if brief.origin(field) is Origin.SAID and field != "style"]
    return [
        word
        for word in words_of(fold(brief.prompt))
        if _LETTERS.fullmatch(word.text)
        and word.text not in _SMALL
        and not any(start <= word.start < end for start, end in said)
    ]


def _without(prompt: str, word: Word) -> str:
    return f"{prompt[: word.start].rstrip()} {prompt[word.end :].lstrip()}".strip()


def _inferred(implied: Implied, brief: Brief) -> Mapping[Name, tuple[float, ...]]:
    """Return, for each inferred field, the numbers of which a change matters, each on a scale of about 1."""
    chances, styles, meters = dict(implied.instruments), dict(implied.style), dict(implied.meters)
    numbers: dict[Name, tuple[float, ...]] = {
        ("valence", ""): (implied.valence / 2, implied.energy),
        ("tempo_bpm", ""): (math.log2(implied.tempo_bpm),),
        ("key", ""): (implied.minor,),
        ("meter", ""): (meters.get(brief.meter, 0.0),),
        **{("style", name): (weight,) for name, weight in styles.items()},
        **{("instruments", name): (chances.get(name, 0.0),) for name in brief.instruments},
    }
    styles_of_brief = {name for name, _ in brief.style}
    return {
        (field, name): figures
        for (field, name), figures in numbers.items()
        if brief.origin(field) is Origin.INFERRED and (field != "style" or name in styles_of_brief)
    }


def _causes(
    name: Name,
    before: Mapping[Name, tuple[float, ...]],
    afters: list[Mapping[Name, tuple[float, ...]]],
    words: list[Word],
) -> list[Cause]:
    field, value = name
    changes = [math.dist(before[name], after.get(name, (0.0,) * len(before[name]))) for after in afters]
    if value:  # of a list: what is not there any more without the word
        changes = [max(0.0, before[name][0] - after.get(name, (0.0,))[0]) for after in afters]
    least = max(_LEAST_CHANGE, _LEAST_SHARE * max(changes))
    weighed = zip(words, changes, strict=True)
    return [Cause(field, word.start, word.end, value) for word, change in weighed if change >= least]
