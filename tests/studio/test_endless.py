"""Playing what is still being composed: limits, endless pieces, other wishes on the way, edits that stay."""

import threading
from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.streaming import EndlessPiece, whole_bars
from audiogenesis_desktop.editing import arranging
from audiogenesis_desktop.editing.rules import STILL_WRITTEN
from audiogenesis_desktop.errors import ComposerLost
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.maps import put_chord
from audiogenesis_desktop.score.retiming import change_meter
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Meter, Mix, Note, Score, Section, Tempo, Track
from audiogenesis_desktop.studio import endless
from audiogenesis_desktop.studio.endless import AHEAD_SECONDS, Course, grown, write_on
from audiogenesis_desktop.studio.notices import Mend

BAR = 3840


def test_growth_adds_and_takes_away_and_leaves_edits_alone():
    before = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(BAR, 62, 960, 80))),))
    after = Score(
        tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(BAR, 64, 960, 80))), Track(1, "Bass", 33)),
        sections=(Section(0, 2 * BAR, "A", 0.5),),
        length_ticks=2 * BAR,
    )
    mine = replace(before.tracks[0], name="Keys", notes=(*before.tracks[0].notes, Note(BAR, 70, 960, 80)))
    shown = grown(replace(before, tracks=(mine,)), before, after, {})
    assert shown.tracks[0].notes == (Note(0, 60, 960, 80), Note(BAR, 64, 960, 80), Note(BAR, 70, 960, 80))
    assert [track.name for track in shown.tracks] == ["Keys", "Bass"]
    assert shown.sections == after.sections and shown.length_ticks == 2 * BAR


def test_a_tempo_that_the_user_sets_stays_until_another_is_requested():
    piece = Score(tempi=(Tempo.from_bpm(0, 72),), chords=(ChordAt(0, BAR, 0, "maj"),), length_ticks=BAR)
    longer = replace(piece, chords=(*piece.chords, ChordAt(BAR, BAR, 7, "maj")), length_ticks=2 * BAR)
    mine = edits.set_tempo(put_chord(piece, ChordAt(0, BAR, 9, "min")), 100)
    shown = grown(mine, piece, longer, {})
    assert shown.tempi == mine.tempi and shown.length_ticks == 2 * BAR
    assert shown.chords == (ChordAt(0, BAR, 9, "min"), ChordAt(BAR, BAR, 7, "maj"))
    faster = replace(longer, tempi=(*longer.tempi, Tempo.from_bpm(2 * BAR, 120)), length_ticks=3 * BAR)
    shown = grown(shown, longer, faster, {})
    assert shown.tempi == (Tempo.from_bpm(0, 100), Tempo.from_bpm(2 * BAR, 120))
    shown = grown(shown, faster, longer, {})  # what was planned is dropped again
    assert shown.tempi == mine.tempi


def test_growth_goes_through_no_more_than_what_has_changed(monkeypatch):
    written = tuple(Note(i * 240, 60 + i % 12, 240, 80) for i in range(5_000))
    changed = {written[1000], written[1001]}
    after = tuple(sorted({*written, Note(5_000 * 240, 60, 960, 80)} - changed))
    exchanges, exchange = [], endless.exchange_notes

    def exchanged(score, track_id, gone, new):
        exchanges.append((set(gone), set(new)))
        return exchange(score, track_id, gone, new)

    monkeypatch.setattr(endless, "exchange_notes", exchanged)
    before = Score(tracks=(Track(0, "Piano", notes=written), Track(1, "Bass", notes=written)))
    grew = replace(before, tracks=(replace(before.tracks[0], notes=after), before.tracks[1]))
    mine = replace(before, tracks=(replace(before.tracks[0], notes=written[:-7]), before.tracks[1]))
    shown = grown(mine, before, grew, {})
    assert exchanges == [(changed, {after[-1]})]
    assert shown.tracks[0].notes == tuple(note for note in (*written[:-7], after[-1]) if note not in changed)
    assert shown.tracks[1] is before.tracks[1]


def test_tracks_that_the_user_adds_meanwhile_are_not_taken_for_the_pieces():
    before = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), length_ticks=BAR)
    mine = edits.add_track(before, Track(1, "Mine", 40, notes=(Note(0, 50, 960, 80),)))
    after = replace(before, tracks=(*before.tracks, Track(1, "Bass", 33, notes=(Note(0, 30, 960, 80),))))
    further = replace(after, tracks=(after.tracks[0], after.tracks[1].with_notes([Note(BAR, 31, 960, 80)])))
    ids = {}
    shown = grown(grown(mine, before, after, ids), after, further, ids)
    assert [(track.name, [n.pitch for n in track.notes]) for track in shown.tracks] == [
        ("Piano", [60]),
        ("Mine", [50]),
        ("Bass", [31]),
    ]


def test_what_is_never_played_takes_its_tracks_along_unless_the_user_plays_there():
    notes = (Note(BAR, 60, 960, 80),)
    before = Score(tuple(Track(i, f"Track {i}", i, notes=notes) for i in range(3)), length_ticks=2 * BAR)
    mine = edits.exchange_notes(before, 2, (), [Note(0, 40, 960, 80)])
    shown = grown(mine, before, replace(before, tracks=(before.tracks[0],)), {})
    assert [(track.id, [n.pitch for n in track.notes]) for track in shown.tracks] == [(0, [60]), (2, [40])]


def test_it_is_written_a_way_ahead_and_no_further(fake_parts):
    playhead, settled_ticks, stopped = [0.0], [], threading.Event()
    brief = fake_parts.read("72 BPM")
    piece = EndlessPiece(fake_parts.load_composer(), fake_parts.make_plan, brief, seed=1)
    course = Course(lambda: playhead[0])

    def grew(score, settled):
        settled_ticks.append(settled)

    order = (piece, course, lambda request: brief, stopped, grew, lambda _error: None)
    thread = threading.Thread(target=write_on, args=order)
    thread.start()

    def is_far_enough(seconds):
        return settled_ticks and settled_ticks[-1] / 960 * 60 / 72 >= seconds

    try:
        _wait(lambda: is_far_enough(AHEAD_SECONDS))
        count = len(settled_ticks)
        assert not stopped.wait(0.3) and len(settled_ticks) == count
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


def test_while_a_piece_goes_on_its_tempo_may_be_set_but_its_bars_stay(studio, qtbot, noticed):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    shown = studio.document.score
    assert studio.edit(edits.set_tempo(shown, 100), "Change tempo") and "locked" not in noticed
    for other in (
        (change_meter(studio.document.score, Meter(0, 3, 4)), "Change meter"),
        (replace(studio.document.score, keys=(KeyAt(0, 3, "minor"),)), "Change key"),
        arranging.insert_bars(studio.document.score, Stretch(0, BAR)),
    ):
        noticed.clear()
        assert not studio.edit(*other) and noticed["locked"].text == STILL_WRITTEN
    studio.player.seek(5 * BAR)  # near enough to the end for more to be wanted
    qtbot.waitUntil(lambda: studio.document.score.length_ticks > shown.length_ticks, timeout=10_000)
    studio.composing.stop(keep=True)
    now = studio.document.committed
    assert (now.tempi, now.meters, now.keys) == ((Tempo.from_bpm(0, 100),), shown.meters, shown.keys)
    assert studio.edit(change_meter(now, Meter(0, 3, 4)), "Change meter")


@pytest.mark.parametrize("at_once", [False, True])
def test_a_piece_plays_as_it_is_written_where_that_is_wanted(studio, qtbot, fake_composer, at_once):
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


def test_what_was_played_of_an_endless_piece_stays_when_composing_fails(studio, qtbot, fake_composer):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    written = studio.document.score.note_count
    fake_composer.error = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=10_000):
        studio.player.seek(5 * BAR)  # near enough to the end for more to be wanted
    assert written and studio.document.committed.note_count >= written
    assert studio.document.undo_label == "Compose"
    assert studio.player.is_playing  # to its end


def test_a_change_that_cannot_be_made_is_reported_and_the_piece_goes_on_as_before(studio, qtbot, noticed, fake_parts):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    written, briefs = studio.document.score, []
    studio.composing.brief_read.connect(briefs.append)
    studio.making.follow(Brief(prompt="no instrument at all", instruments=("kazoo choir",)), {})
    qtbot.waitUntil(lambda: "brief" in noticed, timeout=10_000)
    assert noticed["brief"].text.endswith("The piece goes on as before.")
    assert briefs[-1].prompt == "72 BPM"  # what the chips show is what is heard
    studio.player.seek(5 * BAR)
    qtbot.waitUntil(lambda: studio.document.score.length_ticks > written.length_ticks, timeout=10_000)
    played = {note for track in written.tracks for note in track.notes}
    assert played <= {note for track in studio.document.score.tracks for note in track.notes}
    assert studio.composing.is_endless and studio.player.is_playing and "compose" not in noticed


def test_a_piece_that_ended_too_soon_goes_on_from_its_end_with_what_was_edited_since(
    studio, qtbot, fake_composer, noticed
):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.player.position > 200, timeout=10_000)
    fake_composer.error = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=10_000):
        studio.player.seek(5 * BAR)
    assert noticed["compose"].mend == Mend.GO_ON and "stopped" not in noticed
    kept = studio.document.committed
    last = max(track.end_tick for track in kept.tracks)
    assert last <= kept.length_ticks < last + 2 * BAR  # nobody waits for bars that were never written
    studio.edit(edits.set_mix(kept, kept.tracks[0].id, Mix(volume=30)), "Volume")
    fake_composer.error = None
    studio.making.go_on()
    qtbot.waitUntil(lambda: studio.document.score.note_count > kept.note_count + 8, timeout=10_000)
    studio.composing.stop(keep=True)
    now = studio.document.committed
    assert now.tracks[0].mix.volume == 30 and [track.id for track in now.tracks] == [track.id for track in kept.tracks]
    for track, before in zip(now.tracks, kept.tracks, strict=True):
        assert set(before.notes) <= set(track.notes)
        assert min(n.start_tick for n in set(track.notes) - set(before.notes)) == whole_bars(kept)
    studio.undo()
    assert studio.document.committed.note_count == kept.note_count


def test_another_piece_is_not_gone_on_with(studio, qtbot, fake_composer, noticed):
    studio.making.compose("72 BPM", seed=1, endless=True)
    qtbot.waitUntil(lambda: studio.document.score.note_count > 20, timeout=10_000)
    fake_composer.error = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=10_000):
        studio.player.seek(5 * BAR)
    studio.door.replace(Score(tracks=(Track(0, "Other"),)), "Open")
    assert "compose" not in noticed
    studio.making.go_on()
    assert not studio.composing.is_composing


def test_what_failed_before_a_note_was_written_is_tried_again_as_requested(studio, qtbot, fake_composer, noticed):
    fake_composer.error = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=10_000):
        studio.making.compose("72 BPM", seed=1, endless=True)
    assert noticed["compose"].mend == Mend.RETRY
    fake_composer.error = None
    studio.making.compose_again()
    qtbot.waitUntil(lambda: studio.document.score.note_count > 20, timeout=10_000)
    assert studio.composing.is_endless
