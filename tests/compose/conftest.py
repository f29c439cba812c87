"""A composer with random weights: what the rules promise must hold whatever the network proposes."""

import pytest

EIGHTH = 12  # the class of a step


@pytest.fixture(scope="session")
def untrained_knowing():
    """Return a function that makes the composer, given the bars that it is not to write; `busy` plays eighths."""
    import torch

    from audiogenesis_desktop.compose.composer import LstmComposer
    from audiogenesis_desktop.network.lstm import NoteLSTM
    from audiogenesis_desktop.training.trainer import Recipe, shape_of

    torch.manual_seed(0)
    network = NoteLSTM(shape_of(Recipe(width=24, hidden=24, layers=1)))
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    eighths = weights["heads.out.0.bias"].copy()
    eighths[[0, EIGHTH]] += 5

    def make(known, *, busy=False):
        own = weights | {"heads.out.0.bias": eighths} if busy else weights
        return LstmComposer(own, network.shape.as_dict(), name="untrained", model_hash="0", known=known)

    return make


@pytest.fixture(scope="session")
def untrained(untrained_knowing):
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    return untrained_knowing(NOTHING_KNOWN)
