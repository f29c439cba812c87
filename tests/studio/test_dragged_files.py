import pytest

from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.dragged_files import DraggedFiles, file_name

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),))


def test_each_drag_has_a_file_of_its_own_until_all_are_deleted():
    files = DraggedFiles()
    first, second = files.write(SCORE, "Piano"), files.write(Score(tracks=(Track(0, "Piano"),)), "Piano")
    assert first.name == second.name == "Piano.mid"
    assert read_midi(first).note_count == 1  # the second did not take its place
    files.close()
    assert not first.exists() and not first.parent.parent.exists()
    files.close()


def test_the_studio_deletes_them_when_it_closes(studio):
    path = studio.dragged.write(SCORE, "Piano")
    assert path.exists()
    studio.close()
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "fit"), [("Lead / Bass: 2?", "Lead - Bass- 2"), ("...", "Notes"), ("", "Notes"), ("Flöte", "Flöte")]
)
def test_names_are_fit_for_files_on_every_system(name, fit):
    assert file_name(name) == fit
