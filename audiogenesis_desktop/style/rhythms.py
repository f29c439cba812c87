"""Rhythms of melodies by character and meter, two bars each, as `resources/rhythms.toml` has them; drawn."""

import tomllib
from collections.abc import Mapping
from random import Random

from audiogenesis_desktop import paths

RHYTHMS: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    paths.resource("rhythms.toml").read_text(encoding="utf-8")
)


def drawn(character: str, meter: str, random: Random) -> str:
    """Return one of a character's two-bar rhythms, or the first bar of one before the second of another.

    What is written out as a pattern is its own rhythm. Raises KeyError for a meter that the character has none for.
    """
    if character not in RHYTHMS:
        return character
    rhythms = RHYTHMS[character][meter]
    first, second = random.choice(rhythms), random.choice(rhythms)
    head, tail = first.split("|")[0], second.split("|")[1]
    # A tail that begins by holding on needs the head that it was made for.
    return first if tail.startswith("-") or random.random() < 0.3 else f"{head}|{tail}"
