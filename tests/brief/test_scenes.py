"""What single words imply where there is no encoder: scenes and moods of music for pictures."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.guessing import guess
from audiogenesis_desktop.brief.lexicon import load_lexicon
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.brief.styles import leading
from audiogenesis_desktop.style.families import FAMILIES

SAD = [
    "music for a funeral",
    "grief",
    "heartbreak on a rainy day",
    "a widow's farewell",
    "she is mourning",
    "a requiem",
    "homesick and forlorn",
    "pessimistic",
    "a failure",
]
HAPPY = [
    "optimistic",
    "a birthday party",
    "summer holidays with friends",
    "an ice cream van",
    "carefree springtime picnic",
    "a jolly Christmas",
    "balloons at the funfair",
]
CALM = [
    "yoga class",
    "spa and massage",
    "falling asleep under the stars",
    "mindfulness",
    "mist over a quiet lake",
    "a zen garden",
]
WILD = [
    "workout at the gym",
    "a car race",
    "battlefield",
    "extreme sports highlights",
    "nightclub rave",
    "skateboarding",
]
DARK = ["a haunted house", "halloween", "a murder in the asylum", "vampires", "a sinister nightmare"]
STYLED = [
    ("cosy café", "jazz"),
    ("medieval tavern", "folk"),
    ("a startup's explainer video", "corporate"),
    ("puppet show", "children"),
    ("wild west saloon", "folk"),
    ("fiesta in Havana", "latin"),
    ("dungeon crawler", "game"),
    ("samurai at dawn in Japan", "world"),
    ("studying on a rainy window", "lo-fi"),
    ("a funeral", "classical"),
    ("rainy afternoon", "lo-fi"),
    ("outer space and planets", "ambient"),
    ("new beginnings", "cinematic"),
    ("in the courtroom", "cinematic"),
    ("dog at the theme park", "children"),
]


def plain(prompt: str) -> Brief:
    brief = read(prompt)
    assert brief.origin("valence") is Origin.INFERRED, f"{prompt} fell to defaults"
    return brief


@pytest.mark.parametrize("prompt", SAD)
def test_sorrow_is_slow_and_minor(prompt: str) -> None:
    brief = plain(prompt)
    assert brief.valence < -0.3 and brief.energy < 0.4 and brief.tempo_bpm < 85 and brief.key.mode == "minor"


@pytest.mark.parametrize("prompt", HAPPY)
def test_joy_is_quick_and_major(prompt: str) -> None:
    brief = plain(prompt)
    assert brief.valence > 0.5 and brief.tempo_bpm > 100 and brief.key.mode == "major"


@pytest.mark.parametrize("prompt", CALM)
def test_calm_is_slow_and_sparse(prompt: str) -> None:
    brief = plain(prompt)
    assert brief.energy < 0.3 and brief.tempo_bpm < 80 and brief.density < 0.4


@pytest.mark.parametrize("prompt", WILD)
def test_action_is_fast_and_loud(prompt: str) -> None:
    brief = plain(prompt)
    assert brief.energy > 0.75 and brief.tempo_bpm > 105


@pytest.mark.parametrize("prompt", DARK)
def test_horror_is_dark(prompt: str) -> None:
    brief = plain(prompt)
    assert brief.valence < -0.6 and brief.key.mode == "minor"


@pytest.mark.parametrize(("prompt", "style"), STYLED)
def test_a_scene_brings_its_style(prompt: str, style: str) -> None:
    assert style in leading(plain(prompt).style).family


def test_what_is_said_beats_a_scene() -> None:
    brief = plain("funky medieval tavern with a piano at 90 bpm")
    assert max(brief.style, key=lambda item: item[1])[0] == "funk"
    assert brief.tempo_bpm == 90 and "piano" in brief.instruments


def test_a_scene_that_is_denied_is_none() -> None:
    assert read("not a funeral").origin("valence") is Origin.DEFAULT


def test_scenes_are_within_their_ranges() -> None:
    for word, scene in load_lexicon().scenes.items():
        valence, energy, tempo, minor = scene.mood
        assert -1 <= valence <= 1 and 0 <= energy <= 1 and 30 <= tempo <= 240 and 0 <= minor <= 1, word
        assert scene.style == "" or scene.style in FAMILIES, word


def test_news_luck_and_outcomes_are_as_good_or_bad_as_they_are_called() -> None:
    for good, bad in (
        ("good news at last", "bad news again"),
        ("good luck", "bad luck"),
        ("good times", "hard times"),
        ("they won the cup", "they lost the cup"),
        ("the launch succeeded", "the launch failed"),
        ("a wish that came true", "a wish in vain"),
    ):
        happy, sad = guess(good), guess(bad)
        assert happy and sad and happy.valence > 0.5 > 0 > sad.valence and happy.minor < 0.5 < sad.minor
