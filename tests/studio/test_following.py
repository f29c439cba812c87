"""Words after the first about music that was opened or drawn: one edit of what is there, and nothing else changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.followup import as_followup
from audiogenesis_desktop.compose.followups.following import followed
from audiogenesis_desktop.compose.heard_brief import heard_brief
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.bench import RealBench
from audiogenesis_desktop.studio.following import FOLLOWING, follow_opened
from audiogenesis_desktop.studio.takes import ANSWERED

DUET = Score(
    (
        Track(0, "Piano", notes=tuple(Note(960 * i, 60 + i % 8, 900, 80) for i in range(32))),
        Track(1, "Cello", program=42, notes=tuple(Note(3840 * i, 48, 3800, 70) for i in range(8))),
    )
)


def without_cello(take, _turns):
    """Stand in for doing words after the first."""
    return replace(take, score=replace(take.score, tracks=take.score.tracks[:1]))


@pytest.fixture
def opened(studio):
    """Return a studio that shows music which nobody composed."""
    studio.composing.parts = replace(studio.composing.parts, follow=without_cello)
    studio.edit(DUET, "Add tracks")
    return studio


def asked(studio, text="no cello now"):
    return as_followup(text, studio.following.brief)


def test_words_about_it_are_understood_by_what_is_heard_in_it(opened):
    assert [turn.what for turn in asked(opened).turns] == ["remove"]
    assert "cello" in opened.following.brief.instruments
    assert as_followup("a string quartet", opened.following.brief) is None


def test_they_are_one_edit_and_no_take(opened, noticed, qtbot):
    before = opened.document.committed
    assert opened.following.ask(asked(opened))
    qtbot.waitUntil(lambda: ANSWERED in noticed, timeout=5000)
    assert [track.name for track in opened.document.committed.tracks] == ["Piano"]
    assert opened.document.take is None and not opened.takes.all
    assert "Gone: Cello. Note for note as before: Piano." in noticed[ANSWERED].text and FOLLOWING not in noticed
    assert opened.document.undo_label == "“no cello now”"
    opened.undo()
    assert opened.document.committed is before


def test_an_edit_made_meanwhile_stays(opened, noticed, qtbot):
    assert opened.following.ask(asked(opened))
    opened.edit(set_tempo(opened.document.committed, 99), "Change tempo")
    qtbot.waitUntil(lambda: not opened.jobs.is_busy, timeout=5000)
    assert len(opened.document.committed.tracks) == 2 and "ask again" in noticed[FOLLOWING].text


def test_it_can_be_stopped(opened, noticed, qtbot):
    before = opened.document.committed
    assert opened.following.ask(asked(opened)) and FOLLOWING in noticed
    opened.following.stop()
    qtbot.waitUntil(lambda: not opened.jobs.is_busy, timeout=5000)
    assert opened.document.committed is before and FOLLOWING not in noticed


def test_what_cannot_be_done_is_said_and_changes_nothing(opened, noticed, qtbot):
    def refuse(_take, _turns):
        raise BadInput("Nobody plays oboe in this piece: name one of its tracks.")

    opened.composing.parts = replace(opened.composing.parts, follow=refuse)
    before = opened.document.committed
    assert opened.following.ask(asked(opened))
    qtbot.waitUntil(lambda: "oboe" in noticed[FOLLOWING].text, timeout=5000)
    assert opened.document.committed is before


def test_without_music_there_is_nothing_to_ask_about(studio):
    assert studio.following.brief is None


def test_real_words_change_what_they_name_and_leave_the_rest_note_for_note(fake_parts, untrained_band):
    parts = replace(fake_parts, follow=lambda take, turns: followed(take, turns, untrained_band))
    brief = heard_brief(DUET)

    def after(text):
        return follow_opened(parts, DUET, brief, as_followup(text, brief), lambda _share: None)

    assert [t.notes for t in after("no cello now").tracks] == [DUET.tracks[0].notes]
    with_drums = after("add drums")
    assert [t.notes for t in with_drums.tracks[:2]] == [t.notes for t in DUET.tracks]
    assert with_drums.tracks[2].is_drums and with_drums.tracks[2].notes
    slower = after("a bit slower")
    assert slower.tempi[0].bpm < 118 and [t.notes for t in slower.tracks] == [t.notes for t in DUET.tracks]


def test_locked_tracks_stay_in_another_take(untrained_band, monkeypatch):
    bench = RealBench(Path("nowhere"))
    monkeypatch.setattr(bench, "composer", lambda: untrained_band)
    locked = replace(DUET, tracks=(DUET.tracks[0], replace(DUET.tracks[1], is_locked=True)))
    brief = heard_brief(locked)
    take = Take("", brief, plan_to_rework(locked, brief), 3, "", locked)
    came = bench.follow(take, as_followup("much louder, and another cello line", brief).turns).score
    assert came.track(1).notes == DUET.tracks[1].notes
    assert came.track(0).notes != DUET.tracks[0].notes or came.track(0).mix != DUET.tracks[0].mix
    with pytest.raises(BadInput, match="Cello is locked"):  # a take that is the same would be no answer
        bench.follow(take, as_followup("another cello line", brief).turns)
