import pytest

from audiogenesis_desktop.theory.instruments import (
    CLASSES,
    DRUM_CLASS,
    DRUMS,
    FAMILIES,
    GM_NAMES,
    REST_CLASS,
    class_of,
    find,
    of_program,
)


def test_every_program_has_one_name_one_class_and_one_family():
    assert len(GM_NAMES) == len(set(GM_NAMES)) == 128
    assert sorted(program for c in CLASSES for program in c.programs) == list(range(128))
    assert [program for _, programs in FAMILIES for program in programs] == list(range(128))


@pytest.mark.parametrize("program", range(128))
def test_a_program_is_found_by_its_name_and_back(program):
    instrument = of_program(program)
    assert find(GM_NAMES[program]) == instrument
    assert class_of(program) == instrument.class_index
    assert not instrument.is_drums
    low, high = instrument.pitch_range
    assert 0 <= low < high <= 127


def test_drums_whatever_the_kit():
    assert of_program(25, True) == find(DRUMS)
    assert class_of(25, True) == DRUM_CLASS
    assert find(DRUMS).is_drums


def test_rest_is_no_instrument():
    assert CLASSES[REST_CLASS].programs == ()


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        find("kazoo")
