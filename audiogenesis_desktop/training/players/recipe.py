"""How players are trained: everything that a run follows from, kept with it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from audiogenesis_desktop.compose.players.later import LATER_SIZE
from audiogenesis_desktop.compose.players.rows import FLAGS_SIZE, KNOWN_ROWS, TABLE_ROWS
from audiogenesis_desktop.compose.players.setting import TEXT_SIZE, facts_size
from audiogenesis_desktop.compose.players.vocabulary import FIELD_SIZES, VERSION
from audiogenesis_desktop.network.players import PlayersShape
from audiogenesis_desktop.training.players.drawing import Hiding

FIELD_WEIGHTS = (1.0, 1.0, 0.7, 0.3)  # what a nat of each field's loss counts


@dataclass(frozen=True)
class Recipe:
    """A network's size and how it learns.

    The rate rises over `warm_up` batches and falls along a cosine to `final_rate` over `batches`, beyond which it
    stays; `average` is how slowly the averaged weights follow; `precision` "float32" or "bfloat16". `rows` are those of
    all processes together; `minutes`, where they are not 0, are what the number of batches was fitted to.
    """

    width: int = 256
    hidden: int = 384
    layers: int = 2
    head: int = 192
    dropout: float = 0.1
    backward: int = 96  # of the LSTM that reads bars to come; 0: they are not read
    rows: int = 32
    steps: int = 96
    longest: int = 384
    batches: int = 20_000
    learning_rate: float = 2e-3
    final_rate: float = 1e-4
    warm_up: int = 100
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.999
    seed: int = 0
    precision: str = "float32"
    threads: int = 1  # part of the recipe, because more threads add up in another order
    minutes: float = 0.0
    hiding: Hiding = field(default_factory=Hiding)

    def shape(self, styles: Sequence[str]) -> PlayersShape:
        """Return the shape of the network, which knows these styles by name."""
        return PlayersShape(
            vocabulary=VERSION,
            table_rows=TABLE_ROWS,
            known_rows=KNOWN_ROWS,
            flags=FLAGS_SIZE,
            facts=facts_size(styles),
            text=TEXT_SIZE,
            fields=FIELD_SIZES,
            styles=tuple(styles),
            width=self.width,
            hidden=self.hidden,
            layers=self.layers,
            head=self.head,
            dropout=self.dropout,
            later=LATER_SIZE,
            backward=self.backward,
        )

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Rebuild a recipe from `as_dict` by way of JSON; what older ones did not know was not done."""
        hiding = Hiding(**{"later": 1.0, **values["hiding"]})
        return cls(**{"backward": 0, **values, "hiding": hiding})

    def as_dict(self) -> dict[str, object]:
        """Return the fields for JSON."""
        return asdict(self)
