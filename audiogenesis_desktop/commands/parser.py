"""The command line's grammar and its one way out: exit codes and one-sentence errors.

Each command's work lives in its own module and is imported only when it is asked for, so that `--help`
stays quick.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from audiogenesis_desktop import __version__
from audiogenesis_desktop.errors import AudiogenesisError

OK, BAD_INPUT, INTERRUPTED = 0, 2, 130


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0 done, 2 bad input, 130 interrupted."""
    options = build_parser().parse_args(arguments or ["studio"])
    try:
        import_module(f"audiogenesis_desktop.commands.{options.command}").run(options)
    except AudiogenesisError as error:
        print(f"audiogenesis: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    return OK


def build_parser() -> argparse.ArgumentParser:
    """Return the grammar of every command."""
    parser = argparse.ArgumentParser(prog="audiogenesis", description=__doc__and_version())
    parser.add_argument("--version", action="version", version=f"audiogenesis {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_compose, _brief, _render, _play, _ports, _doctor, _train, _evaluate, _studio):
        add(commands)
    return parser


def __doc__and_version() -> str:
    return "A sentence becomes background music that you can see, edit, play live and deliver."


type _Commands = argparse._SubParsersAction[argparse.ArgumentParser]
