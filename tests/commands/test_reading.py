"""Commands that take a file take projects as they take MIDI files."""

import argparse

import pytest

from audiogenesis_desktop.commands.compose import write_take
from audiogenesis_desktop.commands.output_files import files_of_takes
from audiogenesis_desktop.commands.reading import read_score
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import read_project, write_project
from tests.files.project.evening import evening


def test_a_project_is_read_as_its_score(tmp_path):
    path = tmp_path / "song.agproj"
    write_project(evening(), path)
    assert read_score(path) == evening().score


def test_a_project_that_is_none_is_named(tmp_path):
    path = tmp_path / "song.agproj"
    path.write_bytes(b"MThd")
    with pytest.raises(BadInput, match=r"song\.agproj is no project"):
        read_score(path)


def test_a_take_is_written_as_a_project_with_what_it_was_asked_by(tmp_path):
    take, path = evening().take, tmp_path / "song.agproj"
    (files,) = files_of_takes([path], 1)
    assert files == [path]
    write_take(take, files, argparse.Namespace(as_written=False, feel=None, swing=None))
    piece = read_project(path)
    assert piece.take == take and piece.workplace.prompt == take.prompt
    assert isinstance(piece, Piece) and piece.score.tracks == take.score.tracks
