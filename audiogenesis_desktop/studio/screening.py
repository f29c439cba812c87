"""Screening: the video that the music is for, looked through in the background, with its frames and its cuts."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.files.project.piece import Video
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.glimpses import Glimpses
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.notices import Mend, Notice

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.picture.cuts import Cut
    from audiogenesis_desktop.delivery.picture.frames import Frames, Scan
    from audiogenesis_desktop.delivery.picture.looking import Picture

    Found: TypeAlias = tuple[Picture, tuple[Frames, tuple[Cut, ...]] | None]

_KEY = "picture"  # of its notices


class Screening(QObject):
    """One video at a time, or none. What is told comes on the main thread; nothing here waits for a program.

    `frames` grow while the video is looked through; `cuts` are known once that is over. A moment of the music is
    `starts_at_seconds` later in the video.
    """

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    changed = Signal()  # another video is shown, or none
    start_moved = Signal()  # the music begins at another second of it
    opened = Signal()  # the user has opened one, which is shown now
    progressed = Signal(float)  # 0..1, of looking through it: more frames are there
    looked_through = Signal()  # its cuts are known
    sharpened = Signal(float, bytes)  # a moment of the video, and its frame as a JPEG

    def __init__(self, parent: QObject | None = None, *, note_change: Callable[[], object] = lambda: None) -> None:
        """Begin without a video; `note_change` is told of what a project has to keep."""
        super().__init__(parent)
        self._jobs, self._note_change = Jobs(self), note_change
        self.glimpses = Glimpses(self._jobs, self)  # while it is being looked through
        self.picture: Picture | None = None
        self.frames: Frames | None = None
        self.cuts: tuple[Cut, ...] = ()
        self.is_looking = False  # whether it is being looked through
        self._video: Video | None = None  # what a project keeps of it, found or not
        self._stop = threading.Event()
        self._number = 0  # of what was asked for; what comes of anything before it is let go
        self._scan_job: Job | None = None
        self._wish: tuple[float, int] | None = None
        self._is_sharpening = False

    # Which video

    @property
    def video(self) -> Video | None:
        """Return what a project keeps of the video, one that is missing now as well."""
        return self._video

    @property
    def starts_at_seconds(self) -> float:
        """Return which second of the video the music begins at."""
        return self._video.starts_at_seconds if self._video is not None else 0.0

    def open(self, path: Path) -> None:
        """Look at a video, and show it in place of another; one that cannot be read changes nothing."""
        starts_at = self.starts_at_seconds if self.picture is None else 0.0  # a missing one was found
        self._look_at(path, starts_at, is_asked=True)

    def restore(self, video: Video | None) -> None:
        """Show the video of a piece that was opened, or none; where it is missing, ask once where it is."""
        self._forget()
        self._video = video
        self.changed.emit()
        if video is None:
            self.notice_gone.emit(_KEY)
            return
        number, path = self._number, Path(video.path)
        self._jobs.start(
            lambda _progress: not video.is_elsewhere and path.is_file(),
            done=lambda is_there: self._placed(number, video, is_there=is_there),
        )

    def _placed(self, number: int, video: Video, *, is_there: bool) -> None:
        if number != self._number:
            return
        if is_there:
            self._look_at(Path(video.path), video.starts_at_seconds, is_asked=False)
            return
        name = Path(video.path.replace("\\", "/")).name
        text = f"The video {name} is not where it was: find it, or go on without."
        self._tell(text, notices.WARNING, Mend.FIND_VIDEO, "Find…")

    def begin_at(self, seconds: float) -> None:
        """Let the music begin at the frame of a second of the video: its first, or one that leaves a second of it."""
        if self.picture is None or self._video is None:
            return
        rate, latest = self.picture.frames_per_second, max(0.0, self.picture.seconds - 1)
        at = round(float(round(min(max(seconds, 0.0), latest) * rate) / rate), 6)
        if at != self.starts_at_seconds:
            self._video = replace(self._video, starts_at_seconds=at)
            self.start_moved.emit()
            self._note_change()

    def take_away(self) -> None:
        """Show no video any more; its file stays what it is."""
        self._forget()
        self._video = None
        self.notice_gone.emit(_KEY)
        self.changed.emit()
        self._note_change()

    def close(self) -> None:
        """Stop what is under way, and wait for it."""
        self._stop.set()
        self.glimpses.begin(None)
        self._jobs.close()

    def _forget(self) -> None:
        self.cancel()
        self.picture, self.frames, self.cuts, self._wish = None, None, (), None
        self.glimpses.begin(None)

    # Looking

    def _look_at(self, path: Path, starts_at_seconds: float, *, is_asked: bool) -> None:
        self.cancel()
        number, stop = self._number, self._stop

        def look(_progress: Progress) -> "Found":
            from audiogenesis_desktop.delivery.picture.frames import kept_of
            from audiogenesis_desktop.delivery.picture.looking import look_at

            picture = look_at(path, stop=stop)
            return picture, kept_of(picture)

        self._tell(f"Looking at {path.name} …", notices.INFO, Mend.CANCEL_PICTURE, "Cancel")
        show = partial(self._found, number, starts_at_seconds, is_asked)
        self._jobs.start(look, done=show, failed=partial(self._failed, number))

    def _found(self, number: int, starts_at_seconds: float, is_asked: bool, found: "Found") -> None:
        if number != self._number:
            return
        self.picture, kept = found
        self.frames, self.cuts = kept if kept is not None else (None, ())
        self._video = _video_of(self.picture.path, starts_at_seconds)
        self.glimpses.begin(self.picture)
        if kept is None:
            self._begin_scan(is_asked)
        self.changed.emit()
        if is_asked:
            self.opened.emit()
            self._note_change()
        if kept is not None:
            self.looked_through.emit()
            self._tell_of(is_asked)

    def _begin_scan(self, is_asked: bool) -> None:
        from audiogenesis_desktop.delivery.picture.frames import Scan

        assert self.picture is not None
        scan, stop, number = Scan(self.picture), self._stop, self._number
        self.frames, self.is_looking = scan.frames, True
        self._tell(f"Looking through {self.picture.path.name} …", notices.INFO, Mend.CANCEL_PICTURE, "Cancel")
        self._scan_job = self._jobs.start(
            lambda progress: scan.run(progress, stop),
            done=lambda _: self._scanned(number, scan, is_asked),
            failed=lambda failure: self._scanned(number, scan, is_asked, failure),
            progress=partial(self._progressed, number),
        )

    def _progressed(self, number: int, share: float) -> None:
        if number == self._number:
            self.progressed.emit(share)

    def _scanned(self, number: int, scan: "Scan", is_asked: bool, failure: Failure | None = None) -> None:
        if number != self._number:
            return
        self.is_looking, self._scan_job, self.cuts = False, None, scan.cuts
        self.progressed.emit(1.0)
        self.looked_through.emit()
        if failure is not None:
            self._tell(failure.sentence, notices.WARNING)
        else:
            self._tell_of(is_asked)

    def cancel(self) -> None:
        """Look no further; what has been seen of the video so far stays."""
        self._number += 1
        self._stop.set()
        self._stop = threading.Event()
        if self._scan_job is not None:
            self._scan_job.cancel()
            self._scan_job, self.is_looking = None, False
        self.notice_gone.emit(_KEY)

    def _tell_of(self, is_asked: bool) -> None:
        """Say what was found, where it was asked for; of what comes back with a project only what is odd."""
        from audiogenesis_desktop.delivery.picture.cuts import USUAL_STRENGTH, at_least

        picture = self.picture
        assert picture is not None
        odd = " ".join(picture.notices)
        if not is_asked:
            self._tell(f"{picture.path.name}: {odd}", notices.WARNING) if odd else self.notice_gone.emit(_KEY)
            return
        count = len(at_least(self.cuts, USUAL_STRENGTH, within_seconds=picture.seconds))
        cuts = {0: "no cut was found", 1: "one cut may be a hit"}.get(count, f"{count} cuts may be hits")
        text = f"{picture.path.name} lasts {picture.seconds:.6g} s, which the next piece will; {cuts}. {odd}".rstrip()
        self._tell(text, notices.INFO, *((Mend.CHOOSE_HITS, "Choose hits…") if self.cuts else ()))

    def _failed(self, number: int, failure: Failure) -> None:
        if number == self._number:
            self._tell(failure.sentence, notices.DANGER)

    def _tell(self, text: str, kind: str, mend: Mend = Mend.NOTHING, label: str = "") -> None:
        self.noticed.emit(Notice(_KEY, text, kind, mend, label))

    # Single frames

    def sharpen(self, seconds: float, longest: int) -> None:
        """Ask for the frame of a moment of the video, `longest` pixels wide or high; only the last wish is met."""
        self._wish = seconds, longest
        if not self._is_sharpening:
            self._sharpen_next()

    def _sharpen_next(self) -> None:
        wish, self._wish = self._wish, None
        if wish is None or self.picture is None:
            return
        (seconds, longest), picture, stop = wish, self.picture, self._stop

        def make(_progress: Progress) -> bytes:
            from audiogenesis_desktop.delivery.picture.frames import frame_at

            return frame_at(picture, seconds, longest, stop=stop)

        def done(jpeg: bytes) -> None:
            if picture is self.picture and jpeg:
                self.sharpened.emit(seconds, jpeg)

        self._is_sharpening = True
        job = self._jobs.start(make, done=done)  # one that cannot be made leaves the small one standing
        job.ended.connect(self._sharpened)

    def _sharpened(self) -> None:
        self._is_sharpening = False
        self._sharpen_next()


def _video_of(path: Path, starts_at_seconds: float) -> Video | None:
    """Return what a project keeps of a video; nothing of one whose name is no text."""
    name = str(path.resolve())
    try:
        name.encode()
    except UnicodeEncodeError:
        return None
    return Video(name, starts_at_seconds)
