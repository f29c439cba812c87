"""Frames of a video that is still looked through: which come first."""

from itertools import pairwise

from audiogenesis_desktop.studio.glimpses import spread


def test_the_first_of_many_are_spread_over_all_of_them():
    assert spread(8) == [0, 4, 2, 6, 1, 5, 3, 7]
    for count in range(40):
        order = spread(count)
        assert sorted(order) == list(range(count))
        first = sorted(order[: len(order) // 2])
        assert all(after - before <= 4 for before, after in pairwise(first))
