"""A piece that goes on: what is settled stays, sections follow one another, another Brief is taken up at a bar line."""

from itertools import pairwise

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.streaming import LONGEST_TICKS, EndlessPiece, WholePiece, settled_tick, whole_bars
from audiogenesis_desktop.errors import ComposerLost
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.keys import Key

BAR = 3840
BRIEF = Brief(prompt="soft piano", tempo_bpm=120, instruments=("piano", "acoustic bass"))


@pytest.fixture
def piece(untrained):
    return EndlessPiece(untrained, make_plan, BRIEF, seed=3)


def before(score, tick):
    return [[note for note in track.notes if note.start_tick < tick] for track in score.tracks]


def test_what_is_settled_is_never_added_to(piece):
    while piece.settled_tick < 20 * BAR:
        settled, score = piece.settled_tick, piece.score
        piece.advance()
        assert piece.settled_tick > settled and piece.settled_tick % BAR == 0
        assert before(piece.score, settled)[: len(score.tracks)] == before(score, settled)
    assert piece.score.note_count > 20


def test_sections_follow_one_another_in_rondo_form(piece):
    while piece.settled_tick < 33 * BAR:
        piece.advance()
    sections = piece.score.sections
    assert [s.kind.rstrip("'") for s in sections[::2]][:4] == ["A", "B", "A", "C"]
    assert all(a.end_tick == b.start_tick for a, b in pairwise(sections))
    assert sections[2].start_tick == 8 * BAR and piece.score.length_ticks == sections[-1].end_tick
    chords = piece.score.chords
    assert all(a.tick + a.length_ticks <= b.tick for a, b in pairwise(chords))
    assert chords[0][2:] == next(c for c in chords if c.tick == 16 * BAR)[2:]  # A comes back with its harmony
    assert len(piece.score.tempi) == 1 and len(piece.score.tracks) == len(piece.plan.parts)
    assert all(n.end_tick <= 8 * BAR or n.start_tick >= 8 * BAR for t in piece.score.tracks for n in t.notes)


def test_another_brief_is_taken_up_at_the_next_bar_line(piece):
    while piece.settled_tick < 3 * BAR:
        piece.advance()
    was, parts = before(piece.score, 2 * BAR), len(piece.plan.parts)
    other = BRIEF.with_fields(Origin.EDITED, tempo_bpm=90.0, key=Key(9, "minor"), instruments=("strings", "piano"))
    piece.change(other, after_tick=BAR + 10)
    cut = [[n._replace(length_ticks=min(n.length_ticks, 2 * BAR - n.start_tick)) for n in notes] for notes in was]
    assert piece.settled_tick == 2 * BAR and before(piece.score, 2 * BAR)[:parts] == cut
    while piece.settled_tick < 5 * BAR:
        piece.advance()
    score = piece.score
    assert score.tempi[1].tick == 2 * BAR and round(score.tempi[1].bpm) == 90
    assert score.keys[1][:2] == (2 * BAR, 9) and len(score.tracks) == parts + 1
    assert not [n for n in score.tracks[1].notes if n.start_tick >= 2 * BAR]  # the bass has fallen silent
    assert [n for n in score.tracks[parts].notes if n.start_tick >= 2 * BAR]


def test_a_change_beyond_what_is_planned_waits_for_the_next_section(piece):
    piece.advance()
    score = piece.score
    piece.change(BRIEF, after_tick=7.5 * BAR)
    assert piece.score is score


@pytest.mark.parametrize("bars", [0, 2])
def test_a_change_ahead_of_what_is_settled_leaves_no_bar_empty(piece, bars):
    while piece.settled_tick < bars * BAR:
        piece.advance()
    settled = piece.settled_tick
    piece.change(BRIEF, after_tick=settled + 10)
    while piece.settled_tick < settled + 3 * BAR:
        piece.advance()
    starts = {note.start_tick // BAR for track in piece.score.tracks for note in track.notes}
    assert settled // BAR in starts


def test_the_longest_note_says_how_far_it_is_settled():
    assert settled_tick(LONGEST_TICKS + 2 * BAR + 5, BAR) == 2 * BAR
    assert settled_tick(100, BAR) == 0


SOUNDS = ["piano", "harp", "clarinet", "trumpet", "oboe", "violin", "cello", "flute", "banjo", "tuba", "vibraphone"]
SOUNDS += ["celesta", "marimba", "bassoon", "french horn", "viola", "accordion", "harpsichord", "sitar", "ocarina"]


@pytest.mark.slow
def test_tracks_that_play_no_more_give_their_channels_back(untrained):
    """Twenty instruments, changed for others seven times: all can be sent to one port at every moment."""
    piece = EndlessPiece(untrained, make_plan, Brief(prompt="x", instruments=("piano",)), seed=1)
    for i in range(0, 20, 3):
        while piece.settled_tick < (2 * i + 3) * BAR:
            piece.advance()
            assert all_sent(piece.score)
        piece.change(Brief(prompt="x", instruments=tuple(SOUNDS[i : i + 3])), after_tick=piece.settled_tick - BAR)
        assert all_sent(piece.score)
    assert len([track for track in piece.score.tracks if track.notes]) > 15


def all_sent(score):
    channels = assign_channels(score)
    return all(channels[track.id].port == 0 for track in score.tracks if track.notes)


def test_changes_in_a_row_leave_no_tracks_behind_that_were_never_heard(untrained):
    piece = EndlessPiece(untrained, make_plan, BRIEF, seed=1)
    while piece.settled_tick < 3 * BAR:
        piece.advance()
    seen, heard = {track.id: track.program for track in piece.score.tracks}, len(piece.plan.parts)
    for i in range(0, 20, 2):
        piece.change(Brief(prompt="x", instruments=tuple(SOUNDS[i : i + 2])), after_tick=BAR)
        for track in piece.score.tracks:  # an id never means another sound than before
            assert seen.setdefault(track.id, track.program) == track.program
    assert len(piece.score.tracks) <= heard + len(piece.plan.parts)


def test_a_piece_goes_on_from_the_end_of_another(untrained):
    notes = tuple(Note(i * 960, 60, 960, 80) for i in range(18))
    onto = Score(tracks=(Track(7, "Mine", notes=notes),), length_ticks=18 * 960, title="Mine")
    piece = EndlessPiece(untrained, make_plan, BRIEF, seed=1, onto=onto)
    assert piece.settled_tick == 5 * BAR == whole_bars(onto)
    while piece.settled_tick < 8 * BAR:
        piece.advance()
    assert set(notes) <= set(piece.score.track(7).notes) and piece.score.title == "Mine"
    new = [note for track in piece.score.tracks for note in track.notes if note not in notes]
    assert new and min(note.start_tick for note in new) >= 5 * BAR


def test_a_brief_that_cannot_be_planned_changes_nothing(untrained):
    piece = EndlessPiece(untrained, make_plan, BRIEF, seed=1)
    while piece.settled_tick < 3 * BAR:
        piece.advance()
    score, settled = piece.score, piece.settled_tick
    with pytest.raises(Exception, match="kazoo choir"):
        piece.change(Brief(prompt="x", instruments=("kazoo choir",)), after_tick=BAR)
    assert piece.score is score and piece.settled_tick == settled and piece.brief is BRIEF
    piece.advance()
    assert piece.settled_tick > settled


class Failing:
    """Composes as another does, and fails at the nth note of each piece as long as it is told to."""

    name = model_hash = "failing"

    def __init__(self, composer):
        self._composer, self.fails_at = composer, None

    def compose(self, *arguments, **named):
        for i, written in enumerate(self._composer.compose(*arguments, **named)):
            if self.fails_at is not None and i >= self.fails_at:
                raise ComposerLost("The process that composes has ended: try again.")
            yield written


def test_a_piece_whose_composing_failed_goes_on_from_what_is_settled(untrained):
    composer = Failing(untrained)
    piece = EndlessPiece(composer, make_plan, BRIEF, seed=3)
    while piece.settled_tick < 3 * BAR:
        piece.advance()
    for fails_at in (0, 5):
        composer.fails_at = fails_at
        while True:
            kept, settled = before(piece.score, piece.settled_tick), piece.settled_tick
            try:
                piece.advance()
            except ComposerLost:
                break
    assert before(piece.score, settled) == kept and piece.settled_tick == settled
    composer.fails_at = None
    while piece.settled_tick < settled + 10 * BAR:
        piece.advance()
    assert [notes[: len(was)] for notes, was in zip(before(piece.score, BAR * 100), kept, strict=False)] == kept
    starts = {note.start_tick // BAR for track in piece.score.tracks for note in track.notes}
    assert set(range(piece.settled_tick // BAR)) <= starts  # no bar is empty
    assert all(a.end_tick == b.start_tick for a, b in pairwise(piece.score.sections))


def test_a_whole_piece_whose_composing_failed_is_the_same_in_the_end(untrained):
    composer, brief = Failing(untrained), BRIEF.with_fields(Origin.SAID, length_seconds=12.0)
    plan = make_plan(brief, 3)
    whole, interrupted = WholePiece(composer, brief, plan, seed=3), WholePiece(composer, brief, plan, seed=3)
    while not whole.is_whole:
        whole.advance()
    for fails_at in (3, 20):
        composer.fails_at = fails_at
        with pytest.raises(ComposerLost):
            while True:
                interrupted.advance()
    composer.fails_at = None
    while not interrupted.is_whole:
        interrupted.advance()
    assert interrupted.score == whole.score


def test_what_goes_on_is_played_in_its_style_from_the_first_bar_on(piece):
    assert piece.score.feel == piece.plan.feel and piece.score.feel.amount > 0 and piece.score.feel.style
    assert (piece.score.swing, piece.score.swing_ticks) == (piece.plan.swing, piece.plan.swing_ticks)
