"""Telling: a style in plain text, and the book as a list."""

from collections.abc import Iterable

from audiogenesis_desktop.style.forms import read_form
from audiogenesis_desktop.style.style import Form, Mode, Part, Style

_WIDTH = 14  # columns of a line's name


def as_list(styles: Iterable[Style]) -> str:
    """Return a line a style: name, tempo range, meters, what makes it."""
    rows = [(style.name, "{} to {}".format(*style.time.tempo), _meters(style), style.feel) for style in styles]
    widths = [*(max(len(row[i]) for row in rows) for i in range(3)), 0]
    return "\n".join("  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)) for row in rows)


def as_text(style: Style) -> str:
    """Return what is known of a style, a line each for what is short."""
    low, high = style.time.tempo
    lines = [
        ("style", style.name),
        ("called", ", ".join(style.synonyms)),
        ("used for", ", ".join(style.uses)),
        ("family", ", ".join(style.family)),
        ("feel", style.feel),
        ("usually", f"energy {style.energy:.2f}, density {style.density:.2f} of 1"),
        ("tempo", f"{low} to {high} bpm" + _own_tempi(style)),
        ("meters", _meters(style)),
        ("swing", _swing(style)),
        *_modes(style),
        ("essential", ", ".join(style.essential)),
        *(("line-up", f"{lineup.name}: {_players(lineup.parts.items())}") for lineup in style.lineups),
        *(("part", _part(part)) for part in style.parts),
        *(("form", _plan(plan, style.form)) for plan in style.form.plans),
        *(("hallmark", line) for line in style.hallmarks),
    ]
    return "\n".join(f"{name:<{_WIDTH}}{words}" for name, words in lines if words)


def _meters(style: Style) -> str:
    return ", ".join(dict.fromkeys(style.time.meters))


def _own_tempi(style: Style) -> str:
    return "".join(f", {low} to {high} in {meter}" for meter, (low, high) in style.time.tempo_in.items())


def _swing(style: Style) -> str:
    low, high = style.time.swing
    return "" if low == high == 0.5 else f"{low:.2f} to {high:.2f} of two {style.time.swing_unit}"


def _modes(style: Style) -> list[tuple[str, str]]:
    shares = {"major": 1 - style.harmony.minor_share, "minor": style.harmony.minor_share}
    return [(name, _mode(style.harmony.mode(name), share)) for name, share in shares.items() if share]


def _mode(mode: Mode, share: float) -> str:
    scale = f", {mode.scale}" if mode.scale else ""
    return f"{share:.0%}{scale}: {'; '.join(mode.a[:3])}"


def _players(parts: Iterable[tuple[str, str]]) -> str:
    return ", ".join(name if name == instrument else f"{name} ({instrument})" for name, instrument in parts)


def _part(part: Part) -> str:
    where = f" in {part.meter}" if part.meter else ""
    kit = f", {part.kit}" if part.kit else ""
    return f"{part.name} ({part.role}){where}: {', '.join(part.instruments)}{kit}"


def _plan(plan: str, form: Form) -> str:
    """Return a form as the style calls its sections: "intro 8, A 16, breakdown 8"."""
    stretches = read_form(plan, form.strengths)
    return ", ".join(f"{form.names.get(stretch.kind, stretch.kind)} {stretch.bars}" for stretch in stretches)
