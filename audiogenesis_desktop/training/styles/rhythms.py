"""Rhythms of melodies: two bars each, by character and meter, in the language of `patterns`."""

from random import Random

RHYTHMS: dict[str, dict[str, tuple[str, ...]]] = {
    "singing": {
        "4/4": (
            "x---x-x-|x-----..",
            "x--xx---|x---..xx",
            "x-x-x---|x-x-x---",
            "..x-x-x-|x-----x-",
            "x---x---|x-x-x-..",
            "x--xx-x-|x---....",
            "x-xxx---|x-xxx-..",
            "x-----x-|x-x-x-x-",
            "xxxxx-x-|x-xxx---",
            "x-xxxxxx|x---xx..",
            "xx-xxx-x|x-x-x-..",
            ".xxxxxx-|x-x-xxx-",
            "x---x-x-x---xxx-|x---x---x-x-x---",
            "x-----xxx---x-x-|x-x-x-x-x-------",
        ),
        "3/4": (
            "x---x-|x---..",
            "x-x-x-|x---x-",
            "x--xx-|x-----",
            "x-xxx-|x---x-",
            "x-----|x-x-x-",
            "x-xxxx|x-x-..",
            "x-x-xx|x-xxx-",
        ),
        "6/8": ("x--x--|x----.", "x-xx-x|x--x..", "x-xx--|x-xx--", "x--x-x|x-----", "x-xxxx|x--x-x", "xxxx-x|x-xx.."),
    },
    "long": {
        "4/4": (
            "x-------|x---x---",
            "x-----x-|x-------",
            "x---x---|x-------",
            "x-------|--x-x---",
            "x--x----|x---x---",
        ),
        "3/4": ("x-----|x---x-", "x---x-|x-----", "x-x-x-|x-----"),
        "6/8": ("x-----|x--x--", "x--x--|x-----", "x----x|x-----"),
    },
    "lively": {
        "4/4": (
            "x-xxx-x-|x-x-x-..",
            "x-x-xxxx|x-x-x-x-",
            "xxx-x-x-|xxx-x---",
            "x-x-x-xx|x-xxx-..",
            "x.x.x.xx|x.x.x...",
            "x-xxxxx-|x-xxx---",
        ),
        "3/4": ("x-xxx-|x-x-x-", "xxx-x-|x-xxx-", "x-x-xx|x-x-x."),
        "6/8": ("x-xxxx|x-xx--", "xxxx-x|x-xx..", "x-xx-x|xxxx--"),
    },
    "dancing": {
        "4/4": (
            "xxxxxxxx|xxxxxxxx",
            "x-xxxxxx|x-xxx-x-",
            "xxxxx-xx|xxxxx---",
            "x-xxx-xx|xxxxx-x-",
            "xxx-xxxx|x-xxx---",
        ),
        "3/4": ("x-xxxx|x-x-x-", "xxxxxx|x-xx--", "x-xxx-|xxxxx-"),
        "6/8": ("xxxxxx|xxxxxx", "xxxxxx|x-xx-x", "x-xxxx|x-xx--", "xxxx-x|xxxx--"),
    },
    "syncopated": {
        "4/4": (
            "x--x--x-|--x-x-..",
            "..x-x-xx|-x-x....",
            "x-.xx-.x|-x-x-...",
            "x--x--xx|-xx-x---",
            ".xx-x--x|--x-x-..",
            "x-xx-xx-|x-----..",
            "..xx-x-x|x--x--..",
        ),
        "3/4": ("x--xx-|x-x---", "x-xx-x|-x----"),
        "6/8": ("x-xx-x|x-----", "x--x-x|-xx---"),
    },
    "swung": {
        "4/4": (
            "..x-xxxx|x-xx-x..",
            "xxxxx-.x|-xx-....",
            ".xxxx-x-|xxx-..xx",
            "x-xx-xxx|x---..x-",
            ".xx-xx-x|-x--....",
            "xxxxxxxx|x--x-...",
        ),
        "3/4": ("x-xxx-|x-xx..", ".xxxxx|x-x-.."),
    },
    "riff": {
        "4/4": (
            "x..x..x.x..x....|x..x..x.....x.x.",
            "x.xx..x...x.x...|x.xx..x.........",
            "..x...x.x..x....|..x...x.x.x.....",
            "x...x..x..x.....|x...x..x..x.x.x.",
        ),
    },
    "sparse": {
        "4/4": (
            "x-----..|..x---..",
            "..x-x---|--......",
            "x---....|x-x---..",
            "x-------|..x-x---",
            "..x---x-|--------",
        ),
        "3/4": ("x-----|x-....", "..x---|x-----", "x-x---|......"),
        "6/8": ("x-----|..x---", "x--x--|------"),
    },
}


def drawn(character: str, meter: str, random: Random) -> str:
    """Return one of a character's two-bar rhythms, or the first bar of one before the second of another."""
    rhythms = RHYTHMS[character][meter]
    first, second = random.choice(rhythms), random.choice(rhythms)
    head, tail = first.split("|")[0], second.split("|")[1]
    # A tail that begins by holding on needs the head that it was made for.
    return first if tail.startswith("-") or random.random() < 0.3 else f"{head}|{tail}"
