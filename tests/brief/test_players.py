"""Which style those named are to play: what is described, unless they are strangers to it."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.players import fitting_style, skill
from audiogenesis_desktop.brief.reading import read_said, read_with, restyled
from audiogenesis_desktop.brief.topics import usual_of
from audiogenesis_desktop.brief.wording import Said, read_wording


def _said(*instruments: str) -> Said:
    return Said({"instruments": instruments})


def test_players_at_home_in_the_likeliest_style_leave_it_there() -> None:
    mixture = (("bossa", 0.5), ("flamenco", 0.3), ("indie pop", 0.2))
    assert fitting_style(mixture, _said("nylon guitar", "drums"), None) == "bossa"


def test_one_player_alone_does_not_outweigh_what_is_described() -> None:
    assert fitting_style((("ambient", 0.4), ("minimal tech", 0.2)), _said("warm pad"), None) == "ambient"


def test_strangers_turn_what_is_nearly_as_likely() -> None:
    mixture = (("techno", 0.4), ("string quartet", 0.3))
    assert fitting_style(mixture, _said("violin", "viola", "cello"), None) == "string quartet"


def test_a_word_for_many_kinds_is_no_stranger() -> None:
    said = read_wording("a guitar that chops between the beats")
    assert fitting_style((("reggae", 0.5), ("afro", 0.3)), said, None) == "reggae"


PIANISTS = (("piano",), ("piano", "banjo"), ("piano", "banjo", "tuba"))


def test_each_stranger_counts_and_being_enough_a_little() -> None:
    alone, one, two = (skill("piano solo", names, frozenset()) for names in PIANISTS)
    assert alone > one > two


def test_a_solo_over_something_is_not_unaccompanied() -> None:
    assert not read_wording("a guitar solo over blues in E").values.get("only")
    assert read_wording("guitar solo, blues in E").values.get("only")


def test_a_cappella_is_voices_alone_and_a_melodica_is_known() -> None:
    assert read_wording("a cappella choir humming").values["is_ensemble"]
    assert read_wording("reggae with a melodica tune").values["instruments"] == ("harmonica",)


@pytest.mark.parametrize(
    ("prompt", "players"),
    [
        ("a lied for voice and piano", ("voice oohs", "piano")),
        ("lieder", ("voice oohs", "piano")),
        ("art song about autumn", ("voice oohs", "piano")),
        ("a song for soprano and piano in the style of Schubert", ("voice oohs", "piano")),
        ("theorbo and viola da gamba", ("nylon guitar", "cello")),
        ("balalaika and bayan", ("steel guitar", "accordion")),
        ("a metal riff with fast double bass", ("drums",)),
        ("double bass and piano", ("acoustic bass", "piano")),
        ("soprano sax and a soprano", ("soprano sax", "voice oohs")),
        ("soprano recorder", ("recorder",)),
    ],
)
def test_singers_and_players_of_the_world_are_those_here_who_sound_like_them(
    prompt: str, players: tuple[str, ...]
) -> None:
    assert read_wording(prompt).values["instruments"] == players


def test_an_art_song_is_sung_over_a_piano_alone_and_a_lie_is_no_song() -> None:
    said = read_said("a lied for voice and piano")
    assert said.style[0][0] == "piano solo" and said.instruments == ("voice oohs", "piano")
    assert "style" not in read_wording("he lied to me and left").values


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("a hymn for organ", "baroque"),
        ("organ chorale", "baroque"),
        ("gospel hymn", "gospel"),
        ("calm music for sleeping", "meditation"),
        ("lo-fi beats for sleep", "lo-fi"),
    ],
)
def test_hymns_on_the_organ_and_music_to_sleep_to(prompt: str, style: str) -> None:
    assert read_said(prompt).style[0][0] == style


def test_what_builds_to_a_climax_has_the_largest_of_the_bands_that_suit() -> None:
    def sizes(what: str) -> set[int]:
        return {len(read_said(f"{what} for {n} mountains").instruments) for n in range(12)}

    assert len(sizes("cinematic music")) > 1
    assert sizes("cinematic music that builds to a climax") == {max(sizes("cinematic music"))}


def _implied(density: float) -> Implied:
    usual = usual_of("ambient")
    return replace(usual, density=density, instruments=(*usual.instruments, ("harp", 0.9), ("celesta", 0.9)))


def test_what_is_to_be_fuller_than_its_style_usually_is_has_a_larger_line_up() -> None:
    full, usual = (read_with("a thousand birds", _implied(density)) for density in (0.6, 0.15))
    sparse = read_with("a thousand birds", _implied(0.0))
    assert "harp" in full.instruments and len(full.instruments) >= len(usual.instruments) >= len(sparse.instruments)
    assert len(full.instruments) > len(sparse.instruments)


def test_a_style_set_by_hand_brings_its_density_and_leaves_how_full_the_piece_is_beside_it() -> None:
    brief = read_with("a thousand birds", _implied(0.3))
    house = restyled(brief, {"style": (("house", 1.0),)})
    assert house.density == 0.77  # ambient has 0.15, house 0.62
    dense = read_with("dense birds", _implied(0.3))
    assert restyled(dense, {"style": (("house", 1.0),)}).density == dense.density


def test_a_word_of_a_styles_name_says_nothing_of_density() -> None:
    assert "density" not in read_wording("minimal tech, 112 bpm, clean").values
    assert (
        read_wording("minimal house").values["density"]
        == read_wording("minimal tech, but sparse").values["density"] + 0.05
    )
