"""`audiogenesis train`: folders of MIDI become a checkpoint; the same command goes on with a run that was stopped."""

import argparse
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from tqdm import tqdm

from audiogenesis_desktop.commands.terminal import one_line, plain
from audiogenesis_desktop.compose.vocabulary import VERSION
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.files.atomic import cannot_write
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.training.preparing import prepare
from audiogenesis_desktop.training.processes import Processes, find_device, joined, started


def run(options: argparse.Namespace) -> None:
    """Read and pack the corpus unless `--out` holds it packed already, then train or go on training."""
    processes = started()
    try:
        _check(options)
        if processes.is_first:
            prepare(options.corpus, options.prompts, options.out / "packed", say=_write, shown=one_line)
        device = find_device()
        with joined(processes, device=device):
            processes.gather(None)  # the others wait here for the first to have read the corpus
            _train(options, processes, device)
    except AudiogenesisError as error:
        if processes.is_first:
            raise
        raise SystemExit(2) from error  # the first process tells it


def _check(options: argparse.Namespace) -> None:
    """Find out what is wrong with the options before hours are spent on reading."""
    if options.start:
        read_checkpoint(options.start, vocabulary=VERSION)
    if options.out.exists() and not options.out.is_dir():
        raise BadInput(f"{options.out} is a file: give a folder for the results.")
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=options.out):
            pass
    except OSError as error:
        raise cannot_write(options.out, error) from error


def _train(options: argparse.Namespace, processes: Processes, device: str) -> None:
    from audiogenesis_desktop.training.dataset import PackedCorpus
    from audiogenesis_desktop.training.fitting import choose
    from audiogenesis_desktop.training.progress import Progress
    from audiogenesis_desktop.training.trainer import train

    corpus = PackedCorpus(options.out / "packed")
    recipe = choose(
        corpus, minutes=options.minutes, start=options.start, out=options.out, device=device, processes=processes
    )
    progress = Progress(corpus, recipe, is_silent=not processes.is_first, say=_write)
    with _stoppable(processes) as should_stop:
        run = train(
            corpus,
            recipe,
            options.out,
            start=options.start,
            seconds=options.minutes * 60,
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
