"""Which style a Brief is planned from, and what is told of a style that lacks what was asked for."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.styling import harmony_of, lender, styles_of
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.theory.keys import Key
from tests.plan.test_parts import brief_of


@pytest.mark.parametrize("family", ["pop", "children"])
def test_a_vague_family_with_a_piano_alone_is_no_style_for_one_season(family: str) -> None:
    style, weight = styles_of(Brief(style=((family, 1.0),), instruments=("piano",)))[0]
    assert family in style.family and style.name != "christmas" and weight == 1.0


def test_a_family_is_the_style_that_people_call_so_unless_the_instruments_say_otherwise() -> None:
    assert styles_of(Brief(style=(("rock", 1.0),), instruments=("distortion guitar", "drums")))[0][0].name == "rock"
    quartet = ("violin", "violin", "viola", "cello")
    assert styles_of(Brief(style=(("classical", 1.0),), instruments=quartet))[0][0].name == "string quartet"


def test_a_style_takes_the_harmony_of_one_like_it_in_a_mode_that_it_lacks_and_that_is_told_once() -> None:
    lent = lender("techno", "major")
    assert lent is not None and harmony_of("techno", "major") == shipped()[lent].harmony.major
    assert {*shipped()[lent].family} & {*shipped()["techno"].family}
    asked = brief_of("techno").with_fields(Origin.SAID, key=Key(0, "major"))
    told = as_played(as_played(asked))
    assert [lent in notice and "major" in notice for notice in told.notices] == [True]
    assert as_played(told.with_fields(Origin.EDITED, key=Key(0, "minor"))).notices == ()
    assert lender("techno", "minor") is None


def test_a_style_with_a_scale_of_its_own_tells_that_it_plays_a_plain_key_where_one_is_asked_for() -> None:
    asked = brief_of("klezmer").with_fields(Origin.SAID, key=Key(2, "major"))
    (notice,) = as_played(asked).notices
    assert "plain major" in notice and "D major" in notice
    assert as_played(brief_of("klezmer").with_fields(Origin.INFERRED, key=Key(2, "major"))).notices == ()
    assert as_played(asked.with_fields(Origin.EDITED, key=Key(2, "minor"))).notices == ()


def test_a_meter_that_a_styles_drums_lack_is_told() -> None:
    (notice,) = as_played(brief_of("house", meter=(7, 8))).notices
    assert "house" in notice and "7/8" in notice
    assert as_played(brief_of("house", meter=(3, 4))).notices == ()
    assert as_played(brief_of("string quartet", meter=(7, 8))).notices == ()
