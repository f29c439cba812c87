"""A window on a studio whose verbs are done by a composer with random weights, and that shows a short piece."""

from types import SimpleNamespace

import pytest

from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.studio import reworking
from audiogenesis_desktop.ui.main_window import MainWindow
from tests.compose.conftest import untrained_band, untrained_band_knowing  # noqa: F401
from tests.editing.verbs.conftest import BRIEF, piece  # noqa: F401
from tests.studio.reworking_parts import parts_that_rework


@pytest.fixture
def window(studio, fake_parts, untrained_band, piece, qtbot, monkeypatch):  # noqa: F811
    monkeypatch.setattr(reworking, "secrets", SimpleNamespace(randbelow=lambda _end: 3))
    studio.composing.parts = parts_that_rework(fake_parts, untrained_band)
    take = Take("", BRIEF, make_plan(BRIEF, 1), 1, "", piece)
    studio.takes.begin(take, with_others=False)
    studio.document.commit_piece(piece, "Compose", take)
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def do(window, studio, qtbot):
    """Return a function that triggers a command and waits for what comes of the verb."""

    def done(command):
        with qtbot.waitSignal(studio.reworking.finished, timeout=20_000):
            window.actions_[command].trigger()
        return studio.reworking.result

    return done
