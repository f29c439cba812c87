"""Lines name what lines before them told, and hold no more of it than the latest piece has."""

import gc
import json
from dataclasses import replace

from audiogenesis_desktop.files.project.piece import Piece, Step
from audiogenesis_desktop.files.project.records import Reader, Writer
from audiogenesis_desktop.score.score import Note, Score, Track
from tests.files.project.evening import evening


def song(name):
    return Score(tracks=(Track(0, name, notes=(Note(0, 60, 960, 80),)),), title=name)


def kinds(lines):
    return [json.loads(line)[0] for line in lines]


def read(lines):
    reader = Reader()
    for line in lines:
        reader.read(line)
    return reader.piece


def is_held(score, writer):
    """Return whether anything that the writer leads to leads to a score."""
    seen, waiting = set(), [writer]
    while waiting:
        one = waiting.pop()
        if one is score:
            return True
        if id(one) not in seen and not isinstance(one, type):
            seen.add(id(one))
            waiting += gc.get_referents(one)
    return False


def test_what_the_latest_piece_has_no_more_is_not_held():
    writer, old = Writer(), song("Old")
    writer.lines(Piece(song("New"), undo=(Step(old, "Draw", None),)))
    assert is_held(old, writer)
    writer.lines(Piece(song("New")))
    assert not is_held(old, writer)


def test_what_comes_back_is_told_anew_by_another_number():
    writer, old, new = Writer(), song("Old"), song("New")
    lines = [*writer.lines(Piece(old)), *writer.lines(Piece(new))]
    again = writer.lines(Piece(old))
    assert kinds(again) == ["track", "score", "piece"]  # its maps take next to nothing, and are known still
    assert read([*lines, *again]) == Piece(old)


def test_what_a_piece_leads_to_by_others_alone_is_known_still():
    writer, first = Writer(), evening()
    lines = writer.lines(first)
    take = first.take
    assert take is not None
    edited = replace(first, score=replace(first.score, title="Edited"))
    between = writer.lines(edited)
    assert kinds(between) == ["frame", "score", "piece"]
    shown = replace(edited, score=take.score)  # the take was told of, and its score only within it
    again = writer.lines(shown)
    assert kinds(again) == ["piece"]
    assert read([*lines, *between, *again]) == shown
