"""Harmony keeps its promises whatever the network says: home, cadence, what the style allows, the asked key."""

from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.compose.features import SECTION_KINDS
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.network.checkpoint import write_halves
from audiogenesis_desktop.network.harmony_step import HarmonyStepper, read_harmony
from audiogenesis_desktop.plan import harmony
from audiogenesis_desktop.plan.form import Form, lay_out
from audiogenesis_desktop.plan.harmony import write_harmony, write_numerals
from audiogenesis_desktop.plan.harmony_input import INDEX_SIZES, KINDS, STYLE_SIZE, input_row, input_rows
from audiogenesis_desktop.plan.hearing import brightness, margin
from audiogenesis_desktop.plan.numerals import WORD_COUNT, WORDS, Numeral, nearest, parse, written
from audiogenesis_desktop.plan.phrases import write_phrases
from audiogenesis_desktop.plan.taste import SCHEME_BARS, abridged, leanings, read_progression, taste_of
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.style import Form as StyleForm
from audiogenesis_desktop.theory.chords import QUALITY_NAMES, Chord
from audiogenesis_desktop.theory.keys import Key

modes = st.sampled_from(["major", "minor"])
STYLES = tuple(shipped())
styles = st.sampled_from(STYLES)
seeds = st.integers(0, 10**6)
HIDDEN, WIDTH = 6, 5
unhurried = settings(deadline=None, max_examples=50)


def random_weights(seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    shapes = {
        "table.weight": (sum(INDEX_SIZES), WIDTH),
        "style.weight": (WIDTH, STYLE_SIZE),
        "style.bias": (WIDTH,),
        "lstm.weight_ih_l0": (4 * HIDDEN, WIDTH),
        "lstm.weight_hh_l0": (4 * HIDDEN, HIDDEN),
        "lstm.bias_ih_l0": (4 * HIDDEN,),
        "lstm.bias_hh_l0": (4 * HIDDEN,),
        "out.weight": (WORD_COUNT, HIDDEN),
        "out.bias": (WORD_COUNT,),
    }
    return {name: random.normal(size=shape) for name, shape in shapes.items()}


@pytest.fixture(params=["trained", "untrained", "missing"])
def network(request, monkeypatch):
    """The shipped network, one that has learned nothing, and none."""
    stepper = {"untrained": HarmonyStepper(random_weights(1)), "missing": None}
    if request.param in stepper:
        monkeypatch.setattr(harmony, "_shipped_stepper", lambda: stepper[request.param])
    return request.param


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_numerals_are_read_as_they_are_written(mode) -> None:
    assert [parse(written(word, mode), mode) for word in WORDS] == list(WORDS)
    assert parse("ii7", "major").chord(Key(2, "major")) == Chord(4, "min7")
    assert parse("VI", "minor") == Numeral(8, "maj")
    assert parse("bVII", "major") == parse("VII", "minor")


@pytest.mark.parametrize("text", ["", "H", "VIII7", "iimaj7", "Idim", "bbV"])
def test_what_is_no_numeral_is_refused(text) -> None:
    with pytest.raises(ValueError, match="not a numeral"):
        parse(text, "major")


@unhurried
@given(st.integers(0, 11), st.sampled_from(QUALITY_NAMES), modes)
def test_every_chord_has_a_nearest_word_on_its_root(step, quality, mode) -> None:
    assert WORDS[nearest(step, quality, mode).number].step == step


def test_sections_are_counted_as_the_composing_network_counts_them() -> None:
    assert KINDS == SECTION_KINDS


@pytest.mark.parametrize("bars", [1, 2, 4, 7, 12, 24, 50])
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_pieces_begin_at_home_and_end_by_the_dominant(network, bars, mode) -> None:
    for style in STYLES[bars % 3 :: 3]:
        written_bars = write_numerals(lay_out(bars), mode, style=style, random=Random(bars))
        assert len(written_bars) == bars + 1
        halves = [numeral for bar in written_bars for numeral in bar]
        own = taste_of(style, mode).cadence
        if own and bars + 1 > len(own):
            assert tuple(written_bars[-len(own) :]) == own
        else:
            assert halves[-1] == halves[-2] == Numeral(0, "maj" if mode == "major" else "min")
            assert halves[-3] in (Numeral(7, "maj"), Numeral(7, "7"))
        if bars > 2:
            assert halves[0].step == 0


@unhurried
@given(modes, styles, seeds, st.integers(4, 90))
def test_only_chords_that_the_style_allows_are_written(mode, style, seed, bars) -> None:
    allowed = np.isfinite(leanings(style, mode)).any(axis=0)
    stepper = HarmonyStepper(random_weights(seed % 7))
    for version in write_phrases(
        stepper, lay_out(bars), mode=mode, style=style, random=Random(seed), versions=3, can_split=True
    ):
        assert all(allowed[numeral.number] for phrase in version.values() for bar in phrase for numeral in bar)
        assert version["A"][0][0].step == 0


@unhurried
@given(modes, styles, seeds)
def test_dominants_of_other_chords_lead_to_them(mode, style, seed) -> None:
    stepper = HarmonyStepper(random_weights(seed % 5))
    for version in write_phrases(
        stepper, lay_out(40), mode=mode, style=style, random=Random(seed), versions=3, can_split=True
    ):
        for phrase in version.values():
            line = [numeral for bar in phrase for numeral in bar]
            for one, following in pairwise(line):
                if mode == "major" and one == Numeral(9, "7"):
                    assert following.step in (9, 2)
                if mode == "minor" and one.step == 10:
                    assert following.step != 3


@unhurried
@given(seeds, styles)
def test_minor_phrases_of_four_bars_hold_the_major_dominant(seed, style) -> None:
    stepper = HarmonyStepper(random_weights(seed % 5))
    for version in write_phrases(
        stepper, lay_out(24), mode="minor", style=style, random=Random(seed), versions=3, can_split=True
    ):
        for phrase in version.values():
            line = [numeral for bar in phrase for numeral in bar]
            if len(phrase) < 4 or len(phrase) >= SCHEME_BARS or not taste_of(style, "minor").uses_dominants:
                continue
            assert any(n.step == 7 and n.quality in ("maj", "7", "sus4") for n in line)


@pytest.mark.parametrize("style", ["pop ballad", "orchestral", "jazz trio"])
def test_where_a_comes_back_the_dominant_leads_to_it(network, style) -> None:
    form = lay_out(24)
    for seed in range(6):
        bars = write_numerals(form, "minor", style=style, random=Random(seed))
        for i, kind in enumerate(form.kinds[:-1]):
            if kind == "B" and form.kinds[i + 1] == "A'":
                assert bars[form.ends[i] - 1][1].step == 7


@pytest.mark.parametrize("style", ["pop ballad", "house", "orchestral"])
def test_a_section_taken_up_again_has_its_chords(network, style) -> None:
    form = lay_out(36)
    bars = write_numerals(form, "major", style=style, random=Random(3))
    for i, r in enumerate(form.repeats[:-2]):
        if r > 0:
            inside = form.ends[i] - form.starts[i] - 2  # the cadence may differ
            theirs = bars[form.starts[r] : form.starts[r] + inside]
            assert bars[form.starts[i] : form.starts[i] + inside] == theirs


@pytest.mark.parametrize("meter", [(3, 4), (5, 4), (7, 8), (2, 4)])
def test_bars_without_a_middle_have_one_chord(network, meter) -> None:
    for seed in range(10):
        bars = write_numerals(lay_out(20), "major", style="jazz trio", random=Random(seed), meter=meter)
        assert all(a == b for a, b in bars)


@unhurried
@given(st.integers(0, 11), modes, styles, seeds)
def test_the_same_seed_gives_the_same_chords_in_every_key(tonic, mode, style, seed) -> None:
    here = write_harmony(lay_out(20), Key(0, mode), style=style, random=Random(seed))
    again = write_harmony(lay_out(20), Key(0, mode), style=style, random=Random(seed))
    there = write_harmony(lay_out(20), Key(tonic, mode), style=style, random=Random(seed))
    assert here == again
    assert there == [(a.transposed(tonic), b.transposed(tonic)) for a, b in here]


def test_seeds_and_styles_give_different_progressions() -> None:
    form = lay_out(20)
    found = {tuple(write_numerals(form, "major", style="pop ballad", random=Random(seed))) for seed in range(12)}
    assert len(found) >= 9


@unhurried
@given(modes, styles, seeds, st.integers(6, 60))
def test_what_is_written_is_detected_in_its_key(mode, style, seed, bars) -> None:
    written_bars = write_numerals(lay_out(bars), mode, style=style, random=Random(seed))
    assert margin(written_bars, mode) > 0 or taste_of(style, mode).is_modal


@pytest.mark.parametrize(
    ("style", "mode"),
    [
        ("klezmer", "major"),
        ("flamenco", "minor"),
        ("flamenco", "major"),
        ("middle eastern", "major"),
        ("middle eastern", "minor"),
        ("western", "major"),
        ("house", "minor"),
    ],
)
def test_a_key_that_is_asked_for_is_heard_whatever_scale_the_style_moves_in(style, mode) -> None:
    for seed in range(6):
        bars = write_numerals(lay_out(8 + 4 * seed), mode, style=style, random=Random(seed), is_asked=True)
        assert margin(bars, mode, is_asked=True) > 0.05


@pytest.mark.parametrize(("style", "mode"), [("klezmer", "major"), ("flamenco", "minor"), ("middle eastern", "major")])
def test_where_no_key_is_asked_for_a_style_keeps_its_own_scale(style, mode) -> None:
    steps = {
        numeral.step
        for seed in range(6)
        for bar in write_numerals(lay_out(12), mode, style=style, random=Random(seed))
        for numeral in bar
    }
    assert 1 in steps and 7 not in steps  # the second above the tonic is flat, and nothing leads home by V


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("style", ["acoustic folk", "orchestral", "pop ballad"])
def test_happier_music_has_the_brighter_chords_of_those_that_serve(style, mode) -> None:
    def mean(valence: float) -> float:
        drawn = (
            write_numerals(lay_out(16), mode, style=style, random=Random(seed), valence=valence) for seed in range(5)
        )
        return sum(map(brightness, drawn)) / 5

    sad, usual, happy = (mean(valence) for valence in (-0.6, 0.0, 0.7))
    assert sad <= usual <= happy and happy - sad > 0.05


def test_the_relative_major_and_the_fourth_above_are_told_from_the_key() -> None:
    def bars(text: str, mode: str) -> list[tuple[Numeral, Numeral]]:
        return [(parse(word, mode),) * 2 for word in text.split()]

    assert margin(bars("i iv V i", "minor"), "minor") > 0.1
    assert margin(bars("VI VII III III", "minor"), "minor") < 0
    assert margin(bars("I IV IV IV", "major"), "major") < 0


def test_a_form_of_other_sections_is_filled_too() -> None:
    form = Form(("intro", "A", "C", "bridge", "A'", "outro"), (0, 4, 12, 20, 24, 32), (4, 12, 20, 24, 32, 36), ())
    assert len(write_numerals(form, "major", style="trailer", random=Random(1))) == 36


def test_every_style_of_the_book_has_its_taste_in_both_modes() -> None:
    for style in STYLES:
        for mode in ("major", "minor"):
            taste = taste_of(style, mode)
            assert taste.progressions and taste.contrasts and taste.mode == mode
            may_follow = np.isfinite(leanings(style, mode))
            used = may_follow.any(axis=0).nonzero()[0]
            assert len(used) >= 2 and may_follow[used].any(axis=1).all()


def test_only_chords_of_the_style_are_leaned_to_and_its_own_moves_most() -> None:
    table = leanings("blues", "major")
    used = set(taste_of("blues", "major").words)
    assert {WORDS[i] for i in np.flatnonzero(np.isfinite(table).any(axis=0))} <= used | {
        Numeral(0, "maj"),
        Numeral(7, "7"),
    }
    rock = leanings("rock", "minor")
    home, seventh, second = Numeral(0, "min").number, Numeral(10, "maj").number, Numeral(2, "dim").number
    assert rock[home, seventh] > -1 and not np.isfinite(rock[home, second])


def test_a_progression_of_the_book_is_read_bar_by_bar() -> None:
    assert read_progression("I V7/V,V", "major") == (
        (Numeral(0, "maj"), Numeral(0, "maj")),
        (Numeral(2, "7"), Numeral(7, "maj")),
    )


def test_twelve_bars_of_blues_stay_twelve_bars_of_blues(network) -> None:
    form = lay_out(28, shipped()["blues"].form, random=Random(1))
    a = form.kinds.index("A")
    assert form.ends[a] - form.starts[a] == 12
    for seed in range(5):
        bars = write_numerals(form, "major", style="blues", random=Random(seed))[form.starts[a] : form.ends[a]]
        assert [bars[i][0].step for i in (4, 5, 8)] == [5, 5, 7] and {bar[0].step for bar in bars[:4]} <= {0, 5}


def test_rows_written_at_once_are_those_written_one_by_one() -> None:
    random = np.random.default_rng(0)
    words = random.integers(0, WORD_COUNT, 24)
    place = np.stack([random.integers(0, 8, 12), *random.integers(0, 17, (3, 12))], axis=1)
    together = input_rows(words, place, np.zeros(12, dtype=np.int64), is_minor=True, source=2)
    for at in range(24):
        row = input_row(words[None, :at], place[at // 2], at % 2, is_minor=True, sources=np.array([2]))
        assert (row[0] == together[at]).all()
    assert together.max() < sum(INDEX_SIZES)


def test_rows_never_tell_the_chord_that_is_to_be_written() -> None:
    words = np.arange(20)
    place, lags = np.zeros((10, 4), dtype=np.int64), np.full(10, 3)
    for at in range(20):
        changed = words.copy()
        changed[at:] = 70
        ours = input_rows(words, place, lags, is_minor=False, source=0)
        theirs = input_rows(changed, place, lags, is_minor=False, source=0)
        assert (ours[: at + 1] == theirs[: at + 1]).all()


def test_a_broken_or_foreign_network_is_reported_in_a_sentence(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "harmony.safetensors"
    sizes = {"index_rows": sum(INDEX_SIZES), "words": WORD_COUNT}
    with pytest.raises(MissingPart, match="table"):
        read_harmony(path, **sizes)
    write_halves(random_weights(2), path, about={"figures": {}})
    assert set(read_harmony(path, **sizes)[0]) == set(random_weights(2))
    with pytest.raises(BadInput, match="train it again"):
        read_harmony(path, index_rows=3, words=WORD_COUNT)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(BadInput, match="whole"):
        read_harmony(path, **sizes)
    harmony._shipped_stepper.cache_clear()
    monkeypatch.setattr(harmony, "network_path", lambda: path)
    assert harmony._shipped_stepper() is None
    harmony._shipped_stepper.cache_clear()


@pytest.mark.parametrize("bars", range(6, 12))
def test_a_scheme_without_room_keeps_its_beginning_and_its_close(bars: int, network) -> None:
    form = lay_out(bars, StyleForm(plans=(f"A{bars} outro1",)))
    words = [late for _, late in write_numerals(form, "major", style="blues", random=Random(1))]
    own = {abridged(phrase, bars) for phrase in taste_of("blues", "major").phrases("A")}
    steps = [{phrase[bar][0].step for phrase in own} | {phrase[bar][1].step for phrase in own} for bar in range(bars)]
    assert all(word.step in here for word, here in zip(words[: bars - 2], steps[: bars - 2], strict=True))
    assert {word.step for word in words} == {0, 5, 7}
