"""`audiogenesis brief`: show how a prompt is understood, without composing."""

import argparse
import json

from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.brief.telling import as_dict, as_text
from audiogenesis_desktop.errors import MissingPart


def run(options: argparse.Namespace) -> None:
    """Print the Brief of `options.prompt`, as one JSON object with `options.json`."""
    try:
        encoder = load_encoder()
    except MissingPart:
        encoder = None  # the reading tells of it in a notice
    brief = read(options.prompt, encoder=encoder)
    print(json.dumps(as_dict(brief), ensure_ascii=False, indent=2) if options.json else as_text(brief))
