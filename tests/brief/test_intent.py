"""What prompts imply, with the real encoder and the heads that ship."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import ARCS, Brief
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.examples import Example, examples
from audiogenesis_desktop.brief.intent import (
    LEAST_FAMILIARITY,
    Heads,
    load_heads,
    read_heads,
)
from audiogenesis_desktop.brief.intent_figures import figures
from audiogenesis_desktop.brief.intent_fitting import columns_of, encode_targets, fit, write_heads
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.brief.styles import leading
from audiogenesis_desktop.brief.topics import tempo_range, usual_of
from audiogenesis_desktop.style.book import shipped
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
    ("final boss battle", {"game", "rock", "trailer"}, (120, 180), (-1, 0.2), "minor", {"drums"}),
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
        assert {name for name, _ in case.implied.style} <= set(shipped())
        assert sum(weight for _, weight in case.implied.style) == pytest.approx(1)
        assert all(find(name) for name, _ in case.implied.instruments)
        assert {name for name, _ in case.implied.arc} <= set(ARCS)
        low, high = tempo_range(case.implied)
        assert low - 1e-6 <= case.implied.tempo_bpm <= high + 1e-6


def test_every_style_leads_many_prompts_of_several_topics() -> None:
    topics_by_style: dict[str, list[str]] = defaultdict(list)
    for case in examples():
        topics_by_style[max(case.implied.style, key=lambda item: item[1])[0]].append(case.topic)
    assert set(topics_by_style) == set(shipped())
    for style, topics in topics_by_style.items():
        assert len(topics) >= 12 and len(set(topics)) >= 4, style
    said_alone = {"no intro", "no outro"}
    assert {name for case in examples() for name, _ in case.implied.arc} == set(ARCS) - said_alone


def learned_from(encoder: Encoder, cases: list[Example]) -> Heads:
    columns = columns_of(cases)
    return fit(encoder.encode([case.prompt for case in cases]), encode_targets(cases, columns), columns)


def test_heads_learn_what_they_are_shown(encoder: Encoder) -> None:
    heads = learned_from(encoder, [case for case in examples() if case.topic in ("horror", "birthday")])
    ghost, cake = encoder.encode(["a ghost in the cellar", "a cake with candles"])
    assert heads.imply(ghost).valence < 0 < heads.imply(cake).valence
    assert dict(heads.imply(ghost).style)["horror"] > dict(heads.imply(cake).style)["horror"]


def test_an_arc_is_implied_where_it_is_clear(encoder: Encoder) -> None:
    case = Example("it grows until the end", "one", replace(usual_of("cinematic"), arc=(("builds", 1.0),)))
    heads = learned_from(encoder, [case, *(Example(f"tea number {i}", "two", usual_of("lo-fi")) for i in range(5))])
    grows, tea = encoder.encode(["it grows until the end", "a cup of tea"])
    assert [name for name, _ in heads.imply(grows).arc] == ["builds"]
    assert heads.imply(tea).arc == ()


def few_heads() -> Heads:
    cases = [Example(name, name, usual_of(name)) for name in ("house", "reggae", "waltz")]
    columns = columns_of(cases)
    return fit(np.eye(3, 384, dtype=np.float32), encode_targets(cases, columns), columns)


def test_a_file_of_heads_says_which_columns_it_has(tmp_path: Path) -> None:
    heads = replace(few_heads(), spread=np.array([0.1, 0.2, 0.3, 0.4], dtype=np.float32))
    write_heads(heads, tmp_path / "heads.safetensors")
    again = read_heads(tmp_path / "heads.safetensors")
    assert again.columns == heads.columns and again.columns.styles == ("house", "reggae", "waltz")
    for vector in heads.anchors:
        one, other = heads.imply(vector), again.imply(vector)
        assert one.style[0][0] == other.style[0][0] and other.tempo_bpm == pytest.approx(one.tempo_bpm, rel=0.01)
        assert one.instruments[0][0] == other.instruments[0][0] and one.spread == other.spread


def test_a_style_that_the_book_has_not_any_more_is_left_out() -> None:
    heads, fewer = few_heads(), few_heads().with_known(("waltz", "house", "a style that was never learned"))
    reggae, waltz = heads.anchors[1:]
    assert fewer.columns.styles == ("house", "waltz") and fewer.columns.instruments == heads.columns.instruments
    assert heads.imply(reggae).style[0][0] == "reggae"
    assert "reggae" not in dict(fewer.imply(reggae).style) and sum(dict(fewer.imply(reggae).style).values()) > 0.999
    assert fewer.imply(waltz).style[0][0] == "waltz" and fewer.imply(waltz).meters == heads.imply(waltz).meters
    assert fewer.imply(reggae).instruments == heads.imply(reggae).instruments


def test_what_ships_knows_the_book_and_tells_gibberish(encoder: Encoder) -> None:
    heads = load_heads()
    assert set(heads.columns.styles) == set(shipped())
    gibberish = ["asdf qwer zxcv", "xkcd blorp fnord", "qqqq wwww", "zzxxy plmok"]
    assert all(heads.familiarity(vector) < LEAST_FAMILIARITY for vector in encoder.encode(gibberish))
    meant = ["sad", "a bank", "techno", "my dog", "sunrise"]
    assert all(heads.familiarity(vector) > LEAST_FAMILIARITY for vector in encoder.encode(meant))


DESCRIBED = [
    ("a relentless kick and rumbling bass for a warehouse at dawn", "techno"),
    ("walking bass and brushes behind a soft piano, late at night", "jazz trio"),
    ("banjo and fiddle race each other at a barn dance", "bluegrass"),
    ("gated snare and neon synths in the eighties", "synthwave"),
    ("sitar over a drone with tabla at a spice market", "indian"),
    ("distorted riffs with double kick drums", "metal"),
    ("off-beat guitar chops, deep bass, on the beach in Jamaica", "reggae"),
    ("plucked strings sneak after a clumsy burglar", "comedy pizzicato"),
    ("bandoneon and violin, a couple in a passionate dance", "tango"),
    ("rattling hi-hats and 808 bass at half time", "trap"),
]


@pytest.mark.parametrize(("prompt", "style"), DESCRIBED)
def test_a_style_that_is_described_is_known(encoder: Encoder, prompt: str, style: str) -> None:
    assert load_heads().imply(encoder.encode([prompt])[0]).style[0][0] == style


def test_figures_of_perfect_answers_are_perfect() -> None:
    cases = [case for case in examples() if case.topic in ("horror", "wedding", "house as it sounds")]
    columns = columns_of(cases)
    targets = encode_targets(cases, columns)
    perfect, shuffled = figures(targets, targets, columns), figures(np.roll(targets, 40, axis=0), targets, columns)
    assert all(value == (0.0 if "error" in name or "arcs" in name else 1.0) for name, value in perfect.items())
    assert shuffled["leading style right"] < 0.7 and shuffled["valence, mean error"] > 0.1
