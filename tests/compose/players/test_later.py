"""What stands in bars to come is told, and nothing else."""

from types import SimpleNamespace

import numpy as np

from audiogenesis_desktop.compose.players.hearing import SLOTS
from audiogenesis_desktop.compose.players.later import AHEAD_BARS, LATER_SIZE, Standing, ahead, contents

# bar, place, pitch, duration, velocity: C and E together and a G a beat later in bar 1, a C above in bar 3
NOTES = np.array([(1, 0, 60, 8, 10), (1, 0, 64, 8, 10), (1, 12, 67, 8, 10), (3, 6, 72, 8, 10)])
TONES = slice(SLOTS, SLOTS + 12)


def test_a_bar_is_told_by_where_it_strikes_and_what() -> None:
    whole = contents(NOTES, bars=5)
    assert np.flatnonzero(whole[1, :SLOTS]).tolist() == [0, 4]
    assert np.flatnonzero(whole[1, TONES]).tolist() == [0, 4, 7]
    first, low, high, count, is_any, is_told = whole[1, SLOTS + 12 :]
    assert (first, low, high) == (0, 0, 7 / 32) and count == 3 / 16 and is_any == 1 and is_told == 0
    assert not whole[[0, 2, 4]].any()


def test_what_does_not_stand_is_not_told() -> None:
    stands = np.zeros((1, AHEAD_BARS), dtype=bool)
    stands[0, 2] = True
    told = ahead(contents(NOTES, bars=5), np.array([0]), stands)
    assert told.shape == (1, AHEAD_BARS, LATER_SIZE)
    assert np.flatnonzero(told[0, :, -1]).tolist() == [2] == np.flatnonzero(told[0].any(axis=1)).tolist()
    assert told[0, 2, SLOTS] == 1  # the C of bar 3


def test_bars_stand_where_a_player_plays_and_does_not_write() -> None:
    playing, writes = np.ones((2, 5), dtype=bool), np.zeros((2, 5), dtype=bool)
    playing[0, 4], writes[0, 1:3], writes[1] = False, True, True
    band = SimpleNamespace(bars=5, players=[SimpleNamespace(playing=flags) for flags in playing])
    standing = Standing(band, [NOTES, NOTES], writes)
    assert np.flatnonzero(standing.after(0, 0)[:, -1]).tolist() == [2]
    assert np.flatnonzero(standing.after(0, 1)[:, -1]).tolist() == [1]
    assert standing.after(0, 3) is None  # it rests in bar 4
    assert standing.after(1, 0) is None  # it writes them all
