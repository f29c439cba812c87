"""What a prompt implies by its single words: the plain way, for when no encoder is at hand."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.brief import Cause
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.lexicon import Found, Mood, Scene, find_phrases, fold, load_lexicon, words_of
from audiogenesis_desktop.brief.styles import at_tempo, in_the_book, leading, mean_mood, nearest, nearest_at_home

_DENIAL = re.compile(r"\b(?:not|no|never|isn't|without|less)\s+(?:too\s+|so\s+|very\s+|at all\s+|a\s+)?$")


def guess(
    prompt: str,
    style: Sequence[tuple[str, float]] = (),
    instruments: Sequence[str] = (),
    *,
    tempo_bpm: float | None = None,
) -> Implied | None:
    """Return what single words of moods and scenes and a said style imply; None if there are none.

    Where no word tells a style it is one that the `instruments` named can play alone, and that is played at a tempo
    that is said.
    """
    folded = fold(prompt)
    scenes = [found.value for found in _scene_words(folded) if not _DENIAL.search(folded[: found.start])]
    moods = [*_moods(folded), *(scene.mood for scene in scenes)]
    found = _from_words(moods, tuple(style), _styles_of(scenes), tuple(instruments), tempo_bpm)
    return found if found is None or tempo_bpm is None else at_tempo(found, tempo_bpm)


def guess_by_mood(prompt: str, style: Sequence[tuple[str, float]] = ()) -> Implied | None:
    """Return what single mood words and a said style imply; None if there are none."""
    return _from_words(_moods(fold(prompt)), tuple(style))


def _from_words(
    moods: Sequence[Mood],
    said: tuple[tuple[str, float], ...],
    usual: tuple[tuple[str, float], ...] = (),
    instruments: tuple[str, ...] = (),
    tempo_bpm: float | None = None,
) -> Implied | None:
    if not moods and not said:
        return None
    # A mood word tells more about mood than a style does, whatever their numbers.
    own = [(mean_mood(said), 0.6)] if said else []
    mood = _mean([*((mood, 1.0) for mood in moods), *own])
    return _from_mood(mood if tempo_bpm is None else mood._replace(tempo_bpm=tempo_bpm), said or usual, instruments)


def mood_causes(prompt: str) -> tuple[Cause, ...]:
    """Return the single words of a prompt that tell of its mood."""
    return tuple(Cause("valence", found.start, found.end) for found in _mood_words(fold(prompt)))


def _moods(folded: str) -> list[Mood]:
    found = _mood_words(folded)
    return [_opposite(f.value) if _DENIAL.search(folded[: f.start]) else f.value for f in found]


def _scene_words(folded: str) -> list[Found[Scene]]:
    """Return the scenes named outside the words of moods."""
    moods = _mood_words(folded)
    found = find_phrases(folded, words_of(folded), load_lexicon().scenes)
    return [f for f in found if not any(mood.start < f.end and f.start < mood.end for mood in moods)]


def _styles_of(scenes: Sequence[Scene]) -> tuple[tuple[str, float], ...]:
    names = [scene.style for scene in scenes if scene.style]
    return tuple((name, count / len(names)) for name, count in Counter(names).most_common())


def _mood_words(folded: str) -> list[Found[Mood]]:
    return find_phrases(folded, words_of(folded), load_lexicon().moods_abroad)


def coloured(implied: Implied, prompt: str) -> Implied:
    """Return what is implied, drawn half way to the mood words that the prompt holds."""
    words = guess_by_mood(prompt)
    if words is None:
        return implied
    return replace(
        implied,
        valence=(implied.valence + words.valence) / 2,
        energy=(implied.energy + words.energy) / 2,
        tempo_bpm=math.sqrt(implied.tempo_bpm * words.tempo_bpm),
        minor=(implied.minor + words.minor) / 2,
        density=(implied.density + words.density) / 2,
    )


def _opposite(mood: Mood) -> Mood:
    return Mood(-mood.valence, 1.0 - mood.energy, 200.0 - mood.tempo_bpm, 1.0 - mood.minor)


def _mean(weighted: Sequence[tuple[Mood, float]]) -> Mood:
    total = sum(weight for _, weight in weighted)
    return Mood(*(sum(mood[i] * weight for mood, weight in weighted) / total for i in range(4)))


def _from_mood(mood: Mood, style: tuple[tuple[str, float], ...], instruments: tuple[str, ...] = ()) -> Implied:
    implied = Implied(
        valence=mood.valence,
        energy=mood.energy,
        tempo_bpm=mood.tempo_bpm,
        minor=mood.minor,
        density=min(max(0.15 + 0.7 * mood.energy, 0.0), 1.0),
        meters=(((4, 4), 1.0),),
        style=(),
        instruments=(),
    )
    found = in_the_book(style, implied) if style else ((_nearest(mood, instruments), 1.0),)
    return replace(implied, style=found, meters=_meters(found))


def _nearest(mood: Mood, instruments: tuple[str, ...]) -> str:
    return nearest_at_home(mood, instruments) if instruments else nearest(mood)


def _meters(style: tuple[tuple[str, float], ...]) -> tuple[tuple[tuple[int, int], float], ...]:
    """Return the meters of the leading style, each as likely as it stands there."""
    meters = leading(style).time.meters
    counts = Counter(tuple(map(int, meter.split("/"))) for meter in meters)
    return tuple(((above, below), count / len(meters)) for (above, below), count in counts.most_common())
