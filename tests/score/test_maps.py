"""Tempi, meters, chords, sections and markers: put, moved and lifted; what is around them makes room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score import maps
from audiogenesis_desktop.score.score import ChordAt, Marker, Score, Section, Tempo

BAR = 3840
C, F, G = (ChordAt(i * BAR, BAR, root, "maj") for i, root in enumerate((0, 5, 7)))
FORM = (Section(0, 2 * BAR, "intro", 0.2), Section(2 * BAR, 6 * BAR, "A", 0.8), Section(6 * BAR, 8 * BAR, "outro", 0.3))


def song():
    return Score(chords=(C, F, G), sections=FORM, length_ticks=8 * BAR)


def test_an_item_takes_the_place_of_the_one_at_its_tick_and_the_rest_stay_in_order():
    tempi = (Tempo(0, 500_000), Tempo(BAR, 400_000))
    assert maps.put(tempi, Tempo(BAR, 300_000)) == (Tempo(0, 500_000), Tempo(BAR, 300_000))
    assert maps.put(tempi, Tempo(10, 300_000))[1] == Tempo(10, 300_000)
    assert maps.lift(tempi, BAR) == tempi[:1]
    assert maps.shifted(tempi, BAR, 2 * BAR) == (Tempo(0, 500_000), Tempo(2 * BAR, 400_000))
    assert maps.shifted(tempi, 5, 2 * BAR) == tempi
    assert maps.in_force(tempi, BAR - 1) == tempi[0] and maps.in_force(tempi[1:], 0) is None


def test_a_moved_marker_overrules_one_where_it_comes_to_lie():
    assert maps.shifted((Marker(0, "a"), Marker(5, "b")), 0, 5) == (Marker(5, "a"),)


def test_a_chord_makes_room_for_itself():
    chords = maps.put_chord(song(), ChordAt(BAR // 2, BAR, 9, "min")).chords
    assert chords == (
        ChordAt(0, BAR // 2, 0, "maj"),
        ChordAt(BAR // 2, BAR, 9, "min"),
        ChordAt(BAR * 3 // 2, BAR // 2, 5, "maj"),
        G,
    )


def test_a_chord_put_inside_another_leaves_both_its_ends():
    chords = maps.put_chord(Score(chords=(ChordAt(0, 2 * BAR, 0, "maj"),)), ChordAt(960, 960, 7, "7")).chords
    assert [(c.tick, c.length_ticks, c.root) for c in chords] == [(0, 960, 0), (960, 960, 7), (1920, 2 * BAR - 1920, 0)]


def test_the_chord_before_goes_on_where_one_is_taken_away():
    assert maps.lift_chord(song(), BAR).chords == (C._replace(length_ticks=2 * BAR), G)
    assert maps.lift_chord(song(), 0).chords == (F, G)
    same = song()
    assert maps.lift_chord(same, 7) is same


@pytest.mark.parametrize(
    ("to", "lengths"),
    [(BAR // 2, [BAR // 2, 3 * BAR // 2, BAR]), (0, [2 * BAR, BAR]), (BAR * 3 // 2, [BAR * 3 // 2, BAR // 2, BAR])],
)
def test_a_chords_border_moves_between_its_neighbours(to, lengths):
    assert [c.length_ticks for c in maps.move_chord_border(song(), BAR, to).chords] == lengths


def test_a_chord_cannot_be_moved_past_its_own_end():
    same = song()
    assert maps.move_chord_border(same, BAR, 2 * BAR) is same


def test_a_section_is_split_and_named():
    sections = maps.split_section(song(), 4 * BAR, kind="B").sections
    assert [(s.start_tick // BAR, s.end_tick // BAR, s.kind) for s in sections] == [
        (0, 2, "intro"),
        (2, 4, "A"),
        (4, 6, "B"),
        (6, 8, "outro"),
    ]


def test_a_section_where_there_is_none_reaches_to_the_next_or_the_end():
    first = maps.split_section(Score(length_ticks=8 * BAR), BAR, kind="A")
    assert first.sections == (Section(BAR, 8 * BAR, "A", 0.5),)
    assert maps.split_section(first, 0, kind="intro").sections[0] == Section(0, BAR, "intro", 0.5)


def test_a_neighbour_takes_over_a_section_that_is_taken_away():
    assert [s[:2] for s in maps.lift_section(song(), 2 * BAR).sections] == [(0, 6 * BAR), (6 * BAR, 8 * BAR)]
    assert maps.lift_section(song(), 0).sections[0] == Section(0, 6 * BAR, "A", 0.8)


def test_a_border_of_sections_stops_short_of_its_neighbours():
    assert maps.move_section_border(song(), 2 * BAR, 4 * BAR).sections[1].start_tick == 4 * BAR
    assert maps.move_section_border(song(), 2 * BAR, 99 * BAR).sections[1].start_tick == 6 * BAR - 1
    assert maps.move_section_border(song(), 8 * BAR, 9 * BAR).sections[-1].end_tick == 9 * BAR
    assert maps.move_section_border(song(), 2 * BAR, -5).sections[0].end_tick == 1


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(0, 11)), min_size=1, max_size=12)


@given(SPANS, st.integers(0, 50), st.integers(0, 50))
def test_chords_never_overlap_whatever_is_put_moved_and_lifted(spans, tick, to):
    score = Score()
    for start, length, root in spans:
        score = maps.put_chord(score, ChordAt(start, length, root, "maj"))
    for changed in (score, maps.move_chord_border(score, tick, to), maps.lift_chord(score, tick)):
        for chord, after in zip(changed.chords, changed.chords[1:], strict=False):
            assert chord.length_ticks > 0 and chord.tick + chord.length_ticks <= after.tick
            assert chord.tick + chord.length_ticks < after.tick or chord[2:] != after[2:]
