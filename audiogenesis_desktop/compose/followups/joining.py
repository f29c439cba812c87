"""Who joins in a role: chords, a second voice, an accompaniment; and lines that are doubled, note for note."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.turns import Doubling, Turn
from audiogenesis_desktop.compose.followups.piece import (
    Follower,
    Piece,
    active_in,
    parts_meant,
    player_name,
    rewritten,
    ticks_meant,
)
from audiogenesis_desktop.compose.rework import with_players
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.styling import meter_name, seat_in_role, styles_of
from audiogenesis_desktop.score.maps import in_force
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.style.casting import Seat, cast
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.style.roles import ROLES, TUNES
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import DRUMS, Instrument, find
from audiogenesis_desktop.theory.keys import Key

_NO_LINE = "There is no line there to double: name one that is played, such as the melody."
_CALLED = {"lead": "the melody", "pad": "long chords", "figure": "broken chords", "second voice": "a second voice"}


def is_role(name: str) -> bool:
    """Return whether a player's name is a role that anybody may have: drums are an instrument."""
    return name in ROLES and name != DRUMS


def joined_in_role(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with one player more in each role that is asked for, or with named players in one.

    All else stays as it is. Raises BadInput for a role that somebody has already, where no instrument is named.
    """
    roles = (turn.value,) if turn.value else turn.players
    for role in roles:
        named = turn.players if turn.value else ("",)
        if not turn.value:
            _check_is_free(piece, role)
        seats = [seat_in_role(role, piece.plan, piece.brief, instrument=name) for name in named]
        piece = _with_seats(piece, seats, turn, composer)
    return piece


def accompanied(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with all of its style's accompaniment that nobody plays yet; what is there stays as it is.

    Raises BadInput where all of it is played already.
    """
    style, brief = styles_of(piece.brief)[0][0], piece.brief
    meter = meter_name((piece.plan.meter.numerator, piece.plan.meter.denominator))
    taken = {part.role for part in piece.plan.parts}
    cast_ = cast(style, meter=meter, wanted=brief.instruments, banned=brief.banned)
    new = cast_[sum(name not in brief.banned for name in brief.instruments) :]  # the others play, whatever it is called
    seats = [seat for seat in new if seat.role not in (*taken, *TUNES, "effect") and not seat.is_second]
    seats = list({seat.role: seat for seat in reversed(seats)}.values())[::-1]
    if not ({*CHORDAL} & (taken | {seat.role for seat in seats})):
        seats.append(seat_in_role("chords", piece.plan, brief))
    if not seats:
        raise BadInput("The tune is accompanied already: name who is to join, as in “add a guitar”.")
    return _with_seats(piece, seats, turn, composer)


def _check_is_free(piece: Piece, role: str) -> None:
    has = [part.instrument.name for part in piece.plan.parts if part.role == role]
    if has:
        called = _CALLED.get(role, f"the {role}")
        raise BadInput(f"{has[0].capitalize()} plays {called} already: name who is to join, as in “add a clarinet”.")


def _with_seats(piece: Piece, seats: Sequence[Seat], turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which these play as well, where is meant; all through where nothing is said."""
    plan, new = with_players(piece.plan, seats, piece.brief, first_id=piece.free_id, seed=piece.seed)
    ids = frozenset(part.track_id for part in new.parts)
    if not turn.where.is_whole:
        plan = replace(plan, active=active_in(plan, ids, ticks_meant(piece, turn.where)))
    names = tuple(map(player_name, new.parts))
    wanted = tuple(dict.fromkeys((*piece.brief.instruments, *names)))
    banned = tuple(name for name in piece.brief.banned if name not in names)
    tracks = (*piece.score.tracks, *_named_apart(piece.score, new))
    fuller = replace(piece, plan=plan, score=replace(piece.score, tracks=tracks)).asked(
        instruments=wanted, banned=banned
    )
    bar = piece.plan.meter.bar_ticks
    bars = [range(span.start // bar, min(-(-span.stop // bar), piece.bars)) for span in ticks_meant(piece, turn.where)]
    return rewritten(fuller, composer, bars=bars, track_ids=ids)


def _named_apart(score: Score, new: Plan) -> list[Track]:
    """Return the new tracks of a Plan, without notes, under names that nobody has."""
    names, tracks = {track.name for track in score.tracks}, list[Track]()
    for track in new.empty_score().tracks:
        name = next(n for n in (track.name, *(f"{track.name} {nth}" for nth in range(2, 999))) if n not in names)
        names.add(name)
        tracks.append(replace(track, name=name))
    return tracks


def doubled(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which a line sounds twice: so many steps of the scale away, or by another instrument as well.

    A third below is a fourth where that is the chord's, as second voices sing. What lies beyond the instrument goes to
    the octave next to it.
    """
    how: Doubling = turn.value
    source = next((part for part in parts_meant(piece.plan, turn.players) if not part.instrument.is_drums), None)
    if source is None:
        raise BadInput(_NO_LINE)
    instrument, spans = find(how.instrument) if how.instrument else source.instrument, ticks_meant(piece, turn.where)
    track = piece.score.track(source.track_id)
    notes = [note for note in track.notes if any(note.start_tick in span for span in spans)]
    if not notes or instrument.is_drums:
        raise BadInput(_NO_LINE)
    moved = {_fitting(note._replace(pitch=note.pitch + _step(piece, note, how.steps)), instrument) for note in notes}
    new = _second(track, instrument, sorted(moved), piece.free_id)
    role = "second voice" if source.role in TUNES else source.role
    part = replace(source, track_id=new.id, instrument=instrument, role=role, name="")
    return _with_line(piece, part, new, spans)


def _second(track: Track, instrument: Instrument, notes: Sequence[Note], track_id: int) -> Track:
    is_other = instrument.program != track.program
    name = instrument.name.capitalize() if is_other else f"{track.name} 2"
    bare = replace(track, id=track_id, name=name, colour=None, is_locked=False, controls=(), bends=(), kept=())
    return (
        replace(bare, program=instrument.program, bank=instrument.bank).with_notes(notes)
        if is_other
        else bare.with_notes(notes)
    )


def _with_line(piece: Piece, part: Part, track: Track, spans: Sequence[range]) -> Piece:
    active = active_in(piece.plan, {track.id}, spans)
    plan = replace(piece.plan, parts=(*piece.plan.parts, part), active=active)
    score = replace(piece.score, tracks=(*piece.score.tracks, track))
    names = tuple(dict.fromkeys((*piece.brief.instruments, part.instrument.name)))
    return replace(piece, plan=plan, score=score).asked(instruments=names)


def _step(piece: Piece, note: Note, steps: int) -> int:
    """Return by how many semitones a note is moved to sound so many steps of the scale away."""
    if not steps % 7:
        return 12 * (steps // 7)
    key = in_force(piece.score.keys, note.start_tick) or piece.plan.key
    scale = Key(key.tonic, key.mode).scale
    by, further = (_in_scale(note.pitch, each, scale) for each in (steps, steps + (1 if steps > 0 else -1)))
    tones = _tones_at(piece, note.start_tick)
    is_third = abs(steps) == 2 and tones and (note.pitch + by) % 12 not in tones
    return further if is_third and (note.pitch + further) % 12 in tones else by


def _in_scale(pitch: int, steps: int, scale: Collection[int]) -> int:
    """Return the semitones from a pitch to that so many steps of a scale away; from between two, from the lower one."""
    ladder = [each for each in range(128) if each % 12 in scale]
    at = max(0, bisect_right(ladder, pitch) - 1)
    return ladder[min(max(at + steps, 0), len(ladder) - 1)] - ladder[at]


def _tones_at(piece: Piece, tick: int) -> Collection[int]:
    chord = next((c for c in piece.plan.chords if c.tick <= tick < c.tick + c.length_ticks), None)
    return () if chord is None else Chord(chord.root, chord.quality).tones


def _fitting(note: Note, instrument: Instrument) -> Note:
    """Return a note in the octave next to it that an instrument reaches."""
    low, high = instrument.pitch_range
    pitch = note.pitch
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return note._replace(pitch=max(0, min(127, pitch)))
