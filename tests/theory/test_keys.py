import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.theory.key_finding import clearness, find_key, key_scores
from audiogenesis_desktop.theory.keys import MODES, Key

KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(MODES))


@pytest.mark.parametrize(
    ("text", "tonic", "mode"),
    [
        ("D minor", 2, "minor"),
        ("Eb", 3, "major"),
        ("f#m", 6, "minor"),
        ("A♭ major", 8, "major"),
        ("Cb", 11, "major"),
        ("Bbm", 10, "minor"),
        ("  g   MIN ", 7, "minor"),
        ("B maj", 11, "major"),
    ],
)
def test_reading_a_key(text, tonic, mode):
    assert Key.parse(text) == Key(tonic, mode)


@pytest.mark.parametrize("text", ["", " ", "H minor", "D dorian", "minor", "##", "m", "C##", "D minor sad"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match="not a key"):
        Key.parse(text)


@given(KEYS)
def test_a_key_reads_back_from_its_name(key):
    assert Key.parse(key.name) == key


@given(KEYS)
def test_relatives_share_their_scale(key):
    assert key.relative.scale == key.scale
    assert key.relative.relative == key
    assert key.tonic in key.scale
    assert len(key.scale) == 7


@given(KEYS)
def test_a_scale_with_its_triad_is_detected_in_its_key(key):
    third = 4 if key.mode == "major" else 3
    weights = np.zeros(12)
    weights[list(key.scale)] = 1.0
    for step, weight in ((0, 3.0), (third, 2.0), (7, 2.5)):
        weights[(key.tonic + step) % 12] = weight
    assert find_key(weights) == key


@given(KEYS)
def test_a_key_is_clear_by_its_triad_and_less_so_without_the_third(key):
    third = (key.tonic + (4 if key.mode == "major" else 3)) % 12
    weights = np.zeros(12)
    weights[[key.tonic, third, (key.tonic + 7) % 12]] = 2.0, 1.0, 1.5
    clear = clearness(weights, key, is_strict=True)
    assert clear > 0.1 > clearness(weights, Key((key.tonic + 7) % 12, key.mode), is_strict=True)
    weights[third] = 0.0
    assert clearness(weights, key, is_strict=True) < clear


def test_a_key_is_strictly_as_clear_as_the_stricter_of_two_finds_it():
    blues = np.array([20, 0, 5, 5, 10, 17, 0, 20, 0, 9, 9, 5])  # listeners hear C, chords in books have F
    assert clearness(blues, Key(0, "major")) > 0.1 > 0.02 > clearness(blues, Key(0, "major"), is_strict=True)


@given(
    st.lists(st.floats(0, 10), min_size=12, max_size=12).filter(lambda w: max(w) - min(w) > 0.01), st.integers(0, 11)
)
def test_scores_turn_with_the_music(weights, semitones):
    turned = np.roll(weights, semitones)
    np.testing.assert_allclose(key_scores(turned), np.roll(key_scores(weights), semitones, axis=1), atol=1e-9)


def test_silence_and_clusters_fit_every_key_alike():
    assert not key_scores([0] * 12).any()
    assert not key_scores([1] * 12).any()
