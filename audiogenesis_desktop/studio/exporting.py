"""Exporting: the piece written as MIDI for other programs, or rendered to a WAV file, in the background."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.filing import Filing
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.export import Delivered, Spec
    from audiogenesis_desktop.delivery.packs import Pack
    from audiogenesis_desktop.delivery.provenance import Provenance
    from audiogenesis_desktop.plan.plan import Plan

_LOSSES = "losses"  # the key of what is told of writing over a file


class Exporting(QObject):
    """Writes the last finished edit, with the SoundFont that the settings name."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    progressed = Signal(float)  # 0..1
    delivered = Signal(list)  # of Delivered: what was written, how long and how loud it is

    def __init__(
        self, door: Door, filing: Filing, jobs: Jobs, settings: Settings, parent: QObject | None = None
    ) -> None:
        """Take what is to be heard, which file it came from, and where the work is done."""
        super().__init__(parent)
        self._door, self._filing, self._jobs, self._settings = door, filing, jobs, settings
        self._warned = set[Path]()  # files of which it was told what writing over them would lose
        self._job: Job | None = None

    def export_mid(self, path: Path, *, is_played: bool) -> None:
        """Write a MIDI file for other programs, with its loop: as the piece is played, or as it is written.

        The first time over the file of another program that the piece came from, it is told what that would lose
        instead; the second time it is done.
        """
        source = self._filing.source
        if source is not None and path == source.paths[0] and source.what_would_be_lost and path not in self._warned:
            self._warned.add(path)
            lost = f"Writing over {path.name} would lose {source.what_would_be_lost}."
            text = f"{lost} Export once more to do so all the same."
            self.noticed.emit(Notice(_LOSSES, text, notices.WARNING, Mend.EXPORT_MIDI, "Export under another name…"))
            return
        score, loop = self._door.committed, self._filing.loop

        def write(_progress: Progress) -> None:
            from audiogenesis_desktop.files.loop_marks import with_loop
            from audiogenesis_desktop.files.midi import write_midi
            from audiogenesis_desktop.perform.performing import perform

            write_midi(with_loop(perform(score) if is_played else score, loop), path)

        self._jobs.start(write, done=lambda _: self._wrote(path), failed=self._failed)

    def export_wav(self, path: Path) -> None:
        """Render the score to a WAV file in the background; one under way is given up."""
        score, chosen = self._door.committed, self._settings.first_soundfont

        def write(progress: Progress) -> None:
            from audiogenesis_desktop.delivery.render import export_wav
            from audiogenesis_desktop.playback.fluid import find_soundfont

            export_wav(score, path, soundfont=find_soundfont(chosen), progress=progress)

        self._begin(path.name, write, lambda _: self._wrote(path))

    def export(self, path: Path, spec: "Spec", *, license: str = "", comment: str = "") -> None:
        """Write the piece to a file of any format and loudness in the background; one under way is given up."""
        score, chosen = self._door.committed, self._settings.first_soundfont

        def write(progress: Progress) -> "list[Delivered]":
            from audiogenesis_desktop.delivery.export import export
            from audiogenesis_desktop.playback.fluid import find_soundfont

            font = find_soundfont(chosen)
            return [export(score, path, spec, soundfont=font, license=license, comment=comment, progress=progress)]

        self._begin(path.name, write, lambda made: self._tell(path, made))

    def deliver(self, folder: Path, pack: "Pack", provenance: "Provenance", plan: "Plan | None" = None) -> None:
        """Fill a new folder with a pack of the piece in the background; one under way is given up."""
        score, chosen = self._door.committed, self._settings.first_soundfont

        def write(progress: Progress) -> "list[Delivered]":
            from audiogenesis_desktop.delivery.pack import Shipment, deliver
            from audiogenesis_desktop.delivery.versions import Piece
            from audiogenesis_desktop.playback.fluid import find_soundfont

            shipment = Shipment(Piece(score, plan), pack, provenance, find_soundfont(chosen))
            return deliver(shipment, folder, progress=progress)

        self._begin(folder.name, write, lambda made: self._tell(folder, made))

    def _begin(self, name: str, write: Callable[[Progress], object], done: Callable[[Any], None]) -> None:
        self.cancel()
        self.noticed.emit(Notice("export", f"Writing {name} …", notices.INFO, Mend.CANCEL_EXPORT, "Cancel"))
        self._job = self._jobs.start(write, done=done, failed=self._failed, progress=self.progressed.emit)
        self._job.ended.connect(self._ended)

    def _tell(self, path: Path, made: "Sequence[Delivered]") -> None:
        """Say what was written, how long and how loud it is, and what could not be reached."""
        first, told = made[0], [notice for one in made for notice in one.notices]
        loud = f", {first.loudness.integrated_lufs:.1f} LUFS" if first.loudness.integrated_lufs > -100 else ""
        text = " ".join([f"Wrote {path.name}: {first.seconds:.3f} s{loud}.", *dict.fromkeys(told)])
        self.noticed.emit(Notice("export", text))
        self.delivered.emit(list(made))

    def cancel(self) -> None:
        """Stop an export under way."""
        if self._job is not None:
            self._job.cancel()
            self.notice_gone.emit("export")

    def _wrote(self, path: Path) -> None:
        self.notice_gone.emit(_LOSSES)
        self.noticed.emit(Notice("export", f"Wrote {path.name}."))

    def _failed(self, failure: Failure) -> None:
        mend = notices.MENDS.get(failure.kind, (Mend.NOTHING, ""))
        self.noticed.emit(Notice("export", failure.sentence, notices.DANGER, *mend))

    def _ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
