"""Exporting: the piece rendered to a WAV file in the background, one at a time; or as MIDI for other programs."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.settings import Settings


class Exporting(QObject):
    """Writes the last finished edit, with the SoundFont that the settings name."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    progressed = Signal(float)  # 0..1

    def __init__(self, door: Door, jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        """Take what is to be heard, and where the work is done."""
        super().__init__(parent)
        self._door, self._jobs, self._settings = door, jobs, settings
        self._job: Job | None = None

    def export_wav(self, path: Path) -> None:
        """Render the score to a WAV file in the background; one under way is given up."""
        score, chosen = self._door.committed, self._settings.first_soundfont

        def write(progress: Progress) -> None:
            from audiogenesis_desktop.delivery.render import export_wav
            from audiogenesis_desktop.playback.fluid import find_soundfont

            export_wav(score, path, soundfont=find_soundfont(chosen), progress=progress)

        self.cancel()
        text = f"Writing {path.name} …"
        self.noticed.emit(Notice("export", text, notices.INFO, Mend.CANCEL_EXPORT, "Cancel"))
        self._job = self._jobs.start(
            write,
            done=lambda _: self.noticed.emit(Notice("export", f"Wrote {path.name}.")),
            failed=self._failed,
            progress=self.progressed.emit,
        )
        self._job.ended.connect(self._ended)

    def export_mid(self, path: Path, *, is_played: bool) -> None:
        """Write a MIDI file for other programs in the background: as the piece is played, or as it is written."""
        score = self._door.committed

        def write(_progress: Progress) -> None:
            from audiogenesis_desktop.files.midi import write_midi
            from audiogenesis_desktop.perform.performing import perform

            write_midi(perform(score) if is_played else score, path)

        done = Notice("export", f"Wrote {path.name}.")
        self._jobs.start(write, done=lambda _: self.noticed.emit(done), failed=self._failed)

    def cancel(self) -> None:
        """Stop an export under way."""
        if self._job is not None:
            self._job.cancel()
            self.notice_gone.emit("export")

    def _failed(self, failure: Failure) -> None:
        mend = notices.MENDS.get(failure.kind, (Mend.NOTHING, ""))
        self.noticed.emit(Notice("export", failure.sentence, notices.DANGER, *mend))

    def _ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
