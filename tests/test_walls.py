"""What loads what: the walls that import-linter cannot see, because they are about when."""

import ast
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


def test_the_composing_process_begins_without_window_network_and_arrays():
    code = """
import sys
import audiogenesis_desktop.studio.bench, audiogenesis_desktop.studio.composing_process
assert not {"numpy", "onnxruntime", "onnx"} & set(sys.modules)
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


@pytest.mark.slow
def test_prompts_are_read_and_music_is_composed_without_torch(tmp_path):
    """In the composing process too: `sitecustomize` holds for every Python that is started."""
    (tmp_path / "sitecustomize.py").write_text(
        """
import sys
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("torch", "sentence_transformers", "transformers", "sklearn"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NotInstalled())
"""
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


# One door to the Document

PACKAGE = Path(__file__).parent.parent / "audiogenesis_desktop"
CHANGES = {"load", "preview", "commit", "commit_piece", "revert", "undo", "redo", "mark_saved", "mark_unsaved"}
DOOR = {"studio/document.py", "studio/door.py"}


def changes_of_a_document(source):
    """Return the lines of a source where a `document`, by whatever path it is reached, is asked to change."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if _is_change(node)]


def _is_change(node):
    if not isinstance(node, ast.Attribute) or node.attr not in CHANGES:
        return False
    owner = node.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name.strip("_").endswith("document")


def test_nothing_but_the_door_changes_the_document():
    files = {str(file.relative_to(PACKAGE)): file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")}
    found = {name: changes_of_a_document(source) for name, source in files.items() if name not in DOOR}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert changes_of_a_document(files["studio/door.py"])  # what is looked for can be found


@pytest.mark.parametrize(
    "source",
    ["studio.document.commit(a, b)", "self._document.preview(a)", "signal.connect(document.undo)", "document.load(a)"],
)
def test_changes_of_the_document_are_found(source):
    assert changes_of_a_document(source) == [1]
    assert changes_of_a_document(source.replace("document", "door")) == []


def test_nothing_but_the_door_and_what_saves_it_is_handed_the_document():
    """A document by another name would not be found by its name: only these may be given it."""
    handed = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.arg) and node.annotation is not None and "Document" in ast.unparse(node.annotation):
                handed.add(str(file.relative_to(PACKAGE)))
    assert handed == {"studio/door.py", "studio/autosave.py", "studio/studio.py"}
