"""The 300 prompts that reading is judged by, each with what a musician would expect of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from audiogenesis_desktop import paths

KINDS = ("said", "implied", "pair", "hostile")
# What may be expected. Said: a value. Implied: a range (two numbers) or, of names, any one of several.
SAID_FIELDS = ("tempo", "key", "meter", "length", "instruments", "banned", "only", "hits")
IMPLIED_FIELDS = ("tempo", "energy", "valence", "mode", "meter", "any", "style")
QUALITIES = ("valence", "energy", "tempo_bpm", "density", "mode")


@dataclass(frozen=True, slots=True)
class Case:
    """A prompt and what is expected of it; of a pair, `more` is the prompt that has more of `expected["quality"]`."""

    kind: str
    prompt: str
    expected: Mapping[str, Any] = field(default_factory=dict)
    more: str = ""

    @property
    def name(self) -> str:
        """Return the prompt, short and printable, for lists of failures."""
        text = self.prompt if not self.more else f"{self.prompt} < {self.more}"
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
        return shown if len(shown) <= 90 else shown[:89] + "…"


@cache
def load_cases() -> tuple[Case, ...]:
    """Return all cases, in the order of the file."""
    lines = paths.resource("evaluation_prompts.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Case(**json.loads(line)) for line in lines if line)


def cases_of(kind: str) -> list[Case]:
    """Return the cases of one of `KINDS`."""
    return [case for case in load_cases() if case.kind == kind]
