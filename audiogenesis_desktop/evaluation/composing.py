"""Composing what is to be measured: many prompts, systems and seeds, on several processes, never twice."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_take
from audiogenesis_desktop.compose.ranking import faults
from audiogenesis_desktop.evaluation.progress import Progress
from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.evaluation.systems import FULL, ONE_TAKE, plain
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import ChordAt

_In = TypeVar("_In")
_Out = TypeVar("_Out")
_SEEDS_APART, _TAKES_APART = 1_000, 100
_composers: dict[str, Composer] = {}


@dataclass(frozen=True, slots=True)
class Job:
    """One piece to compose: `planned` is what the Plan is made of, `conditions` what the network gets.

    Of several `takes` the one with the fewest faults is written to `file`, the first to `first_file` if named.
    """

    system: str
    number: int
    seed: int
    wanted: Wanted
    planned: Brief
    conditions: Brief
    takes: int
    file: Path
    first_file: Path | None = None

    @property
    def digest(self) -> str:
        """Return a name of all that decides the piece but the composer."""
        decides = (self.planned, self.conditions, self.seed, self.number, self.takes, self.first_file is not None)
        return hashlib.sha256(repr(decides).encode()).hexdigest()[:16]

    @property
    def is_done(self) -> bool:
        """Return whether the piece lies there already."""
        return all(provenance(file).get("digest") == self.digest for file in (self.file, self.first_file) if file)


def provenance(file: Path) -> dict[str, Any]:
    """Return what was noted when a piece was composed: seed, seconds, chords; empty if it is not there."""
    try:
        found: dict[str, Any] = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if file.exists() else {}


def planned_chords(file: Path) -> tuple[ChordAt, ...]:
    """Return the Plan's chords of a composed piece: a MIDI file has none."""
    return tuple(ChordAt(*chord) for chord in provenance(file).get("chords", ()))


def jobs(
    system: str,
    wanted: Sequence[Wanted],
    planned: Sequence[Brief],
    folder: Path,
    *,
    conditions: Sequence[Brief] | None = None,
    seeds: int = 1,
    takes: int = 1,
) -> list[Job]:
    """Return the jobs of one system, prompt by prompt; several takes leave the first one to "no ranking"."""
    return [
        Job(
            system,
            number,
            seed,
            one,
            plain(brief),
            plain(other),
            takes,
            place(folder, system, number, seed),
            place(folder, ONE_TAKE, number, seed) if takes > 1 else None,
        )
        for number, (one, brief, other) in enumerate(zip(wanted, planned, conditions or planned, strict=True))
        for seed in range(seeds)
    ]


def place(folder: Path, system: str, number: int, seed: int) -> Path:
    """Return where a piece goes."""
    return folder / system.replace(" ", "_") / f"{number:04}-{seed}.mid"


def compose_all(
    jobs: Sequence[Job], load: Callable[[], Mapping[str, Composer]], *, processes: int, progress: Progress
) -> None:
    """Compose what is not there yet; `load` returns the composers by system, anew in each process."""
    left = [job for job in jobs if not job.is_done]
    if left:
        for _ in in_processes(
            _compose, left, begin=_begin, given=(load,), processes=processes, progress=progress, desc="Composing"
        ):
            pass


def in_processes(
    work: Callable[[_In], _Out],
    items: Sequence[_In],
    *,
    processes: int,
    progress: Progress,
    desc: str,
    begin: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> list[_Out]:
    """Return what `work` makes of every item, in their order; `begin(*given)` is called once in each process."""
    if processes == 1:
        if begin:
            begin(*given)
        return [work(item) for item in progress(items, desc, len(items))]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=begin, initargs=given) as pool:
        return list(progress(pool.map(work, items, chunksize=1), desc, len(items)))


def _begin(load: Callable[[], Mapping[str, Composer]]) -> None:
    _composers.clear()
    _composers.update(load())


def _compose(job: Job) -> None:
    composer, takes = _composers.get(job.system, _composers[FULL]), list[tuple[float, Take]]()
    first_seed = job.number * _SEEDS_APART + job.seed * _TAKES_APART
    for seed in range(first_seed, first_seed + job.takes):
        plan, title = make_plan(job.planned, seed), " ".join(job.wanted.prompt.split())[:80]
        take = compose_take(composer, job.conditions, plan, seed=seed, title=title)
        takes.append((faults(take.score, job.planned, plan), take))
    for file, (faulty, take) in ((job.first_file, takes[0]), (job.file, min(takes, key=lambda found: found[0]))):
        if file:
            _write(file, job.digest, faulty, take)


def _write(file: Path, digest: str, faulty: float, take: Take) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_midi(take.score, file)
    seconds, chords = round(take.compose_seconds, 3), take.score.chords
    noted = {"digest": digest, "seed": take.seed, "seconds": seconds, "faults": faulty, "chords": chords}
    file.with_suffix(".json").write_text(json.dumps(noted), encoding="utf-8")
