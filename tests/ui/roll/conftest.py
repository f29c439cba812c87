import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dataclasses import replace

import pytest

from audiogenesis_desktop.score.score import ChordAt, KeyAt, Note, Score, Section, Track
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import DARK

BEAT = 960


class Roll:
    """A RollView as a user meets it, and all that it has said."""

    def __init__(self, view):
        self.view, self.canvas, self.editor = view, view.canvas, view.editor
        self.committed, self.previewed, self.reverted = [], [], []
        self.seeks, self.loops, self.activated, self.auditioned = [], [], [], []
        view.score_committed.connect(lambda score, label: self.committed.append((score, label)))
        view.score_previewed.connect(self.previewed.append)
        view.edit_reverted.connect(lambda: self.reverted.append(True))
        view.seek_requested.connect(self.seeks.append)
        view.loop_requested.connect(lambda start, end: self.loops.append((start, end)))
        view.track_activated.connect(self.activated.append)
        view.note_auditioned.connect(lambda pitch, velocity: self.auditioned.append((pitch, velocity)))

    @property
    def geometry(self):
        return self.view.viewport.geometry

    def zoom(self, pixels_per_beat, row_height, *, top_pitch=84):
        geometry = replace(
            self.geometry,
            pixels_per_tick=pixels_per_beat / BEAT,
            row_height=row_height,
            scroll_x=0,
            scroll_y=(127 - top_pitch) * row_height,
        )
        self.view.viewport.set_geometry(geometry.clamped())

    def notes(self, track_id=0):
        return self.editor.score.track(track_id).notes


@pytest.fixture
def score():
    piano = Track(0, "Piano").with_notes(
        [Note(BEAT, 72, BEAT, 80), Note(3 * BEAT, 76, BEAT, 100), Note(6 * BEAT, 67, 2 * BEAT, 60)]
    )
    strings = Track(1, "Strings", 48).with_notes([Note(4 * BEAT, 60, 4 * BEAT, 70)])
    drums = Track(2, "Drums", is_drums=True).with_notes([Note(0, 36, 240, 110)])
    return Score(
        tracks=(piano, strings, drums),
        keys=(KeyAt(0, 2, "minor"),),
        chords=(ChordAt(0, 4 * BEAT, 2, "min"), ChordAt(4 * BEAT, 4 * BEAT, 10, "maj")),
        sections=(Section(0, 8 * BEAT, "intro", 0.2), Section(8 * BEAT, 16 * BEAT, "A", 0.8)),
        length_ticks=16 * BEAT,
    )


@pytest.fixture
def roll(qtbot, score):
    view = RollView(DARK)
    qtbot.addWidget(view)
    view.resize(1100, 640)
    view.show()
    qtbot.waitExposed(view)
    view.set_score(score)
    view.set_edited_track(0)
    return Roll(view)


# Two zooms at which grids differ: sixteenths (24 px) and thirty-seconds (15 px); rows 12 and 20 px high.
@pytest.fixture(params=[(96, 12), (120, 20)], ids=["96px", "120px"])
def zoomed(request, roll):
    roll.zoom(*request.param)
    return roll
