"""Nothing leaves the machine: no lookup and no connection, from whatever process, and nothing kept to be sent later."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

READS_AND_COMPOSES = """
from audiogenesis_desktop import paths
from audiogenesis_desktop.studio.composing_process import ComposingProcess
if __name__ == "__main__":
    apart = ComposingProcess(paths.shipped_checkpoint())
    brief = apart.read("a harp beside a brook, 6 seconds")
    assert brief.embedding
    plan = apart.make_plan(brief, 1)
    assert list(apart.load_composer().compose(brief, plan, plan.empty_score(), seed=1))
    apart.end()
"""
# The studio's window, as the command opens it: it composes, and its takes are judged and heard.
IN_THE_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.ui.main_window import MainWindow
def compose(window):
    window.studio.composing.finished.connect(lambda *_: QTimer.singleShot(300, lambda: close(window)))
    window.prompt_bar.edit.setText("a fiddle in a storm, 4 seconds")
    window.prompt_bar.compose()
def close(window):
    assert window.studio.document.score.note_count
    window.studio.document.mark_saved()
    window.close()
if __name__ == "__main__":
    painted = MainWindow.paintEvent
    def paint(window, event):
        if not window._has_painted:
            QTimer.singleShot(0, lambda: compose(window))
        painted(window, event)
    MainWindow.paintEvent = paint
    sys.exit(parser.run(["studio"]))
"""
LEARNS = """
import audiogenesis_desktop
from audiogenesis_desktop.brief.encoder import weights_folder
from audiogenesis_desktop.training.encoder_graph import by_sentence_transformers
import audiogenesis_desktop.training.players.running, audiogenesis_desktop.evaluation.run
by_sentence_transformers(weights_folder(), ["calm"])
"""
# Python tells of these before they happen, in child processes too, as all of them read this file at their start.
GUARD = """
import os, sys
def end_at_once(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        if event.startswith("socket.get") or isinstance(arguments[1], tuple):  # a path is a socket on this machine
            os.write(2, f"{event} {arguments[1:]}\\n".encode())
            os._exit(97)
sys.addaudithook(end_at_once)
"""


@pytest.fixture
def script(tmp_path):
    """Return what writes code to a file, which a process of its own can be started from again."""

    def write(code: str) -> list[str]:
        (tmp_path / "script.py").write_text(code)
        return [str(tmp_path / "script.py")]

    return write


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """Return an environment with folders of its own, in which nothing of ours is set yet."""
    ours = re.compile(r"XDG_|ORT_|HF_|TRANSFORMERS_|DO_NOT_TRACK")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    root = str(Path(__file__).parent.parent)
    return kept | {"HOME": str(home), "PYTHONPATH": os.pathsep.join(filter(None, [more.pop("first", ""), root]))} | more


def home_of(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def compose(tmp_path: Path) -> list[str]:
    return ["-m", "audiogenesis_desktop", "compose", "a walk by the sea, 6 seconds", "-o", str(tmp_path / "sea.mid")]


def run_traced(arguments: list[str], tmp_path: Path) -> str:
    """Return the lines of a run's trace that tell of anything but sockets on this machine."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace.txt"
    tracing = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace), sys.executable, *arguments]
    done = subprocess.run(tracing, env=surroundings(home_of(tmp_path)), cwd=tmp_path, capture_output=True, text=True)
    if "PTRACE" in done.stderr or "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    return "\n".join(line for line in trace.read_text().splitlines() if "AF_INET" in line or "htons" in line)


@pytest.mark.slow
def test_composing_looks_nothing_up_and_keeps_nothing_to_send(tmp_path) -> None:
    assert run_traced(compose(tmp_path), tmp_path) == ""
    assert (tmp_path / "sea.mid").exists()
    left = [path.relative_to(tmp_path / "home").as_posix() for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert all(name.startswith(".cache/Audiogenesis/") for name in left), left


@pytest.mark.slow
def test_the_composing_process_looks_nothing_up(tmp_path, script) -> None:
    assert run_traced(script(READS_AND_COMPOSES), tmp_path) == ""


@pytest.mark.slow
def test_what_training_imports_looks_nothing_up(tmp_path, script) -> None:
    assert run_traced(script(LEARNS), tmp_path) == ""


@pytest.mark.parametrize("code", ["", READS_AND_COMPOSES])
def test_no_python_code_asks_for_a_connection(code, tmp_path, script) -> None:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    arguments = script(code) if code else compose(tmp_path)
    guarded = surroundings(home_of(tmp_path), first=str(guard))
    done = subprocess.run(
        [sys.executable, *arguments], env=guarded, cwd=tmp_path, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr


def test_the_guard_ends_a_run_that_looks_something_up(tmp_path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    looked_up = "import socket; socket.getaddrinfo('localhost', 80)"
    guarded = surroundings(tmp_path, first=str(tmp_path))
    assert subprocess.run([sys.executable, "-c", looked_up], env=guarded, capture_output=True).returncode == 97
