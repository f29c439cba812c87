"""A real process, with the real reader and planner; the checkpoint is missing, so nothing heavy composes."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.studio.composing_process import ComposingProcess


@pytest.fixture
def apart(tmp_path):
    made = ComposingProcess(tmp_path / "missing.safetensors")
    yield made
    made.end()


def test_a_brief_goes_there_and_a_plan_comes_back_and_errors_keep_their_words(apart):
    brief = Brief(prompt="harp").with_fields(Origin.EDITED, length_seconds=12.0, instruments=("harp",))
    plan = apart.make_plan(brief, 3)
    assert [part.instrument.name for part in plan.parts] == ["harp"]
    assert apart.make_plan(brief, 3) == plan
    with pytest.raises(MissingPart, match=r"missing\.safetensors"):
        apart.load_composer()
    with pytest.raises(MissingPart):
        list(apart.compose(brief, plan, plan.empty_score(), seed=3))
    assert apart.make_plan(brief, 3) == plan  # and the process lives on


def test_a_process_that_has_ended_is_started_again(apart):
    brief = Brief(prompt="harp")
    apart.make_plan(brief, 1)
    apart._process.kill()
    apart._process.join()
    assert apart.make_plan(brief, 1).parts
    apart.end()
    assert apart._process is None
