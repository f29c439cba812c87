"""Styles that are named for a part of the music, or in passing: what the prompt describes decides."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.brief.hints import heeded
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.reading import read_said, read_with, restyled
from audiogenesis_desktop.brief.wording import read_wording
from audiogenesis_desktop.style.book import book

HINTS = [
    "drum machine, soulful chords, a rubbery line below",
    "choir singing in a Latin tongue over hammering drums",
    "steady kick with orchestral hits",
    "a piano, a cello and a music box",
    "ride cymbal and a lazy swing",
]
NAMED = [
    "a soulful song",
    "soul with horns",
    "orchestral music",
    "something in the style of a waltz, with jazzy chords",
    "a lullaby",
    "music box",
    "swing, please",
    "reggae for a summer drink",
    "house with jazzy chords",
    "a Latin track with a choir",
]
KICK = Implied(
    valence=0.4,
    energy=0.7,
    tempo_bpm=122.0,
    minor=0.5,
    density=0.5,
    meters=(((4, 4), 1.0),),
    style=(("house", 0.8), ("disco", 0.2)),
    instruments=(("drums", 0.9),),
)


@pytest.mark.parametrize("prompt", HINTS)
def test_a_style_named_for_a_part_is_a_hint(prompt: str) -> None:
    assert read_wording(prompt).values["is_hint"]


@pytest.mark.parametrize("prompt", NAMED)
def test_a_style_named_for_the_music_is_none(prompt: str) -> None:
    assert not read_wording(prompt).values["is_hint"]


def test_a_hint_gives_way_to_what_is_described() -> None:
    said = heeded(read_wording("straight kick, soulful chords and shakers"), KICK)
    assert "style" not in said.values and "style" not in said.spans
    assert not [cause for cause in said.causes if cause.field == "style"]
    assert read_with("straight kick, soulful chords and shakers", KICK).style[0][0] == "house"


def test_a_hint_holds_where_what_is_described_knows_it() -> None:
    soulful = replace(KICK, style=(("house", 0.6), ("soul", 0.4)))
    brief = read_with("straight kick, soulful chords and shakers", soulful)
    assert brief.style == (("soul", 1.0),) and brief.origin("style") is Origin.SAID


def test_a_family_is_held_by_any_of_its_styles() -> None:
    jazzy = replace(KICK, style=(("house", 0.6), ("jazz trio", 0.4)))
    assert "style" in heeded(read_wording("straight kick and jazzy chords"), jazzy).values


def test_a_hint_is_all_there_is_without_the_encoder() -> None:
    assert read_said("soulful chords and shakers").style == (("soul", 1.0),)


def test_a_style_set_by_hand_is_no_hint() -> None:
    brief = read_with("straight kick, soulful chords and shakers", KICK)
    changed = restyled(brief, {"style": (("techno", 1.0),)})
    low, high = book()["techno"].time.tempo
    assert low <= changed.tempo_bpm <= high and changed.instruments != brief.instruments
