"""The step without torch is the network's."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from audiogenesis_desktop.network.player_step import PlayerStepper  # noqa: E402
from audiogenesis_desktop.network.players import PlayersBatch, PlayersLSTM, PlayersShape  # noqa: E402

SHAPE = PlayersShape(
    "test", table_rows=40, known_rows=15, flags=6, facts=5, text=4, fields=(9, 12, 5, 3), styles=("house",), width=16,
    hidden=24, head=8, dropout=0.0, later=7, backward=10,
)  # fmt: skip
STEPS = 11


@pytest.fixture(scope="module")
def network() -> PlayersLSTM:
    torch.manual_seed(3)
    made = PlayersLSTM(SHAPE).eval()
    torch.nn.init.normal_(made.later.out.weight)
    return made


def batch(random: np.random.Generator) -> PlayersBatch:
    """Return one part of two bars."""

    def rows(high: int, *shape: int) -> torch.Tensor:
        return torch.tensor(random.integers(0, high, shape))

    def numbers(*shape: int) -> torch.Tensor:
        return torch.tensor(random.normal(size=shape), dtype=torch.float32)

    return PlayersBatch(
        part=rows(40, 1, 3),
        facts=numbers(1, 5),
        text=numbers(1, 4),
        bars=rows(40, 2, 4),
        flags=numbers(2, 6),
        later=torch.cat([numbers(2, 3, 6), torch.tensor([[[0.0], [1], [1]], [[0], [0], [0]]])], dim=2),
        part_of_bar=torch.zeros(2, dtype=torch.long),
        steps=rows(40, STEPS, 1, 7),
        bar=torch.tensor([[0]] * 5 + [[1]] * (STEPS - 5)),
        goes_on=torch.ones(STEPS, 1),
        known=rows(15, STEPS, 1, 4),
        fields=torch.stack([rows(size - (i == 0), STEPS, 1) for i, size in enumerate(SHAPE.fields)], dim=-1),
    )


def test_each_field_has_the_networks_logits(network: PlayersLSTM) -> None:
    given = batch(np.random.default_rng(1))
    with torch.no_grad():
        seen, _ = network.remember(given, network.initial_state(1))
        flat = seen.flatten(0, 1)
        wanted = [network.heads.first(flat)]
        wanted += network.heads.others(flat, given.fields.flatten(0, 1), given.known.flatten(0, 1))
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    stepper = PlayerStepper(weights, SHAPE.as_dict(), precision="fp32")
    part = stepper.part(given.part[0].numpy(), given.facts[0].numpy(), given.text[0].numpy())
    bars = [stepper.bar(part, *(each[i].numpy() for each in (given.bars, given.flags, given.later))) for i in range(2)]
    state = stepper.initial_state()
    for t in range(STEPS):
        state = stepper.advance(bars[int(given.bar[t, 0])], given.steps[t, 0].numpy(), state)
        for field in range(4):
            if field == 1:
                stepper.tell_known(given.known[t, 0].numpy())
            np.testing.assert_allclose(stepper.logits(field), wanted[field][t].numpy(), atol=1e-4)
            stepper.tell(field, int(given.fields[t, 0, field]))


def test_where_no_bar_to_come_stands_nothing_is_added(network: PlayersLSTM) -> None:
    given = batch(np.random.default_rng(1))
    with torch.no_grad():
        told = network.later(given.later)
    assert told[0].abs().max() > 0.01
    assert told[1].abs().max() == 0
