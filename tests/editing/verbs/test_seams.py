"""Seams: how what is new differs from the same part's music around it."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.infilling import infill
from audiogenesis_desktop.editing.verbs.seams import Seam, agreement, as_loud_as_around, seam_of
from audiogenesis_desktop.editing.verbs.work import Work, finished
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Note, Score, Track
from tests.editing.verbs.test_verbs import only

BAR, BARS = 3840, 12
GAP = Scope.of_time((4 * BAR, 8 * BAR))


def music(gap: list[Note]) -> tuple[Track, Plan]:
    """Return a tune in C major that moves by thirds, all chord tones, with these notes in bars 5 to 8, and its plan."""
    around = [Note(bar * BAR + beat * 960, 60 + 4 * (beat % 2), 900, 80) for bar in range(12) for beat in range(4)]
    notes = sorted([*gap, *(note for note in around if not GAP.holds_tick(note.start_tick))])
    track = Track(0, "Flute", program=73, notes=tuple(notes))
    score = Score(
        tracks=(track,),
        keys=(KeyAt(0, 0, "major"),),
        chords=(ChordAt(0, BARS * BAR, 0, "maj"),),
        length_ticks=BARS * BAR,
    )
    return track, read_plan(score)


def seam(pitches: tuple[int, ...], *, velocity: int = 80) -> Seam:
    """Return the seam of quavers, over and over, in the gap."""
    gap = [Note(4 * BAR + i * 480, pitches[i % len(pitches)], 400, velocity) for i in range(32)]
    track, plan = music(gap)
    return seam_of(track, plan, GAP)


def test_a_seam_is_measured_by_what_the_part_does_around() -> None:
    found = seam((60, 64))
    assert (found.interval, found.usual_step, found.density) == (-4.0, 4.0, 1.0)  # twice as many notes
    assert (found.loudness, found.chord, found.key) == (0.0, 0.0, 0.0)
    assert found.cost == pytest.approx(1.0)  # an octave of density
    louder = seam((60, 61, 62, 66), velocity=95)
    assert (louder.loudness, louder.chord, louder.key) == (15.0, -0.75, -0.5)


def test_who_keeps_to_chord_and_key_as_the_part_does_costs_least() -> None:
    as_around, beside_chord, beside_key = (seam(pitches).cost for pitches in ((60, 64), (62, 64), (61, 64)))
    assert as_around < beside_chord < beside_key


def test_silence_costs_more_than_other_notes_and_where_there_is_nothing_else_none() -> None:
    track, plan = music([])
    assert seam_of(track, plan, GAP).cost > seam((62, 64), velocity=60).cost
    empty = replace(track, notes=())
    assert seam_of(empty, plan, GAP).cost == 0.0


def test_what_is_new_comes_to_be_as_loud_as_around_and_keeps_its_accents() -> None:
    given = Note(4 * BAR + 3600, 67, 100, 31)
    ground, plan = music([given])
    new = [Note(4 * BAR + 480 * i, 60, 400, 100 + 20 * (i % 2)) for i in range(6)]
    found = as_loud_as_around(ground.with_joined(ground.notes, new), ground, plan, GAP)
    velocities = [note.velocity for note in found.notes if GAP.holds_tick(note.start_tick)]
    assert velocities[-1] == 31 and velocities[:6] == [70, 90] * 3


def test_drums_keep_to_neither_chord_nor_key() -> None:
    track, plan = music([Note(4 * BAR, 61, 400, 80)])
    assert np.isnan(agreement(track.notes, plan, is_drums=True)).all()
    found = seam_of(replace(track, is_drums=True), plan, GAP)
    assert np.isnan([found.interval, found.chord, found.key]).all() and found.cost >= 0


def test_of_candidates_that_one_is_taken_which_keeps_to_chords_as_its_part_does(work: Work) -> None:
    """The network being deaf, as its weights are drawn at random."""
    scope, plan = only(work.score, "flute"), work.planned()

    def away(candidates: int) -> float:
        found = finished(infill(work, scope, candidates=candidates)).score
        (track,) = (track for track in found.tracks if scope.holds_track(track.id))
        return seam_of(track, plan, scope).cost

    assert away(8) < away(1)
