"""Levels that styles want: of every role, by family where it differs, and a mistake in the file is told by its line."""

import re

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.mixing import MixWishes, fader_db, mix_of, mix_wishes, wished_level_lu
from audiogenesis_desktop.style.reading import parse
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.instruments import find

TEXT = paths.resource("mix.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("style", [None, *book().values()], ids=lambda style: style.name if style else "none")
def test_a_tune_lies_2_to_5_lu_over_the_chords_and_nobody_is_wished_away(style):
    level = {role: wished_level_lu(role, style) for role in ROLES}
    assert 1 < level["lead"] - level["chords"] <= 4
    assert max(level.values()) - min(level.values()) <= 7


def test_a_family_has_its_own_levels_where_it_differs():
    assert mix_wishes().level_lu("drums", ["electronic"]) > mix_wishes().level_lu("drums")
    assert mix_wishes().level_lu("lead", ["electronic"]) == mix_wishes().level_lu("lead")


def test_the_volume_of_a_style_s_own_part_comes_on_top():
    style, part = next((s, p) for s in book().values() for p in s.parts if p.volume == 118)
    assert wished_level_lu(part.role, style, part=part.name) - wished_level_lu(part.role, style) == pytest.approx(
        2.875, abs=0.01
    )


def test_a_fader_has_the_law_of_general_midi_2():
    assert fader_db(100) == 0
    assert fader_db(50) == pytest.approx(-12.04, abs=0.01)


def test_a_part_that_the_style_lacks_has_its_role_s_place_and_room_and_its_sound_s_chorus():
    assert mix_of("figure", find("harp"), None).pan != 64 == mix_of("bass", find("synth bass"), None).pan
    assert mix_of("pad", find("warm pad"), None).reverb == mix_wishes().reverb["pad"]
    assert mix_of("chords", find("electric piano"), None).chorus == mix_wishes().chorus["electric piano"]
    assert mix_of("lead", find("flute"), None).chorus == 0


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("lead = -5.0", "lead = 5.0", "<= 0"),
        ('"warm pad" = 36', '"warm pat" = 36', "'warm pat' is no instrument"),
        ("drums = -4.5", "drum = -4.5", "'drum' is none of"),
        ("[levels.electronic]", "[levels.electric]", "'electric' is none of"),
        ("percussion = -10.0\nbass", "bass", "'percussion' is missing"),
    ],
)
def test_a_mistake_is_told_by_its_line(before, after, told):
    with pytest.raises(BadInput, match=rf"mix\.toml, line \d+: .*{re.escape(told)}"):
        parse(TEXT.replace(before, after, 1), MixWishes, name="mix.toml")
