"""Feel on the command line: over what a file has, and not at all where that is asked for."""

from argparse import Namespace
from dataclasses import replace

import pytest

from audiogenesis_desktop.commands.feeling import performed, with_options
from audiogenesis_desktop.commands.parser import build_parser
from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import Note, Score, Track

SCORE = Score(
    (Track(0, "Piano", notes=tuple(Note(i * 480, 60, 400, 80) for i in range(32)), feel=Feel(0.3)),),
    feel=Feel(0.8, None, 3, "rock"),
)


def options(feel=None, swing=None, as_written=False):
    return Namespace(feel=feel, swing=swing, as_written=as_written)


def test_what_is_not_said_stays_as_the_piece_has_it():
    assert with_options(SCORE, options()) is SCORE


def test_feel_and_swing_are_said_in_per_cent():
    assert with_options(SCORE, options(feel=40)).feel == replace(SCORE.feel, amount=0.4)
    assert with_options(SCORE, options(swing=62)).feel == replace(SCORE.feel, swing=0.62)


def test_as_written_is_as_written_whatever_the_piece_or_a_track_has():
    assert performed(SCORE, options(as_written=True, feel=90)).tracks[0].notes == SCORE.tracks[0].notes
    assert with_options(SCORE, options(as_written=True)).is_as_written


def test_what_is_performed_has_no_feel_left():
    played = performed(SCORE, options())
    assert played.feel == AS_WRITTEN and played.tracks[0].notes != SCORE.tracks[0].notes


@pytest.mark.parametrize(
    "command", [["compose", "x"], ["render", "a.mid", "-o", "a.wav"], ["play", "a.mid"], ["stream", "x"]]
)
def test_every_command_that_is_heard_may_be_told(command):
    found = build_parser().parse_args([*command, "--feel", "50", "--swing", "66"])
    assert (found.feel, found.swing, found.as_written) == (50, 66, False)


@pytest.mark.parametrize("wrong", [["--feel", "101"], ["--feel", "x"], ["--swing", "49"], ["--swing", "80"]])
def test_what_makes_no_sense_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as told:
        build_parser().parse_args(["play", "a.mid", *wrong])
    assert told.value.code == 2 and "a share from" in capsys.readouterr().err
