"""What loads what: the walls that import-linter cannot see, because they are about when."""

import subprocess
import sys

import pytest

HEAVY = ("PySide6", "torch", "sentence_transformers", "transformers", "fluidsynth", "rtmidi", "symusic", "pretty_midi")


def loaded_after(code):
    """Return the heavy packages that a fresh Python has loaded after `code`."""
    report = f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("module", ["score.edits", "score.events", "score.clock", "theory.chords", "files.midi"])
def test_the_core_is_light(module):
    assert loaded_after(f"import audiogenesis_desktop.{module}") == []


@pytest.mark.parametrize("noun", ["composer", "take"])
def test_whoever_only_names_a_composer_or_a_take_loads_no_arrays_and_no_network(noun):
    code = f"""
import sys
import audiogenesis_desktop.plan.{noun}
assert not {{"numpy", "onnxruntime"}} & set(sys.modules)
"""
    assert loaded_after(code) == []


def test_help_waits_for_nothing_heavy():
    code = """
import contextlib, sys
from audiogenesis_desktop.commands.parser import run
with contextlib.suppress(SystemExit):
    run(["--help"])
assert "numpy" not in sys.modules
"""
    assert loaded_after(code) == []


def test_rendering_needs_no_window_and_no_network():
    assert not {"PySide6", "torch"} & set(loaded_after("import audiogenesis_desktop.delivery.render"))
