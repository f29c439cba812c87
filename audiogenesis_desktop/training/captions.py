"""Captions: words for a piece, from one to a paragraph, and the styles that its labels name.

What is said is measured or labelled: a mood fits valence and energy, a named instrument plays, the key is the one
that the piece came in. What cannot be known (the tempo of a score without a mark, the key of drums) is not said.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, PITCH
from audiogenesis_desktop.theory.instruments import CLASS_NAMES, DRUM_CLASS, REST_CLASS
from audiogenesis_desktop.training import advert_copy
from audiogenesis_desktop.training.corpus import Piece
from audiogenesis_desktop.training.genres import genre_names, styles_of
from audiogenesis_desktop.training.styles.wording import listed, moods_for, pace_of

__all__ = ["captions", "styles_of"]

# What people call the network's instrument classes, in words that are true of every program in the class.
_SPOKEN: dict[str, tuple[str, ...]] = {
    "drums": ("drums", "drums", "a drum kit", "beats"),
    "acoustic bass": ("double bass", "upright bass", "acoustic bass"),
    "electric bass": ("bass guitar", "bass", "electric bass"),
    "synth bass": ("synth bass", "bass synth"),
    "reed": ("woodwind", "reeds"),
    "sax": ("saxophone", "sax"),
    "horn": ("horns", "low brass"),
    "brass section": ("brass", "brass section"),
    "synth lead": ("synth lead", "synth", "lead synth"),
    "mallets": ("mallets", "bells and mallets", "tuned percussion"),
    "distortion guitar": ("distorted guitar", "rock guitar", "overdriven guitar"),
    "electric guitar": ("electric guitar", "guitar"),
    "acoustic guitar": ("acoustic guitar", "guitar"),
    "plucked": ("plucked strings",),
    "harpsichord": ("harpsichord",),
    "electric piano": ("electric piano", "Rhodes", "keys"),
    "organ": ("organ",),
    "choir": ("choir", "voices"),
    "strings": ("strings", "string section", "orchestral strings"),
    "pad": ("synth pad", "pads", "soft synths"),
}
_LEAST_SHARE = 0.03  # of a piece's notes: what plays less is not what the piece is "with"
_SPARSE, _BUSY = 0.4, 0.75  # density: about three and twelve notes a second
_LOW, _HIGH = 54, 73  # mean pitch

_SHORT = (
    "{mood}",
    "{mood}",
    "{genre}",
    "{genre}",
    "{lead}",
    "{mood} {genre}",
    "{mood} {genre}",
    "{mood} {lead}",
    "{mood} {lead}",
    "{mood} music",
    "{pace} {lead}",
    "{pace} {genre}",
    "{solo}",
)
_PROMPTS = (
    "{mood} {instruments} for {use}, {bpm} bpm, {key}",
    "{mood} {genre} with {instruments}, {pace}",
    "{mood} {instruments} for {use}",
    "{genre} in {key}, {bpm} bpm, {instruments}",
    "{mood} and {second} {genre} for {use}",
    "{pace}, {mood} piece for {instruments} in {key}",
    "background music for {use}: {mood}, {texture}, {instruments}",
    "{instruments}, {mood}, {second}, {bpm} bpm",
    "{texture} {mood} {genre}, {key}, {meter}",
    "{mood} {mode} {genre} for {use}, {pace}",
    "{use}, {mood}, with {instruments}",
    "{pace} {genre} at {bpm} bpm for {use}",
)
# The labels' own captions end in a measured tempo and key; both are told anew from what was read.
_MEASURED = re.compile(r", (?:very )?(?:slow|moderate|fast) \(\d+ bpm\)(, [A-G][#b]? (?:major|minor))?")


def captions(piece: Piece, count: int) -> list[str]:
    """Return up to `count` different wordings for a piece, the same each time.

    Its own caption comes first if it has one, then a word or three, a prompt as users type them, advert copy of 20
    to 50 words, and further prompts.
    """
    source = random.Random(piece.file)
    facts = _facts(piece, source)
    found: list[str] = []
    for text in _wordings(piece, facts, source):
        if text and text not in found:
            found.append(text)
        if len(found) == count:
            break
    return found


def _wordings(piece: Piece, facts: dict[str, str], source: random.Random) -> Iterator[str]:
    prompts = iter(_filled(_PROMPTS, facts, source))
    yield _own_text(piece) or next(prompts, "")
    yield next((text for text in _filled(_SHORT, facts, source) if len(text.split()) <= 3), facts["mood"])
    yield next(prompts, "")
    yield advert_copy.copy_for(
        piece.file,
        styles=styles_of(piece.genre),
        genre=piece.genre,
        valence=piece.valence,
        energy=piece.energy,
        pace=facts["pace"],
        is_pitched=_is_pitched(piece),
    )
    yield from prompts
    yield from _filled(_SHORT, facts, source)


def _filled(templates: tuple[str, ...], facts: dict[str, str], source: random.Random) -> list[str]:
    """Return the templates that ask for nothing unknown, filled, in random order."""
    known = {name: value for name, value in facts.items() if value}
    fitting = [t for t in templates if set(re.findall(r"{(\w+)}", t)) <= set(known)]
    return [text.format(**known) for text in source.sample(fitting, len(fitting))]


def _facts(piece: Piece, source: random.Random) -> dict[str, str]:
    """Return what may be said, as ready words; "" where nothing is known."""
    instruments = _instruments(piece, source)
    mood, second = source.sample(moods_for(piece.valence if _is_pitched(piece) else 0.1, piece.energy), 2)
    genres = genre_names(piece.genre)
    return {
        "mood": mood,
        "second": second,
        "genre": source.choice(genres) if genres else "",
        "instruments": listed(instruments[: source.choice((2, 2, 3, 4))]) if instruments else "",
        "lead": instruments[0] if instruments else "",
        "solo": f"solo {instruments[0]}" if len(instruments) == 1 and _is_pitched(piece) else "",
        "texture": _texture(piece),
        "pace": pace_of(piece.tempo_bpm) if piece.tempo_bpm else "",
        "bpm": str(round(piece.tempo_bpm)) if piece.tempo_bpm else "",
        "key": piece.key.name if _is_pitched(piece) else "",
        "mode": f"{piece.key.mode}-key" if _is_pitched(piece) else "",
        "meter": _meter(piece),
        "use": advert_copy.use_for(
            piece.file, styles=styles_of(piece.genre), genre=piece.genre, valence=piece.valence, energy=piece.energy
        ),
    }


def _is_pitched(piece: Piece) -> bool:
    return bool(np.any(piece.classes[:, INSTRUMENT] > DRUM_CLASS))


def _instruments(piece: Piece, source: random.Random) -> list[str]:
    """Return what plays a fair share of the notes, in words: the busiest first, then basses, then drums."""
    counts = np.bincount(piece.classes[:, INSTRUMENT], minlength=len(CLASS_NAMES))
    counts[REST_CLASS] = 0
    present = [i for i in range(len(CLASS_NAMES)) if counts[i] >= _LEAST_SHARE * counts.sum() > 0]
    present.sort(key=lambda i: (i == DRUM_CLASS, CLASS_NAMES[i].endswith(" bass"), -counts[i]))
    return [source.choice(_SPOKEN.get(CLASS_NAMES[i], (CLASS_NAMES[i],))) for i in present]


def _texture(piece: Piece) -> str:
    if piece.density < _SPARSE:
        return "sparse"
    if piece.density > _BUSY:
        return "busy"
    pitches = piece.classes[piece.classes[:, INSTRUMENT] > DRUM_CLASS, PITCH]
    mean = float(pitches.mean()) if len(pitches) else 60.0
    return "deep" if mean < _LOW else "high" if mean > _HIGH else ""


def _meter(piece: Piece) -> str:
    """Return the meter if it is sure: in the notes alone 3/4 and 6/8 look alike."""
    stated = re.search(r"\b(?:[2-9]|12)/(?:2|4|8)\b", piece.text)
    return stated.group() if stated else ""


def _own_text(piece: Piece) -> str:
    """Return the caption that the piece came with, corrected by what was read, or "" for a mere file name."""
    if piece.text == Path(piece.file).stem.replace("_", " "):
        return ""
    text = piece.text
    if measured := _MEASURED.search(text):
        pace = f", {pace_of(piece.tempo_bpm)} ({piece.tempo_bpm:.0f} bpm)" if piece.tempo_bpm else ""
        key = f", {piece.key.name}" if measured.group(1) and _is_pitched(piece) else ""
        text = text[: measured.start()] + pace + key + text[measured.end() :]
        if not np.any(piece.classes[:, INSTRUMENT] == CLASS_NAMES.index("choir")):
            text = text.replace("choir/voice", "melody")  # sung lines were given to instruments
    return text
