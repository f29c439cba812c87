"""Captions: words for a piece, from its measured attributes, and the styles that its labels name."""

import random

from audiogenesis_desktop.brief.brief import STYLES
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS
from audiogenesis_desktop.training.corpus import Piece

# Words in a corpus's genre and tag labels, and the style of the Brief that each stands for.
_STYLE_WORDS: dict[str, tuple[str, ...]] = {
    "ambient": ("ambient", "chillout", "new-age", "atmospher", "meditat"),
    "cinematic": ("cinematic", "film", "soundtrack", "orchestral", "dramatic", "emotional"),
    "classical": ("classical", "romantic", "baroque", "quartet", "symphon", "sonata", "mazurka", "sacred",
                  "chorale", "art song", "etude", "renaissance", "waltz", "nocturne"),
    "corporate": ("corporate", "vlog", "lifestyle", "uplifting", "motivational"),
    "children": ("lullaby", "music box", "children", "nursery", "playful"),
    "electronic": ("electro", "synth", "dance", "house", "techno", "idol", "future"),
    "folk": ("folk", "traditional", "acoustic", "country"),
    "funk": ("funk", "soul", "r&b", "gospel", "disco"),
    "game": ("game", "chiptune", "level"),
    "jazz": ("jazz", "swing", "neworleans", "blues", "show tune", "lounge"),
    "latin": ("latin", "bossa", "afrocuban", "salsa", "samba", "brazil", "tango"),
    "lo-fi": ("lo-fi", "lofi", "hip hop", "hiphop", "chill"),
    "pop": ("pop", "ballad", "idol", "anthem"),
    "rock": ("rock", "metal", "punk"),
    "trailer": ("trailer", "epic", "battle"),
    "world": ("world", "reggae", "afrobeat", "mideast", "highlife", "polish"),
}  # fmt: skip
assert set(_STYLE_WORDS) == set(STYLES)

_TEMPLATES = (
    "{mood} {genre} with {instruments}",
    "{mood} {instruments}",
    "{pace} {mood} {genre}",
    "{genre}, {mood}, {instruments}, {pace}",
    "background music for a film: {mood}, {pace}, {instruments}",
    "{mood} {mode} {genre} for an advert",
    "a {pace}, {mood} piece for {instruments}",
    "{instruments}",
    "something {mood}",
    "{mood} music",
)


def styles_of(labels: str) -> tuple[tuple[str, float], ...]:
    """Return the mixture of styles that genre and tag words name, weights summing to 1, or ()."""
    words = labels.lower()
    found = [style for style, stems in _STYLE_WORDS.items() if any(stem in words for stem in stems)]
    return tuple((style, 1 / len(found)) for style in found)


def captions(piece: Piece, count: int, *, seed: int = 0) -> list[str]:
    """Return `count` wordings for a piece: its own caption first, then templates filled by what was measured."""
    random_source = random.Random(f"{seed}/{piece.file}")
    facts = {
        "mood": random_source.choice(_moods(piece)),
        "genre": piece.genre.split(",")[0].strip() or "music",
        "instruments": _instruments(piece, random_source),
        "pace": _pace(piece.tempo_bpm),
        "mode": piece.key.mode,
    }
    own = [piece.text]
    chosen = random_source.sample(_TEMPLATES, min(len(_TEMPLATES), count))
    return (own + [" ".join(template.format(**facts).split()) for template in chosen])[:count]


def _moods(piece: Piece) -> tuple[str, ...]:
    if piece.valence >= 0:
        return (
            ("happy", "joyful", "uplifting", "bright")
            if piece.energy > 0.5
            else ("calm", "warm", "gentle", "hopeful")
        )
    return (
        ("dark", "tense", "dramatic", "angry")
        if piece.energy > 0.5
        else ("sad", "melancholic", "sombre", "wistful")
    )


def _pace(tempo_bpm: float) -> str:
    if not tempo_bpm:
        return ""
    for limit, word in ((76, "slow"), (112, "moderate"), (150, "fast")):
        if tempo_bpm < limit:
            return word
    return "very fast"


def _instruments(piece: Piece, random_source: random.Random) -> str:
    present = [i for i in range(1, len(CLASSES)) if (piece.classes[:, 1] == i).any()]
    names = [CLASSES[i].name for i in present if i != DRUM_CLASS]
    random_source.shuffle(names)
    names = names[:4] + (["drums"] if DRUM_CLASS in present else [])
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else "music"
