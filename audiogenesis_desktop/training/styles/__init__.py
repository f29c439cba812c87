"""Our own writer: small grammars that compose background music for training, `write(style, seed)`.

It writes from the style book (`audiogenesis_desktop.style`); what a piece is made of is in `progressions`, `voicing`,
`chords`, `bass`, `grooves`, `melody` and `human`; `drafting`, `tracks` and `writing` put it together.
"""

from audiogenesis_desktop.training.styles.writing import STYLES, Written, write

__all__ = ["STYLES", "Written", "write"]
