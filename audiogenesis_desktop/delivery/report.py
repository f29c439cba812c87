"""What is told of delivered files: a table of how long and how loud each is, and a plot of loudness over time."""

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.delivery.export import Delivered

_STEPS_A_SECOND, _SHORT_TERM_STEPS, _MOMENTARY_STEPS = 10, 30, 4
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP = 900, 320, 56, 24, 40
_LOUDEST_LUFS, _SOFTEST_LUFS = 0, -60
_CURVES = ((_MOMENTARY_STEPS, "#9db8d2", "momentary"), (_SHORT_TERM_STEPS, "#1f5f99", "short-term"))

Lufs = npt.NDArray[np.float64]


def as_text(delivered: Sequence[Delivered]) -> str:
    """Return a table in plain text: a line a file, then a sentence for each thing to be known."""
    heads = ("file", "length", "rate", "LUFS", "short-term", "momentary", "range LU", "dBTP", "target")
    rows = [heads, *(_row(one) for one in delivered)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    told = [f"{one.path.name}: {notice}" for one in delivered for notice in one.notices]
    return "\n".join([*lines, *([""] if told else []), *told, ""])


def _row(one: Delivered) -> tuple[str, ...]:
    loudness, target = one.loudness, one.spec.target
    level = "" if target.integrated_lufs is None else f"{target.integrated_lufs:g} LUFS"
    wanted = ", ".join(dict.fromkeys(filter(None, (level, target.name))))  # a number is its own name
    return (
        one.path.name,
        f"{one.seconds:.3f} s",
        f"{one.spec.rate} Hz",
        _figure(loudness.integrated_lufs),
        _figure(loudness.short_term_lufs),
        _figure(loudness.momentary_lufs),
        _figure(loudness.range_lu),
        _figure(loudness.true_peak_db),
        wanted,
    )


def _figure(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "-"


def as_svg(one: Delivered) -> str:
    """Return a plot of momentary and short-term loudness over time, with the integrated one as a line."""
    seconds = max(one.seconds, 0.1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" '
        f'font-size="11" viewBox="0 0 {_WIDTH} {_HEIGHT}"><rect width="100%" height="100%" fill="white"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(one.path.name)}: {_figure(one.loudness.integrated_lufs)} '
        f"LUFS, true peak {_figure(one.loudness.true_peak_db)} dBTP</text>",
        *_grid(seconds),
    ]
    for i, (steps, colour, name) in enumerate(_CURVES):
        parts.append(_curve(_over_time(one, steps), steps, seconds, colour))
        parts.append(f'<text x="{_WIDTH - 90}" y="{20 + 14 * i}" fill="{colour}">{name}</text>')
    if math.isfinite(whole := one.loudness.integrated_lufs):
        y = _y(whole)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#b3401e" stroke-dasharray="6 4"/>')
    return "\n".join([*parts, "</svg>", ""])


def _over_time(one: Delivered, steps: int) -> Lufs:
    """Return the loudness in LUFS of each `steps` tenths of a second in a row."""
    if len(one.energies) < steps:
        return np.zeros(0)
    means = np.lib.stride_tricks.sliding_window_view(one.energies, steps).mean(axis=1)
    return -0.691 + 10 * np.log10(np.maximum(means, 1e-12))


def _y(lufs: float) -> float:
    share = (_LOUDEST_LUFS - min(max(lufs, _SOFTEST_LUFS), _LOUDEST_LUFS)) / (_LOUDEST_LUFS - _SOFTEST_LUFS)
    return _TOP + share * (_HEIGHT - _TOP - 30)


def _x(seconds: float, whole_seconds: float) -> float:
    return _LEFT + seconds / whole_seconds * (_WIDTH - _LEFT - _RIGHT)


def _grid(seconds: float) -> list[str]:
    lines = []
    for lufs in range(_SOFTEST_LUFS, _LOUDEST_LUFS + 1, 10):
        y = _y(lufs)
        lines.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{lufs}</text>')
    step = next((s for s in (1, 2, 5, 10, 30, 60, 120, 300) if seconds / s <= 15), 600)
    for moment in range(0, math.floor(seconds) + 1, step):
        x = _x(moment, seconds)
        lines.append(f'<text x="{x:.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{moment} s</text>')
    return lines


def _curve(lufs: Lufs, steps: int, seconds: float, colour: str) -> str:
    points = " ".join(
        f"{_x((i + steps / 2) / _STEPS_A_SECOND, seconds):.1f},{_y(float(value)):.1f}" for i, value in enumerate(lufs)
    )
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
