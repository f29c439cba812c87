"""What each verb promises beside leaving alone what is outside its scope."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.editing.scope import WHOLE, Scope, read_scope
from audiogenesis_desktop.editing.verbs.anew import keep, regenerate
from audiogenesis_desktop.editing.verbs.embellishing import embellish
from audiogenesis_desktop.editing.verbs.infilling import following, infill
from audiogenesis_desktop.editing.verbs.joining import ROLES, Player, accompany, bars_to, continue_, seat_of
from audiogenesis_desktop.editing.verbs.orchestrating import orchestrate
from audiogenesis_desktop.editing.verbs.reharmonising import chords_at, reharmonise
from audiogenesis_desktop.editing.verbs.seams import seam_of
from audiogenesis_desktop.editing.verbs.simplifying import simplify
from audiogenesis_desktop.editing.verbs.varying import WAYS, vary
from audiogenesis_desktop.editing.verbs.work import Work, finished, outcome
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.chord_line import read_chords
from audiogenesis_desktop.theory.instruments import find

BAR = 3840
MIDDLE = Scope.of_time((2 * BAR, 6 * BAR))


def track(score: Score, name: str) -> Track:
    return next(track for track in score.tracks if name in track.name.lower())


def only(score: Score, name: str, scope: Scope = MIDDLE) -> Scope:
    return replace(scope, track_ids=frozenset({track(score, name).id}))


def test_kept_rhythm_leaves_starts_lengths_and_loudness_and_the_drums(work: Work) -> None:
    found = finished(keep(work, MIDDLE, Keeps.RHYTHM))
    for before, after in zip(work.score.tracks, found.score.tracks, strict=True):
        assert sorted((n.start_tick, n.velocity) for n in before.notes) == sorted(
            (n.start_tick, n.velocity) for n in after.notes
        )
        # A length is cut only where the same pitch begins anew.
        assert sum(n.length_ticks for n in after.notes) <= sum(n.length_ticks for n in before.notes)
        assert not before.is_drums or before == after
    with pytest.raises(BadInput, match="more than drums"):
        finished(keep(work, only(work.score, "drums"), Keeps.RHYTHM))


def test_kept_pitches_come_again_in_their_order(work: Work) -> None:
    scope = only(work.score, "flute")
    found = finished(keep(work, scope, Keeps.PITCH))
    was, now = (sorted(scope.notes_of(track(score, "flute"))) for score in (work.score, found.score))
    assert [note.pitch for note in was] == [note.pitch for note in now] and was != now


@pytest.mark.parametrize("way", ["usual", *WAYS])
def test_varying_more_changes_more(work: Work, way: str) -> None:
    ways = () if way == "usual" else [way]
    shares = [finished(vary(work, WHOLE, amount, ways)).share_changed for amount in (0.15, 0.5, 1.0)]
    assert shares == sorted(shares) and shares[0] < shares[-1]


@pytest.mark.parametrize("amount", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("ways", [(), ("rhythm",), ("pitches",), ("density", "harmony")])
def test_so_many_notes_change_as_are_asked_for(work: Work, amount: float, ways: tuple[str, ...]) -> None:
    found = finished(vary(work, MIDDLE, amount, ways))
    assert found.share_changed == pytest.approx(amount, abs=0.13)  # of drums that strike everywhere some stay


@pytest.mark.parametrize("bars", [1, 2, 4])
def test_by_harmony_so_many_bars_get_other_chords(work: Work, bars: int) -> None:
    found = finished(vary(work, MIDDLE, bars / 4, ["harmony"]))
    plan, before = replace(work, score=found.score).planned(), work.planned()
    assert sum(chords_at(plan, bar) != chords_at(before, bar) for bar in range(2, 6)) == bars


def test_more_candidates_are_written_for_four_bars_of_one_track_than_for_much(work: Work) -> None:
    few = finished(infill(work, only(work.score, "bass"))).tries
    assert few == 2 * finished(infill(work, MIDDLE)).tries


def test_varying_a_little_of_few_notes_still_changes_one(work: Work) -> None:
    bass = track(work.score, "bass")
    scope = Scope.of_notes(bass.id, bass.notes[4:6])
    found = finished(vary(work, scope, 0.05, ["pitches"]))
    assert len(found.new) == 1


def test_varying_pitches_leaves_the_rhythm(work: Work) -> None:
    found = finished(vary(work, MIDDLE, 0.5, ["pitches"]))
    flute, before = (track(score, "flute") for score in (found.score, work.score))
    assert [note.start_tick for note in flute.notes] == [note.start_tick for note in before.notes] != []
    with pytest.raises(BadInput, match="nothing to vary"):
        finished(vary(work, MIDDLE, 0.0))
    with pytest.raises(BadInput, match="varies in"):
        finished(vary(work, MIDDLE, 0.5, ["colour"]))


def test_embellishing_keeps_all_that_is_there_and_simplifying_only_takes_away(work: Work) -> None:
    fuller, simpler = finished(embellish(work, MIDDLE)), finished(simplify(work, MIDDLE))
    for before, more, less in zip(work.score.tracks, fuller.score.tracks, simpler.score.tracks, strict=True):
        places = {(note.start_tick, note.pitch) for note in before.notes}
        assert places <= {(note.start_tick, note.pitch) for note in more.notes}
        assert {(note.start_tick, note.pitch) for note in less.notes} <= places
    assert simpler.score.note_count < work.score.note_count < fuller.score.note_count
    strong = [note for note in track(simpler.score, "drums").notes if note.start_tick % 960 == 0]
    assert len(strong) >= 0.5 * sum(note.start_tick % 960 == 0 for note in track(work.score, "drums").notes)


def test_simplest_leaves_something(work: Work) -> None:
    found = finished(simplify(work, MIDDLE, 1.0))
    assert all(MIDDLE.notes_of(track) for track in found.score.tracks if MIDDLE.notes_of(work.score.track(track.id)))


def test_wishes_for_a_register_bind_if_strict(work: Work) -> None:
    flute = track(work.score, "flute").id
    for is_strict in (True, False):
        wished = replace(work, wishes={flute: Wishes(register=(72, 79), is_strict=is_strict)})
        found = finished(regenerate(wished, only(work.score, "flute")))
        pitches = [note.pitch for _, note in found.new]
        assert np.mean([72 <= pitch <= 79 for pitch in pitches]) > (0.99 if is_strict else 0.5)


def test_typed_chords_hold_and_parts_are_moved_to_them(work: Work) -> None:
    typed = read_chords("| Em A | D |")
    found = finished(reharmonise(work, MIDDLE, chords=typed))
    plan = replace(work, score=found.score).planned()
    assert [[chord.name for chord in chords_at(plan, bar)] for bar in (2, 3, 4)] == [
        ["Em", "A"],
        ["D", "D"],
        ["Em", "A"],
    ]
    before = work.planned()
    assert chords_at(plan, 1) == chords_at(before, 1) and chords_at(plan, 6) == chords_at(before, 6)
    assert found.scope.is_whole and track(found.score, "drums") == track(work.score, "drums")
    for note in MIDDLE.notes_of(track(work.score, "piano")):
        if note.pitch % 12 in chords_at(before, note.start_tick // BAR)[note.start_tick % BAR >= BAR // 2].tones:
            break
    else:
        pytest.skip("the piano plays no chord tones")
    bar, half = note.start_tick // BAR, note.start_tick % BAR >= BAR // 2
    new = {n.pitch % 12 for n in track(found.score, "piano").notes if n.start_tick == note.start_tick}
    assert new & set(chords_at(plan, bar)[half].tones)


def test_drawn_chords_differ_and_drums_have_none(work: Work) -> None:
    found = finished(reharmonise(work, MIDDLE))
    plan, before = replace(work, score=found.score).planned(), work.planned()
    assert any(chords_at(plan, bar) != chords_at(before, bar) for bar in range(2, 6))
    with pytest.raises(BadInput, match="Drums have no chords"):
        finished(reharmonise(work, only(work.score, "drums")))


def test_who_accompanies_has_a_track_of_his_own_in_the_bars_asked_for(work: Work) -> None:
    found = finished(accompany(work, MIDDLE, [Player("pad"), Player("bass", "cello")]))
    new = found.score.tracks[len(work.score.tracks) :]
    assert found.score.tracks[: len(work.score.tracks)] == work.score.tracks
    assert [track.program for track in new][1] == find("cello").program and len(
        {t.name for t in found.score.tracks}
    ) == 6
    assert all(track.notes and all(MIDDLE.holds_tick(note.start_tick) for note in track.notes) for track in new)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_somebody_in_every_style(work: Work, role: str) -> None:
    from audiogenesis_desktop.style.book import shipped

    plan = work.planned()
    for style in shipped():
        seat = seat_of(Player(role), plan, replace(work.brief, style=((style, 1.0),)))
        assert seat.role == role and find(seat.instrument)


def test_an_imported_tune_is_accompanied_and_stays(work: Work) -> None:
    tune = tuple(Note(i * 960, pitch, 900, 80) for i, pitch in enumerate([60, 64, 67, 64, 65, 69, 72, 69] * 4))
    score = Score(tracks=(Track(3, "Mine", program=73, notes=tune),))
    found = finished(accompany(replace(work, score=score), WHOLE, [Player("drums"), Player("chords")]))
    assert found.score.tracks[0] == score.tracks[0] and [t.is_drums for t in found.score.tracks] == [False, True, False]
    with pytest.raises(BadInput, match="Nobody is to join"):
        finished(accompany(replace(work, score=score), WHOLE, []))
    with pytest.raises(BadInput, match="nothing to accompany by"):
        finished(accompany(replace(work, score=score), WHOLE, [Player("whistling")]))


def test_a_piece_goes_on_to_a_bar_or_a_length(work: Work) -> None:
    end = -(-work.score.end_tick // BAR)
    found = finished(continue_(work, WHOLE, bars=2))
    assert found.score.length_ticks == (end + 2) * BAR and found.scope.is_whole
    assert {note.start_tick // BAR for _, note in found.new} == {end, end + 1}
    assert bars_to(work.score, bar=end + 3) == 3 and bars_to(work.score, seconds=30.0) >= 5
    with pytest.raises(BadInput, match="as long already"):
        bars_to(work.score, bar=2)


def test_others_take_over_or_double_within_their_range(work: Work) -> None:
    scope = only(work.score, "flute")
    given = finished(orchestrate(work, scope, [find("cello")]))
    doubled = finished(orchestrate(work, scope, [find("cello")], is_doubled=True))
    was = scope.notes_of(track(work.score, "flute"))
    assert not scope.notes_of(track(given.score, "flute")) and scope.notes_of(track(doubled.score, "flute")) == was
    for found in (given, doubled):
        cello = track(found.score, "cello").notes
        low, high = find("cello").pitch_range
        assert sorted((n.start_tick, n.pitch % 12) for n in cello) == sorted((n.start_tick, n.pitch % 12) for n in was)
        assert all(low <= note.pitch <= high for note in cello)
    with pytest.raises(BadInput, match="drums have no pitches"):
        finished(orchestrate(work, scope, [find("drums")]))


def test_infill_chooses_what_makes_what_follows_likelier(work: Work) -> None:
    scope, plan = only(work.score, "piano"), work.planned()
    bars = {track(work.score, "piano").id: following(plan, scope)}

    def surprise(candidates: int) -> float:
        score = finished(infill(work, scope, candidates=candidates)).score
        likely = work.composer.likelihood(work.brief, plan, score, bars).a_note
        return likely + seam_of(track(score, "piano"), plan, scope).cost

    assert following(plan, scope) == frozenset({6, 7}) and surprise(6) <= surprise(1)


def test_likelihood_is_of_the_notes_asked_for_alone(work: Work) -> None:
    plan, piano = work.planned(), track(work.score, "piano").id
    one, two = (
        work.composer.likelihood(work.brief, plan, work.score, {piano: frozenset(bars)}) for bars in ({2}, {2, 3})
    )
    inside = [note for note in track(work.score, "piano").notes if note.start_tick // BAR == 2]
    assert one.notes == len(inside) and 0 < one.nats < two.nats


class Parrot:
    """Writes what is there already, so many times, and then hands on to another."""

    def __init__(self, score: Score, other, times: int) -> None:
        self._score, self._other, self.left = score, other, times

    def rewrite(self, brief, plan, context, rewriting, *, seed):
        self.left -= 1
        if self.left < 0:
            yield from self._other.rewrite(brief, plan, context, rewriting, seed=seed)
            return
        for track in self._score.tracks:
            if track.id in rewriting.bars:
                yield from ((track.id, note) for note in track.notes)


def test_what_is_there_already_is_drawn_again_and_in_the_end_refused(work: Work) -> None:
    found = finished(regenerate(replace(work, composer=Parrot(work.score, work.composer, 2)), MIDDLE))
    assert found.tries == 3 and found.share_changed > 0
    with pytest.raises(BadInput, match="nothing came but what is there"):
        finished(regenerate(replace(work, composer=Parrot(work.score, work.composer, 99)), MIDDLE))


def test_the_share_that_differs_is_of_what_was_and_what_is(piece: Score) -> None:
    flute = track(piece, "flute")
    fewer = replace(piece, tracks=tuple(replace(t, notes=t.notes[1:]) if t is flute else t for t in piece.tracks))
    scope = read_scope(piece, tracks=flute.name)
    found = outcome(piece, fewer, scope)
    assert found.share_changed == pytest.approx(1 / (2 * len(flute.notes) - 1))
    assert [(one.name, one.gone, one.new) for one in found.changes] == [(flute.name, 1, 0)]


def test_whoever_was_deleted_by_hand_is_missed_by_no_verb(work: Work) -> None:
    gone = track(work.score, "flute").id
    left = replace(work.score, tracks=tuple(one for one in work.score.tracks if one.id != gone))
    alone = replace(work, score=left, plan=work.planned())  # the Plan that the piece was composed by has the flute
    for steps in (regenerate(alone, MIDDLE), keep(alone, MIDDLE, Keeps.RHYTHM), infill(alone, MIDDLE)):
        found = finished(steps)
        assert [one.id for one in found.score.tracks] == [one.id for one in left.tracks]
        assert found.score != left


def test_where_nobody_of_the_plan_is_left_it_is_read_from_the_score(work: Work) -> None:
    stranger = replace(track(work.score, "flute"), id=99)
    alone = replace(work, score=replace(work.score, tracks=(stranger,)), plan=work.planned())
    assert [part.track_id for part in alone.planned().parts] == [99]
