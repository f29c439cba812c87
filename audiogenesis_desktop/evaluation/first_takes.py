"""Does the take that stands first beat a random one? Ablation of the critic, on prompts that it has not learned from.

`python -m audiogenesis_desktop.evaluation.first_takes --prompts FILE --real DIR...` composes some takes a prompt and
compares, by measures that the critic does not rank by: whether a forest hears the style that is asked, which share of
that style's hallmarks holds, and how well another forest tells the takes from real music.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.ranking import judge
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.evaluation.descriptors import describe
from audiogenesis_desktop.evaluation.style_naming import StyleForest
from audiogenesis_desktop.evaluation.style_pieces import learn_styles
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.judging import missed
from audiogenesis_desktop.training.critic import excerpts

Floats = npt.NDArray[np.float64]

_SECONDS = 24.0
_DRAWS, _TREES = 2000, 200


class JudgedTake(NamedTuple):
    """One take of a prompt: what the app thinks of it, and what is measured of it, higher being better.

    `style` is 1 where a forest hears a style that was asked for, `hallmarks` the share of them that holds; `real` is
    which share of another forest's trees, which never saw it, takes it for real music.
    """

    verdict: Verdict
    style: float
    hallmarks: float
    real: float


Choice: TypeAlias = Callable[[Sequence[JudgedTake]], Sequence[JudgedTake]]
MEASURES = ("style", "hallmarks", "real")
_ANY = "any take"
CHOICES: Mapping[str, Choice] = {
    "first, as the app ranks": lambda takes: [min(takes, key=lambda take: take.verdict.rank)],
    "first by faults alone": lambda takes: [min(takes, key=lambda take: take.verdict.faults)],
    _ANY: lambda takes: takes,
    "last, as the app ranks": lambda takes: [max(takes, key=lambda take: take.verdict.rank)],
}
"""How one take is chosen of several, by name; of several chosen the mean counts."""


class Mean(NamedTuple):
    """A mean over prompts, and by how much it is more than that of any take; each with its deviation."""

    mean: float
    deviation: float
    more: float
    more_deviation: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ±{self.deviation:.3f} ({self.more:+.3f} ±{self.more_deviation:.3f})"


def table(prompts: Sequence[Sequence[JudgedTake]], *, seed: int = 0) -> dict[str, dict[str, Mean]]:
    """Return means by choice and measure; deviations are those of means over prompts drawn anew."""
    random = np.random.default_rng(seed)
    draws = random.integers(0, len(prompts), (_DRAWS, len(prompts)))

    def mean(measure: str, choose: Choice) -> Mean:
        each, usual = (
            np.array([np.mean([getattr(take, measure) for take in chosen(takes)]) for takes in prompts])
            for chosen in (choose, CHOICES[_ANY])
        )
        more = each - usual
        spreads = (float(values[draws].mean(axis=1).std()) for values in (each, more))
        deviation, more_deviation = spreads
        return Mean(float(each.mean()), deviation, float(more.mean()), more_deviation)

    return {name: {measure: mean(measure, choose) for measure in MEASURES} for name, choose in CHOICES.items()}


def _takes_of(prompts: Sequence[Mapping[str, object]], count: int) -> list[list[tuple[Score, Verdict]]]:
    composer, encoder = load_composer(paths.shipped_checkpoint()), load_encoder(remembers=True)
    every = []
    for number, prompt in enumerate(prompts):
        brief = read(str(prompt["prompt"]), encoder=encoder)
        brief = as_played(brief.with_fields(Origin.EDITED, length_seconds=_SECONDS))
        takes = []
        for seed in range(number * count, (number + 1) * count):
            plan = make_plan(brief, seed)
            score = compose_score(composer, brief, plan, seed=seed)
            takes.append((score, judge(score, brief, plan)))
        every.append(takes)
    return every


def _judged(
    takes: Sequence[tuple[Score, Verdict]], wanted: Sequence[str], forest: StyleForest, realness: Floats
) -> list[JudgedTake]:
    styles = [shipped()[name] for name in wanted if name in shipped()]
    heard = forest.names([score for score, _ in takes])
    found = []
    for (score, verdict), name, real in zip(takes, heard, realness, strict=True):
        shares = [1 - len(missed(style, score)) / max(1, len(style.hallmarks)) for style in styles]
        found.append(JudgedTake(verdict, float(name in wanted), max(shares, default=0.0), float(real)))
    return found


def _realness(ours: Sequence[Score], real: Sequence[Score]) -> Floats:
    """Return for each of our pieces which share of a forest's trees takes it for real; prints how well they tell."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    theirs = [row for row in map(describe, real) if row is not None]
    mine = [row if (row := describe(score)) is not None else np.zeros_like(theirs[0]) for score in ours]
    inputs, is_real = np.stack([*mine, *theirs]), np.repeat([0, 1], [len(mine), len(theirs)])
    forest = RandomForestClassifier(_TREES, random_state=0, class_weight="balanced")
    cuts = StratifiedKFold(5, shuffle=True, random_state=0)
    chance: Floats = cross_val_predict(forest, inputs, is_real, cv=cuts, method="predict_proba")[:, 1]
    print(f"our takes are told from real music with an AUC of {roc_auc_score(is_real, chance):.3f}")
    return chance[: len(mine)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compose, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=Path, required=True, help="JSON lines, each with a prompt and its styles")
    parser.add_argument("--real", type=Path, nargs="+", required=True, help="folders of real music as MIDI files")
    parser.add_argument("--takes", type=int, default=4)
    parser.add_argument("--most", type=int, default=20, help="prompts that are composed for")
    options = parser.parse_args(arguments)
    lines = [json.loads(line) for line in options.prompts.read_text("utf-8").splitlines()]
    prompts = lines[:: max(1, len(lines) // options.most)][: options.most]
    forest = learn_styles(pieces=10).whole
    takes = _takes_of(prompts, options.takes)
    real = _realness([score for one in takes for score, _ in one], list(excerpts(options.real)))
    rows = np.reshape(real, (len(prompts), options.takes))
    judged = [_judged(one, p["styles"], forest, row) for one, p, row in zip(takes, prompts, rows, strict=True)]
    for choice, measures in table(judged).items():
        print(f"{choice:26}", "  ".join(f"{name} {mean}" for name, mean in measures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
