"""Music that nobody asked for in words says what it would have been asked for by."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.compose import heard_brief as hearing
from audiogenesis_desktop.compose.heard_brief import heard_brief, heard_styles
from audiogenesis_desktop.score.edits import add_music
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.training.styles.writing import write

WALTZ = Score(
    (
        Track(
            0, "Flute", program=73, notes=tuple(Note(2880 * i, 67 + (0, 4, 7, 2)[i % 4], 960, 80) for i in range(16))
        ),
        Track(1, "Left", program=0, notes=tuple(Note(2880 * i, (43, 43, 50, 43)[i % 4], 2880, 70) for i in range(16))),
        Track(2, "Right", program=0, notes=tuple(Note(2880 * i + 960, 59, 960, 70) for i in range(16))),
        Track(3, "Empty", program=40),
    ),
    tempi=(Tempo.from_bpm(0, 90),),
    meters=(Meter(0, 3, 4),),
)


def test_times_key_and_players_are_those_of_the_notes():
    brief = heard_brief(WALTZ)
    assert (round(brief.tempo_bpm), brief.meter, brief.key.name) == (90, (3, 4), "G major")
    assert brief.instruments == ("flute", "piano")
    assert brief.length_seconds == pytest.approx(16 * 2.0, abs=0.01)
    assert brief.prompt == ""


@pytest.mark.parametrize("style", ["house", "string quartet", "bluegrass"])
def test_a_style_is_heard_without_its_name(style):
    score = replace(write(style, 5).score, title="")
    styles = heard_brief(score).style
    assert styles[0][0] == style
    assert sum(weight for _, weight in styles) == pytest.approx(1)


def test_a_long_piece_is_heard_by_its_beginning():
    house, quartet = write("house", 1).score, write("string quartet", 1).score
    long = house
    while long.end_tick < 66 * 3840:
        long = add_music(long, house, long.end_tick)
    assert heard_styles(add_music(long, quartet, long.end_tick))[0][0] == "house"


def test_without_notes_or_a_critic_there_is_a_whole_brief_all_the_same(monkeypatch):
    assert heard_brief(Score()).instruments
    monkeypatch.setattr(hearing, "shipped_critic", lambda: None)
    brief = heard_brief(WALTZ)
    assert brief.meter == (3, 4) and brief.style
