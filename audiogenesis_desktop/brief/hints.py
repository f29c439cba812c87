"""Styles that a prompt names in passing: taken for said as far as what it describes is not plainly another style."""

from dataclasses import replace

from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.styles import members
from audiogenesis_desktop.brief.wording import Said
from audiogenesis_desktop.style.book import book

_HEEDED = 0.3  # of the likeliest style's share, by described topics held out: a named one that has less gives way


def heeded(said: Said, implied: Implied | None) -> Said:
    """Return what is said without a style that is but a hint, where what is implied hardly knows it."""
    if implied is None or not said.values.get("is_hint"):
        return said
    shares = dict(implied.style)
    hinted = (other for name, _ in said.values["style"] for other in ((name,) if name in book() else members(name)))
    if max(shares.get(name, 0.0) for name in hinted) >= _HEEDED * max(shares.values()):
        return said
    return replace(
        said,
        values={name: value for name, value in said.values.items() if name != "style"},
        spans={name: span for name, span in said.spans.items() if name != "style"},
        causes=tuple(cause for cause in said.causes if cause.field != "style"),
    )
