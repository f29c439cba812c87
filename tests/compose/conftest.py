"""A composer with random weights: what the rules promise must hold whatever the network proposes."""

import pytest


@pytest.fixture(scope="session")
def untrained():
    import torch

    from audiogenesis_desktop.compose.composer import LstmComposer
    from audiogenesis_desktop.network.lstm import NoteLSTM
    from audiogenesis_desktop.training.trainer import Recipe, shape_of

    torch.manual_seed(0)
    network = NoteLSTM(shape_of(Recipe(width=24, hidden=24, layers=1)))
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    return LstmComposer(weights, network.shape.as_dict(), name="untrained", model_hash="0")
