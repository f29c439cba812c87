"""Making pieces: what is asked of the composer, what it writes into the Document, and the Take that it becomes."""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.streaming import settled_tick, whole_bars
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.composing import Composing, with_batch
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.endless import Course, ended, grown
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.studio.workers import Batch

DRAWN_SEEDS = 1_000_000  # short enough to read out to someone


class _Requested(NamedTuple):
    """What was asked for last."""

    request: str | Brief
    seed: int
    edits: Mapping[str, Any]
    is_endless: bool


class Making(QObject):
    """Joins composing to the piece that is shown and to what plays it."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    piece_shown = Signal()  # another piece is shown now, or only now is it known how high and low its notes lie
    piece_made = Signal(Take)  # that is about to be the piece
    piece_kept = Signal(Take)  # that is the piece now

    def __init__(
        self,
        composing: Composing,
        door: Door,
        *,
        player: Player,
        settings: Settings,
        prompts: PromptHistory,
        parent: QObject | None = None,
    ) -> None:
        """Take what composes, where it goes and what plays it."""
        super().__init__(parent)
        self._composing, self._door, self._player = composing, door, player
        self._settings, self._prompts = settings, prompts
        self._requested: _Requested | None = None
        self._can_go_on = False  # there is a piece that ended before it was stopped
        self._is_in_part = False  # of what was requested last there is a piece, but not all of it
        self._ids = dict[int, int]()  # which shown tracks play those of a piece that goes on
        self._settled = 0  # up to which tick the piece being composed is all there
        door.leaving.connect(self._leave)
        composing.brief_read.connect(self._on_brief)
        composing.planned.connect(self._on_plan)
        composing.notes_arrived.connect(self._on_notes)
        composing.grew.connect(self._on_growth)
        composing.refused.connect(self._on_refused)
        composing.finished.connect(self._on_take)
        composing.discarded.connect(self._on_discarded)
        composing.failed.connect(self._on_failed)

    @property
    def is_endless(self) -> bool:
        """Return whether what was asked for last goes on until it is stopped."""
        return self._requested is not None and self._requested.is_endless

    # Asking

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
        self._requested = _Requested(request, chosen, edits or {}, endless)
        if isinstance(request, str):
            self._prompts.add(request)
        self._begin(self._requested, onto=None)
        return chosen

    def follow(self, request: str | Brief, edits: Mapping[str, Any]) -> None:
        """Let an endless piece go on by another prompt or other chips, from the next bar on."""
        if self._requested is not None:
            self._requested = self._requested._replace(request=request, edits=edits)
        self.notice_gone.emit("brief")
        self._composing.change(request, edits)

    def compose_again(self) -> None:
        """Ask once more for what was asked last."""
        if self._requested is not None:
            self._begin(self._requested, onto=None)

    def go_on(self) -> None:
        """Let an endless piece that ended too soon go on from its end, by what was asked last."""
        if self._requested is not None and self._can_go_on:
            self._begin(self._requested._replace(is_endless=True), onto=self._door.committed)

    def _begin(self, requested: _Requested, *, onto: Score | None) -> None:
        for key in ("compose", "brief", "stopped"):
            self.notice_gone.emit(key)
        self._door.make_ready()
        self._can_go_on, self._is_in_part = onto is not None, False
        course = Course(lambda: self._player.position, onto=onto) if requested.is_endless else None
        self._composing.start(requested.request, requested.seed, edits=requested.edits, course=course)

    def _leave(self) -> None:
        """Offer no more to go on with a piece that is shown no more."""
        if self._can_go_on:
            self._can_go_on = False
            self.notice_gone.emit("compose")

    # What comes

    def _on_brief(self, brief: Brief) -> None:
        if brief.notices:
            self.noticed.emit(Notice("brief", " ".join(brief.notices)))

    def _on_plan(self, _plan: Plan) -> None:
        self._settled = 0
        self._ids.clear()
        self._door.begin_writing(self._composing.score)
        if self._composing.score.note_count:
            self._play_on(self._composing.score)
            return
        self.piece_shown.emit()
        self._player.set_limit(0)
        if self._settings.plays_at_once or self._composing.is_endless:
            self._player.play_from(0)

    def _play_on(self, onto: Score) -> None:
        """Play a piece that goes on from where the playhead is: at its end at the latest."""
        self._player.set_limit(whole_bars(onto))
        if not self._player.is_playing:
            self._player.play_from(min(self._player.position, onto.end_tick - 1))

    def _on_notes(self, _job_id: int, batch: Batch) -> None:
        self._door.write(lambda score: with_batch(score, batch))
        meter = self._composing.score.meters[0]
        self._settled = max(self._settled, settled_tick(max(note.end_tick for _, note in batch), meter.bar_ticks))
        self._player.set_limit(self._settled)

    def _on_growth(self, before: Score, after: Score, settled: int) -> None:
        self._settled = settled
        self._door.write(lambda score: grown(score, before, after, self._ids))
        if not before.note_count and after.note_count:
            self.piece_shown.emit()
        self._player.set_limit(settled)

    def _on_discarded(self) -> None:
        self._player.set_limit(None)
        self._door.discard_written()

    def _on_take(self, take: Take) -> None:
        self._player.set_limit(None)
        self._can_go_on = self._requested is not None and self._requested.is_endless
        if self._can_go_on:
            self._door.write(lambda score: ended(score, self._settled))
        self._is_in_part = not take.is_whole
        self.piece_made.emit(take)
        self._door.keep_written(take)
        self.piece_kept.emit(take)
        if take.is_whole:
            self.piece_shown.emit()
        else:
            self.noticed.emit(_stopped(take))

    def _on_failed(self, sentence: str) -> None:
        self._on_discarded()
        if self._can_go_on:
            self.notice_gone.emit("stopped")
            text = f"{sentence} What was written so far is kept, and plays to its end."
            self.noticed.emit(Notice("compose", text, notices.DANGER, Mend.GO_ON, "Go on"))
        else:
            text = f"{sentence} What was written so far is kept." if self._is_in_part else sentence
            self.noticed.emit(Notice("compose", text, notices.DANGER, Mend.RETRY, "Try again"))

    def _on_refused(self, sentence: str) -> None:
        self.noticed.emit(Notice("brief", f"{sentence} The piece goes on as before.", notices.WARNING))


def _stopped(take: Take) -> Notice:
    last = max(track.end_tick for track in take.score.tracks)
    bar = MeterMap(take.score.meters).position(max(0, last - 1)).bar
    text = f"Stopped at bar {bar}. What was written so far is kept."
    return Notice("stopped", text, notices.INFO, Mend.DISCARD, "Discard it")
