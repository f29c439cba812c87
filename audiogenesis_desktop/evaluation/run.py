"""One evaluation under way: composing every system's pieces, and judging them."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.composing import Job, compose_all, jobs, place, planned_chords, provenance
from audiogenesis_desktop.evaluation.copying import Library
from audiogenesis_desktop.evaluation.measuring import Measured, Sample, measure_all
from audiogenesis_desktop.evaluation.pairs import Pair, ordered
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.prompts import held_out_prompt
from audiogenesis_desktop.evaluation.relevance import Wanted, judged
from audiogenesis_desktop.evaluation.results import Extent, JudgedPiece
from audiogenesis_desktop.evaluation.systems import ABLATIONS, FULL, ONE_TAKE, shuffled
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.composer import Composer

LESS, MORE = "pairs less", "pairs more"


@dataclass(frozen=True)
class Subject:
    """What is evaluated: the checkpoint's hash, how to load its composers, and the two readings of a prompt.

    `load` is called in every process, so it must be such as can be pickled. `read_implied`, which reads the
    embedding alone, and `network`, for its likelihood, may be left out. `ablations` are those that `load` has.
    """

    model: str
    load: Callable[[], Mapping[str, Composer]]
    read: Callable[[str], Brief]
    read_implied: Callable[[str], Brief] | None = None
    network: Callable[[], Any] | None = None
    ablations: Sequence[str] = ABLATIONS


@dataclass
class Evaluation:
    """An evaluation's subject, folder and extent; `minutes` by stage and `notes` to be told gather on the way."""

    subject: Subject
    folder: Path
    extent: Extent
    progress: Progress = silent
    minutes: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def pieces(self) -> Path:
        """Return the folder of the composed pieces, one for each checkpoint."""
        return self.folder / "pieces" / self.subject.model

    @property
    def systems(self) -> list[str]:
        """Return the systems beside the full one that there are."""
        ranked = [ONE_TAKE] if self.extent.takes > 1 else []
        made = [name for name in self.subject.ablations if name != "parser off" or self.subject.read_implied]
        return [*ranked, *made] if self.extent.ablations else []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Note how long a stage takes."""
        began = time.perf_counter()
        yield
        self.minutes[name] = round((time.perf_counter() - began) / 60, 2)

    def prompts(self) -> list[Wanted]:
        """Return the held-out prompts."""
        count = self.extent.prompts
        with self.stage("writing prompts"):
            return [held_out_prompt(i) for i in self.progress(range(count), "Writing prompts", count)]

    def compose(self, wanted: Sequence[Wanted], pairs: Sequence[Pair]) -> None:
        """Compose all pieces of all systems that are not there yet."""
        with self.stage("reading prompts"):
            briefs = [self.subject.read(one.prompt) for one in self.progress(wanted, "Reading prompts", len(wanted))]
            every = jobs(FULL, wanted, briefs, self.pieces, seeds=self.extent.seeds, takes=self.extent.takes)
            for system in self.systems:
                every += self._ablation(system, wanted[: self.extent.ablations], briefs[: self.extent.ablations])
            every += self._pair_jobs(pairs)
        with self.stage("composing"):
            compose_all(every, self.subject.load, processes=self.extent.processes, progress=self.progress)

    def _ablation(self, system: str, wanted: Sequence[Wanted], briefs: Sequence[Brief]) -> list[Job]:
        if system == ONE_TAKE:  # is written with the full system's takes
            return []
        planned = list(briefs)
        if system == "parser off" and self.subject.read_implied:
            planned = [self.subject.read_implied(one.prompt) for one in wanted]
        others = shuffled(planned) if system == "text shuffled" else planned
        return jobs(system, wanted, planned, self.pieces, conditions=others)

    def _pair_jobs(self, pairs: Sequence[Pair]) -> list[Job]:
        found = list[Job]()
        for system, prompts in ((LESS, [pair.less for pair in pairs]), (MORE, [pair.more for pair in pairs])):
            briefs = [self.subject.read(prompt) for prompt in prompts]
            found += jobs(system, [Wanted(prompt) for prompt in prompts], briefs, self.pieces)
        return found

    def measured(self, samples: Sequence[Sample], desc: str) -> list[Measured]:
        """Return what samples measure."""
        return measure_all(
            samples, self.folder / "measured", processes=self.extent.processes, progress=self.progress, desc=desc
        )

    def judged(self, system: str, wanted: Sequence[Wanted], seeds: int, library: Library) -> tuple[JudgedPiece, ...]:
        """Return the pieces of a system, judged and measured, prompt by prompt."""
        places = [(i, s, place(self.pieces, system, i, s)) for i in range(len(wanted)) for s in range(seeds)]
        samples = [Sample(file, planned_chords(file)) for _, _, file in places]
        found = self.measured(samples, f"Measuring: {system}")
        copies = [
            library.longest_copy(sample.score()) if len(library) else math.nan
            for sample in self.progress(samples, f"Looking for copies: {system}", len(samples))
        ]
        return tuple(
            JudgedPiece(
                file.relative_to(self.folder).as_posix(),
                wanted[number],
                judged(one.detected, wanted[number]),
                replace(one.coherence, copied_bars=copied),
                seed,
                float(provenance(file).get("seconds", math.nan)),
            )
            for (number, seed, file), one, copied in zip(places, found, copies, strict=True)
        )

    def pair_figures(self, pairs: Sequence[Pair]) -> dict[str, Figure]:
        """Return for each quality the share of pairs whose music is ordered as asked."""
        found: dict[str, list[float]] = {}
        for number, pair in enumerate(pairs):
            less, more = (read_midi(place(self.pieces, system, number, 0)) for system in (LESS, MORE))
            found.setdefault(pair.quality, []).append(ordered(pair, less, more))
        return {quality: figure(values) for quality, values in found.items()}
