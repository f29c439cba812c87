"""The studio: joins document, composing, playback and files; the window asks it and shows what it tells."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.streaming import settled_tick
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.edits import add_music
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices, outputs
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.composing import Batch, Composing, with_batch
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.dragged_files import DraggedFiles
from audiogenesis_desktop.studio.endless import Course, grown
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.studio.sound import OpenOutput, Sound

if TYPE_CHECKING:
    from audiogenesis_desktop.files.loop_marks import MarkedLoop

DRAWN_SEEDS = 1_000_000  # short enough to read out to someone


class Studio(QObject):
    """What the window can ask for. Everything here happens on the main thread and returns at once."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    path_changed = Signal()
    score_replaced = Signal()  # another piece is shown now: show all of it
    export_progressed = Signal(float)

    def __init__(
        self,
        *,
        document: Document,
        composing: Composing,
        player: Player,
        jobs: Jobs,
        settings: Settings,
        autosave: Autosave | None = None,
        prompts: PromptHistory | None = None,
        open_output: OpenOutput = outputs.open_output,
    ) -> None:
        """Join the parts; nothing is opened or loaded yet."""
        super().__init__()
        self.document, self.composing, self.player = document, composing, player
        self.jobs, self.settings, self.autosave = jobs, settings, autosave
        self.prompts = prompts or PromptHistory()
        self.dragged = DraggedFiles()
        self.path: Path | None = None
        self.last_take: Take | None = None
        self.sound = Sound(player, jobs, settings, open_output=open_output, parent=self)
        self.sound.noticed.connect(self.noticed)
        self.sound.notice_gone.connect(self.notice_gone)
        self._request: tuple[str | Brief, int, Mapping[str, Any]] | None = None
        self._export: Job | None = None
        self._settled = 0  # up to which tick the piece being composed is all there
        document.changed.connect(player.show)
        player.loop_changed.connect(self._on_loop)
        if autosave is not None:
            autosave.dressed = self.with_loop
        document.history_changed.connect(lambda: self.notice_gone.emit("stopped"))
        composing.brief_read.connect(self._on_brief)
        composing.planned.connect(self._on_plan)
        composing.notes_arrived.connect(self._on_notes)
        composing.grew.connect(self._on_growth)
        composing.finished.connect(self._on_take)
        composing.discarded.connect(self._on_discarded)
        composing.failed.connect(self._on_compose_failed)

    # Composing

    def compose(
        self,
        request: str | Brief,
        seed: int | None = None,
        *,
        edits: Mapping[str, Any] | None = None,
        endless: bool = False,
    ) -> int:
        """Begin composing and return the seed used; without one a new one is drawn.

        `edits` are fields of the Brief that were set by hand, which beat what the prompt says. An `endless` piece
        is played as it is written, and goes on until it is stopped.
        """
        chosen = secrets.randbelow(DRAWN_SEEDS) if seed is None else seed
        self._request = (request, chosen, edits or {})
        if isinstance(request, str):
            self.prompts.add(request)
        for key in ("compose", "brief", "stopped"):
            self.notice_gone.emit(key)
        self.document.revert()
        course = Course(lambda: self.player.position) if endless else None
        self.composing.start(request, chosen, edits=edits, course=course)
        return chosen

    def follow(self, request: str | Brief, edits: Mapping[str, Any]) -> None:
        """Let an endless piece go on by another prompt or other chips, from the next bar on."""
        self.composing.change(request, edits)

    def compose_again(self) -> None:
        """Ask once more for what was asked last."""
        if self._request is not None:
            request, seed, edits = self._request
            self.compose(request, seed, edits=edits)

    def read_said(self, prompt: str) -> Brief:
        """Return what the prompt's wording says, quickly enough to be asked at every keystroke."""
        self.composing.prepare()  # whoever types will compose: load the heavy parts meanwhile
        return self.composing.parts.read_said(prompt)

    def prepare_reading(self) -> None:
        """Load what reading at every keystroke needs, in the background: the first key press must not wait for it."""
        self.jobs.start(lambda _progress: self.composing.parts.read_said("piano"))

    def edit(self, score: Score, label: str) -> None:
        """Take an edit: one undo step, or, while composing, a part of the step that composing will be."""
        if self.composing.is_composing:
            self.document.preview(score)
        else:
            self.document.commit(score, label)

    def revert(self) -> None:
        """Drop a gesture's preview: back to the last edit, or to what composing has written so far."""
        if not self.composing.is_composing:
            self.document.revert()

    def _on_brief(self, brief: Brief) -> None:
        if brief.notices:
            self.noticed.emit(Notice("brief", " ".join(brief.notices)))

    def _on_plan(self, _plan: Plan) -> None:
        self._settled = 0
        self.document.preview(self.composing.score)
        self.score_replaced.emit()
        self.player.set_limit(0)
        if self.settings.plays_at_once or self.composing.is_endless:
            self.player.play_from(0)

    def _on_notes(self, _job_id: int, batch: Batch) -> None:
        self.document.preview(with_batch(self.document.score, batch))
        meter = self.composing.score.meters[0]
        self._settled = max(self._settled, settled_tick(max(note.end_tick for _, note in batch), meter.bar_ticks))
        self.player.set_limit(self._settled)

    def _on_growth(self, before: Score, after: Score, settled: int) -> None:
        self.document.preview(grown(self.document.score, before, after))
        if not before.note_count and after.note_count:
            self.score_replaced.emit()  # only now is it known how high and low the notes lie
        self.player.set_limit(settled)

    def _on_discarded(self) -> None:
        self.player.set_limit(None)
        self.document.revert()

    def _on_take(self, take: Take) -> None:
        self.last_take = take
        self.player.set_limit(None)
        self._set_path(None)  # the file that was open holds another piece: saving asks for a name
        self.document.commit(self.document.score, "Compose")
        if take.is_whole:
            self.score_replaced.emit()  # only now is it known how high and low the notes lie
        else:
            last = max(track.end_tick for track in take.score.tracks)
            bar = MeterMap(take.score.meters).position(max(0, last - 1)).bar
            text = f"Stopped at bar {bar}. What was written so far is kept."
            self.noticed.emit(Notice("stopped", text, notices.INFO, Mend.DISCARD, "Discard it"))

    def _on_compose_failed(self, sentence: str) -> None:
        self.player.set_limit(None)
        self.document.revert()
        self.noticed.emit(Notice("compose", sentence, notices.DANGER, Mend.RETRY, "Try again"))

    # Files

    def open_midi(self, path: Path, *others: Path) -> None:
        """Read a MIDI file and show it; unsaved work stays one undo away, a broken file changes nothing.

        The tracks of other files are added at its start; together they are a piece that is in no file yet.
        """
        self.composing.stop(keep=True)
        self._read_all((path, *others), lambda *read: self._opened(path, *read, is_saved=not others))

    def _opened(self, path: Path, score: Score, loop: "MarkedLoop | None", *, is_saved: bool) -> None:
        self.notice_gone.emit("file")
        self.player.stop()
        self._restore_loop(loop)
        # Undo leads to another piece, which must not be written over this file.
        own_path = path if is_saved and self.document.is_saved else None
        if self.document.is_saved:
            self.document.load(score, saved=is_saved)
        else:
            self.document.commit(score, f"Open {path.name}")
            if is_saved:
                self.document.mark_saved()
        self._set_path(own_path)
        self.score_replaced.emit()

    def import_midi(self, at_tick: int, path: Path, *others: Path) -> None:
        """Read MIDI files and add their tracks at a tick: one undo step; a broken file changes nothing."""
        label = f"Import {len(others) + 1} files" if others else f"Import {path.name}"

        def add(music: Score, _loop: "MarkedLoop | None") -> None:
            self.edit(add_music(self.document.score, music, at_tick), label)

        self._read_all((path, *others), add)

    def _read_all(self, paths: Sequence[Path], done: Callable[[Score, "MarkedLoop | None"], None]) -> None:
        """Read files in the background into one score, the tracks of all from the start of the first.

        The loop is the first one's. Key and chords are those heard in it, where the files tell none.
        """

        def read(_progress: Progress) -> "tuple[Score, MarkedLoop | None]":
            from audiogenesis_desktop.files.loop_marks import without_loop
            from audiogenesis_desktop.files.midi import read_midi
            from audiogenesis_desktop.theory.analysis import analysed

            (score, loop), *others = (without_loop(read_midi(path)) for path in paths)
            for other, _ in others:
                score = add_music(score, other, 0)
            return analysed(score), loop

        self.jobs.start(read, done=lambda both: done(*both), failed=self._file_failed)

    def save_midi(self, path: Path) -> None:
        """Write the score to a MIDI file in the background."""
        score = self.document.committed
        written = self.with_loop(score)

        def write(_progress: Progress) -> None:
            from audiogenesis_desktop.files.midi import write_midi

            write_midi(written, path)

        self.jobs.start(write, done=lambda _: self._saved(path, score), failed=self._file_failed)

    def _saved(self, path: Path, score: Score) -> None:
        self.document.mark_saved(score)
        self._set_path(path)
        self.noticed.emit(Notice("file", f"Saved {path.name}."))

    def with_loop(self, score: Score) -> Score:
        """Return the score with the marked loop in it, as it is saved."""
        from audiogenesis_desktop.files.loop_marks import MarkedLoop, with_loop

        player = self.player
        return with_loop(score, MarkedLoop(*player.loop, player.is_looping) if player.loop is not None else None)

    def _restore_loop(self, loop: "MarkedLoop | None") -> None:
        self.player.restore_loop(loop and (loop.start_tick, loop.end_tick), is_on=loop is not None and loop.is_on)

    def _on_loop(self) -> None:
        if self.document.committed.tracks:
            self.document.mark_unsaved()

    def export_wav(self, path: Path) -> None:
        """Render the score to a WAV file in the background; `export_progressed` tells how far it is."""
        score, chosen = self.document.committed, self.settings.first_soundfont

        def write(progress: Progress) -> None:
            from audiogenesis_desktop.delivery.render import export_wav
            from audiogenesis_desktop.playback.fluid import find_soundfont

            export_wav(score, path, soundfont=find_soundfont(chosen), progress=progress)

        self.cancel_export()
        text = f"Writing {path.name} …"
        self.noticed.emit(Notice("export", text, notices.INFO, Mend.CANCEL_EXPORT, "Cancel"))
        self._export = self.jobs.start(
            write,
            done=lambda _: self.noticed.emit(Notice("export", f"Wrote {path.name}.")),
            failed=self._export_failed,
            progress=self.export_progressed.emit,
        )
        self._export.ended.connect(self._export_ended)

    def cancel_export(self) -> None:
        """Stop an export under way."""
        if self._export is not None:
            self._export.cancel()
            self.notice_gone.emit("export")

    def _export_failed(self, failure: Failure) -> None:
        mend = notices.MENDS.get(failure.kind, (Mend.NOTHING, ""))
        self.noticed.emit(Notice("export", failure.sentence, notices.DANGER, *mend))

    def _export_ended(self) -> None:
        if self.sender() is self._export:
            self._export = None

    def _file_failed(self, failure: Failure) -> None:
        self.noticed.emit(Notice("file", failure.sentence, notices.DANGER))

    def _set_path(self, path: Path | None) -> None:
        if path != self.path:
            self.path = path
            self.path_changed.emit()

    # Recovery

    def offer_recovery(self) -> None:
        """Tell of work that an earlier run left unsaved."""
        if self.autosave is not None and self.autosave.found is not None:
            text = "Your last piece was not saved. It has been kept."
            self.noticed.emit(Notice("recovery", text, notices.INFO, Mend.RECOVER, "Open it"))

    def recover(self) -> None:
        """Open the work that an earlier run left unsaved, still as unsaved work."""
        if self.autosave is None or self.autosave.found is None:
            return
        self._read_all((self.autosave.found,), self._recovered)

    def _recovered(self, score: Score, loop: "MarkedLoop | None") -> None:
        self._restore_loop(loop)
        self.document.commit(score, "Recover")
        self.score_replaced.emit()

    # Closing

    def close(self) -> None:
        """End every thread and keep unsaved work aside."""
        self.sound.close()
        self.composing.stop(keep=True)
        self.composing.close()
        self.player.close()
        self.jobs.close()
        self.dragged.close()
        if self.autosave is not None:
            self.autosave.close()
        self.settings.save()
