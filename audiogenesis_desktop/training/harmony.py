"""Training the harmony LSTM on the chords of packed corpora.

`python -m audiogenesis_desktop.training.harmony --packed DIR... --out FILE` trains it, prints what it makes of
held-out pieces beside a bigram and the table of progressions, and writes it.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from audiogenesis_desktop.compose.features import BRIEF_GROUPS
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.network.checkpoint import write_halves
from audiogenesis_desktop.network.harmony_lstm import HarmonyLSTM, HarmonyShape
from audiogenesis_desktop.plan.harmony_input import INDEX_SIZES, SOURCES, STYLE_SIZE, input_rows
from audiogenesis_desktop.plan.numerals import WORD_COUNT, nearest
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.harmony_baselines import bigram_loss, table_loss

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# How often each source is drawn. Loops and songs are what background music is made of; church and concert music
# would drown them. Drum patterns have no chords.
SHARES = {
    "own_writer": 0.34,
    "synthetic_progressions": 0.18,
    "synthetic_midisketch": 0.08,
    "openewld_pd": 0.14,
    "mutopia_pd": 0.07,
    "mutopia_ccby": 0.03,
    "openscore_quartets": 0.03,
    "openscore_orchestra": 0.02,
    "openscore_lieder": 0.02,
    "nifc_polish_scores": 0.02,
    "nifc_chopin_first_editions": 0.02,
    "freedoom": 0.02,
    "mei_samples": 0.005,
    "blasphemer": 0.005,
    "groove_midi_dataset": 0.0,
}
_OWN = ("own_writer", "midi", "written")  # names that our own writer's folder goes by
_LEAST_TONIC_SHARE = 0.12  # of a piece's chords on the tonic: with fewer its key was likely found wrong
_LEAST_HALVES = 8


@dataclass(frozen=True, slots=True)
class ChordLine:
    """One piece's chords: `words` (n,), input `rows` (n, F), and what it was drawn from."""

    words: Ints
    rows: Ints
    style: Floats
    source: str
    is_minor: bool
    is_held_out: bool
    kinds: Ints


def sequences(corpus: PackedCorpus) -> list[ChordLine]:
    """Return the pieces of a corpus that have chords and whose key can be trusted."""
    found = [_sequence(corpus, number) for number in range(len(corpus.entries))]
    return [one for one in found if one is not None]


def _sequence(corpus: PackedCorpus, number: int) -> ChordLine | None:
    entry, brief = corpus.entries[number], corpus.briefs[number]
    source = "own_writer" if entry["source"] in _OWN else str(entry["source"])
    _, _, setting = corpus.notes(number)
    is_minor = bool(brief[BRIEF_GROUPS[1]][1] > 0.5)
    words = _words(setting.chords, np.diff(setting.bar_starts), is_minor=is_minor)
    if SHARES.get(source, 0.01) == 0 or len(words) < _LEAST_HALVES or _tonic_share(words) < _LEAST_TONIC_SHARE:
        return None
    bars = len(words) // 2
    place = np.stack([setting.kinds, setting.since, setting.left, np.minimum(np.arange(bars)[::-1], 16)], axis=1)
    kind = SOURCES.index("own" if source == "own_writer" else "written" if _is_rule_made(source) else "real")
    return ChordLine(
        words=words,
        rows=input_rows(words, place, setting.lags, is_minor=is_minor, source=kind),
        style=brief[BRIEF_GROUPS[5]].astype(np.float32),
        source=source,
        is_minor=is_minor,
        is_held_out=bool(entry["held_out"]),
        kinds=setting.kinds,
    )


def _is_rule_made(source: str) -> bool:
    return source.startswith("synthetic")


def _words(chords: Ints, bar_lengths: Ints, *, is_minor: bool) -> Ints:
    """Return the chords (bars, 2) as words by half bar; silence keeps the chord before, odd bars have one chord."""
    home, mode = (9, "minor") if is_minor else (0, "major")
    table = np.full(CHORD_COUNT + 1, -1)
    for number in range(CHORD_COUNT):
        chord = Chord.at(number)
        table[number] = nearest((chord.root - home) % 12, chord.quality, mode).number
    words = table[chords]
    is_odd = bar_lengths % 48 != 0  # three beats have no middle to change on
    words[is_odd, 1] = words[is_odd, 0]
    flat = words.reshape(-1)
    sounding = np.flatnonzero(flat >= 0)
    if not len(sounding):
        return flat[:0]
    last = np.maximum.accumulate(np.where(flat >= 0, np.arange(len(flat)), sounding[0]))
    return flat[last]


def _tonic_share(words: Ints) -> float:
    return float(np.mean(words < 6))  # the first six words stand on the tonic


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how a run goes."""

    batches: int = 1_800
    rows: int = 48
    steps: int = 96
    rate: float = 4e-3
    weight_decay: float = 0.02
    seed: int = 1


def train(pieces: Sequence[ChordLine], recipe: Recipe) -> HarmonyLSTM:
    """Return a network trained on these pieces, drawn by the shares of their sources."""
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    network = HarmonyLSTM(HarmonyShape(sum(INDEX_SIZES), STYLE_SIZE, WORD_COUNT))
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=recipe.rate, total_steps=recipe.batches, pct_start=0.05
    )
    chances = draw_chances(pieces)
    network.train()
    for done in range(recipe.batches):
        picks = random.choice(len(pieces), size=recipe.rows, p=chances)
        rows, words, style = _batch([_excerpt(pieces[i], recipe.steps, random) for i in picks], random)
        logits, _ = network(rows, style)
        loss = functional.cross_entropy(logits.flatten(0, 1), words.flatten(), ignore_index=-1)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if done % 100 == 0 and sys.stderr.isatty():
            print(f"{done}/{recipe.batches}  {float(loss.detach()):.3f}", file=sys.stderr)
    return network.eval()


def draw_chances(pieces: Sequence[ChordLine]) -> npt.NDArray[np.float64]:
    """Return how likely each piece is to be drawn, summing to 1: by its source's share, longer ones more often."""
    weight = np.array([min(len(piece.words), 400) ** 0.5 for piece in pieces])
    sources = np.array([piece.source for piece in pieces])
    for source in set(sources):
        weight[sources == source] *= SHARES.get(source, 0.01) / weight[sources == source].sum()
    return np.asarray(weight / weight.sum())


Excerpt = tuple[Ints, Ints, Floats]


def _excerpt(piece: ChordLine, steps: int, random: np.random.Generator) -> Excerpt:
    """Return rows, words and style of a stretch: half of the time the beginning, else from some bar on."""
    last = max(0, len(piece.words) - steps)
    start = 2 * int(random.integers(0, last // 2 + 1)) if random.random() < 0.5 else 0
    return piece.rows[start : start + steps], piece.words[start : start + steps], piece.style


def _batch(excerpts: list[Excerpt], random: np.random.Generator | None) -> tuple[torch.Tensor, ...]:
    """Return rows, words (-1 where padded) and styles; with `random` a tenth of the styles is hidden."""
    longest = max(len(words) for _, words, _ in excerpts)
    rows = np.zeros((len(excerpts), longest, len(INDEX_SIZES)), dtype=np.int64)
    words = np.full((len(excerpts), longest), -1)
    styles = np.stack([style for _, _, style in excerpts])
    for i, (its_rows, its_words, _) in enumerate(excerpts):
        rows[i, : len(its_rows)], words[i, : len(its_words)] = its_rows, its_words
    if random is not None:
        styles[random.random(len(styles)) < 0.1] = 0
    return torch.from_numpy(rows), torch.from_numpy(words), torch.from_numpy(styles)


@torch.no_grad()
def word_losses(network: HarmonyLSTM, pieces: Sequence[ChordLine]) -> list[Floats]:
    """Return the loss of every chord of each piece, in nats."""
    found: list[Floats] = []
    for first in range(0, len(pieces), 32):
        some = pieces[first : first + 32]
        rows, words, style = _batch([(p.rows, p.words, p.style) for p in some], None)
        logits, _ = network(rows, style)
        losses = functional.cross_entropy(logits.transpose(1, 2), words.clamp(min=0), reduction="none")
        found += [loss[: len(p.words)].numpy() for p, loss in zip(some, losses, strict=True)]
    return found


def figures(network: HarmonyLSTM, pieces: Sequence[ChordLine]) -> dict[str, dict[str, float]]:
    """Return mean losses on held-out pieces, nats a half bar and nats a change of chord, by kind of source.

    Beside the network stand a bigram and the table of progressions, both fitted to the same training pieces.
    """
    known = [piece for piece in pieces if not piece.is_held_out]
    groups: dict[str, Callable[[str], bool]] = {
        "our own writer": lambda s: s == "own_writer",
        "rule-made": _is_rule_made,
        "lead sheets": lambda s: s == "openewld_pd",
        "other real music": lambda s: s != "own_writer" and s != "openewld_pd" and not _is_rule_made(s),
    }
    answer, chances = {}, draw_chances(known)
    for name, belongs in groups.items():
        some = [piece for piece in pieces if piece.is_held_out and belongs(piece.source)][:300]
        if not some:
            continue
        changes = np.concatenate([_changes(piece.words) for piece in some])
        ours = np.concatenate(word_losses(network, some))
        pairs = np.concatenate(bigram_loss(known, some, chances=chances))
        table = np.concatenate(table_loss(known, some, chances=chances))
        answer[name] = {
            "pieces": len(some),
            "LSTM": float(ours.mean()),
            "bigram": float(pairs.mean()),
            "table": float(table.mean()),
            "LSTM, changes": float(ours[changes].mean()),
            "bigram, changes": float(pairs[changes].mean()),
            "table, changes": float(table[changes].mean()),
        }
    return answer


def _changes(words: Ints) -> npt.NDArray[np.bool_]:
    return np.append(True, words[1:] != words[:-1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, print the figures, and write the network; return 0, or 2 if the input cannot be used."""
    parser = argparse.ArgumentParser(description="Train the harmony LSTM on the chords of packed corpora.")
    parser.add_argument("--packed", type=Path, nargs="+", required=True, help="folders with packed corpora")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--batches", type=int, default=Recipe().batches)
    options = parser.parse_args(arguments)
    try:
        found = _run(options.packed, options.out, Recipe(batches=options.batches))
    except AudiogenesisError as error:
        print(error, file=sys.stderr)
        return 2
    for group, values in found.items():
        print(f"{group}: " + ", ".join(f"{name} {value:.3f}" for name, value in values.items()))
    return 0


def _run(folders: Sequence[Path], out: Path, recipe: Recipe) -> dict[str, dict[str, float]]:
    pieces = [piece for folder in folders for piece in sequences(PackedCorpus(folder))]
    known = [piece for piece in pieces if not piece.is_held_out]
    if not known:
        raise BadInput("There are no chords to learn from: give corpora with pieces of four bars and more.")
    network = train(known, recipe)
    found = figures(network, pieces)
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    about = {"pieces": len(known), "half_bars": sum(len(piece.words) for piece in known), "figures": found}
    out.parent.mkdir(parents=True, exist_ok=True)
    write_halves(weights, out, about=about)
    return found


if __name__ == "__main__":
    sys.exit(main())
