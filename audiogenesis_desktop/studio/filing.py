"""Filing: projects opened and saved, and music of MIDI files taken in, all in the background."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.loop_marks import MarkedLoop
from audiogenesis_desktop.files.project.piece import Piece, Workplace, is_project
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.plan.wishes import Wished
from audiogenesis_desktop.score.edits import add_music
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.home import Home
from audiogenesis_desktop.studio.jobs import Failure, Jobs, Progress
from audiogenesis_desktop.studio.kept_takes import KeptTakes, taken_up, to_keep
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.opening import Opened, read_files, read_kept
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.project_hold import ProjectHold


class Filing(QObject):
    """Reads and writes the piece with all that belongs to it; a file that cannot be read changes nothing."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    path_changed = Signal()
    piece_shown = Signal()  # another piece is shown now
    opening = Signal(Piece)  # that was kept, and is about to be shown
    takes_restored = Signal(KeptTakes)  # of a piece that is about to be shown
    workplace_restored = Signal(Workplace)  # of the piece that is shown: what is typed, and where one was looking

    def __init__(
        self, door: Door, player: Player, jobs: Jobs, *, settle: Callable[[], object], parent: QObject | None = None
    ) -> None:
        """Take where the piece goes, and whose loop is saved with it.

        `settle` ends what is being composed, as another piece is about to be opened.
        """
        super().__init__(parent)
        self._door, self._player, self._jobs, self._settle = door, player, jobs, settle
        self.path: Path | None = None  # of the project that the piece is in
        self.source: Opened | None = None  # the music that the piece began as, if it came from other files
        self.workplace: Callable[[], Workplace] = Workplace  # what a window shows, but for loop and playhead
        self.takes: Callable[[], KeptTakes] = KeptTakes  # those of the piece that is shown
        self.wishes: Callable[[], tuple[Wished, ...]] = tuple  # what verbs hold to in some tracks and sections
        self._hold = ProjectHold()
        self._held_elsewhere: Path | None = None  # what was to be opened, but another window has it
        self._whole = set[Path]()  # projects that were read or written whole in this run
        self._known_takes: tuple[Take | None, object] = (
            None,
            (),
        )  # the first, and what was known of all when last asked
        self._number = 0  # of the pieces that were shown
        self._changes = 0  # of what is saved beside the score
        self._home = Home()  # of the piece before anything was opened
        player.loop_changed.connect(self._on_loop)
        door.home_changed.connect(self._on_home)

    # Opening

    def new(self) -> None:
        """Begin with an empty piece that is in no file; unsaved work stays one undo away."""
        self._settle()
        self._player.stop()
        piece = Piece()
        self._announce(piece)
        self._door.open(piece.score, "New piece", self._new_home(), is_in_file=True)
        self._set_path(None, None)
        self._restore_loop(None)
        self.piece_shown.emit()
        self.workplace_restored.emit(piece.workplace)

    def open(self, path: Path, *others: Path) -> None:
        """Read a project or a MIDI file and show it; unsaved work stays one undo away, a broken file changes nothing.

        The tracks of other files are added at its start. Only a project that is alone is in its file from then on.
        """
        is_alone = is_project(path) and not others
        if is_alone and path != self.path and not self._hold.take(path):
            text = f"{path.name} is open in another window."
            self._held_elsewhere = path
            self.noticed.emit(Notice("file", text, notices.WARNING, Mend.OPEN_COPY, "Open a copy"))
            return
        self._settle()
        self._jobs.start(
            lambda _progress: read_files((path, *others)),
            done=self._opened,
            failed=lambda failure: self._let_go_and_tell(path, failure),
        )

    def open_copy(self) -> None:
        """Read the project that another window holds, as a piece that is in no file yet."""
        path, self._held_elsewhere = self._held_elsewhere, None
        if path is not None:
            self._settle()
            done = self._opened_copy
            self._jobs.start(lambda _progress: read_files((path,)), done=done, failed=self._failed)

    def recover(self, path: Path, shown: Callable[[], None] = lambda: None) -> None:
        """Read what was kept aside and show it, still as unsaved work that is in no file; `shown` once it is."""
        self._settle()
        self._jobs.start(
            lambda _progress: read_kept(path),
            done=lambda opened: self._recovered(opened, shown),
            failed=self._failed,
        )

    def bring_in(self, at_tick: int, path: Path, *others: Path) -> None:
        """Read files and add their tracks at a tick: one undo step; a broken file changes nothing."""
        label = f"Import {len(others) + 1} files" if others else f"Import {path.name}"

        def add(read: Opened) -> None:
            self._door.edit(add_music(self._door.base, read.piece.score, at_tick), label)
            self._tell(read.notice)

        self._jobs.start(lambda _progress: read_files((path, *others)), done=add, failed=self._failed)

    def _let_go_and_tell(self, path: Path, failure: Failure) -> None:
        if path != self.path:
            self._hold.let_go(path)
        self._failed(failure)

    def _opened_copy(self, opened: Opened) -> None:
        self.notice_gone.emit("file")
        self._recovered(replace(opened, project=None), lambda: None, label=f"Open a copy of {opened.paths[0].name}")

    def _opened(self, opened: Opened) -> None:
        self.notice_gone.emit("file")
        self._player.stop()
        label, project = f"Open {opened.paths[0].name}", opened.project
        self._announce(opened.piece)
        if project is None:
            self._door.open(opened.piece.score, label, self._new_home(), is_in_file=len(opened.paths) == 1)
            self._set_path(None, opened)
        else:
            self._show_piece(opened.piece, label, is_in_file=True)
            self._set_path(project, None)
            self._whole.add(project)
        self._tell(opened.notice)
        self._show(opened)

    def _recovered(self, opened: Opened, shown: Callable[[], None], label: str = "Recover") -> None:
        """Show a piece as unsaved work: of the project that it was of, if nobody else has that open."""
        self._player.stop()
        self._announce(opened.piece)
        project = opened.project
        can_save = project is not None and project.is_file() and self._hold.take(project)
        self._show_piece(opened.piece, label, is_in_file=False)
        self._set_path(project if can_save else None, None)
        shown()
        self._show(opened)

    def _announce(self, piece: Piece) -> None:
        self.opening.emit(piece)
        self.takes_restored.emit(taken_up(piece))

    def _new_home(self) -> Home:
        """Return the home of a piece that is about to be shown; that of the one before remembers where that is."""
        here = self._home_here
        here.path, here.source = self.path, self.source
        self._pack(here)
        return Home()

    def _pack(self, left: Home) -> None:
        """Pack the older steps of a piece that is being left, unless it is come back to meanwhile."""

        def packed(data: bytes) -> None:
            if self._home_here is not left:
                left.leave(data)

        if left.older:
            self._jobs.start(lambda _progress: left.pack(), done=packed)

    @property
    def _home_here(self) -> Home:
        home = self._door.home
        return home if isinstance(home, Home) else self._home

    def _show_piece(self, piece: Piece, label: str, *, is_in_file: bool) -> None:
        """Show a piece that was kept; its own history waits for its file where undo leads to unsaved work instead."""
        home = self._new_home()
        if not self._door.open_piece(piece, label, home, is_in_file=is_in_file):
            home.older = piece.undo

    def _on_home(self, left: object, entered: object) -> None:
        """Go with undo or redo to where the piece is kept that they have led to."""
        home = entered if isinstance(entered, Home) else self._home
        was = left if isinstance(left, Home) else self._home
        was.path, was.source = self.path, self.source
        self._pack(was)
        home.enter()
        is_free = home.path is None or home.path == self.path or self._hold.take(home.path)
        self._set_path(home.path if is_free else None, home.source)

    def _show(self, opened: Opened) -> None:
        workplace = opened.piece.workplace
        self._restore_loop(workplace.loop)
        self.piece_shown.emit()
        if opened.is_whole:
            self._player.seek(workplace.view.playhead_tick)
            self.workplace_restored.emit(workplace)

    def _tell(self, notice: str) -> None:
        if notice:
            self.noticed.emit(Notice("file", notice, notices.WARNING))

    def leave(self) -> None:
        """Forget which file was open, as another piece is in its place: saving asks for a name."""
        self._set_path(None, None)

    # Saving

    @property
    def piece(self) -> Piece:
        """Return the piece with all that belongs to it, as it is now, and all that undo leads to."""
        return self._with_surroundings(self._door.piece)

    @property
    def piece_alone(self) -> Piece:
        """Return the piece with all that belongs to it, as its file is to have it: with its own history."""
        alone = self._door.piece_alone
        return self._with_surroundings(replace(alone, undo=(*self._home_here.older, *alone.undo)))

    @property
    def project(self) -> Path | None:
        """Return the file that `piece` may be written to; None where undo leads from it to another piece."""
        return self.path if self._door.is_alone else None

    def _with_surroundings(self, piece: Piece) -> Piece:
        workplace = self.workplace()
        view = replace(workplace.view, playhead_tick=float(max(0, self._player.position)))
        workplace = replace(workplace, view=view, loop=self.loop, wishes=self.wishes())
        return replace(piece, takes=to_keep(self.takes()), workplace=workplace)

    def save(self, path: Path, saved: Callable[[], object] = lambda: None) -> None:
        """Write the project in the background; `saved` once that is done.

        A write that fails leaves the old file, and what is there and cannot be read whole is never replaced.
        """
        if path != self.path and not self._hold.take(path):
            text = f"{path.name} is open in another window: save under another name."
            self.noticed.emit(Notice("file", text, notices.WARNING))
            return
        piece, changes, number = _beside(self.piece_alone, path), self._changes, self._number
        is_known = path in self._whole

        def write(_progress: Progress) -> None:
            from audiogenesis_desktop.files.project.project_file import write_project

            if not is_known:
                _require_whole(path)
            write_project(piece, path)

        def done(_result: None) -> None:
            if changes == self._changes:
                self._door.mark_saved(piece.score)
            if number == self._number:  # or it is in the file no more: another piece was opened meanwhile
                self._set_path(path, None)
            self._whole.add(path)
            self.noticed.emit(Notice("file", f"Saved {path.name}."))
            saved()

        self._jobs.start(write, done=done, failed=lambda failure: self._let_go_and_tell(path, failure))

    def _failed(self, failure: Failure) -> None:
        self.noticed.emit(Notice("file", failure.sentence, notices.DANGER))

    def _set_path(self, path: Path | None, source: Opened | None) -> None:
        self._number += 1
        if (path, source) != (self.path, self.source):
            if self.path is not None and path != self.path:
                self._hold.let_go(self.path)
            self.path, self.source = path, source
            self.path_changed.emit()

    @property
    def name(self) -> str:
        """Return what the piece is called by its file, or by the one that its music came from; nothing without one."""
        if self.path is not None:
            return self.path.name
        return self.source.paths[0].stem if self.source is not None else ""

    def mark_changed(self) -> None:
        """Note that something that is saved with the score has changed beside it."""
        if self._door.committed.tracks:
            self._changes += 1
            self._door.mark_unsaved()

    def note_takes(self) -> None:
        """Note it where a take of the piece has been added, named, starred or let go since the last time."""
        takes = self.takes().takes
        first = min(takes, key=lambda one: one.number).take if takes else None
        known = first, frozenset((one.number, one.name, one.is_starred, one.is_deleted) for one in takes)
        before, self._known_takes = self._known_takes, known
        if first is not None and before[0] is first and before != known:
            self.mark_changed()

    # The loop that is saved with a piece

    @property
    def loop(self) -> MarkedLoop | None:
        """Return the stretch that is marked out, if there is one."""
        player = self._player
        return MarkedLoop(*player.loop, player.is_looping) if player.loop is not None else None

    def _restore_loop(self, loop: MarkedLoop | None) -> None:
        self._player.restore_loop(loop and (loop.start_tick, loop.end_tick), is_on=loop is not None and loop.is_on)

    def _on_loop(self) -> None:
        self.mark_changed()

    # Closing

    def close(self) -> None:
        """Let other windows have the project."""
        self._hold.let_go_all()


def _beside(piece: Piece, path: Path) -> Piece:
    """Return the piece with its video told from a project's file."""
    video = piece.workplace.video
    return piece if video is None else replace(piece, workplace=replace(piece.workplace, video=video.beside(path)))


def _require_whole(path: Path) -> None:
    """Raise BadInput where there is a file that is no project, is damaged, or is of a newer Audiogenesis."""
    from audiogenesis_desktop.files.project.project_file import read_project

    if path.exists():
        try:
            read_project(path)
        except BadInput as error:
            text = f"{path.name} is there already and cannot be read whole, so it stays: save under another name."
            raise BadInput(text) from error
