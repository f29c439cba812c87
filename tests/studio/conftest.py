import pytest


@pytest.fixture(autouse=True)
def _watch_threads(no_leaked_threads):
    """Every test here must end what it starts."""
