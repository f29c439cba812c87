"""`audiogenesis evaluate --prompts`: how prompts are read and obeyed, as figures and lists of failures."""

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.composing import compose_all, jobs, place
from audiogenesis_desktop.evaluation.implying import Readings, share
from audiogenesis_desktop.evaluation.obeying import (
    KEY_FINDER,
    Contents,
    Judgement,
    judge_pair,
    judge_piece,
    judge_reading,
    read_contents,
)
from audiogenesis_desktop.evaluation.page import STYLE
from audiogenesis_desktop.evaluation.pairs import measured
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.prompt_cases import Case, cases_of
from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.evaluation.tables import bullets, folded, table
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.composer import Composer

AIMS = {
    "said, read": 0.99,
    "said, heard: tempo": 0.99,
    "said, heard: meter": 0.99,
    "said, heard: length": 0.99,
    "said, heard: instruments": 0.99,
    "said, heard: banned": 0.99,
    "said, heard: key": 0.9,
    "implied, read": 0.85,
    "implied, heard": 0.85,
    "pairs, read": 0.95,
    "pairs, heard": 0.95,
    "hostile, read": 1.0,
    "hostile, heard": 1.0,
}
_SILENCE = ("silence", "no instruments")


@dataclass(frozen=True, slots=True)
class Shares:
    """Figures by name, (share that is true, how many were judged), and the failures, a line each, by part."""

    figures: Mapping[str, tuple[float, int]]
    failures: Mapping[str, Sequence[str]]
    ablation: Mapping[str, float]


@dataclass
class PromptEvaluation:
    """What is judged: readings by name, the first of which is the app's, and how to load the composer."""

    readings: Readings
    load: Callable[[], Mapping[str, Composer]]
    folder: Path
    processes: int = 1
    progress: Progress = silent

    @property
    def read(self) -> Callable[[str], Brief]:
        """Return the app's own reading."""
        return next(iter(self.readings.values()))

    def run(self, cases: Callable[[str], list[Case]] = cases_of) -> Shares:
        """Read and compose every case and judge it."""
        figures: dict[str, tuple[float, int]] = {}
        failures: dict[str, list[str]] = {}
        for kind in ("said", "implied", "hostile"):
            self._judge(kind, cases(kind), figures, failures)
        self._judge_pairs(cases("pair"), figures, failures)
        implied = cases("implied")
        ablation = {
            name: share([judge_reading(case, read(case.prompt)) for case in implied])
            for name, read in self.readings.items()
        }
        return Shares(figures, failures, ablation)

    def _judge(
        self, kind: str, cases: Sequence[Case], figures: dict[str, tuple[float, int]], failures: dict[str, list[str]]
    ) -> None:
        briefs = [self.read(case.prompt) for case in cases]
        pieces = self._compose(kind, [case.prompt for case in cases], briefs)
        readings = [
            judge_reading(case, brief) if case.expected else {"read": True}
            for case, brief in zip(cases, briefs, strict=True)
        ]
        contents = map(read_contents, pieces)
        detected = [self._judge_contents(case, piece) for case, piece in zip(cases, contents, strict=True)]
        for part, judged in (("read", readings), ("heard", detected)):
            _count(f"{kind}, {part}", judged, figures)
            failures[f"{kind}, {part}"] = _missed(cases, judged, briefs)

    @staticmethod
    def _judge_contents(case: Case, piece: Contents) -> Judgement:
        if case.kind != "hostile":
            return judge_piece(case, piece)
        return {"sounds": not piece.is_silent or any(word in case.prompt for word in _SILENCE)}

    def _compose(self, name: str, prompts: Sequence[str], briefs: Sequence[Brief]) -> list[Path]:
        every = jobs(name, [Wanted(prompt) for prompt in prompts], briefs, self.folder / "pieces")
        compose_all(every, self.load, processes=self.processes, progress=self.progress)
        return [place(self.folder / "pieces", name, number, 0) for number in range(len(briefs))]

    def _judge_pairs(
        self, cases: Sequence[Case], figures: dict[str, tuple[float, int]], failures: dict[str, list[str]]
    ) -> None:
        sides = [[case.prompt for case in cases], [case.more for case in cases]]
        briefs = [[self.read(prompt) for prompt in side] for side in sides]
        less, more = (
            self._compose(f"pairs {i}", side, brief) for i, (side, brief) in enumerate(zip(sides, briefs, strict=True))
        )
        qualities = [case.expected["quality"] for case in cases]
        read = [{q: judge_pair(q, a, b)} for q, a, b in zip(qualities, *briefs, strict=True)]
        detected = [{q: _is_ordered(q, a, b)} for q, a, b in zip(qualities, less, more, strict=True)]
        for part, judged in (("read", read), ("heard", detected)):
            _count(f"pairs, {part}", judged, figures)
            failures[f"pairs, {part}"] = _missed(cases, judged, briefs[1])


def _is_ordered(quality: str, less: Path, more: Path) -> bool:
    """Return whether the second piece has more of a quality, as notes and files tell it."""
    one, other = read_contents(less), read_contents(more)
    if quality == "mode":
        return one.key is None or other.key is None or (one.key.mode, other.key.mode) == ("major", "minor")
    if quality == "tempo_bpm":
        return one.bpm < other.bpm
    if quality == "density":
        return _rate(one) < _rate(other)
    return measured(read_midi(less))[quality] < measured(read_midi(more))[quality]


def _rate(piece: Contents) -> float:
    return sum(map(sum, piece.notes.values())) / max(piece.seconds, 1e-6)


def _count(name: str, judged: Sequence[Judgement], figures: dict[str, tuple[float, int]]) -> None:
    """Note the share of all judgements, and of each field's."""
    fields = list(dict.fromkeys(field for one in judged for field in one))
    figures[name] = share(judged), sum(map(len, judged))
    for field in fields if len(fields) > 1 else ():
        values = [one[field] for one in judged if field in one]
        figures[f"{name}: {field}"] = sum(values) / len(values), len(values)


def _missed(cases: Sequence[Case], judged: Sequence[Judgement], briefs: Sequence[Brief]) -> list[str]:
    lines = []
    for case, one, brief in zip(cases, judged, briefs, strict=True):
        wrong = [field for field, is_so in one.items() if not is_so and field != "key or relative"]
        if wrong:
            reading = (
                f"{brief.tempo_bpm:g} bpm, {brief.key.name}, valence {brief.valence:.2f}, energy {brief.energy:.2f}"
            )
            lines.append(f"{case.name} — {', '.join(wrong)} ({reading}; {', '.join(brief.instruments)})")
    return lines


def write_prompt_report(shares: Shares, folder: Path, *, model: str) -> Path:
    """Write `prompts.json` and `prompts.html`; return the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = {
        "model": model,
        "key_finder": f"music21 {KEY_FINDER}",
        "figures": shares.figures,
        "ablation": shares.ablation,
        "failures": shares.failures,
    }
    (folder / "prompts.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False), encoding="utf-8")
    page = folder / "prompts.html"
    page.write_text(_page(shares, model), encoding="utf-8")
    return page


def _page(shares: Shares, model: str) -> str:
    rows = [_row(name, *figure) for name, figure in shares.figures.items()]
    intro = (
        f"300 prompts of their own, none of which anything was learned from. Pieces are judged from their files by "
        f"pretty_midi, mido and music21; keys by music21's {KEY_FINDER}, which has no part in composing."
    )
    body = (
        table(("what", "true", "judged", "aim"), rows)
        + "<h2>What the heads earn</h2><p>Share of what is implied that is read within expectation.</p>"
        + table(("reading", "share"), [(name, f"{value:.3f}") for name, value in shares.ablation.items()])
        + "<h2>What was missed</h2>"
        + "".join(
            folded(f"{part}: {len(lines)}", bullets(map(html.escape, lines))) for part, lines in shares.failures.items()
        )
    )
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Prompts</title><style>{STYLE}</style>"
        f"<h1>Prompts, checkpoint {html.escape(model)}</h1><p>{intro}</p>{body}</html>"
    )


def _row(name: str, value: float, judged: int) -> tuple[Any, ...]:
    aim = AIMS.get(name)
    kind = "" if aim is None else "met" if value >= aim else "short"
    return html.escape(name), f"<span class='{kind}'>{value:.3f}</span>", str(judged), "" if aim is None else f"{aim:g}"
