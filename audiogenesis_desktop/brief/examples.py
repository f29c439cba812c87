"""The prompts that the intent heads learn from: hand-written scenes, and moods mixed into them by templates."""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.lexicon import Mood, load_lexicon
from audiogenesis_desktop.style.families import FAMILIES

METERS = ((4, 4), (3, 4), (6, 8))
INSTRUMENTS = (
    "piano",
    "electric piano",
    "harpsichord",
    "celesta",
    "glockenspiel",
    "music box",
    "vibraphone",
    "marimba",
    "xylophone",
    "tubular bells",
    "tinkle bell",
    "drawbar organ",
    "church organ",
    "accordion",
    "bandoneon",
    "harmonica",
    "nylon guitar",
    "steel guitar",
    "jazz guitar",
    "clean guitar",
    "muted guitar",
    "overdriven guitar",
    "distortion guitar",
    "acoustic bass",
    "fingered bass",
    "slap bass",
    "synth bass",
    "violin",
    "cello",
    "pizzicato strings",
    "harp",
    "timpani",
    "strings",
    "slow strings",
    "choir",
    "trumpet",
    "tuba",
    "french horn",
    "brass section",
    "tenor sax",
    "clarinet",
    "bassoon",
    "flute",
    "recorder",
    "pan flute",
    "square lead",
    "saw lead",
    "warm pad",
    "polysynth pad",
    "bowed pad",
    "clavinet",
    "sitar",
    "banjo",
    "koto",
    "kalimba",
    "bagpipe",
    "fiddle",
    "steel drums",
    "taiko",
    "drums",
)

_SUBJECT_FRAMES = (
    "Advert for {}",
    "music for {}",
    "background music for a video about {}",
    "30 second spot for {}",
    "{}",
    "soundtrack for {}",
    "a commercial about {}",
    "a short piece for {}",
)
_MOODY_FRAMES = ("{mood} music for {subject}", "{subject}, {mood}", "a {mood} track for {subject}", "{mood}: {subject}")
_PLAIN_MOOD_FRAMES = ("{}", "{} music", "something {}", "a very {} piece", "make it {}", "{} background track")
_STYLE_NAMES = {
    "lo-fi": ("lo-fi beats", "lofi hip hop"),
    "children": ("children's song", "kids music"),
    "game": ("video game music",),
}
_SAID_CHANCE = (0.9, 0.8, 0.72, 0.64, 0.56, 0.5)  # instruments of a scene, the most fitting first


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt, what it implies, and the topic by which examples are held out together."""

    prompt: str
    topic: str
    implied: Implied


def examples() -> list[Example]:
    """Return every example, in an order that does not change."""
    scenes = list(_scenes())
    return [*scenes, *_moody(scenes), *_moods(), *_styles()]


def _scenes() -> Iterator[Example]:
    with paths.resource("intent_prompts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            implied = _implied_of(row)
            subjects = [s.strip() for s in row["subjects"].split("|")]
            prompts = [p.strip() for p in row["prompts"].split("|")]
            for i, subject in enumerate(subjects):
                # Each subject in two frames, which go round, so that no frame belongs to a mood.
                for frame in islice(cycle(_SUBJECT_FRAMES), i + len(row["topic"]), i + len(row["topic"]) + 2):
                    prompts.append(frame.format(subject))
            for prompt in prompts:
                yield Example(prompt, row["topic"], implied)


def _implied_of(row: dict[str, str]) -> Implied:
    weights = [part.split(":") for part in row["style"].split("+")]
    total = sum(float(weight) for _, weight in weights)
    above, below = (int(n) for n in row["meter"].split("/"))
    names = row["instruments"].split("+")
    return Implied(
        valence=float(row["valence"]),
        energy=float(row["energy"]),
        tempo_bpm=float(row["bpm"]),
        minor=float(row["minor"]),
        density=float(row["density"]),
        meters=_meters((above, below)),
        style=tuple((name, float(weight) / total) for name, weight in weights),
        instruments=tuple(zip(names, _SAID_CHANCE[: len(names)], strict=True)),
    )


def _meters(meter: tuple[int, int]) -> tuple[tuple[tuple[int, int], float], ...]:
    sure = 0.94 if meter == (4, 4) else 0.8
    return tuple((m, sure if m == meter else (1 - sure) / 2) for m in METERS)


def _moody(scenes: Sequence[Example]) -> Iterator[Example]:
    """Mix moods into scenes, so that a mood word moves the answer whatever the subject is."""
    moods = list(load_lexicon().moods.items())
    for i, scene in enumerate(scenes[::2]):
        subject = scene.prompt[:1].lower() + scene.prompt[1:].rstrip(".")
        for j in range(2):
            name, mood = moods[(7 * i + 31 * j) % len(moods)]
            frame = _MOODY_FRAMES[(i + j) % len(_MOODY_FRAMES)]
            yield Example(frame.format(mood=name, subject=subject), scene.topic, _tinted(scene.implied, mood))


def _tinted(implied: Implied, mood: Mood, share: float = 0.65) -> Implied:
    def mix(own: float, other: float) -> float:
        return (1 - share) * own + share * other

    return replace(
        implied,
        valence=mix(implied.valence, mood.valence),
        energy=mix(implied.energy, mood.energy),
        tempo_bpm=math.exp(mix(math.log(implied.tempo_bpm), math.log(mood.tempo_bpm))),
        minor=mix(implied.minor, mood.minor),
        density=mix(implied.density, 0.15 + 0.6 * mood.energy),
    )


def _moods() -> Iterator[Example]:
    moods = list(load_lexicon().moods.items())
    for i, (name, mood) in enumerate(moods):
        base = _plain(mood)
        for frame in islice(cycle(_PLAIN_MOOD_FRAMES), i, i + 4):
            yield Example(frame.format(name), f"mood {name}", base)
        style = FAMILIES[(5 * i) % len(FAMILIES)]
        yield Example(f"{name} {style}", f"mood {name}", _tinted(_style(style), mood))


def _plain(mood: Mood) -> Implied:
    """Return what a mood implies by itself: the styles near to it, and their instruments."""
    near = sorted(FAMILIES, key=lambda s: _distance(load_lexicon().style_moods[s], mood))[:3]
    blend = _blend([(_style(style), weight) for style, weight in zip(near, (0.5, 0.3, 0.2), strict=True)])
    return _tinted(blend, mood, share=1.0)


def _distance(one: Mood, other: Mood) -> float:
    return (
        (one.valence - other.valence) ** 2
        + 2 * (one.energy - other.energy) ** 2
        + ((one.tempo_bpm - other.tempo_bpm) / 60) ** 2
        + (one.minor - other.minor) ** 2
    )


def _blend(weighted: Sequence[tuple[Implied, float]]) -> Implied:
    names: dict[str, float] = {}
    for implied, weight in weighted:
        for name, chance in implied.instruments:
            names[name] = names.get(name, 0.0) + weight * chance
    first = weighted[0][0]
    return replace(
        first,
        style=tuple((implied.style[0][0], weight) for implied, weight in weighted),
        instruments=tuple(sorted(names.items(), key=lambda item: -item[1])),
    )


def _styles() -> Iterator[Example]:
    for style in FAMILIES:
        names = (*_STYLE_NAMES.get(style, ()), style)
        for name in names:
            for frame in ("{}", "{} music", "a piece of {}", "{} background music", "typical {}"):
                yield Example(frame.format(name), f"style {style}", _style(style))


def _style(style: str) -> Implied:
    mood = load_lexicon().style_moods[style]
    names = load_lexicon().ensembles[style]
    return Implied(
        valence=mood.valence,
        energy=mood.energy,
        tempo_bpm=mood.tempo_bpm,
        minor=mood.minor,
        density=0.15 + 0.65 * mood.energy,
        meters=_meters((4, 4)),
        style=((style, 1.0),),
        instruments=tuple(zip(names, _SAID_CHANCE, strict=False)),
    )
