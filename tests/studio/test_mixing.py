"""What is composed is balanced within its own step; Balance and Plain mix are steps; what is not known is not told."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.delivery.heard import Heard
from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.studio.door import SHOW_TAKE
from audiogenesis_desktop.studio.mixing import Mixing
from audiogenesis_desktop.studio.notices import Mend
from audiogenesis_desktop.studio.take_list import ListedTake

NOTES = tuple(Note(960 * i, 60, 900, 80) for i in range(8))
SCORE = Score((Track(0, "Piano", notes=NOTES), Track(1, "Bass", 33, notes=NOTES)), length_ticks=8 * 960)


class Ears:
    """Hears two parts, one far louder than the other."""

    def __init__(self):
        self.asked, self.error = [], None

    def __call__(self, score, chosen, progress):
        self.asked.append(score)
        progress(1.0)
        if self.error is not None:
            raise self.error
        products = np.zeros((20, 2, 2))
        products[:, 0, 0], products[:, 1, 1] = 1e-1, 1e-3
        moments = np.array([[0.5, 0.1], [-0.9, 0.05]], np.float32)
        return Heard(((0,), (1,)), tuple(track.mix.volume for track in score.tracks), products, moments)


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def mixing(studio, ears):
    made = Mixing(studio.door, studio.jobs, studio.settings, hear=ears, parent=studio)
    studio.composing.planned.connect(made.begin)
    studio.making.piece_kept.connect(made.balance_composed)
    made.noticed.connect(studio.noticed)
    return made


def volumes(score):
    return [track.mix.volume for track in score.tracks]


def compose(studio, qtbot):
    with qtbot.waitSignal(studio.making.piece_kept, timeout=10_000):
        studio.making.compose("72 bpm", 1)


def test_what_is_composed_is_balanced_within_its_step(studio, mixing, qtbot):
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        compose(studio, qtbot)
    score = studio.document.committed
    assert volumes(score)[0] < volumes(score)[1] == 110
    assert mixing.found(score).lufs == pytest.approx(-16, abs=0.1)
    assert studio.document.undo_label == "Compose"
    studio.undo()
    assert not studio.document.committed.tracks
    studio.redo()
    assert studio.document.committed is score


def test_while_it_is_written_it_plays_about_as_loud_as_it_will(studio, mixing, fake_composer, qtbot):
    fake_composer.hold_at = 6
    studio.making.compose("72 bpm", 1)
    qtbot.waitUntil(lambda: studio.door.is_writing and studio.document.score.note_count > 0, timeout=10_000)
    assert studio.document.score.level_db == 6
    fake_composer.released.set()
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        pass
    assert mixing.found(studio.document.committed).lufs == pytest.approx(-16, abs=0.1)


def test_a_fader_that_was_moved_meanwhile_stays_and_undo_and_redo_lead_through_balanced_pieces(studio, mixing, qtbot):
    compose(studio, qtbot)
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        studio.edit(replace(studio.document.committed, title="Mine"), "Rename")
        studio.edit(set_mix(studio.document.committed, 0, Mix(volume=33)), "Change volume")
        studio.edit(replace(studio.document.committed, title="Yours"), "Rename")
        studio.undo()
    seen = [volumes(studio.document.committed)]
    for go in (studio.redo, studio.undo, studio.undo, studio.undo):
        go()
        seen.append(volumes(studio.document.committed))
    low = seen[-1][0]
    assert seen == [[33, 110], [33, 110], [33, 110], [low, 110], [low, 110]] and low < 110
    assert studio.document.undo_label == "Compose"


def test_a_piece_that_is_gone_by_then_is_left_alone(studio, mixing, qtbot):
    compose(studio, qtbot)
    studio.undo()
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        pass
    assert not studio.document.committed.tracks


def test_a_piece_that_was_left_before_it_was_balanced_is_once_it_is_back(studio, mixing, qtbot):
    studio.document.take_restored.connect(mixing.balance_shown)
    compose(studio, qtbot)
    studio.undo()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=10_000)
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        studio.redo()
    qtbot.waitUntil(lambda: volumes(studio.document.committed)[1] == 110, timeout=10_000)
    assert volumes(studio.document.committed)[0] < 110 and studio.document.undo_label == "Compose"


def test_balance_and_plain_mix_are_one_step_each(studio, mixing, qtbot):
    studio.document.load(SCORE)
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        mixing.balance()
    balanced = studio.document.committed
    assert studio.document.undo_label == "Balance"
    mixing.plain()
    assert studio.document.undo_label == "Plain mix"
    assert volumes(studio.document.committed) == [100, 100]
    assert studio.document.committed.level_db == 0
    studio.undo()
    assert studio.document.committed is balanced
    studio.undo()
    assert studio.document.committed is SCORE


def test_what_was_heard_holds_for_other_faders_and_not_for_other_notes(studio, mixing, ears, qtbot):
    studio.document.load(SCORE)
    assert mixing.found(SCORE) is None
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        mixing.listen()
    before = mixing.found(SCORE).levels[1].level_lu
    softer = mixing.found(set_mix(SCORE, 0, Mix(volume=50)))
    assert softer.levels[1].level_lu > before + 6
    assert mixing.found(replace(SCORE, level_db=3.0)).lufs == pytest.approx(mixing.found(SCORE).lufs + 3)
    other = replace(SCORE, tracks=(SCORE.tracks[0], replace(SCORE.tracks[1], notes=NOTES[:3])))
    assert mixing.found(other) is None
    mixing.listen()
    assert len(ears.asked) == 1


def test_the_gain_it_plays_live_with_follows_the_faders_and_another_piece_has_its_own(studio, mixing, qtbot):
    gains = []
    mixing.live_gain_found.connect(gains.append)
    studio.document.changed.connect(mixing.find_live_gain)
    studio.filing.piece_shown.connect(mixing.begin_live_gain)
    studio.document.load(SCORE)
    assert gains == []
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        mixing.listen()
    assert gains[-1] == pytest.approx(-(20 * np.log10(0.85) + 3.0))
    studio.edit(replace(SCORE, level_db=6.0), "Change master level")
    assert gains[-1] == pytest.approx(gains[-2] - 6.0)
    studio.edit(replace(SCORE, level_db=-20.0), "Change master level")
    assert gains[-1] == 0.0
    studio.undo()
    assert gains[-1] < -6
    studio.document.load(replace(SCORE, tracks=SCORE.tracks[:1]))
    studio.filing.piece_shown.emit()
    assert gains[-1] == 0.0


def test_takes_that_were_listened_to_are_remembered(studio, mixing, ears, qtbot):
    other = replace(SCORE, tracks=(SCORE.tracks[0], replace(SCORE.tracks[1], notes=NOTES[:3])))
    for score in (SCORE, other):
        studio.document.load(score)
        with qtbot.waitSignal(mixing.listened, timeout=10_000):
            mixing.listen()
    assert mixing.found(SCORE) is not None
    assert mixing.found(other) is not None
    studio.document.load(SCORE)
    mixing.balance()
    assert len(ears.asked) == 2
    assert volumes(studio.document.committed)[1] == 110


def test_without_a_soundfont_faders_stay_plain_and_a_button_mends_it(studio, mixing, ears, noticed, qtbot):
    ears.error = MissingPart("There is no SoundFont here.", kind=Kind.SOUNDFONT)
    compose(studio, qtbot)
    qtbot.waitUntil(lambda: "mix" in noticed, timeout=10_000)
    assert noticed["mix"].text == "There is no SoundFont here. Until then faders stand where they usually do."
    assert noticed["mix"].mend == Mend.SOUNDFONT
    assert volumes(studio.document.committed) == [100, 100]
    assert studio.document.committed.level_db == 0


def opened_again(studio, mixing, qtbot, path):
    """Save, open the file as another start would, and give whatever would be done about faders time to happen."""
    studio.document.take_restored.connect(mixing.balance_shown)
    studio.filing.opening.connect(mixing.leave_as_kept)
    mixing._balanced_takes.clear()
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        studio.filing.save(path)
    studio.document.load(Score())
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(path)
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)


def test_faders_of_a_piece_that_is_opened_stay_where_they_were_saved(studio, mixing, qtbot, tmp_path):
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        compose(studio, qtbot)
    studio.edit(set_mix(studio.document.committed, 1, Mix(volume=33)), "Fader")
    before = studio.document.committed
    opened_again(studio, mixing, qtbot, tmp_path / "song.agproj")
    assert studio.document.committed == before and studio.document.is_saved


def test_a_take_that_nobody_has_seen_is_balanced_once_it_is_shown_though_it_was_kept(studio, mixing, qtbot, tmp_path):
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        compose(studio, qtbot)
    unseen = replace(studio.document.take, seed=9, score=SCORE)
    studio.takes.restore(studio.takes.kept)
    studio.takes._put((*studio.takes.all, ListedTake(5, "F", unseen, SCORE)))
    opened_again(studio, mixing, qtbot, tmp_path / "song.agproj")
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        studio.takes.show(5)
    assert volumes(studio.document.committed)[1] == 110


def test_an_empty_piece_is_not_listened_to(studio, mixing, ears):
    mixing.balance()
    mixing.plain()
    assert ears.asked == []


def test_another_take_is_balanced_within_the_step_that_shows_it_and_only_once(studio, mixing, ears, qtbot):
    studio.document.take_restored.connect(mixing.balance_shown)
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        compose(studio, qtbot)
    first, asked = studio.document.take, len(ears.asked)
    other = replace(first, seed=9)
    with qtbot.waitSignal(mixing.listened, timeout=10_000):
        studio.door.switch(replace(SCORE, title="Other"), other)
    assert volumes(studio.document.committed)[1] == 110
    assert studio.document.undo_label == SHOW_TAKE
    with qtbot.waitSignal(studio.document.take_restored):
        studio.undo()
    qtbot.wait(50)
    assert len(ears.asked) == asked + 1
