"""Families: the coarse styles that a vague prompt may mean. Apart from the book, which takes time to read."""

FAMILIES = (
    "ambient",
    "cinematic",
    "classical",
    "corporate",
    "children",
    "electronic",
    "folk",
    "funk",
    "game",
    "jazz",
    "latin",
    "lo-fi",
    "pop",
    "rock",
    "trailer",
    "world",
)
"""What a vague prompt may mean, and the network knows: the coarse styles of the Brief."""
