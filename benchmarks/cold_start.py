"""How long the first answer takes: of the commands, of the window, and what all of it costs at rest.

Run `python benchmarks/cold_start.py [--rounds 5]`. Each round has a home of its own, so that nothing is remembered;
what Python has compiled and what the disk's cache holds is warm. Sound goes through FluidSynth's "file" driver,
which keeps time as a sound card does and needs none. The figures are medians; the remembered command and the bare
imports are the measure beside which the others are seen.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REST_SECONDS, LOOK_SECONDS = 20.0, 10.0

# What a studio prints as it happens, Enter being pressed as soon as the window is painted.
WINDOW = """
import sys
from audiogenesis_desktop.commands import studio
from audiogenesis_desktop.commands.parser import build_parser
from audiogenesis_desktop.studio.composing_process import ComposingProcess

tell = lambda word: print(word, flush=True)

def watch_window():
    from audiogenesis_desktop.ui import main_window

    asks, made = sys.argv[1:] == ["ask"], main_window.MainWindow.__init__

    def with_watch(window, studio):
        made(window, studio)
        def painted():
            tell("painted")
            if asks:
                studio.making.compose("a brass band at the seaside, 20 seconds", seed=1)
        window.first_painted.connect(painted)
        studio.composing.notes_arrived.connect(lambda *_: tell("notes"))

    main_window.MainWindow.__init__ = with_watch

if __name__ == "__main__":
    start = ComposingProcess.start

    def start_and_watch(process):  # the window's modules are not to be loaded any sooner than they are without us
        ComposingProcess.start = start
        start(process)
        watch_window()

    ComposingProcess.start = start_and_watch
    studio.run(build_parser().parse_args(["studio"]))
"""
STREAM = """
import sys
from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.playback.fluid import FluidOutput
from audiogenesis_desktop.score.events import NOTE_ON

if __name__ == "__main__":
    sent = FluidOutput.send

    def send(output, event, at):
        sent(output, event, at)
        if event.kind == NOTE_ON:
            print("note", flush=True)
    FluidOutput.send = send
    run(["stream", "a brass band at the seaside, 20 seconds"])
"""


class Home:
    """A home folder of its own for one program, and the surroundings that say so."""

    def __init__(self, folder: str) -> None:
        """Take an empty folder; the output is FluidSynth there."""
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        self.folder = Path(folder)
        self.surroundings = dict(os.environ) | dict.fromkeys(names, folder) | {"AUDIOGENESIS_AUDIO_DRIVER": "file"}
        if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            self.surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")

    def seconds(self, *command: str) -> float:
        """Return how long a command of ours takes from start to end."""
        began = time.perf_counter()
        called = [sys.executable, "-m", "audiogenesis_desktop", *command]
        subprocess.run(called, env=self.surroundings, cwd=self.folder, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began

    def start(self, code: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start a program that says what happens, line by line."""
        script = self.folder / "script.py"
        script.write_text(code)
        called = [sys.executable, str(script), *arguments]
        return subprocess.Popen(called, env=self.surroundings, cwd=self.folder, stdout=subprocess.PIPE, text=True)

    def until(self, word: str, code: str, *arguments: str) -> float:
        """Return the seconds from a program's start to the line that begins with a word; the program is ended."""
        began = time.perf_counter()
        with self.start(code, *arguments) as program:
            wait_for(word, program)
            taken = time.perf_counter() - began
            program.kill()
        return taken


def wait_for(word: str, program: "subprocess.Popen[str]") -> None:
    """Read what a program says until a line begins with a word."""
    assert program.stdout is not None
    for line in program.stdout:
        if line.startswith(word):
            return
    raise SystemExit(f"It ended before it said {word!r}: run it by itself and see what it says.")


def compose(prompt: str) -> tuple[str, ...]:
    """Return the command that composes a short piece of a prompt."""
    return "compose", prompt, "--seed", "1", "-o", "piece.mid"


def commands(home: Home) -> dict[str, float]:
    """Return the times of the commands, the prompt being new and then remembered."""
    prompt = "a brass band at the seaside, 8 seconds"
    return {
        "compose, a new prompt": home.seconds(*compose(prompt)),
        "compose, remembered": home.seconds(*compose(prompt)),
        "doctor": home.seconds("doctor"),
        "--version": home.seconds("--version"),
    }


def first_notes(home: Home) -> dict[str, float]:
    """Return the times to the first note, of all that begin with a new prompt."""
    return {
        "window, painted": home.until("painted", WINDOW),
        "window, Enter at once, first bar": home.until("notes", WINDOW, "ask"),
        "stream, first note handed over": home.until("note", STREAM),
    }


def at_rest(home: Home) -> dict[str, float]:
    """Return MB of memory, resident and its share of what is mapped by several, and the share of a core at rest."""
    with home.start(WINDOW) as window:
        wait_for("painted", window)
        time.sleep(REST_SECONDS)
        own, child = window.pid, children(window.pid)
        before, began = sum(cpu_seconds(pid) for pid in (own, *child)), time.perf_counter()
        time.sleep(LOOK_SECONDS)
        used = sum(cpu_seconds(pid) for pid in (own, *child)) - before
        found = {"window, MB": resident(own), "composing process, MB": max(map(resident, child))}
        found["both, % of a core"] = 100 * used / (time.perf_counter() - began)
        window.kill()
    return found


def children(pid: int) -> list[int]:
    """Return the processes that one has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int) -> float:
    """Return a process's resident memory in MB, of what is mapped from files as well."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the medians of some rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("commands", "first_notes", "at_rest"))
    options = parser.parse_args()
    looks: list[Callable[[Home], dict[str, float]]] = [commands, first_notes]
    if sys.platform == "linux":
        looks.append(at_rest)
    for look in looks:
        if options.only in (None, look.__name__):
            tell(look, 1 if look is at_rest else options.rounds)


def tell(look: Callable[[Home], dict[str, float]], rounds: int) -> None:
    """Print the medians of one look."""
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            found.append(look(Home(folder)))
    for name in found[0]:
        values = sorted(each[name] for each in found)
        print(f"{name:<36}{statistics.median(values):8.2f}   ({values[0]:.2f} to {values[-1]:.2f})", flush=True)


if __name__ == "__main__":
    main()
