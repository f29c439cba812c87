"""Another Feel while it plays, with a pretended clock: each note is heard once, and the new one within a bar."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from audiogenesis_desktop.perform.performing import Performing
from audiogenesis_desktop.playback.scheduler import Loop, Scheduler
from audiogenesis_desktop.playback.timeline import Timeline, play_flattening
from audiogenesis_desktop.score.events import NOTE_OFF, NOTE_ON
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Marker, Note, Score, Track

BAR, BARS = 3840, 4
BAR_SECONDS, STEP = 2.0, 0.02
WRITTEN, FELT = Feel(0.0), Feel(1.0, seed=3, style="jazz trio")
LATE = Feel(1.0, 0.72, 3, "jazz trio")


def band(feel):
    """Return a piece of which each key sounds several times a beat, short or long."""
    hats = [Note(i * 240, 42, 60, 80 - 40 * (i % 2)) for i in range(16 * BARS)]
    keys = [Note(i * 480, 60 + 4 * (i % 2), 470, 80) for i in range(8 * BARS)]
    tracks = (Track(0, "Kit", is_drums=True).with_notes(hats), Track(1, "Keys").with_notes(keys))
    return Score(tracks, feel=feel, markers=(Marker(0, "loopStart"), Marker(BAR, "loopEnd")))


PIECE = band(WRITTEN)
PIECES = {feel: replace(PIECE, feel=feel) for feel in (WRITTEN, FELT, LATE)}


class Desk:
    """Plays scores by a clock of its own, and remembers what was sent."""

    def __init__(self, feel, *, loop=None):
        self._performing, self._flattening = Performing(), play_flattening()
        self.scheduler = Scheduler(self._timeline(feel))
        self.scheduler.loop = loop
        self.now, self.sent = 0.0, self.scheduler.start(0, 0.0)

    def _timeline(self, feel):
        return Timeline(self._performing.of(PIECES[feel]), self._flattening, written=PIECES[feel])

    def play(self, seconds):
        until = self.now + seconds
        while self.now < until - 1e-9:
            self.now += STEP
            self.sent += self.scheduler.due(self.now)

    def change(self, feel):
        self.sent += self.scheduler.set_score(self._timeline(feel))

    def onsets(self):
        return [each for each in self.sent if each.event.kind == NOTE_ON]


def struck(desk):
    return Counter((each.event.track_id, each.event.data[1]) for each in desk.onsets())


def written():
    return Counter((track.id, note.pitch) for track in PIECE.tracks for note in track.notes)


@pytest.mark.parametrize(("before", "after"), [(WRITTEN, FELT), (FELT, WRITTEN), (WRITTEN, LATE), (LATE, FELT)])
def test_at_no_seam_a_note_is_lost_or_doubled(before, after):
    for seam in range(16):  # all over a beat
        desk = Desk(before)
        desk.play(3 + seam * 1.5 * STEP)
        desk.change(after)
        desk.play(BARS * BAR_SECONDS)
        assert struck(desk) == written(), seam
        ended = Counter((e.event.track_id, e.event.data[1]) for e in desk.sent if e.event.kind == NOTE_OFF)
        assert ended == written(), seam


def test_a_slider_that_is_dragged_loses_and_doubles_nothing():
    desk = Desk(WRITTEN)
    for feel in (FELT, LATE, WRITTEN, LATE, FELT) * 8:
        desk.play(0.1)
        desk.change(feel)
    desk.play(BARS * BAR_SECONDS)
    assert struck(desk) == written()


def test_no_key_is_left_sounding_and_none_begins_twice():
    desk = Desk(WRITTEN)
    desk.play(3.0)
    desk.change(LATE)
    desk.play(BARS * BAR_SECONDS)
    sounding = set()
    for each in sorted(desk.sent, key=lambda each: (each.at, each.event.kind)):
        key = (each.event.track_id, each.event.data[1])
        if each.event.kind == NOTE_ON:
            assert key not in sounding
            sounding.add(key)
        elif each.event.kind == NOTE_OFF:
            sounding.discard(key)
    assert not sounding


def test_the_new_feel_is_heard_within_a_bar_and_without_a_gap():
    changed, same = Desk(WRITTEN), Desk(WRITTEN)
    changed.play(3.0)
    changed.change(LATE)
    for desk in (changed, same):
        desk.play(BARS * BAR_SECONDS)
    before, after = ([each.at for each in desk.onsets()] for desk in (same, changed))
    first = min(at for at in after if at not in before)
    assert 3.0 <= first <= 3.0 + BAR_SECONDS / 4
    longest = max(late - early for early, late in pairwise(sorted(after)))
    assert longest <= 0.125 + 2 * 0.04 + 0.01  # of sixteenths, each 40 ms off at most


def test_in_a_loop_the_seam_is_forgotten_where_it_jumps():
    desk = Desk(WRITTEN, loop=Loop(0, BAR))
    desk.play(1.5)
    desk.change(LATE)
    desk.play(2 * BAR_SECONDS)
    hats = [each.at for each in desk.onsets() if each.event.track_id == 0]
    rounds = Counter(int((at + 0.001) // BAR_SECONDS) for at in hats)
    assert rounds[0] == 16 and rounds[1] == 16
