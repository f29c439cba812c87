"""`audiogenesis styles`: the style book: list it, show a style, check a file, hear what it says."""

import argparse
from collections import Counter
from difflib import get_close_matches
from pathlib import Path

from audiogenesis_desktop.commands.terminal import say, warn
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.style.book import book, user_styles
from audiogenesis_desktop.style.judging import missed
from audiogenesis_desktop.style.reading import read_style
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.style.telling import as_list, as_text

_TRIED = 6  # pieces that a style is tried out with


def run(options: argparse.Namespace) -> None:
    """List the styles, show `options.name`, or check the file `options.check`; `options.output` gets a piece of it.

    Raises BadInput for a name that no style has, a file with a mistake, and an output that is no .mid file.
    """
    if options.check is not None:
        style = read_style(options.check)
        say(f"{options.check} is right: the style {style.name!r}, {len(style.parts)} parts.")
        _try_out(style)
    elif options.name is None:
        _list()
        return
    else:
        style = _named(options.name)
        say(as_text(style))
    if options.output is not None:
        _write(style, options.output, seed=options.seed)


def _list() -> None:
    found = book()
    say(as_list(found.values()))
    say(f"{len(found)} styles; your own go to {user_styles()}.")
    for notice in found.notices:
        warn(f"audiogenesis: {notice}")


def _named(name: str) -> Style:
    """Return the style of a name or of a synonym, whatever its case."""
    wanted, found = name.strip().lower(), book()
    for style in found.values():
        if wanted == style.name.lower():
            return style
    for style in found.values():
        if wanted in (synonym.lower() for synonym in style.synonyms):
            return style
    near = get_close_matches(wanted, found, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "`audiogenesis styles` lists them."
    raise BadInput(f"There is no style called {name!r}: {hint}")


def _try_out(style: Style) -> None:
    """Tell which hallmarks pieces of the style lack: then they, or the patterns, say what was not meant."""
    from audiogenesis_desktop.training.styles.writing import write_from

    pieces = [write_from(style, seed) for seed in range(_TRIED)]
    lacking = Counter(line for piece in pieces for line in missed(style, piece.score, roles=piece.roles))
    for line, count in lacking.items():
        say(f"Of {_TRIED} pieces written by rule {count} did not have its hallmark {line!r}.")


def _write(style: Style, path: Path, *, seed: int) -> None:
    if path.suffix.lower() not in (".mid", ".midi"):
        raise BadInput(f"{path} is no MIDI file: name one that ends in .mid.")
    from audiogenesis_desktop.files.midi import write_midi
    from audiogenesis_desktop.training.styles.writing import write_from

    write_midi(write_from(style, seed).score, path)
    say(f"{path} has a piece of it, written by rule.")
