"""Journals come back as far as they were written whole, wherever the power went."""

from dataclasses import replace
from itertools import pairwise

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project import journal as journals
from audiogenesis_desktop.files.project.journal import Journal, read_journal
from audiogenesis_desktop.files.project.piece import Piece, Step
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Note, Score, Track
from tests.files.project.evening import evening

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)), Track(1, "Cello")), title="Song")


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path / "recovery-0.agjournal")
    yield made
    made.close()


def steps_of(count):
    """Return a piece as it is after each of some edits, its history growing."""
    piece, pieces = Piece(SCORE), []
    for i in range(count):
        score = set_tempo(piece.score, 60 + i)
        piece = Piece(score, undo=(*piece.undo, Step(piece.score, f"Tempo {i}", None)))
        pieces.append(piece)
    return pieces


def test_a_piece_comes_back_with_all_that_belongs_to_it(journal, tmp_path):
    journal.write(evening(), tmp_path / "song.agproj")
    assert read_journal(journal.path) == (evening(), tmp_path / "song.agproj")


def test_each_edit_adds_what_it_changed_alone(journal):
    first, second = steps_of(2)
    journal.write(first)
    begun = journal.path.read_bytes()
    journal.write(second)
    added = journal.path.read_bytes()[len(begun) :]
    assert journal.path.read_bytes().startswith(begun)
    assert [line.split(b" ", 1)[1][:8] for line in added.splitlines()] == [b'["frame"', b'["score"', b'["piece",'[:8]]
    assert read_journal(journal.path)[0] == second


@pytest.mark.slow
def test_wherever_it_breaks_off_the_last_whole_piece_comes_back(journal, tmp_path):
    pieces, ends = steps_of(4), []
    for piece in pieces:
        journal.write(piece)
        ends.append(journal.path.stat().st_size)
    data, torn = journal.path.read_bytes(), tmp_path / "torn.agjournal"
    for size in range(ends[0], len(data) + 1):
        torn.write_bytes(data[:size])
        expected = pieces[max(i for i, end in enumerate(ends) if end - 1 <= size)]  # the last line needs no end
        assert read_journal(torn)[0] == expected, size


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\0" * 4096])
def test_a_journal_without_a_whole_piece_is_one_sentence(tmp_path, damage):
    path = tmp_path / "recovery-0.agjournal"
    path.write_bytes(damage)
    with pytest.raises(BadInput, match=r"recovery-0.agjournal .*nothing was opened"):
        read_journal(path)


def test_a_byte_that_changed_ends_it_there(journal):
    first, second = steps_of(2)
    journal.write(first)
    size = journal.path.stat().st_size
    journal.write(second)
    data = bytearray(journal.path.read_bytes())
    data[size + 20] ^= 1
    journal.path.write_bytes(data)
    assert read_journal(journal.path)[0] == first


def test_one_that_has_grown_is_written_anew_without_what_nothing_leads_to(journal, monkeypatch):
    monkeypatch.setattr(journals, "_LEAST_GROWTH_BYTES", 2000)
    sizes = []
    for i in range(60):
        track = replace(SCORE.tracks[0], name=f"Piano {i}")
        piece = Piece(replace(SCORE, tracks=(track,)))
        journal.write(piece)
        sizes.append(journal.path.stat().st_size)
    assert read_journal(journal.path)[0] == piece
    assert max(sizes) < 8000 and any(later < earlier for earlier, later in pairwise(sizes))


def test_after_a_write_that_failed_the_next_begins_anew(journal, monkeypatch):
    first, second, third = steps_of(3)
    journal.write(first)
    with monkeypatch.context() as patch:
        patch.setattr(journals.os, "fsync", full)
        with pytest.raises(BadInput, match="cannot be written"):
            journal.write(second)
    journal.write(third)
    assert read_journal(journal.path)[0] == third


def full(_number):
    raise OSError(28, "No space left on device")


def test_a_file_that_vanished_is_made_again(journal):
    first, second = steps_of(2)
    journal.write(first)
    journal.path.unlink()
    journal.write(second)
    assert read_journal(journal.path)[0] == second
