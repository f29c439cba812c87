"""What the harmony LSTM is set beside: a bigram of chords, and the table of progressions read as a model.

Both give each chord of a piece a loss in nats, as the network does; `ChordLine` pieces in, one array a piece out.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import SECTION_KINDS
from audiogenesis_desktop.plan.numerals import WORD_COUNT, parse

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_START = WORD_COUNT
# The table: four bars each, A and B by mode; "rich" ones with sevenths.
_LOOPS: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("major", "plain", "A"): ("I V vi IV", "I IV I V", "I vi ii7 V", "I V IV I", "I vi IV V", "I ii V I"),
    ("major", "plain", "B"): ("vi IV I V", "ii V I vi", "IV V I I", "vi ii V I"),
    ("major", "rich", "A"): ("Imaj7 vi7 ii7 V7", "Imaj7 IVmaj7 ii7 V7", "Imaj7 ii7 Imaj7 IVmaj7"),
    ("major", "rich", "B"): ("ii7 V7 Imaj7 vi7", "IVmaj7 V7 Imaj7 vi7"),
    ("minor", "plain", "A"): ("i iv V i", "i VI iv V", "i iv i V", "i i iv V", "i VI V i"),
    ("minor", "plain", "B"): ("iv i V i", "VI iv i V", "iv V i i", "iv VI ii0 V"),
    ("minor", "rich", "A"): ("i7 iv7 V7 i7", "i7 VImaj7 ii0 V7", "i7 iv7 i7 V7"),
    ("minor", "rich", "B"): ("iv7 i7 V7 i7", "VImaj7 iv7 ii0 V7"),
}
_TRUST = 2.0  # how many times a context counts as seen with the chances of all contexts together
_OFF_TABLE_SHARES = (0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95)


class Line(Protocol):
    """Chords of a piece by half bar, its mode, and each bar's kind of section."""

    @property
    def words(self) -> Ints:
        """Return the chords, (n,)."""
        ...

    @property
    def is_minor(self) -> bool:
        """Return whether the piece is in minor."""
        ...

    @property
    def kinds(self) -> Ints:
        """Return each bar's kind of section, (n / 2,)."""
        ...


def bigram_loss(known: Sequence[Line], some: Sequence[Line], *, chances: Floats) -> list[Floats]:
    """Return the loss of each chord given the one before, the mode and the half of the bar."""
    counts = np.zeros((2, 2, WORD_COUNT + 1, WORD_COUNT))
    each = len(known) * np.asarray(chances)
    for line, weight in zip(known, each, strict=True):
        np.add.at(counts, _contexts(line), weight / max(1, len(line.words)) * 100)
    overall = counts.sum(axis=2, keepdims=True) + 0.01
    overall /= overall.sum(axis=-1, keepdims=True)
    smoothed = counts + _TRUST * overall
    chance = smoothed / smoothed.sum(axis=-1, keepdims=True)
    return [-np.log(chance[_contexts(line)]) for line in some]


def _contexts(line: Line) -> tuple[Ints, Ints, Ints, Ints]:
    before = np.append(_START, line.words[:-1])
    return np.full(len(before), int(line.is_minor)), np.arange(len(before)) % 2, before, line.words


def table_loss(known: Sequence[Line], some: Sequence[Line], *, chances: Floats) -> list[Floats]:
    """Return the loss of each chord if the table's progressions wrote it, one a section, a chord a bar.

    Which progression a section follows is learned as it goes; chords off the table have a share of the chances,
    fitted to the pieces that are known, and are drawn by how often they occur.
    """
    overall = np.stack([_frequencies([line for line in known if line.is_minor == m]) for m in (False, True)])
    picks = np.random.default_rng(0).choice(len(known), size=min(300, len(known)), p=chances)
    sample = [known[i] for i in picks]
    losses = {s: _mean([_by_table(line, overall, off=s) for line in sample]) for s in _OFF_TABLE_SHARES}
    best = min(losses, key=lambda share: losses[share])
    return [_by_table(line, overall, off=best) for line in some]


def _mean(losses: list[Floats]) -> float:
    return float(np.concatenate(losses).mean())


def _frequencies(lines: Sequence[Line]) -> Floats:
    counts = np.full(WORD_COUNT, 0.5)
    for line in lines:
        counts += np.bincount(line.words, minlength=WORD_COUNT) / len(line.words) * 100
    return np.asarray(counts / counts.sum())


def _by_table(line: Line, overall: Floats, *, off: float) -> Floats:
    mode, chance = ("minor" if line.is_minor else "major"), np.zeros(len(line.words))
    loops, weights, bar_in_section = np.zeros((1, 4), dtype=np.int64), np.ones(1), 0
    for at, word in enumerate(line.words):
        bar, half = divmod(at, 2)
        if half == 0:
            begins = bar == 0 or line.kinds[bar] != line.kinds[bar - 1]
            bar_in_section = 0 if begins else bar_in_section + 1
            if begins:
                letter = "B" if SECTION_KINDS[line.kinds[bar]] in ("B", "C", "bridge") else "A"
                loops = _loops(mode, letter)
                weights = np.full(len(loops), 1 / len(loops))
        fits = off * overall[int(line.is_minor), word] + (1 - off) * (loops[:, bar_in_section % 4] == word)
        chance[at] = weights @ fits
        weights = weights * fits
        weights /= weights.sum()
    return -np.log(chance)


def _loops(mode: str, letter: str) -> Ints:
    texts = [text for colour in ("plain", "rich") for text in _LOOPS[mode, colour, letter]]
    return np.array([[parse(word, mode).number for word in text.split()] for text in texts])
