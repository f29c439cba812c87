"""How lively, how full and how bright a piece is: who keeps time and harmony is written anew, tunes only louder.

What is to be sparser is thinned, and only what is to be busier is written anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.foreseen import DENSITY_STEP, ENERGY_STEP, VALENCE_STEP, unit
from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.compose.followups.lengths import at_tempo
from audiogenesis_desktop.compose.followups.piece import (
    Follower,
    Piece,
    bars_meant,
    check_has_pitches,
    keyed,
    mapped,
    parts_meant,
    rewritten,
    sections_meant,
    ticks_meant,
)
from audiogenesis_desktop.compose.simplifying import simpler
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Groove
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.score import KeyAt, Note, Section, Track
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.rekeying import change_key

_MOVING = ("drums", "percussion", "chords", "figure")  # roles by which one hears how lively music is
VELOCITY_STEP = 9
_SECTION_ENERGY, _PACE = 0.18, 0.08
_LEFT, _MORE = 0.7, 1.15  # of the notes before: what is clearly sparser or busier
_TRIES = 3
_SWELL = 18  # of velocity, above and below, from one end to the other
_WISHED = 0.8  # how dense what is to be busier is wished for, of 0..1
Grooves = tuple[Mapping[int, Groove], ...]


def livelier(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with more energy, or less, all through or in a part of it.

    Everybody plays louder or softer; drums and accompaniment are written anew, by the grooves that the style has for
    that strength; the piece as a whole gets faster or slower too, unless its tempo was asked for.
    """
    amount, bars = turn.value, bars_meant(piece, turn.where)
    changed = _with_energy(piece, amount, turn.where)
    meant = parts_meant(changed.plan, turn.players)
    moving = {part.track_id for part in meant if part.role in _MOVING}
    new = rewritten(changed, composer, bars=bars, track_ids=moving)
    new = struck(new, {part.track_id for part in meant}, bars, round(VELOCITY_STEP * amount))
    if turn.where.is_whole and not turn.players and not piece.brief.is_chosen("tempo_bpm"):
        return at_tempo(new, 1 + _PACE * amount, composer, is_said=False)
    return new


def _with_energy(piece: Piece, amount: float, where: Where) -> Piece:
    if where.is_whole:
        energy = unit(piece.brief.energy + ENERGY_STEP * amount)
        piece = piece.asked(energy=energy, valence=piece.brief.valence)
        density = unit(piece.brief.density + ENERGY_STEP / 2 * amount)
        piece = replace(piece, brief=replace(piece.brief, density=density))
    meant = sections_meant(piece.plan, where) if where.section or where.is_whole else []

    def moved(section: Section) -> Section:
        if all(section.start_tick != one.start_tick for one in meant):
            return section
        return section._replace(energy=round(unit(section.energy + _SECTION_ENERGY * amount), 3))

    sections = tuple(map(moved, piece.plan.sections))
    plan = replace(piece.plan, sections=sections, grooves=_grooves_for(piece) if where.is_whole else piece.plan.grooves)
    score = replace(piece.score, sections=tuple(map(moved, piece.score.sections)))
    return replace(piece, plan=plan, score=score)


def _grooves_for(piece: Piece) -> Grooves:
    """Return the grooves that the Brief is planned with now, where that Plan has the same sections and players."""
    planned = make_plan(piece.brief, piece.seed)
    is_alike = len(planned.sections) == len(piece.plan.sections) and [
        (part.track_id, part.instrument) for part in planned.parts
    ] == [(part.track_id, part.instrument) for part in piece.plan.parts]
    return planned.grooves if is_alike else piece.plan.grooves


def struck(piece: Piece, track_ids: Collection[int], bars: Sequence[range], by: int) -> Piece:
    """Return a piece in which what begins in these bars of some tracks is struck harder by so much, or softer."""
    bar = piece.plan.meter.bar_ticks

    def louder(track: Track) -> Track:
        return track.with_notes(
            note._replace(velocity=max(1, min(127, note.velocity + by)))
            if any(note.start_tick // bar in stretch for stretch in bars)
            else note
            for note in track.notes
        )

    return replace(piece, score=mapped(piece.score, track_ids, louder))


def swelled(piece: Piece, turn: Turn) -> Piece:
    """Return a piece that grows louder through what is meant, or softer: evenly, about what was struck before."""
    ids = {part.track_id for part in parts_meant(piece.plan, turn.players)}
    spans = ticks_meant(piece, turn.where)

    def struck_at(note: Note) -> Note:
        span = next((span for span in spans if note.start_tick in span), None)
        if span is None:
            return note
        by = round(_SWELL * turn.value * (2 * (note.start_tick - span.start) / len(span) - 1))
        return note._replace(velocity=max(1, min(127, note.velocity + by)))

    return replace(piece, score=mapped(piece.score, ids, lambda track: track.with_notes(map(struck_at, track.notes))))


def fuller(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with clearly more notes in what is meant, written anew, or with fewer of those there are."""
    density, is_all = unit(piece.brief.density + DENSITY_STEP * turn.value), turn.where.is_whole and not turn.players
    asked = piece.asked(density=density) if is_all else piece
    told = replace(asked, brief=replace(asked.brief, density=density))
    told = replace(told, plan=replace(told.plan, grooves=_grooves_for(told))) if is_all else told
    bars, ids = bars_meant(piece, turn.where), {part.track_id for part in parts_meant(piece.plan, turn.players)}
    found = _sparser(told, ids, bars, turn.value) if turn.value < 0 else _busier(told, composer, ids, bars)
    return replace(found, brief=asked.brief, seed=piece.seed)


def _sparser(piece: Piece, track_ids: Collection[int], bars: Sequence[range], amount: float) -> Piece:
    """Return a piece without the notes that are least needed there: so that the music stays what it was."""
    gone = 1 - _LEFT**-amount

    def thinner(track: Track) -> Track:
        return simpler(track, [note for note in track.notes if _inside(piece, note, bars)], piece.plan, gone)

    return replace(piece, score=mapped(piece.score, track_ids, thinner))


def _busier(piece: Piece, composer: Follower, track_ids: Collection[int], bars: Sequence[range]) -> Piece:
    """Return a piece written anew there, drawn until it clearly has more notes; BadInput if it never has."""
    before, found, more = _counted(piece, track_ids, bars), piece, Wishes(density=_WISHED)
    for nth in range(_TRIES):
        drawn = rewritten(replace(piece, seed=piece.seed + nth), composer, bars=bars, track_ids=track_ids, wishes=more)
        found = max(found, drawn, key=lambda one: _counted(one, track_ids, bars)) if nth else drawn
        if _counted(found, track_ids, bars) >= _MORE * before:
            break
    if _counted(found, track_ids, bars) <= before:
        raise BadInput("Nothing busier came there: name who is to play more, or fewer bars.")
    return found


def _inside(piece: Piece, note: Note, bars: Sequence[range]) -> bool:
    return any(note.start_tick // piece.plan.meter.bar_ticks in stretch for stretch in bars)


def _counted(piece: Piece, track_ids: Collection[int], bars: Sequence[range]) -> int:
    tracks = [track for track in piece.score.tracks if track.id in track_ids]
    return sum(_inside(piece, note, bars) for track in tracks for note in track.notes)


def brighter(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece that sounds happier, or sadder: in the other mode, if its key was not asked for, note for note.

    Where it is in that mode already it is played a little louder and faster, or softer and slower.
    """
    valence = max(-1.0, min(1.0, piece.brief.valence + VALENCE_STEP * turn.value))
    piece = piece.asked(valence=valence, energy=piece.brief.energy)
    mode = "major" if turn.value > 0 else "minor"
    if piece.plan.key.mode != mode and not piece.brief.is_chosen("key"):
        return in_key(piece, Key(piece.plan.key.tonic, mode))
    ids = {track.id for track in piece.score.tracks}
    piece = struck(piece, ids, [range(piece.bars)], round(VELOCITY_STEP / 2 * turn.value))
    if piece.brief.is_chosen("tempo_bpm"):
        return piece
    return at_tempo(piece, 1 + _PACE / 2 * turn.value, composer, is_said=False)


def in_key(piece: Piece, key: Key) -> Piece:
    """Return a piece in another key: every note on its degree there."""
    check_has_pitches(piece)
    was = piece.plan.key
    moved = piece.with_score(lambda score: change_key(keyed(score, was), KeyAt(0, *key), moves_notes=True))
    return moved.asked_in(key)
