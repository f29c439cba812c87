import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.compose.vocabulary import DURATIONS, FIELD_SIZES, LONGEST_STEP, duration_class, encode
from audiogenesis_desktop.theory.instruments import REST_CLASS

notes_strategy = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(1, 29), st.integers(0, 127), st.integers(1, 700), st.integers(1, 127)),
    min_size=1,
    max_size=50,
)


@given(notes_strategy)
def test_steps_add_up_to_the_onsets_and_every_class_is_in_range(notes) -> None:
    classes, onsets = encode(*np.array(notes).T)
    assert (np.cumsum(classes[:, 0].astype(int)) == onsets).all()
    assert (classes < np.array(FIELD_SIZES)).all()
    written = {(o, i, p) for o, (_, i, p, _, _) in zip(onsets, classes, strict=True) if i != REST_CLASS}
    assert written == {(o, i, p) for o, i, p, _, _ in notes}


def test_a_long_silence_becomes_rests() -> None:
    classes, onsets = encode([0, 250], [23, 23], [60, 60], [10, 10], [80, 80])
    assert onsets.tolist() == [0, 96, 192, 250]
    assert classes[:, 1].tolist() == [23, REST_CLASS, REST_CLASS, 23]
    assert classes[:, 0].max() <= LONGEST_STEP


def test_at_one_onset_instruments_then_pitches_rise() -> None:
    classes, _ = encode([0, 0, 0], [27, 23, 23], [50, 70, 60], [9, 9, 9], [80, 80, 80])
    assert classes[:, 1:3].tolist() == [[23, 60], [23, 70], [27, 50]]


def test_durations_are_exact_where_the_table_has_them_and_near_elsewhere() -> None:
    assert DURATIONS[duration_class(DURATIONS)].tolist() == DURATIONS.tolist()
    assert DURATIONS[duration_class(95)] == 96
    assert DURATIONS[duration_class(10_000)] == 576
