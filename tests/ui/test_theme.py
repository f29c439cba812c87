import itertools

import pytest
from PySide6.QtGui import QColor

from audiogenesis_desktop.ui.theme import DARK, LIGHT, oklch_to_rgb, stylesheet

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
SURFACES = ("surface_0", "surface_1", "surface_2", "surface_3")


@THEMES
@pytest.mark.parametrize("role", ["text", "text_dim", "danger", "warning"])
def test_text_is_readable_on_every_surface(theme, role):
    for surface in SURFACES:
        assert contrast(getattr(theme, role), getattr(theme, surface)) >= 4.5, surface


@THEMES
def test_text_on_the_accent_is_readable(theme):
    for ground in (theme.accent, theme.accent_hover, theme.warning):
        assert contrast(theme.on_accent, ground) >= 4.5


@THEMES
def test_track_colours_stand_out_and_apart(theme):
    colours = [theme.track_colour(i) for i in range(12)]
    assert all(contrast(colour, theme.surface_1) >= 2.2 for colour in colours)
    for one, other in itertools.combinations(colours, 2):
        distance = sum(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True))
        assert distance >= 30
    assert theme.track_colour(12) == theme.track_colour(0)


def contrast(one, other):
    """The WCAG contrast ratio of two opaque colours, 1..21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour):
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_both_themes_define_the_same_roles_and_the_sheet_uses_only_those():
    assert vars(DARK).keys() == vars(LIGHT).keys()
    assert "$" not in stylesheet(DARK)
    assert stylesheet(DARK) != stylesheet(LIGHT)


def test_contrast_and_oklch_against_known_values():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert oklch_to_rgb(1.0, 0.0, 0.0) == (255, 255, 255)
    red = oklch_to_rgb(0.62796, 0.25768, 29.234)  # sRGB red, from Ottosson's definition
    assert all(abs(a - b) <= 3 for a, b in zip(red, (255, 0, 0), strict=True))
