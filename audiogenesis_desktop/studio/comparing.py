"""Comparing two takes at equal loudness: the louder one is played softer, so that loudness does not decide."""

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.score.differing import differs_in_faders_alone
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.jobs import Jobs, Progress
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.studio.takes import Takes

COMPARED = "compared"  # the key of what is told of it
_NOTICED_DB = 0.2  # less is no difference that anybody hears
_MOST_KNOWN = 16


class Whole(NamedTuple):
    """How loud a score is in all, and the gain in dB, 0 or less, with which it is played live so as not to clip."""

    lufs: float
    live_gain_db: float = 0.0

    @property
    def live_lufs(self) -> float:
        """Return how loud it is as it is played live."""
        return self.lufs + self.live_gain_db


HearWhole: TypeAlias = Callable[[Score, Path | None, Progress], Whole]
"""Returns how loud a score is, with the SoundFont that was chosen or the best that is found."""


def hear_whole(score: Score, chosen: Path | None, progress: Progress) -> Whole:
    """Return how loud a score is in all; raises MissingPart or BadInput where it cannot be rendered."""
    from audiogenesis_desktop.delivery.balancing import live_gain_db, mix_lufs
    from audiogenesis_desktop.delivery.heard import hear
    from audiogenesis_desktop.playback.trying import tried_soundfont

    heard = hear(score, soundfont=tried_soundfont(chosen), progress=progress)
    return Whole(mix_lufs(score, heard), live_gain_db(score, heard))


class Comparing(QObject):
    """Leads to the take that was shown before and back, each played as loud as the softer of the two."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key

    def __init__(
        self,
        takes: Takes,
        *,
        player: Player,
        jobs: Jobs,
        settings: Settings,
        hear: HearWhole | None,
        parent: QObject | None = None,
    ) -> None:
        """Take the takes and what plays them; without `hear` they are played as loud as they are."""
        super().__init__(parent)
        self._takes, self._player, self._jobs, self._settings, self._hear = takes, player, jobs, settings, hear
        self._known: list[tuple[Score, Whole]] = []
        self._pair: tuple[Score, Score] | None = None  # what is shown, and what it is compared with
        self._number = -1  # of the take that is shown and compared
        self._is_listening = False
        takes.changed.connect(self._follow)
        player.live_gain_changed.connect(self._level)

    def compare(self) -> None:
        """Show the take that was shown before; once more leads back."""
        before = self._takes.shown
        self._pair = None
        self._takes.compare()
        shown = self._takes.shown
        if before is not None and shown is not None and shown.number != before.number:
            self._pair, self._number = (shown.score, before.score), shown.number
            self._level()

    def _follow(self) -> None:
        """Play as loud as it is what is no longer compared: another take, or one that was edited."""
        shown = self._takes.shown
        if self._pair is None or (shown is not None and shown.score is self._pair[0]):
            return
        if shown is not None and shown.number == self._number and differs_in_faders_alone(shown.score, self._pair[0]):
            self._pair = (shown.score, self._pair[1])
            self._level()
        else:
            self._pair = None
            self._player.set_trim(0.0)
            self.notice_gone.emit(COMPARED)

    def _level(self) -> None:
        if self._pair is None or self._hear is None:
            return
        wholes = [self._whole(score) for score in self._pair]
        if None in wholes:
            self._listen(next(score for score, whole in zip(self._pair, wholes, strict=True) if whole is None))
            return
        own, other = (whole for whole in wholes if whole is not None)
        trim = self._trim(own, other)
        self._player.set_trim(trim)
        softer = f" It is played {-trim:.1f} dB softer, so that both are equally loud." if trim < -_NOTICED_DB else ""
        shown = self._takes.shown
        if shown is not None:
            self.noticed.emit(Notice(COMPARED, f"Take {shown.name}.{softer}", notices.INFO))

    def _trim(self, own: Whole, other: Whole) -> float:
        """Return by how much what is shown is played softer: beside the live gain that it has already, not its own."""
        if not (isfinite(own.lufs) and isfinite(other.lufs)):
            return 0.0
        softer = min(own.live_lufs, other.live_lufs)
        return min(0.0, softer - own.lufs - self._player.live_gain_db)

    def _whole(self, score: Score) -> Whole | None:
        return next((whole for known, whole in self._known if known is score), None)

    def _listen(self, score: Score) -> None:
        if self._is_listening or self._hear is None:
            return
        hear, chosen = self._hear, self._settings.first_soundfont
        self._is_listening = True

        def heard(whole: Whole) -> None:
            self._is_listening = False
            self._known = [*self._known, (score, whole)][-_MOST_KNOWN:]
            self._level()

        def failed(_failure: object) -> None:
            self._is_listening = False  # compared as loud as they are: without a SoundFont nothing is heard anyway

        self._jobs.start(lambda progress: hear(score, chosen, progress), done=heard, failed=failed)
