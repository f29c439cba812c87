"""Everything that decides how a run of the stream goes, the baseline."""

from dataclasses import dataclass

from audiogenesis_desktop.compose.features import BAR_SUMMARY_SIZE, BRIEF_SIZE, INDEX_SIZES, KNOWN_SIZES
from audiogenesis_desktop.compose.vocabulary import FIELD_SIZES, VERSION
from audiogenesis_desktop.network.lstm import Shape
from audiogenesis_desktop.theory.instruments import CLASSES
from audiogenesis_desktop.training.dataset import TEXT_SIZE


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how a run goes."""

    rows: int = 64
    steps: int = 256
    learning_rate: float = 2e-3
    final_rate: float = 1e-4
    warm_up_batches: int = 50
    batches: int = 4_000
    clip: float = 1.0
    average: float = 0.998  # decay of the averaged weights, which are what is shipped
    weight_decay: float = 0.01
    check_every: int = 250
    seed: int = 1
    width: int = 512
    hidden: int = 512
    layers: int = 2
    dropout: float = 0.1
    threads: int = 1  # part of the recipe, because more threads add up in another order


def shape_of(recipe: Recipe) -> Shape:
    """Return the network's shape for a recipe and this app's features."""
    return Shape(
        vocabulary=VERSION,
        index_rows=sum(INDEX_SIZES),
        flags=len(CLASSES),
        bar_features=BAR_SUMMARY_SIZE,
        brief=BRIEF_SIZE,
        text=TEXT_SIZE,
        fields=FIELD_SIZES,
        known=KNOWN_SIZES,
        width=recipe.width,
        hidden=recipe.hidden,
        layers=recipe.layers,
        dropout=recipe.dropout,
    )
