"""The Studio joins the parts: what one of them tells, another does; what the user is to know goes out as notices."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from PySide6.QtCore import QObject, QTimer, Signal

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.files.project.piece import Piece, Step
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import outputs
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.comparing import Comparing, HearWhole
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.door import COMPOSE, Door
from audiogenesis_desktop.studio.dragged_files import DraggedFiles
from audiogenesis_desktop.studio.exporting import Exporting, LoadComposer
from audiogenesis_desktop.studio.filing import Filing
from audiogenesis_desktop.studio.following import Following
from audiogenesis_desktop.studio.jobs import Jobs
from audiogenesis_desktop.studio.kept_takes import to_keep
from audiogenesis_desktop.studio.making import Making
from audiogenesis_desktop.studio.memory import collect, give_back
from audiogenesis_desktop.studio.mixing import Hear, Mixing
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.studio.recovering import Recovering
from audiogenesis_desktop.studio.rehearsing import Rehearsing
from audiogenesis_desktop.studio.reworking import Reworking
from audiogenesis_desktop.studio.screening import Screening
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.studio.sound import OpenOutput, Sound
from audiogenesis_desktop.studio.takes import Takes
from audiogenesis_desktop.studio.wishing import Wishing
from audiogenesis_desktop.style.book import book

SETTINGS_MS = 2_000  # how often they are looked at
MEMORY_MS = 60_000  # how often it is given back, while nothing plays or is composed


class Studio(QObject):
    """What the window can ask for, room by room. All happens on the main thread and returns at once.

    `document` is there to be read and listened to; it is changed through `door` alone, by `edit` and its kin here.
    """

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    score_replaced = Signal()  # another piece is shown now: show all of it

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
        hear: Hear | None = None,
        hear_whole: HearWhole | None = None,
    ) -> None:
        """Join the parts; nothing is opened or loaded yet.

        Without `hear` what is composed stays plain; `hear_whole` tells how loud takes are that are compared.
        """
        super().__init__()
        self.document, self.composing, self.player = document, composing, player
        self.jobs, self.settings = jobs, settings
        self.prompts, self.dragged = prompts or PromptHistory(), DraggedFiles()
        self.sound = Sound(player, jobs, settings, open_output=open_output, parent=self)
        self.door = Door(document, self)
        self.making = Making(composing, self.door, player=player, settings=settings, prompts=self.prompts, parent=self)
        self._open_rooms_of_takes(hear_whole)
        self.filing = Filing(self.door, player, jobs, settle=lambda: composing.stop(keep=True), parent=self)
        self.screening = Screening(self, note_change=self.filing.mark_changed)
        self.exporting = Exporting(self.door, self.filing, jobs, settings, self)
        self.exporting.composer_at_hand = self._idle_composer
        self.rehearsing = Rehearsing(jobs, settings, self)
        self.mixing = Mixing(self.door, jobs, settings, hear=hear, parent=self)
        self.recovering = Recovering(autosave, self.filing.recover, self)
        self._keep_beside(autosave)
        self._watch_settings()
        self._watch_memory()
        self._join()

    def _open_rooms_of_takes(self, hear: HearWhole | None) -> None:
        """Make what writes takes, compares them, and works on the one that is shown."""
        composing, player, jobs, settings = self.composing, self.player, self.jobs, self.settings
        self.takes = Takes(composing, self.door, player=player, jobs=jobs, settings=settings, parent=self)
        self.following = Following(composing, self.takes, self.door, jobs, self)
        self.reworking = Reworking(composing, self.door, self)
        self.wishing = Wishing(self.door, self)
        self.comparing = Comparing(self.takes, player=player, jobs=jobs, settings=settings, hear=hear, parent=self)

    def _idle_composer(self) -> LoadComposer | None:
        """Return what loads the composer while it writes nothing, as one piece is written at a time."""
        is_busy = self.composing.is_composing or self.takes.further.count
        return None if is_busy else self.composing.parts.load_composer

    def _keep_beside(self, autosave: Autosave | None) -> None:
        """Let projects and what is kept for the next start have the takes and the wishes."""
        self.filing.takes = lambda: self.takes.kept
        self.filing.wishes = lambda: self.wishing.kept
        self.wishing.changed.connect(self.filing.mark_changed)
        self.filing.workplace_restored.connect(lambda workplace: self.wishing.restore(workplace.wishes))
        self.takes.changed.connect(self.filing.note_takes)
        if autosave is not None:
            autosave.piece = lambda: self._piece
            autosave.is_writing = lambda: self._has_begun
            autosave.project = lambda: None if self._has_begun else self.filing.project
            self.takes.changed.connect(autosave.note_change)
            self.composing.progressed.connect(lambda _share: autosave.note_progress())
            self.composing.grew.connect(lambda *_grown: autosave.note_progress())
            for over in (self.composing.discarded, self.composing.failed):
                over.connect(lambda *_why: autosave.note_change())

    def _watch_settings(self) -> None:
        """Write the settings down from time to time, where they have changed."""
        self._settings_before = asdict(self.settings)
        self._keeping_settings = QTimer(self)
        self._keeping_settings.timeout.connect(self.keep_settings)
        self._keeping_settings.start(SETTINGS_MS)

    def _watch_memory(self) -> None:
        """Give back from time to time what takes, renderings and pieces that were let go have left."""
        self._giving_back = QTimer(self)
        self._giving_back.timeout.connect(self._give_back)
        self._giving_back.start(MEMORY_MS)

    def _give_back(self) -> None:
        is_busy = self.composing.is_composing or self.jobs.is_busy
        self._giving_back.start(MEMORY_MS // 12 if is_busy else MEMORY_MS)  # or whoever is often busy keeps it all
        if is_busy:
            return
        if not self.player.is_playing and self.document.score is self.document.committed:  # nobody waits for us
            collect()
        self.jobs.start(lambda _progress: give_back())

    def _join(self) -> None:
        rooms = (self.sound, self.making, self.takes, self.following, self.reworking, self.comparing)
        told = (*rooms, self.filing, self.screening, self.exporting, self.mixing)
        for room in (self.door, self.recovering, *told):
            room.noticed.connect(self.noticed)
        for room in (self.recovering, *told):
            room.notice_gone.connect(self.notice_gone)
        for room in (self.making, self.filing):
            room.piece_shown.connect(lambda: self.wishing.restore(()))
            room.piece_shown.connect(self.score_replaced)
        self.making.piece_made.connect(self.filing.leave)
        self.filing.takes_restored.connect(self.takes.restore)
        self.filing.workplace_restored.connect(lambda place: self.screening.restore(place.video))
        self.filing.opening.connect(self.mixing.leave_as_kept)
        self.making.piece_made.connect(lambda take: self.takes.begin(take, with_others=not self.making.is_endless))
        self.composing.planned.connect(self.mixing.begin)
        self.making.piece_kept.connect(self.mixing.balance_composed)
        self.document.take_restored.connect(self.mixing.balance_shown)
        self.document.changed.connect(self.player.show)
        self.document.changed.connect(self.mixing.find_live_gain)
        self.filing.piece_shown.connect(self.mixing.begin_live_gain)
        self.mixing.live_gain_found.connect(self.player.set_live_gain)
        self.document.history_changed.connect(lambda: self.notice_gone.emit("stopped"))

    # The door

    def edit(self, score: Score, label: str, scope: Scope = WHOLE) -> bool:
        """Take an edit about a scope, as `Door.edit` does; return whether it was taken."""
        return self.door.edit(score, label, scope)

    def preview(self, score: Score) -> None:
        """Show what a gesture would make of the score."""
        self.door.preview(score)

    def revert(self) -> None:
        """Drop a gesture's preview."""
        self.door.revert()

    def undo(self) -> None:
        """Go back over one edit, or stop the verb that is at work."""
        if not self.reworking.cancel():
            self.door.undo()

    def redo(self) -> None:
        """Go forward over one undone edit."""
        self.door.redo()

    # Reading

    def read_said(self, prompt: str) -> Brief:
        """Return what the prompt's wording says, quickly enough to be asked at every keystroke."""
        self.composing.prepare()  # whoever types will compose: load the heavy parts meanwhile
        return self.composing.parts.read_said(prompt)

    def prepare_reading(self) -> None:
        """Load what reading at every keystroke needs, in the background: the first key press must not wait for it."""
        self.jobs.start(lambda _progress: self.composing.parts.read_said("piano"))

    def check_styles(self) -> None:
        """Read the style book in the background, and tell once which of the user's own files are left out, and why."""
        self.jobs.start(lambda _progress: book().notices, done=self._tell_of_styles)

    def _tell_of_styles(self, mistakes: Sequence[str]) -> None:
        if mistakes:
            others = f" `audiogenesis styles` tells of {len(mistakes) - 1} more." if len(mistakes) > 1 else ""
            self.noticed.emit(Notice("styles", f"A style was left out: {mistakes[0]}{others}"))

    # Closing

    @property
    def has_unsaved_work(self) -> bool:
        """Return whether there is music that is in no file; what has been composed so far counts."""
        is_edited = not self.document.is_saved and bool(self.document.committed.tracks)
        return is_edited or self._has_begun

    def keep_aside(self) -> None:
        """Keep unsaved work for the next start, at once, and go on."""
        if self.recovering.autosave is not None and self.has_unsaved_work:
            self.recovering.autosave.save_now(self._piece)

    @property
    def _piece(self) -> Piece:
        """Return the piece; one that is being composed as if it ended here, with the one before an undo away."""
        piece, take = self.filing.piece, self.composing.take_so_far
        if not self._has_begun or take is None:
            return piece
        before, score = Step(piece.score, COMPOSE, piece.take), self.door.base
        takes = to_keep(self.takes.begun(take, score))
        return replace(piece, score=score, take=take, takes=takes, undo=(*piece.undo, before), redo=())

    def keep_settings(self) -> None:
        """Write the settings down where they have changed, so that no crash takes them back."""
        self._settings_before = self.settings.save_if_changed(self._settings_before)

    @property
    def _has_begun(self) -> bool:
        """Return whether a piece is being composed, and some of it is there."""
        return self.door.is_writing and bool(self.door.base.note_count)

    def close(self, *, keep: bool = True) -> None:
        """End every thread and keep unsaved work aside for the next start; without `keep` let it go."""
        self._keeping_settings.stop()
        self._giving_back.stop()
        self.reworking.cancel()
        self.following.stop()
        self.composing.stop(keep=keep)
        self.composing.close()
        self.reworking.close()
        self.player.close()
        self.jobs.close()
        self.screening.close()
        self.sound.close()
        self.dragged.close()
        if self.recovering.autosave is not None:
            self.recovering.autosave.close(keep=keep)
        self.filing.close()
        self.settings.save()
