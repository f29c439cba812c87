"""Pieces of all styles, composed from prompts under one Plan by each system, and which style is detected in each."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from msgspec import Struct

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.evaluation.composing import in_processes
from audiogenesis_desktop.evaluation.plots import roll
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.style_cases import StyleCase
from audiogenesis_desktop.evaluation.style_naming import StyleForest, learned
from audiogenesis_desktop.evaluation.style_plan import PlanText, in_words
from audiogenesis_desktop.evaluation.systems import FULL, MEANINGS, plain, shuffled
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.plan import Part
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.judging import missed
from audiogenesis_desktop.style.roles import roles_of
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.styles import STYLES, write

NO_NETWORK, WRITER = "no network", "writer"
SYSTEMS = {
    FULL: "as the app reads, plans and composes, one take",
    NO_NETWORK: "a network that knows nothing (all weights 0) under the same Plans and rules: every draw is uniform "
    "among what the rules let pass",
    WRITER: "pieces that our writer wrote by rule, held out from the classifier: the most that can be expected",
}
_ELSEWHERE = ("parser off", NO_NETWORK)  # ablations that say nothing of styles, and that all cases are composed by
SECONDS = 60.0
"""All pieces are as long: styles and states of the app are compared at equal lengths."""

_LEARNED, _FIRST_HELD_OUT = 14, 1_000  # seeds of the writer: of those below, and of those from there on
_ROLL_HEIGHT = 260
_composers: dict[str, Composer] = {}


class StylePiece(Struct, frozen=True):
    """A piece as its style's page shows it; `detected` and `detected_by_rhythm` are what the classifiers name.

    `hallmarks` counts those of the style, `missed` has those that do not hold. `plan` and `roll` (SVG) may be left out.
    """

    style: str
    system: str
    prompt: str
    detected: str
    detected_by_rhythm: str
    hallmarks: int
    missed: tuple[str, ...]
    tempo_bpm: float
    key: str
    notes_a_second: float
    file: str = ""
    plan: PlanText | None = None
    roll: str = ""


@dataclass(frozen=True, slots=True)
class StyleForests:
    """The two classifiers that know styles by pieces of our writer: by all features, and by rhythm alone."""

    whole: StyleForest
    by_rhythm: StyleForest


@dataclass(frozen=True, slots=True)
class _Job:
    case: StyleCase
    number: int
    brief: Brief
    others: Brief
    systems: tuple[str, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class _Composed:
    style: str
    system: str
    prompt: str
    score: Score
    file: str = ""
    plan: PlanText | None = None
    parts: tuple[Part, ...] = ()


def meaning(system: str) -> str:
    """Return what a system is, in a line."""
    return SYSTEMS.get(system) or MEANINGS[system]


def learn_styles(*, pieces: int = _LEARNED, progress: Progress = silent) -> StyleForests:
    """Return classifiers that have learned from `pieces` pieces of each style that ships."""
    written = {
        style: [write(style, seed).score for seed in range(pieces)]
        for style in progress(STYLES, "Learning styles", len(STYLES))
    }
    return StyleForests(learned(written), learned(written, by_rhythm=True))


def compose_styles(
    cases: Sequence[StyleCase],
    read: Callable[[str], Brief],
    load: Callable[[], Mapping[str, Composer]],
    folder: Path,
    *,
    forests: StyleForests,
    ablations: Sequence[str] = (),
    ablated: int = 0,
    processes: int = 1,
    progress: Progress = silent,
) -> list[StylePiece]:
    """Compose each case by each system, and the writer's as many, to `folder`; return what is detected in them.

    Those of `ablations` that are of interest here compose `ablated` of the cases, spread evenly.
    """
    briefs = [brief_of(case, read) for case in cases]
    more = {number: tuple(name for name in ablations if name not in _ELSEWHERE) for number in _every(cases, ablated)}
    jobs = [
        _Job(case, number, brief, others, (FULL, NO_NETWORK, *more.get(number, ())), folder)
        for number, (case, brief, others) in enumerate(zip(cases, briefs, shuffled(briefs), strict=True))
    ]
    composed = in_processes(
        _compose, jobs, begin=_begin, given=(load,), processes=processes, progress=progress, desc="Composing styles"
    )
    every = [*(piece for both in composed for piece in both), *map(_written, range(len(cases)), cases)]
    return _detected(every, forests)


def brief_of(case: StyleCase, read: Callable[[str], Brief]) -> Brief:
    """Return what a case's prompt is read as, of the length that all have here."""
    return plain(_as_long(read(case.prompt)))


def judge_composer(
    composer: Composer, cases: Sequence[StyleCase], briefs: Sequence[Brief], folder: Path, *, forests: StyleForests
) -> list[StylePiece]:
    """Compose each case by one composer alone, to `folder`, and return what is detected in them."""
    _begin(lambda: {FULL: composer})
    jobs = [
        _Job(case, number, brief, brief, (FULL,), folder)
        for number, (case, brief) in enumerate(zip(cases, briefs, strict=True))
    ]
    return _detected([piece for job in jobs for piece in _compose(job)], forests)


def _every(cases: Sequence[StyleCase], count: int) -> list[int]:
    """Return the numbers of `count` cases, or of all, spread evenly."""
    return np.linspace(0, len(cases) - 1, min(count, len(cases))).round().astype(int).tolist() if count else []


def _as_long(brief: Brief) -> Brief:
    return brief.with_fields(Origin.EDITED, length_seconds=SECONDS)


def _begin(load: Callable[[], Mapping[str, Composer]]) -> None:
    _composers.clear()
    _composers.update(load())


def _compose(job: _Job) -> list[_Composed]:
    seed = zlib.crc32(job.case.prompt.encode())  # the prompt's own: others may come and go
    plan = make_plan(job.brief, seed)
    found = list[_Composed]()
    for system in job.systems:
        composer, told = _composers.get(system, _composers[FULL]), job.brief
        if system == "text shuffled":
            told = job.others
        score = compose_score(composer, told, plan, seed=seed, title=job.case.wanted)
        file = job.folder / system.replace(" ", "_") / f"{job.number:04}.mid"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_midi(score, file)
        name = file.relative_to(job.folder).as_posix()
        found.append(_Composed(job.case.wanted, system, job.case.prompt, score, name, in_words(plan), plan.parts))
    return found


def _written(number: int, case: StyleCase) -> _Composed:
    return _Composed(case.wanted, WRITER, "", write(case.wanted, _FIRST_HELD_OUT + number).score)


def _detected(composed: Sequence[_Composed], forests: StyleForests) -> list[StylePiece]:
    scores = [piece.score for piece in composed]
    names = zip(forests.whole.names(scores), forests.by_rhythm.names(scores), strict=True)
    return [_measured(piece, *both) for piece, both in zip(composed, names, strict=True)]


def _measured(piece: _Composed, detected: str, by_rhythm: str) -> StylePiece:
    score, style = piece.score, shipped()[piece.style]
    seconds = TempoMap(score.tempi).seconds(score.length_ticks)
    key = score.keys[0] if score.keys else None
    return StylePiece(
        style=piece.style,
        system=piece.system,
        prompt=piece.prompt,
        detected=detected,
        detected_by_rhythm=by_rhythm,
        hallmarks=len(style.hallmarks),
        missed=missed(style, score),  # roles are guessed: a Plan that calls a part a bass does not make it one
        tempo_bpm=round(score.tempi[0].bpm, 1),
        key=Key(key.tonic, key.mode).name if key else "",
        notes_a_second=round(score.note_count / max(seconds, 1e-6), 2),
        file=piece.file,
        plan=piece.plan,
        roll=roll(score, roles=_roles(piece), height=_ROLL_HEIGHT) if piece.system == FULL else "",
    )


def _roles(piece: _Composed) -> Mapping[int, str]:
    """Return the roles that the Plan gives, or, where it calls everybody a lead as it does by default, a guess."""
    planned = {part.track_id: part.role for part in piece.parts}
    return planned if set(planned.values()) != {"lead"} else roles_of(piece.score)
