"""The export sheet: everything that is written of the piece, chosen in one place, with what came of it."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from audiogenesis_desktop.delivery.export import Delivered
from audiogenesis_desktop.delivery.order import Order, free_name
from audiogenesis_desktop.delivery.packs import Pack, packs
from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.names import safe_name
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.excerpt import stretch_alone
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.export_choices import KEEPS_SOUND, LOOP, OWN_NAME, SELECTION, WHOLE, Choices
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.export.layout import SheetParts
from audiogenesis_desktop.ui.export.outcome import show_in_folder
from audiogenesis_desktop.ui.theme import Theme

_MEASURE_AFTER_MS = 300
_NAME_CHARACTERS = 40

Selected: TypeAlias = Callable[[], Stretch | None]
"""Returns the time that the selected notes take, or None."""


class ExportSheet(QDialog):
    """Not modal: the music may play on and be edited while it is open."""

    timecode_chosen = Signal(str, str)  # the frame rate's name, and the label that time code begins at

    def __init__(self, studio: Studio, theme: Theme, parent: QWidget | None, *, selected: Selected) -> None:
        """Show what was chosen last, for the piece that is shown."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._studio, self._selected = studio, selected
        self._choices = Choices.of(studio.settings)
        self._cut: tuple[Score, Stretch | None, Score] | None = None
        self._end: tuple[Score, int] | None = None
        self._measured: tuple[Score, str, int] | None = None  # what was last asked to be measured
        self._began = 0.0
        self.parts = SheetParts(self, theme)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MEASURE_AFTER_MS)
        self._timer.timeout.connect(self._measure)
        self._fill()
        self._connect()
        self.refresh()

    def _fill(self) -> None:
        parts, pack = self.parts, self._choices.pack
        parts.file.choose(pack.formats, pack.loudness)
        parts.file.span.choose(self._choices.span)
        parts.beside.choose(pack)
        parts.beside.video.choose(self._choices.video)
        parts.folder.setText(str(self._choices.folder))
        parts.show_pack(packs()[self._last_pack])

    def _connect(self) -> None:
        parts, studio = self.parts, self._studio
        parts.file.changed.connect(self._changed)
        parts.beside.changed.connect(self._changed)
        parts.beside.timecode_chosen.connect(self.timecode_chosen)
        for line in (parts.folder, parts.name):
            line.textEdited.connect(self.refresh)
        parts.browse.clicked.connect(self._browse)
        parts.begin.clicked.connect(self._begin_or_cancel)
        parts.deliver.clicked.connect(self.deliver)
        parts.fill_packs({name: pack.name for name, pack in packs().items()}, self.choose_pack)
        parts.shut.clicked.connect(self.close)
        parts.show_folder.clicked.connect(self._show_written)
        studio.document.history_changed.connect(self._look_again)
        studio.player.loop_changed.connect(self._look_again)
        studio.screening.changed.connect(self._look_again)
        studio.screening.start_moved.connect(self._look_again)
        exporting, rehearsing = studio.exporting, studio.rehearsing
        exporting.began.connect(self._exporting)
        exporting.progressed.connect(parts.show_progress)
        exporting.delivered.connect(self._delivered)
        exporting.failed.connect(parts.show_failure)
        exporting.ended.connect(self._ended)
        rehearsing.progressed.connect(parts.reading.show_waiting)
        rehearsing.measured.connect(parts.reading.show_reading)
        rehearsing.failed.connect(parts.reading.show_failure)

    # What is chosen

    @property
    def pack(self) -> Pack:
        """Return what is chosen as a pack; raises BadInput where there is no such file."""
        file, beside = self.parts.file, self.parts.beside
        try:
            return Pack(
                name=self._choices.pack.name, formats=file.formats, loudness=file.wanted_loudness, **beside.values
            )
        except ValueError as error:
            raise BadInput(str(error)) from error

    @property
    def order(self) -> Order:
        """Return the order that is chosen; raises BadInput where there is no such file."""
        folder, name = Path(self.parts.folder.text()).expanduser(), self.parts.name.text()
        video, screening = self.parts.beside.video.chosen, self._studio.screening
        return Order(
            self.pack,
            folder,
            name,
            is_loop=self.parts.file.span.value == LOOP,
            picture=self._picture if video else None,
            keeps_sound=KEEPS_SOUND in video,
            starts_at_seconds=screening.starts_at_seconds if self.parts.file.span.value == WHOLE else 0.0,
        )

    @property
    def _picture(self) -> Picture | None:
        """Return the video that can be written: it goes with the whole piece."""
        return self._studio.screening.picture if self.parts.file.span.value == WHOLE else None

    @property
    def stretch(self) -> Stretch | None:
        """Return the stretch that is to be written, None for the whole piece."""
        return self._stretches().get(self.parts.file.span.value)

    def _stretches(self) -> dict[str, Stretch]:
        loop, selected = self._studio.player.loop, self._selected()
        end = self._end_tick
        offered = {LOOP: Stretch(*loop) if loop is not None else None, SELECTION: selected}
        within = {span: Stretch(one[0], min(one[1], end)) for span, one in offered.items() if one is not None}
        return {span: one for span, one in within.items() if one.ticks > 0}

    @property
    def _end_tick(self) -> int:
        """Return the end of the piece, which takes a while to be found among very many notes."""
        score = self._studio.document.committed
        if self._end is None or self._end[0] is not score:
            self._end = score, score.end_tick
        return self._end[1]

    @property
    def score(self) -> Score:
        """Return what is to be written."""
        score, stretch = self._studio.document.committed, self.stretch
        if stretch is None:
            return score
        if self._cut is None or self._cut[0] is not score or self._cut[1] != stretch:
            self._cut = score, stretch, stretch_alone(score, stretch)
        return self._cut[2]

    def show_timecode(self) -> None:
        """Show the time code that the window has."""
        beside, settings = self.parts.beside, self._studio.settings
        beside.frame_rate.choose(settings.frame_rate)
        beside.start.choose(settings.timecode_start)
        self.refresh()

    # What follows from it

    def refresh(self) -> None:
        """Show ranges, what stands in the way and what is to be known, and measure what will be written."""
        parts, seconds_at = self.parts, TempoMap(self._studio.document.committed.tempi).seconds
        stretches = {WHOLE: Stretch(0, self._end_tick), **self._stretches()}
        lengths = {span: seconds_at(one.end_tick) - seconds_at(one.start_tick) for span, one in stretches.items()}
        self._suggest_name()
        parts.file.offer_spans(lengths)
        parts.beside.offer_video(self._picture)
        seconds = lengths[parts.file.span.value]
        is_composed = parts.file.span.value == WHOLE and self._studio.exporting.has_plan
        is_opened = self._studio.document.take is None
        parts.beside.offer_lengths(seconds, can_grow=is_composed, is_opened=is_opened)
        try:
            order = self.order
            order.check(self.score, seconds=seconds)
        except BadInput as error:
            parts.show_objection(str(error))
        else:
            lacks = self._studio.exporting.lacks(order.pack) if is_composed else []
            remarks = " ".join([*order.remarks(seconds=seconds, is_composed=is_composed), *lacks])
            parts.show_ready(remarks or f"Writes {order.path}.", is_pack=not order.is_one_file)
        self._timer.start()

    def _changed(self) -> None:
        pack = self._choices.pack
        self._choices = Choices(
            msgspec.structs.replace(pack, name=OWN_NAME),
            last_pack=self._choices.last_pack,
            folder=self._choices.folder,
            video=self.parts.beside.video.chosen,
        )
        self.refresh()

    def _suggest_name(self) -> None:
        """Call it by the piece, unless a name was typed; a folder by a name that is still free."""
        if self.parts.name.isModified():
            return
        self.parts.name.setText(suggested_name(self._studio))
        with suppress(BadInput):
            if not self.order.is_one_file:
                self.parts.name.setText(free_name(self.order))

    def _look_again(self) -> None:
        if self.isVisible():
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Measure no more, and let go of what was rendered for that."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._measured = None
            self._studio.rehearsing.let_go()

    def reject(self) -> None:
        """Give up what is being written, else close."""
        if self._studio.exporting.is_busy:
            self._studio.exporting.cancel()
        else:
            super().reject()

    def changeEvent(self, event: QEvent) -> None:
        """Look again at what is there whenever one comes back to it: files, a loop, selected notes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.refresh()

    def _measure(self) -> None:
        """Measure what would be written, unless that is known, or not worth a measurement yet."""
        file, score, known = self.parts.file, self.score, self._measured
        loudness, rate = file.wanted_loudness, file.rate.value
        is_known = known is not None and known[0] is score and known[1:] == (loudness, rate)
        if not self.isVisible() or is_known or not any(track.notes for track in score.audible_tracks()):
            return
        try:
            target = target_of(loudness)
        except BadInput:
            return  # that is told already
        self._measured = score, loudness, rate
        self.parts.reading.show_waiting(0.0)
        self._studio.rehearsing.measure(score, target, rate=rate)

    # What is done

    def export(self) -> None:
        """Write what is chosen, and remember it; what cannot be written is told."""
        try:
            order = self.order
        except BadInput as error:
            self.parts.show_objection(str(error))
            return
        video = self.parts.beside.video.chosen
        self._choices = Choices(order.pack, self.parts.file.span.value, order.folder, self._last_pack, video)
        self._choices.keep(self._studio.settings)
        self._studio.settings.recent_folder = str(order.folder)
        self._studio.exporting.order(order, self.stretch)

    def choose_pack(self, name: str) -> None:
        """Choose what a delivery pack has, but for the frame rate and the beginning of one's own timeline."""
        beside = self.parts.beside.values
        own = {key: beside[key] for key in ("frame_rate", "start")}
        pack = msgspec.structs.replace(packs()[name], **own)
        span, folder = self.parts.file.span.value, Path(self.parts.folder.text())
        self._choices = Choices(pack, span, folder, name, self.parts.beside.video.chosen)
        self._fill()
        self.refresh()

    def deliver(self) -> None:
        """Write the delivery pack that was chosen last."""
        self.choose_pack(self._last_pack)
        self.export()

    @property
    def _last_pack(self) -> str:
        return self._choices.last_pack if self._choices.last_pack in packs() else next(iter(packs()))

    def _begin_or_cancel(self) -> None:
        if self._studio.exporting.is_busy:
            self._studio.exporting.cancel()
        else:
            self.export()

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(self, "Export into", self.parts.folder.text())
        if found:
            self.parts.folder.setText(found)
            self.refresh()

    # What comes of it

    def _exporting(self) -> None:
        self._began = time.monotonic()
        self.parts.show_busy()

    def _delivered(self, made: list[Delivered]) -> None:
        written = self._studio.exporting.written
        assert written is not None
        count = sum(path.is_file() for path in written.rglob("*")) if written.is_dir() else 1
        what = f"{count} files into {written.name}" if written.is_dir() else written.name
        self.parts.show_written(made, f"Wrote {what} in {time.monotonic() - self._began:.1f} s.")

    def _ended(self) -> None:
        self.parts.show_idle()

    def _show_written(self) -> None:
        if self._studio.exporting.written is not None:
            show_in_folder(self._studio.exporting.written)


def suggested_name(studio: Studio) -> str:
    """Return what a file of the piece may be called: as its project or file is, or by the first words of its title."""
    filing = studio.filing
    known = filing.path or (filing.source.paths[0] if filing.source is not None else None)
    title = safe_name(known.stem if known is not None else studio.document.committed.title)
    if len(title) > _NAME_CHARACTERS:
        cut = title[:_NAME_CHARACTERS]
        title = cut.rpartition("," if "," in cut else " ")[0]
    return safe_name(title)
