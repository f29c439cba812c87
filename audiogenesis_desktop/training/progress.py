"""What is told of a run: a bar with every batch, a line with every check, and at the end what came of it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from audiogenesis_desktop.compose.players.vocabulary import FIELD_NAMES
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.players.recipe import Recipe
from audiogenesis_desktop.training.players.trainer import CHECKPOINT, Training

_COLUMNS = (*FIELD_NAMES, "note")


class Progress:
    """Tells one run on the terminal; where there is none, the lines without the bar. `say` takes each line."""

    def __init__(
        self,
        pack: Packed,
        recipe: Recipe,
        *,
        is_silent: bool = False,
        say: Callable[[str], object] = tqdm.write,
    ) -> None:
        self._is_silent, self._held_out = is_silent, len(pack.held_out)
        self._write = say
        if not is_silent:
            notes = sum(pack.note_count(number) for number in pack.learned)
            self._say(
                f"Learning from {len(pack.learned):,} pieces with {notes:,} notes in {recipe.batches:,} batches; "
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
            for line in before_and_after(run, pieces=self._held_out):
                self._say(line)
            self._say(f"The composer is {out / CHECKPOINT}; what it wrote on the way is in {out / 'samples'}.")

    def _say(self, line: str) -> None:
        self._write(line)
        sys.stdout.flush()  # into a file, too, a run is to be followed as it goes


def _learned(figures: dict[str, Any]) -> str:
    by_field = " ".join(f"{name} {loss:.2f}" for name, loss in figures["loss"].items())
    return f"{figures['steps_per_second']:,.0f} steps/s, {by_field}"


def _checked(figures: dict[str, Any]) -> str:
    sentence = f"After {figures['batch']:,} batches"
    if "loss" in figures:
        minutes, seconds = divmod(round(figures["seconds_left"]), 60)
        sentence += f" ({_learned(figures)}, {minutes}:{seconds:02} left)"
    found = [f"{name} {loss:.3f}" for name, loss in _figures(figures["held_out"]).items()]
    return f"{sentence}, held out: " + " ".join(found)


def _figures(check: dict[str, Any]) -> dict[str, float]:
    """Return what a check of one source found, by column."""
    (found,) = (value for value in check.values() if isinstance(value, dict))
    return {name: found[name] for name in _COLUMNS}


def before_and_after(run: Training, *, pieces: int) -> list[str]:
    """Return a small table of the loss on held-out pieces at the start of a run and of the weights it kept."""
    before, after = run.history[0], run.best()
    lines = [f"Loss on the {pieces:,} held-out pieces, in nats, a note's with all its fields last:"]
    lines.append(" " * 8 + "".join(f"{name:>12}" for name in _COLUMNS))
    for name, check in (("before", before), ("after", after)):
        lines.append(f"{name:8}" + "".join(f"{figure:12.3f}" for figure in _figures(check).values()))
    if after is before:
        lines.append("Nothing was learned that helps with them: the composer is what the run began with.")
    elif after is not run.history[-1]:
        lines.append(f"It was best after {after['batch']:,.0f} batches, and that is what was kept.")
    return lines
