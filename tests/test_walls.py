"""What loads what: the walls that import-linter cannot see, because they are about when."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_prompts_are_read_and_music_is_composed_without_torch(tmp_path):
    """In the composing process too: `sitecustomize` holds for every Python that is started."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules |= dict.fromkeys(('torch', 'sentence_transformers', 'transformers', 'sklearn'))\n"
    )
    (tmp_path / "script.py").write_text("""
from audiogenesis_desktop import paths
from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.studio.composing_process import ComposingProcess
if __name__ == "__main__":
    assert run(["compose", "a walk by the sea, 6 seconds", "-o", "sea.mid"]) == 0
    apart = ComposingProcess(paths.shipped_checkpoint())
    brief = apart.read("a harp beside a brook")
    assert len(brief.embedding) == 384 and not brief.notices, brief.notices
    apart.end()
""")
    first = os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent)])
    surroundings = os.environ | {"PYTHONPATH": first, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "text encoder is not available" not in done.stdout + done.stderr
    assert (tmp_path / "sea.mid").exists()
