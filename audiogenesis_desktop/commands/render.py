"""`audiogenesis render`: a project or MIDI file becomes a WAV file."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from audiogenesis_desktop.commands.feeling import with_options
from audiogenesis_desktop.commands.reading import read_score
from audiogenesis_desktop.commands.terminal import say
from audiogenesis_desktop.errors import BadInput


def run(options: argparse.Namespace) -> None:
    """Render `options.file` to `options.output`; raises BadInput or MissingPart."""
    from audiogenesis_desktop.delivery.render import export_wav
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    if options.output.suffix.lower() != ".wav":
        raise BadInput(f"{options.output} does not end in .wav, the one format that render writes.")
    score = with_options(read_score(options.file), options)
    soundfont = find_soundfont(options.soundfont)
    with bar("Rendering") as progress:
        export_wav(
            score,
            options.output,
            soundfont=soundfont,
            rate=options.rate,
            bits=options.bits,
            progress=progress,
        )
    say(options.output)


@contextmanager
def bar(what: str) -> Iterator[Callable[[float], None]]:
    """Yield a function that takes 0..1 and shows it as a bar on stderr, where that is a terminal."""
    from tqdm import tqdm

    with tqdm(
        total=100,
        desc=what,
        delay=0.5,
        leave=False,
        disable=not sys.stderr.isatty(),
        bar_format="{desc} {percentage:3.0f} % |{bar}| {remaining}",
    ) as shown:
        yield lambda fraction: shown.update(int(100 * fraction) - shown.n)
