"""How long the studio takes from process start to first paint, beside an empty PySide6 window.

Run `python benchmarks/window_start.py [--rounds 10]`. Without a display Qt's offscreen platform is used. The
rounds alternate; the figures are medians of warm starts and their ratio: what is above 1 is our own doing.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

STUDIO = """
import os
from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.ui.application import open_studio
open_studio(painted=lambda: (print("painted", flush=True), os._exit(0)))
"""
EMPTY = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
        os._exit(0)
app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


def first_paint(code: str, surroundings: dict[str, str]) -> float:
    """Return the seconds from starting a Python process to the line that it prints when it has painted."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        if "painted" not in process.stdout.readline():
            raise SystemExit("The window never painted: run the studio by itself and see what it says.")
        return time.perf_counter() - start


def main() -> None:
    """Time both, by turns, after one start each to warm the disk cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        surroundings = dict(os.environ) | dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), home)
        if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
        pairs = [(first_paint(STUDIO, surroundings), first_paint(EMPTY, surroundings)) for _ in range(rounds + 1)]
    studio, empty = (statistics.median(times) for times in zip(*pairs[1:], strict=True))
    ratio = studio / empty
    print(f"first paint, median of {rounds}: studio {studio:.2f} s, empty window {empty:.2f} s, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
