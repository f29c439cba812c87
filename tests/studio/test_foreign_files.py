"""Files of other programs: what is odd is told, and saving over one tells first what that would lose."""

from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import Mend

OURS = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),))
# Type 0, with a tempo of 0, and cut short after its first note.
FOREIGN = bytes.fromhex("4D546864 00000006 0000 0001 01E0 4D54726B 00000040 00FF5103000000 00903C40 8360803C00")


def notices_of(studio):
    notices = {}
    studio.noticed.connect(lambda notice: notices.__setitem__(notice.key, notice))
    studio.notice_gone.connect(lambda key: notices.pop(key, None))
    return notices


def opened(studio, qtbot, path):
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open_midi(path)


def saved(studio, qtbot, path, notices):
    studio.filing.save_midi(path)
    qtbot.waitUntil(lambda: notices.get("file") is not None and notices["file"].text.startswith("Saved"), timeout=5000)


def foreign(tmp_path):
    path = tmp_path / "theirs.mid"
    path.write_bytes(FOREIGN)
    return path


def test_what_is_odd_in_a_file_is_reported_when_it_is_opened(studio, qtbot, tmp_path):
    notices = notices_of(studio)
    opened(studio, qtbot, foreign(tmp_path))
    assert studio.document.score.note_count == 1
    assert notices["file"].text.startswith("theirs.mid: In track 1")
    assert "tempo" in notices["file"].text and "the end is missing" in notices["file"].text


def test_what_is_odd_is_reported_when_it_is_imported(studio, qtbot, tmp_path):
    notices = notices_of(studio)
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.filing.import_midi(0, foreign(tmp_path))
    assert "tempo" in notices["file"].text
    assert studio.document.score.note_count == 1


def test_the_first_save_over_a_file_of_others_tells_what_it_would_lose(studio, qtbot, tmp_path):
    notices, path = notices_of(studio), foreign(tmp_path)
    opened(studio, qtbot, path)
    studio.filing.save_midi(path)
    assert path.read_bytes() == FOREIGN
    assert notices["losses"].text.startswith(
        "Saving over theirs.mid would lose the layout in one track (type 0) and what"
    )
    assert notices["losses"].mend == Mend.SAVE_AS
    saved(studio, qtbot, path, notices)
    assert read_midi(path).note_count == 1
    assert path.read_bytes() != FOREIGN
    assert "losses" not in notices


def test_saving_under_another_name_asks_nothing_and_is_ours_from_then_on(studio, qtbot, tmp_path):
    notices, path = notices_of(studio), foreign(tmp_path)
    opened(studio, qtbot, path)
    other = tmp_path / "mine.mid"
    saved(studio, qtbot, other, notices)
    notices.clear()
    saved(studio, qtbot, other, notices)
    assert path.read_bytes() == FOREIGN


def test_saving_over_a_file_of_ours_asks_nothing(studio, qtbot, tmp_path):
    notices, path = notices_of(studio), tmp_path / "ours.mid"
    write_midi(OURS, path)
    opened(studio, qtbot, path)
    assert "file" not in notices
    saved(studio, qtbot, path, notices)
