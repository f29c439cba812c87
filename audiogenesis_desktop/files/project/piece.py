"""The Piece: the music and all that belongs to it, as a project file keeps it."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import NamedTuple

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.files.loop_marks import MarkedLoop
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.plan.wishes import Wished
from audiogenesis_desktop.score.score import Score

SUFFIX = ".agproj"


def is_project(path: Path) -> bool:
    """Return whether a file's name is that of a project."""
    return path.suffix.lower() == SUFFIX


class Step(NamedTuple):
    """A Score to go back or forward to, the name of the change between, and the Take that the Score began as."""

    score: Score
    label: str
    take: Take | None


@dataclass(frozen=True, slots=True)
class KeptTake:
    """A take that stands beside the piece; `score` is what became of it, `asked` the words that it answers, if any.

    `base` is the take, as it was then, that those words were said of.

    One that `is_deleted` comes back where undo leads to it. `verdict` is what was thought of it: its faults, how well
    it was liked, and sentences that tell why; None where nobody has judged it, as with its loudness.
    """

    number: int
    name: str
    take: Take
    score: Score
    asked: str = ""
    is_starred: bool = False
    is_deleted: bool = False
    verdict: tuple[float, float, tuple[str, ...]] | None = None
    loudness_lufs: float | None = None
    base: Take | None = None


@dataclass(frozen=True, slots=True)
class View:
    """How the roll shows the piece: zoom, scroll in pixels, and which track is edited (-1 for none).

    `pixels_per_tick` 0 stands for a view that shows all of the piece, at whatever size.
    """

    pixels_per_tick: float = 0.0
    row_height: int = 14
    scroll_x: int = 0
    scroll_y: int = 0
    track_id: int = -1
    playhead_tick: float = 0.0


@dataclass(frozen=True, slots=True)
class Video:
    """The picture that the piece is for: its file, and which second of it the music begins at.

    `relative` is where the file is as seen from the project's folder, with slashes, if that can be told.
    """

    path: str
    starts_at_seconds: float = 0.0
    relative: str = ""

    def beside(self, project: Path) -> "Video":
        """Return it with where it is as seen from a project's file: the folder that holds both may be moved."""
        try:
            relative = Path(os.path.relpath(self.path, project.parent)).as_posix()
        except ValueError:  # on another drive
            relative = ""
        return replace(self, relative=relative)

    def found_beside(self, project: Path) -> "Video":
        """Return it where it lies as seen from a project's file, if it does, or else where it was."""
        relative = PurePath(self.relative)
        if not self.relative or relative.is_absolute() or relative.drive:
            return self
        near = project.parent / relative
        return replace(self, path=str(near.resolve())) if near.is_file() else self

    @property
    def is_elsewhere(self) -> bool:
        """Return whether its name is of another machine, which nobody asked to call."""
        return self.path.startswith(("//", "\\\\"))


@dataclass(frozen=True, slots=True)
class Workplace:
    """What stands around the music: what is typed and set by hand, how it is shown, what is looped, the picture.

    `brief` is what the chips show, None where there are none; `seed` is the one typed in beside the prompt. `wishes`
    are what verbs hold to in some tracks and sections.
    """

    prompt: str = ""
    seed: int | None = None
    brief: Brief | None = None
    view: View = field(default_factory=View)
    loop: MarkedLoop | None = None
    video: Video | None = None
    wishes: tuple[Wished, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """The music as it is now, the Take that it began as, the takes beside it, and what undo and redo lead to.

    Mixer, feel, markers and title are the Score's. Steps are as in the Document: the one undone first comes last.
    """

    score: Score = field(default_factory=Score)
    take: Take | None = None
    takes: tuple[KeptTake, ...] = ()
    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()
    workplace: Workplace = field(default_factory=Workplace)
