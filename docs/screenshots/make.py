"""Make the README's picture of the window anew: `QT_QPA_PLATFORM=offscreen .venv/bin/python docs/screenshots/make.py`.

A piece is composed by a certain seed and heard for six seconds, by FluidSynth into a file that is thrown away.
"""

import os
import subprocess
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

PROMPT, SEED = (
    "Night drive synthwave with synth bass, saw lead, warm pad and drums, 104 BPM, F# minor, 45 seconds",
    280106,
)
PLACE = Path(__file__).resolve().parent / "playing.png"
COMPOSED_AFTER_MS, HEARD_MS = 60_000, 6_000


def wait(signal=None, at_most_ms=COMPOSED_AFTER_MS):
    """Let the window live until a signal comes, or for so long."""
    loop = QEventLoop()
    if signal is not None:
        signal.connect(loop.quit)
    QTimer.singleShot(at_most_ms, loop.quit)
    loop.exec()


def main() -> None:
    """Compose, play, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["AUDIOGENESIS_AUDIO_DRIVER"] = "file"
        os.environ |= {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "CACHE")}
        from audiogenesis_desktop import paths
        from audiogenesis_desktop.studio.composing import Composing, real_parts
        from audiogenesis_desktop.ui.application import make_application, make_studio
        from audiogenesis_desktop.ui.main_window import MainWindow

        make_application()
        studio = make_studio(composing=Composing(real_parts(paths.shipped_checkpoint())))
        window = MainWindow(studio)
        window.resize(1280, 720)
        window.show()
        studio.sound.open()
        window.prompt_bar.set_prompt(PROMPT)
        studio.making.compose(PROMPT, SEED)
        wait(studio.takes.further.ended)
        wait(at_most_ms=2_000)  # its parts are balanced
        studio.player.play_from(0)
        wait(at_most_ms=HEARD_MS)
        window.grab().save(str(PLACE))
        window.end()
    subprocess.run(["mogrify", "+dither", "-colors", "128", str(PLACE)], check=True)


if __name__ == "__main__":
    main()
