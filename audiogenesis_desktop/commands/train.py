"""`audiogenesis train`: folders of MIDI become a band; the same command goes on with a run that was stopped."""

import argparse
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tqdm import tqdm

from audiogenesis_desktop.commands.terminal import one_line, plain
from audiogenesis_desktop.compose.players.vocabulary import VERSION
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.files.atomic import cannot_write
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.folders import PACK, prepare
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.processes import Processes, find_device, joined, started
from audiogenesis_desktop.training.styles import STYLES

_CHECKS = 8  # in the time asked for: each measures what is held out and saves


def run(options: argparse.Namespace) -> None:
    """Read and pack the folders unless `--out` holds them packed already, then train or go on training."""
    processes = started()
    try:
        options.out = options.out or Path("runs", options.folders[0].resolve().name)
        styles = _check(options)
        if processes.is_first:
            prepare(options.folders, options.prompts, options.out, styles=styles, say=_write, shown=one_line)
        device = find_device()
        with joined(processes, device=device):
            processes.gather(None)  # the others wait here for the first to have read the music
            _train(options, processes, device)
    except AudiogenesisError as error:
        if processes.is_first:
            raise
        raise SystemExit(2) from error  # the first process tells it


def _check(options: argparse.Namespace) -> Sequence[str]:
    """Find out what is wrong with the options before hours are spent on reading; return the styles to know by name."""
    styles: Sequence[str] = STYLES
    if options.start:
        styles = read_checkpoint(options.start, vocabulary=VERSION)[1]["shape"].get("styles", STYLES)
    if options.out.exists() and not options.out.is_dir():
        raise BadInput(f"{options.out} is a file: give a folder for the results.")
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=options.out):
            pass
    except OSError as error:
        raise cannot_write(options.out, error) from error
    return styles


def _train(options: argparse.Namespace, processes: Processes, device: str) -> None:
    from audiogenesis_desktop.training.players.fitting import choose
    from audiogenesis_desktop.training.players.running import train
    from audiogenesis_desktop.training.progress import Progress

    sources = [Source("music", Packed.load(options.out / PACK))]
    recipe = choose(
        sources, minutes=options.minutes, start=options.start, out=options.out, device=device, processes=processes
    )
    progress = Progress(sources[0].pack, recipe, is_silent=not processes.is_first, say=_write)
    with _stoppable(processes) as should_stop:
        run = train(
            sources,
            recipe,
            options.out,
            start=options.start,
            seconds=options.minutes * 60,
            check_every_seconds=options.minutes * 60 / _CHECKS,
            should_stop=should_stop,
            report=progress.tell,
            device=device,
            processes=processes,
        )
    progress.close(run, options.out, is_stopped=should_stop())
    if should_stop():
        raise KeyboardInterrupt


def _write(line: str) -> None:
    """Write a line above the progress bar; names of files and folders in it cannot steer the terminal."""
    tqdm.write(plain(line))


@contextmanager
def _stoppable(processes: Processes) -> Iterator[Callable[[], bool]]:
    """Yield what tells whether the user wants to stop: once is after this batch, twice is at once."""
    interrupts: list[int] = []

    def ask(number: int, _: object) -> None:
        if interrupts and processes.size == 1:  # torchrun passes on what the terminal has already told each process
            raise KeyboardInterrupt
        interrupts.append(number)

    earlier = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(interrupts)
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
