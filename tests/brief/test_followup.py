"""Words after the first: at least nine in ten are understood as meant, and a new prompt is not taken for one."""

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup import as_followup, half_understood, read_followup, words_after
from audiogenesis_desktop.brief.followup_hints import might_mean
from audiogenesis_desktop.brief.followup_words import followup_words
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


@pytest.mark.parametrize(
    ("said", "turn", "manner"),
    [
        ("add a jazzy flute", "add flute", ("jazzy",)),
        ("add a sad slow violin", "add violin", ("sad", "slow")),
        ("add a funky bass", "redo fingered bass", ("funky",)),
        ("add a trap beat", "redo drums", ("trap",)),
        ("replace the piano with a jazzy organ", "swap church organ piano", ("jazzy",)),
        ("add a rock guitar", "add overdriven guitar", ()),
        ("make it jazzy", "style jazz", ()),
    ],
)
def test_the_manner_of_one_player_is_not_the_style_of_the_piece(said, turn, manner):
    found = as_followup(said, read_said("corporate pop with muted guitar, fingered bass, drums and piano"))
    assert [str(one) for one in found.turns] == [turn] and found.manner == manner


def test_the_words_after_a_prompt():
    assert words_after(f" {BRIEF.prompt}, no drums now.", BRIEF.prompt) == "no drums now"
    assert words_after("no drums", BRIEF.prompt) == "no drums"


def test_what_is_taken_out_of_a_part_is_foreseen_as_still_there():
    assert foreseen(BRIEF, as_followup("no drums in the intro", BRIEF).turns) == BRIEF


SENTENCES = [json.loads(line) for line in (Path(__file__).parent / "followup_sentences.jsonl").read_text().splitlines()]
EVERYDAY = [json.loads(line) for line in (Path(__file__).parent / "followup_everyday.jsonl").read_text().splitlines()]
BRIEFS = [read_said(piece["prompt"]) for piece in CASES]
BRIEF_OF = {prompt: read_said(prompt) for prompt in {case["prompt"] for case in EVERYDAY}}


def judged(case):
    """Return how one of the further sentences is taken: as meant, told that it is not, or otherwise without a word."""
    said, brief = case["said"], BRIEFS[case["piece"]] if "piece" in case else BRIEF_OF[case["prompt"]]
    found = as_followup(said, brief)
    if found and not found.unread:
        return "meant" if "; ".join(map(str, found.turns)) in case["meant"] else "otherwise"
    is_told = found is not None or half_understood(said, brief) is not None
    return "meant" if is_told and case["meant"] == ["told"] else "told" if is_told else "otherwise"


@pytest.mark.parametrize(("half", "least"), [("development", 0.9), ("test", 0.85)])
def test_further_sentences_are_understood_as_meant_and_hardly_any_otherwise_without_a_word(half, least):
    cases = [case for case in SENTENCES if case["half"].startswith(half)]
    taken = Counter(map(judged, cases))
    assert taken["meant"] >= least * len(cases), taken
    assert taken["otherwise"] <= 0.1 * len(cases), taken


@pytest.mark.parametrize(("half", "least"), [("development", 0.95), ("test", 0.9)])
def test_everyday_sentences_are_understood_as_meant_on_bands_orchestras_and_machines(half, least):
    cases = [case for case in EVERYDAY if case["half"].startswith(half)]
    taken = Counter(map(judged, cases))
    assert taken["meant"] >= least * len(cases), taken
    assert taken["otherwise"] <= 0.05 * len(cases), taken


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the melody is boring, try another one", "redo lead"),
        ("the outro drags on, make it shorter", "length times +0.5 in outro"),
        ("drop the harmonica, and make it more driving", "remove harmonica; energy +1"),
        ("it's too long, 40 seconds is enough", "length_seconds +40"),
        ("simplify the guitar, it's too complex", "density -1 steel guitar"),
        ("change key to A minor", "key A minor"),
    ],
)
def test_clauses_are_read_together(said, meant):
    brief = BRIEFS[7]
    assert "; ".join(map(str, as_followup(said, brief).turns)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "don't end so suddenly",
        "the kick is too deep",
        "more tension in the strings",
        "swap the piano and the strings",
        "faster piano in the bridge",
        "more tension towards the climax",
        "add another piano",
    ],
)
def test_what_cannot_be_done_as_it_is_said_is_not_done_otherwise(said):
    assert as_followup(said, BRIEF) is None
    assert half_understood(said, BRIEF) is not None


@pytest.mark.parametrize("prompt", ["Bossa nova", "Calm piano", BRIEF.prompt, "waltz for strings", "no drums", ""])
def test_a_new_prompt_and_what_is_understood_are_not_half_understood(prompt):
    assert half_understood(prompt, BRIEF) is None


def test_what_might_have_been_meant_is_understood_itself():
    near = {said for text in ("congas on top", "a nicer end", "purple") for said in might_mean(text)}
    assert "busier drums" in might_mean("congas on top") and "a softer ending" in might_mean("a nicer end")
    assert all(as_followup(said, BRIEF) for said in near)
    assert all(as_followup(said, BRIEF) for said in followup_words().hints)


@pytest.mark.parametrize(
    ("said", "players", "manner"),
    [
        ("add a warm pad", ("warm pad",), ()),
        ("add a warm string pad and a soft bass", ("strings", "warm pad", "fingered bass"), ("warm", "soft")),
        ("add a lush string section", ("strings",), ("lush",)),
        ("add a mellow synth lead", ("saw lead",), ("mellow",)),
        ("put a pad under it", ("warm pad",), ()),
        ("add some sparkly old bells", ("tubular bells",), ("sparkly", "old")),
    ],
)
def test_whoever_is_new_joins_whatever_it_is_like(said, players, manner):
    found = as_followup(said, Brief(instruments=("choir", "piano")))
    assert [(one.what, one.players) for one in found.turns] == [("add", players)]
    assert set(found.manner) == set(manner)
