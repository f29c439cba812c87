"""Who joins in a role, lines that are doubled, and moments at which players begin, stop or change: to the note."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.foreseen import foreseen
from audiogenesis_desktop.brief.turns import Doubling, Turn, Where
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.followups.following import follow
from audiogenesis_desktop.compose.followups.piece import Piece, bars_meant, ticks_meant
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Meter, Note, Score, Track
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums", "flute"),
    key=Key(2, "major"),
    tempo_bpm=110.0,
    length_seconds=30.0,
    style=(("pop ballad", 1.0),),
).with_fields(Origin.SAID, length_seconds=30.0)
BAR = 4 * 960


@pytest.fixture(scope="module")
def piece(untrained_band):
    plan = make_plan(BRIEF, 1)
    return Piece(BRIEF, plan, compose_score(untrained_band, BRIEF, plan, seed=1), 1)


@pytest.fixture(scope="module")
def tune():
    """Return a tune of eight bars in C major on a flute, over C and G, which nobody accompanies."""
    pitches = (72, 76, 79, 76, 74, 71, 74, 79)
    notes = tuple(Note(960 * i, pitches[i % 8], 900, 80) for i in range(32))
    chords = tuple(ChordAt(BAR * bar, BAR, 7 if bar % 2 else 0, "maj") for bar in range(8))
    score = Score((Track(0, "Flute", program=73, notes=notes),), keys=(KeyAt(0, 0, "major"),), chords=chords)
    brief = Brief(instruments=("flute",), style=(("acoustic folk", 1.0),))
    return Piece(brief, plan_to_rework(score, brief), score, 1)


def notes_of(piece, name):
    program = find(name).program
    is_drums = name == "drums"
    return next(
        (t.notes for t in piece.score.tracks if t.is_drums == is_drums and (is_drums or t.program == program)), ()
    )


def others_stay(piece, now, *names):
    """Return whether every track but those of some instruments is note for note as it was."""
    programs = {find(name).program for name in names if name != "drums"}
    theirs = [t.notes for t in now.score.tracks]
    return all(
        track.notes in theirs
        for track in piece.score.tracks
        if not (track.is_drums and "drums" in names) and not (not track.is_drums and track.program in programs)
    )


@pytest.mark.parametrize(
    ("turn", "roles"),
    [
        (Turn("add", None, ("chords",)), {"chords"}),
        (Turn("add", None, ("second voice",)), {"second voice"}),
        (Turn("add", None, ("bass",)), {"bass"}),
        (Turn("add", "chords", ("harp",)), {"chords"}),
    ],
)
def test_whoever_joins_has_the_role_that_was_asked_for_and_the_tune_stays(tune, untrained_band, turn, roles):
    now = follow(tune, [turn], untrained_band)
    assert {part.role for part in now.plan.parts} == {"lead", *roles}
    assert now.score.track(0) == tune.score.track(0) and len({track.name for track in now.score.tracks}) == 2
    assert now.score.tracks[1].notes and len(now.brief.instruments) == 2
    assert not turn.value or now.score.tracks[1].program == find("harp").program


def test_an_accompaniment_is_what_the_style_has_beside_the_tune(tune, untrained_band):
    now = follow(tune, [Turn("accompany")], untrained_band)
    roles = [part.role for part in now.plan.parts]
    assert {"chords", "figure", "pad"} & {*roles} and roles.count("lead") == 1 and "second voice" not in roles
    assert now.score.track(0) == tune.score.track(0) and all(track.notes for track in now.score.tracks)
    with pytest.raises(BadInput, match="already"):
        follow(now, [Turn("accompany")], untrained_band)


def test_a_role_that_somebody_has_is_told_unless_an_instrument_is_named(piece, untrained_band):
    role = next(part.role for part in piece.plan.parts if part.instrument.name == "flute")
    with pytest.raises(BadInput, match="Flute plays"):
        follow(piece, [Turn("add", None, (role,))], untrained_band)
    now = follow(piece, [Turn("add", role, ("clarinet",))], untrained_band)
    assert notes_of(now, "clarinet") and others_stay(piece, now)


def test_roles_are_no_instruments_of_what_is_foreseen():
    assert foreseen(BRIEF, [Turn("add", None, ("chords",))]) == BRIEF
    assert foreseen(BRIEF, [Turn("add", "chords", ("harp",))]).instruments[-1] == "harp"
    assert foreseen(BRIEF, [Turn("add", None, ("drums",))]).instruments == BRIEF.instruments


def test_a_line_is_doubled_note_for_note_an_octave_away_or_by_another(tune):
    above = follow(tune, [Turn("double", Doubling(7), ("lead",))], None).score.tracks
    assert [n.pitch for n in above[1].notes] == [n.pitch + 12 for n in above[0].notes] and above[1].program == 73
    by = follow(tune, [Turn("double", Doubling(0, "violin"), ("lead",), Where(bars=(1, 2)))], None)
    assert notes_of(by, "violin") == tuple(n for n in notes_of(tune, "flute") if n.start_tick < 2 * BAR)
    assert "violin" in by.brief.instruments and notes_of(by, "flute") == notes_of(tune, "flute")


def test_a_line_that_is_doubled_in_some_bars_is_told_to_play_there_alone(piece, untrained_band):
    where = Where(bars=(1, 2))
    now = follow(piece, [Turn("double", Doubling(7), ("piano",), where)], untrained_band)
    new, (there,) = now.plan.parts[-1].track_id, ticks_meant(piece, where)
    for section, playing in zip(now.plan.sections, now.plan.active, strict=True):
        assert (new in playing) == (section.start_tick < there.stop)


@pytest.mark.parametrize(
    "turn",
    [
        Turn("double", Doubling(7), ("flute",)),
        Turn("swap", "violin", ("flute",)),
        Turn("swap", "violin", ("lead",), Where(bars=(1, 4))),
        Turn("redo", None, ("flute",)),
    ],
)
def test_who_was_deleted_by_hand_plays_in_the_piece_no_more(piece, untrained_band, turn):
    with pytest.raises(BadInput, match="Nobody plays"):
        follow(without_the_flute(piece), [turn], untrained_band)


def test_who_was_deleted_by_hand_can_join_again(piece, untrained_band):
    now = follow(without_the_flute(piece), [Turn("add", None, ("flute",))], untrained_band)
    assert [part.instrument.name for part in now.plan.parts].count("flute") == 1
    assert {part.track_id for part in now.plan.parts} == {track.id for track in now.score.tracks}


def without_the_flute(piece):
    flute = find("flute").program
    tracks = tuple(track for track in piece.score.tracks if track.is_drums or track.program != flute)
    return replace(piece, score=replace(piece.score, tracks=tracks))


def test_only_those_of_a_role_are_left_and_only_they_play_where_that_is_asked(piece, untrained_band):
    now = follow(piece, [Turn("only", None, ("lead",))], untrained_band)
    assert [part.role for part in now.plan.parts] == ["lead"] and notes_of(now, "flute") == notes_of(piece, "flute")
    where = Where(bars=(5, 8))
    there = follow(piece, [Turn("only", None, ("lead",), where)], untrained_band)
    (span,) = ticks_meant(piece, where)
    assert {t.program for t in there.score.tracks if any(n.start_tick in span for n in t.notes)} == {
        find("flute").program
    }
    with pytest.raises(BadInput, match="Nobody plays"):
        follow(piece, [Turn("only", None, ("pad",))], untrained_band)


@pytest.mark.parametrize("names", [("kick",), ("kick", "piano")])
def test_a_piece_of_the_kit_is_left_alone_where_it_is_named(piece, untrained_band, names):
    struck = Track(2, "Drums", is_drums=True, notes=tuple(Note(960 * i, 36 + 6 * (i % 2), 240, 80) for i in range(40)))
    tracks = tuple(struck if track.is_drums else track for track in piece.score.tracks)
    base, where = replace(piece, score=replace(piece.score, tracks=tracks)), Where(bars=(2, 3))
    now = follow(base, [Turn("only", None, names, where)], untrained_band)
    (span,) = ticks_meant(piece, where)
    assert {note.pitch for note in notes_of(now, "drums") if note.start_tick in span} == {36}
    assert {note.pitch for note in notes_of(now, "drums") if note.start_tick not in span} == {36, 42}
    assert not [note for note in notes_of(now, "fingered bass") if note.start_tick in span]
    with pytest.raises(BadInput, match="strike no cowbell"):
        follow(base, [Turn("only", None, ("cowbell",), where)], untrained_band)


def test_drums_roll_through_the_last_beat_where_a_meter_has_no_usual_fill():
    beat = 960
    notes = tuple(Note(beat * i, 42, 240, 80) for i in range(20))
    score = Score((Track(0, "Drums", is_drums=True, notes=notes),), meters=(Meter(0, 5, 4),))
    brief = Brief(instruments=("drums",), style=(("acoustic folk", 1.0),), meter=(5, 4))
    piece = Piece(brief, plan_to_rework(score, brief), score, 1)
    now = follow(piece, [Turn("fill", "fill", (), Where(bars=(3, 3)))], None)
    new = [note.start_tick for note in now.score.tracks[0].notes if note not in notes]
    assert new == [beat * 9 + i * beat // 4 for i in range(4)]


def test_drums_have_no_line_to_double(piece, untrained_band):
    with pytest.raises(BadInput, match="no line"):
        follow(piece, [Turn("double", Doubling(7), ("drums",))], untrained_band)


@pytest.mark.parametrize("where", [Where(last_bars=2), Where(bars=(1, 2), beside="outside")])
def test_who_plays_in_some_bars_alone_rests_in_all_others(piece, untrained_band, where):
    now = follow(piece, [Turn("only there", None, ("piano",), where)], untrained_band)
    spans = ticks_meant(piece, where)
    starts = [note.start_tick for note in notes_of(now, "piano")]
    assert starts and all(any(start in span for span in spans) for start in starts)


def test_a_third_below_stays_in_the_key_and_is_a_fourth_where_the_chord_asks(tune):
    untold = replace(tune, score=replace(tune.score, keys=()))
    now = follow(untold, [Turn("double", Doubling(-2), ("lead",))], None)
    pairs = list(zip(notes_of(tune, "flute"), now.score.tracks[1].notes, strict=True))
    assert {(a.pitch, b.pitch) for a, b in pairs} == {
        (72, 67),  # C over C: no A, but the G of the chord
        (76, 72),
        (79, 76),
        (74, 71),
        (71, 67),
        (79, 74),  # G over G: no E, but the D
    }


def test_who_begins_at_a_second_is_silent_before_it_to_the_tick(piece, untrained_band):
    now = follow(piece, [Turn("later", None, ("piano",), Where(seconds=(9.0, 9.0), beside="from"))], untrained_band)
    at = round(TempoMap(piece.score.tempi).ticks(9.0))
    was = [n for n in notes_of(piece, "piano") if n.start_tick >= at]
    assert min(n.start_tick for n in notes_of(now, "piano")) >= at and set(was) <= set(notes_of(now, "piano"))
    assert others_stay(piece, now, "piano")


def test_who_begins_earlier_than_now_gets_notes_from_there_on(piece, untrained_band):
    late = follow(piece, [Turn("later", None, ("piano",), Where(bars=(7, 7), beside="from"))], untrained_band)
    now = follow(late, [Turn("later", None, ("piano",), Where(bars=(4, 4), beside="from"))], untrained_band)
    new = set(notes_of(now, "piano")) - set(notes_of(late, "piano"))
    assert new and all(3 * BAR <= n.start_tick < 6 * BAR for n in new)
    assert set(notes_of(late, "piano")) <= set(notes_of(now, "piano"))


def test_who_is_not_there_yet_joins_where_it_is_to_begin(piece, untrained_band):
    now = follow(piece, [Turn("later", None, ("clarinet",), Where(bars=(5, 5), beside="from"))], untrained_band)
    assert notes_of(now, "clarinet") and notes_of(now, "clarinet")[0].start_tick >= 4 * BAR and others_stay(piece, now)


def test_who_stops_at_a_second_is_cut_off_there(piece, untrained_band):
    now = follow(piece, [Turn("remove", None, ("piano",), Where(seconds=(8.0, 8.0), beside="from"))], untrained_band)
    at = round(TempoMap(piece.score.tempi).ticks(8.0))
    left = notes_of(now, "piano")
    assert left and all(n.start_tick < at and n.end_tick <= at for n in left)
    assert [n[:2] for n in left] == [n[:2] for n in notes_of(piece, "piano") if n.start_tick < at]
    assert others_stay(piece, now, "piano")


def test_who_plays_alone_cannot_stop_and_leave_nobody(tune):
    with pytest.raises(BadInput, match="shorter piece"):
        follow(tune, [Turn("remove", None, ("flute",), Where(bars=(5, 5), beside="from"))], None)
    with pytest.raises(BadInput, match="over before 99 s"):
        follow(tune, [Turn("remove", None, ("flute",), Where(seconds=(99.0, 99.0), beside="from"))], None)


def test_silence_is_of_everybody_and_nothing_sounds_into_it(piece):
    now = follow(piece, [Turn("silence", None, (), Where(seconds=(10.0, 12.0)))], None)
    start, end = (round(TempoMap(piece.score.tempi).ticks(second)) for second in (10.0, 12.0))
    sounding = [n for t in now.score.tracks for n in t.notes if n.start_tick < end and n.end_tick > start]
    assert not sounding and now.score.length_ticks == piece.score.length_ticks
    assert sum(len(t.notes) for t in now.score.tracks) > piece.score.note_count / 2


def test_another_instrument_plays_a_part_of_the_piece_alone(piece):
    now = follow(piece, [Turn("swap", "harp", ("piano",), Where(bars=(3, 4)))], None)
    was, left, moved = notes_of(piece, "piano"), notes_of(now, "piano"), notes_of(now, "harp")
    assert [n.start_tick for n in moved] == [n.start_tick for n in was if 2 * BAR <= n.start_tick < 4 * BAR]
    assert left == tuple(n for n in was if not 2 * BAR <= n.start_tick < 4 * BAR)
    assert {*now.brief.instruments} == {*piece.brief.instruments, "harp"} and others_stay(piece, now, "piano", "harp")


def test_drums_that_are_exchanged_in_a_part_of_the_piece_stay_elsewhere(piece, untrained_band):
    bar = notes_of(piece, "drums")[0].start_tick // BAR + 1
    where = Where(bars=(bar, bar + 1))
    now = follow(piece, [Turn("swap", "timpani", ("drums",), where)], untrained_band)
    (there,) = ticks_meant(piece, where)
    struck = notes_of(piece, "drums")
    assert notes_of(now, "drums") == tuple(n for n in struck if n.start_tick not in there) != ()
    new = notes_of(now, "timpani")
    assert new and all(note.start_tick in there for note in new)


def test_more_room_moves_reverberation_alone(piece):
    now = follow(piece, [Turn("reverb", 1.0, ("piano",))], None)
    moved = [(a, b) for a, b in zip(piece.score.tracks, now.score.tracks, strict=True) if a != b]
    assert [a.program for a, _ in moved] == [0]
    assert [replace(a, mix=replace(a.mix, reverb=b.mix.reverb)) for a, b in moved] == [b for _, b in moved]
    assert moved[0][1].mix.reverb == moved[0][0].mix.reverb + 24


@pytest.mark.parametrize(
    ("where", "bars"),
    [
        (Where(bars=(3, 3), beside="from"), [range(2, 8)]),
        (Where(bars=(3, 4), beside="outside"), [range(2), range(4, 8)]),
        (Where(bars=(3, 3), beside="until"), [range(2)]),
        (Where(seconds=(3.9, 3.9), beside="from"), [range(2, 8)]),  # two seconds a bar
        (Where(seconds=(4.0, 8.2)), [range(2, 4)]),
        (Where(seconds=(-4.0, 0.0)), [range(6, 8)]),
        (Where(last_bars=2, beside="outside"), [range(6)]),
        (Where(bars=(50, 50), beside="until"), [range(8)]),
        (Where(bars=(50, 50), beside="outside"), [range(8)]),
    ],
)
def test_bars_beside_others_and_seconds_are_those_nearest(tune, where, bars):
    assert bars_meant(tune, where) == bars
    assert where.seconds is not None or ticks_meant(tune, where) == [range(b.start * BAR, b.stop * BAR) for b in bars]


def test_chords_get_sevenths_of_their_steps_for_who_plays_chords_and_lose_them_again(piece, untrained_band):
    plain = replace(piece, plan=replace(piece.plan, chords=tuple(c._replace(quality="maj") for c in piece.plan.chords)))
    rich = follow(plain, [Turn("sevenths", 1.0)], untrained_band)
    fifths = {(BRIEF.key.tonic + 7) % 12}
    assert {c.quality for c in rich.score.chords} == {"7" if c.root in fifths else "maj7" for c in plain.plan.chords}
    assert notes_of(rich, "flute") == notes_of(piece, "flute") and notes_of(rich, "drums") == notes_of(piece, "drums")
    back = follow(rich, [Turn("sevenths", -1.0)], untrained_band)
    assert {c.quality for c in back.score.chords} == {"maj"}
    with pytest.raises(BadInput, match="triads already"):
        follow(back, [Turn("sevenths", -1.0)], untrained_band)


def test_a_seventh_that_is_played_goes_to_a_tone_of_the_triad(tune):
    notes = (Note(0, 60, 3840, 80), Note(0, 64, 3840, 80), Note(0, 71, 3840, 80))
    held = replace(
        tune,
        score=replace(tune.score, tracks=(Track(0, "Piano", notes=notes),), chords=(ChordAt(0, BAR * 8, 0, "maj7"),)),
        plan=replace(tune.plan, chords=(ChordAt(0, BAR * 8, 0, "maj7"),)),
    )
    now = follow(held, [Turn("sevenths", -1.0)], None)
    assert {n.pitch % 12 for t in now.score.tracks for n in t.notes} <= {0, 4, 7}


def test_nobody_who_plays_chords_is_told(tune):
    with pytest.raises(BadInput, match="add chords"):
        follow(tune, [Turn("sevenths", 1.0)], None)


def test_a_swell_grows_evenly_about_what_was_struck(tune):
    now = follow(tune, [Turn("swell", 1.0, (), Where(bars=(3, 6)))], None)
    moved = [b.velocity - a.velocity for a, b in zip(notes_of(tune, "flute"), notes_of(now, "flute"), strict=True)]
    assert moved[:8] == [0] * 8 and moved[24:] == [0] * 8
    assert moved[8] == -18 and moved[16] == 0 and moved[8:24] == sorted(moved[8:24]) and moved[23] > 15


def test_all_but_what_is_kept_is_written_anew(piece, untrained_band):
    now = follow(piece, [Turn("redo others", None, ("flute",))], untrained_band)
    assert notes_of(now, "flute") == notes_of(piece, "flute") and notes_of(now, "piano") != notes_of(piece, "piano")


def test_nothing_is_left_to_write_where_all_is_kept(tune):
    with pytest.raises(BadInput, match="Nobody else plays"):
        follow(tune, [Turn("redo others", None, ("flute",))], None)


def test_of_several_wishes_what_is_so_already_keeps_nobody_from_the_others(piece, untrained_band):
    first = min(n.start_tick for n in notes_of(piece, "piano")) // BAR + 1
    there = Turn("later", None, ("piano",), Where(bars=(first, first), beside="from"))
    with pytest.raises(BadInput, match="already"):
        follow(piece, [there], untrained_band)
    now = follow(piece, [there, Turn("loudness", -1.0, ("piano",))], untrained_band)
    assert notes_of(now, "piano") == notes_of(piece, "piano") and now.score != piece.score


def test_a_piece_of_the_kit_that_nobody_struck_is_struck_from_its_entry_on(piece, untrained_band):
    now = follow(piece, [Turn("later", None, ("cowbell",), Where(bars=(5, 5), beside="from"))], untrained_band)
    new = [n for t in now.score.tracks if t.is_drums for n in t.notes if n.pitch == 56]
    assert new and min(n.start_tick for n in new) >= 4 * BAR
