"""Form: "intro4 A8 B8 A'8 outro4" becomes sections; the last bar of all is the final tonic."""

import re
from typing import NamedTuple

STRENGTH = {"intro": 0.4, "A": 0.6, "A'": 0.8, "B": 0.9, "C": 1.0, "bridge": 0.3, "outro": 0.5}
"""How strong a section is beside the others of its piece; layers enter and leave by it."""

SONG = (
    "intro4 A8 A'8 outro4",
    "A8 B8 A'8 outro4",
    "intro4 A8 B8 A'8 outro3",
    "A8 A'8 B8 A'8 outro4",
    "intro8 A8 B8 A'8 outro4",
    "intro8 A8 A'8 B8 A'8 outro4",
    "A4 A'4 B4 A'4 outro3",
    "intro4 A4 B4 A'4 outro4",
    "intro4 A8 bridge4 A'8 outro3",
    "A8 A'8 B8 bridge8 A'8 A'8 outro4",
)
DANCE = (
    "intro8 A8 A'8 bridge8 B8 A'8 outro8",
    "intro4 A8 A'8 bridge4 B4 outro3",
    "intro8 A8 B8 bridge8 A'8 B8 outro8",
    "intro4 A8 B8 A'4 outro4",
    "intro8 A8 A'8 B8 B8 outro8",
)
BUILD = (
    "intro4 A8 B8 outro4",
    "intro4 A4 A'8 C8 outro4",
    "intro4 A8 bridge4 C8 outro4",
    "intro8 A8 B8 bridge8 C8 outro4",
    "A8 A'8 B8 C8 outro4",
    "intro8 A8 B8 A'8 C8 outro4",
)
CALM = (
    "intro4 A8 A'8 outro4",
    "intro4 A4 B4 A'4 outro3",
    "A8 B8 A'8 outro4",
    "intro4 A8 B8 outro4",
    "A4 A'4 B4 A'4 outro4",
)


class Stretch(NamedTuple):
    """One section of a form, in bars from the start of the piece."""

    kind: str
    start_bar: int
    bars: int

    @property
    def letter(self) -> str:
        """Return whose material it takes up: A' and what frames the piece take A's."""
        return self.kind if self.kind in ("B", "C", "bridge") else "A"

    @property
    def strength(self) -> float:
        """Return 0..1, beside the other sections."""
        return STRENGTH[self.kind]


def read_form(text: str) -> tuple[Stretch, ...]:
    """Return the sections of a form text; the last one holds the final bar."""
    stretches: list[Stretch] = []
    start = 0
    for kind, bars in re.findall(r"([a-zA-Z']+)(\d+)", text):
        stretches.append(Stretch(kind, start, int(bars)))
        start += int(bars)
    return tuple(stretches)


def length_bars(text: str) -> int:
    """Return how many bars a form text has."""
    return sum(int(bars) for bars in re.findall(r"\d+", text))
