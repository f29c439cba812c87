"""The prompts that the reading of styles is judged by: of every style and kind, and unlike what is learned from."""

import re
from collections import Counter

import pytest

from audiogenesis_desktop.brief.examples import examples
from audiogenesis_desktop.evaluation.prompt_cases import load_cases
from audiogenesis_desktop.evaluation.style_cases import HELD_OUT, KINDS, cases_to_compose, style_cases
from audiogenesis_desktop.style.book import shipped


def words(prompt: str) -> str:
    return " ".join(re.findall(r"[\w&']+", prompt.lower()))


def test_every_style_of_the_book_is_wanted_in_every_kind_of_prompt() -> None:
    cases = style_cases()
    found = Counter((case.wanted, case.kind) for case in cases)
    assert len(cases) >= 200 and set(found) == {(style, kind) for style in shipped() for kind in KINDS}


def test_what_is_right_are_styles_of_the_book_each_once() -> None:
    for case in style_cases():
        assert set(case.styles) <= set(shipped()) and len(set(case.styles)) == len(case.styles), case.prompt


def test_a_tempo_that_is_said_stands_in_the_prompt() -> None:
    said = [case for case in style_cases() if case.tempo_bpm is not None]
    assert len(said) >= 20 and all(f"{case.tempo_bpm:g}" in case.prompt for case in said)


def test_no_prompt_is_one_that_something_learned_from_or_is_judged_by_elsewhere() -> None:
    known = {words(example.prompt) for example in examples()} | {words(case.prompt) for case in load_cases()}
    own = [words(case.prompt) for case in style_cases()]
    assert len(set(own)) == len(own) and not set(own) & known


def test_as_many_of_each_style_are_composed_and_those_that_name_it_first() -> None:
    cases = cases_to_compose(2)
    assert Counter(case.wanted for case in cases) == dict.fromkeys(shipped(), 2)
    assert {case.kind for case in cases_to_compose(1)} == {"named"}


@pytest.mark.parametrize(
    ("file", "kinds"),
    [(HELD_OUT[0], dict.fromkeys(KINDS, 30)), (HELD_OUT[1], {"described": 66, "in_use": 54})],
)
def test_held_out_prompts_are_of_all_kinds_and_stand_nowhere_else(file: str, kinds: dict[str, int]) -> None:
    cases = style_cases(file)
    assert Counter(case.kind for case in cases) == kinds
    assert all(set(case.styles) <= set(shipped()) for case in cases)
    others = {words(example.prompt) for example in examples()} | {words(case.prompt) for case in style_cases()}
    assert not others & {words(case.prompt) for case in cases}


def test_held_out_prompts_describe_every_style_once() -> None:
    described = [case.wanted for case in style_cases(HELD_OUT[1]) if case.kind == "described"]
    assert sorted(described) == sorted(shipped())
