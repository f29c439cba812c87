"""The options of `audiogenesis evaluate`: what is measured, how much of it, and what it is set beside."""

import argparse
from pathlib import Path

from audiogenesis_desktop.commands import values


def add_evaluate_options(command: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    command.add_argument("--checkpoint", type=Path, required=True, metavar="FILE", help="the model to measure")
    command.add_argument("--report", type=Path, required=True, metavar="DIR", help="where the report goes")
    command.add_argument("--pieces", type=values.pieces, default=60, metavar="N", help="how many prompts (default 60)")
    command.add_argument("--seeds", type=values.count, default=2, metavar="N", help="pieces a prompt (default 2)")
    command.add_argument("--takes", type=values.count, default=2, metavar="N", help="takes to rank a piece (default 2)")
    command.add_argument(
        "--ablations", type=values.some, default=60, metavar="N", help="prompts for the ablations (default 60)"
    )
    command.add_argument("--pairs", type=values.some, default=48, metavar="N", help="mood pairs (default 48)")
    command.add_argument("--excerpts", type=values.some, default=12, metavar="N", help="pieces to hear (default 12)")
    instead = command.add_mutually_exclusive_group()
    instead.add_argument("--prompts", action="store_true", help="judge how prompts are read and obeyed instead")
    instead.add_argument(
        "--styles", action="store_true", help="judge how styles are read and composed instead, with a page a style"
    )
    instead.add_argument("--rework", action="store_true", help="judge what is done to scopes of pieces instead")
    command.add_argument("--scopes", type=values.pieces, default=1000, metavar="N", help="random scopes (default 1000)")
    instead.add_argument(
        "--sound", action="store_true", help="judge how --pieces pieces sound instead: loudness, levels of roles, drums"
    )
    command.add_argument(
        "--groove",
        type=Path,
        metavar="DIR",
        help="with --sound: the Groove MIDI Dataset, to compare our drums with",
    )
    command.add_argument(
        "--a-style", type=values.count, default=2, metavar="N", help="pieces of each style (default 2)"
    )
    command.add_argument("--before", type=Path, metavar="DIR", help="an earlier report of --styles to stand beside")
    _add_comparisons(command.add_argument_group("what to compare with"))
    command.add_argument("--processes", type=values.count, default=1, metavar="N", help="processes at work (default 1)")


def _add_comparisons(beside: "argparse._ArgumentGroup") -> None:
    beside.add_argument("--real", type=Path, nargs="+", default=[], metavar="DIR", help="folders of real music")
    beside.add_argument(
        "--real-pieces", type=values.pieces, default=300, metavar="N", help="how many of them to measure (default 300)"
    )
    beside.add_argument(
        "--packed",
        type=Path,
        nargs="+",
        default=[],
        metavar="PACK",
        help="packed corpora (folders; of players, .npz): held-out likelihood, and copies are looked for in the first",
    )
    beside.add_argument("--baselines", type=Path, metavar="FILE", help="what evaluation.baselines wrote")
