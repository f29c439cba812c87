"""Progressions by the table: what plans are written from where the harmony network is missing or finds nothing.

Four bars each, A and B by mode and colour, as roman numerals. They keep to what makes a key heard: minor ones
lead to a major V, none circles through the relative major, and major ones hold IV and V in balance.
"""

from random import Random

from audiogenesis_desktop.plan.numerals import Numeral, parse

# "plain" suits every style, "rich" those that love sevenths.
LOOPS: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("major", "plain", "A"): ("I V vi IV", "I IV I V", "I vi ii7 V", "I V IV I", "I vi IV V", "I ii V I"),
    ("major", "plain", "B"): ("vi IV I V", "ii V I vi", "IV V I I", "vi ii V I"),
    ("major", "rich", "A"): ("Imaj7 vi7 ii7 V7", "Imaj7 IVmaj7 ii7 V7", "Imaj7 ii7 Imaj7 IVmaj7"),
    ("major", "rich", "B"): ("ii7 V7 Imaj7 vi7", "IVmaj7 V7 Imaj7 vi7"),
    ("minor", "plain", "A"): ("i iv V i", "i VI iv V", "i iv i V", "i i iv V", "i VI V i"),
    ("minor", "plain", "B"): ("iv i V i", "VI iv i V", "iv V i i", "iv VI ii0 V"),
    ("minor", "rich", "A"): ("i7 iv7 V7 i7", "i7 VImaj7 ii0 V7", "i7 iv7 i7 V7"),
    ("minor", "rich", "B"): ("iv7 i7 V7 i7", "VImaj7 iv7 ii0 V7"),
}
RICH_STYLES = frozenset({"jazz", "lo-fi", "latin", "funk"})


def read_loop(text: str, mode: str) -> tuple[Numeral, ...]:
    """Return the numerals of a progression such as "I vi ii7 V"."""
    return tuple(parse(word, mode) for word in text.split())


def draw_loop(letter: str, mode: str, *, style: str, random: Random) -> tuple[Numeral, ...]:
    """Return four bars, a numeral each, for sections A or B."""
    colour = "rich" if style in RICH_STYLES else "plain"
    return read_loop(random.choice(LOOPS[mode, colour, "B" if letter == "B" else "A"]), mode)
