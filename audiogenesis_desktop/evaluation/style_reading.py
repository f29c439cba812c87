"""How styles are read: whether the style is the wanted one, and the Brief one that the style can live with."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.style_cases import KINDS, StyleCase
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.casting import cast, lacking
from audiogenesis_desktop.style.style import Style

EVERY = "all"
AIMS = {"style": 0.92, "tempo": 0.98, "line-up": 1.0}
"""What is to be reached by all prompts together."""

MEANINGS = {
    "style": "the leading style is one that a fair judge accepts",
    "style, as wanted": "the leading style is the very one that the prompt was written for",
    "tempo": "the tempo is the said one, or else in the range of the leading style in that meter",
    "line-up": "who plays fills every essential role of the leading style; prompts read as closed lists are left out",
}

Judgement = Mapping[str, float]
Figures = Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True, slots=True)
class StyleReading:
    """Figures by kind of prompt, and "all", of what there was to judge, and what was missed, a line each."""

    figures: Figures
    misses: Mapping[str, Sequence[str]]

    @property
    def short(self) -> tuple[str, ...]:
        """Return which of `AIMS` are not reached."""
        reached = {name: one.mean for name, one in self.figures[EVERY].items()}
        return tuple(name for name, aim in AIMS.items() if reached.get(name, aim) < aim)


def judge(case: StyleCase, brief: Brief) -> Judgement:
    """Return for each of `MEANINGS` 1.0 where it holds, 0.0 where not, NaN where there is nothing to judge."""
    leading = leading_style(brief)
    style = shipped().get(leading)
    return {
        "style": float(leading in case.styles),
        "style, as wanted": float(leading == case.wanted),
        "tempo": float(_suits_tempo(case, brief, style)),
        "line-up": math.nan if brief.only else float(style is not None and not missing_roles(brief, style)),
    }


def judge_reading(
    cases: Sequence[StyleCase], read: Callable[[str], Brief], *, progress: Progress = silent
) -> StyleReading:
    """Return how well a reading does."""
    briefs = [read(case.prompt) for case in progress(cases, "Reading prompts", len(cases))]
    judged = [judge(case, brief) for case, brief in zip(cases, briefs, strict=True)]
    kinds = {kind: [one for one, case in zip(judged, cases, strict=True) if case.kind == kind] for kind in KINDS}
    figures = {kind: _figures(own) for kind, own in {EVERY: judged, **kinds}.items()}
    misses = {
        name: [_missed(*each) for each in zip(cases, briefs, strict=True) if judge(*each)[name] == 0]
        for name in MEANINGS
    }
    return StyleReading(figures, misses)


def _figures(judged: Sequence[Judgement]) -> Mapping[str, Figure]:
    """Return the figures of what there was to judge."""
    figures = {name: figure([one[name] for one in judged]) for name in MEANINGS}
    return {name: one for name, one in figures.items() if one.pieces}


def leading_style(brief: Brief) -> str:
    """Return the style that a Brief leans to most; "" if it tells none."""
    return max(brief.style, key=lambda pair: pair[1])[0] if brief.style else ""


def missing_roles(brief: Brief, style: Style) -> set[str]:
    """Return the essential roles of a style that nobody of a Brief fills; a kit fills in for hand percussion."""
    seats = cast(style, meter=_meter(brief), wanted=brief.instruments, banned=brief.banned, is_complete=True)
    return set(style.essential) & set(lacking(style, seats, _meter(brief)))


def _suits_tempo(case: StyleCase, brief: Brief, style: Style | None) -> bool:
    if case.tempo_bpm is not None:
        return abs(brief.tempo_bpm - case.tempo_bpm) < 0.5
    if style is None:
        return False
    low, high = style.time.tempo_of(_meter(brief))
    return low - 0.5 < brief.tempo_bpm < high + 0.5


def _meter(brief: Brief) -> str:
    return "{}/{}".format(*brief.meter)


def _missed(case: StyleCase, brief: Brief) -> str:
    read = ", ".join(f"{name} {share:.2f}" for name, share in brief.style[:3])
    players = ", ".join(brief.instruments)
    return f"{case.kind}, {case.wanted}: {case.prompt} — {read}; {brief.tempo_bpm:g} bpm, {_meter(brief)}; {players}"
