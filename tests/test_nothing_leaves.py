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
# A file is reworked and delivered, by the commands; told the SoundFont to play with.
REWORKS_AND_DELIVERS = """
import sys
from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.files.midi import write_midi
from pathlib import Path
if __name__ == "__main__":
    tune = Track(0, "Piano", notes=tuple(Note(480 * i, 60 + i % 5, 400, 80) for i in range(16)))
    write_midi(Score(tracks=(tune,)), Path("a.mid"))
    assert run(["rework", "a.mid", "--prompt", "a harp beside a brook", "--bars", "2", "-o", "b.mid"]) == 0
    told = ["--pack", "podcast", "--soundfont", sys.argv[1], "-o"]
    assert run(["deliver", "b.mid", *told, "of a file"]) == 0
    assert run(["deliver", "a fiddle in a storm", "--length", "3", *told, "of a prompt"]) == 0
"""
# The studio's window, as its command opens it: two takes are written and judged, saved as a project and opened again.
IN_THE_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.ui.main_window import MainWindow
PROJECT = Path("storm.agproj").resolve()
def compose(window):
    studio = window.studio
    studio.settings.takes = 2
    studio.takes.further.ended.connect(lambda: studio.filing.save(PROJECT, lambda: open_again(window)))
    window.prompt_bar.set_prompt("a fiddle in a storm, 4 seconds")
    window.compose("a fiddle in a storm, 4 seconds")
def open_again(window):
    window.studio.filing.piece_shown.connect(lambda: QTimer.singleShot(0, lambda: close(window)))
    window.studio.filing.open(PROJECT)
def close(window):
    print(window.studio.document.score.note_count, len(window.studio.takes.all))
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
# Each process tells what ONNX Runtime and Hugging Face's libraries were told when they were loaded.
TELLS_SWITCHES = """
import os, sys
def tell_at_import(event, arguments):
    if event == "import" and arguments[0] in ("onnxruntime", "tokenizers"):
        switches = " ".join(os.environ.get(name, "") for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"))
        with open(os.path.join(os.environ["TOLD"], f"{os.getpid()} {arguments[0]}"), "w") as file:
            file.write(switches)
sys.addaudithook(tell_at_import)
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
@pytest.mark.parametrize("code", [REWORKS_AND_DELIVERS, IN_THE_WINDOW], ids=["commands", "window"])
def test_neither_the_other_commands_nor_the_window_look_anything_up(code, tmp_path, script, soundfont) -> None:
    assert run_traced([*script(code), str(soundfont)], tmp_path) == ""


@pytest.mark.slow
def test_what_training_imports_looks_nothing_up(tmp_path, script) -> None:
    assert run_traced(script(LEARNS), tmp_path) == ""


def marked_slow(code: str, name: str):
    return pytest.param(code, marks=pytest.mark.slow, id=name)


@pytest.mark.parametrize(
    "code",
    ["", READS_AND_COMPOSES, marked_slow(REWORKS_AND_DELIVERS, "commands"), marked_slow(IN_THE_WINDOW, "window")],
)
def test_no_python_code_asks_for_a_connection(code, tmp_path, script, soundfont) -> None:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    arguments = [*script(code), str(soundfont)] if code else compose(tmp_path)
    guarded = surroundings(home_of(tmp_path), first=str(guard))
    done = subprocess.run(
        [sys.executable, *arguments], env=guarded, cwd=tmp_path, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    if code == IN_THE_WINDOW:
        notes, takes = map(int, done.stdout.split())
        assert notes and takes == 2


@pytest.mark.slow
def test_every_process_of_the_window_has_telemetry_off(tmp_path, script) -> None:
    told = tmp_path / "told"
    told.mkdir()
    (tmp_path / "sitecustomize.py").write_text(TELLS_SWITCHES)
    environment = surroundings(home_of(tmp_path), first=str(tmp_path)) | {"TOLD": str(told)}
    done = subprocess.run([sys.executable, *script(IN_THE_WINDOW)], env=environment, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stderr
    switches = [path.read_text() for path in told.iterdir()]
    assert len(switches) >= 2 and set(switches) == {"1 1"}


def test_the_guard_ends_a_run_that_looks_something_up(tmp_path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    looked_up = "import socket; socket.getaddrinfo('localhost', 80)"
    guarded = surroundings(tmp_path, first=str(tmp_path))
    assert subprocess.run([sys.executable, "-c", looked_up], env=guarded, capture_output=True).returncode == 97
