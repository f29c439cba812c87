"""A composer with random weights: what the rules promise must hold whatever the network proposes."""

import numpy as np
import pytest

EIGHTH = 12  # the class of a step
SOONER = 0.12  # how much likelier a place is than the next one, so that the bar line is reached step by step


@pytest.fixture(scope="session")
def untrained_stream_knowing():
    """Return a function that makes the stream, given the bars that it is not to write; `busy` plays eighths."""
    import torch

    from audiogenesis_desktop.compose.composer import LstmComposer
    from audiogenesis_desktop.network.lstm import NoteLSTM
    from audiogenesis_desktop.training.baseline_recipe import Recipe, shape_of

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
def untrained_band_knowing():
    """Return a function that makes the band of players, given the bars that it is not to write.

    One that `reads` minds what stands in bars to come, as its `terms` allow.
    """
    import torch

    from audiogenesis_desktop.compose.players.later import LATER_SIZE
    from audiogenesis_desktop.compose.players.playing import BandComposer
    from audiogenesis_desktop.compose.players.rows import FLAGS_SIZE, KNOWN_ROWS, TABLE_ROWS
    from audiogenesis_desktop.compose.players.setting import TEXT_SIZE, facts_size
    from audiogenesis_desktop.compose.players.vocabulary import FIELD_SIZES, LONGEST_BAR, VERSION
    from audiogenesis_desktop.network.players import PlayersLSTM, PlayersShape

    torch.manual_seed(0)
    shape = PlayersShape(
        VERSION,
        table_rows=TABLE_ROWS,
        known_rows=KNOWN_ROWS,
        flags=FLAGS_SIZE,
        facts=facts_size(("house",)),
        text=TEXT_SIZE,
        fields=FIELD_SIZES,
        styles=("house",),
        width=16,
        hidden=24,
        head=16,
        later=LATER_SIZE,
        backward=12,
    )
    weights = {name: value.numpy() for name, value in PlayersLSTM(shape).state_dict().items()}

    soon = weights["heads.out.0.bias"] - SOONER * np.arange(LONGEST_BAR + 1, dtype=np.float32)

    told = np.random.default_rng(0).normal(size=weights["later.out.weight"].shape).astype(np.float32)

    def make(known, *, busy=False, reads=False, terms=None):
        own = weights | {"heads.out.0.bias": soon} if busy else weights
        own = own | {"later.out.weight": 9 * told} if reads else own
        return BandComposer(own, shape.as_dict(), name="untrained", model_hash="0", known=known, terms=terms)

    return make


@pytest.fixture(scope="session", params=["stream", "band"])
def untrained_knowing(request):
    """Return the function that makes either composer, given the bars that it is not to write; `busy` plays more."""
    return request.getfixturevalue(f"untrained_{request.param}_knowing")


@pytest.fixture(scope="session")
def untrained(untrained_knowing):
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    return untrained_knowing(NOTHING_KNOWN)


@pytest.fixture(scope="session")
def untrained_band(untrained_band_knowing):
    from audiogenesis_desktop.compose.copies import NOTHING_KNOWN

    return untrained_band_knowing(NOTHING_KNOWN)
