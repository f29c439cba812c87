"""What prompts imply, with the real encoder and the heads that ship."""

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.examples import INSTRUMENTS, examples
from audiogenesis_desktop.brief.intent import encode_targets, fit
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.brief.styles import leading
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.theory.instruments import find

STRUCK_OR_PLUCKED = {"glockenspiel", "nylon guitar", "pizzicato strings", "marimba", "xylophone", "harp"}


def families(brief: Brief) -> set[str]:
    return set(leading(brief.style).family)


def test_a_toothpaste_for_young_families_is_bright(encoder: Encoder) -> None:
    brief = read("Advert for a toothpaste brand for young families", encoder=encoder)
    assert brief.key.mode == "major"
    assert brief.valence > 0.4
    assert 110 <= brief.tempo_bpm <= 130
    assert len(STRUCK_OR_PLUCKED & set(brief.instruments)) >= 2


def test_soothing_piano_for_skincare_is_slow_and_soft(encoder: Encoder) -> None:
    brief = read("soothing piano for a skincare advert", encoder=encoder)
    assert brief.instruments[0] == "piano"
    assert "drums" not in brief.instruments
    assert brief.tempo_bpm < 85
    assert brief.energy < 0.35


PLAUSIBLE = [
    # prompt, leading styles, tempo, valence, mode (None: either), one of these plays
    ("sad piano about losing a friend", {"classical", "cinematic"}, (50, 85), (-1, -0.4), "minor", {"piano"}),
    ("dark forest at night", {"cinematic", "ambient"}, (55, 105), (-1, -0.2), "minor", {"strings", "warm pad"}),
    ("horror film in an old hospital", {"cinematic"}, (55, 105), (-1, -0.4), "minor", {"strings", "choir", "piano"}),
    ("epic trailer with huge drums", {"trailer"}, (95, 150), (-0.6, 0.6), None, {"taiko", "drums", "brass section"}),
    ("lo-fi study beats", {"lo-fi"}, (65, 95), (-0.4, 0.5), None, {"electric piano", "drums"}),
    ("bossa for a beach bar", {"latin"}, (95, 150), (0, 1), None, {"nylon guitar"}),
    ("jazz trio in a basement club", {"jazz"}, (80, 170), (-0.3, 1), None, {"piano", "acoustic bass"}),
    ("synthwave drive by night", {"electronic"}, (85, 130), (-0.6, 0.5), "minor", {"saw lead", "synth bass"}),
    ("a song for kids about animals", {"children"}, (95, 140), (0.4, 1), "major", {"glockenspiel", "nylon guitar"}),
    ("meditation for beginners", {"ambient"}, (45, 80), (-0.1, 0.7), None, {"warm pad"}),
    ("corporate video for an insurance company", {"corporate"}, (90, 130), (0.2, 1), "major", {"piano", "strings"}),
    ("Irish pub on a Friday night", {"folk"}, (95, 185), (0.1, 1), None, {"fiddle"}),
    ("final boss battle", {"game"}, (120, 180), (-1, 0.2), "minor", {"drums"}),
    (
        "a funeral for a fallen soldier",
        {"classical", "cinematic"},
        (45, 80),
        (-1, -0.5),
        "minor",
        {"cello", "choir", "strings"},
    ),
    ("workout at the gym", {"rock", "electronic", "pop"}, (115, 160), (0, 1), None, {"drums"}),
]


@pytest.mark.parametrize(("prompt", "styles", "tempo", "valence", "mode", "players"), PLAUSIBLE)
def test_what_is_implied_is_plausible(encoder: Encoder, prompt, styles, tempo, valence, mode, players) -> None:
    brief = read(prompt, encoder=encoder)
    assert families(brief) & styles
    assert tempo[0] <= brief.tempo_bpm <= tempo[1]
    assert valence[0] <= brief.valence <= valence[1]
    assert mode in (None, brief.key.mode)
    playing = {find(name).class_index for name in brief.instruments}
    assert {find(name).class_index for name in players} & playing


ORDERED = [
    ("valence", "a sad walk home", "a happy walk home"),
    ("valence", "gloomy office", "cheerful office"),
    ("valence", "a nightmare", "a birthday party"),
    ("valence", "the team lost the final", "the team won the final"),
    ("energy", "a calm lake", "a roaring race car"),
    ("energy", "a lullaby", "a rave"),
    ("energy", "gentle strings", "aggressive strings"),
    ("energy", "reading by the fire", "sprinting for the gold medal"),
    ("tempo_bpm", "a slow sunset", "a fast chase"),
    ("tempo_bpm", "falling asleep", "running from the police"),
    ("density", "a meditation in an empty room", "a busy carnival parade"),
]


@pytest.mark.parametrize(("name", "less", "more"), ORDERED)
def test_ordered_pairs(encoder: Encoder, name: str, less: str, more: str) -> None:
    assert getattr(read(less, encoder=encoder), name) < getattr(read(more, encoder=encoder), name)


def test_figures_do_not_change_the_mood(encoder: Encoder) -> None:
    plain = read("calm piano", encoder=encoder)
    figured = read("calm piano, no drums, 72 bpm, D minor, 30 seconds", encoder=encoder)
    assert abs(plain.energy - figured.energy) < 0.1
    assert abs(plain.valence - figured.valence) < 0.15


def test_the_examples_are_many_and_name_known_things() -> None:
    cases = examples()
    assert len({case.prompt for case in cases}) >= 5000
    assert len({case.topic for case in cases}) >= 250
    for case in cases:
        assert {name for name, _ in case.implied.style} <= set(FAMILIES)
        assert all(find(name) for name, _ in case.implied.instruments)
    assert all(find(name) for name in INSTRUMENTS)


def test_heads_learn_what_they_are_shown(encoder: Encoder) -> None:
    cases = [case for case in examples() if case.topic in ("horror", "birthday")]
    heads = fit(encoder.encode([case.prompt for case in cases]), encode_targets(cases))
    ghost, cake = encoder.encode(["a ghost in the cellar", "a cake with candles"])
    assert heads.imply(ghost).valence < 0 < heads.imply(cake).valence
