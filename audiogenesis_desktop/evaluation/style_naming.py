"""Which style a piece is heard as: a forest that knows the styles of the book by pieces that our writer wrote of them.

What it hears is in `style/heard.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.heard import features

Floats = npt.NDArray[np.float64]

_TREES = 400


@dataclass(frozen=True, slots=True)
class StyleForest:
    """A forest and the columns that it hears: by rhythm alone, or all."""

    forest: Any
    by_rhythm: bool

    def names(self, scores: Sequence[Score]) -> list[str]:
        """Return the style that each score is heard as."""
        return [str(name) for name in self.forest.predict(_table(scores, self.by_rhythm))]

    def share_right(self, pieces: Mapping[str, Sequence[Score]]) -> float:
        """Return what share of pieces, given by style, is heard as that style."""
        right = [name == style for style, scores in pieces.items() for name in self.names(scores)]
        return sum(right) / len(right)


def learned(pieces: Mapping[str, Sequence[Score]], *, by_rhythm: bool = False, seed: int = 0) -> StyleForest:
    """Return a forest that has learned from pieces of each style; MissingPart where scikit-learn is not installed."""
    try:
        from sklearn.ensemble import RandomForestClassifier
    except ImportError as error:
        raise MissingPart("Naming styles needs scikit-learn: run `pip install scikit-learn`.") from error
    forest = RandomForestClassifier(_TREES, random_state=seed)
    learned_from = [score for scores in pieces.values() for score in scores]
    forest.fit(_table(learned_from, by_rhythm), [style for style, scores in pieces.items() for _ in scores])
    return StyleForest(forest, by_rhythm)


def _table(scores: Iterable[Score], by_rhythm: bool) -> Floats:
    return np.stack([features(score, by_rhythm=by_rhythm) for score in scores])
