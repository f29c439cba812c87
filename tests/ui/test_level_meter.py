"""Level meters: decibels that rise at once and fall slowly, and what is shown of them in the window."""

import pytest
from PySide6.QtCore import Qt

from audiogenesis_desktop.playback.output import Levels, NullOutput
from audiogenesis_desktop.playback.patchbay import Patchbay
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.level_meter import LOWEST_DB, LevelMeter, Peak, decibels, share
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.theme import DARK

SONG = Score(tracks=tuple(Track(i, f"Track {i}", i, notes=(Note(0, 60, 9600, 100),)) for i in range(3)))


class Loud(NullOutput):
    """An output that is measured: the second track alone sounds, too loud on the right."""

    def levels(self):
        return Levels((0.5, 1.2), tuple(0.25 if channel == 1 else 0.0 for channel in range(64)))


def test_decibels_are_below_full_scale():
    assert decibels(1.0) == 0 and decibels(0.5) == pytest.approx(-6.02, abs=0.01)
    assert decibels(0) == decibels(1e-9) == LOWEST_DB
    assert (share(0), share(3), share(LOWEST_DB)) == (1, 1, 0)


def test_a_peak_rises_at_once_falls_slowly_and_leaves_a_mark():
    peak = Peak()
    assert peak.advance(0.5, 0.016)
    assert peak.level == peak.held == decibels(0.5)
    peak.advance(0, 0.5)
    assert peak.level == pytest.approx(decibels(0.5) - 13) and peak.held == decibels(0.5)
    for _ in range(40):
        peak.advance(0, 0.1)
    assert peak.level == peak.held == LOWEST_DB and not peak.advance(0, 0.1)


def test_the_light_stays_on_until_it_is_clicked(qtbot):
    meter = LevelMeter(DARK)
    qtbot.addWidget(meter)
    meter.advance((0.3, 1.01), 0.016)
    meter.advance((0.3, 0.3), 0.016)
    assert "0.1 dB over full scale; it was too loud" in meter.toolTip()
    assert [side.is_clipped for side in meter.peaks] == [False, True]
    light = (meter.width() - 2, meter.height() - 2)
    assert meter.grab().toImage().pixelColor(*light) == DARK.danger
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert "too loud" not in meter.toolTip() and meter.grab().toImage().pixelColor(*light) != DARK.danger


def test_the_window_shows_what_is_measured_of_master_and_tracks(studio, qtbot):
    studio.document.load(SONG)
    window = MainWindow(studio)
    qtbot.addWidget(window)
    studio.player.set_output(Patchbay(Loud()))
    window._frames.step()
    assert [row.level.peak.level for row in window.track_list.rows.values()] == [
        LOWEST_DB,
        pytest.approx(decibels(0.25), abs=0.5),
        LOWEST_DB,
    ]
    assert [side.held for side in window.transport.level.peaks] == [decibels(0.5), decibels(1.2)]


def test_without_a_sound_of_its_own_the_notes_are_shown(studio, qtbot):
    studio.document.load(SONG)
    window = MainWindow(studio)
    qtbot.addWidget(window)
    studio.player.set_output(Patchbay(NullOutput()))
    assert studio.player.levels() is None
    studio.player.play_from(0)
    qtbot.waitUntil(lambda: studio.player.position > 100, timeout=5000)
    assert all(row.level.peak.held > LOWEST_DB for row in window.track_list.rows.values())


def test_tracks_of_a_port_of_their_own_have_no_measured_level(studio):
    from dataclasses import replace

    elsewhere = replace(SONG.tracks[1], port="Synth")
    studio.document.load(Score(tracks=(SONG.tracks[0], elsewhere)))
    studio.player.set_output(Patchbay(Loud()))
    assert set(studio.player.levels().tracks) == {0}
