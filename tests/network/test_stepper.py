"""The fast step against the network it stands for."""

import numpy as np
import pytest
import torch
from torch import Tensor

from audiogenesis_desktop.network.lstm import Batch, NoteLSTM, Shape, losses
from audiogenesis_desktop.network.stepper import Stepper

SHAPE = Shape(
    vocabulary="test",
    index_rows=50,
    flags=4,
    bar_features=6,
    brief=5,
    text=7,
    fields=(9, 4, 12, 6, 5),
    known=(8, 10, 3),
    width=16,
    hidden=24,
    layers=2,
    head=12,
    bar_hidden=8,
    condition=10,
    dropout=0.0,
)
ROWS, STEPS, FEATURES, BARS = 2, 11, 6, 5


def random_batch(steps: int = STEPS) -> Batch:
    """Return two rows that differ in brief and text alone, as guidance's do."""
    indices = torch.randint(50, (1, steps, FEATURES)).expand(ROWS, -1, -1)
    known = torch.stack([torch.randint(size, (1, steps)) for size in SHAPE.known], -1).expand(ROWS, -1, -1)
    fields = torch.stack([torch.randint(size, (1, steps)) for size in SHAPE.fields], -1).expand(ROWS, -1, -1)
    bar_at = torch.sort(torch.randint(BARS, (1, steps)))[0].expand(ROWS, -1)
    return Batch(
        indices=indices,
        flags=torch.randint(2, (BARS, 4)).float()[bar_at],
        bars=torch.randn(1, BARS, 6).expand(ROWS, -1, -1),
        bar_at=bar_at,
        brief=torch.randn(ROWS, 5),
        text=torch.randn(ROWS, 7),
        known=known,
        fields=fields,
    )


def expected(network: NoteLSTM, batch: Batch) -> list[Tensor]:
    with torch.no_grad():
        return network(batch, network.initial_state(network.conditions(batch)))[0]


def stepped(network: NoteLSTM, batch: Batch, *, shares: list[float], precision: str = "fp32") -> list[Tensor]:
    """Return what the stepper gives for the fields of every step, each (1, T, classes)."""
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    stepper = Stepper(weights, network.shape.as_dict(), precision=precision)
    flags = np.zeros((BARS, 4), dtype=np.float32)
    flags[batch.bar_at[0].numpy()] = batch.flags[0].numpy()
    stepper.begin(batch.brief.numpy(), batch.text.numpy(), batch.bars[0].numpy(), flags, shares=np.array(shares))
    found: list[list[Tensor]] = [[] for _ in SHAPE.fields]
    for t in range(batch.fields.shape[1]):
        stepper.advance(batch.indices[0, t].numpy(), int(batch.bar_at[0, t]))
        for field, value in enumerate(batch.fields[0, t].tolist()):
            if field == 2:
                stepper.tell_known(batch.known[0, t].tolist())
            found[field].append(torch.from_numpy(stepper.logits(field)))
            stepper.tell(field, value)
    return [torch.stack(rows)[None] for rows in found]


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("row", [0, 1])
def test_equals_the_network_in_every_field_of_every_step(layers: int, row: int) -> None:
    torch.manual_seed(layers)
    network = NoteLSTM(Shape(**{**SHAPE.as_dict(), "layers": layers})).eval()
    batch = random_batch()
    shares = [1.0 - row, float(row)]
    for found, wanted in zip(stepped(network, batch, shares=shares), expected(network, batch), strict=True):
        np.testing.assert_allclose(found[0], wanted[row], atol=1e-4)


def test_shares_mix_the_logits_of_the_rows() -> None:
    torch.manual_seed(0)
    network, batch = NoteLSTM(SHAPE).eval(), random_batch()
    for found, wanted in zip(stepped(network, batch, shares=[1.4, -0.4]), expected(network, batch), strict=True):
        np.testing.assert_allclose(found[0], wanted[1] + 1.4 * (wanted[0] - wanted[1]), atol=1e-4)


def test_eight_bits_cost_less_than_a_hundredth_of_the_loss() -> None:
    torch.manual_seed(0)
    network, batch = NoteLSTM(SHAPE), random_batch(steps=64)
    train(network, batch)
    one = torch.ones(1, 64)
    fields = batch.fields[:1]
    full = losses([logits[:1] for logits in expected(network, batch)], fields, one)
    eight = losses(stepped(network, batch, shares=[1, 0], precision="int8"), fields, one)
    assert full.sum() < 0.7 * sum(np.log(size) for size in SHAPE.fields)  # it has learned something to lose
    assert abs(eight.sum() - full.sum()) < 0.01 * full.sum()
    assert not torch.equal(eight, full)


def train(network: NoteLSTM, batch: Batch) -> None:
    """Learn a batch by heart, half way."""
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    weight = torch.ones(ROWS, batch.fields.shape[1])
    for _ in range(30):
        logits, _ = network(batch, network.initial_state(network.conditions(batch)))
        optimiser.zero_grad()
        losses(logits, batch.fields, weight).sum().backward()
        optimiser.step()
    network.eval()
