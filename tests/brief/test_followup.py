"""Words after the first: at least nine in ten are understood as meant, and a new prompt is not taken for one."""

import tomllib
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.followup import as_followup, read_followup, words_after
from audiogenesis_desktop.brief.foreseen import foreseen
from audiogenesis_desktop.brief.reading import read_said

CASES = tomllib.loads((Path(__file__).parent / "followup_cases.toml").read_text("utf-8"))["piece"]
BRIEF = read_said(CASES[0]["prompt"])


def misread(piece):
    """Return what of a piece's sentences is read otherwise than meant, or is not taken to be about it."""
    brief = read_said(piece["prompt"])
    wrong = []
    for said, meant in piece["said"]:
        found = as_followup(said, brief)
        read = "; ".join(map(str, found.turns)) if found else f"a new prompt ({read_followup(said, brief)})"
        if read != meant:
            wrong.append(f"{said!r}: {read}, not {meant}")
    return wrong


def test_nine_in_ten_of_sixty_sentences_are_understood_as_meant():
    count = sum(len(piece["said"]) for piece in CASES)
    wrong = [sentence for piece in CASES for sentence in misread(piece)]
    assert count >= 60 and len(CASES) == 10
    assert len(wrong) <= count / 10, "\n".join(wrong)


@pytest.mark.parametrize("said", [said for said, _ in CASES[0]["said"]])
def test_what_goes_on_from_the_prompt_is_read_as_what_stands_alone(said):
    assert as_followup(f"{BRIEF.prompt}, {said}", BRIEF).turns == as_followup(said, BRIEF).turns


@pytest.mark.parametrize(
    "prompt",
    [
        BRIEF.prompt,
        "Calm piano",
        "Upbeat corporate pop with muted guitar, bass and drums, 118 BPM, 45 seconds",
        "Our yoghurt has three ingredients. The third one is patience. A calm morning, a wooden spoon.",
        "Sparse piano, 40 seconds",
        "Bossa nova",
        "waltz for strings",
        "",
    ],
)
def test_a_new_prompt_is_no_followup(prompt):
    assert as_followup(prompt, BRIEF) is None


def test_what_nothing_is_made_of_is_told():
    found = read_followup("more energetic and purple", BRIEF)
    assert [str(turn) for turn in found.turns] == ["energy +1"] and found.unread == ("purple",)


def test_the_words_after_a_prompt():
    assert words_after(f" {BRIEF.prompt}, no drums now.", BRIEF.prompt) == "no drums now"
    assert words_after("no drums", BRIEF.prompt) == "no drums"


def test_what_is_taken_out_of_a_part_is_foreseen_as_still_there():
    assert foreseen(BRIEF, as_followup("no drums in the intro", BRIEF).turns) == BRIEF
