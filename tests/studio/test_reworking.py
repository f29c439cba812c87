"""Verbs in the studio: seen while they are at work, one undo step, asked again, kept beside, stopped and taken back."""

import threading
from dataclasses import replace

import pytest

from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.asking import Asked
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.plan.holding import plan_that_holds
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.studio import verb_bench
from audiogenesis_desktop.studio.requests import Rework
from audiogenesis_desktop.studio.verb_bench import VerbBench
from tests.editing.verbs.conftest import BRIEF
from tests.studio.reworking_parts import parts_that_rework

BAR = 3840
MIDDLE = Scope.of_time((2 * BAR, 4 * BAR))


@pytest.fixture
def gate():
    """What each step of a verb waits for; open unless a test closes it."""
    event = threading.Event()
    event.set()
    yield event
    event.set()


@pytest.fixture
def reworking(studio, fake_parts, untrained_band, gate, piece):
    """Return the reworking of a studio that shows the piece as a take."""
    studio.composing.parts = parts_that_rework(fake_parts, untrained_band, gate)
    take = Take("", BRIEF, make_plan(BRIEF, 1), 1, "", piece)
    studio.takes.begin(take, with_others=False)
    studio.document.commit_piece(piece, "Compose", take)
    return studio.reworking


def outside(score, scope=MIDDLE):
    return [{n for n in track.notes if not scope.holds_tick(n.start_tick)} for track in score.tracks]


def test_a_verb_is_one_step_named_after_it_and_leaves_what_is_outside(studio, reworking, qtbot, piece):
    with qtbot.waitSignal(reworking.finished, timeout=20_000) as finished:
        assert reworking.ask(Asked("regenerate", MIDDLE), seed=3)
    result, document = finished.args[0], studio.document
    assert document.undo_label == "Regenerate all tracks, bars 3–4"
    assert document.committed is result.score and document.committed != piece
    assert outside(document.committed) == outside(piece)
    assert result.told.startswith("Regenerated all tracks, bars 3–4: ") and result.told.endswith("% new.")
    assert result.reworked.new <= {(t.id, note) for t in document.committed.tracks for note in t.notes}
    studio.undo()
    assert document.committed is piece and reworking.result is None


def test_it_is_seen_while_it_is_at_work_and_stopping_leaves_the_piece_as_it_was(studio, reworking, qtbot, piece):
    seen, wanted = [], Asked("regenerate", MIDDLE)
    studio.document.changed.connect(lambda score: seen.append(score) or reworking.cancel())
    with qtbot.waitSignal(reworking.ended, timeout=20_000):
        reworking.ask(wanted, seed=3)
    assert seen and seen[0] is not piece and outside(seen[0]) == outside(piece)
    assert studio.document.score is piece and studio.document.undo_label == "Compose"
    assert not reworking.cancel()


def test_again_comes_in_place_of_what_came_and_stopping_it_brings_that_back(studio, reworking, qtbot, piece, gate):
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.ask(Asked("regenerate", MIDDLE), seed=3)
    first = studio.document.committed
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.again()
    second = studio.document.committed
    assert second not in (first, piece) and reworking.result.ordered.seed == 4
    gate.clear()
    reworking.again()
    assert studio.document.committed is piece
    assert reworking.cancel() and studio.document.committed is second and reworking.result.score is second
    studio.undo()
    assert studio.document.committed is piece


def test_one_that_is_done_can_be_taken_back_until_something_else_is_edited(studio, reworking, qtbot, piece):
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.ask(Asked("simplify", MIDDLE))
    assert reworking.take_back() and studio.document.committed is piece
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.ask(Asked("simplify", MIDDLE))
    with qtbot.waitSignal(reworking.ended):
        studio.edit(replace(studio.document.committed, title="Mine"), "Rename")
    assert not reworking.take_back() and studio.document.committed.title == "Mine"


def test_an_edit_meanwhile_stops_it_and_stays(studio, reworking, gate, piece):
    gate.clear()
    reworking.ask(Asked("regenerate", MIDDLE))
    studio.edit(replace(piece, title="Mine"), "Rename")
    assert reworking.ordered is None and studio.document.score == replace(piece, title="Mine")


def balanced(score):
    return replace(score, tracks=tuple(replace(t, mix=Mix(volume=50 + t.id)) for t in score.tracks), level_db=3.0)


def is_balanced(score):
    return score.level_db == 3 and [t.mix.volume for t in score.tracks] == [50 + t.id for t in score.tracks]


def test_parts_that_are_balanced_while_a_verb_is_at_work_do_not_end_it(studio, reworking, gate, piece, qtbot):
    gate.clear()
    reworking.ask(Asked("regenerate", MIDDLE), seed=3)
    assert studio.door.amend(piece, balanced)
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        gate.set()
    assert is_balanced(studio.document.committed) and outside(studio.document.committed) == outside(piece)
    assert reworking.take_back() and studio.document.committed == balanced(piece)


def test_parts_that_are_balanced_after_a_verb_leave_what_came_to_be_taken_back_or_asked_again(
    studio, reworking, gate, piece, qtbot
):
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.ask(Asked("regenerate", MIDDLE), seed=3)
    first = studio.document.committed
    assert studio.door.amend(piece, balanced)
    assert reworking.result.score is studio.document.committed == balanced(first)
    gate.clear()
    reworking.again()
    assert studio.document.committed == balanced(piece)
    assert reworking.cancel() and studio.document.committed == balanced(first) and reworking.result is not None
    assert reworking.take_back() and studio.document.committed == balanced(piece)


def test_a_fader_that_the_user_moves_afterwards_is_an_edit_of_its_own(studio, reworking, qtbot):
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.ask(Asked("simplify", MIDDLE))
    with qtbot.waitSignal(reworking.ended):
        studio.edit(balanced(studio.document.committed), "Change volume")
    assert not reworking.take_back() and is_balanced(studio.document.committed)


def test_kept_as_an_alternative_it_is_a_take_and_the_one_before_is_as_it_was(studio, reworking, qtbot, piece):
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        reworking.ask(Asked("simplify", MIDDLE))
    new = studio.document.committed
    studio.takes.keep_alternative(new, "Simplify", before=piece)
    before, after = studio.takes.all
    assert (before.score, after.score, after.asked) == (piece, new, "Simplify")
    assert studio.takes.shown.number == after.number and studio.document.committed.tracks == new.tracks
    studio.takes.show(before.number)
    assert studio.document.committed.tracks == piece.tracks


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked("regenerate", Scope.of_tracks(99)), "mark other bars, tracks or notes"),
        (Asked("accompany", players=(("kazoo", ""),)), "nothing to accompany by"),
        (Asked("continue", to_bar=2), "as long already"),
        (Asked("vary", MIDDLE, amount=0), "nothing to vary by 0 %"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(studio, reworking, qtbot, piece, noticed, asked, sentence):
    with qtbot.waitSignal(reworking.noticed, timeout=20_000):
        reworking.ask(asked)
    assert sentence in noticed["rework"].text
    assert studio.document.score is piece and reworking.result is None


@pytest.mark.parametrize(
    "verb", ["regenerate", "infill", "vary", "simplify", "embellish", "keep_rhythm", "keep_pitches", "reharmonise"]
)
def test_bars_beyond_the_piece_are_told_to_be_none(reworking, qtbot, noticed, verb):
    with qtbot.waitSignal(reworking.noticed, timeout=20_000):
        reworking.ask(Asked(verb, Scope.of_time((90 * BAR, 94 * BAR))))
    assert noticed["rework"].text.startswith("There are no bars of the piece here")


def test_drums_have_no_chords_and_locked_tracks_stay(studio, reworking, qtbot, piece, noticed):
    drums = Scope(MIDDLE.stretches, frozenset(t.id for t in piece.tracks if t.is_drums))
    with qtbot.waitSignal(reworking.noticed, timeout=20_000):
        reworking.ask(Asked("reharmonise", drums))
    assert noticed["rework"].text.startswith("Drums have no chords")
    studio.edit(replace(piece, tracks=tuple(replace(track, is_locked=True) for track in piece.tracks)), "Lock")
    with qtbot.waitSignal(reworking.noticed, timeout=20_000):
        reworking.ask(Asked("regenerate", MIDDLE))
    assert "are locked: unlock them" in noticed["rework"].text


def test_without_a_composer_that_can_a_sentence_says_so(studio, reworking, qtbot, noticed, fake_composer):
    def lost(_wish, _stopped):
        raise MissingPart("The model is missing: reinstall the app.")
        yield

    for parts, sentence in (
        (parts_that_rework(studio.composing.parts, fake_composer), "This model cannot rework"),
        (replace(studio.composing.parts, rework=lost), "The model is missing"),
    ):
        studio.composing.parts = parts
        with qtbot.waitSignal(reworking.noticed, timeout=20_000):
            reworking.ask(Asked("regenerate", MIDDLE))
        assert noticed["rework"].text.startswith(sentence)


def test_listening_to_another_take_meanwhile_leaves_the_verb_on_this_one(studio, reworking, qtbot, piece, gate):
    other = replace(studio.document.take)
    gate.clear()
    reworking.ask(Asked("regenerate", MIDDLE), seed=3)
    studio.door.try_take(replace(piece, title="Other"), other)
    with qtbot.waitSignal(reworking.finished, timeout=20_000):
        gate.set()
    assert studio.document.committed.title == piece.title and studio.document.take is not other
    assert outside(studio.document.committed) == outside(piece)


def test_nothing_is_asked_while_a_piece_is_written(studio, reworking):
    studio.door.begin_writing(Score())
    assert not reworking.ask(Asked("regenerate", MIDDLE))


def test_composing_another_piece_ends_it(studio, reworking, gate, piece):
    gate.clear()
    reworking.ask(Asked("regenerate", MIDDLE))
    studio.door.make_ready()
    assert reworking.ordered is None and studio.document.score is piece


def test_a_plan_is_read_back_once_for_verbs_on_much_the_same_piece(monkeypatch, untrained_band, piece):
    read = []
    monkeypatch.setattr(verb_bench, "plan_to_rework", lambda *what: read.append(what) or plan_to_rework(*what))
    bench, fewer = VerbBench(), replace(piece, tracks=tuple(t.with_notes(t.notes[2:]) for t in piece.tracks))
    for score, count in (
        (piece, 1),
        (fewer, 1),
        (replace(fewer, chords=()), 2),
        (replace(piece, tracks=piece.tracks[:1]), 3),
    ):
        steps = bench.steps(untrained_band, Rework(score, BRIEF, None, 1, Asked("simplify")), lambda: False)
        next(steps)
        assert len(read) == count


def test_the_plan_of_a_take_holds_until_form_chords_or_players_are_others(piece):
    take = Take("", BRIEF, make_plan(BRIEF, 1), 1, "", piece)
    moved = replace(piece, tracks=tuple(t.with_notes(t.notes[1:]) for t in piece.tracks))
    assert plan_that_holds(take, moved) is take.plan
    assert plan_that_holds(None, piece) is None and plan_that_holds(replace(take, is_whole=False), piece) is None
    more = replace(piece, tracks=(*piece.tracks, Track(99, "Kazoo", notes=(Note(0, 60, 480, 80),))))
    other = replace(piece, tracks=(replace(piece.tracks[0], program=99), *piece.tracks[1:]))
    for score in (more, other, replace(piece, chords=()), replace(piece, sections=())):
        assert plan_that_holds(take, score) is None
