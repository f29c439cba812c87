"""Files of other programs: what is odd is told, and exporting over one tells first what that would lose."""

import pytest

from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import Mend

OURS = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),))
# Type 0, with a tempo of 0, and cut short after its first note.
FOREIGN = bytes.fromhex("4D546864 00000006 0000 0001 01E0 4D54726B 00000040 00FF5103000000 00903C40 8360803C00")


def opened(studio, qtbot, path):
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(path)


def exported(studio, qtbot, path, noticed):
    studio.exporting.export_mid(path, is_played=False)
    qtbot.waitUntil(lambda: "export" in noticed, timeout=5000)
    assert noticed.pop("export").text == f"Wrote {path.name}."


@pytest.fixture
def foreign(tmp_path):
    path = tmp_path / "theirs.mid"
    path.write_bytes(FOREIGN)
    return path


def test_what_is_odd_in_a_file_is_reported_when_it_is_opened(studio, qtbot, noticed, foreign):
    opened(studio, qtbot, foreign)
    assert studio.document.score.note_count == 1
    assert noticed["file"].text.startswith("theirs.mid: In track 1")
    assert "tempo" in noticed["file"].text and "the end is missing" in noticed["file"].text


def test_what_is_odd_is_reported_when_it_is_imported(studio, qtbot, noticed, foreign):
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.filing.bring_in(0, foreign)
    assert "tempo" in noticed["file"].text
    assert studio.document.score.note_count == 1


def test_the_first_export_over_a_file_of_others_tells_what_it_would_lose(studio, qtbot, noticed, foreign):
    opened(studio, qtbot, foreign)
    studio.exporting.export_mid(foreign, is_played=False)
    assert foreign.read_bytes() == FOREIGN
    assert noticed["losses"].text.startswith(
        "Writing over theirs.mid would lose the layout in one track (type 0) and what"
    )
    assert noticed["losses"].mend == Mend.EXPORT_MIDI
    exported(studio, qtbot, foreign, noticed)
    assert read_midi(foreign).note_count == 1
    assert foreign.read_bytes() != FOREIGN
    assert "losses" not in noticed


def test_exporting_under_another_name_asks_nothing(studio, qtbot, noticed, foreign, tmp_path):
    opened(studio, qtbot, foreign)
    for _ in range(2):
        exported(studio, qtbot, tmp_path / "mine.mid", noticed)
    assert foreign.read_bytes() == FOREIGN


def test_exporting_over_a_file_of_ours_asks_nothing(studio, qtbot, noticed, tmp_path):
    path = tmp_path / "ours.mid"
    write_midi(OURS, path)
    opened(studio, qtbot, path)
    assert "file" not in noticed
    exported(studio, qtbot, path, noticed)
