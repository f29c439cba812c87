"""Who plays: players that leave, join, take another's place, are heard louder, or play something else."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.compose.followups.piece import (
    Follower,
    Piece,
    active_in,
    bars_meant,
    mapped,
    parts_meant,
    player_name,
    players_lacking,
    rewritten,
    ticks_meant,
    without_parts,
)
from audiogenesis_desktop.compose.followups.strength import VELOCITY_STEP, struck
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.parts import parts_of
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.styling import seats_of, styles_of
from audiogenesis_desktop.score.score import Note, Track
from audiogenesis_desktop.theory.instruments import Instrument, find

_LOUDER = 16  # of MIDI's 127, for a clear step
_WETTER = 24  # of MIDI's 127, for a clear step
_COLOURS = 12  # that tracks have by their places
_TRIES = 4  # until something else has come of it
_OTHER_SEED = 7919


def removed(piece: Piece, turn: Turn) -> Piece:
    """Return a piece without some players, or in which they are silent in a part; the others stay, to the note."""
    if not turn.where.is_whole:
        left = _silent(piece, turn)
        if turn.where.beside == "from" and not _is_played_on(left, turn.where):
            raise BadInput("Nobody would play from there on: ask for a shorter piece, as in “make it 20 seconds”.")
        return left
    return _without(piece, {part.track_id for part in parts_meant(piece.plan, turn.players)}, turn.players)


def _is_played_on(piece: Piece, where: Where) -> bool:
    """Return whether somebody plays in the last of what is meant."""
    last = ticks_meant(piece, where)[-1]
    return any(note.start_tick in last for track in piece.score.tracks for note in track.notes)


def _silent(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which players begin nothing in the bars that are meant, nor sound on into them."""
    spans = [(span.start, span.stop) for span in ticks_meant(piece, turn.where)]
    ids = {part.track_id for part in parts_meant(piece.plan, turn.players)}

    def cut(note: Note) -> Note:
        start = min((start for start, _ in spans if note.start_tick < start < note.end_tick), default=note.end_tick)
        return note._replace(length_ticks=start - note.start_tick)

    def emptied(track: Track) -> Track:
        left = (note for note in track.notes if not any(a <= note.start_tick < b for a, b in spans))
        return track.with_notes(map(cut, left))

    score = mapped(piece.score, ids, emptied)
    if score.tracks == piece.score.tracks:
        raise _nothing_of(turn.players)
    whole = [any(a <= s.start_tick and s.end_tick <= b for a, b in spans) for s in piece.plan.sections]
    active = tuple(who - ids if gone else who for who, gone in zip(piece.plan.active, whole, strict=True))
    return replace(piece, score=score, plan=replace(piece.plan, active=active))


def _nothing_of(players: Sequence[str]) -> BadInput:
    named = " and ".join(players) or "the music"
    return BadInput(f"Nothing of {named} is there: name bars or a section in which it plays.")


def silenced(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which nobody plays where is meant; what sounds on into it is cut off there."""
    return _silent(piece, turn)


def _without(piece: Piece, gone: Collection[int], named: Collection[str]) -> Piece:
    if {part.track_id for part in piece.plan.parts} <= set(gone):
        raise BadInput("Nothing would be left to play: name another instrument that is to play instead.")
    tracks = tuple(_coloured(track, i) for i, track in enumerate(piece.score.tracks) if track.id not in gone)
    fewer = without_parts(replace(piece, score=replace(piece.score, tracks=tracks)), gone)
    banned, left = fewer.brief.banned, fewer.brief.instruments
    new = [name for name in named if name not in left and name not in banned]
    return fewer.asked(banned=(*banned, *new)) if new else fewer


def _coloured(track: Track, place: int) -> Track:
    """Return a track in the colour that its place gave it, as it may move up."""
    return track if track.colour is not None else replace(track, colour=place % _COLOURS)


def left_alone(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which only these players are left, with those who do not play yet written to them."""
    new = players_lacking(piece.plan, turn.players)
    there = tuple(name for name in turn.players if name not in new)
    left = {part.track_id for part in parts_meant(piece.plan, there)} if there else set[int]()
    gone = {part.track_id for part in piece.plan.parts} - left
    if new:
        piece = joined(piece, turn._replace(players=new), composer)
    return replace(_without(piece, gone, ()).asked(only=True), seed=piece.seed) if gone else piece


def joined(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with more players, who are written to what the others play; that stays as it is."""
    banned = tuple(name for name in piece.brief.banned if name not in turn.players)
    piece = piece.asked(instruments=(*piece.brief.instruments, *turn.players), banned=banned)
    new = _new_parts(piece, turn.players)
    ids = {part.track_id for part in new}
    bars = [range(piece.bars)] if turn.where.is_whole else bars_meant(piece, turn.where)
    bar = piece.plan.meter.bar_ticks
    spans = [range(stretch.start * bar, stretch.stop * bar) for stretch in bars]
    active = _all_through(piece.plan, ids) if turn.where.is_whole else active_in(piece.plan, ids, spans)
    plan = replace(piece.plan, parts=(*piece.plan.parts, *new), active=active)
    added = replace(plan, parts=new).empty_score().tracks
    fuller = replace(piece, plan=plan, score=replace(piece.score, tracks=(*piece.score.tracks, *added)))
    return rewritten(fuller, composer, bars=bars, track_ids=ids)


def _all_through(plan: Plan, ids: Collection[int]) -> tuple[frozenset[int], ...]:
    """Return who plays in each section with new players, who rest in the first of many."""
    return tuple(who.union(ids) if i > 0 or len(plan.active) < 4 else who for i, who in enumerate(plan.active))


def _new_parts(piece: Piece, names: Collection[str]) -> tuple[Part, ...]:
    seats = [seat for seat in seats_of(piece.brief, styles_of(piece.brief)[0][0]) if seat.instrument in names]
    if not seats:
        raise BadInput(f"There is no place for {' and '.join(names)} in this style: name another instrument.")
    drawn = parts_of(seats, piece.brief.texture, valence=piece.brief.valence)
    return tuple(replace(part, track_id=piece.free_id + nth) for nth, part in enumerate(drawn))


def swapped(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which one instrument plays what others played, in its own octave; drums are written anew."""
    new, meant = find(turn.value), parts_meant(piece.plan, turn.players)
    if new.is_drums or any(part.instrument.is_drums for part in meant):
        fuller = joined(piece, Turn("add", None, (turn.value,), turn.where), composer)
        return removed(fuller, Turn("remove", None, turn.players, turn.where))
    if not turn.where.is_whole:
        return _swapped_there(piece, turn, meant, new)
    ids = {part.track_id for part in meant}
    parts = tuple(replace(p, instrument=new) if p.track_id in ids else p for p in piece.plan.parts)
    score = mapped(piece.score, ids, lambda track: _played_by(track, new))
    old = {player_name(part) for part in meant}
    names = tuple(dict.fromkeys(new.name if name in old else name for name in piece.brief.instruments))
    wanted = names if new.name in names else (*names, new.name)
    return replace(piece, plan=replace(piece.plan, parts=parts), score=score).asked(instruments=wanted)


def _swapped_there(piece: Piece, turn: Turn, meant: Sequence[Part], new: Instrument) -> Piece:
    """Return a piece in which one instrument plays what others play where is meant; a track of its own is put in."""
    spans, parts, plan = ticks_meant(piece, turn.where), list(piece.plan.parts), piece.plan
    tracks, joining = list(piece.score.tracks), set[int]()
    for part in meant:
        track = piece.score.track(part.track_id)
        moved = [note for note in track.notes if any(note.start_tick in span for span in spans)]
        if not moved:
            continue
        own = piece.free_id + len(joining)
        stays = track.with_notes(note for note in track.notes if note not in set(moved))
        tracks[tracks.index(track)] = stays
        bare = replace(track, id=own, colour=None, is_locked=False, controls=(), bends=(), kept=())
        tracks.append(_played_by(bare.with_notes(moved), new))
        parts.append(replace(part, track_id=own, instrument=new, name=""))
        joining.add(own)
    if not joining:
        raise _nothing_of(turn.players)
    plan = replace(plan, parts=tuple(parts), active=active_in(plan, joining, spans))
    names = tuple(dict.fromkeys((*piece.brief.instruments, new.name)))
    return replace(piece, plan=plan, score=replace(piece.score, tracks=tuple(tracks))).asked(instruments=names)


def _played_by(track: Track, new: Instrument) -> Track:
    low, high = new.pitch_range
    pitches = sorted(note.pitch for note in track.notes) or [60]
    middle = pitches[len(pitches) // 2]
    shift = min(
        (abs(middle + s - (low + high) / 2) if not low <= middle + s <= high else abs(s) / 10, s)
        for s in (0, 12, -12, 24, -24, 36, -36)
    )[1]
    notes = [note._replace(pitch=_into(note.pitch + shift, low, high)) for note in track.notes]
    return replace(track.with_notes(notes), program=new.program, bank=new.bank, name=new.name.capitalize())


def _into(pitch: int, low: int, high: int) -> int:
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return max(0, min(127, pitch))


def levelled(piece: Piece, turn: Turn) -> Piece:
    """Return a piece with some players' faders moved, or struck otherwise in a part; nothing else changes."""
    ids = {part.track_id for part in parts_meant(piece.plan, turn.players)}
    if not turn.where.is_whole:
        return struck(piece, ids, bars_meant(piece, turn.where), round(VELOCITY_STEP * turn.value))
    by = round(_LOUDER * turn.value)

    def moved(track: Track) -> Track:
        return replace(track, mix=replace(track.mix, volume=max(1, min(127, track.mix.volume + by))))

    return replace(piece, score=mapped(piece.score, ids, moved))


def in_more_room(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which some players' reverberation is more, or less; it is of all their notes."""
    ids = {part.track_id for part in parts_meant(piece.plan, turn.players)}
    by = round(_WETTER * turn.value)

    def moved(track: Track) -> Track:
        return replace(track, mix=replace(track.mix, reverb=max(0, min(127, track.mix.reverb + by))))

    score = mapped(piece.score, ids, moved)
    if score == piece.score:
        raise BadInput(f"There is no {'more room to give' if by > 0 else 'reverberation to take'}: name other players.")
    return replace(piece, score=score)


def redone(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which what is meant is written anew, or all but that: other notes than before.

    Raises BadInput where nothing is left to write.
    """
    bars, ids = bars_meant(piece, turn.where), {part.track_id for part in parts_meant(piece.plan, turn.players)}
    if turn.what == "redo others":
        ids = {part.track_id for part in piece.plan.parts} - ids
    if not ids:
        raise BadInput("Nobody else plays: name what is to stay, or ask for another take.")
    before = piece.score
    for nth in range(1, _TRIES + 1):
        drawn = replace(piece, seed=(piece.seed + nth * _OTHER_SEED) % 2**31)
        found = rewritten(drawn, composer, bars=bars, track_ids=ids, is_named=bool(turn.players))
        if found.score.note_count and found.score.tracks != before.tracks:
            break
    return replace(found, seed=piece.seed)
