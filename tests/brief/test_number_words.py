import itertools
import re

from audiogenesis_desktop.brief.number_words import VALUES, number_words
from audiogenesis_desktop.brief.numbers import NUMBER, parse_number

WORDS = re.compile(number_words())


def test_every_word_with_a_value_is_found_whole() -> None:
    whole = re.compile(NUMBER)
    for word, value in VALUES.items():
        assert WORDS.fullmatch(word), word
        assert whole.search(f"for {word} bars").group() == word
        assert parse_number(word) == value


def test_nothing_else_is_a_number() -> None:
    parts = (
        ["", "ein", "zwei"],
        ["", "hundert", "cento"],
        ["", "ein", "drei", "otto", "uno"],
        ["", "und", "e"],
        ["", "zwanzig", "dreissig", "dreißig", "vent", "venti", "ttanta"],
        ["", "uno", "otto", "due", "elf"],
    )
    for word in map("".join, itertools.product(*parts)):
        assert bool(WORDS.fullmatch(word)) == (word in VALUES), word


def test_the_pattern_is_small_for_it_stands_in_thirty_others() -> None:
    assert len(NUMBER) < 9000


def test_a_number_takes_in_few_words_however_many_follow() -> None:
    """Else a text of number words alone is gone through again from each of them."""
    match = re.match(NUMBER, "twenty " * 1000)
    assert match is not None and match.end() < 70
    assert parse_number("one hundred and thirty-four") == 134
