"""Repetition: how much of each bar the listener is to know already.

Real music says most things twice. What comes back comes back nearly whole, its last bar led on anew; where the
harmony goes round, so does what is played over it; what is called B begins as something else.
"""

from collections.abc import Sequence
from random import Random

from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.plan import Likeness, Recall
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.chords import Chord

_PHRASE = 4
_KEEPS_ITS_PULSE = 0.05  # a style that slows down less at its end is one that goes round
# What comes back is the same in styles that go round, elsewhere it may be varied.
_SAME_AGAIN = {True: 0.95, False: 0.85}
Bars = Sequence[tuple[Chord, Chord]]


def write_recalls(form: Form, chords: Bars, *, style: Style, random: Random) -> tuple[Recall, ...]:
    """Return what each bar of the form recalls, the last chord's bar included; `chords` are two a bar."""
    recalls, goes_round = list[Recall](), style.time.ritard < _KEEPS_ITS_PULSE
    for kind, start, end, repeated in zip(form.kinds, form.starts, form.ends, form.repeats, strict=True):
        again, answer = _again(goes_round, random), _again(goes_round, random)
        for bar in range(start, end):
            leads_on = bar == end - 1 and end - start > 2
            if repeated >= 0:
                varies = kind.endswith("'") and bar >= (start + end) // 2
                known = min(again, Likeness.MOSTLY) if varies else again
                recalls.append(Recall(section=Likeness.SOME if leads_on else known))
            else:
                is_contrast = kind in ("B", "C", "bridge") and bar < start + _PHRASE
                wanted = Likeness.SOME if leads_on else answer
                recalls.append(_within(chords, bar, goes_round=goes_round, answer=wanted, is_contrast=is_contrast))
    return tuple(recalls)


def _again(goes_round: bool, random: Random) -> Likeness:
    return Likeness.SAME if random.random() < _SAME_AGAIN[goes_round] else Likeness.MOSTLY


def _within(chords: Bars, bar: int, *, goes_round: bool, answer: Likeness, is_contrast: bool) -> Recall:
    """Return what a bar of a new section recalls of the bars before it, by where the harmony goes round.

    Where it moves on, a bar still goes on with some of the one before: its rhythm, and the notes that fit.
    """
    one, four = Likeness.SOME if bar else Likeness.FREE, Likeness.FREE
    if bar and chords[bar] == chords[bar - 1]:
        one = Likeness.MOSTLY if goes_round else Likeness.SOME
    if is_contrast:
        four = Likeness.NEW
    elif bar >= _PHRASE and chords[bar] == chords[bar - _PHRASE]:
        four = answer
    return Recall(one_bar=one, four_bars=four)
