"""A register stays where the style has it while the instrument reaches an octave of it; chord parts make way."""

from audiogenesis_desktop.style.registers import Line, moves_apart, within

HORN, PIANO = (35, 77), (24, 103)


def test_a_horn_that_reaches_an_octave_of_a_leads_register_leads_there_and_not_among_the_chords() -> None:
    assert within((62, 84), HORN) == (62, 77)


def test_a_register_out_of_reach_moves_by_an_octave_to_where_it_is_reached() -> None:
    assert within((72, 94), (44, 76)) == (60, 76)
    assert within((100, 120), PIANO) == (88, 103)


def test_an_instrument_without_an_octave_of_it_anywhere_plays_where_it_can() -> None:
    assert within((20, 31), (60, 65)) == (60, 65)


def test_two_chord_parts_do_not_double_each_other_and_lie_below_the_tune() -> None:
    lead, keys, strings = (Line(role, (60, 82), PIANO) for role in ("lead", "chords", "pad"))
    none, first, second = moves_apart([lead, keys, strings], yielding=1.0)
    assert none == 0 and first < 0 and abs(first - second) >= 2


def test_power_chords_double_and_make_nobody_move() -> None:
    low = Line("chords", (40, 60), PIANO, doubles=True)
    assert moves_apart([low, low, Line("chords", (40, 60), PIANO)], yielding=1.0) == (0, 0, 0)


def test_who_yields_more_to_the_tune_goes_down_and_not_up() -> None:
    lead = Line("lead", (55, 79), PIANO)
    skank, organ = (Line("chords", register, PIANO) for register in ((57, 76), (55, 74)))
    assert moves_apart([lead, skank, organ], yielding=0.45)[2] > 0 > moves_apart([lead, skank, organ], yielding=1.0)[2]
