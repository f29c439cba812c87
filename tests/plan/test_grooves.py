"""Grooves found in what parts play: whole, loose, swung, of two bars, and where there is none."""

from collections.abc import Iterable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.plan.grooves import GRID_TICKS, found_groove
from audiogenesis_desktop.plan.plan import Groove, Strike
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note

BEAT, BAR = TICKS_PER_BEAT, 4 * TICKS_PER_BEAT
KICK, SNARE, HAT = 36, 38, 42
ROCK = [(0, KICK), (2 * BEAT, KICK), (BEAT, SNARE), (3 * BEAT, SNARE), *[(i * BEAT // 2, HAT) for i in range(8)]]


def played(*bars: Iterable[tuple[int, int]], start_tick: int = 0) -> list[Note]:
    """Return notes of (tick in the bar, pitch), bar after bar."""
    return sorted(
        Note(start_tick + i * BAR + tick, pitch, 100, 90) for i, bar in enumerate(bars) for tick, pitch in bar
    )


def loose(notes: list[Note], *, by: int, seed: int = 0) -> list[Note]:
    random = Random(seed)
    return sorted(note._replace(start_tick=max(0, note.start_tick + random.randint(-by, by))) for note in notes)


def drums(notes: list[Note], bars: int, start_tick: int = 0) -> Groove | None:
    return found_groove(notes, is_drums=True, start_tick=start_tick, bars=bars, bar_ticks=BAR)


def one_bar(bar: Iterable[tuple[int, int]]) -> Groove:
    return Groove(1, tuple(sorted(Strike(*strike) for strike in bar)))


def test_the_most_frequent_bar_is_the_groove_whatever_fills_come_between() -> None:
    fill = [(i * BEAT // 4, 45) for i in range(16)]
    assert drums(played(ROCK, ROCK, ROCK, fill, ROCK, ROCK, ROCK, fill), 8) == one_bar(ROCK)


def test_only_the_section_counts_and_what_leads_into_it_a_little_early() -> None:
    march = [(i * BEAT, SNARE) for i in range(4)]
    notes = played(march, march, ROCK, ROCK, march, march)
    early = [note._replace(start_tick=note.start_tick - 30 * (note.start_tick % BAR == 0)) for note in notes[1:]]
    assert drums(early, 2, start_tick=2 * BAR) == one_bar(ROCK)


def test_loose_timing_is_no_other_groove() -> None:
    assert drums(loose(played(*[ROCK] * 8), by=30), 8) == one_bar(ROCK)


def test_a_swung_bar_lies_where_most_of_it_lies_however_loose() -> None:
    late = round(2 * BEAT / 2 * 0.61)  # 586 ticks: between two places of the grid
    shuffle = [(i * BEAT, HAT) for i in range(4)] + [(i * BEAT + late, HAT) for i in range(4)]
    groove = drums(loose(played(*[shuffle] * 16), by=30, seed=4), 16)
    assert groove is not None and groove.bars == 1
    assert [strike.tick % BEAT for strike in groove.strikes] == [0, 560] * 4


def test_what_goes_round_in_two_bars_is_of_two_bars() -> None:
    answer = [(0, KICK), (BEAT * 3 // 2, KICK), *ROCK[2:]]
    groove = drums(played(*[ROCK, answer] * 4), 8)
    second = [Strike(BAR + tick, key) for tick, key in answer]
    assert groove == Groove(2, tuple(sorted([*(Strike(*strike) for strike in ROCK), *second])))


def test_a_bar_that_is_varied_once_stays_one_bar() -> None:
    open_hat = [*ROCK, (BEAT * 7 // 2, 46)]
    assert drums(played(ROCK, ROCK, ROCK, open_hat), 4) == one_bar(ROCK)


def test_a_stroke_every_second_bar_is_a_groove_of_two() -> None:
    assert drums(played([(0, 49)], [], [(0, 49)], []), 4) == Groove(2, (Strike(0, 49),))


def test_pitched_parts_strike_places_and_no_keys_and_a_strum_is_one_strike() -> None:
    strum = [(beat * BEAT + 12 * i, pitch) for beat in (0, 2) for i, pitch in enumerate((48, 52, 55, 60))]
    moved = [(tick, pitch + 5) for tick, pitch in strum]
    groove = found_groove(played(*[strum, moved] * 2), is_drums=False, start_tick=0, bars=4, bar_ticks=BAR)
    assert groove == Groove(1, (Strike(0), Strike(2 * BEAT)))


def test_where_no_bar_comes_again_the_one_most_like_the_others_stands_for_them() -> None:
    kicks = [(0, KICK), (2 * BEAT, KICK), (BEAT, SNARE), (3 * BEAT, SNARE)]
    extras = [[(BEAT // 2, 45)], [(BEAT * 3 // 2, 47)], [(BEAT * 5 // 2, 48)]]
    toms = [(i * BEAT // 2, 41) for i in range(8)]
    groove = drums(played(toms, *[kicks + extra for extra in extras]), 4)
    assert groove is not None and {Strike(*strike) for strike in kicks} < set(groove.strikes)


def test_a_part_that_rests_has_no_groove() -> None:
    assert drums(played(ROCK, ROCK), 4, start_tick=4 * BAR) is None
    assert drums([], 4) is None


@given(
    st.lists(st.builds(Note, st.integers(0, 40_000), st.integers(0, 127), st.just(10), st.just(80)), max_size=60),
    st.sampled_from([360, 1680, 2880, 3840]),
    st.integers(1, 12),
    st.booleans(),
)
def test_any_notes_give_a_legal_groove(notes: list[Note], bar_ticks: int, bars: int, is_drums: bool) -> None:
    groove = found_groove(sorted(notes), is_drums=is_drums, start_tick=960, bars=bars, bar_ticks=bar_ticks)
    sounds = any(960 - GRID_TICKS // 2 <= n.start_tick < 960 + bars * bar_ticks - GRID_TICKS // 2 for n in notes)
    assert (groove is not None) == sounds
    if groove:
        assert groove.bars in (1, 2) and groove.bars <= bars
        assert list(groove.strikes) == sorted(set(groove.strikes)) and groove.strikes
        assert all(0 <= strike.tick < groove.bars * bar_ticks for strike in groove.strikes)
        assert all((strike.key == -1) != is_drums for strike in groove.strikes)
