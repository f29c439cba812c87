"""One table a style, gathered by family."""

from audiogenesis_desktop.training.styles.grammar import Style
from audiogenesis_desktop.training.styles.tables import (
    acoustic,
    band,
    calm,
    classical,
    dance,
    jazz,
    popular,
    screen,
    solo,
    tension,
    world,
)

TABLES: dict[str, Style] = {
    style.name: style
    for family in (calm, solo, popular, band, dance, acoustic, jazz, screen, tension, world, classical)
    for style in family.STYLES
}
