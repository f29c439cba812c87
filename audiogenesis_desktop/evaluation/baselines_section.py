"""The report's part on baselines: what smaller networks, trained alike, lose without something."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from audiogenesis_desktop.evaluation import plots
from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.tables import bullets, number, table

_ALIKE = (
    "<p>Smaller networks, each trained alike on the same batches, so that they can be compared with one another, not "
    "with the checkpoint above. All figures on music that was held out; the last column is the difference to “full” "
    "over the same pieces.</p>"
)
_STREAM = {
    "no plan": "without sections, chords, what is to be repeated and who plays",
    "no look-back": "without what came next earlier",
    "no text": "without Brief and sentence",
    "notebook": "one LSTM of 128 over 25 notes, told nothing else",
}
"""What the variants of `evaluation.baselines` are, which does not say it."""


def baselines(found: Mapping[str, Any]) -> str:
    """Return what `baselines.json` holds as HTML, "" where it holds no variants."""
    variants, shown = found.get("variants", {}), ""
    for pieces, full in next(iter(variants.values()))["loss"].items() if variants else ():
        more = {name: Figure(**run["more_than_full"][pieces]["note"]) for name, run in variants.items()}
        rows = [_row(name, run, pieces, tuple(full)) for name, run in variants.items()]
        others = {name: one for name, one in more.items() if name != "full"}
        shown += table((f"nats a note, {html.escape(pieces)}", *full, "beyond full"), rows)
        shown += plots.dots(others, title=f"nats a note beyond full, {pieces}")
    meanings = found.get("meanings", _STREAM)
    told = bullets(f"{html.escape(name)}: {html.escape(meanings[name])}" for name in variants if name in meanings)
    return _ALIKE + told + shown + _styles(variants) if shown else ""


def _row(name: str, run: Mapping[str, Any], pieces: str, fields: Sequence[str]) -> tuple[str, ...]:
    losses = {field: Figure(**one) for field, one in run["loss"][pieces].items()}
    more = Figure(**run["more_than_full"][pieces]["note"])
    learned = f"{run['notes']:,} notes, {run['real_notes']:,} of real music; {run['parameters']:,} parameters"
    return (
        f"{html.escape(name)}<small>{learned}</small>",
        *(number(losses[field]) for field in fields),
        f"{more.mean:+.3f}<small>{more.low:+.3f} to {more.high:+.3f}</small>",
    )


def _styles(variants: Mapping[str, Any]) -> str:
    """Return how true to their styles the variants' pieces are, where that was judged."""
    judged = {name: run["styles"] for name, run in variants.items() if "styles" in run}
    measures = tuple(next(iter(judged.values()), ()))
    rows = [(html.escape(name), *(number(Figure(**run[key])) for key in measures)) for name, run in judged.items()]
    return table(("what they compose, a piece a style", *measures), rows)
