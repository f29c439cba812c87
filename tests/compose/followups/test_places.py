"""Words about pieces of the kit, entries, single sections and what is to stay: what they do, and what they leave."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.foreseen import foreseen
from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.followups.following import follow
from audiogenesis_desktop.compose.followups.piece import Piece, bars_meant, sections_meant
from audiogenesis_desktop.compose.followups.strength import in_key
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Meter, Note
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums", "flute"),
    key=Key(2, "major"),
    tempo_bpm=110.0,
    length_seconds=44.0,
    style=(("pop ballad", 1.0),),
).with_fields(Origin.SAID, length_seconds=44.0)


@pytest.fixture(scope="module")
def piece(untrained_band):
    plan = make_plan(BRIEF, 1)
    made = Piece(BRIEF, plan, compose_score(untrained_band, BRIEF, plan, seed=1), 1)
    # Hats on every beat, whatever the untrained network strikes.
    drums = next(track for track in made.score.tracks if track.is_drums)
    hats = [Note(tick, 42, 240, 80) for tick in range(0, plan.last_downbeat_tick, 960)]
    fuller = drums.with_notes(sorted({*(n for n in drums.notes if n.pitch in (36, 38, 49)), *hats}))
    tracks = tuple(fuller if track is drums else track for track in made.score.tracks)
    return replace(made, score=replace(made.score, tracks=tracks))


@pytest.fixture(scope="module")
def after(piece, untrained_band):
    """Return a function that does turns to the piece."""
    return lambda *turns: follow(piece, turns, untrained_band)


def drums_of(piece):
    return next(track for track in piece.score.tracks if track.is_drums).notes


def notes_of(piece, name):
    program = find(name).program
    return next(t.notes for t in piece.score.tracks if not t.is_drums and t.program == program)


def others(piece, name):
    """Return the notes of all tracks but those of an instrument."""
    is_drums, program = name == "drums", find(name).program
    return [t.notes for t in piece.score.tracks if t.is_drums != is_drums or (not is_drums and t.program != program)]


def in_bars(piece, notes, where):
    bar = piece.plan.meter.bar_ticks
    spans = bars_meant(piece, where)
    return [n for n in notes if any(n.start_tick // bar in bars for bars in spans)]


A = Where("A")


def test_one_piece_of_the_kit_goes_in_a_part_and_all_else_stays(piece, after):
    now = after(Turn("remove", None, ("hi-hat",), A))
    assert not [n for n in in_bars(piece, drums_of(now), A) if n.pitch in (42, 44, 46)]
    gone = set(drums_of(piece)) - set(drums_of(now))
    assert gone and {n.pitch for n in gone} <= {42, 44, 46} and set(drums_of(now)) <= set(drums_of(piece))
    assert others(now, "drums") == others(piece, "drums") and now.brief == piece.brief


def test_one_piece_of_the_kit_is_struck_softer_or_half_as_often(piece, after):
    now = after(Turn("loudness", -1.0, ("hi-hat",)))
    moved = [(a, b) for a, b in zip(drums_of(piece), drums_of(now), strict=True) if a != b]
    assert moved and all(a.pitch == 42 and a.velocity - b.velocity == 9 for a, b in moved)
    fewer = after(Turn("density", -1.0, ("hi-hat",)))
    hats = [sum(n.pitch == 42 for n in drums_of(p)) for p in (piece, fewer)]
    assert abs(hats[1] - hats[0] / 2) <= 1


@pytest.mark.parametrize(("name", "key"), [("shaker", 70), ("congas", 63), ("tambourine", 54), ("claps", 39)])
def test_what_is_added_to_the_kit_is_struck_where_it_is_meant(piece, after, name, key):
    now = after(Turn("add", None, (name,), A))
    new = [n for n in drums_of(now) if n not in drums_of(piece)]
    assert new and {n.pitch for n in new} == {key} and in_bars(piece, new, A) == new
    assert set(drums_of(piece)) <= set(drums_of(now)) and now.brief.instruments == piece.brief.instruments
    assert foreseen(piece.brief, [Turn("add", None, (name,))]).instruments == piece.brief.instruments


def test_one_piece_of_the_kit_for_another_or_for_all_drums(piece, after):
    now = after(Turn("swap", "shaker", ("hi-hat",)))
    hats = [n.start_tick for n in drums_of(piece) if n.pitch in (42, 44, 46)]
    assert {n.start_tick for n in drums_of(now) if n.pitch == 70} >= set(hats)
    assert {n.pitch for n in drums_of(after(Turn("swap", "shaker", ("drums",))))} == {70}


def test_a_piece_of_the_kit_that_is_not_struck_is_told(after):
    with pytest.raises(BadInput, match="no cowbell"):
        after(Turn("remove", None, ("cowbell",)))


def test_who_begins_later_is_silent_before_and_the_same_after(piece, after):
    now, bar = after(Turn("later", None, ("piano",), A)), piece.plan.meter.bar_ticks
    entry = bars_meant(piece, A)[0].start * bar
    was = notes_of(piece, "piano")
    assert notes_of(now, "piano") == tuple(n for n in was if n.start_tick >= entry) != was
    assert others(now, "piano") == others(piece, "piano")
    with pytest.raises(BadInput, match="already"):
        after(Turn("later", None, ("piano",), Where("intro")))


def test_without_a_place_an_entry_moves_by_a_section(piece, after):
    now = after(Turn("later", None, ("drums",)))
    first = [min(n.start_tick for n in drums_of(p)) for p in (piece, now)]
    starts = [section.start_tick for section in piece.plan.sections]
    assert first[1] >= min(start for start in starts if start > first[0])
    back = min(n.start_tick for n in drums_of(follow(now, [Turn("later", None, ("hi-hat",))], None)) if n.pitch == 42)
    assert back > first[1]


def test_who_begins_earlier_gets_notes_before_and_keeps_its_own(piece, untrained_band):
    later = follow(piece, [Turn("later", None, ("piano",), A)], untrained_band)
    now = follow(later, [Turn("earlier", None, ("piano",), Where("intro"))], untrained_band)
    new = [n for n in notes_of(now, "piano") if n not in notes_of(later, "piano")]
    assert new and in_bars(piece, new, Where("intro")) == new
    assert set(notes_of(later, "piano")) <= set(notes_of(now, "piano"))
    assert others(now, "piano") == others(later, "piano")
    with pytest.raises(BadInput, match="on already"):
        follow(now, [Turn("earlier", None, ("piano",), A)], untrained_band)


def test_only_there_and_alone_there(piece, after):
    chorus = Where("A", nth=1)
    there = after(Turn("only there", None, ("fingered bass",), chorus))
    left = notes_of(there, "fingered bass")
    assert left and in_bars(piece, left, chorus) == list(left)
    alone = after(Turn("only", None, ("piano",), Where("intro")))
    assert all(not in_bars(piece, notes, Where("intro")) for notes in others(alone, "piano"))
    assert in_bars(piece, notes_of(alone, "piano"), Where("intro"))
    assert {t.name for t in alone.score.tracks} == {t.name for t in piece.score.tracks}


def test_what_is_to_stay_is_left_alone_by_what_comes_after(piece, untrained_band):
    free = replace(piece, brief=replace(BRIEF, origins={}))
    moved = follow(free, [Turn("energy", 1.0)], untrained_band)
    kept = follow(free, [Turn("keep", "tempo_bpm"), Turn("energy", 1.0)], untrained_band)
    assert moved.score.tempi[0] != free.score.tempi[0] and kept.score.tempi == free.score.tempi
    minor = follow(free, [Turn("valence", -1.0)], untrained_band)
    major = follow(free, [Turn("keep", "key"), Turn("valence", -1.0)], untrained_band)
    assert minor.score.keys[0].mode == "minor" and major.score.keys == free.score.keys


def test_one_section_is_faster_and_the_others_as_fast_as_before(piece, after):
    now, where = after(Turn("tempo", 1.0, (), A)), bars_meant(piece, A)[0]
    bar = piece.plan.meter.bar_ticks

    def bpm(one, tick):
        return [tempo for tempo in one.score.tempi if tempo.tick <= tick][-1].bpm

    inside, outside = where.start * bar + 10, where.stop * bar + 10
    assert bpm(now, inside) == pytest.approx(1.12 * bpm(piece, inside), rel=1e-3)
    assert bpm(now, 0 if where.start else outside) == bpm(piece, 0 if where.start else outside)
    assert [t.notes for t in now.score.tracks] == [t.notes for t in piece.score.tracks]
    assert now.brief.length_seconds == pytest.approx(length_seconds(now.score), abs=1e-3) and length_seconds(
        now.score
    ) < length_seconds(piece.score)


def test_one_section_is_in_the_other_mode_or_a_tone_up_and_the_rest_stays(piece, after):
    for turn in (Turn("valence", -1.0, (), A), Turn("transpose", 2, (), A)):
        now = after(turn)
        for name in ("piano", "flute", "fingered bass"):
            before, theirs = notes_of(piece, name), notes_of(now, name)
            pairs = list(zip(before, theirs, strict=True))
            inside = set(in_bars(piece, before, A))
            assert all(a == b for a, b in pairs if a not in inside)
            steps = {b.pitch - a.pitch for a, b in pairs if a in inside}
            assert steps <= ({2} if turn.what == "transpose" else {0, -1})
        keys = [key[1:] for key in now.score.keys]
        assert ((2, "minor") if turn.what == "valence" else (4, "major")) in keys and keys[-1] == (2, "major")
    assert now.plan.chords == now.score.chords


@pytest.mark.parametrize("kind", ["bridge", "intro", "outro"])
def test_a_section_is_put_in_and_the_bars_of_the_others_stay(piece, after, kind):
    now = after(Turn("add", None, (), Where(kind)))
    new = [section for section in now.score.sections if section.kind == kind]
    added = (now.bars - piece.bars) * piece.plan.meter.bar_ticks
    assert added > 0 and any(section.end_tick - section.start_tick == added for section in new)
    assert all(
        one.end_tick == other.start_tick for one, other in zip(now.score.sections, now.score.sections[1:], strict=False)
    )
    (span,) = [range(s.start_tick, s.end_tick) for s in new if s.end_tick - s.start_tick == added][:1]
    assert any(n.start_tick in span for t in now.score.tracks for n in t.notes)
    kept = [n for t in now.score.tracks for n in t.notes if n.start_tick not in span]
    assert len(kept) >= 0.95 * piece.score.note_count


def test_one_of_several_sections_and_what_lies_beside_one(piece):
    plan = piece.plan
    kinds = [section.kind for section in plan.sections]
    inner = sections_meant(plan, A)
    assert (
        sections_meant(plan, Where("A", nth=1)) == inner[:1] and sections_meant(plan, Where("A", nth=-1)) == inner[-1:]
    )
    first = plan.sections.index(inner[0])
    assert sections_meant(plan, Where("A", beside="until")) == list(plan.sections[:first])
    assert sections_meant(plan, Where("A", beside="from")) == list(plan.sections[first:])
    assert sections_meant(plan, Where("A", beside="outside")) == [s for s in plan.sections if s not in inner]
    assert len(kinds) >= 3 and sections_meant(plan, Where("quietest"))
    with pytest.raises(BadInput, match="third A"):
        bars_meant(piece, Where("A", nth=3) if len(inner) < 3 else Where("Z", nth=3))


def test_swing_and_sticks_leave_the_notes(piece, after):
    more = after(Turn("swing", 1.0))
    assert more.score.feel.swing > (piece.score.feel.swing or 0.5)
    straight = after(Turn("swing", -2.0))
    assert straight.score.feel.swing == pytest.approx(max(0.5, (piece.score.feel.swing or 0.5) - 0.12))
    sticks = after(Turn("without texture", ("brushes",)))
    assert [t.notes for t in sticks.score.tracks] == [t.notes for t in piece.score.tracks]


def test_bars_that_are_named_are_those_of_the_ruler_where_the_meter_changes(piece):
    bar = 4 * 960
    changed = replace(piece, score=replace(piece.score, meters=(Meter(0, 4, 4), Meter(2 * bar, 3, 4))))
    assert bars_meant(changed, Where(bars=(7, 7))) == [range(5, 6)] and bars_meant(piece, Where(bars=(7, 7))) == [
        range(6, 7)
    ]


def test_drums_alone_have_no_key(piece):
    drums = tuple(track for track in piece.score.tracks if track.is_drums)
    with pytest.raises(BadInput, match="no key"):
        in_key(replace(piece, score=replace(piece.score, tracks=drums)), Key(0, "minor"))


def test_a_mode_is_changed_in_music_that_tells_no_key(piece):
    untold = replace(piece, score=replace(piece.score, keys=()))
    now = in_key(untold, Key(piece.plan.key.tonic, "minor"))
    assert now.score.tracks != piece.score.tracks and now.score.keys[0].mode == "minor"


def test_drums_lead_with_a_fill_into_a_part_and_keep_all_else(piece, after):
    bar = piece.plan.meter.bar_ticks
    now = after(Turn("fill", "fill", (), Where(bars=(5, 5))))
    new = [n for n in drums_of(now) if n not in drums_of(piece)]
    assert (
        len(new) >= 3 and all(n.start_tick // bar == 3 for n in new) and others(now, "drums") == others(piece, "drums")
    )
    assert [n.velocity for n in sorted(new)] == sorted(n.velocity for n in new)
    feet = [n for n in drums_of(piece) if n.pitch in (36, 44)]
    assert set(feet) <= set(drums_of(now))
    roll = after(Turn("fill", "roll", (), Where(bars=(5, 5))))
    assert len([n for n in drums_of(roll) if n.start_tick // bar == 3 and n.pitch == 38]) == 16
    with pytest.raises(BadInput, match="Nothing lies before"):
        after(Turn("fill", "fill", (), Where(bars=(1, 1))))
