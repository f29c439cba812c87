"""One encoder for all tests that need the real one: loading it takes seconds."""

import pytest

from audiogenesis_desktop.brief.encoder import Encoder, load_encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()
