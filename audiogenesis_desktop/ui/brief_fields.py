"""What of a Brief can be set by hand: how each field reads and how what is typed is understood."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from audiogenesis_desktop.brief.brief import ARCS, C_MAJOR, HIT_KINDS, RIVALS, TEXTURES, Brief
from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.given_chords import read_given
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.forms import read_form
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.chips import MOODS, clock, mood, styles

LOWEST_BPM, HIGHEST_BPM = 10.0, 400.0
_ENERGIES, _VALENCES = (0.25, 0.5, 0.8), (-0.6, 0.0, 0.6)
MOST_MIXED = 2  # styles
_NOT_CALLED = 5
_STRENGTH = re.compile(r"@[0-9.]+")
_DENSITIES = {"sparse": 0.2, "moderate": 0.5, "dense": 0.8}


class Field(NamedTuple):
    """One field: its label, an example, how to read what is typed, and how to show it.

    `parse` returns the Brief's fields to set and raises ValueError, with one sentence, if it cannot.
    """

    label: str
    example: str
    parse: Callable[[str], dict[str, Any]]
    show: Callable[[Brief], str]


def parse_tempo(text: str) -> dict[str, Any]:
    """Read beats a minute."""
    bpm = _number(text.lower().removesuffix("bpm"))
    if not LOWEST_BPM <= bpm <= HIGHEST_BPM:
        raise ValueError(f"Give a tempo from {LOWEST_BPM:g} to {HIGHEST_BPM:g} BPM.")
    return {"tempo_bpm": bpm}


def parse_key(text: str) -> dict[str, Any]:
    """Read a key such as "D minor" or Eb."""
    try:
        return {"key": Key.parse(text)}
    except ValueError:
        raise ValueError("Give a key such as D minor or Eb.") from None


def parse_meter(text: str) -> dict[str, Any]:
    """Read a meter such as 3/4."""
    above, _, below = text.partition("/")
    if above.strip().isdecimal() and below.strip() in ("2", "4", "8", "16") and 1 <= int(above) <= 16:
        return {"meter": (int(above), int(below))}
    raise ValueError("Give a meter such as 4/4, 3/4 or 6/8.")


def parse_length(text: str) -> dict[str, Any]:
    """Read seconds, or minutes and seconds."""
    seconds = seconds_in(text.lower().removesuffix("s"))
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise ValueError("Give a length such as 30 or 1:30, from a second to an hour.")
    return {"length_seconds": seconds}


def parse_hits(text: str) -> dict[str, Any]:
    """Read moments, separated by commas, each with what happens there or without; none is allowed."""
    kinds = dict[float, str]()
    for part in filter(None, map(str.strip, text.split(","))):
        moment, _, kind = part.partition(" ")
        kinds[seconds_in(moment)] = _hit_kind(kind.strip().lower())
    chosen = sorted((hit, kind) for hit, kind in kinds.items() if kind)
    return {"hits": tuple(sorted(kinds)), "hit_kinds": tuple(chosen)}


def _hit_kind(word: str) -> str:
    if word and word not in HIT_KINDS:
        raise ValueError(f"After a moment write what happens there: {', '.join(HIT_KINDS)}; or nothing, as it suits.")
    return word


def hits(brief: Brief) -> str:
    """Return a Brief's hits as they may be typed, with what was chosen to happen there."""
    kinds = dict(brief.hit_kinds)
    return ", ".join(f"{clock(hit)} {kinds.get(hit, '')}".strip() for hit in sorted((*brief.hits, *brief.missed)))


def parse_wanted(text: str) -> dict[str, Any]:
    """Read the instruments that play; one that stands twice is two players."""
    names = _instruments(text)
    if not names:
        raise ValueError("Give at least one instrument, such as piano or strings.")
    return {"instruments": names}


def parse_banned(text: str) -> dict[str, Any]:
    """Read the instruments that may not play; none is allowed."""
    return {"banned": tuple(dict.fromkeys(_instruments(text)))}


def parse_mood(text: str) -> dict[str, Any]:
    """Read one of the nine moods, or valence and energy as numbers with a comma between."""
    if "," in text:
        valence, _, energy = text.partition(",")
        return _mood_by_numbers(valence, energy)
    for height, row in zip(_ENERGIES, MOODS, strict=True):
        if text in row:
            return {"energy": height, "valence": _VALENCES[row.index(text)]}
    raise ValueError("Choose one of the moods.")


def _mood_by_numbers(valence: str, energy: str) -> dict[str, Any]:
    try:
        values = float(valence), float(energy)
    except ValueError:
        values = (9.0, 9.0)
    if not (-1 <= values[0] <= 1 and 0 <= values[1] <= 1):
        raise ValueError("Give valence from -1 to 1 and energy from 0 to 1, such as 0.5, 0.3.")
    return {"valence": values[0], "energy": values[1]}


def parse_style(text: str) -> dict[str, Any]:
    """Read one of the book's styles, by any name that it has, or two to mix."""
    found = [styles_called(part) for part in text.split(",") if part.strip()]
    names = list(dict.fromkeys(called[0] for called in found if called))
    if not all(found) or not 1 <= len(names) <= MOST_MIXED:
        raise ValueError(f"Choose one or two of the {len(book())} styles, such as house, jazz trio or lo-fi.")
    return {"style": tuple((name, 1 / len(names)) for name in names)}


def styles_called(text: str) -> list[str]:
    """Return the styles of the book that a text names, those first that are called just so, those of a family last."""
    wanted = " ".join(text.lower().split())
    words = set(wanted.split())

    def rank(name: str) -> int:
        style = book()[name]
        names = [name, *(synonym.lower() for synonym in style.synonyms)]
        if wanted in names:
            return names.index(wanted) > 0
        holds, is_of = any(words <= set(other.split()) for other in names), wanted == style.family[0]
        return {(True, True): 2, (True, False): 3, (False, True): 4, (False, False): _NOT_CALLED}[holds, is_of]

    return sorted((name for name in book() if wanted and rank(name) < _NOT_CALLED), key=rank)


def parse_arc(text: str) -> dict[str, Any]:
    """Read how the piece is to go over time; no word is allowed."""
    return {"arc": _words(text, ARCS)}


def parse_texture(text: str) -> dict[str, Any]:
    """Read what the piece is to be made of; no word is allowed."""
    return {"texture": _words(text, TEXTURES)}


def _words(text: str, known: Sequence[str]) -> tuple[str, ...]:
    words = [" ".join(part.lower().split()) for part in text.split(",") if part.strip()]
    unknown = [word for word in words if word not in known]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is none of these: {', '.join(known)}.")
    return without_rivals(tuple(dict.fromkeys(words)))


def without_rivals(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of arcs or textures without those that a later one contradicts."""
    return tuple(
        name
        for i, name in enumerate(names)
        if not any({name, later} <= rivals for later in names[i + 1 :] for rivals in RIVALS)
    )


def parse_chords(text: str) -> dict[str, Any]:
    """Read chords bar by bar, and those of sections; none are the style's own.

    The text itself is kept, as steps such as vi follow the key.
    """
    try:
        if text.strip():
            read_given(text, C_MAJOR)
    except BadInput as error:
        raise ValueError(str(error)) from None
    return {"chords": " ".join(text.split())}


def parse_form(text: str) -> dict[str, Any]:
    """Read sections in order, each with its bars."""
    try:
        read_form(text)
    except ValueError as error:
        raise ValueError(f"That is no form: {error}.") from None
    return {"form": " ".join(text.split())}


def form(brief: Brief) -> str:
    """Return the form that is given, or else that of the style, to be changed."""
    if brief.form:
        return brief.form
    leading = next(iter(styles(brief)), "")
    plans = book()[leading].form.plans if leading in book() else ()
    return _STRENGTH.sub("", plans[0]) if plans else ""


def parse_density(text: str) -> dict[str, Any]:
    """Read sparse, moderate or dense, or a number from 0 to 1."""
    density = _DENSITIES.get(text.strip().lower(), _number(text))
    if not 0 <= density <= 1:
        raise ValueError("Give sparse, moderate or dense, or a number from 0 to 1.")
    return {"density": density}


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return -1.0


def seconds_in(text: str) -> float:
    """Return the seconds of a text such as 12.5 or 1:30; raises ValueError with a sentence for another."""
    minutes, _, rest = text.strip().rpartition(":")
    seconds = _number(rest) + 60 * (_number(minutes) if minutes else 0)
    if seconds < 0:
        raise ValueError("Give seconds such as 12.5, or minutes and seconds such as 1:30.")
    return seconds


def _instruments(text: str) -> tuple[str, ...]:
    from audiogenesis_desktop.brief.naming import find_instruments

    names: list[str] = []
    for part in filter(str.strip, text.split(",")):
        found = find_instruments(part)
        if not found:
            raise ValueError(f"“{part.strip()}” is no instrument known here.")
        names += found
    return tuple(names)


FIELDS: dict[str, Field] = {
    "valence": Field("Mood", "warm, or 0.5, 0.4", parse_mood, lambda b: mood(b.valence, b.energy)),
    "style": Field("Style", "bossa, or house, disco", parse_style, lambda b: ", ".join(styles(b))),
    "tempo_bpm": Field("Tempo", "72", parse_tempo, lambda b: f"{b.tempo_bpm:g}"),
    "key": Field("Key", "D minor", parse_key, lambda b: b.key.name),
    "meter": Field("Meter", "3/4", parse_meter, lambda b: "{}/{}".format(*b.meter)),
    "length_seconds": Field("Length", "1:30", parse_length, lambda b: clock(b.length_seconds)),
    "instruments": Field("Instruments", "piano, strings", parse_wanted, lambda b: ", ".join(b.instruments)),
    "banned": Field("Without", "drums", parse_banned, lambda b: ", ".join(b.banned)),
    "density": Field("Density", "sparse, or 0.4", parse_density, lambda b: f"{b.density:g}"),
    "arc": Field("Shape", "quiet start, builds", parse_arc, lambda b: ", ".join(b.arc)),
    "texture": Field("Texture", "no melody", parse_texture, lambda b: ", ".join(b.texture)),
    "chords": Field("Chords", "| Am F | C G |", parse_chords, lambda b: b.chords),
    "form": Field("Form", "intro4 A8 B8 A8", parse_form, form),
    "hits": Field("Hits", "7.25, 0:12.5 stop", parse_hits, hits),
}
