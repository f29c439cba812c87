"""The report as one HTML page: tables, a strip that sets our figures beside real music's, and the pieces."""

import html
import math
from collections.abc import Iterable

from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.measures import MEANINGS
from audiogenesis_desktop.evaluation.results import Report

_STYLE = """
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 66em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600 } th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid #8883 }
td:first-child { min-width: 15em } td.number { font-variant-numeric: tabular-nums; white-space: nowrap }
small { display: block; opacity: .65 } svg { display: block }
li { margin: .2em 0 }
"""
_WIDTH, _HEIGHT = 170, 18


def page(report: Report) -> str:
    """Return the whole page."""
    count, real = len(report.composed), report.coherence_of_real
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Evaluation</title><style>{_STYLE}</style>"
        f"<h1>Checkpoint {html.escape(report.model)}, {count} prompts</h1>"
        "<p>Each figure is a mean over pieces, ± the standard deviation between pieces where it is told; below it "
        "the mean's 95 % bootstrap interval and how many pieces had anything to measure.</p>"
        f"<h2>Relevance: is it what was asked for?</h2>{_relevance(report)}"
        f"<h2>Coherence: does it hold together?</h2>{_legend(report)}{_coherence(report.coherence, real)}"
        f"{_nearness(report)}"
        f"<h2>Pieces that fail</h2>{_list(_faulty(report))}"
        f"<h2>Keys and instruments missed</h2>{_list(html.escape(line) for line in report.missed)}"
        f"<h2>All pieces</h2>{_list(_link(one.file, one.asked.prompt) for one in report.composed)}</html>"
    )


def _relevance(report: Report) -> str:
    rows = [
        (name.replace("_", " "), f"{one.mean:.3f}", f"{one.low:.3f} to {one.high:.3f}")
        for name, one in report.relevance.items()
    ]
    return _table(("", "mean", "95 % interval"), rows)


def _legend(report: Report) -> str:
    if not report.real:
        return "<p>No real music was given to compare with (<code>--real DIR</code>).</p>"
    return (
        f"<p>Beside {len(report.real)} excerpts of real music of like lengths. In the strips the grey band is real "
        "music's mean and standard deviation, the blue dot and line are our mean and its interval.</p>"
    )


def _coherence(ours: dict[str, Figure], real: dict[str, Figure]) -> str:
    rows: list[tuple[str, ...]] = []
    for name, one in ours.items():
        title = f"{name.replace('_', ' ')}<small>{MEANINGS[name]}</small>"
        beside = real.get(name)
        if beside is None:
            rows.append((title, _number(one)))
        else:
            rows.append((title, _number(one), _number(beside), _strip(one, beside), _verdict(one, beside)))
    return _table(("", "ours", "real", "", "ours beside real") if real else ("", "ours"), rows)


def _nearness(report: Report) -> str:
    if not report.nearness:
        return ""
    rows = [
        (name, *(f"{value:.3f}" for value in (x.overlap, x.overlap_of_real, x.divergence, x.divergence_of_real)))
        for name, x in report.nearness.items()
    ]
    return (
        "<h2>Nearness: does it lie among real music?</h2><p>How the distances between our pieces and real ones agree "
        "with those among real ones (MGEval). Overlap: 1 is alike. Divergence: 0 is alike. Beside each the same for "
        "one half of the real pieces against the other: about as near as can be expected.</p>"
        + _table(("", "overlap", "of real halves", "divergence", "of real halves"), rows)
    )


def _number(one: Figure) -> str:
    if math.isnan(one.mean):
        return "none"
    return f"{one.mean:.3f} ± {one.spread:.3f}<small>{one.low:.3f} to {one.high:.3f} ({one.pieces})</small>"


def _verdict(ours: Figure, real: Figure) -> str:
    if math.isnan(ours.mean) or math.isnan(real.mean):
        return ""
    away = ours.mean - real.mean
    if abs(away) <= real.spread:
        return "within one deviation"
    direction = "above" if away > 0 else "below"
    return f"{abs(away) / real.spread:.1f} deviations {direction}" if real.spread else direction


def _strip(ours: Figure, real: Figure) -> str:
    """Return a drawing of both figures on one scale."""
    marks = [ours.low, ours.high, real.mean - real.spread, real.mean + real.spread]
    if any(map(math.isnan, marks)) or max(marks) == min(marks):
        return ""
    scale = (_WIDTH - 12) / (max(marks) - min(marks))

    def at(value: float) -> float:
        return round(6 + (value - min(marks)) * scale, 1)

    middle = _HEIGHT / 2
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" role="img" aria-label="ours beside real music">'
        f'<rect x="{at(marks[2])}" y="3" width="{max(1, at(marks[3]) - at(marks[2])):.1f}" height="{_HEIGHT - 6}"'
        ' rx="3" fill="#888" fill-opacity=".45"/>'
        f'<path d="M{at(real.mean)} 1v{_HEIGHT - 2}" stroke="#888" stroke-width="2"/>'
        f'<path d="M{at(ours.low)} {middle}H{at(ours.high)}" stroke="#2a7fd4" stroke-width="3"/>'
        f'<circle cx="{at(ours.mean)}" cy="{middle}" r="4.5" fill="#2a7fd4"/></svg>'
    )


def _faulty(report: Report) -> list[str]:
    told = [f"{_link(one.file, one.asked.prompt)}: {'; '.join(words)}" for one, words in report.faulty]
    share = len(told) / max(1, len(report.composed))
    return [*told, f"{share:.1%} of the pieces"] if told else []


def _link(file: str, prompt: str) -> str:
    return f'<a href="{html.escape(file)}">{html.escape(prompt)}</a>'


def _table(titles: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "".join(
        f"<tr><td>{first}</td>" + "".join(f"<td class=number>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines) or '<li>none</li>'}</ul>"
