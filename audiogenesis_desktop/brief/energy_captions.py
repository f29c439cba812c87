"""Captions that tell how lively music for them is, and nothing else; the intent heads' energy learns from them."""

import csv
from typing import NamedTuple

from audiogenesis_desktop import paths


class Caption(NamedTuple):
    """A prompt, the topic by which captions are held out together, and the energy 0..1 that it lets expect."""

    prompt: str
    topic: str
    energy: float


def energy_captions() -> tuple[Caption, ...]:
    """Return the captions of `energy_prompts.csv`, in the order of the file."""
    with paths.resource("energy_prompts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Caption(prompt.strip(), row["topic"], float(row["energy"]))
            for row in csv.DictReader(file)
            for prompt in row["prompts"].split("|")
        )
