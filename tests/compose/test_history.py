"""One note at a time gives what training reads of whole pieces."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.features import Setting, last_pitches, onset_indices, step_indices
from audiogenesis_desktop.compose.history import History
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.vocabulary import encode, order_key
from audiogenesis_desktop.theory.instruments import CLASSES

BARS = 12
STARTS = np.cumsum([0, *[96] * 5, 72, *[96] * 6])  # one bar is shorter


def random_setting(random: np.random.Generator) -> Setting:
    return Setting(
        bar_starts=STARTS,
        chords=random.integers(0, 97, (BARS, 2)),
        kinds=random.integers(1, 8, BARS),
        energies=random.integers(0, 8, BARS),
        since=random.integers(0, 8, BARS),
        left=random.integers(0, 8, BARS),
        lags=np.where(np.arange(BARS) >= 8, 8, 0),
        active=np.ones((BARS, len(CLASSES)), dtype=np.float32),
        likeness=random.integers(0, 5, (BARS, 3)),
    )


@pytest.mark.parametrize("count", [1, 20, 200])
def test_the_same_input_rows_as_in_training_after_every_note(count: int) -> None:
    random = np.random.default_rng(count)
    setting = random_setting(random)
    onsets = random.integers(0, STARTS[-1] // 6, count) * 6
    classes, starts = encode(
        onsets, random.integers(1, 4, count), random.integers(40, 60, count), onsets // 9 + 1, np.full(count, 80)
    )
    keys = order_key(starts, classes[:, 1], classes[:, 2])
    wanted = step_indices(keys, classes, starts, np.arange(-1, len(classes)), setting=setting)
    history = History(setting, Places(setting))
    np.testing.assert_array_equal(history.indices(history.look_back()), wanted[0])
    for i, (row, onset) in enumerate(zip(classes.tolist(), starts.tolist(), strict=True)):
        history.append(tuple(row), onset)
        np.testing.assert_array_equal(history.indices(history.look_back()), wanted[i + 1])


@pytest.mark.parametrize("count", [1, 30, 300])
def test_the_same_last_pitches_as_in_training_before_every_note(count: int) -> None:
    random = np.random.default_rng(count)
    setting = random_setting(random)
    classes, starts = encode(
        random.integers(0, STARTS[-1] // 6, count) * 6,
        random.integers(1, 5, count),
        random.integers(40, 60, count),
        np.full(count, 6),
        np.full(count, 80),
    )
    history, found = History(setting, Places(setting)), []
    for row, onset in zip(classes.tolist(), starts.tolist(), strict=True):
        found.append(history.last_pitches(row[1], onset))
        history.append(tuple(row), onset)
    np.testing.assert_array_equal(found, last_pitches(classes, starts))


def test_every_onset_is_placed_as_in_training() -> None:
    setting = random_setting(np.random.default_rng(0))
    places, onsets = Places(setting), range(STARTS[-1])
    assert [places.bar(onset) for onset in onsets] == setting.bar_of(onsets).tolist()
    assert [places.half(onset) for onset in onsets] == setting.half_of(onsets).tolist()
    assert [places.onset(onset) for onset in onsets] == onset_indices(onsets, setting).tolist()
