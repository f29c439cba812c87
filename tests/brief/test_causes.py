"""The words behind what was inferred: each is left out in turn, with the real encoder and heads."""

import pytest

from audiogenesis_desktop.brief.causes import MOST_WORDS, with_causes
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.reading import read, read_said


def causes(prompt, encoder):
    found = with_causes(read(prompt, encoder=encoder), encoder).causes
    return {(cause.field, cause.name, prompt[cause.start : cause.end]) for cause in found}


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a funeral in the rain", ("valence", "", "funeral")),
        ("kids birthday party with balloons", ("style", "children's", "kids")),
        ("medieval castle siege trailer", ("style", "trailer", "trailer")),
        ("late night bar, smoky jazz", ("instruments", "piano", "jazz")),
    ],
)
def test_the_word_that_matters_is_found(encoder: Encoder, prompt, expected):
    assert expected in causes(prompt, encoder)


def test_what_is_said_keeps_its_own_words_and_causes_nothing_else(encoder: Encoder):
    prompt = "tense chase at night, 90 bpm, in D minor, only piano"
    found = causes(prompt, encoder)
    assert {words for field, _, words in found if field == "tempo_bpm"} == {"90 bpm"}
    assert {words for field, _, words in found if field == "key"} == {"D minor"}
    assert {words for field, _, words in found if field == "instruments"} == {"piano"}
    assert not any(words in ("minor", "bpm") for field, _, words in found if field in ("valence", "style"))


def test_nothing_changes_without_an_encoder_or_in_a_long_text(encoder: Encoder):
    brief = read_said("a funeral in the rain")
    assert with_causes(brief, None) is brief
    long = read("rain falls on stone " * MOST_WORDS, encoder=encoder)
    assert with_causes(long, encoder) is long


def test_every_cause_lies_in_the_prompt(encoder: Encoder):
    for prompt in ("Ünïcödé “quotes” — a sad, SAD day", "!!! party ??? party", "x", "rain"):
        brief = with_causes(read(prompt, encoder=encoder), encoder)
        assert all(0 <= cause.start < cause.end <= len(prompt) for cause in brief.causes)
