"""Words of arc and texture: how a piece is to go, and what it is to be made of."""

import pytest

from audiogenesis_desktop.brief.brief import ARCS, TEXTURES, Origin
from audiogenesis_desktop.brief.lexicon import load_lexicon
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.brief.telling import as_dict, as_text

COURSES = [
    ("a loop for a menu", ()),
    ("seamless loop for a menu screen", ("loop",)),
    ("epic, 30 s, stops dead at 18 s", ("sudden end",)),
    ("starts quiet, then drums", ("quiet start",)),
    ("it begins softly and gets louder", ("quiet start", "builds")),
    ("fade out at the end", ("fade out",)),
    ("piano,\nhard\tstop", ("sudden end",)),
    ("trailer that builds to a huge climax and ends big", ("builds", "big ending")),
    ("house with a breakdown and a massive drop", ("breakdown", "drops")),
    ("techno, steady throughout, no drops", ("steady",)),
    ("ambient, fades in slowly and dies away", ("fade in", "falls")),
    ("ballad with a soft ending", ("soft ending",)),
    ("no build up, please", ("steady",)),
    ("ends softly. No, a big finish", ("big ending",)),
    ("calm piano, no intro", ("no intro",)),
    ("piano without an outro, 72 bpm", ("no outro",)),
    ("a jingle without an intro and no outro", ("no intro", "no outro")),
    ("house with a soft intro", ("quiet start",)),
    ("a song with an intro and an outro", ()),
    ("the colour never fades", ()),
    ("a drop of water on a leaf", ()),
    ("a company that builds houses", ()),
    ("keep your team in the loop", ()),
]
MADE_OF = [
    ("piano, no melody", ("no melody",)),
    ("underscore for a documentary", ("no melody",)),
    ("jazz trio with brushes", ("brushes",)),
    ("funk with hand claps", ("claps",)),
    ("a ticking clock and a riser", ("ticking", "riser")),
    ("a heartbeat under low strings", ("heartbeat",)),
    ("sparse piano", ("sparse",)),
    ("140 bpm, half-time", ("half-time",)),
    ("rock with a full sound", ("full",)),
    ("funk without claps", ()),
    ("toothbrushes and hair brushes", ()),
    ("half-time show", ()),
]


@pytest.mark.parametrize(("prompt", "arc"), COURSES)
def test_how_a_piece_is_to_go_is_read(prompt: str, arc: tuple[str, ...]) -> None:
    assert read_said(prompt).arc == arc


@pytest.mark.parametrize(("prompt", "texture"), MADE_OF)
def test_what_a_piece_is_to_be_made_of_is_read(prompt: str, texture: tuple[str, ...]) -> None:
    assert read_said(prompt).texture == texture


@pytest.mark.parametrize(("prompt", "_"), [case for case in [*COURSES, *MADE_OF] if case[1]])
def test_what_is_read_is_not_told_as_not_understood(prompt: str, _: tuple[str, ...]) -> None:
    assert read_said(prompt).unread == ()


def test_each_has_its_words_and_shows() -> None:
    prompt = "starts quietly and builds to a climax, with claps"
    brief = read_said(prompt)
    found = {(cause.field, cause.name, prompt[cause.start : cause.end]) for cause in brief.causes}
    assert {
        ("arc", "quiet start", "starts quietly"),
        ("arc", "builds", "builds to"),
        ("texture", "claps", "claps"),
    } <= found
    assert prompt[slice(*brief.spans["arc"])].startswith("starts quietly")
    assert brief.origin("arc") is brief.origin("texture") is Origin.SAID
    assert (as_dict(brief)["arc"], as_dict(brief)["texture"]) == (["quiet start", "builds"], ["claps"])
    assert "quiet start, builds" in as_text(brief) and as_dict(brief)["origins"]["arc"] == "said"


def test_the_lexicon_names_what_the_brief_knows() -> None:
    for table, known in ((load_lexicon().arcs, ARCS), (load_lexicon().textures, TEXTURES)):
        assert {wish.meaning for wishes in table.values() for wish in wishes} == {"", *known}
