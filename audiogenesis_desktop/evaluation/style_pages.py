"""The pages of the styles: an index, the worst first, and for each style a piece with its roll, plan and hallmarks."""

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.page import STYLE
from audiogenesis_desktop.evaluation.style_cases import KINDS
from audiogenesis_desktop.evaluation.style_pieces import SECONDS, StylePiece, meaning
from audiogenesis_desktop.evaluation.style_plan import PlanText, SectionText
from audiogenesis_desktop.evaluation.style_reading import AIMS, EVERY, MEANINGS
from audiogenesis_desktop.evaluation.style_results import DETECTED_AIMS, DETECTED_MEANINGS, StyleResults, trueness
from audiogenesis_desktop.evaluation.tables import bullets, folded, link, number, table
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.style import Style

_MORE = "pre { margin: 0; font-size: 12px; line-height: 1.25 } h3 { font-size: 1em }"


def write_pages(results: StyleResults, folder: Path, *, before: StyleResults | None = None) -> Path:
    """Write `styles.html` and a page a style in `styles/`; return the index's path."""
    (folder / "styles").mkdir(parents=True, exist_ok=True)
    for style in results.worst_first():
        found = _style_page(shipped()[style], results, before)
        (folder / address(style)).write_text(_document(style, found), encoding="utf-8")
    index = folder / "styles.html"
    index.write_text(_document("Styles", _index(results, before)), encoding="utf-8")
    return index


def address(style: str) -> str:
    """Return where a style's page lies, from the report's folder on."""
    return f"styles/{re.sub('[^a-z0-9]+', '-', style.lower()).strip('-')}.html"


def _document(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{STYLE}{_MORE}</style><h1>{html.escape(title)}</h1>{body}</html>"
    )


def _index(results: StyleResults, before: StyleResults | None) -> str:
    introduction = (
        f"<p>Checkpoint {html.escape(results.model)}. Every piece lasts {SECONDS:g} s. Figures are means over prompts "
        "or pieces; below each stand its 95 % bootstrap interval and n.</p>"
    )
    return (
        f"{introduction}<h2>Read</h2>{_reading(results, before)}"
        f"<h2>Composed: is it the style that is wanted?</h2>{_detected(results, before)}"
        f"<h2>Style by style, the worst first</h2>{_ranking(results, before)}"
        f"<h2>What was misread</h2>{_misses(results.misses)}"
    )


def _reading(results: StyleResults, before: StyleResults | None) -> str:
    states = [("", results), *([("before: ", before)] if before else [])]
    columns = [(f"{state}{kind}", of.reading[kind]) for kind in (EVERY, *KINDS) for state, of in states]
    rows = [
        (_titled(name, meaning), _aim(AIMS, name), *(_cell(figures.get(name)) for _, figures in columns))
        for name, meaning in MEANINGS.items()
    ]
    return table(("", "aim", *(title for title, _ in columns)), rows)


def _detected(results: StyleResults, before: StyleResults | None) -> str:
    columns = [
        *results.detected.items(),
        *((f"before: {name}", figures) for name, figures in (before.detected.items() if before else ())),
    ]
    rows = [
        (_titled(name, meaning), _aim(DETECTED_AIMS, name), *(_cell(figures.get(name)) for _, figures in columns))
        for name, meaning in DETECTED_MEANINGS.items()
    ]
    legend = bullets(f"<strong>{name}</strong>: {meaning(name)}" for name in results.detected)
    return legend + table(("", "aim", *(title for title, _ in columns)), rows)


def _titled(name: str, meaning: str) -> str:
    return f"{html.escape(name)}<small>{html.escape(meaning)}</small>"


def _aim(aims: Mapping[str, float], name: str) -> str:
    return f"{aims[name]:g}" if name in aims else ""


def _cell(one: Figure | None) -> str:
    return number(one) if one else ""


def _ranking(results: StyleResults, before: StyleResults | None) -> str:
    rows = [_ranked(style, results, before) for style in results.worst_first()]
    earlier = ("before",) if before else ()
    return table(("style", "true to it", *earlier, "taken for", "by rhythm", "hallmarks that do not hold"), rows)


def _ranked(style: str, results: StyleResults, before: StyleResults | None) -> tuple[str, ...]:
    pieces = results.of_style(style)
    return (
        link(address(style), style),
        f"{trueness(pieces):.2f}",
        *((_earlier(before.of_style(style)),) if before else ()),
        html.escape(", ".join(piece.detected for piece in pieces)),
        html.escape(", ".join(piece.detected_by_rhythm for piece in pieces)),
        "<br>".join(map(html.escape, dict.fromkeys(line for piece in pieces for line in piece.missed))),
    )


def _earlier(pieces: Sequence[StylePiece]) -> str:
    return f"{trueness(pieces):.2f}" if pieces else ""


def _misses(misses: Mapping[str, Sequence[str]]) -> str:
    return "".join(
        folded(f"{html.escape(name)}: {len(lines)}", bullets(map(html.escape, lines))) for name, lines in misses.items()
    )


def _style_page(style: Style, results: StyleResults, before: StyleResults | None) -> str:
    body = f"<p>{html.escape(style.feel)}</p><p><a href=../styles.html>all styles</a></p>"
    body += _piece(style, results.of_style(style.name)[0])
    earlier = before.of_style(style.name) if before else []
    if earlier:
        body += "<h2>Before</h2>" + _piece(style, earlier[0], is_here=False)
    return body


def _piece(style: Style, piece: StylePiece, *, is_here: bool = True) -> str:
    prompt = html.escape(piece.prompt)
    shown = f'<a href="../style_pieces/{html.escape(piece.file)}">{prompt}</a>' if is_here else prompt
    plan = _plan(piece.plan) if piece.plan else ""
    return f"<p>“{shown}”</p>{_figures(style, piece)}<div class=roll>{piece.roll}</div>{_hallmarks(style, piece)}{plan}"


def _figures(style: Style, piece: StylePiece) -> str:
    low, high = style.time.tempo
    rows = [
        ("taken for", _verdict(piece.detected, style.name)),
        ("by rhythm alone", _verdict(piece.detected_by_rhythm, style.name)),
        ("tempo", f"{piece.tempo_bpm:g} bpm<small>the style: {low} to {high}</small>"),
        ("key", html.escape(piece.key)),
        ("notes a second", f"{piece.notes_a_second:g}"),
    ]
    return table(("", ""), rows)


def _verdict(detected: str, wanted: str) -> str:
    return f"<span class={'met' if detected == wanted else 'short'}>{html.escape(detected)}</span>"


def _hallmarks(style: Style, piece: StylePiece) -> str:
    lines = (
        f"<span class={'short' if line in piece.missed else 'met'}>{'no' if line in piece.missed else 'yes'}</span> "
        f"{html.escape(line)}"
        for line in dict.fromkeys((*style.hallmarks, *piece.missed))
    )
    return "<h3>Hallmarks</h3>" + bullets(lines)


def _plan(plan: PlanText) -> str:
    facts = [("style", plan.style), ("time", plan.time), ("players", "; ".join(plan.players)), ("ending", plan.ending)]
    rows = [_section(section) for section in plan.sections]
    return (
        "<h3>Plan</h3>"
        + table(("", ""), [(name, html.escape(value)) for name, value in facts])
        + table(("section", "bars", "energy", "plays", "grooves"), rows)
    )


def _section(section: SectionText) -> tuple[str, ...]:
    grooves = html.escape("\n".join(section.grooves))
    return (
        html.escape(section.kind),
        f"{section.bars:g}",
        f"{section.energy:.2f}",
        "<br>".join(map(html.escape, section.players)),
        f"<pre>{grooves}</pre>",
    )
