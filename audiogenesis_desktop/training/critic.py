"""Training the critic (`compose/critic.py`), on features of notes alone.

`python -m audiogenesis_desktop.training.critic --prompts FILE --real DIR... --out FILE` learns styles from pieces of
our writer, and real music from ours by pieces that the shipped composer writes for the prompts; it prints how well that
goes on pieces held out. Which prompts takes are judged by elsewhere must not be among them.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.critic import CLIP, VERSION, Linear, real_features
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.bars import Stretch, remove_time
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.heard import features
from audiogenesis_desktop.training.styles import STYLES, write

Floats = npt.NDArray[np.float64]

_FIRST_SEED = 40_000  # of the writer: the style forest of `evaluation` learns from others, and judges by others
_HELD_OUT = 5  # of so many pieces one is held out
_SECONDS = 24.0
_STEPS, _RATE = 600, 0.03
_LEAST_SPREAD = 0.02
_FEWEST_NOTES = 40


def fitted(rows: Floats, targets: npt.NDArray[np.int64], outputs: int, *, decay: float) -> Linear:
    """Return the linear model that tells `targets` (n,) of rows (n, f) apart: of one output, 1 from 0, logistically."""
    means, spreads = rows.mean(axis=0), np.maximum(rows.std(axis=0), _LEAST_SPREAD)
    inputs = torch.tensor(np.clip((rows - means) / spreads, -CLIP, CLIP), dtype=torch.float32)
    wanted = torch.tensor(targets)
    weights = torch.zeros(outputs, rows.shape[1], requires_grad=True)
    biases = torch.zeros(outputs, requires_grad=True)
    optimiser = torch.optim.Adam([weights, biases], lr=_RATE)
    shares = torch.bincount(wanted, minlength=2).float()
    by_class = shares.sum() / (2 * shares[wanted]) if outputs == 1 else torch.ones(len(wanted))
    for _ in range(_STEPS):
        logits = inputs @ weights.T + biases
        if outputs == 1:
            loss = functional.binary_cross_entropy_with_logits(logits[:, 0], wanted.float(), weight=by_class)
        else:
            loss = functional.cross_entropy(logits, wanted)
        optimiser.zero_grad()
        (loss + decay * weights.square().sum()).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return Linear(weights.detach().double().numpy(), biases.detach().double().numpy(), means, spreads)


def styles_learned(pieces: int, tell: Callable[[str], object]) -> Linear:
    """Return what names styles, learned from so many pieces of each by our writer."""
    rows, targets = [], []
    for number, style in enumerate(STYLES):
        rows += [features(write(style, _FIRST_SEED + seed).score) for seed in range(pieces)]
        targets += [number] * pieces
    table, wanted = np.stack(rows), np.array(targets)
    held = np.arange(len(table)) % _HELD_OUT == 0
    tried = fitted(table[~held], wanted[~held], len(STYLES), decay=1e-4)
    right = (tried.logits(table[held]).argmax(axis=1) == wanted[held]).mean()
    tell(f"styles: {len(table)} pieces of our writer, {right:.1%} of those held out named right")
    return fitted(table, wanted, len(STYLES), decay=1e-4)


def real_learned(ours: Sequence[Floats], real: Sequence[Floats], tell: Callable[[str], object]) -> Linear:
    """Return what tells real music (1) from ours (0)."""
    table = np.stack([*ours, *real])
    wanted = np.repeat([0, 1], [len(ours), len(real)])
    held = np.random.default_rng(0).permutation(len(table)) % _HELD_OUT == 0
    tried = fitted(table[~held], wanted[~held], 1, decay=3e-3)
    found = _auc(tried, table[held], wanted[held])
    tell(f"real: {len(real)} pieces beside {len(ours)} of ours, AUC held out {found:.3f}")
    return fitted(table, wanted, 1, decay=3e-3)


def _auc(model: Linear, rows: Floats, wanted: npt.NDArray[np.int64]) -> float:
    chance = model.logits(rows)[:, 0]
    return float((chance[wanted == 1][:, None] > chance[wanted == 0][None, :]).mean())


def composed(prompts: Sequence[str]) -> Iterator[Score]:
    """Yield what the shipped composer writes for each prompt."""
    composer, encoder = load_composer(paths.shipped_checkpoint()), load_encoder(remembers=True)
    for seed, prompt in enumerate(prompts):
        brief = as_played(read(prompt, encoder=encoder).with_fields(Origin.EDITED, length_seconds=_SECONDS))
        plan = make_plan(brief, seed)
        yield compose_score(composer, brief, plan, seed=seed)


def excerpts(folders: Sequence[Path]) -> Iterator[Score]:
    """Yield a stretch of each MIDI file, as long as our pieces, from a quarter of it on, but for unreadable ones."""
    for file in sorted(path for folder in folders for path in folder.rglob("*.mid")):
        try:
            score = _excerpt(read_midi(file))
        except (AudiogenesisError, ValueError):
            continue
        if score.note_count >= _FEWEST_NOTES:
            yield score


def _excerpt(score: Score) -> Score:
    clock, end = TempoMap(score.tempi), score.end_tick
    start = end // 4 if clock.seconds(end) > 2 * _SECONDS else 0
    stop = round(clock.ticks(clock.seconds(start) + _SECONDS))
    shorter = remove_time(score, Stretch(stop, end + 1)) if stop < end else score
    return remove_time(shorter, Stretch(0, start)) if start else shorter


def main(arguments: Sequence[str] | None = None) -> int:
    """Train the critic and write it."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=Path, required=True, help="JSON lines, each with a prompt")
    parser.add_argument("--real", type=Path, nargs="+", required=True, help="folders of real music as MIDI files")
    parser.add_argument("--pieces", type=int, default=12, help="of our writer, a style")
    parser.add_argument("--most", type=int, default=300, help="prompts that are composed for")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    lines = options.prompts.read_text("utf-8").splitlines()
    prompts = [json.loads(line)["prompt"] for line in lines][:: max(1, len(lines) // options.most)]
    style = styles_learned(options.pieces, print)
    real = real_learned(
        [real_features(score) for score in composed(prompts)],
        [real_features(score) for score in excerpts(options.real)],
        print,
    )
    arrays = {
        f"{name}.{part}": np.ascontiguousarray(getattr(model, part), dtype=np.float32)
        for name, model in (("style", style), ("real", real))
        for part in ("weights", "biases", "means", "spreads")
    }
    save_file(arrays, str(options.out), {"version": VERSION, "styles": json.dumps(STYLES)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
