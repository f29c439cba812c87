import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.editing.lasso import SelectLasso, notes_in, touches
from audiogenesis_desktop.editing.tools import LassoPoint, Pointer
from audiogenesis_desktop.score.score import Note, Score, Track

# A "C" open to the right: its hollow is x 4..10, y 4..6.
HOOK = np.array([(0, 0), (10, 0), (10, 4), (4, 4), (4, 6), (10, 6), (10, 10), (0, 10)], float)


@pytest.mark.parametrize(
    ("box", "is_touched"),
    [
        ((1, 1, 2, 2), True),  # wholly inside
        ((6, 4.5, 9, 5.5), False),  # in the hollow
        ((6, 3, 9, 5), True),  # reaches in from the hollow
        ((-5, -5, 20, 20), True),  # all of the line lies inside it
        ((11, 0, 12, 10), False),  # beside it
        ((-5, 5, 20, 5.5), True),  # right through
    ],
)
def test_a_box_is_touched_where_the_inside_reaches_it(box, is_touched):
    assert touches(np.array([box], float), HOOK).tolist() == [is_touched]


def test_what_the_line_goes_round_twice_is_inside():
    twice = np.array([(0, 0), (8, 0), (8, 8), (0, 8), (2, 2), (6, 2), (6, 6), (2, 6)], float)
    assert touches(np.array([[3, 3, 4, 4]], float), twice).tolist() == [True]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=12),
    st.integers(-3, 20),
    st.integers(-3, 20),
    st.integers(1, 8),
    st.integers(1, 8),
)
def test_any_sample_inside_both_means_touched(line, left, top, width, height):
    """Whatever point of a box lies inside the line, the box is touched."""
    polygon = np.array(line, float)
    xs, ys = np.meshgrid(np.linspace(left + 0.1, left + width - 0.1, 5), np.linspace(top + 0.1, top + height - 0.1, 5))
    specks = np.stack([xs.ravel(), ys.ravel(), xs.ravel() + 1e-9, ys.ravel() + 1e-9], axis=1)
    if touches(specks, polygon).any():
        assert touches(np.array([[left, top, left + width, top + height]], float), polygon)[0]


NOTES = (Note(0, 60, 100, 80), Note(500, 60, 100, 80), Note(500, 64, 100, 80))


def test_rows_are_counted_as_the_fold_shows_them():
    line = (LassoPoint(450, 0), LassoPoint(700, 0), LassoPoint(700, 0.9), LassoPoint(450, 0.9))  # the top row alone
    assert notes_in(NOTES, line, (60, 64)) == {NOTES[2]}
    assert notes_in(NOTES, line) == frozenset()
    assert notes_in(NOTES, tuple(LassoPoint(p.tick, p.row + 127 - 60) for p in line)) == {NOTES[1]}


def test_a_press_alone_selects_nothing_more_and_a_line_adds():
    score = Score(tracks=(Track(0, "Piano", notes=NOTES),))
    points = [Pointer(x, y, x * 10.0, 0, row=67 + y / 20) for x, y in ((40, 0), (70, 0), (70, 15), (40, 15))]
    gesture = SelectLasso(0, frozenset({NOTES[0]}), points[0])
    assert gesture.at(score, points[0]).selection == {NOTES[0]} and not gesture.at(score, points[0]).lasso
    drafts = [gesture.at(score, point) for point in points]
    assert drafts[-1].score is score and drafts[-1].selection == {NOTES[0], NOTES[1]}
