"""Rhythms of melodies, drawn and crossed."""

from random import Random

from audiogenesis_desktop.style.rhythms import RHYTHMS


def drawn(character: str, meter: str, random: Random) -> str:
    """Return one of a character's two-bar rhythms, or the first bar of one before the second of another.

    What is written out as a pattern is its own rhythm.
    """
    if character not in RHYTHMS:
        return character
    rhythms = RHYTHMS[character][meter]
    first, second = random.choice(rhythms), random.choice(rhythms)
    head, tail = first.split("|")[0], second.split("|")[1]
    # A tail that begins by holding on needs the head that it was made for.
    return first if tail.startswith("-") or random.random() < 0.3 else f"{head}|{tail}"
