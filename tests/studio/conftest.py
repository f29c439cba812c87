import pytest

from tests.compose.conftest import untrained_band, untrained_band_knowing  # noqa: F401
from tests.editing.verbs.conftest import piece  # noqa: F401


@pytest.fixture(autouse=True)
def _watch_threads(no_leaked_threads):
    """Every test here must end what it starts."""


@pytest.fixture
def noticed(studio):
    """What the studio tells now, by the notices' keys."""
    found = {}
    studio.noticed.connect(lambda notice: found.__setitem__(notice.key, notice))
    studio.notice_gone.connect(lambda key: found.pop(key, None))
    return found
