"""Exporting: the piece written as MIDI for other programs, or rendered to audio files, in the background."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.excerpt import stretch_alone
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.filing import Filing
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress, failure_of
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.origin import Origin, plan_of
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.compose.recomposing import Writer
    from audiogenesis_desktop.delivery.export import Delivered, Spec
    from audiogenesis_desktop.delivery.order import Order
    from audiogenesis_desktop.delivery.packs import Pack
    from audiogenesis_desktop.delivery.picture.looking import Picture
    from audiogenesis_desktop.plan.plan import Plan
    from audiogenesis_desktop.plan.take import Take

LoadComposer = Callable[[], Composer]
_LOSSES = "losses"  # the key of what is told of writing over a file


class Exporting(QObject):
    """Writes the last finished edit, with the SoundFont that the settings name."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    progressed = Signal(float)  # 0..1
    began = Signal()
    delivered = Signal(list)  # of Delivered: what was written, how long and how loud it is
    failed = Signal(str)  # why, as a sentence
    ended = Signal()  # whether written, failed or cancelled

    def __init__(
        self, door: Door, filing: Filing, jobs: Jobs, settings: Settings, parent: QObject | None = None
    ) -> None:
        """Take what is to be heard, which file it came from, and where the work is done."""
        super().__init__(parent)
        self._door, self._filing, self._jobs, self._settings = door, filing, jobs, settings
        self._warned = set[Path]()  # files of which it was told what writing over them would lose
        self._job: Job | None = None
        self.written: Path | None = None  # the file or folder that was written last
        # What loads who composes versions, None while something else is composed.
        self.composer_at_hand: Callable[[], LoadComposer | None] = lambda: None

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

    def order(self, order: "Order", stretch: Stretch | None = None) -> None:
        """Write what is ordered, of the whole piece or of a stretch of it, in the background.

        One under way is given up. What cannot be written is told and nothing is begun.
        """
        score = self._door.committed
        ordered = score if stretch is None else stretch_alone(score, stretch)
        try:
            order.check(ordered, seconds=length_seconds(ordered))
        except BadInput as error:
            self._failed(failure_of(error))
            return
        if order.is_one_file and order.picture is not None:
            self._export_video(order, order.picture, ordered)
        elif order.is_one_file:
            self.export(order.path, order.spec, ordered)
        else:
            plan = plan_of(score, self._door.take) if stretch is None else None
            named = replace(ordered, title=order.name)
            take = self._door.take if stretch is None else None
            self.deliver(order.path, order.pack, named, plan, take=take, is_loop=order.is_loop, order=order)

    def export(self, path: Path, spec: "Spec", score: Score | None = None) -> None:
        """Write the piece, or what is made of it, to a file of any format and loudness; one under way is given up."""
        score, chosen, origin = score or self._door.committed, self._settings.first_soundfont, self._origin

        def write(progress: Progress) -> "list[Delivered]":
            from audiogenesis_desktop.delivery.export import export
            from audiogenesis_desktop.playback.trying import tried_soundfont

            told, font = origin.provenance(), tried_soundfont(chosen)
            license, comment = told.license_line, told.comment_line
            return [export(score, path, spec, soundfont=font, license=license, comment=comment, progress=progress)]

        self._begin(path, write)

    def _export_video(self, order: "Order", picture: "Picture", score: Score) -> None:
        """Write the video with the music."""
        chosen = self._settings.first_soundfont

        def write(progress: Progress) -> "list[Delivered]":
            from audiogenesis_desktop.delivery.video import export_video
            from audiogenesis_desktop.playback.trying import tried_soundfont

            font = tried_soundfont(chosen)
            return [export_video(order, picture, score, soundfont=font, progress=progress)]

        self._begin(order.path, write)

    def deliver(
        self,
        folder: Path,
        pack: "Pack",
        score: Score | None = None,
        plan: "Plan | None" = None,
        *,
        take: "Take | None" = None,
        is_loop: bool = False,
        order: "Order | None" = None,
    ) -> None:
        """Fill a new folder with a pack of the piece, or of what is made of it; one under way is given up.

        `take` is what the whole piece began as; the order tells of the video that it is for, if it is for one.
        """
        score, chosen, origin = score or self._door.committed, self._settings.first_soundfont, self._origin
        load_composer = self.composer_at_hand()

        def write(progress: Progress) -> "list[Delivered]":
            from audiogenesis_desktop.delivery.pack import deliver
            from audiogenesis_desktop.delivery.shipment import Shipment, left_out
            from audiogenesis_desktop.delivery.versions import Piece
            from audiogenesis_desktop.playback.trying import tried_soundfont

            writer = _writer(origin, load_composer) if plan is not None else None
            soundfont, piece = tried_soundfont(chosen), Piece(score, plan, writer, take)
            shipment = Shipment(piece, pack, origin.provenance(), soundfont, is_loop=is_loop)
            if order is not None:
                shipment = replace(
                    shipment,
                    picture=order.picture,
                    keeps_sound=order.keeps_sound,
                    starts_at_seconds=order.starts_at_seconds,
                )
            first, *others = deliver(shipment, folder, progress=progress)
            return [replace(first, notices=(*first.notices, *left_out(shipment))), *others]

        self._begin(folder, write)

    @property
    def has_plan(self) -> bool:
        """Return whether the piece still follows the plan that it was composed by, so that versions can be composed."""
        return plan_of(self._door.committed, self._door.take) is not None

    def lacks(self, pack: "Pack") -> list[str]:
        """Return a sentence for each version and loop that a pack has and the piece cannot, if it was composed here."""
        from audiogenesis_desktop.delivery.shipment import lacking
        from audiogenesis_desktop.delivery.versions import Piece

        score = self._door.committed
        plan = plan_of(score, self._door.take)
        return [] if plan is None else lacking(Piece(score, plan), pack)

    @property
    def _origin(self) -> Origin:
        source = self._filing.source
        return Origin(self._door.take, source.paths[0].name if source is not None else self._filing.name)

    @property
    def is_busy(self) -> bool:
        """Return whether audio files are being written."""
        return self._job is not None

    def _begin(self, path: Path, write: Callable[[Progress], "Sequence[Delivered]"]) -> None:
        self.cancel()
        self.noticed.emit(Notice("export", f"Writing {path.name} …", notices.INFO, Mend.CANCEL_EXPORT, "Cancel"))
        done = partial(self._tell, path)
        self._job = self._jobs.start(write, done=done, failed=self._failed, progress=self.progressed.emit)
        self._job.ended.connect(self._ended)
        self.began.emit()

    def _tell(self, path: Path, made: "Sequence[Delivered]") -> None:
        """Say what was written, how long and how loud it is, and what could not be reached."""
        first, told = made[0], [notice for one in made for notice in one.notices]
        loud = f", {first.loudness.integrated_lufs:.1f} LUFS" if first.loudness.integrated_lufs > -100 else ""
        text = " ".join([f"Wrote {path.name}: {first.seconds:.3f} s{loud}.", *dict.fromkeys(told)])
        self.written = path
        self.noticed.emit(Notice("export", text, notices.INFO, Mend.SHOW_WRITTEN, "Show in folder"))
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
        self.failed.emit(failure.sentence)
        mend = notices.MENDS.get(failure.kind, (Mend.NOTHING, ""))
        self.noticed.emit(Notice("export", failure.sentence, notices.DANGER, *mend))

    def _ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.ended.emit()


def _writer(origin: Origin, load_composer: LoadComposer | None) -> "Writer | None":
    """Return who composes versions of what is exported, where that was composed here and a composer is at hand."""
    from audiogenesis_desktop.compose.recomposing import Writer

    if origin.take is None or load_composer is None:
        return None
    try:
        return Writer(load_composer(), origin.take.brief, origin.take.seed)
    except AudiogenesisError:
        return None
