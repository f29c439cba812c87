"""Repetition: how much of each bar the listener is to know already.

Real music says most things twice. What comes back comes back nearly whole, its last bar led on anew; within
a section of eight bars the second four answer the first; what is called B is to be something else.
"""

from random import Random

from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.plan import Likeness, Recall

_PHRASE = 4
# Styles that go round: here what comes back is the same, elsewhere it may be varied.
_LOOPING = {"electronic", "lo-fi", "pop", "funk", "game", "ambient", "latin", "rock", "corporate"}
_SAME_AGAIN = {True: 0.8, False: 0.5}


def write_recalls(form: Form, *, style: str, random: Random) -> tuple[Recall, ...]:
    """Return what each bar of the form recalls, the last chord's bar included."""
    recalls: list[Recall] = []
    for kind, start, end, repeated in zip(form.kinds, form.starts, form.ends, form.repeats, strict=True):
        again = Likeness.FREE if repeated < 0 else _again(style, random)
        answer = _again(style, random)
        for bar in range(end - start):
            recalls.append(_recall(kind, bar, bars=end - start, again=again, answer=answer))
    return tuple(recalls)


def _again(style: str, random: Random) -> Likeness:
    return Likeness.SAME if random.random() < _SAME_AGAIN[style in _LOOPING] else Likeness.MOSTLY


def _recall(kind: str, bar: int, *, bars: int, again: Likeness, answer: Likeness) -> Recall:
    is_last = bar == bars - 1
    if again != Likeness.FREE:
        return Recall(section=Likeness.SOME if is_last and bars > 2 else again)
    if bar >= _PHRASE and kind not in ("intro", "outro"):
        return Recall(four_bars=Likeness.SOME if is_last else answer)
    return Recall(four_bars=Likeness.NEW) if kind in ("B", "C", "bridge") else Recall()
