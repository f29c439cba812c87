"""Small drawings for the report, as SVG that needs nothing beside it and is readable on light and dark ground."""

import html
import math
from collections.abc import Mapping, Sequence

import numpy as np

from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.roles import ROLES

OURS, REAL = "#2a7fd4", "#999"
_COLOURS = ("#2a7fd4", "#d4622a", "#2aa36b", "#9b59d0", "#c9a227", "#d0457b", "#3bb3c4", "#7f8c3a", "#8d6e63")
TEXT = 'font-size="11" fill="currentColor"'


def colour_of(number: int) -> str:
    """Return a colour for each of some tracks or roles."""
    return _COLOURS[number % len(_COLOURS)]


def svg(width: float, height: float, body: str, label: str) -> str:
    """Return a drawing of a size in pixels, with what it shows in words."""
    return (
        f'<svg width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{html.escape(label, quote=True)}">{body}</svg>'
    )


def histograms(ours: Sequence[float], real: Sequence[float], *, title: str, bins: int = 24) -> str:
    """Return how our pieces and real ones are spread over one measure; empty without values."""
    sets = [np.array([v for v in values if not math.isnan(v)]) for values in (ours, real)]
    if not len(sets[0]):
        return ""
    every = np.concatenate(sets)
    low, high = np.quantile(every, (0.01, 0.99))
    if high <= low:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, bins + 1)
    shares = [np.histogram(np.clip(v, low, high), edges)[0] / max(1, len(v)) for v in sets]
    top = max(float(share.max()) for share in shares)
    width, height, base = 250, 96, 80
    bar = width / bins
    body = "".join(
        f'<path d="{_steps(share / top * 56, bar, base)}" fill="{colour}" fill-opacity=".5" stroke="{colour}"/>'
        for share, colour in zip(reversed(shares), (REAL, OURS), strict=True)
        if share.any()
    )
    body += f'<text x="0" y="12" {TEXT}>{html.escape(title)}</text>'
    body += f'<text x="0" y="94" {TEXT}>{low:.3g}</text>'
    body += f'<text x="{width}" y="94" text-anchor="end" {TEXT}>{high:.3g}</text>'
    return svg(width, height, body, f"{title}: ours blue, real music grey")


def _steps(heights: np.ndarray[tuple[int], np.dtype[np.float64]], bar: float, base: float) -> str:
    path = f"M0 {base}"
    for i, height in enumerate(heights):
        path += f"V{base - height:.1f}H{(i + 1) * bar:.1f}"
    return f"{path}V{base}Z"


def dots(figures: Mapping[str, Figure], *, title: str, reference: Figure | None = None) -> str:
    """Return one row a system with its mean and 95 % interval; the grey band is the reference's interval."""
    known = {name: one for name, one in figures.items() if one.pieces}
    if not known:
        return ""
    marks = [
        value
        for one in (*known.values(), *([reference] if reference and reference.pieces else []))
        for value in (one.low, one.high)
    ]
    low, high = min(marks), max(marks)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    left, width, row = 130, 250, 20
    height = 20 + row * len(known) + 16

    def at(value: float) -> float:
        return left + 6 + (value - low) / (high - low) * (width - 12)

    body = f'<text x="0" y="12" {TEXT} font-weight="600">{html.escape(title)}</text>'
    if reference and reference.pieces:
        body += (
            f'<rect x="{at(reference.low):.1f}" y="18" width="{max(1.0, at(reference.high) - at(reference.low)):.1f}" '
            f'height="{row * len(known)}" fill="{REAL}" fill-opacity=".35"/>'
        )
    for i, (name, one) in enumerate(known.items()):
        y = 28 + i * row
        body += (
            f'<text x="0" y="{y + 4}" {TEXT}>{html.escape(name)}</text>'
            f'<path d="M{at(one.low):.1f} {y}H{at(one.high):.1f}" stroke="{OURS}" stroke-width="3"/>'
            f'<circle cx="{at(one.mean):.1f}" cy="{y}" r="4" fill="{OURS}"/>'
        )
    body += f'<text x="{left}" y="{height - 4}" {TEXT}>{low:.3g}</text>'
    body += f'<text x="{left + width}" y="{height - 4}" text-anchor="end" {TEXT}>{high:.3g}</text>'
    return svg(left + width, height, body, f"{title}, by system, with 95 % intervals")


def roll(score: Score, *, roles: Mapping[int, str] | None = None, width: int = 900, height: int = 190) -> str:
    """Return a piano roll: time to the right, pitch upwards, drums in a strip below; empty without notes.

    Each track has a colour, or, if `roles` tells each track's by its id, each role. Sections stand above.
    """
    notes = [note for track in score.tracks for note in track.notes]
    if not notes:
        return ""
    pitched = [note.pitch for track in score.tracks if not track.is_drums for note in track.notes] or [60]
    low, high, end = min(pitched) - 1, max(pitched) + 1, max(note.end_tick for note in notes)
    field = height - 44
    row = field / (high - low + 1)
    body, words = "", ""
    for i, track in enumerate(score.tracks):
        role = roles.get(track.id, "") if roles else ""
        colour = colour_of(ROLES.index(role) if role in ROLES else i)
        path = "".join(
            f"M{note.start_tick / end * width:.1f} {_row(note.pitch, track.is_drums, high, row, field):.1f}"
            f"h{max(1.5, note.length_ticks / end * width - 0.8):.1f}"
            for note in track.notes
        )
        thick = 2.0 if track.is_drums else max(2.0, min(6.0, row - 0.5))
        body += f'<path d="{path}" stroke="{colour}" stroke-width="{thick:.1f}" fill="none"/>'
        name = f"{track.name} ({role})" if role else track.name
        words += f'<tspan fill="{colour}">{html.escape(name)}</tspan>&#160;&#160; '
    bars = score.meters[0].bar_ticks
    lines = "".join(f"M{tick / end * width:.1f} 0v{height - 18}" for tick in range(0, end, 4 * bars))
    body = f'<path d="{lines}" stroke="currentColor" stroke-opacity=".2"/>{_sections(score, width / end, height)}{body}'
    body += f'<text x="0" y="{height - 4}" font-size="11">{words}</text>'
    return svg(width, height, body, "piano roll")


def _sections(score: Score, scale: float, height: int) -> str:
    """Return a line and the kind's name where each section begins; `scale` is in pixels a tick."""
    starts = [(section.start_tick * scale, section.label) for section in score.sections]
    lines = "".join(f"M{x:.1f} 0v{height - 18}" for x, _ in starts)
    words = "".join(
        f'<text x="{x + 2:.1f}" y="9" font-size="9" fill="currentColor" fill-opacity=".7">{html.escape(kind)}</text>'
        for x, kind in starts
    )
    return f'<path d="{lines}" stroke="currentColor" stroke-opacity=".5"/>{words}' if starts else ""


def _row(pitch: int, is_drums: bool, high: int, row: float, field: float) -> float:
    return field + 4 + (pitch * 5) % 18 if is_drums else (high - pitch + 0.5) * row
