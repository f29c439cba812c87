"""What a prompt asks for and nothing serves is told in one line; ordinary prompts are told nothing."""

import csv

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.reading import read, read_said
from audiogenesis_desktop.brief.telling import as_dict
from audiogenesis_desktop.brief.wording import read_wording
from audiogenesis_desktop.evaluation.prompt_cases import load_cases

WISHES = [
    ("calm piano, stems, 30 s", ["stems"]),
    ("-16 LUFS, calm piano", ["-16 LUFS"]),
    ("24 bit 48 kHz WAV, harp", ["24 bit", "48 kHz", "WAV"]),
    ("calm piano, no bridge", ["no bridge"]),
    ("piano without a chorus, 72 bpm", ["without a chorus"]),
    ("happy pop, three versions", []),
    ("15 s, with a key change", ["key change"]),
    ("it starts big and slows down", ["starts big", "slows down"]),
    ("piano,\nsheet\tmusic", ["sheet music"]),
    ("drone at 432 Hz", ["432 Hz"]),
    ("lo-fi with vinyl crackle", ["vinyl crackle"]),
    ("piano, 24 bit, strings", ["24 bit"]),  # between words of one field
    ("30 s, drums enter at 10 s", ["at 10 s"]),
    ("piano until 0:20, then strings", ["until 0:20"]),
    ("30 s, the climax 20 s in", ["20 s in"]),
    ("the first 10 seconds soft, 45 s", ["the first 10 seconds"]),
    ("strings from 10 to 20 s", ["from 10 to 20 s"]),
    ("a song with lyrics, rap verse over a beat", ["lyrics", "rap verse"]),
    ("a female singer, modulate up at the end", ["female singer", "modulate up"]),
    ("a tail of 2 seconds", ["tail of 2 seconds"]),
    ("30 s, fade out 3 seconds", ["3 seconds"]),  # there is a fade, of another length
    ("a 2-second fade in, 30 s", ["2-second"]),
    ("calm piano fade out 30 s", []),
    ("30 s, 1 second of silence at the end", ["1 second of silence"]),
    ("fades out over the last 5 seconds", ["over the last 5 seconds"]),
    ("rain sounds for sleeping", ["rain sounds"]),
    ("the sound of thunder and a cello", ["sound of thunder"]),
    ("a flute and forest ambience, white noise", ["forest ambience", "white noise"]),
    ("otamatone and piano", ["otamatone"]),
    ("a xaphoon solo over drums", ["xaphoon"]),  # of which nobody here has heard
    ("a sad tune played on a zeusaphone", ["zeusaphone"]),
    ("solo flumpet", ["flumpet"]),
]
ORDINARY = [
    "8-bit arcade music",
    "16-bit console game, square lead",
    "a drum loop and Rhodes",
    "podcast intro, friendly and curious",
    "Our app speeds up your work.",
    "the idea stems from love",
    "keep your team in the loop",
    "jazz with a guitar solo",
    "the crowd cheers, she stops, he turns",
    "surround yourself with friends",
    "a drop of water on a leaf",
    "not too loud, no rush",
    "5k run, no pain no gain",
    "no drums, no vocals",
    "no rap, no lyrics",
    "singer songwriter",
    "one hero against the empire never stops",
    "at 7:30 am we wake up",
    "shipped in 30 seconds or less",
    "ready in 5 minutes, 30 seconds in total",
    "the trains leave at 5:40",
    "a blazing solo, a long solo, a soulful solo",
    "a solo traveller in Japan",
    "solo artist, solo album launch",
    "viola solo, then a kora solo",
    "kazoo-like clarinet",
    "the rain on the window, waves on the shore",
]


@pytest.mark.parametrize(("prompt", "unread"), WISHES)
def test_a_wish_that_nothing_serves_is_reported(prompt: str, unread: list[str]) -> None:
    said = read_wording(prompt)
    assert list(said.unread) == unread
    telling = [notice for notice in said.notices if notice.startswith("Not understood")]
    assert len(telling) == bool(unread)
    assert all(f"“{words}”" in telling[0] for words in unread) and (not unread or "(" in telling[0])


@pytest.mark.parametrize("prompt", ORDINARY)
def test_ordinary_words_are_no_wishes(prompt: str) -> None:
    assert read_wording(prompt).unread == ()


def test_of_the_prompts_for_judging_one_alone_asks_for_what_is_not_there() -> None:
    prompts = [text for case in load_cases() for text in (case.prompt, case.more) if text]
    assert {words for prompt in prompts for words in read_wording(prompt).unread} == {"without reverb"}


def test_of_the_prompts_that_reading_learns_from_hardly_any_does() -> None:
    with paths.resource("intent_prompts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    prompts = [prompt for row in rows for cell in (row["subjects"], row["prompts"]) for prompt in cell.split("|")]
    assert {words for prompt in prompts for words in read_wording(prompt).unread} <= {
        "loop",
        "loopable",
        "vinyl crackle",
        "the first ten seconds",
    }


def test_the_brief_carries_it_to_the_window_and_to_json() -> None:
    brief = read("calm piano, stems")
    assert brief.unread == read_said("calm piano, stems").unread == ("stems",)
    assert as_dict(brief)["unread"] == ["stems"] and "stems" in " ".join(as_dict(brief)["notices"])


def test_many_wishes_stay_one_line() -> None:
    (telling,) = read_wording("stems, wav, mp3, flac, reverb, fermata, rubato, 24 bit").notices
    assert telling.endswith("and 3 more.") and "\n" not in telling


@pytest.mark.parametrize(
    ("prompt", "taken", "left"),
    [
        ("15s, 30s and 60s versions", "60 s", "15 and 30 s"),
        ("a 15-second and a 30-second version", "30 s", "15 s"),
        ("two versions: 15 s and 30 s", "30 s", "15 s"),
        ("15/30/60", "60 s", "15 and 30 s"),
        ("jingle, 15, 30 and 60 s", "60 s", "15 and 30 s"),
    ],
)
def test_of_several_lengths_it_is_told_which_was_taken(prompt: str, taken: str, left: str) -> None:
    (telling,) = read_wording(prompt).notices
    assert f"one length: {taken} was taken" in telling and f"versions for {left}" in telling


@pytest.mark.parametrize(
    ("prompt", "telling"),
    [
        ("90 bpm, then 120 bpm", "One piece has one tempo: 120 bpm was taken."),
        ("60-70 bpm", "Of 60-70 bpm the middle was taken: 65 bpm."),
        ("tempo 90 to 120", "Of 90 to 120 the middle was taken: 105 bpm."),
        ("5/4 then 4/4", "One piece has one meter: 4/4 was taken."),
        ("from C minor to E major", "One piece has one key: E major was taken."),
    ],
)
def test_of_several_tempi_meters_or_keys_it_is_told_which_was_taken(prompt: str, telling: str) -> None:
    assert read_wording(prompt).notices == (telling,)


@pytest.mark.parametrize(
    "prompt",
    [
        "make it 90 bpm, no, 100 bpm",
        "30 seconds, no, make it 20 seconds",
        "tempo 60, 30 s",
        "30 s at 60 bpm",
        "D minor, no, E minor",
    ],
)
def test_what_is_taken_back_and_what_is_something_else_is_no_second_one(prompt: str) -> None:
    assert not read_wording(prompt).notices
