"""What words after the first ask is done, and what they do not touch stays note for note as it was."""

from dataclasses import replace

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.foreseen import foreseen
from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.followups import strength
from audiogenesis_desktop.compose.followups.following import follow
from audiogenesis_desktop.compose.followups.piece import Piece
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import HitKind
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap, length_seconds
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums", "flute"),
    key=Key(2, "major"),
    tempo_bpm=100.0,
    length_seconds=30.0,
    style=(("pop ballad", 1.0),),
).with_fields(Origin.SAID, length_seconds=30.0)


@pytest.fixture(scope="module")
def piece(untrained_band):
    plan = make_plan(BRIEF, 1)
    return Piece(BRIEF, plan, compose_score(untrained_band, BRIEF, plan, seed=1), 1)


@pytest.fixture(scope="module")
def after(piece, untrained_band):
    """Return a function that does turns to the piece."""
    return lambda *turns: follow(piece, turns, untrained_band)


def notes_of(piece, name):
    program, is_drums = (0, True) if name == "drums" else (find(name).program, False)
    return [t.notes for t in piece.score.tracks if t.is_drums == is_drums and (is_drums or t.program == program)]


def unchanged(before, now, but=()):
    """Return whether every track of a piece is in another note for note, but for those of some instruments."""
    gone = {id(notes) for name in but for notes in notes_of(before, name)}
    theirs = [track.notes for track in now.score.tracks]
    return all(track.notes in theirs for track in before.score.tracks if id(track.notes) not in gone)


def counted(piece, first_bar, end_bar):
    bar = piece.plan.meter.bar_ticks
    return sum(first_bar * bar <= n.start_tick < end_bar * bar for t in piece.score.tracks for n in t.notes)


def test_a_hit_is_put_in_and_only_the_bars_around_it_are_written_anew(piece, after, untrained_band):
    now = after(Turn("hits", (12.3,)))
    (hit,) = now.plan.hit_ticks
    assert now.brief.hits == (12.3,) and now.brief.missed == ()
    assert TempoMap(now.score.tempi).seconds(hit) == pytest.approx(12.3, abs=0.01)
    assert length_seconds(now.score) == pytest.approx(30.0, abs=1e-4)
    bar, line = piece.plan.meter.bar_ticks, (hit - 960) // piece.plan.meter.bar_ticks
    if now.plan.last_downbeat_tick == piece.plan.last_downbeat_tick:
        for before, track in zip(piece.score.tracks, now.score.tracks, strict=True):
            kept, now_there = (
                [(n.start_tick, n.pitch) for n in t.notes if n.start_tick < line * bar] for t in (before, track)
            )
            assert kept == now_there
    both = follow(now, [Turn("hits", (20.1,))], untrained_band)
    assert both.brief.hits == (12.3, 20.1) and len(both.plan.hit_ticks) == 2


def test_what_happens_at_a_hit_is_put_in_with_it(after):
    now = after(Turn("hit_kinds", ((12.3, "accent"),)), Turn("hits", (12.3,)))
    assert now.plan.hit_kinds == (HitKind.ACCENT,) and now.brief.hit_kinds == ((12.3, "accent"),)


def test_no_drums_takes_out_the_drums_alone(piece, after):
    now = after(Turn("remove", None, ("drums",)))
    assert not notes_of(now, "drums") and unchanged(piece, now, but=("drums",))
    assert "drums" in now.brief.banned and "drums" not in now.brief.instruments


def test_taken_out_of_a_part_alone_they_are_silent_there_and_stay_elsewhere(piece, after):
    now, bar = after(Turn("remove", None, ("fingered bass",), Where(bars=(3, 4)))), piece.plan.meter.bar_ticks
    assert unchanged(piece, now, but=("fingered bass",)) and now.brief == piece.brief
    (was,), (left,) = notes_of(piece, "fingered bass"), notes_of(now, "fingered bass")
    assert [n[:2] for n in left] == [n[:2] for n in was if n.start_tick // bar not in (2, 3)] != [n[:2] for n in was]
    assert not any(n.start_tick < 2 * bar < n.end_tick for n in left)


def test_softer_in_a_part_is_struck_softer_there_and_leaves_the_fader(piece, after):
    now, bar = after(Turn("loudness", -1.0, ("piano",), Where(bars=(1, 2)))), piece.plan.meter.bar_ticks
    pairs = list(zip(notes_of(piece, "piano")[0], notes_of(now, "piano")[0], strict=True))
    assert {a.velocity - b.velocity for a, b in pairs if a.start_tick < 2 * bar} == {9}
    assert all(a == b for a, b in pairs if a.start_tick >= 2 * bar)
    assert [track.mix for track in now.score.tracks] == [track.mix for track in piece.score.tracks]


def test_nobody_left_is_refused(piece, after):
    everybody = {"drums" if part.instrument.is_drums else part.instrument.name for part in piece.plan.parts}
    with pytest.raises(BadInput, match="Nothing would be left"):
        after(Turn("remove", None, tuple(everybody)))


def test_who_is_not_there_is_said(after):
    with pytest.raises(BadInput, match="Nobody plays tuba"):
        after(Turn("loudness", 1.0, ("tuba",)))


def test_another_melody_leaves_all_others(piece, after):
    now = after(Turn("redo", None, ("flute",)))
    assert notes_of(now, "flute") != notes_of(piece, "flute") and unchanged(piece, now, but=("flute",))


def test_new_players_join_what_is_there(piece, after):
    now = after(Turn("add", None, ("cello",)))
    assert any(notes_of(now, "cello")) and unchanged(piece, now)
    assert "cello" in now.brief.instruments


def test_another_instrument_plays_the_same(piece, after):
    now = after(Turn("swap", "harp", ("piano",)))
    before, theirs = notes_of(piece, "piano")[0], notes_of(now, "harp")[0]
    assert [note.start_tick for note in before] == [note.start_tick for note in theirs]
    assert {(a.pitch - b.pitch) % 12 for a, b in zip(before, theirs, strict=True)} <= {0}
    assert "harp" in now.brief.instruments and "piano" not in now.brief.instruments


def test_only_these_are_left(piece, after):
    now = after(Turn("only", None, ("piano", "fingered bass")))
    assert {track.name for track in now.score.tracks} == {
        track.name
        for track in piece.score.tracks
        if track.notes in notes_of(now, "piano") + notes_of(now, "fingered bass")
    }


def test_a_fader_moves_no_note(piece, after):
    now = after(Turn("loudness", 1.0, ("drums",)))
    assert unchanged(piece, now)
    louder = next(track for track in now.score.tracks if track.is_drums)
    assert louder.mix.volume > next(track for track in piece.score.tracks if track.is_drums).mix.volume


def test_a_part_gets_sparser_and_the_rest_stays(piece, after):
    now = after(Turn("density", -1.0, (), Where(bars=(3, 6))))
    for was, track in zip(piece.score.tracks, now.score.tracks, strict=True):
        struck = {(note.start_tick, note.pitch, note.velocity) for note in was.notes}
        assert {(note.start_tick, note.pitch, note.velocity) for note in track.notes} <= struck
    assert counted(now, 2, 6) <= 0.85 * counted(piece, 2, 6)
    assert counted(now, 0, 2) == counted(piece, 0, 2) and counted(now, 6, 99) == counted(piece, 6, 99)


def test_what_gets_no_busier_is_told(piece, untrained_band, monkeypatch):
    monkeypatch.setattr(strength, "rewritten", lambda piece, *_given, **_asked: piece)
    with pytest.raises(BadInput, match="Nothing busier"):
        follow(piece, [Turn("density", 1.0, ("drums",))], untrained_band)


@pytest.mark.slow
def test_a_piece_gets_busier_with_the_composer_that_ships():
    composer, plan = load_composer(paths.shipped_checkpoint()), make_plan(BRIEF, 1)
    before = Piece(BRIEF, plan, compose_score(composer, BRIEF, plan, seed=1), 1)
    now = follow(before, [Turn("density", 2.0)], composer)
    assert now.score.note_count > before.score.note_count and now.brief.density > before.brief.density


def test_more_energy_is_louder_faster_and_as_long_as_was_asked(piece, after):
    now = after(Turn("energy", 1.0))
    assert now.brief.energy > piece.brief.energy
    assert now.score.tempi[0].bpm > piece.score.tempi[0].bpm
    assert length_seconds(now.score) == pytest.approx(30.0, abs=0.001)
    tune, before = notes_of(now, "flute")[0], notes_of(piece, "flute")[0]
    kept = {(note.start_tick, note.pitch) for note in before} & {(note.start_tick, note.pitch) for note in tune}
    assert len(kept) >= len(before) - 2  # the tune stays, but for where the last section begins
    assert max(note.velocity for note in tune) >= max(note.velocity for note in before)


@pytest.mark.parametrize(
    ("turn", "seconds"),
    [
        (Turn("length", 30.0), 60.0),
        (Turn("length", -8.0), 22.0),
        (Turn("length times", 0.5), 15.0),
        (Turn("length_seconds", 41.5), 41.5),
    ],
)
def test_lengths_are_met_to_the_millisecond_and_bars_before_stay(piece, after, turn, seconds):
    now = after(turn)
    assert length_seconds(now.score) == pytest.approx(seconds, abs=0.001)
    assert now.brief.length_seconds == seconds
    assert counted(now, 0, 2) == counted(piece, 0, 2)
    if turn.value > 0 and turn.what != "length times":
        bar, new = piece.plan.meter.bar_ticks, now.bars - piece.bars
        shift = new * bar
        last = piece.plan.sections[-1].start_tick
        for before, track in zip(piece.score.tracks, now.score.tracks, strict=True):
            kept = {n._replace(start_tick=n.start_tick + shift) if n.start_tick >= last else n for n in before.notes}
            assert kept <= set(track.notes)


def test_a_tempo_moves_no_note_where_no_length_was_asked_for(untrained_band):
    brief = Brief(instruments=("piano", "flute"), style=(("pop ballad", 1.0),), length_seconds=20.0)
    plan = make_plan(brief, 2)
    before = Piece(brief, plan, compose_score(untrained_band, brief, plan, seed=2), 2)
    now = follow(before, [Turn("tempo times", 1.25)], untrained_band)
    assert [t.notes for t in now.score.tracks] == [t.notes for t in before.score.tracks]
    assert length_seconds(now.score) == pytest.approx(length_seconds(before.score) / 1.25, rel=1e-3)


def test_a_key_moves_every_note_to_its_degree(piece, after):
    up = after(Turn("transpose", 2))
    assert up.brief.key == Key(4, "major") and up.score.keys[0][1:] == (4, "major")
    assert [n.pitch + 2 for n in notes_of(piece, "flute")[0]] == [n.pitch for n in notes_of(up, "flute")[0]]
    assert notes_of(up, "drums") == notes_of(piece, "drums")
    minor = after(Turn("key", Key(2, "minor")))
    assert minor.score.keys[0][1:] == (2, "minor") and minor.plan.key[1:] == (2, "minor")


def test_chords_that_were_given_move_with_the_key_and_go_where_others_are_asked_for(piece, untrained_band):
    given = replace(piece, brief=replace(BRIEF, chords="| D A | vi |"))
    up = follow(given, (Turn("transpose", 2),), untrained_band).brief
    assert up.chords == "| E B | vi |" and up.key == Key(4, "major")
    assert follow(given, (Turn("key", Key(0, "major")),), untrained_band).brief.chords == "| C G | vi |"
    assert follow(given, (Turn("redo harmony"),), untrained_band).brief.chords == ""


def test_an_ending_changes_the_last_bars_alone(piece, after):
    now = after(Turn("arc", ("big ending",)))
    assert "big ending" in now.brief.arc
    assert counted(now, 0, piece.bars - 4) == counted(piece, 0, piece.bars - 4)
    faded = after(Turn("arc", ("fade out",)))
    places = [[(n.start_tick, n.pitch) for n in t.notes] for t in piece.score.tracks]
    assert places == [[(n.start_tick, n.pitch) for n in t.notes] for t in faded.score.tracks]


def test_a_waltz_is_written_anew_by_the_same_seed(piece, after):
    now = after(Turn("meter", (3, 4)))
    assert now.score.meters[0][1:] == (3, 4) and now.seed == piece.seed
    assert length_seconds(now.score) == pytest.approx(30.0, abs=0.001) and now.brief.key == piece.brief.key


def test_the_same_words_give_the_same_notes(after):
    turns = (Turn("density", -1.0), Turn("add", None, ("cello",)))
    assert after(*turns).score == after(*turns).score


def test_a_section_that_is_not_there_is_said(after):
    with pytest.raises(BadInput, match="ends with bar"):
        after(Turn("redo", None, (), Where(bars=(400, 500))))


@pytest.mark.parametrize(
    "turn",
    [
        Turn("energy", 1.0),
        Turn("density", -1.0),
        Turn("valence", -1.0),
        Turn("tempo", 0.5),
        Turn("length", 8.0),
        Turn("length_seconds", 41.5),
        Turn("transpose", 3),
        Turn("key", Key(2, "minor")),
        Turn("remove", None, ("drums",)),
        Turn("add", None, ("cello",)),
        Turn("swap", "harp", ("piano",)),
        Turn("arc", ("big ending",)),
        Turn("meter", (3, 4)),
    ],
    ids=str,
)
def test_chips_foresee_what_will_be_asked(piece, after, turn):
    will, was = foreseen(piece.brief, [turn]), after(turn).brief
    names = ("energy", "density", "valence", "key", "meter", "length_seconds", "arc", "texture")
    alike = names if turn.what != "energy" else tuple(name for name in names if name != "density")
    assert {name: getattr(will, name) for name in alike} == {name: getattr(was, name) for name in alike}
    assert set(will.instruments) <= set(was.instruments) and will.banned == was.banned


def test_a_longer_section_has_more_bars_and_the_others_the_same_notes(piece, after):
    now = after(Turn("length times", 2.0, (), Where("intro")))
    bar, first = piece.plan.meter.bar_ticks, piece.plan.sections[0]
    more = now.bars - piece.bars
    assert more == first.end_tick // bar
    assert now.score.sections[0].end_tick == first.end_tick + more * bar
    for before, track in zip(piece.score.tracks, now.score.tracks, strict=True):
        assert [n for n in track.notes if n.start_tick < first.end_tick] == [
            n for n in before.notes if n.start_tick < first.end_tick
        ]
        later = [
            n._replace(start_tick=n.start_tick + more * bar) for n in before.notes if n.start_tick >= first.end_tick
        ]
        assert [n for n in track.notes if n.start_tick >= first.end_tick + more * bar] == later


def test_a_shorter_section_keeps_a_bar_at_least(piece, after):
    bar, first = piece.plan.meter.bar_ticks, piece.plan.sections[0]
    now = after(Turn("bars", -100, (), Where(first.kind)))
    assert piece.bars - now.bars == first.end_tick // bar - 1
    assert now.brief.length_seconds == pytest.approx(length_seconds(now.score), abs=1e-3)


def test_a_repeated_stretch_is_played_once_more(piece, after):
    bar = piece.plan.meter.bar_ticks
    now = after(Turn("repeat", None, (), Where(bars=(3, 4))))
    assert now.bars == piece.bars + 2
    for track in now.score.tracks:
        once = [n[:2] for n in track.notes if 2 * bar <= n.start_tick < 4 * bar]
        again = [(n.start_tick - 2 * bar, n.pitch) for n in track.notes if 4 * bar <= n.start_tick < 6 * bar]
        assert once == again


def test_a_section_is_taken_out_only_if_the_piece_has_one_of_that_name(piece, after):
    first = piece.plan.sections[0]
    now = after(Turn("remove", None, (), Where(first.kind)))
    assert now.score.end_tick < piece.score.end_tick and now.score.note_count
    with pytest.raises(BadInput, match="no C"):
        after(Turn("remove", None, (), Where("C")))


def test_who_joins_for_a_part_plays_only_there(piece, after):
    now = after(Turn("add", None, ("cello",), Where("second half")))
    (notes,) = notes_of(now, "cello")
    assert notes and min(n.start_tick for n in notes) >= piece.plan.length_ticks // 2 - 4 * piece.plan.meter.bar_ticks
    assert unchanged(piece, now)


def test_nothing_is_composed_anew_over_a_track_that_is_locked(piece, untrained_band):
    tracks = tuple(replace(track, is_locked=track.is_drums) for track in piece.score.tracks)
    locked = replace(piece, score=replace(piece.score, tracks=tracks))
    for turn in (Turn("meter", (3, 4)), Turn("style", (("waltz", 1.0),)), Turn("redo")):
        with pytest.raises(BadInput, match=r"composes all anew, and Drums would not stay: unlock it"):
            follow(locked, [turn], untrained_band)
    assert follow(locked, [Turn("tempo", 1.0)], untrained_band).score.tempi != piece.score.tempi


def test_what_is_locked_stays_where_others_are_written_anew(piece, untrained_band):
    tracks = tuple(replace(track, is_locked=track.is_drums) for track in piece.score.tracks)
    locked = replace(piece, score=replace(piece.score, tracks=tracks))
    now = follow(locked, [Turn("redo", None, (), Where("second half"))], untrained_band)
    assert notes_of(now, "drums") == notes_of(piece, "drums")
    assert notes_of(now, "piano") != notes_of(piece, "piano")
