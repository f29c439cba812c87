"""The players' own LSTM layer is the one that torch has, but for forgetting in between."""

import pytest
import torch
from torch import nn

from audiogenesis_desktop.network.players import layer

STEPS, ROWS, INPUTS, HIDDEN = 7, 3, 5, 4


@pytest.fixture
def lstm() -> nn.LSTM:
    """Return torch's layer, whose weights both use."""
    torch.manual_seed(1)
    return nn.LSTM(INPUTS, HIDDEN).double()


def ours(lstm: nn.LSTM, seen: torch.Tensor, state: tuple, goes_on: torch.Tensor) -> tuple:
    """Return what our layer makes of it."""
    return layer(seen, state, goes_on, [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0])


def gradients(lstm: nn.LSTM, seen: torch.Tensor, out: torch.Tensor) -> list[torch.Tensor]:
    """Return the gradients of something that all outputs have part in."""
    weight = torch.linspace(-1, 2, out.numel(), dtype=out.dtype).view_as(out)
    return list(torch.autograd.grad((out * weight).sin().sum(), [seen, *lstm.parameters()]))


def test_a_layer_gives_what_torch_gives_forwards_and_backwards(lstm: nn.LSTM) -> None:
    seen = torch.randn(STEPS, ROWS, INPUTS, dtype=torch.float64, requires_grad=True)
    hidden, cell = torch.randn(2, ROWS, HIDDEN, dtype=torch.float64)
    theirs, (last, last_cell) = lstm(seen, (hidden[None], cell[None]))
    out, *state = ours(lstm, seen, (hidden, cell), torch.ones(STEPS, ROWS, dtype=torch.float64))
    torch.testing.assert_close(out, theirs)
    torch.testing.assert_close(state, [last[0], last_cell[0]])
    torch.testing.assert_close(gradients(lstm, seen, out), gradients(lstm, seen, theirs))


def test_a_row_that_begins_anew_knows_nothing_of_before(lstm: nn.LSTM) -> None:
    seen = torch.randn(STEPS, ROWS, INPUTS, dtype=torch.float64, requires_grad=True)
    nothing = torch.zeros(ROWS, HIDDEN, dtype=torch.float64)
    goes_on = torch.ones(STEPS, ROWS, dtype=torch.float64)
    goes_on[3, 1] = 0
    out, *_ = ours(lstm, seen, (nothing, nothing), goes_on)
    anew, _ = lstm(seen[3:, 1:2])
    torch.testing.assert_close(out[3:, 1:2], anew)
    (reached,) = torch.autograd.grad(out[5, 1].sum(), [seen])
    assert reached[:3, 1].abs().max() == 0 and reached[3, 1].abs().max() > 0


def test_half_the_precision_comes_near(lstm: nn.LSTM) -> None:
    single = lstm.float()
    seen = torch.randn(STEPS, ROWS, INPUTS, requires_grad=True)
    state = torch.zeros(ROWS, HIDDEN), torch.zeros(ROWS, HIDDEN)
    weights = [single.weight_ih_l0, single.weight_hh_l0, single.bias_ih_l0, single.bias_hh_l0]
    exact, near = (layer(seen, state, torch.ones(STEPS, ROWS), weights, p)[0] for p in (torch.float32, torch.bfloat16))
    assert near.dtype == torch.float32 and not torch.equal(exact, near)
    torch.testing.assert_close(near, exact, atol=0.02, rtol=0.05)
    for one, other in zip(gradients(single, seen, near), gradients(single, seen, exact), strict=True):
        assert (one - other).norm() < 0.05 * other.norm()
