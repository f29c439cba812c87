"""What is wished for belongs to the piece: undo and redo lead through it, a project keeps it, others have their own."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.plan.wishes import Wished, Wishes
from audiogenesis_desktop.score.score import Note, Score, Track

SCORE = Score(tracks=(Track(0, "Mine", notes=(Note(0, 50, 960, 80),)),))
DENSE = Wished(0, "", Wishes(density=0.5))


@pytest.fixture
def wishing(studio):
    studio.document.load(SCORE)
    return studio.wishing


def wish(wishing, wished):
    wishing.put(wishing.book.put(wished.track_id, wished.section, wished.wishes))


def test_undo_takes_a_wish_back_with_what_was_written_by_it_and_redo_brings_both(studio, wishing):
    wish(wishing, DENSE)
    studio.edit(replace(SCORE, title="Denser"), "Regenerate")
    assert wishing.kept == (DENSE,)
    studio.undo()
    assert wishing.kept == ()
    studio.redo()
    assert wishing.kept == (DENSE,)


def test_a_wish_marks_the_piece_as_changed_and_is_saved_and_opened_with_it(studio, wishing, qtbot, tmp_path):
    path = tmp_path / "song.agproj"
    wish(wishing, DENSE)
    assert not studio.document.is_saved and wishing.kept == (DENSE,)
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        studio.filing.save(path)
    wish(wishing, Wished(0, "", Wishes()))
    assert wishing.kept == ()
    studio.document.mark_saved()
    with qtbot.waitSignal(studio.filing.workplace_restored, timeout=5000):
        studio.filing.open(path)
    assert wishing.kept == (DENSE,) and studio.document.is_saved


def test_another_piece_is_wished_nothing_of(studio, wishing, qtbot):
    wish(wishing, DENSE)
    with qtbot.waitSignal(studio.score_replaced, timeout=10_000):
        studio.making.compose("calm, 72 BPM", 7)
    assert wishing.kept == ()
