"""Pieces of the drum kit: struck no more, softer, added, or another struck instead; every other drum stays as it is."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from audiogenesis_desktop.brief.followup_words import KitPiece, followup_words
from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.compose.followups.piece import Piece, bars_meant, mapped, playing_in
from audiogenesis_desktop.compose.followups.strength import VELOCITY_STEP
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Track

_SIXTEENTH = TICKS_PER_BEAT // 4
_VELOCITIES = {"x": 84, "o": 62}  # of what is added
_SOFTER = 16  # what comes between hits is struck so much softer than they


def is_about_kit(turn: Turn) -> bool:
    """Return whether a turn is about pieces of the drum kit alone, or swaps the drums for one."""
    known = followup_words().kit
    named = turn.players or ((turn.value,) if turn.what == "swap" else ())
    return bool(named) and (all(name in known for name in named) or (turn.what == "swap" and turn.value in known))


def struck_otherwise(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which pieces of the kit are struck as a turn asks.

    Raises BadInput where the piece has no drums, they strike none of it, or it cannot be done to a piece of the kit.
    """
    tracks = [track for track in piece.score.tracks if track.is_drums]
    if not tracks:
        raise BadInput(f"This piece has no drums that {' and '.join(turn.players)} could go with: add drums first.")
    bars = bars_meant(piece, turn.where)
    change = _CHANGES.get(turn.what)
    if turn.what == "add":
        return _added(piece, tracks[0], turn.players, bars)
    if turn.what == "swap":
        return _swapped(piece, turn, bars)
    if change is None:
        raise BadInput(f"The {' and '.join(turn.players)} cannot be asked for that alone: ask it of the drums.")
    keys, ids = keys_of(turn.players), {track.id for track in tracks}
    score = mapped(piece.score, ids, lambda track: change(track, keys, _spans(piece, bars), turn.value or 0.0))
    if score.tracks == piece.score.tracks:
        raise BadInput(f"The drums strike no {' or '.join(turn.players)} there: name another, or other bars.")
    return replace(piece, score=score)


def pieces_of(names: Collection[str]) -> tuple[str, ...]:
    """Return which of some players are pieces of the drum kit."""
    return tuple(name for name in names if name in followup_words().kit)


def struck_alone(piece: Piece, names: Collection[str], where: Where) -> Piece:
    """Return a piece whose drums strike nothing but some pieces of the kit where is meant.

    Raises BadInput where they strike none of those there.
    """
    keys, spans = keys_of(names), _spans(piece, bars_meant(piece, where))
    drums = [track for track in piece.score.tracks if track.is_drums]
    if not any(_is_meant(note, keys, spans) for track in drums for note in track.notes):
        raise BadInput(f"The drums strike no {' or '.join(names)} there: name another, or other bars.")
    others = frozenset(range(128)) - keys
    ids = {track.id for track in drums}
    return replace(piece, score=mapped(piece.score, ids, lambda track: _gone(track, others, spans, 0.0)))


def silent_until(piece: Piece, names: Collection[str], bar: int) -> Piece:
    """Return a piece in which pieces of the kit are not struck before a bar, counted from 0."""
    return struck_otherwise(piece, Turn("remove", None, tuple(names), Where(bars=(1, bar))))


def is_struck(piece: Piece, names: Collection[str]) -> bool:
    """Return whether pieces of the kit are struck anywhere."""
    keys = keys_of(names)
    return any(note.pitch in keys for track in piece.score.tracks if track.is_drums for note in track.notes)


def keys_of(names: Collection[str]) -> frozenset[int]:
    """Return the keys of pieces of the kit, by name."""
    return frozenset(key for name in names for key in followup_words().kit[name].keys)


def _spans(piece: Piece, bars: Sequence[range]) -> tuple[range, ...]:
    bar = piece.plan.meter.bar_ticks
    return tuple(range(stretch.start * bar, stretch.stop * bar) for stretch in bars)


def _is_meant(note: Note, keys: frozenset[int], spans: Sequence[range]) -> bool:
    return note.pitch in keys and any(note.start_tick in span for span in spans)


def _gone(track: Track, keys: frozenset[int], spans: Sequence[range], _amount: float) -> Track:
    return track.with_notes(note for note in track.notes if not _is_meant(note, keys, spans))


def _levelled(track: Track, keys: frozenset[int], spans: Sequence[range], amount: float) -> Track:
    by = round(VELOCITY_STEP * amount)
    return track.with_notes(
        note._replace(velocity=max(1, min(127, note.velocity + by))) if _is_meant(note, keys, spans) else note
        for note in track.notes
    )


def _thinned(track: Track, keys: frozenset[int], spans: Sequence[range], amount: float) -> Track:
    """Return a track with every other hit gone, or with softer ones half way between those that leave room for them."""
    hits = sorted(note for note in track.notes if _is_meant(note, keys, spans))
    if amount < 0:
        gone = set(hits[1::2])
        return track.with_notes(note for note in track.notes if note not in gone)
    between = [
        one._replace(start_tick=(one.start_tick + other.start_tick) // 2, velocity=max(1, one.velocity - _SOFTER))
        for one, other in pairwise(hits)
        if _SIXTEENTH * 2 <= other.start_tick - one.start_tick <= TICKS_PER_BEAT * 2
    ]
    return track.with_notes(sorted((*track.notes, *between)))


_CHANGES = {"remove": _gone, "loudness": _levelled, "energy": _levelled, "density": _thinned}


def _added(piece: Piece, track: Track, names: Collection[str], bars: Sequence[range]) -> Piece:
    """Return a piece in which the drums strike these as well, wherever they play in these bars."""
    played = [bar for stretch in bars for bar in stretch if track.id in playing_in(piece.plan, range(bar, bar + 1))]
    new = [
        note
        for name in names
        for bar in played or [bar for stretch in bars for bar in stretch]
        for note in _grid(followup_words().kit[name], bar * piece.plan.meter.bar_ticks, piece.plan.meter.bar_ticks)
        if note.start_tick < piece.plan.last_downbeat_tick
    ]
    taken = {(note.start_tick, note.pitch) for note in track.notes}
    more = [note for note in new if (note.start_tick, note.pitch) not in taken]
    fuller = track.with_notes(sorted((*track.notes, *more)))
    return replace(piece, score=mapped(piece.score, {track.id}, lambda _: fuller))


def _grid(piece: KitPiece, start_tick: int, bar_ticks: int) -> list[Note]:
    steps = bar_ticks // _SIXTEENTH
    signs = (piece.grid * (steps // len(piece.grid) + 1))[:steps]
    return [
        Note(start_tick + at * _SIXTEENTH, piece.keys[0], _SIXTEENTH // 2, _VELOCITIES[sign])
        for at, sign in enumerate(signs)
        if sign in _VELOCITIES
    ]


def _swapped(piece: Piece, turn: Turn, bars: Sequence[range]) -> Piece:
    """Return a piece in which one piece of the kit is struck where others were, or alone by its own grid."""
    ids, known = {track.id for track in piece.score.tracks if track.is_drums}, followup_words().kit
    key, spans = known[turn.value].keys[0], _spans(piece, bars)
    if not set(turn.players) <= set(known):  # the whole kit goes
        every = frozenset(range(128))
        bare = replace(piece, score=mapped(piece.score, ids, lambda track: _gone(track, every, spans, 0.0)))
        return _added(bare, next(track for track in bare.score.tracks if track.is_drums), (turn.value,), bars)
    keys = keys_of(turn.players)
    score = mapped(
        piece.score,
        ids,
        lambda track: track.with_notes(
            sorted({n._replace(pitch=key) if _is_meant(n, keys, spans) else n for n in track.notes})
        ),
    )
    if score.tracks == piece.score.tracks:
        raise BadInput(f"The drums strike no {' or '.join(turn.players)} there: name another piece of the kit.")
    return replace(piece, score=score)
