"""The fast step against the network it stands for."""

import numpy as np
import pytest
import torch

from audiogenesis_desktop.network.lstm import Batch, NoteLSTM, Shape
from audiogenesis_desktop.network.stepper import Stepper

SHAPE = Shape(
    vocabulary="test", index_rows=50, flags=4, bar_features=6, brief=5, text=7, fields=(9, 4, 12, 6, 5), onset=(8, 10),
    width=16, hidden=24, layers=2, head=12, bar_hidden=8, condition=10, dropout=0.0,
)  # fmt: skip
ROWS, STEPS, FEATURES, BARS = 2, 11, 6, 5


def random_batch() -> Batch:
    indices = torch.randint(50, (1, STEPS, FEATURES)).expand(ROWS, -1, -1)
    onset = torch.stack([torch.randint(8, (1, STEPS)), torch.randint(10, (1, STEPS))], -1).expand(ROWS, -1, -1)
    fields = torch.stack([torch.randint(size, (1, STEPS)) for size in SHAPE.fields], -1).expand(ROWS, -1, -1)
    return Batch(
        indices=indices,
        flags=torch.randint(2, (1, STEPS, 4)).float().expand(ROWS, -1, -1),
        bars=torch.randn(1, BARS, 6).expand(ROWS, -1, -1),
        bar_at=torch.sort(torch.randint(BARS, (1, STEPS)))[0].expand(ROWS, -1),
        brief=torch.randn(ROWS, 5),
        text=torch.randn(ROWS, 7),
        onset=onset,
        fields=fields,
    )


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_equals_the_network_in_every_field_of_every_step(layers: int) -> None:
    torch.manual_seed(layers)
    network = NoteLSTM(Shape(**{**SHAPE.as_dict(), "layers": layers})).eval()
    batch = random_batch()
    with torch.no_grad():
        expected, _ = network(batch, network.initial_state(network.conditions(batch)))
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    stepper = Stepper(weights, network.shape.as_dict())
    stepper.begin(batch.brief.numpy(), batch.text.numpy(), batch.bars[0].numpy())
    for t in range(STEPS):
        stepper.advance(batch.indices[0, t].numpy(), batch.flags[0, t].numpy(), int(batch.bar_at[0, t]))
        for field in range(5):
            known = batch.fields[0, t, :field].tolist() + (batch.onset[0, t].tolist() if field >= 2 else [])
            found = stepper.logits(field, np.array(known))
            np.testing.assert_allclose(found, expected[field][:, t].numpy(), atol=1e-4)
