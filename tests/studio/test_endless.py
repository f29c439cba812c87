"""Playing what is still being composed: limits, endless pieces, other wishes on the way, edits that stay."""

import threading
from dataclasses import replace

import pytest

from audiogenesis_desktop.compose.streaming import EndlessPiece
from audiogenesis_desktop.errors import ComposerLost
from audiogenesis_desktop.score.score import Note, Score, Section, Track
from audiogenesis_desktop.studio import endless
from audiogenesis_desktop.studio.endless import AHEAD_SECONDS, Course, grown, write_on

BAR = 3840


def test_growth_adds_and_takes_away_and_leaves_edits_alone():
    before = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(BAR, 62, 960, 80))),))
    after = Score(
        tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(BAR, 64, 960, 80))), Track(1, "Bass", 33)),
        sections=(Section(0, 2 * BAR, "A", 0.5),),
        length_ticks=2 * BAR,
    )
    mine = replace(before.tracks[0], name="Keys", notes=(*before.tracks[0].notes, Note(BAR, 70, 960, 80)))
    shown = grown(replace(before, tracks=(mine,)), before, after)
    assert shown.tracks[0].notes == (Note(0, 60, 960, 80), Note(BAR, 64, 960, 80), Note(BAR, 70, 960, 80))
    assert [track.name for track in shown.tracks] == ["Keys", "Bass"]
    assert shown.sections == after.sections and shown.length_ticks == 2 * BAR


def test_growth_goes_through_no_more_than_what_has_changed(monkeypatch):
    written = tuple(Note(i * 240, 60 + i % 12, 240, 80) for i in range(5_000))
    changed = {written[1000], written[1001]}
    after = tuple(sorted({*written, Note(5_000 * 240, 60, 960, 80)} - changed))
    asked, exchange = [], endless.exchange_notes

    def exchanged(score, track_id, gone, new):
        asked.append((set(gone), set(new)))
        return exchange(score, track_id, gone, new)

    monkeypatch.setattr(endless, "exchange_notes", exchanged)
    before = Score(tracks=(Track(0, "Piano", notes=written), Track(1, "Bass", notes=written)))
    grew = replace(before, tracks=(replace(before.tracks[0], notes=after), before.tracks[1]))
    mine = replace(before, tracks=(replace(before.tracks[0], notes=written[:-7]), before.tracks[1]))
    shown = grown(mine, before, grew)
    assert asked == [(changed, {after[-1]})]
    assert shown.tracks[0].notes == tuple(note for note in (*written[:-7], after[-1]) if note not in changed)
    assert shown.tracks[1] is before.tracks[1]


def test_it_is_written_a_way_ahead_and_no_further(fake_parts):
    playhead, heard, stopped = [0.0], [], threading.Event()
    brief = fake_parts.read("72 BPM")
    piece = EndlessPiece(fake_parts.load_composer(), fake_parts.make_plan, brief, seed=1)
    course = Course(lambda: playhead[0])

    def grew(score, settled):
        heard.append(settled)

    thread = threading.Thread(target=write_on, args=(piece, course, lambda request: brief, stopped, grew))
    thread.start()

    def is_far_enough(seconds):
        return heard and heard[-1] / 960 * 60 / 72 >= seconds

    try:
        _wait(lambda: is_far_enough(AHEAD_SECONDS))
        count = len(heard)
        assert not stopped.wait(0.3) and len(heard) == count
        playhead[0] = 960 * 72 / 60 * 30
        _wait(lambda: is_far_enough(AHEAD_SECONDS + 30))
    finally:
        stopped.set()
        thread.join(5)


def _wait(happens):
    deadline = threading.Event()
    for _ in range(1000):
        if happens():
            return
        deadline.wait(0.01)
    raise AssertionError("it never happened")


def test_a_course_tells_each_wish_once():
    course = Course(lambda: 0.0)
    assert course.take() is None
    course.change(("a", {}))
    course.change(("b", {}))
    assert course.take() == ("b", {}) and course.take() is None


def test_the_studio_plays_an_endless_piece_and_follows_another_prompt(studio, qtbot):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    assert studio.player.is_playing and studio.composing.is_endless
    studio.making.follow("D minor", {})
    qtbot.waitUntil(lambda: any(key.tonic == 2 for key in studio.document.score.keys), timeout=10_000)
    changed = next(key.tick for key in studio.document.score.keys if key.tonic == 2)
    assert changed % BAR == 0 and changed > 0
    studio.composing.stop(keep=True)
    assert studio.document.undo_label == "Compose" and studio.document.committed.note_count
    assert not studio.composing.is_endless


@pytest.mark.parametrize("at_once", [False, True])
def test_a_piece_is_heard_as_it_is_written_where_that_is_wanted(studio, qtbot, fake_composer, at_once):
    studio.settings.plays_at_once = at_once
    fake_composer.hold_at = 26  # in the last bars
    studio.making.compose("anything", seed=1)
    qtbot.waitUntil(lambda: studio.document.score.note_count >= 48, timeout=5000)
    if not at_once:
        assert not studio.player.is_playing
        studio.player.play_or_pause()
    qtbot.waitUntil(lambda: studio.player.is_waiting and studio.player.position == 0, timeout=5000)
    fake_composer.released.set()
    qtbot.waitUntil(lambda: studio.player.position > 100 and not studio.player.is_waiting, timeout=5000)


def test_a_discarded_piece_leaves_no_limit(studio, qtbot, fake_composer):
    fake_composer.hold_at = 26
    studio.making.compose("anything", seed=1)
    qtbot.waitUntil(lambda: studio.document.score.note_count >= 48, timeout=5000)
    studio.composing.stop(keep=True)
    studio.player.play_or_pause()
    qtbot.waitUntil(lambda: studio.player.position > 100, timeout=5000)


def test_what_was_heard_of_an_endless_piece_stays_when_composing_fails(studio, qtbot, fake_composer):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    written = studio.document.score.note_count
    fake_composer.error = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=10_000):
        studio.player.seek(5 * BAR)  # near enough to the end for more to be wanted
    assert written and studio.document.committed.note_count >= written
    assert studio.document.undo_label == "Compose"
    assert studio.player.is_playing  # to its end
