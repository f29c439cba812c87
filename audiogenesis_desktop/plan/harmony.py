"""Harmony: a chord for every half bar, so that the asked key is the key that is heard.

A key is heard through its cadences, not through its scale. The harmony network writes a phrase for each letter of
the form within what the style uses (`taste`), sections repeat it and close with a cadence (`cadences`), and of
several versions the first is taken that is heard in its key (`hearing`). Without the network, where no version
serves, or where the style moves in a scale of its own, its own progressions are taken as they are.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.network.harmony_step import HarmonyStepper, read_harmony
from audiogenesis_desktop.plan.cadences import Bar, assemble, draw_cadence
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.harmony_input import INDEX_SIZES
from audiogenesis_desktop.plan.hearing import brightness, margin, serves
from audiogenesis_desktop.plan.numerals import WORD_COUNT
from audiogenesis_desktop.plan.phrases import Bars, first_sections, write_phrases
from audiogenesis_desktop.plan.progressions import draw_phrase
from audiogenesis_desktop.plan.taste import Taste, taste_of
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

_VERSIONS, _ATTEMPTS = 10, 2
_COLOURS = 5  # versions that serve, among which the valence chooses
# What people mostly ask of music in a mode, and from the darkest to the brightest of it.
_USUAL_VALENCE, _SPREAD_OF_VALENCE = {"major": 0.3, "minor": -0.3}, 0.8


def write_harmony(
    form: Form,
    key: Key,
    *,
    style: str,
    random: Random,
    meter: tuple[int, int] = (4, 4),
    is_loop: bool = False,
    is_asked: bool = False,
    valence: float | None = None,
) -> list[tuple[Chord, Chord]]:
    """Return two chords for every bar of the form, the last chord's bar included; `style` is a name of the book.

    Sections that take up another take its chords; every section before a returning A leads to it and the piece ends
    at home, as the style does or by V. A key that `is_asked` for by the user is heard more clearly; a `valence` -1..1
    chooses brighter or darker chords. The same arguments and state of `random` give the same chords.
    """
    bars = write_numerals(
        form,
        key.mode,
        style=style,
        random=random,
        meter=meter,
        is_loop=is_loop,
        is_asked=is_asked,
        valence=valence,
    )
    return [(a.chord(key), b.chord(key)) for a, b in bars]


def write_numerals(
    form: Form,
    mode: str,
    *,
    style: str,
    random: Random,
    meter: tuple[int, int] = (4, 4),
    is_loop: bool = False,
    is_asked: bool = False,
    valence: float | None = None,
) -> list[Bar]:
    """Return the harmony as numerals, two a bar."""
    can_split, taste = meter[0] % 2 == 0 and meter != (2, 4), taste_of(style, mode, is_asked=is_asked)
    cadence = draw_cadence(taste, random=random, can_split=can_split)
    tried, found, wanted = list[list[Bar]](), list[list[Bar]](), 1 if valence is None else _COLOURS
    for phrases in _versions(form, taste, style=style, random=random, can_split=can_split):
        bars = assemble(form, phrases, cadence, is_loop=is_loop)
        (found if serves(bars, phrases, taste) else tried).append(bars)
        if len(found) == wanted:
            break
    if not found:
        return max(tried, key=lambda bars: margin(bars, mode, is_asked=is_asked))
    return found[0] if valence is None else _coloured(found, mode, valence)


def _coloured(found: list[list[Bar]], mode: str, valence: float) -> list[Bar]:
    """Return that of some versions which is as bright or dark beside the others as a valence is in its mode."""
    by_brightness = sorted(found, key=brightness)
    share = 0.5 + (valence - _USUAL_VALENCE[mode]) / _SPREAD_OF_VALENCE
    return by_brightness[round(min(max(share, 0.0), 1.0) * (len(found) - 1))]


def _versions(form: Form, taste: Taste, *, style: str, random: Random, can_split: bool) -> Iterator[dict[str, Bars]]:
    """Yield phrases by letter: the network's if there is one and it has learned such harmony, then the style's own."""
    stepper, mode = _shipped_stepper(), taste.mode
    for _ in range(_ATTEMPTS):
        if stepper and not taste.is_modal:
            yield from write_phrases(
                stepper, form, mode=mode, style=style, random=random, versions=_VERSIONS, can_split=can_split
            )
    longest = {letter: bars for letter, (_, _, bars) in sorted(first_sections(form).items())}
    for _ in range(_VERSIONS):
        yield {
            letter: draw_phrase(taste, letter, bars, random=random, can_split=can_split)
            for letter, bars in longest.items()
        }


def network_path() -> Path:
    """Return where the harmony network lies; it is not checked to exist."""
    return paths.shipped_root() / "models" / "harmony.safetensors"


@cache
def _shipped_stepper() -> HarmonyStepper | None:
    """Return the network, or None where it is missing or broken: the style's progressions serve as well."""
    try:
        return HarmonyStepper(read_harmony(network_path(), index_rows=sum(INDEX_SIZES), words=WORD_COUNT)[0])
    except AudiogenesisError:
        return None


def as_score_chords(bars: list[tuple[Chord, Chord]], *, bar_ticks: int, length_ticks: int) -> tuple[ChordAt, ...]:
    """Return the chords as the Score keeps them: neighbours alike joined, the last to the end of the piece."""
    joined: list[ChordAt] = []
    half = bar_ticks // 2
    for i, chord in enumerate(chord for bar in bars for chord in bar):
        start = (i // 2) * bar_ticks + (i % 2) * half
        if start >= length_ticks:
            break
        length = min(half if i % 2 == 0 else bar_ticks - half, length_ticks - start)
        if joined and (joined[-1].root, joined[-1].quality) == (chord.root, chord.quality):
            joined[-1] = joined[-1]._replace(length_ticks=joined[-1].length_ticks + length)
        else:
            joined.append(ChordAt(start, length, chord.root, chord.quality))
    last = joined[-1]
    joined[-1] = last._replace(length_ticks=length_ticks - last.tick)
    return tuple(joined)
