"""One table a style, gathered by family."""

from audiogenesis_desktop.training.styles.grammar import Style
from audiogenesis_desktop.training.styles.tables import acoustic, calm, dance, jazz, popular, screen

TABLES: dict[str, Style] = {
    style.name: style
    for family in (calm, popular, dance, acoustic, jazz, screen)
    for style in family.STYLES
}
