"""Cadences: how phrases fill their sections, how sections end, and how a piece comes home."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.numerals import Numeral, parse
from audiogenesis_desktop.plan.phrases import Bars, letter_of
from audiogenesis_desktop.plan.taste import Taste

Bar = tuple[Numeral, Numeral]
_DOMINANT, _TONIC = 7, 0

# What comes before V - I at the end; the first word is what a style without sevenths says.
_APPROACHES = {
    "major": (("IV", "IVmaj7"), ("ii", "ii7"), ("IV", "ii7"), ("vi", "vi7"), ("I", "Imaj7")),
    "minor": (("iv", "iv7"), ("iv", "iv7"), ("VI", "VImaj7"), ("ii0", "ii0"), ("i", "i7")),
}
_LEADS_HOME = {0, 9, 8}  # where strict styles go from a dominant before the last one: V - IV would fall back


_GO_TO_DOMINANT = {0, 1, 2, 5, 8, 10}


@dataclass(frozen=True, slots=True)
class Cadence:
    """How a piece's sections and its end lead to the tonic; the same all through a piece."""

    dominant: Numeral
    before_dominant: Numeral | None
    approaches: tuple[Numeral, ...]
    tonic: Numeral
    can_split: bool
    is_strict: bool
    has_periods: bool
    turn: Bars | None = None
    final: Bars = ()

    @property
    def subdominant(self) -> Numeral:
        """Return the first approach that is not the tonic or its stand-in."""
        return next(a for a in self.approaches if a.step in (2, 5))


def draw_cadence(taste: Taste, *, random: Random, can_split: bool) -> Cadence:
    """Return the cadence of a piece in a style; `can_split` is False where bars have no middle to change on."""
    is_rich, mode = taste.loves_sevenths, taste.mode
    names = [pair[is_rich] for pair in _APPROACHES[mode][: 3 if random.random() < 0.8 else None]]
    random.shuffle(names)
    # What the style uses comes first, whatever chance says; the others are there for where that cannot stand.
    approaches = [parse(name, mode) for name in (*names, *(pair[is_rich] for pair in _APPROACHES[mode]))]
    approaches.sort(key=lambda word: not taste.words[word])
    suspends = taste.words[Numeral(_DOMINANT, "sus4")] > 0 and random.random() < 0.3
    return Cadence(
        dominant=taste.dominant,
        before_dominant=parse("Vsus4", mode) if suspends else None,
        approaches=tuple(approaches),
        tonic=parse("I" if mode == "major" else "i", mode),
        can_split=can_split,
        is_strict=taste.is_strict,
        has_periods=taste.has_periods,
        turn=taste.turn,
        final=taste.cadence,
    )


def assemble(form: Form, phrases: Mapping[str, Bars], cadence: Cadence, *, is_loop: bool = False) -> list[Bar]:
    """Return two chords for every bar of the form, the last chord's bar included.

    Sections repeat their phrase; each but an intro closes on the tonic or leads to it by the dominant, by the
    dominant where A comes back, unless the style leads back in a way of its own; the piece begins on the tonic and
    ends as the style does, or V - I or V - i. A loop has no end: its last section leads to the first.
    """
    bars: list[Bar] = []
    kinds = [*form.kinds, form.kinds[0] if is_loop else "outro"]
    for i, (start, end) in enumerate(zip(form.starts, form.ends, strict=True)):
        phrase = phrases[letter_of(form.kinds[i])]
        written = [phrase[bar % len(phrase)] for bar in range(end - start)]
        if form.kinds[i] not in ("intro", "outro"):
            here, following = letter_of(kinds[i]), letter_of(kinds[i + 1])
            if cadence.has_periods and here == "A" and following != "A" and i > 0 and form.kinds[i - 1] != "intro":
                written = _answered(written, cadence)
            else:
                written = _closed(written, cadence, must_lead=here != "A" and following == "A")
        bars += written
    if is_loop:
        return [_at_home(bars[0], cadence), *bars[1:]]
    return _with_ending(bars, cadence)


def _closed(bars: list[Bar], cadence: Cadence, *, must_lead: bool) -> list[Bar]:
    """Return a section of four bars and more closed or led onwards; shorter ones as they are."""
    if cadence.turn is not None:
        turns = must_lead and len(bars) >= 4
        return [*bars[: len(bars) - len(cadence.turn)], *_unsplit(cadence.turn, cadence)] if turns else bars
    last = bars[-1][1]
    is_open = last.quality == "sus4" or (last.step != _DOMINANT and (last.step != _TONIC or must_lead))
    return [*bars[:-1], _half_cadence(bars, cadence)] if is_open and len(bars) >= 4 else bars


def _half_cadence(bars: list[Bar], cadence: Cadence) -> Bar:
    """Return a last bar that leads to the tonic: what it had, where that goes to the dominant, and the dominant."""
    had, before = bars[-1][0], bars[-2][1]
    if not cadence.can_split:
        return cadence.dominant, cadence.dominant
    if cadence.before_dominant or had.quality == "sus4":
        return cadence.before_dominant or had, cadence.dominant
    if had.step in _GO_TO_DOMINANT and had.quality != "dim":
        return had, cadence.dominant
    if before.step == _DOMINANT:
        return cadence.subdominant, cadence.dominant
    return cadence.dominant, cadence.dominant


def _answered(bars: list[Bar], cadence: Cadence) -> list[Bar]:
    """Return a section of four bars and more with a full cadence at its end, as a consequent has it."""
    if len(bars) < 4 or bars[-1][1].step == _TONIC:
        return bars
    before = bars[-2][0]
    keeps = cadence.can_split and before.step != _DOMINANT and before.quality != "dim"
    leading = (before, cadence.dominant) if keeps else (cadence.dominant,) * 2
    return [*bars[:-2], leading, (cadence.tonic,) * 2]


def _unsplit(bars: Bars, cadence: Cadence) -> Bars:
    """Return bars as they are, or with one chord each where bars have no middle."""
    return bars if cadence.can_split else tuple((late, late) for _, late in bars)


def _with_ending(bars: list[Bar], cadence: Cadence) -> list[Bar]:
    count = len(bars)
    if cadence.final and count > len(cadence.final):
        return [_at_home(bars[0], cadence), *bars[1 : count - len(cadence.final)], *_unsplit(cadence.final, cadence)]
    tonic, dominant = (cadence.tonic,) * 2, (cadence.dominant,) * 2
    if count < 3:
        approach = cadence.approaches[0]
        return [(approach if cadence.can_split else dominant[0], dominant[0]), tonic][-count:]
    if count < 6:
        approach = next(a for a in cadence.approaches if a.step != _TONIC)
        has_left = count > 3 and bars[count - 3][1].step in (2, 5)  # so short a piece cannot bear IV twice
        broad = (approach, dominant[0]) if cadence.can_split and not has_left else dominant
        return [_at_home(bars[0], cadence), *bars[1 : count - 2], broad, tonic]
    before = bars[count - 4][1]
    return [_at_home(bars[0], cadence), *bars[1 : count - 3], (_approach(before, cadence),) * 2, dominant, tonic]


def _at_home(bar: Bar, cadence: Cadence) -> Bar:
    return bar if bar[0].step == _TONIC else (cadence.tonic, cadence.tonic)


def _approach(before: Numeral, cadence: Cadence) -> Numeral:
    """Return what leads from the chord before to the last dominant."""
    fitting = [a for a in cadence.approaches if a.step != before.step]
    if before.step == _DOMINANT and cadence.is_strict:
        fitting = [a for a in fitting if a.step in _LEADS_HOME] or fitting
    return fitting[0]
