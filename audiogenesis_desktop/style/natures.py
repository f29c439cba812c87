"""Natures: which roles an instrument can take in a style that does not have it, and who has a second hand for more."""

from functools import cache

from audiogenesis_desktop.theory.instruments import CLASS_NAMES, find

_KEYS = ("chords", "figure", "lead", "pad", "second voice", "bass")
_PLUCKED = ("figure", "chords", "lead", "second voice", "pad")
_TUNES = ("lead", "second voice", "pad", "figure")
_BREATHS = _TUNES[:-1]  # a broken chord without an end leaves nobody time to breathe
_HELD = ("pad", "chords", "lead", "second voice", "figure")
_ROLES: dict[str, tuple[str, ...]] = {
    "drums": ("drums", "percussion", "effect"),
    "percussion": ("percussion", "drums", "effect"),
    "acoustic bass": ("bass",),
    "electric bass": ("bass",),
    "synth bass": ("bass",),
    "cello": ("lead", "bass", "second voice", "pad", "figure"),
    "viola": ("second voice", "pad", "figure", "lead"),
    "violin": _TUNES,
    "flute": _BREATHS,
    "reed": _BREATHS,
    "sax": _BREATHS,
    "trumpet": _BREATHS,
    "horn": ("pad", "second voice", "lead", "chords"),
    "brass section": ("chords", "pad", "lead", "second voice"),
    "synth lead": ("lead", "figure", "second voice", "chords", "pad"),
    "mallets": ("figure", "lead", "chords", "second voice", "pad"),
    "distortion guitar": ("chords", "lead", "figure", "second voice"),
    "electric guitar": _KEYS[:-1],
    "acoustic guitar": _PLUCKED,
    "plucked": ("lead", "figure", "chords", "second voice", "pad"),
    "harp": _PLUCKED,
    "harpsichord": ("figure", "chords", "lead", "second voice", "bass"),
    "electric piano": _KEYS,
    "piano": _KEYS,
    "accordion": ("lead", "chords", "pad", "second voice", "figure"),
    "organ": ("chords", "pad", "lead", "figure", "second voice", "bass"),
    "choir": _HELD,
    "strings": _HELD,
    "pad": _HELD[:2],
}
_OWN = {"tuba": ("bass", "second voice"), "bassoon": ("bass", "second voice", "lead"), "contrabass": ("bass",)}
_TWO_HANDED = frozenset(
    {"drums", "acoustic guitar", "mallets", "harp", "harpsichord", "electric piano", "piano", "accordion", "organ"}
)
_SUSTAINING = frozenset({"organ", "accordion"})


@cache
def roles_for(name: str) -> tuple[str, ...]:
    """Return the roles that an instrument can take, the likeliest first."""
    return _OWN.get(name, _ROLES.get(_class_name(name), ("effect",)))


@cache
def second_roles(name: str) -> tuple[str, ...]:
    """Return the roles that a player of an instrument can take beside another one: the other hand holds nothing."""
    held = "pad" if _class_name(name) not in _SUSTAINING else ""
    return tuple(role for role in roles_for(name) if role != held) if is_two_handed(name) else ()


@cache
def is_two_handed(name: str) -> bool:
    """Return whether one player of an instrument can play two parts at once."""
    return _class_name(name) in _TWO_HANDED


@cache
def are_alike(name: str, other: str) -> bool:
    """Return whether two instruments are of one class."""
    return find(name).class_index == find(other).class_index


def _class_name(name: str) -> str:
    return CLASS_NAMES[find(name).class_index]
