"""Records: a Piece taken apart into lines of JSON that name each track, score, Brief, Plan and take once, by number.

Project files and journals are made of the same lines. An edit changes a track or two; all else of the new Score is
named by its number, so that keeping a step of the history costs what the step has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.files.loop_marks import MarkedLoop
from audiogenesis_desktop.files.project.decoding import decoded
from audiogenesis_desktop.files.project.piece import KeptTake, Piece, Step, Video, View, Workplace
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.plan.wishes import Wished
from audiogenesis_desktop.score.score import Note, Score, Track

_CHUNK = 1000  # notes that are turned into text at once: the window waits for no longer than that takes
_NO_TRACKS: tuple[Track, ...] = ()
_KEY_BYTES = 16
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """A Score by numbers: of the score that has its maps, and of its tracks."""

    frame: int
    tracks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TakeRecord:
    """A Take, its Brief, its Plan and its score by numbers."""

    prompt: str
    brief: int
    plan: int
    seed: int
    model_hash: str
    score: int
    is_whole: bool = True
    compose_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A Step by numbers."""

    score: int
    label: str
    take: int | None


@dataclass(frozen=True, slots=True)
class KeptTakeRecord:
    """A `KeptTake`, its Takes and its score by numbers."""

    number: int
    name: str
    take: int
    score: int
    asked: str = ""
    is_starred: bool = False
    is_deleted: bool = False
    verdict: tuple[float, float, tuple[str, ...]] | None = None
    loudness_lufs: float | None = None
    base: int | None = None


@dataclass(frozen=True, slots=True)
class WorkplaceRecord:
    """A Workplace, the Brief that its chips show by its number."""

    prompt: str
    seed: int | None
    brief: int | None
    view: View = field(default_factory=View)
    loop: MarkedLoop | None = None
    video: Video | None = None
    wishes: tuple[Wished, ...] = ()


@dataclass(frozen=True, slots=True)
class PieceRecord:
    """A Piece by numbers."""

    score: int
    take: int | None
    takes: tuple[KeptTakeRecord, ...]
    undo: tuple[StepRecord, ...]
    redo: tuple[StepRecord, ...]
    workplace: WorkplaceRecord


_Record = TakeRecord | KeptTakeRecord | WorkplaceRecord


class _Told(Generic[_Value]):
    """Which of some values lines tell of, each by its number; those that the latest Piece lacks are held no longer."""

    def __init__(self) -> None:
        self._count = 0
        self._held: dict[int, tuple[int, _Value]] = {}  # by id(), which holds as long as the value is kept here
        self._met: dict[int, tuple[int, _Value]] = {}  # of these, what the Piece has that is being written

    def number(self, value: _Value) -> int | None:
        found = self._held.get(id(value))
        if found is None:
            return None
        self._met[id(value)] = found
        return found[0]

    def add(self, value: _Value) -> int:
        number = self._count
        self._count += 1
        self._held[id(value)] = self._met[id(value)] = number, value
        return number

    def forget(self) -> None:
        self._held, self._met = self._met, {}


class Writer:
    """Turns Pieces into lines; what a line before has is named by its number."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._lines: list[bytes] = []
        self._tracks, self._scores, self._takes = _Told[Track](), _Told[Score](), _Told[Take]()
        self._contents: dict[str, dict[bytes, int]] = {"brief": {}, "plan": {}, "frame": {}}  # by what is in them

    def lines(self, piece: Piece) -> list[bytes]:
        """Return the lines, without their ends, that make the Piece of those that were returned before."""
        self._lines = []
        takes = tuple(self._kept_take(one) for one in piece.takes)
        undo, redo = (tuple(self._step(step) for step in steps) for steps in (piece.undo, piece.redo))
        score, take = self._score(piece.score), self._take(piece.take)
        workplace = WorkplaceRecord(**_fields_of(piece.workplace) | {"brief": self._brief(piece.workplace.brief)})
        self._add("piece", 0, PieceRecord(score, take, takes, undo, redo, workplace))
        for told in (self._tracks, self._scores, self._takes):
            told.forget()
        return self._lines

    def _add(self, kind: str, number: int, value: Any, *more: bytes) -> None:
        parts = (msgspec.json.encode(kind), b"%d" % number, encoded(value), *more)
        self._lines.append(b"[" + b",".join(parts) + b"]")

    def _step(self, step: Step) -> StepRecord:
        return StepRecord(self._score(step.score), step.label, self._take(step.take))

    def _kept_take(self, one: KeptTake) -> KeptTakeRecord:
        take = self._take(one.take)
        assert take is not None
        return KeptTakeRecord(
            **_fields_of(one) | {"take": take, "score": self._score(one.score), "base": self._take(one.base)}
        )

    def _take(self, take: Take | None) -> int | None:
        if take is None:
            return None
        score = self._score(take.score)  # in any case, so that it is not forgotten
        number = self._takes.number(take)
        if number is None:
            number = self._takes.add(take)
            parts = {"brief": self._brief(take.brief), "plan": self._content("plan", take.plan), "score": score}
            self._add("take", number, TakeRecord(**_fields_of(take) | parts))
        return number

    def _brief(self, brief: Brief | None) -> int | None:
        return None if brief is None else self._content("brief", brief)

    def _content(self, kind: str, value: Brief | Plan | Score) -> int:
        """Return the number of what may be made anew though it is the same, as the Brief that chips show is."""
        known, told = self._contents[kind], encoded(value)
        key = blake2b(told, digest_size=_KEY_BYTES).digest()
        if key not in known:
            known[key] = len(known)
            self._add(kind, known[key], msgspec.Raw(told))
        return known[key]

    def _score(self, score: Score) -> int:
        tracks = tuple(self._track(track) for track in score.tracks)
        number = self._scores.number(score)
        if number is None:
            number = self._scores.add(score)
            frame = self._content("frame", replace(score, tracks=_NO_TRACKS))
            self._add("score", number, ScoreRecord(frame, tracks))
        return number

    def _track(self, track: Track) -> int:
        number = self._tracks.number(track)
        if number is None:
            number = self._tracks.add(track)
            self._add("track", number, replace(track, notes=()), _encoded_notes(track.notes))
        return number


def _fields_of(value: KeptTake | Take | Workplace | _Record) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def encoded(value: Any) -> bytes:
    """Return a value as JSON; mappings that may not be changed are written as any other."""
    return msgspec.json.encode(value, enc_hook=dict)


def _encoded_notes(notes: Sequence[Note]) -> bytes:
    chunks = (msgspec.json.encode(notes[i : i + _CHUNK])[1:-1] for i in range(0, len(notes), _CHUNK))
    return b"[" + b",".join(chunks) + b"]"


class Reader:
    """Puts a Piece together from lines, in their order."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._tracks: list[Track] = []
        self._frames: list[Score] = []
        self._scores: list[Score] = []
        self._briefs: list[Brief] = []
        self._plans: list[Plan] = []
        self._takes: list[Take] = []
        self.piece: Piece | None = None  # as the last line that tells of it has it

    def read(self, line: bytes) -> None:
        """Take one line; raises msgspec.MsgspecError, ValueError, IndexError or RecursionError for a bad one."""
        kind, number, *raws = msgspec.json.decode(line, type=tuple[msgspec.Raw, ...])
        take_up = _KINDS[msgspec.json.decode(kind, type=str)]
        take_up(self, msgspec.json.decode(number, type=int), *raws)

    def _read_track(self, number: int, raw: msgspec.Raw, notes: msgspec.Raw) -> None:
        track = decoded(raw, Track)
        if track.notes:
            raise ValueError("a track has notes in two places")
        _append(self._tracks, number, replace(track, notes=decoded(notes, tuple[Note, ...])))

    def _read_frame(self, number: int, raw: msgspec.Raw) -> None:
        _append(self._frames, number, decoded(raw, Score))

    def _read_score(self, number: int, raw: msgspec.Raw) -> None:
        record = decoded(raw, ScoreRecord)
        tracks = tuple(_item(self._tracks, each) for each in record.tracks)
        _append(self._scores, number, replace(_item(self._frames, record.frame), tracks=tracks))

    def _read_take(self, number: int, raw: msgspec.Raw) -> None:
        record = decoded(raw, TakeRecord)
        brief, plan = _item(self._briefs, record.brief), _item(self._plans, record.plan)
        parts = {"brief": brief, "plan": plan, "score": _item(self._scores, record.score)}
        _append(self._takes, number, Take(**_fields_of(record) | parts))

    def _read_brief(self, number: int, raw: msgspec.Raw) -> None:
        _append(self._briefs, number, decoded(raw, Brief))

    def _read_plan(self, number: int, raw: msgspec.Raw) -> None:
        _append(self._plans, number, decoded(raw, Plan))

    def _read_piece(self, _number: int, raw: msgspec.Raw) -> None:
        record = decoded(raw, PieceRecord)
        brief = None if record.workplace.brief is None else _item(self._briefs, record.workplace.brief)
        self.piece = Piece(
            score=_item(self._scores, record.score),
            take=self._take(record.take),
            takes=tuple(self._kept_take(one) for one in record.takes),
            undo=tuple(self._step(step) for step in record.undo),
            redo=tuple(self._step(step) for step in record.redo),
            workplace=Workplace(**_fields_of(record.workplace) | {"brief": brief}),
        )

    def _take(self, number: int | None) -> Take | None:
        return None if number is None else _item(self._takes, number)

    def _step(self, step: StepRecord) -> Step:
        return Step(_item(self._scores, step.score), step.label, self._take(step.take))

    def _kept_take(self, one: KeptTakeRecord) -> KeptTake:
        take, score = _item(self._takes, one.take), _item(self._scores, one.score)
        return KeptTake(**_fields_of(one) | {"take": take, "score": score, "base": self._take(one.base)})


_KINDS: dict[str, Any] = {
    "track": Reader._read_track,
    "frame": Reader._read_frame,
    "score": Reader._read_score,
    "brief": Reader._read_brief,
    "plan": Reader._read_plan,
    "take": Reader._read_take,
    "piece": Reader._read_piece,
}


def _append(items: list[Any], number: int, item: Any) -> None:
    if number != len(items):
        raise ValueError(f"number {number} is not the next one")
    items.append(item)


def _item(items: Sequence[Any], number: int) -> Any:
    if number < 0:
        raise ValueError("numbers begin at 0")
    return items[number]
