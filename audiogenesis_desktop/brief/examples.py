"""The prompts that the intent heads learn from: hand-written topics, what the style book tells, and moods mixed in."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.lexicon import Mood, load_lexicon
from audiogenesis_desktop.brief.topics import blend, topics, usual_of, within_style
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.theory.instruments import GM_NAMES

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
_STYLE_FRAMES = ("{}", "{} music", "a piece of {}", "{} background music", "typical {}", "{} for a video")
_LINE_UP_FRAMES = ("{}", "played by {}", "a piece for {}")
# What a mood word alone may mean: not a style of one country or one season.
_PLAIN_STYLES = (
    "ambient",
    "meditation",
    "cinematic",
    "piano solo",
    "orchestral",
    "nature documentary",
    "corporate",
    "inspirational",
    "indie pop",
    "acoustic folk",
    "pop ballad",
    "lo-fi",
    "funk",
    "rock",
    "metal",
    "house",
    "synthwave",
    "techno",
    "trailer",
    "horror",
    "suspense",
    "comedy pizzicato",
    "children's",
    "tender wedding",
    "string quartet",
    "jazz trio",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt, what it implies, and the topic by which examples are held out together."""

    prompt: str
    topic: str
    implied: Implied


def examples() -> list[Example]:
    """Return every example, in an order that does not change."""
    scenes = list(_scenes())
    return [*scenes, *_moody(scenes), *_moods(), *_styles(), *_uses()]


def styles_of(cases: Sequence[Example]) -> tuple[str, ...]:
    """Return the names of the styles that examples have, in order."""
    return tuple(sorted({name for case in cases for name, _ in case.implied.style}))


def instruments_of(cases: Sequence[Example]) -> tuple[str, ...]:
    """Return the names of the instruments that examples have, in General MIDI's order, drums last."""
    named = {name for case in cases for name, _ in case.implied.instruments}
    return tuple(name for name in (*GM_NAMES, "drums") if name in named)


def _scenes() -> Iterator[Example]:
    for topic in topics():
        prompts = list(topic.prompts)
        for i, subject in enumerate(topic.subjects):
            # Each subject in two frames, which go round, so that no frame belongs to a mood.
            prompts += [frame.format(subject) for frame in _round(_SUBJECT_FRAMES, i + len(topic.name), 2)]
        for prompt in prompts:
            yield Example(prompt, topic.name, topic.implied)


def _round(frames: Sequence[str], start: int, count: int) -> Iterator[str]:
    return islice(cycle(frames), start, start + count)


def _moody(scenes: Sequence[Example]) -> Iterator[Example]:
    """Mix moods into scenes, so that a mood word moves the answer whatever the subject is."""
    moods = list(load_lexicon().moods.items())
    for i, scene in enumerate(scenes[::3]):
        subject = scene.prompt[:1].lower() + scene.prompt[1:].rstrip(".")
        name, mood = moods[(7 * i) % len(moods)]
        frame = _MOODY_FRAMES[i % len(_MOODY_FRAMES)]
        yield Example(frame.format(mood=name, subject=subject), scene.topic, _tinted(scene.implied, mood))


def _tinted(implied: Implied, mood: Mood, share: float = 0.65) -> Implied:
    """Return what is implied with a mood mixed in, at a tempo that the style still has."""

    def mix(own: float, other: float) -> float:
        return (1 - share) * own + share * other

    tinted = replace(
        implied,
        valence=mix(implied.valence, mood.valence),
        energy=mix(implied.energy, mood.energy),
        minor=mix(implied.minor, mood.minor),
        density=mix(implied.density, 0.15 + 0.6 * mood.energy),
    )
    return within_style(tinted, tempo_bpm=math.exp(mix(math.log(implied.tempo_bpm), math.log(mood.tempo_bpm))))


def _moods() -> Iterator[Example]:
    styles = tuple(shipped())
    for i, (name, mood) in enumerate(load_lexicon().moods.items()):
        base = _plain(mood)
        for frame in _round(_PLAIN_MOOD_FRAMES, i, 4):
            yield Example(frame.format(name), f"mood {name}", base)
        for style in (styles[(5 * i) % len(styles)], styles[(5 * i + 31) % len(styles)]):
            yield Example(f"{name} {style}", f"mood {name}", _tinted(usual_of(style), mood))


def _plain(mood: Mood) -> Implied:
    """Return what a mood implies by itself: the styles near to it, and their instruments."""
    near = sorted(_PLAIN_STYLES, key=lambda style: _distance(usual_of(style), mood))[:3]
    return _tinted(blend([(usual_of(style), weight) for style, weight in zip(near, (5, 3, 2), strict=True)]), mood, 1.0)


def _distance(one: Implied, other: Mood) -> float:
    return (
        (one.valence - other.valence) ** 2
        + 2 * (one.energy - other.energy) ** 2
        + ((one.tempo_bpm - other.tempo_bpm) / 60) ** 2
        + (one.minor - other.minor) ** 2
    )


def _styles() -> Iterator[Example]:
    """Give styles by name, by what makes them and by who plays them."""
    for style in shipped().values():
        for i, name in enumerate(dict.fromkeys((style.name, *style.synonyms))):
            for frame in _round(_STYLE_FRAMES, i, 2):
                yield Example(frame.format(name), f"style {style.name}", usual_of(style.name))
        yield Example(style.feel, f"{style.name} as it sounds", usual_of(style.name))
        for i, lineup in enumerate(style.lineups):
            names = ", ".join(dict.fromkeys(lineup.parts.values()))
            frame = _LINE_UP_FRAMES[i % len(_LINE_UP_FRAMES)]
            yield Example(frame.format(names), f"{style.name} by its players", usual_of(style.name))


def _uses() -> Iterator[Example]:
    """Give what styles are for, as the book tells; what several are for means a mixture of them."""
    styles_by_use: dict[str, list[str]] = {}
    for style in shipped().values():
        for use in style.uses:
            styles_by_use.setdefault(use, []).append(style.name)
    for i, (use, names) in enumerate(styles_by_use.items()):
        implied = blend([(usual_of(name), 1.0) for name in names])
        for frame in _round(_SUBJECT_FRAMES, i, 2):
            yield Example(frame.format(use), f"use {use}", implied)
