"""`audiogenesis evaluate`: measure a checkpoint and write a report."""

import argparse
from collections.abc import Iterable
from typing import Any

from tqdm import tqdm

from audiogenesis_desktop.errors import BadInput


def run(options: argparse.Namespace) -> None:
    """Compose to prompts that name everything, measure the files, and say where the report lies."""
    from audiogenesis_desktop.commands.brief import prompt_reader
    from audiogenesis_desktop.compose.composer import load_composer
    from audiogenesis_desktop.evaluation.bootstrap import Figure
    from audiogenesis_desktop.evaluation.report import write_report

    for folder in options.real:
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder} of real music to compare with.")
    composer = load_composer(options.checkpoint)
    report = write_report(
        composer, prompt_reader(), options.report, count=options.pieces, real=options.real, progress=_progress
    )
    real = report.coherence_of_real

    def line(name: str, one: Figure) -> str:
        known = name in real and real[name].pieces
        beside = f"   real {real[name].mean:.3f} ± {real[name].spread:.3f}" if known else ""
        return f"{name.replace('_', ' '):32} {one.mean:.3f}  ({one.low:.3f} to {one.high:.3f}){beside}"

    for name, one in {**report.relevance, **report.coherence}.items():
        if one.pieces:
            print(line(name, one))
    print(f"{len(report.faulty)} of {options.pieces} pieces fail")
    print(f"wrote {options.report / 'report.html'}")


def _progress(items: Iterable[Any], desc: str, total: int) -> Iterable[Any]:
    return tqdm(items, desc=desc, total=total, unit=" pieces", disable=None)
