"""Two takes compared are equally loud, whichever is the louder by itself; what is not compared is as loud as it is."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.studio.comparing import Comparing

LOUDNESS = {7: -18.0, 8: -14.5, 9: -16.0}


@pytest.fixture
def comparing(studio, qtbot):
    studio.settings.takes = 3
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("72 BPM", 7)
    seeds = {id(one.score): one.take.seed for one in studio.takes.all}
    made = Comparing(
        studio.takes,
        player=studio.player,
        jobs=studio.jobs,
        settings=studio.settings,
        hear=lambda score, _chosen, _progress: LOUDNESS.get(seeds.get(id(score)), -16.5),
        parent=studio,
    )
    studio.takes.show(1)
    studio.takes.show(0)
    return made


def trim(studio):
    studio.player._hand_over()
    return round(studio.player.transport._level_db - studio.document.score.level_db, 6)


def test_the_louder_take_is_played_softer(studio, comparing, qtbot):
    comparing.compare()
    assert studio.takes.shown.name == "B"
    qtbot.waitUntil(lambda: trim(studio) == -3.5, timeout=5000)
    comparing.compare()
    assert studio.takes.shown.name == "A" and trim(studio) == 0.0
    assert studio.document.score.level_db == 0.0  # nothing is changed by listening


def test_showing_another_take_ends_it(studio, comparing, qtbot):
    comparing.compare()
    qtbot.waitUntil(lambda: trim(studio) == -3.5, timeout=5000)
    studio.takes.show(2)
    assert trim(studio) == 0.0


def test_an_edit_ends_it(studio, comparing, qtbot):
    comparing.compare()
    qtbot.waitUntil(lambda: trim(studio) == -3.5, timeout=5000)
    studio.edit(set_tempo(studio.document.score, 99), "Change tempo")
    assert trim(studio) == 0.0


def test_what_is_balanced_meanwhile_is_compared_as_it_is_then(studio, comparing, qtbot):
    comparing.compare()
    before = studio.document.committed
    assert studio.door.amend(before, lambda score: replace(score, level_db=-2.0))  # -16.5 LUFS from now on
    qtbot.waitUntil(lambda: trim(studio) == -1.5, timeout=5000)
