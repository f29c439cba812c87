"""How much fuller or sparser than its style usually is a piece is asked to be."""

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.style.style import Style

AS_USUAL = 0.1  # of density: what is nearer to the style's own changes nothing
_OF_A_NAMED_STYLE = 0.4


def beyond_usual(brief: Brief, style: Style) -> float:
    """Return by how much a Brief's density, 0..1, is above (or below) a style's own; 0 where it is near or untold.

    Who names a style and not how full it is to be means it nearer to its usual self.
    """
    if brief.origin("density") is Origin.DEFAULT:
        return 0.0
    beyond = brief.density - style.density
    if brief.is_chosen("style") and not brief.is_chosen("density"):
        beyond *= _OF_A_NAMED_STYLE
    return beyond if abs(beyond) > AS_USUAL else 0.0
