"""Form: "intro4 A8 B8@1.0 A'8 outro4" becomes sections; the last bar of all is the final tonic."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

KINDS = ("intro", "A", "A'", "B", "C", "bridge", "outro")
STRENGTHS = {"intro": 0.4, "A": 0.6, "A'": 0.8, "B": 0.9, "C": 1.0, "bridge": 0.3, "outro": 0.5}
"""How strong a section is beside the others of its piece, where its style says nothing else."""
STAYS = {
    "lead": 0.25,
    "second voice": 0.25,
    "effect": 0.25,
    "chords": 0.5,
    "figure": 0.75,
    "percussion": 0.75,
    "drums": 0.9,
}
"""Where a piece ends by thinning out, how much of the last section each role plays; bass and pads play all of it."""
_SECTION = re.compile(r"([a-zA-Z']+)(\d+)(?:@([01](?:\.\d+)?))?")


class Stretch(NamedTuple):
    """One section of a form, in bars from the start of the piece; `strength` 0..1 is beside the other sections."""

    kind: str
    start_bar: int
    bars: int
    strength: float

    @property
    def letter(self) -> str:
        """Return whose material it takes up: A' and what frames the piece take A's."""
        return self.kind if self.kind in ("B", "C", "bridge") else "A"


def read_form(text: str, strengths: Mapping[str, float] = STRENGTHS) -> tuple[Stretch, ...]:
    """Return the sections of a form text; the last one holds the final bar.

    `strengths` may name some kinds alone; the others are as usual. What stands after "@" beats both.
    Raises ValueError, saying why, if the text is no form.
    """
    stretches: list[Stretch] = []
    start = 0
    for kind, bars, own in _words(text):
        strength = own if own is not None else strengths.get(kind, STRENGTHS[kind])
        stretches.append(Stretch(kind, start, bars, min(1.0, strength)))
        start += bars
    return tuple(stretches)


@cache
def _words(text: str) -> tuple[tuple[str, int, float | None], ...]:
    """Return the kind, bars and own strength, if it has one, of each section of a form text."""
    found = []
    for word in text.split():
        match = _SECTION.fullmatch(word)
        if match is None or match[1] not in KINDS or match[2] == "0":
            raise ValueError(f"{word!r} is no section: write a kind ({', '.join(KINDS)}) and its bars, such as A8")
        found.append((match[1], int(match[2]), float(match[3]) if match[3] else None))
    if not found:
        raise ValueError("a form is empty")
    return tuple(found)


def length_bars(text: str) -> int:
    """Return how many bars a form text has."""
    return sum(stretch.bars for stretch in read_form(text))
