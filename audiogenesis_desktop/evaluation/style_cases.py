"""The prompts that the reading of styles is judged by: all styles of the book, in words that nothing learned from."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache

from audiogenesis_desktop import paths

KINDS = {
    "named": "the style's name is said",
    "described": "the music is described and its style not named",
    "in_use": "a scene or use is described, which several styles may suit",
}

HELD_OUT = ("style_prompts_2.jsonl", "style_prompts_3.jsonl")
"""Prompts that nothing is ever to be mended by, written before the reading was; the latter name no style."""


@dataclass(frozen=True, slots=True)
class StyleCase:
    """A prompt of one of `KINDS`, the styles that are right for it, the wanted one first, and a tempo that it says."""

    prompt: str
    kind: str
    styles: tuple[str, ...]
    tempo_bpm: float | None = None

    @property
    def wanted(self) -> str:
        """Return the style that the prompt was written for."""
        return self.styles[0]


@cache
def style_cases(file: str = "style_prompts.jsonl") -> tuple[StyleCase, ...]:
    """Return all cases of a file among the resources, in its order; `HELD_OUT` are to be counted, not looked at."""
    lines = paths.resource(file).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return tuple(StyleCase(**{**row, "styles": tuple(row["styles"])}) for row in rows)


def cases_to_compose(count: int) -> tuple[StyleCase, ...]:
    """Return the first `count` cases of each style that can be composed and named: those that name it come first."""
    kinds, taken = list(KINDS), Counter[str]()
    found = list[StyleCase]()
    for case in sorted(style_cases(), key=lambda case: (case.wanted, kinds.index(case.kind))):
        if taken[case.wanted] < count:
            found.append(case)
        taken[case.wanted] += 1
    return tuple(found)
