"""Scales beside major and minor, in semitones above the tonic."""

SCALES: dict[str, frozenset[int]] = {
    "ionian": frozenset({0, 2, 4, 5, 7, 9, 11}),
    "dorian": frozenset({0, 2, 3, 5, 7, 9, 10}),
    "phrygian": frozenset({0, 1, 3, 5, 7, 8, 10}),
    "lydian": frozenset({0, 2, 4, 6, 7, 9, 11}),
    "mixolydian": frozenset({0, 2, 4, 5, 7, 9, 10}),
    "aeolian": frozenset({0, 2, 3, 5, 7, 8, 10}),
    "harmonic minor": frozenset({0, 2, 3, 5, 7, 8, 11}),
    "phrygian dominant": frozenset({0, 1, 4, 5, 7, 8, 10}),  # freygish, hijaz
    "double harmonic": frozenset({0, 1, 4, 5, 7, 8, 11}),  # bhairav
    "major pentatonic": frozenset({0, 2, 4, 7, 9}),
    "minor pentatonic": frozenset({0, 3, 5, 7, 10}),
    "hirajoshi": frozenset({0, 2, 3, 7, 8}),
    "blues": frozenset({0, 3, 5, 6, 7, 10}),
}
