"""Look-back and place: the same code serves training and composing, so it is checked here once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.features import (
    BRIEF_GROUPS,
    BRIEF_SIZE,
    INDEX_SIZES,
    NO_PITCH,
    Setting,
    bar_summaries,
    brief_vector,
    last_pitches,
    look_back,
    step_indices,
)
from audiogenesis_desktop.compose.vocabulary import encode, order_key
from audiogenesis_desktop.theory.instruments import CLASSES

BAR = 96


def setting(bars: int = 12) -> Setting:
    n = np.arange(bars)
    return Setting(
        bar_starts=np.arange(bars + 1) * BAR,
        chords=np.zeros((bars, 2), dtype=np.int64),
        kinds=np.ones(bars, dtype=np.int64),
        energies=np.ones(bars, dtype=np.int64),
        since=n % 4,
        left=3 - n % 4,
        lags=np.where(n >= 8, 8, 0),
        active=np.ones((bars, len(CLASSES)), dtype=np.float32),
        likeness=np.full((bars, 3), 4),
    )


notes_strategy = st.lists(
    st.tuples(st.integers(0, 12 * BAR - 1), st.integers(1, 29), st.integers(30, 90), st.integers(1, 96)),
    min_size=2,
    max_size=60,
)


def encoded(notes):
    onsets, instruments, pitches, lengths = np.array(notes).T
    classes, starts = encode(onsets, instruments, pitches, lengths, np.full(len(notes), 80))
    return classes, starts, order_key(starts, classes[:, 1], classes[:, 2])


@given(notes_strategy)
def test_look_back_gives_what_a_plain_search_gives(notes) -> None:
    classes, onsets, keys = encoded(notes)
    place = setting()
    at = np.arange(len(classes))
    found = look_back(keys, classes, onsets, at, setting=place)
    for i in at:
        bar = onsets[i] // BAR
        for k, distance in enumerate((1, 4, 8 if bar >= 8 else 0)):
            lag = distance * BAR
            later = [j for j in range(i + 1) if keys[j] > keys[i] - (lag << 12)]
            seen = distance > 0 and bar >= distance and later
            row = found[i, 4 * k : 4 * k + 4]
            if not seen:
                assert row[1] == len(CLASSES)
            else:
                j = later[0]
                assert row[0] == min(97, onsets[j] + lag - onsets[i])
                assert row[1] == classes[j, 1] and row[3] == classes[j, 3]


@given(notes_strategy)
def test_a_step_sees_no_note_that_is_not_yet_written(notes) -> None:
    classes, onsets, keys = encoded(notes)
    at = np.arange(-1, len(classes) - 1)
    whole = step_indices(keys, classes, onsets, at, setting=setting())
    for i in at:
        n = max(1, i + 1)
        alone = step_indices(keys[:n], classes[:n], onsets[:n], np.array([i]), setting=setting())
        np.testing.assert_array_equal(alone[0], whole[i + 1])


@given(notes_strategy)
def test_every_index_names_a_row_of_its_own_feature(notes) -> None:
    classes, onsets, keys = encoded(notes)
    at = np.arange(-1, len(classes) - 1)
    rows = step_indices(keys, classes, onsets, at, setting=setting())
    ends = np.cumsum(INDEX_SIZES)
    assert (rows < ends).all() and (rows >= ends - np.array(INDEX_SIZES)).all()


def test_a_note_is_conditioned_on_the_tops_of_what_its_instrument_played_before() -> None:
    piano, flute = 2, 9
    played = [
        (0, piano, 48),
        (0, piano, 60),
        (0, flute, 72),
        (24, flute, 74),
        (48, piano, 50),
        (48, flute, 76),
        (72, 1, 36),
        (72, piano, 55),
        (96, 1, 38),
    ]
    classes, onsets = encode(*np.array(played).T, np.full(len(played), 12), np.full(len(played), 80))
    none = [NO_PITCH, NO_PITCH]
    wanted = [none, none, none, [72, NO_PITCH], [60, NO_PITCH], [74, 72], none, [50, 60], none]
    assert last_pitches(classes, onsets).tolist() == wanted


def test_bars_sum_up_only_the_notes_they_are_given() -> None:
    classes, onsets, _ = encoded([(0, 23, 60, 24), (100, 23, 64, 24), (100, 27, 67, 24)])
    table = bar_summaries(classes, onsets, setting(), first_bar=0, bars=3)
    assert table[0].sum() > 0 and table[1].sum() > 0 and table[2].sum() == 0
    assert table[1, 23] == table[1, 27] == np.log1p(np.float32(1))


def test_the_brief_vector_is_covered_by_its_groups_once() -> None:
    vector = brief_vector(Brief())
    assert vector.shape == (BRIEF_SIZE,)
    counted = np.zeros(BRIEF_SIZE)
    for group in BRIEF_GROUPS:
        counted[group] += 1
    assert (counted == 1).all()
