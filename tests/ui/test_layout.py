"""What gives way in a small window, so that the roll keeps a height to work in and nothing is cut off."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.score.score import ChordAt, Marker, Note, Score, Section, Track
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.mixer import HEIGHT, LOW_HEIGHT
from audiogenesis_desktop.ui.takes.card import CARD_HEIGHT
from audiogenesis_desktop.ui.takes.card import LOW_HEIGHT as LOW_CARD_HEIGHT

BAR = 4 * 960


def sung(pitches):
    return tuple(Note(i * BAR // 2, pitch, BAR // 2, 80) for i, pitch in enumerate(pitches))


SCORE = Score(
    tracks=(Track(0, "Lead", notes=sung((60, 84, 72))), Track(1, "Bass", 33, notes=sung((31, 40, 36)))),
    sections=(Section(0, BAR, "A", 0.4), Section(BAR, 2 * BAR, "B", 0.8)),
    chords=(ChordAt(0, BAR, 0, "maj"), ChordAt(BAR, BAR, 7, "maj")),
)


@pytest.fixture
def window(studio, qtbot):
    """Return a window with three takes, of a piece with sections and chords."""
    studio.settings.takes = 3
    made = MainWindow(studio)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("72 BPM", 7)
    studio.edit(replace(studio.document.score, tracks=SCORE.tracks, sections=SCORE.sections, chords=SCORE.chords), "x")
    return made


def sized(window, qtbot, width, height, *, mixer):
    if window.actions_["mixer"].isChecked() != mixer:
        window.actions_["mixer"].trigger()
    window.resize(width, height)
    qtbot.wait(1)
    return window.roll.canvas.height()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("mixer", [False, True])
def test_the_roll_keeps_a_useful_height(window, qtbot, width, height, mixer):
    assert sized(window, qtbot, width, height, mixer=mixer) >= 200


def test_a_long_prompt_a_notice_and_markers_leave_the_roll_most_of_its_height(window, studio, qtbot):
    score = studio.document.score
    studio.edit(replace(score, markers=(Marker(0, "Logo", "cue"),)), "Mark")
    window.prompt_bar.set_prompt("strings and brass " * 12)
    window.notices.tell("test", "There is something to say that takes two lines of this window. " * 4)
    assert sized(window, qtbot, 1280, 720, mixer=True) >= 160


def test_the_mixer_is_low_only_where_the_roll_would_lack_height(window, qtbot):
    sized(window, qtbot, 1280, 720, mixer=True)
    strip = window.mixer.strips[0]
    assert window.mixer.height() == LOW_HEIGHT
    assert strip.faders["volume"].isVisible() and not strip.faders["reverb"].isVisible()
    sized(window, qtbot, 1280, 1000, mixer=True)
    assert window.mixer.height() == HEIGHT and strip.faders["reverb"].isVisible()
    sized(window, qtbot, 1280, 720, mixer=True)
    assert window.mixer.height() == LOW_HEIGHT


def test_a_low_window_has_low_cards_and_velocities_and_no_overview(window, qtbot):
    card, roll = window.takes.strip.cards[0], window.roll
    sized(window, qtbot, 1280, 900, mixer=False)
    full = roll.velocities.height()
    assert card.height() == CARD_HEIGHT and roll.overview.isVisible()
    assert sized(window, qtbot, 900, 500, mixer=False) >= 80
    assert sized(window, qtbot, 900, 500, mixer=True) > 0
    assert card.height() == LOW_CARD_HEIGHT and roll.velocities.height() < full and not roll.overview.isVisible()
    sized(window, qtbot, 1280, 900, mixer=False)
    assert card.height() == CARD_HEIGHT and roll.overview.isVisible() and roll.velocities.height() == full


def test_a_new_piece_shows_all_its_pitches(window, qtbot):
    sized(window, qtbot, 1280, 720, mixer=False)
    window.roll.zoom_to_fit()
    geometry = window.roll.viewport.geometry
    assert geometry.y_of(84) >= 0 and geometry.y_of(31) + geometry.row_height <= geometry.height


def test_a_piece_that_was_seen_whole_is_seen_whole_again_at_any_size(window, qtbot):
    sized(window, qtbot, 1280, 1000, mixer=False)
    window.roll.zoom_to_fit()
    whole = window.viewing.view
    window.roll.viewport.set_geometry(window.roll.viewport.geometry.zoomed_time(3, 0))
    closer = window.viewing.view
    sized(window, qtbot, 1000, 700, mixer=False)
    window.viewing.restore(whole)
    assert window.roll.is_fitted and window.roll.viewport.geometry.visible_ticks()[1] >= SCORE.end_tick
    window.viewing.restore(closer)
    assert window.roll.viewport.geometry.pixels_per_tick == closer.pixels_per_tick


@pytest.mark.parametrize("width", [800, 900, 1280])
def test_nothing_of_the_transport_is_cut_off(window, qtbot, width):
    sized(window, qtbot, width, 720, mixer=False)
    bar = window.transport
    for button in (bar.meter, bar.key, bar.output):
        assert button.width() >= button.sizeHint().width()
    assert max(part.geometry().right() for part in (bar.output, bar.level) if part.isVisible()) < bar.width()
    assert bar.level.isVisible() == (width == 1280)


def test_names_of_tracks_come_before_their_volume(window, qtbot):
    row = window.track_list.rows[0]
    row.resize(190, row.height())
    assert not row.volume.isVisible()
    row.resize(268, row.height())
    assert row.volume.isVisible()
