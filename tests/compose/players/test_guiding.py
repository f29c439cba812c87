"""Guides: what is due comes, in order, whatever is drawn, and what is kept in part stays so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.compose.players.guiding import Due, Guide, Keeps
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import BAR, FIELD_SIZES
from audiogenesis_desktop.compose.sampling import FORBIDDEN

BAR_LENGTH = 48


class Draws:
    """Draws whatever is not forbidden."""

    def __init__(self, random) -> None:
        self._random = random

    def place(self, mask) -> int:
        return self._random.choice(np.flatnonzero(mask > FORBIDDEN / 2).tolist())

    def pitch(self, place, mask) -> int:
        return self._random.choice(np.flatnonzero(mask > FORBIDDEN / 2).tolist()) % 128

    def finished(self, place, pitch) -> Written:
        return Written(place, pitch, 3, 10)


def played(guide: Guide, random) -> list[Written]:
    notes: list[Written] = []
    for _ in range(200):
        mask = np.full(BAR + 1, FORBIDDEN)
        now = notes[-1].place if notes else -1
        mask[[p for p in range(max(0, now), BAR_LENGTH) if p % 3 == 0]] = 0
        mask[BAR] = 0
        if notes and (sum(note.place == now for note in notes) > 3 or notes[-1].pitch >= 89):
            mask[now] = FORBIDDEN

        def pitches(place: int, above: int):
            found = np.full(FIELD_SIZES[1], FORBIDDEN)
            found[max(40, above + 1) : 90] = 0
            return found

        note = guide.note(Draws(random), notes, mask, pitches)
        if note is None:
            return notes
        notes.append(note)
    raise AssertionError("no end")


def written(places):
    return st.lists(
        st.builds(Written, st.sampled_from(places), st.integers(45, 80), st.just(9), st.just(8)),
        max_size=6,
        unique_by=lambda note: (note.place, note.pitch),
    ).map(sorted)


OPEN = st.lists(st.booleans(), min_size=BAR_LENGTH, max_size=BAR_LENGTH)


@given(st.randoms(use_true_random=False), written(range(0, BAR_LENGTH, 3)), OPEN)
def test_what_stands_comes_and_nothing_new_begins_where_it_may_not(random, stands, is_open) -> None:
    places = np.array([*is_open, *[False] * (BAR - BAR_LENGTH)])
    guide = Guide([Due(note) for note in stands], places, bar_length=BAR_LENGTH)
    notes = played(guide, random)
    assert [note for note, new in zip(notes, guide.is_new, strict=True) if not new] == stands
    assert all(is_open[note.place] for note, new in zip(notes, guide.is_new, strict=True) if new)
    assert [n[:2] for n in notes] == sorted({n[:2] for n in notes})


@given(st.randoms(use_true_random=False), written(range(0, BAR_LENGTH, 12)))
def test_rhythm_kept_leaves_all_but_pitches(random, notes) -> None:
    guide = Guide([Due(note, Keeps.RHYTHM) for note in notes], np.zeros(BAR, dtype=bool), bar_length=BAR_LENGTH)
    new = played(guide, random)
    assert [(n.place, n.duration, n.velocity) for n in new] == [(n.place, n.duration, n.velocity) for n in notes]
    assert [n[:2] for n in new] == sorted({n[:2] for n in new})
    alone = [(a, b) for a, b in zip(notes, new, strict=True) if sum(n.place == a.place for n in notes) == 1]
    assert all(a.pitch != b.pitch for a, b in alone)


@given(st.randoms(use_true_random=False), written(range(0, BAR_LENGTH, 12)))
def test_pitches_kept_leaves_them_in_their_order(random, notes) -> None:
    guide = Guide([Due(note, Keeps.PITCH) for note in notes], np.zeros(BAR, dtype=bool), bar_length=BAR_LENGTH)
    new = played(guide, random)
    assert [note.pitch for note in new] == [note.pitch for note in notes]
    assert [n[:2] for n in new] == sorted({n[:2] for n in new})


@pytest.mark.parametrize("was", [50, 60])
def test_what_was_there_is_less_likely(was: int) -> None:
    seen = []

    class Looking(Draws):
        def place(self, mask) -> int:
            return 0

        def pitch(self, place, mask) -> int:
            seen.append(mask[was])
            return 70

    is_open = np.ones(BAR, dtype=bool)
    guide = Guide([], is_open, bar_length=BAR_LENGTH, before=[(0, was)])
    mask = np.full(BAR + 1, FORBIDDEN)
    mask[0] = 0
    guide.note(Looking(None), [], mask, lambda place, above: np.zeros(FIELD_SIZES[1]))
    assert seen and seen[0] < 0
