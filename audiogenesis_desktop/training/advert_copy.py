"""Advert copy: what a piece could be for, and a paragraph that asks for it as an agency would.

Copy is drawn from a pool: pieces of like mood, style and pace share their paragraphs, of which there are a few
thousand in all, so that each can be embedded once.
"""

import hashlib
import random
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from audiogenesis_desktop.brief.topics import topics
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.training.styles.wording import force_of, hue_of, moods_for

Styles = Sequence[tuple[str, float]]
_VARIANTS = 5  # paragraphs for pieces alike
_NEAREST = 7  # topics to choose among

# Topics that ask for one kind of music: only for pieces whose labels have one of the words.
_BOUND: dict[str, tuple[str, ...]] = {
    "lo-fi": ("lo-fi", "lofi"),
    "hip hop": ("hip hop", "hiphop"),
    "trap": ("trap",),
    "jazz trio": ("jazz",),
    "big band": ("swing", "big band"),
    "blues": ("blues",),
    "smooth": ("lounge", "bossa", "soul"),
    "bossa": ("bossa",),
    "salsa": ("salsa", "afrocuban"),
    "tango": ("tango",),
    "flamenco": ("flamenco",),
    "mexican": ("mexic",),
    "reggae": ("reggae",),
    "hawaii": ("hawai",),
    "african": ("afro", "highlife"),
    "indian": ("indian",),
    "east asia": ("asia", "japan"),
    "middle east": ("middleeast", "arab"),
    "celtic": ("celtic", "irish"),
    "country": ("country",),
    "western": ("western",),
    "medieval": ("renaissance",),
    "french": ("musette",),
    "waltz": ("waltz",),
    "ballet": ("orchestral", "waltz"),
    "baroque": ("baroque",),
    "classical piano": ("piano",),
    "chamber": ("quartet", "chamber"),
    "choral": ("sacred", "choral", "hymn"),
    "march": ("march",),
    "synthwave": ("synthwave",),
    "house": ("house",),
    "techno": ("techno",),
    "trance edm": ("edm", "trance"),
    "drum and bass": ("drum and bass",),
    "chiptune": ("chiptune",),
    "rock": ("rock",),
    "metal": ("metal",),
    "surf": ("surf",),
    "power ballad": ("ballad",),
    "pop": ("pop",),
    "funk disco": ("funk", "disco"),
    "gospel soul": ("gospel", "soul"),
    "winter christmas": ("christmas",),
    "circus": ("circus",),
    "pirates": ("adventure",),
    "halloween fun": ("playful dark",),
    "crime noir": ("jazz",),
    "lullaby": ("lullaby",),
    "ancient": ("epic",),
}

_OPENINGS = (
    "We need music for {use}.",
    "Our new film is about {use}.",
    "The brief: {use}.",
    "We open on {use}, and the words come in late.",
    "Thirty seconds for {use}.",
    "This campaign is for {use}.",
)
_WISHES = (
    "The mood is {mood} and {second}, never in the way of the words.",
    "It should feel {mood} from the first bar and {second} to the last.",
    "Please make it {mood}, {second}, and easy to talk over.",
    "Viewers should come away with something {mood}; think {second}, honest, well made.",
    "The pictures are {mood}, so the score should be {mood} too, and {second}.",
)
_MOVEMENTS: dict[str, tuple[str, ...]] = {
    "slow": ("The music takes its time and leaves room for the voice-over.", "Slow and unhurried, with air around it."),
    "middle": ("An even, middling pace carries the pictures along.", "It walks rather than runs, and keeps moving."),
    "fast": ("The pace is quick and the cuts follow the beat.", "It moves fast and keeps us on our toes."),
    "": ("It leaves room for the voice-over.", "The story comes first and the music carries it."),
}


class _Topic(NamedTuple):
    name: str
    styles: dict[str, float]
    valence: float
    energy: float
    subjects: tuple[str, ...]


@cache
def _topics() -> tuple[_Topic, ...]:
    return tuple(
        _Topic(topic.name, _families(topic.implied.style), topic.implied.valence, topic.implied.energy, topic.subjects)
        for topic in topics()
        if topic.subjects
    )


def _families(style: Styles) -> dict[str, float]:
    """Return styles of the book as shares of families, which labels of music have."""
    shares: dict[str, float] = {}
    for name, weight in style:
        families = shipped()[name].family
        for family in families:
            shares[family] = shares.get(family, 0.0) + weight / len(families)
    return shares


def use_for(name: str, *, styles: Styles, genre: str, valence: float, energy: float) -> str:
    """Return what a piece could be for, such as "a skincare line", by its mood and style; `name` draws."""
    source = random.Random(f"use/{name}")
    near = sorted(_open_to(genre), key=lambda topic: _distance(topic, dict(styles), valence, energy))
    return source.choice(source.choice(near[:_NEAREST]).subjects)


def _open_to(genre: str) -> list[_Topic]:
    labels = genre.lower()
    return [t for t in _topics() if t.name not in _BOUND or any(word in labels for word in _BOUND[t.name])]


def _distance(topic: _Topic, styles: dict[str, float], valence: float, energy: float) -> float:
    shared = sum(min(weight, styles.get(style, 0.0)) for style, weight in topic.styles.items())
    return abs(topic.valence - valence) + 1.2 * abs(topic.energy - _felt(energy)) - 0.8 * shared


def _felt(energy: float) -> float:
    """Stretch measured energy, which keeps to the middle, to the range that topics are told in."""
    return min(1.0, max(0.0, (energy - 0.2) / 0.6))


def copy_for(
    name: str, *, styles: Styles, genre: str, valence: float, energy: float, pace: str, is_pitched: bool
) -> str:
    """Return 20 to 50 words of advert copy that fit a piece; `name` draws among those for pieces alike."""
    variant = int(hashlib.sha256(name.encode()).hexdigest(), 16) % _VARIANTS
    leading = max(styles, key=lambda style: style[1])[0] if styles else ""
    valence = valence if is_pitched else 0.1
    movement = _movement(pace)
    cell = f"{leading}/{hue_of(valence)}/{force_of(energy)}/{movement}/{variant}"
    source = random.Random(cell)
    mood, second = source.sample(moods_for(valence, energy), 2)
    use = use_for(
        cell,
        styles=styles and ((leading, 1.0),),
        genre=leading,
        valence=_middle(hue_of(valence)),
        energy=(0.3, 0.52, 0.72)[force_of(energy)],
    )
    sentences = (source.choice(_OPENINGS), source.choice(_WISHES), source.choice(_MOVEMENTS[movement]))
    return " ".join(sentences).format(use=use, mood=mood, second=second)


def _middle(hue: int) -> float:
    return (-0.6, -0.25, 0.1, 0.6)[hue]


def _movement(pace: str) -> str:
    return {"very slow": "slow", "slow": "slow", "fast": "fast", "very fast": "fast", "": ""}.get(pace, "middle")
