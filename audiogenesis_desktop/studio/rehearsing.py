"""Rehearsing an export: the piece is rendered in the background, to tell how loud its file will be."""

import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.loudness import Loudness
    from audiogenesis_desktop.delivery.sound import WatchedSound
    from audiogenesis_desktop.delivery.targets import Target

_IN_MEMORY_BYTES = 64 * 2**20
_RENDERING = 0.8  # of the work


class Reading(NamedTuple):
    """How loud a piece is once mastered, what gain and limiter do for that, and what could not be reached."""

    loudness: "Loudness"
    gain_db: float
    limited_db: float
    notices: tuple[str, ...] = ()


class Rehearsing(QObject):
    """Measures one wish at a time; the sound of a score is kept, so that another target takes little time."""

    measured = Signal(Reading)
    progressed = Signal(float)  # 0..1
    failed = Signal(str)  # why, as a sentence

    def __init__(self, jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        """Take where work is done, and the settings that name the SoundFont."""
        super().__init__(parent)
        self._jobs, self._settings = jobs, settings
        self._job: Job | None = None
        self._kept: tuple[Score, Path | None, WatchedSound] | None = None
        self._turn = threading.Lock()  # one job reads or replaces the sound at a time

    def measure(self, score: Score, target: "Target", *, rate: int) -> None:
        """Tell how loud a file of the score will be at a rate in Hz and a target; one under way is given up."""
        self.cancel()
        chosen = self._settings.first_soundfont

        def work(progress: Progress) -> Reading:
            with self._turn:
                return _reading(self._sound_of(score, rate, chosen, progress), target, progress)

        self._job = self._jobs.start(work, done=self.measured.emit, failed=self._failed, progress=self.progressed.emit)

    def cancel(self) -> None:
        """Stop measuring."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def let_go(self) -> None:
        """Stop measuring, and keep no sound any more."""
        self.cancel()
        self._kept = None

    def _failed(self, failure: Failure) -> None:
        self.failed.emit(failure.sentence)

    def _sound_of(self, score: Score, rate: int, chosen: Path | None, progress: Progress) -> "WatchedSound":
        from audiogenesis_desktop.delivery.render import sounds_of
        from audiogenesis_desktop.delivery.sound import WatchedSound
        from audiogenesis_desktop.playback.trying import tried_soundfont

        if self._kept is not None:
            known, known_font, sound = self._kept
            if known is score and known_font == chosen and sound.rate == rate:
                return sound
        file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 (it is kept for the next target)
        told, font = partial(_told, progress), tried_soundfont(chosen)
        sound = WatchedSound(file, rate).extend(sounds_of(score, soundfont=font, rate=rate, progress=told))
        self._kept = score, chosen, sound
        return sound


def _told(progress: Progress, done: float) -> None:
    progress(_RENDERING * done)


def _reading(sound: "WatchedSound", target: "Target", progress: Progress) -> Reading:
    from audiogenesis_desktop.delivery.mastering import mastering_of

    sound.watch = lambda: progress(_RENDERING)
    mastering = mastering_of(sound, target)
    return Reading(mastering.loudness, mastering.gain_db, mastering.limited_db, mastering.notices)
