"""`audiogenesis evaluate --rework`: whether working on a scope does what it promises; as JSON and as a page."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy.stats import spearmanr

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.heard_brief import heard_brief
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.reharmonising import chords_at
from audiogenesis_desktop.editing.verbs.varying import WAYS, vary
from audiogenesis_desktop.editing.verbs.work import Reviser, Work, finished
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.page import STYLE
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.rework_controls import SETTINGS, Control, judge_controls
from audiogenesis_desktop.evaluation.rework_infill import MEASURES, InfillJudged, judge_infill
from audiogenesis_desktop.evaluation.rework_scopes import ScopesJudged, judge_scopes
from audiogenesis_desktop.evaluation.style_cases import cases_to_compose
from audiogenesis_desktop.evaluation.tables import number, table
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score

FILE = "rework.json"
AMOUNTS = (0.1, 0.25, 0.5, 0.75, 1.0)
_PIECE_SECONDS, _SHORT_SECONDS = 30.0, 16.0


@dataclass(frozen=True, slots=True)
class ReworkResults:
    """Of the model `model`: controls by name, what share Vary changed by way and amount with how well they go in order,
    scopes, and infill by kind of music. The share is of notes; by harmony, of bars that are in other chords."""

    model: str
    controls: Mapping[str, Control]
    varied: Mapping[str, Sequence[Figure]]
    varied_rho: Mapping[str, Figure]
    scopes: ScopesJudged
    infill: Mapping[str, InfillJudged]


def write_rework_report(
    model: str,
    composer: Reviser,
    read: Callable[[str], Brief],
    folder: Path,
    *,
    pieces: int = 20,
    scopes: int = 1000,
    real: Sequence[Path] = (),
    real_pieces: int = 40,
    progress: Progress = silent,
) -> ReworkResults:
    """Compose so many pieces, work on them and on real ones, and write `rework.json` and `rework.html` to `folder`."""
    works = composed(composer, read, pieces, seconds=_PIECE_SECONDS)
    music = {"ours": works} | ({"real": real_works(composer, real, real_pieces)} if real else {})
    varied, rhos = judge_varying(works, progress=progress)
    results = ReworkResults(
        model,
        judge_controls(works, progress=progress),
        varied,
        rhos,
        judge_scopes(composed(composer, read, min(pieces, 6), seconds=_SHORT_SECONDS), count=scopes, progress=progress),
        {kind: judge_infill(own, progress=progress) for kind, own in music.items()},
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))
    (folder / "rework.html").write_text(page(results), encoding="utf-8")
    return results


def composed(composer: Any, read: Callable[[str], Brief], count: int, *, seconds: float) -> list[Work]:
    """Return works on so many pieces, of styles evenly over the book, by the plans that they were composed by."""
    cases = cases_to_compose(1)
    chosen = cases[:: max(1, len(cases) // max(1, count))][:count]
    works = []
    for seed, case in enumerate(chosen):
        brief = replace(read(case.prompt), length_seconds=seconds, hits=(), missed=())
        plan = make_plan(brief, seed)
        works.append(Work(compose_score(composer, brief, plan, seed=seed), brief, composer, seed, plan))
    return works


def real_works(composer: Any, folders: Sequence[Path], count: int) -> list[Work]:
    """Return works on so many MIDI files of some folders, evenly over them; what cannot be read is passed over."""
    files = sorted(file for folder in folders for file in folder.rglob("*.mid"))
    works = list[Work]()
    for file in files[:: max(1, len(files) // max(1, count))]:
        try:
            score = read_midi(file)
            work = Work(score, heard_brief(score), composer, len(works))
            plan = work.planned()
            work.composer.likelihood(work.brief, plan, work.score, {plan.parts[0].track_id: frozenset({0})})
        except AudiogenesisError:
            continue
        works.append(replace(work, plan=plan))
    return works[:count]


def judge_varying(
    works: Sequence[Work], *, progress: Progress = silent
) -> tuple[dict[str, list[Figure]], dict[str, Figure]]:
    """Return the share of changed notes, or bars, by way and amount, and Spearman's rho of the two in each work."""
    shares: dict[str, list[list[float]]] = {way: [] for way in ("usual", *WAYS)}
    for work in progress(works, desc="Vary", total=len(works)):
        for way, rows in shares.items():
            rows.append([_share(work, amount, () if way == "usual" else (way,)) for amount in AMOUNTS])
    figures = {way: [figure(column) for column in np.array(rows).T] for way, rows in shares.items()}
    rhos = {way: figure([_rho(row) for row in rows]) for way, rows in shares.items()}
    return figures, rhos


def _share(work: Work, amount: float, ways: tuple[str, ...]) -> float:
    """Return the share of notes that changed; by harmony alone, of bars that are in other chords."""
    try:
        found = finished(vary(work, _eight_bars(work), amount, ways))
    except BadInput:
        return 0.0
    return _in_other_chords(work, found.score) if ways == ("harmony",) else found.share_changed


def _in_other_chords(work: Work, after: Score) -> float:
    plan, scope = work.planned(), _eight_bars(work)
    notes = [note for track in work.score.tracks if not track.is_drums for note in scope.notes_of(track)]
    bars = {note.start_tick // plan.meter.bar_ticks for note in notes}
    now = replace(plan, chords=after.chords)
    return float(np.mean([chords_at(now, bar) != chords_at(plan, bar) for bar in sorted(bars)])) if bars else 0.0


def _eight_bars(work: Work) -> Scope:
    bar_ticks = work.planned().meter.bar_ticks
    return Scope.of_time((bar_ticks, 9 * bar_ticks))


def _rho(row: Sequence[float]) -> float:
    return float(spearmanr(AMOUNTS, row).statistic) if np.std(row) > 0 else float("nan")


def page(results: ReworkResults) -> str:
    """Return the page."""
    s = results.scopes
    parts = (
        ("Outside the scope", f"<p>{_scopes(s)}</p>"),
        ("Wishes", _controls(results.controls)),
        ("Vary: share of notes changed; by harmony, of bars in other chords", _varied(results)),
        *((f"Infill in {kind} music", _infill(own)) for kind, own in results.infill.items()),
    )
    body = "".join(f"<h2>{html.escape(title)}</h2>{content}" for title, content in parts)
    return (
        f'<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>Rework</title><style>{STYLE}</style><h1>Working on a scope</h1>"
        f"<p>Model {html.escape(results.model)}.</p>{body}</html>"
    )


def _scopes(s: ScopesJudged) -> str:
    return (
        f"Of {s.tried} random scopes and verbs {s.refused} were refused in a sentence. Notes changed outside the "
        f"scope: {s.outside}; in locked tracks: {s.locked}. Done again: {s.again}, with other bytes: {s.unlike}. "
        f"Results that were what was there: {s.same}."
    )


def _controls(controls: Mapping[str, Control]) -> str:
    rows = [
        (
            html.escape(name),
            number(one.rho),
            f"{one.rho_of_means:.2f}",
            " ".join(f"{mean:.2f}" for mean in one.means),
            f"{one.own:.2f}",
            f"{one.farthest_other[1]:.2f}<small>{html.escape(one.farthest_other[0])}</small>",
        )
        for name, one in controls.items()
    ]
    settings = ", ".join(f"{value:g}" for value in SETTINGS)
    titles = ("wish", "rho in each piece", "rho of the means", f"means at {settings}", "own move, in SD", "next")
    return table(titles, rows)


def _varied(results: ReworkResults) -> str:
    rows = [
        (html.escape(way), *(number(one) for one in own), number(results.varied_rho[way]))
        for way, own in results.varied.items()
    ]
    return table(("way", *(f"{amount:.0%}" for amount in AMOUNTS), "rho"), rows)


def _infill(judged: InfillJudged) -> str:
    rows = [
        (
            f"{html.escape(name)}<small>{html.escape(meaning)}</small>",
            *(number(figures[name]) for figures in judged.ways.values()),
            *(number(figures[name]) for figures in judged.away.values()),
            number(judged.difference[name]),
        )
        for name, meaning in MEASURES.items()
    ]
    away = (f"{way}, away from it" for way in judged.away)
    return table(("", *judged.ways, *away, "infill less blind"), rows)
