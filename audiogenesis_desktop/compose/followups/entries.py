"""Who plays where: players that begin later or earlier, and those who play in one part alone or have it alone."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from audiogenesis_desktop.brief.turns import Turn, Where
from audiogenesis_desktop.compose.followups import kit
from audiogenesis_desktop.compose.followups.piece import (
    AlreadySo,
    Follower,
    Piece,
    bars_meant,
    parts_meant,
    player_name,
    players_lacking,
    rewritten,
)
from audiogenesis_desktop.compose.followups.players import joined, removed
from audiogenesis_desktop.errors import BadInput

_PATIENCE_BARS = 2  # in which somebody who begins may still rest, as tunes do


def later(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which players begin where is meant, or a section later than they do.

    They are silent before, and have new notes from there on where they rested; who is not there yet joins there.
    """
    known = set(map(player_name, piece.plan.parts))
    if not turn.where.is_whole and not kit.is_about_kit(turn) and not _is_anybody(piece, turn.players, known):
        return joined(piece, Turn("add", None, turn.players, _from_there(piece, turn)), composer)
    if kit.is_about_kit(turn) and not turn.where.is_whole and not kit.is_struck(piece, turn.players):
        return kit.struck_otherwise(piece, Turn("add", None, turn.players, _from_there(piece, turn)))
    entry = _entry(piece, turn, 1)
    if entry is None:
        raise BadInput(f"There is nothing later for {' and '.join(turn.players)}: name the section to begin in.")
    first = _first_bar(piece, turn)
    if entry == first:
        raise AlreadySo(f"The first notes of {' and '.join(turn.players)} are there already: name another place.")
    if kit.is_about_kit(turn):
        struck = Turn("add", None, turn.players, Where(bars=(entry + 1, first)))
        return kit.silent_until(piece, turn.players, entry) if entry > first else kit.struck_otherwise(piece, struck)
    if entry < first:
        return playing_there(piece, turn.players, range(entry, first), composer)
    return _begun(removed(piece, Turn("remove", None, turn.players, _until_there(turn, entry))), turn, entry, composer)


def _is_anybody(piece: Piece, names: Sequence[str], known: Collection[str]) -> bool:
    """Return whether one of some players or roles is in a piece whose players are known by name."""
    return bool(set(names) & (set(known) | {part.role for part in piece.plan.parts}))


def _from_there(piece: Piece, turn: Turn) -> Where:
    return Where(bars=(bars_meant(piece, turn.where)[0].start + 1,) * 2, beside="from")


def _until_there(turn: Turn, entry: int) -> Where:
    """Return what lies before an entry: up to the very second that was named, else to the bar, counted from 0."""
    return turn.where._replace(beside="until") if turn.where.seconds is not None else Where(bars=(1, entry))


def _begun(piece: Piece, turn: Turn, entry: int, composer: Follower) -> Piece:
    """Return a piece in which who is silent before a bar has new notes from it on, if nothing comes for two bars."""
    ids, bar = {part.track_id for part in parts_meant(piece.plan, turn.players)}, piece.plan.meter.bar_ticks
    starts = [n.start_tick // bar for t in piece.score.tracks if t.id in ids for n in t.notes]
    next_bar = min(starts, default=piece.bars)
    if turn.where.is_whole or next_bar < entry + _PATIENCE_BARS:
        return piece
    return playing_there(piece, turn.players, range(entry, next_bar), composer)


def earlier(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which players begin where is meant, or a section earlier, with new notes there."""
    entry, first = _entry(piece, turn, -1), _first_bar(piece, turn)
    if entry is None or entry >= first:
        raise BadInput(f"{' and '.join(turn.players).capitalize()} plays from there on already: name another part.")
    return playing_there(piece, turn.players, range(entry, first), composer)


def _first_bar(piece: Piece, turn: Turn) -> int:
    """Return the bar in which the first of some players, or pieces of the kit, begins; counted from 0."""
    if kit.is_about_kit(turn):
        keys, ids = kit.keys_of(turn.players), {track.id for track in piece.score.tracks if track.is_drums}
    else:
        keys, ids = frozenset(range(128)), {part.track_id for part in parts_meant(piece.plan, turn.players)}
    starts = [n.start_tick for track in piece.score.tracks if track.id in ids for n in track.notes if n.pitch in keys]
    if not starts:
        raise BadInput(f"Nobody plays {' or '.join(turn.players)} in this piece: name one of its tracks.")
    return min(starts) // piece.plan.meter.bar_ticks


def _entry(piece: Piece, turn: Turn, step: int) -> int | None:
    """Return the bar to begin in, counted from 0: of what is meant, or so many sections after the one begun in now."""
    if not turn.where.is_whole:
        return bars_meant(piece, turn.where)[0].start
    bar, first = piece.plan.meter.bar_ticks, _first_bar(piece, turn)
    starts = [section.start_tick // bar for section in piece.plan.sections]
    if step > 0:
        return next((start for start in starts if start > first), None)
    return next((start for start in reversed(starts) if start < first), None)


def playing_there(piece: Piece, names: tuple[str, ...], bars: range, composer: Follower) -> Piece:
    """Return a piece in which players play in bars in which they rest, with new notes; elsewhere nothing changes."""
    ids, bar = {part.track_id for part in parts_meant(piece.plan, names)}, piece.plan.meter.bar_ticks
    active = tuple(
        who | ids if section.start_tick < bars.stop * bar and section.end_tick > bars.start * bar else who
        for section, who in zip(piece.plan.sections, piece.plan.active, strict=True)
    )
    told = replace(piece, plan=replace(piece.plan, active=active))
    return rewritten(told, composer, bars=[bars], track_ids=ids, is_named=True)


def only_there(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which players play in the part that is meant and nowhere else."""
    if turn.where.beside not in ("", "outside"):
        raise BadInput("Name a section in which alone they are to play, such as the chorus.")
    elsewhere = turn.where._replace(beside="" if turn.where.beside else "outside")
    if kit.is_about_kit(turn):
        return kit.struck_otherwise(piece, Turn("remove", None, turn.players, elsewhere))
    there = let_play(piece, turn, composer)
    try:
        return removed(there, Turn("remove", None, turn.players, elsewhere))
    except BadInput:  # they rest elsewhere already
        return there


def alone_there(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which these players have the part that is meant to themselves; elsewhere nothing changes."""
    before = piece
    if new := players_lacking(piece.plan, turn.players):
        piece = joined(piece, Turn("add", None, new, turn.where), composer)
    piece = let_play(piece, turn, composer)
    kept = {part.track_id for part in parts_meant(piece.plan, turn.players)}
    gone = tuple(dict.fromkeys(player_name(part) for part in piece.plan.parts if part.track_id not in kept))
    with suppress(BadInput):  # the others may rest there already
        piece = removed(piece, Turn("remove", None, gone, turn.where)) if gone else piece
    if piece.score == before.score:
        raise AlreadySo("Nobody else plays there already: name another place.")
    return piece


def let_play(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which players who play in it play where is meant as well; where they do, nothing changes."""
    bar = piece.plan.meter.bar_ticks
    for name in turn.players:
        ids = {part.track_id for part in parts_meant(piece.plan, (name,))}
        for bars in bars_meant(piece, turn.where):
            notes = [n for t in piece.score.tracks if t.id in ids for n in t.notes]
            if not any(bars.start * bar <= n.start_tick < bars.stop * bar for n in notes):
                piece = playing_there(piece, (name,), bars, composer)
    return piece
