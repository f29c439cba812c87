"""Our own writer: small grammars that compose background music for training, `write(style, seed)`.

Tables of taste, one a style, are in `tables`; what they are made of is in `form`, `progressions`, `voicing`,
`chords`, `bass`, `grooves`, `melody` and `human`; `writing` puts a piece together.
"""

from audiogenesis_desktop.training.styles.writing import STYLES, Written, write

__all__ = ["STYLES", "Written", "write"]
