"""Takes: several answers beside each other, one of which is the piece; none of them is lost on the way."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.followup import as_followup
from audiogenesis_desktop.score.edits import set_mix, set_tempo
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.door import SHOW_TAKE

OTHER = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),))


@pytest.fixture
def takes(studio, qtbot):
    """Return the takes of a studio where four have been composed."""
    studio.settings.takes = 4
    compose(studio, qtbot)
    return studio.takes


def compose(studio, qtbot, seed=7):
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("72 BPM", seed)


def test_compose_makes_as_many_takes_as_are_set_each_by_its_own_seed(studio, takes):
    assert [one.name for one in takes.all] == ["A", "B", "C", "D"]
    assert [one.take.seed for one in takes.all] == [7, 8, 9, 10]
    assert takes.shown is takes.all[0]
    assert studio.document.undo_label == "Compose"


def test_a_take_is_shown_by_one_undo_step_however_often_one_switches(studio, takes):
    first = studio.document.committed
    for number in (1, 2, 3):
        takes.show(number)
    assert studio.document.take.seed == 10
    assert studio.document.undo_label == SHOW_TAKE
    studio.undo()
    assert studio.document.committed is first
    assert takes.shown.name == "A"
    assert studio.document.undo_label == "Compose"


def test_switching_back_leaves_nothing_to_undo(studio, takes):
    takes.show(1)
    takes.show(0)
    assert studio.document.undo_label == "Compose"
    assert studio.document.take.seed == 7


def test_edits_stay_with_their_take(studio, takes):
    studio.edit(set_tempo(studio.document.score, 90), "Change tempo")
    takes.show(1)
    assert round(studio.document.score.tempi[0].bpm) == 72
    takes.show(0)
    assert round(studio.document.score.tempi[0].bpm) == 90
    assert takes.numbered(0).is_edited and not takes.numbered(1).is_edited


def test_mutes_and_solos_go_with_the_listener(studio, takes):
    studio.edit(set_mix(studio.document.score, 1, Mix(mute=True)), "Mute")
    takes.show(2)
    assert studio.document.score.track(1).mix.mute
    assert not studio.document.score.track(0).mix.mute


def test_switching_while_it_plays_plays_on_from_there(studio, takes):
    studio.player.play_from(3840)
    takes.show(1)
    assert studio.player.is_playing and studio.player.position >= 3840
    studio.player.stop()


def test_listening_changes_nothing(studio, takes):
    before = studio.document.committed
    takes.listen(2)
    assert studio.document.score is takes.numbered(2).score
    assert studio.player.is_playing
    takes.listen_no_more()
    assert studio.document.score is studio.document.committed is before
    assert not studio.player.is_playing and studio.player.position == 0


def test_a_take_listened_to_can_be_shown_and_goes_on_playing(studio, takes):
    takes.listen(2)
    takes.show(2)
    assert takes.shown.name == "C" and studio.player.is_playing
    takes.listen_no_more()
    assert takes.shown.name == "C" and not studio.player.is_playing


def test_editing_what_is_listened_to_switches_to_it(studio, takes):
    takes.listen(1)
    studio.edit(set_tempo(studio.document.score, 99), "Change tempo")
    assert takes.shown.name == "B"
    studio.undo()
    studio.undo()
    assert takes.shown.name == "A"


def test_comparing_leads_there_and_back(takes):
    takes.show(2)
    takes.compare()
    assert takes.shown.name == "A"
    takes.compare()
    assert takes.shown.name == "C"


def test_a_deleted_take_can_be_brought_back_and_undo_finds_it(studio, takes, noticed):
    takes.show(1)
    takes.delete(1)
    assert [one.name for one in takes.all] == ["A", "C", "D"] and takes.shown.name != "B"
    assert noticed["take deleted"].mend == "bring-back"
    takes.bring_back()
    assert [one.name for one in takes.all] == ["A", "B", "C", "D"]


def test_the_last_take_cannot_be_deleted(takes):
    for number in range(4):
        takes.delete(number)
    assert len(takes.all) == 1


def test_a_track_of_another_take_can_be_brought_in(studio, takes):
    changed = replace(takes.numbered(1).score.track(0), notes=(Note(0, 70, 960, 80),))
    takes.show(1)
    score = studio.document.score
    studio.edit(replace(score, tracks=(changed, *score.tracks[1:])), "Draw")
    takes.show(0)
    cello = studio.document.score.track(1).notes
    takes.pull(1, 0, None)
    assert studio.document.score.track(0).notes == (Note(0, 70, 960, 80),)
    assert studio.document.score.track(1).notes == cello
    assert studio.document.undo_label == "Bring Piano from take B"


def test_another_piece_has_takes_of_its_own_and_undo_brings_the_former_back(studio, takes, qtbot):
    takes.star(2)
    compose(studio, qtbot, seed=50)
    assert [one.take.seed for one in takes.all] == [9, 50, 51, 52, 53]  # the one with a star has stayed
    studio.undo()
    assert [one.take.seed for one in takes.all] == [7, 8, 9, 10]
    studio.redo()
    assert takes.shown.take.seed == 50


def test_composing_anew_ends_what_is_written_beside(studio, takes, qtbot, fake_composer):
    fake_composer.hold_at = 4
    with qtbot.waitSignal(studio.composing.started, timeout=5000):
        takes.more(takes.shown.take, 3)
        studio.making.compose("anything", 100)
    fake_composer.hold_at = -1
    with qtbot.waitSignal(takes.further.ended, timeout=5000):
        fake_composer.released.set()
    assert [one.take.seed for one in takes.all] == [100, 101, 102, 103]


def test_what_is_opened_has_no_takes(studio, takes):
    studio.door.replace(OTHER, "Open")
    assert takes.all == () and takes.shown is None


def test_a_take_written_again_is_the_same(studio, takes, qtbot):
    studio.edit(set_tempo(studio.document.score, 99), "Change tempo")
    with qtbot.waitSignal(takes.further.ended, timeout=5000):
        takes.again(0)
    assert len(takes.all) == 5
    again = max(takes.all, key=lambda one: one.number)
    assert again.score == takes.numbered(0).take.score != takes.numbered(0).score


def test_takes_survive_closing(studio, takes, qtbot):
    """All of them, as they were left, with names and stars; the one that was shown is shown again."""
    takes.star(2)
    takes.rename(2, "The bright one")
    takes.show(1)
    studio.edit(set_tempo(studio.document.score, 99), "Change tempo")
    before = [(one.name, one.is_starred, one.score, one.take.score, one.take.seed) for one in takes.all]
    studio.recovering.autosave.close()
    studio.recovering.autosave = Autosave(studio.document)
    studio.recovering.offer()
    studio.document.load(Score())
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.recovering.recover()
    after = [(one.name, one.is_starred, one.score, one.take.score, one.take.seed) for one in takes.all]
    assert [one[:2] for one in after] == [one[:2] for one in before]
    assert [one[3:] for one in after] == [one[3:] for one in before]
    assert takes.shown.name == "B" and round(studio.document.score.tempi[0].bpm) == 99
    takes.show(0)
    assert studio.document.committed.tracks == before[0][2].tracks


def test_faders_alone_are_no_edit_of_a_take(studio, takes):
    louder = replace(studio.document.committed, level_db=2.0)
    studio.edit(louder, "Master")
    assert takes.numbered(0).score.level_db == 2.0 and not takes.numbered(0).is_edited


def test_what_is_amended_stays_with_its_take(studio, takes):
    before = studio.document.committed
    louder = replace(before, level_db=2.0)
    assert studio.door.amend(before, lambda _score: louder)
    takes.show(1)
    takes.show(0)
    assert studio.document.committed.level_db == 2.0


def test_takes_that_are_written_meanwhile_go_to_the_piece_that_they_are_of(studio, takes, qtbot):
    first = studio.document.take
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("72 BPM", 100)
    second = studio.document.take
    studio.undo()  # before the others of the second piece are there
    assert studio.document.take is first and takes.to_come == 0
    qtbot.waitUntil(lambda: not takes.further.count, timeout=5000)
    assert [one.take.seed for one in takes.all] == [7, 8, 9, 10]
    studio.redo()
    assert studio.document.take is second
    assert sorted(one.take.seed for one in takes.all) == [100, 101, 102, 103]


def test_another_take_that_is_asked_for_elsewhere_ends_the_writing_of_others(studio, takes, qtbot):
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("72 BPM", 100)
    studio.undo()
    with qtbot.waitSignal(takes.further.ended, timeout=5000):
        takes.more(studio.document.take, 1)
    assert [one.take.seed for one in takes.all if one.take.seed > 10] == [11]


@pytest.mark.parametrize("is_edited", [False, True])
def test_what_words_ask_for_is_shown_though_the_piece_was_balanced_meanwhile(studio, takes, qtbot, is_edited):
    before = studio.document.committed
    slower = as_followup("slower", takes.shown.take.brief)
    with qtbot.waitSignal(takes.further.ended, timeout=5000):
        assert takes.ask(slower)
        louder = replace(before, level_db=2.0)
        if is_edited:
            studio.edit(louder, "Master")
        else:
            studio.door.amend(before, lambda _score: louder)
    assert [one.asked for one in takes.all].count("slower") == 1
    assert (takes.shown.asked == "slower") is not is_edited  # what the user has done since is not covered up
