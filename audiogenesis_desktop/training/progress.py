"""What is told of a run: a bar with every batch, a line with every check, and at the end what came of it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.preparing import note_count
from audiogenesis_desktop.training.recipes import Recipe
from audiogenesis_desktop.training.trainer import CHECKPOINT, Training, together


class Progress:
    """Tells one run on the terminal; where there is none, the lines without the bar. `say` takes each line."""

    def __init__(
        self,
        corpus: PackedCorpus,
        recipe: Recipe,
        *,
        is_silent: bool = False,
        say: Callable[[str], object] = tqdm.write,
    ) -> None:
        self._is_silent, self._held_out = is_silent, len(corpus.numbers(held_out=True))
        self._write = say
        if not is_silent:
            learned = len(corpus.entries) - self._held_out
            self._say(
                f"Learning from {learned:,} pieces with {note_count(corpus):,} notes in {recipe.batches:,} batches; "
                f"{self._held_out:,} more are held out to measure by."
            )
        self._bar = tqdm(total=recipe.batches, desc="Training", unit=" batches", disable=True if is_silent else None)

    def tell(self, figures: dict[str, Any]) -> None:
        """Tell one batch's figures and, where it was checked, what the check found."""
        if self._is_silent:
            return
        self._bar.n = figures["batch"]
        if "loss" in figures:
            self._bar.set_postfix_str(_learned(figures))
        if "held_out" in figures:
            self._say(_checked(figures))
        for problem in (figures.get("unsaved"), figures.get("unheard")):
            if problem:
                self._say(problem)

    def close(self, run: Training, out: Path, *, is_stopped: bool) -> None:
        """Tell what came of the run, and how to go on."""
        self._bar.close()
        if self._is_silent:
            return
        done, batches = run.batches_done, run.recipe.batches
        if done < batches:
            self._say(f"Stopped after {done:,} of {batches:,} batches and saved: the same command goes on from there.")
        else:
            self._say(
                f"All {batches:,} batches are done; to learn on, give --from {out / CHECKPOINT} and another --out."
            )
        if not is_stopped:
            for line in before_and_after(run.history, pieces=self._held_out):
                self._say(line)
            self._say(f"The composer is {out / CHECKPOINT}; what it wrote on the way is in {out / 'samples'}.")

    def _say(self, line: str) -> None:
        self._write(line)
        sys.stdout.flush()  # into a file, too, a run is to be followed as it goes


def _learned(figures: dict[str, Any]) -> str:
    by_field = " ".join(f"{name} {loss:.2f}" for name, loss in zip(FIELD_NAMES, figures["loss"], strict=True))
    return f"{figures['notes_per_second']:,.0f} notes/s, {by_field}"


def _checked(figures: dict[str, Any]) -> str:
    sentence = f"After {figures['batch']:,} batches"
    if "loss" in figures:
        minutes, seconds = divmod(round(figures["seconds_left"]), 60)
        sentence += f" ({_learned(figures)}, {minutes}:{seconds:02} left)"
    if not figures["held_out"]:
        return sentence + "."
    return f"{sentence}, held out: " + " ".join(f"{name} {loss:.3f}" for name, loss in figures["held_out"].items())


def before_and_after(history: list[dict[str, float]], *, pieces: int) -> list[str]:
    """Return a small table of the loss on held-out pieces at the start of a run and of the weights it kept."""
    measured = [check for check in history if FIELD_NAMES[0] in check]
    if not measured:
        return ["So few pieces that none was held out: nothing here tells how well this was learned."]
    before, after = measured[0], min(measured, key=together)
    lines = [f"Loss on the {pieces:,} held-out pieces, in nats a note:"]
    lines.append(" " * 8 + "".join(f"{name:>12}" for name in (*FIELD_NAMES, "together")))
    for name, check in (("before", before), ("after", after)):
        figures = [*(check[field] for field in FIELD_NAMES), together(check)]
        lines.append(f"{name:8}" + "".join(f"{figure:12.3f}" for figure in figures))
    if after is before:
        lines.append("Nothing was learned that helps with them: the composer is what the run began with.")
    elif after is not measured[-1]:
        lines.append(f"It was best after {after['batch']:,.0f} batches, and that is what was kept.")
    return lines
