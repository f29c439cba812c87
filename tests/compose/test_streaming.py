"""A piece that goes on: what is settled stays, sections follow one another, another Brief is taken up at a bar line."""

from itertools import pairwise

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.streaming import LONGEST_TICKS, EndlessPiece, settled_tick
from audiogenesis_desktop.plan.planning import make_plan
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
    assert len(piece.score.tempi) == 1 and len(piece.score.tracks) == 2
    assert all(n.end_tick <= 8 * BAR or n.start_tick >= 8 * BAR for t in piece.score.tracks for n in t.notes)


def test_another_brief_is_taken_up_at_the_next_bar_line(piece):
    while piece.settled_tick < 3 * BAR:
        piece.advance()
    was = before(piece.score, 2 * BAR)
    other = BRIEF.with_fields(Origin.EDITED, tempo_bpm=90.0, key=Key(9, "minor"), instruments=("strings", "piano"))
    piece.change(other, after_tick=BAR + 10)
    cut = [[n._replace(length_ticks=min(n.length_ticks, 2 * BAR - n.start_tick)) for n in notes] for notes in was]
    assert piece.settled_tick == 2 * BAR and before(piece.score, 2 * BAR)[:2] == cut
    while piece.settled_tick < 5 * BAR:
        piece.advance()
    score = piece.score
    assert score.tempi[1].tick == 2 * BAR and round(score.tempi[1].bpm) == 90
    assert score.keys[1][:2] == (2 * BAR, 9) and len(score.tracks) == 3
    assert not [n for n in score.tracks[1].notes if n.start_tick >= 2 * BAR]  # the bass has fallen silent
    assert [n for n in score.tracks[2].notes if n.start_tick >= 2 * BAR]


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
