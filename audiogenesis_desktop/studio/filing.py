"""Filing: MIDI files opened, imported and saved in the background, and which file the piece is in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.edits import add_music
from audiogenesis_desktop.score.feel import STRAIGHT
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.jobs import Failure, Jobs, Progress
from audiogenesis_desktop.studio.kept_takes import KeptTakes, read_take, read_takes
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.player import Player

if TYPE_CHECKING:
    from audiogenesis_desktop.files.loop_marks import MarkedLoop

_LOSSES = "losses"  # the key of what is told of saving over a file


class Filing(QObject):
    """Reads and writes the piece with its loop; a file that cannot be read changes nothing."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    path_changed = Signal()
    piece_shown = Signal()  # another piece is shown now
    takes_recovered = Signal(KeptTakes)  # of a piece that is about to be shown

    def __init__(
        self, door: Door, player: Player, jobs: Jobs, *, settle: Callable[[], object], parent: QObject | None = None
    ) -> None:
        """Take where the piece goes, and whose loop is saved with it.

        `settle` ends what is being composed, as another piece is about to be opened.
        """
        super().__init__(parent)
        self._door, self._player, self._jobs, self._settle = door, player, jobs, settle
        self.path: Path | None = None
        self._lost = ""  # what saving over the file that is open would lose; nothing once that was told
        player.loop_changed.connect(self._on_loop)

    # Opening

    def open_midi(self, path: Path, *others: Path) -> None:
        """Read a MIDI file and show it; unsaved work stays one undo away, a broken file changes nothing.

        The tracks of other files are added at its start; together they are a piece that is in no file yet.
        """
        self._settle()
        self._read_all((path, *others), lambda opened: self._opened(path, opened, is_alone=not others))

    def recover(self, path: Path, shown: Callable[[], None] = lambda: None) -> None:
        """Read what was kept aside and show it, still as unsaved work that is in no file; `shown` once it is."""
        self._settle()
        self._read_all((path,), lambda read: self._recovered(read, path, shown))

    def import_midi(self, at_tick: int, path: Path, *others: Path) -> None:
        """Read MIDI files and add their tracks at a tick: one undo step; a broken file changes nothing."""
        label = f"Import {len(others) + 1} files" if others else f"Import {path.name}"

        def add(read: _Opened) -> None:
            self._door.edit(add_music(self._door.base, read.score, at_tick), label)
            self._tell(read.notice)

        self._read_all((path, *others), add)

    def _read_all(self, paths: Sequence[Path], done: "Callable[[_Opened], None]") -> None:
        self._jobs.start(lambda _progress: _read(paths), done=done, failed=self._failed)

    def _opened(self, path: Path, read: "_Opened", *, is_alone: bool) -> None:
        for key in ("file", _LOSSES):
            self.notice_gone.emit(key)
        self._player.stop()
        self._restore_loop(read.loop)
        # Where undo leads to another piece, that must not be written over this file.
        is_its_own = self._door.open(read.score, f"Open {path.name}", is_in_file=is_alone)
        self._set_path(path if is_its_own else None)
        self._lost = read.what_would_be_lost
        self._tell(read.notice)
        self.piece_shown.emit()

    def _tell(self, notice: str) -> None:
        if notice:
            self.noticed.emit(Notice("file", notice, notices.WARNING))

    def _recovered(self, read: "_Opened", path: Path, shown: Callable[[], None]) -> None:
        self._player.stop()
        self._restore_loop(read.loop)
        self._door.replace(*self._with_takes(read.score, path))
        self.leave()
        shown()
        self.piece_shown.emit()

    def _with_takes(self, score: Score, path: Path) -> tuple[Score, str, Take | None]:
        """Return what is shown of a piece that was kept aside, and tell of its takes where they were kept with it.

        A take holds more than a MIDI file can, so its score goes before the file's if it has the same notes.
        """
        take, kept = read_take(path), read_takes(path)
        shown = next((one for one in kept.takes if one.number == kept.shown), None)
        if take is None or shown is None:
            return score, "Recover", take
        self.takes_recovered.emit(kept)
        is_same = [track.notes for track in shown.score.tracks] == [track.notes for track in score.tracks]
        return (shown.score if is_same else score), "Recover", shown.take

    def leave(self) -> None:
        """Forget which file was open, as another piece is in its place: saving asks for a name."""
        self._set_path(None)

    # Saving

    def save_midi(self, path: Path, saved: Callable[[], object] = lambda: None) -> None:
        """Write the score to a MIDI file in the background; `saved` once that is done.

        The first time over another program's file, it is told what that would lose instead; the second time it is done.
        """
        if path == self.path and self._lost:
            text = f"Saving over {path.name} would lose {self._lost}. Save once more to do so all the same."
            self.noticed.emit(Notice(_LOSSES, text, notices.WARNING, Mend.SAVE_AS, "Save under another name…"))
            self._lost = ""
            return
        score = self._door.committed
        written = self.with_loop(score)

        def write(_progress: Progress) -> None:
            from audiogenesis_desktop.files.midi import write_midi

            write_midi(written, path)

        def done(_result: None) -> None:
            self._saved(path, score)
            saved()

        self._jobs.start(write, done=done, failed=self._failed)

    def _saved(self, path: Path, score: Score) -> None:
        self._door.mark_saved(score)
        self._set_path(path)
        self._lost = ""
        self.notice_gone.emit(_LOSSES)
        self.noticed.emit(Notice("file", f"Saved {path.name}."))

    def _failed(self, failure: Failure) -> None:
        self.noticed.emit(Notice("file", failure.sentence, notices.DANGER))

    def _set_path(self, path: Path | None) -> None:
        if path != self.path:
            self.path = path
            self.path_changed.emit()

    # The loop that is saved with a piece

    def with_loop(self, score: Score) -> Score:
        """Return the score with the marked loop in it, as it is saved."""
        from audiogenesis_desktop.files.loop_marks import MarkedLoop, with_loop

        player = self._player
        return with_loop(score, MarkedLoop(*player.loop, player.is_looping) if player.loop is not None else None)

    def _restore_loop(self, loop: "MarkedLoop | None") -> None:
        self._player.restore_loop(loop and (loop.start_tick, loop.end_tick), is_on=loop is not None and loop.is_on)

    def _on_loop(self) -> None:
        if self._door.committed.tracks:
            self._door.mark_unsaved()


class _Opened(NamedTuple):
    """What was read: a score, its loop, what is to be told of it, and what saving over it would lose."""

    score: Score
    loop: "MarkedLoop | None"
    notice: str
    what_would_be_lost: str


def _read(paths: Sequence[Path]) -> _Opened:
    """Return files as one score, the tracks of all from the start of the first, and the loop of the first.

    Key, chords and swing are those heard in it, where the files tell none.
    """
    from audiogenesis_desktop.files.loop_marks import without_loop
    from audiogenesis_desktop.files.midi import read_file
    from audiogenesis_desktop.theory.analysis import analysed

    readings = [read_file(path) for path in paths]
    (score, loop), *others = (without_loop(reading.score) for reading in readings)
    for other, _ in others:
        score = add_music(score, other, 0)
    sentences = [f"{path.name}: {read.notice}" for path, read in zip(paths, readings, strict=True) if read.notice]
    return _Opened(_swung(analysed(score)), loop, " ".join(sentences), readings[0].what_would_be_lost)


def _swung(score: Score) -> Score:
    """Return the score with the swing that its notes are found to have, where the file tells none."""
    from audiogenesis_desktop.plan.reading import found_swing

    if score.swing != STRAIGHT:
        return score
    swing, ticks = found_swing(score, score.meters[0])
    return replace(score, swing=swing, swing_ticks=ticks) if swing != STRAIGHT else score
