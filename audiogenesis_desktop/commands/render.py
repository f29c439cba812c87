"""`audiogenesis render`: a project or MIDI file becomes an audio file."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from audiogenesis_desktop.commands.feeling import with_options
from audiogenesis_desktop.commands.mixing import heard_as_it_is, mix_dict
from audiogenesis_desktop.commands.reading import read_score
from audiogenesis_desktop.commands.terminal import say


def run(options: argparse.Namespace) -> None:
    """Render `options.file` to `options.output`; raises BadInput or MissingPart."""
    from audiogenesis_desktop.delivery.render import export_wav
    from audiogenesis_desktop.delivery.targets import TARGET_LUFS
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    if options.loudness or options.output.suffix.lower() != ".wav":
        _export(options)
        return
    score = with_options(read_score(options.file), options)
    soundfont = find_soundfont(options.soundfont)
    with bar("Rendering") as progress:
        loudness = export_wav(
            score,
            options.output,
            soundfont=soundfont,
            rate=options.rate,
            bits=options.bits,
            lufs=None if options.plain_mix else TARGET_LUFS,
            progress=progress,
        )
    if options.json:
        parts = heard_as_it_is(score, options)
        say(json.dumps({"file": str(options.output), "mix": mix_dict(parts, loudness)}))
    else:
        say(options.output)


def _export(options: argparse.Namespace) -> None:
    """Write any format at any target of loudness, and tell how loud it has become."""
    from audiogenesis_desktop.delivery.export import export, spec_for
    from audiogenesis_desktop.delivery.report import as_text
    from audiogenesis_desktop.delivery.targets import PLAIN, TARGET_LUFS, target_of
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    target = target_of(options.loudness or (PLAIN if options.plain_mix else f"{TARGET_LUFS:g}"))
    spec = spec_for(options.output, bits=options.bits, rate=options.rate, target=target)
    score = with_options(read_score(options.file), options)
    soundfont = find_soundfont(options.soundfont)
    with bar("Rendering") as progress:
        made = export(score, options.output, spec, soundfont=soundfont, progress=progress)
    if options.json:
        parts = heard_as_it_is(score, options)
        say(json.dumps({"file": str(options.output), "mix": mix_dict(parts, made.loudness)}))
    else:
        say(as_text([made]).rstrip() if options.loudness else options.output)


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
