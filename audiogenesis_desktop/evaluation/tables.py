"""Pieces of HTML: tables, lists, numbers with their intervals."""

import html
import math
from collections.abc import Iterable, Sequence

from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.plots import OURS, REAL, svg

_WIDTH, _HEIGHT = 170, 18


def table(titles: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; all cells are HTML, the first of each row its name. No rows, no table."""
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "".join(
        f"<tr><td>{first}</td>" + "".join(f"<td class=number>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    return f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>" if body else ""


def bullets(lines: Iterable[str]) -> str:
    """Return a list, of "none" if it is empty."""
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines) or '<li>none</li>'}</ul>"


def folded(title: str, content: str) -> str:
    """Return content that opens at a click."""
    return f"<details><summary>{title}</summary>{content}</details>"


def link(file: str, words: str) -> str:
    """Return a link to a file beside the page."""
    return f'<a href="{html.escape(file)}">{html.escape(words)}</a>'


def number(one: Figure, *, spread: bool = False) -> str:
    """Return a mean with its interval and n below it, with the deviation between pieces if asked for."""
    if math.isnan(one.mean):
        return "none"
    beside = f" ± {one.spread:.3f}" if spread else ""
    return f"{one.mean:.3f}{beside}<small>{one.low:.3f} to {one.high:.3f} (n {one.pieces})</small>"


def plain(value: float) -> str:
    """Return a number without an interval."""
    return "none" if math.isnan(value) else f"{value:.3f}"


def strip(ours: Figure, real: Figure) -> str:
    """Return a drawing of two figures on one scale: ours blue, real music's mean and deviation grey."""
    marks = [ours.low, ours.high, real.mean - real.spread, real.mean + real.spread]
    if any(map(math.isnan, marks)) or max(marks) == min(marks):
        return ""
    scale = (_WIDTH - 12) / (max(marks) - min(marks))

    def at(value: float) -> float:
        return round(6 + (value - min(marks)) * scale, 1)

    middle = _HEIGHT / 2
    body = (
        f'<rect x="{at(marks[2])}" y="3" width="{max(1, at(marks[3]) - at(marks[2])):.1f}" height="{_HEIGHT - 6}"'
        f' rx="3" fill="{REAL}" fill-opacity=".45"/>'
        f'<path d="M{at(real.mean)} 1v{_HEIGHT - 2}" stroke="{REAL}" stroke-width="2"/>'
        f'<path d="M{at(ours.low)} {middle}H{at(ours.high)}" stroke="{OURS}" stroke-width="3"/>'
        f'<circle cx="{at(ours.mean)}" cy="{middle}" r="4.5" fill="{OURS}"/>'
    )
    return svg(_WIDTH, _HEIGHT, body, "ours beside real music")
