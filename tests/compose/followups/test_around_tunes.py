"""Music by others in another meter or style: its tune stays as it is, or on the beats that its own become."""

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.followups.following import follow
from audiogenesis_desktop.compose.followups.piece import Piece
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Meter, Note, Score, Track

BAR = 4 * 960
TUNE = Track(0, "Flute", program=73, notes=tuple(Note(960 * i, 72 + (i * 5) % 8, 900, 80) for i in range(32)))
CELLO = Track(1, "Cello", program=42, notes=tuple(Note(BAR * i, 48, 3800, 70) for i in range(8)))


def opened(*tracks):
    score = Score(tracks)
    brief = Brief(style=(("acoustic folk", 1.0),))
    return Piece(brief, plan_to_rework(score, brief), score, 1, is_by_others=True)


@pytest.fixture(scope="module")
def waltz(untrained_band):
    return follow(opened(TUNE, CELLO), [Turn("meter", (3, 4))], untrained_band)


def test_a_tune_becomes_a_waltz_of_halves_and_quarters_and_lasts_as_long(waltz):
    assert waltz.score.meters == (Meter(0, 3, 4),)
    tune = waltz.score.track(0).notes
    assert [n.pitch for n in tune] == [n.pitch for n in TUNE.notes]
    assert [n.start_tick for n in tune[:4]] == [0, 1920, 2880, 4800]
    assert [n.length_ticks for n in tune[:2]] == [1800, 900]
    # But for the rest after the last note, which is of a quarter.
    assert length_seconds(waltz.score) == pytest.approx(length_seconds(opened(TUNE).score), abs=0.05)


def test_who_accompanied_is_gone_and_others_accompany_in_the_new_meter(waltz):
    assert all(track.program != 42 for track in waltz.score.tracks)
    roles = {part.role for part in waltz.plan.parts}
    assert "lead" in roles and {"chords", "figure", "pad"} & roles
    assert len(waltz.score.tracks) > 1 and waltz.brief.style[0][0] == "waltz" and waltz.brief.meter == (3, 4)


def test_in_another_style_the_tune_is_note_for_note_what_it_was(untrained_band):
    now = follow(opened(TUNE, CELLO), [Turn("style", (("bossa", 1.0),))], untrained_band)
    assert now.score.track(0).notes == TUNE.notes and now.brief.style == (("bossa", 1.0),)
    assert len(now.score.tracks) > 1 and all(track.program != 42 for track in now.score.tracks)


def test_the_chords_that_accompanied_the_tune_and_the_end_stay(untrained_band):
    bass = Track(1, "Cello", program=42, notes=tuple(Note(BAR * i, 41 + i % 3, 3800, 70) for i in range(12)))
    piece = opened(TUNE, bass)
    now = follow(piece, [Turn("style", (("bossa", 1.0),))], untrained_band)
    assert now.plan.chords == piece.plan.chords and now.plan.last_downbeat_tick == 11 * BAR
    assert max(n.start_tick for t in now.score.tracks for n in t.notes) >= 10 * BAR  # four bars after the tune is over


def test_what_was_composed_by_words_is_composed_anew_as_before(untrained_band):
    piece = opened(TUNE, CELLO)
    by_words = Piece(piece.brief, piece.plan, piece.score, 1)
    now = follow(by_words, [Turn("meter", (3, 4))], untrained_band)
    assert all([n.pitch for n in track.notes] != [n.pitch for n in TUNE.notes] for track in now.score.tracks)


def test_what_was_composed_by_words_keeps_its_tune_where_that_is_asked(untrained_band):
    piece = opened(TUNE, CELLO)
    by_words = Piece(piece.brief, piece.plan, piece.score, 1)
    now = follow(by_words, [Turn("keep", "tune"), Turn("style", (("bossa", 1.0),))], untrained_band)
    assert now.score.track(0).notes == TUNE.notes and now.brief.style == (("bossa", 1.0),)


def test_drums_alone_have_no_tune_to_keep(untrained_band):
    drums = Track(0, "Drums", is_drums=True, notes=tuple(Note(960 * i, 36, 240, 90) for i in range(16)))
    with pytest.raises(BadInput, match="no tune"):
        follow(opened(drums), [Turn("style", (("bossa", 1.0),))], untrained_band)
