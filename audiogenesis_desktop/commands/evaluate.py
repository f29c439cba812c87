"""`audiogenesis evaluate`: measure a checkpoint and write a report."""

import argparse

from tqdm import tqdm

PIECES = 60


def run(options: argparse.Namespace) -> None:
    """Compose to prompts that name everything, judge the files, and say where the report lies."""
    from audiogenesis_desktop.commands.compose import prompt_reader
    from audiogenesis_desktop.compose.composer import load_composer
    from audiogenesis_desktop.evaluation.report import write_report

    composer = load_composer(options.checkpoint)
    with tqdm(total=PIECES, desc="Evaluating", unit=" pieces", disable=None) as bar:
        found = write_report(composer, prompt_reader(), options.report, count=PIECES, progress=lambda: bar.update(1))
    for name, (mean, low, high) in found.items():
        print(f"{name.replace('_', ' '):32} {mean:.3f}  ({low:.3f} to {high:.3f})")
    print(f"wrote {options.report / 'report.html'}")
