"""`audiogenesis brief`: show how a prompt is understood, without composing."""

import argparse
import json
from collections.abc import Callable, Iterable
from functools import partial

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.encoder import Encoder, load_encoder
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.brief.telling import as_dict, as_text
from audiogenesis_desktop.commands.terminal import say
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.plan.outcome import as_played


def run(options: argparse.Namespace) -> None:
    """Print the Brief of `options.prompt`, as one JSON object with `options.json`."""
    (read_one,) = read_prompt(options.prompt)
    brief = as_played(read_one)
    say(json.dumps(as_dict(brief), indent=2) if options.json else as_text(brief))


def read_prompt(prompt: str, *, readings: Iterable[int] = (0,)) -> list[Brief]:
    """Return whole readings of a prompt."""
    reader = prompt_reader()
    return [reader(prompt, reading=nth) for nth in readings]


def prompt_reader() -> Callable[..., Brief]:
    """Return the whole reading of prompts, by the text encoder where it is installed."""
    encoder: Encoder | None = None
    try:
        encoder = load_encoder(remembers=True)  # which loads its weights only for a prompt that is new
    except MissingPart:
        encoder = None  # the reading tells of it in a notice
    return partial(read, encoder=encoder)
