"""Projects come back as they were saved, in every field; what cannot be read whole is not opened, nor replaced."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project import migrating, project_file
from audiogenesis_desktop.files.project.archive import packed, unpacked
from audiogenesis_desktop.files.project.backups import backups_of
from audiogenesis_desktop.files.project.journal import read_journal
from audiogenesis_desktop.files.project.piece import KeptTake, Piece, Step, View, Workplace
from audiogenesis_desktop.files.project.project_file import (
    piece_of,
    project_bytes,
    read_project,
    write_project,
)
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Note, Score, Track
from tests.files.project.evening import evening
from tests.files.project.pieces import pieces

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def different(one, other, place="piece"):
    """Yield where two values differ, field by field, with what equality passes over: embeddings, types, -0.0."""
    if is_dataclass(one):
        assert type(one) is type(other), place
        for field in fields(one):
            yield from different(getattr(one, field.name), getattr(other, field.name), f"{place}.{field.name}")
    elif isinstance(one, tuple) and any(map(is_dataclass, one)):
        assert len(one) == len(other) and type(one) is type(other), place
        for i, (ours, theirs) in enumerate(zip(one, other, strict=True)):
            yield from different(ours, theirs, f"{place}[{i}]")
    elif repr(dict(one) if hasattr(one, "keys") else one) != repr(dict(other) if hasattr(other, "keys") else other):
        yield place


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pieces())
def test_every_field_of_a_piece_comes_back(piece):
    again = piece_of(project_bytes(piece))
    assert list(different(piece, again)) == []
    assert again == piece


def test_what_steps_share_is_kept_once_and_shared_again():
    scores = [SCORE, set_tempo(SCORE, 90), set_tempo(SCORE, 91)]
    piece = Piece(scores[2], undo=(Step(scores[0], "Slow", None), Step(scores[1], "Slower", None)))
    data = project_bytes(piece)
    again = piece_of(data)
    assert again == piece
    assert again.score.tracks[0] is again.undo[0].score.tracks[0]
    assert sum(line.startswith(b'["track"') for line in unpacked(data)[1]) == 1


def test_the_same_piece_makes_the_same_bytes():
    assert project_bytes(Piece(SCORE)) == project_bytes(Piece(SCORE))


def test_a_long_history_loses_its_oldest_steps_first(monkeypatch):
    monkeypatch.setattr(project_file, "MOST_STEPS", 8)
    monkeypatch.setattr(project_file, "_MOST_HISTORY_BYTES", 6000)
    steps = tuple(Step(Score(tracks=(Track(0, f"Name {i}"),)), str(i), None) for i in range(20))
    kept = piece_of(project_bytes(Piece(SCORE, undo=steps, redo=steps)))
    assert kept.score == SCORE
    assert 0 < len(kept.undo) <= 8 and kept.undo[-1].label == "19"
    assert kept.redo == kept.undo


# Versions


def lines_with(data, change):
    header, lines = unpacked(data)
    return packed(header, [change(line) for line in lines])


def with_header(data, **values):
    header, lines = unpacked(data)
    return packed(msgspec.json.encode(msgspec.json.decode(header) | values), lines)


def refusal(tmp_path, data):
    path = tmp_path / "song.agproj"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read_project(path)
    assert path.read_bytes() == data
    sentence = str(caught.value)
    assert sentence.startswith(str(path)) and len(sentence.removeprefix(str(path))) < 200
    return sentence


def test_a_newer_version_is_refused_by_name(tmp_path):
    sentence = refusal(tmp_path, with_header(project_bytes(Piece(SCORE)), version=migrating.VERSION + 1, app="7.1"))
    assert "newer Audiogenesis (7.1)" in sentence


def test_where_backups_lie_is_told_where_there_are_any(tmp_path):
    path = tmp_path / "song.agproj"
    assert "its backups" not in refusal(tmp_path, b"torn")
    path.unlink()
    write_project(Piece(SCORE), path)
    write_project(Piece(replace(SCORE, title="Other")), path)
    assert refusal(tmp_path, b"torn").endswith(f"Open one of its backups instead, in {tmp_path / 'Backup'}.")


def test_an_older_version_goes_through_every_one_after_it(monkeypatch):
    def renamed(old, new):
        return lambda lines: (line.replace(old, new) for line in lines)

    first = lines_with(project_bytes(Piece(SCORE)), lambda line: line.replace(b'"title"', b'"heading"'))
    steps = {7: renamed(b'"heading"', b'"name of it"'), 8: renamed(b'"name of it"', b'"title"')}
    monkeypatch.setattr(migrating, "MIGRATIONS", steps)
    monkeypatch.setattr(migrating, "VERSION", 9)
    monkeypatch.setattr(project_file, "VERSION", 9)
    assert piece_of(with_header(first, version=7)).score == SCORE


def test_there_is_a_way_from_every_version_to_the_one_that_is_written():
    assert sorted(migrating.MIGRATIONS) == list(range(1, migrating.VERSION))


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("track", lambda line: line.replace(b'"name"', b'"glow":1,"name"', 1)),
        ("track", lambda line: line.replace(b'"volume"', b'"glow":1,"volume"', 1)),
        ("frame", lambda line: line.replace(b'"title"', b'"glow":1,"title"', 1)),
        ("piece", lambda line: line.replace(b'"prompt"', b'"glow":1,"prompt"', 1)),
        ("piece", lambda line: line.replace(b'"row_height"', b'"glow":1,"row_height"', 1)),
    ],
)
def test_what_is_not_known_is_refused_rather_than_lost(tmp_path, where, change):
    data = lines_with(project_bytes(Piece(SCORE)), lambda line: change(line) if where.encode() in line[:9] else line)
    assert "'glow'" in refusal(tmp_path, data)


# Writing


def test_a_project_is_written_and_its_last_five_versions_are_kept(tmp_path):
    path = tmp_path / "song.agproj"
    for tempo in range(60, 70):
        write_project(Piece(set_tempo(SCORE, tempo)), path)
    assert read_project(path).score.tempi[0].bpm == pytest.approx(69, abs=0.01)
    kept = [round(read_project(each).score.tempi[0].bpm) for each in backups_of(path)]
    assert kept == [68, 67, 66, 65, 64]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Backup", "song.agproj"]


def test_backups_of_projects_whose_names_are_alike_stay_apart(tmp_path):
    for _ in range(8):
        for name in ("song", "song 2", "song [a]*"):
            write_project(Piece(SCORE), tmp_path / f"{name}.agproj")
    for name in ("song", "song 2", "song [a]*"):
        assert len(backups_of(tmp_path / f"{name}.agproj")) == 5


def test_what_cannot_be_saved_is_said_and_nothing_is_written(tmp_path):
    path = tmp_path / "song.agproj"
    write_project(Piece(SCORE), path)
    before = path.read_bytes()
    with pytest.raises(BadInput, match="a note out of range"):
        write_project(Piece(Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 200),)),))), path)
    assert path.read_bytes() == before


def test_a_disk_that_loses_what_it_is_given_does_not_cost_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "song.agproj"
    write_project(Piece(SCORE), path)
    before = path.read_bytes()
    monkeypatch.setattr(type(path), "write_bytes", lambda self, data: self.touch())
    with pytest.raises(BadInput, match="not written whole"):
        write_project(Piece(workplace=Workplace(view=View(0.5))), path)
    assert path.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == ["song.agproj"]


@pytest.mark.parametrize("version", range(1, migrating.VERSION + 1))
def test_a_file_of_each_version_that_ever_was_opens_whole(version):
    """The files were written by the first Audiogenesis of each version, and are never written anew."""
    again = read_project(Path(__file__).with_name(f"version-{version}.agproj"))
    assert list(different(evening(), again)) == []


@pytest.mark.parametrize("version", range(1, migrating.VERSION + 1))
def test_a_journal_of_each_version_that_ever_was_opens_whole(version):
    again, project = read_journal(Path(__file__).with_name(f"version-{version}.agjournal"))
    assert list(different(evening(), again)) == [] and project == Path("/home/somebody/song.agproj")


def test_a_file_of_the_first_days_opens_though_it_has_a_field_that_went():
    """Words after the first stood in the workplace before takes had them; much that came later has its default."""
    again = read_project(Path(__file__).with_name("version-1-first.agproj"))
    whole = evening()
    assert again.workplace == whole.workplace and again.take.brief == whole.take.brief
    assert [(one.name, one.asked, one.is_starred, one.verdict) for one in again.takes] == [("B", "sadder", True, None)]
    assert [step.label for step in (*again.undo, *again.redo)] == ["Draw note", "Name"]
    assert [track.notes for track in again.score.tracks] == [track.notes for track in whole.score.tracks]
    assert again.score.feel == Score().feel and again.take.plan.sections == whole.take.plan.sections


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'"brief":{', b'"glow":{'),
        lambda line: line.replace(b'"take":{', b'"take":7,"glow":{'),
        lambda line: line.replace(b'"workplace":{', b'"workplace":[],"glow":{'),
        lambda line: line.replace(b'"prompt"', b'"glow":1,"prompt"'),
        lambda line: line[:20],
    ],
)
def test_an_older_file_that_is_damaged_is_refused(tmp_path, change):
    data = Path(__file__).with_name("version-1.agproj").read_bytes()
    assert refusal(tmp_path, lines_with(data, change))


def test_briefs_and_plans_that_several_takes_have_are_kept_once():
    take = evening().take
    others = tuple(KeptTake(i, str(i), replace(take, seed=i), take.score) for i in range(5))
    data = project_bytes(replace(evening(), takes=others))
    kinds = [line.split(b'"', 2)[1] for line in unpacked(data)[1]]
    assert kinds.count(b"brief") == kinds.count(b"plan") == 1 and kinds.count(b"take") == 6
    again = piece_of(data)
    assert again.takes == others and again.takes[0].take.plan is again.takes[4].take.plan
