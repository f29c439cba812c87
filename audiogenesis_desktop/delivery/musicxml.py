"""MusicXML."""

from pathlib import Path
from audiogenesis_desktop.score.score import Score


def write_musicxml(score: Score, path: Path) -> None:
    """Stand-in."""
