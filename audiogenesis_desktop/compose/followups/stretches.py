"""A part of a piece in another tempo, mode or key: what lies outside it stays as it is, and so does its rhythm."""

from collections.abc import Iterable
from dataclasses import replace

from audiogenesis_desktop.brief.foreseen import TEMPO_STEP
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.followups.piece import Piece, bars_meant, keyed, parts_meant
from audiogenesis_desktop.compose.followups.strength import VELOCITY_STEP, struck
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.maps import in_force, put
from audiogenesis_desktop.score.score import KeyAt, Note, Score, Tempo
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.rekeying import change_key


def at_tempo_there(piece: Piece, turn: Turn) -> Piece:
    """Return a piece that is faster or slower in the part that is meant; it gets as much shorter or longer."""
    factor, tempi = 1 + TEMPO_STEP * turn.value, piece.score.tempi
    for span in _spans(piece, turn):
        tempi = _scaled(tempi, span, factor, end_tick=piece.score.end_tick)
    other = replace(piece, score=replace(piece.score, tempi=tempi), plan=replace(piece.plan, tempi=tempi))
    return other.asked(length_seconds=round(length_seconds(other.score), 3))


def _scaled(tempi: tuple[Tempo, ...], span: range, factor: float, *, end_tick: int) -> tuple[Tempo, ...]:
    """Return tempi with those in a span of ticks scaled, and the one that held at its end again from there on."""
    for tick in (span.start, span.stop):
        held = in_force(tempi, tick)
        if held is not None and held.tick != tick and tick < end_tick:
            tempi = put(tempi, held._replace(tick=tick))
    scaled = {t.tick: round(t.microseconds_per_beat / factor) for t in tempi if t.tick in span}
    return tuple(Tempo(tick, scaled.get(tick, microseconds)) for tick, microseconds in tempi)


def brighter_there(piece: Piece, turn: Turn) -> Piece:
    """Return a piece whose mood is another in the part that is meant: in the other mode there, note for note.

    Where it is in that mode already it is played a little louder, or softer.
    """
    mode = "major" if turn.value > 0 else "minor"
    piece = replace(piece, score=keyed(piece.score, piece.plan.key))
    for bars, span in zip(bars_meant(piece, turn.where), _spans(piece, turn), strict=True):
        key = in_force(piece.score.keys, span.start)
        if key is None or key.mode == mode:
            ids = {track.id for track in piece.score.tracks}
            piece = struck(piece, ids, [bars], round(VELOCITY_STEP / 2 * turn.value))
        else:
            piece = _in_key(piece, span, Key(key.tonic, mode))
    return piece


def _in_key(piece: Piece, span: range, key: Key) -> Piece:
    """Return a piece in another key in a span of ticks, notes on their degrees there, and in its own again after."""
    score = _key_again(piece.score, span.stop)
    score = change_key(score, KeyAt(span.start, key.tonic, key.mode), moves_notes=True)
    return replace(piece, score=score, plan=replace(piece.plan, chords=score.chords))


def _key_again(score: Score, tick: int) -> Score:
    held = in_force(score.keys, tick)
    if held is None or held.tick == tick or tick >= score.end_tick:
        return score
    return replace(score, keys=put(score.keys, held._replace(tick=tick)))


def transposed_there(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which what is meant lies so many semitones higher; with everybody, chords and key do, too."""
    spans, by = _spans(piece, turn), turn.value
    ids = {part.track_id for part in parts_meant(piece.plan, turn.players)}
    tracks = tuple(
        track.with_notes(_moved(note, spans, by) for note in track.notes)
        if track.id in ids and not track.is_drums
        else track
        for track in piece.score.tracks
    )
    score = replace(piece.score, tracks=tracks)
    if turn.players or not by % 12:
        return replace(piece, score=score)
    for span in spans:
        score = _chords_moved(_key_again(score, span.stop), span, by)
    return replace(piece, score=score, plan=replace(piece.plan, chords=score.chords))


def _moved(note: Note, spans: Iterable[range], by: int) -> Note:
    if not any(note.start_tick in span for span in spans):
        return note
    pitch = note.pitch + by
    return note._replace(pitch=pitch + 12 if pitch < 0 else pitch - 12 if pitch > 127 else pitch)


def _chords_moved(score: Score, span: range, by: int) -> Score:
    key = in_force(score.keys, span.start)
    chords = tuple(c._replace(root=(c.root + by) % 12) if c.tick in span else c for c in score.chords)
    keys = put(score.keys, KeyAt(span.start, (key.tonic + by) % 12, key.mode)) if key else score.keys
    return replace(score, chords=chords, keys=keys)


def _spans(piece: Piece, turn: Turn) -> list[range]:
    """Return the ticks that are meant."""
    bar = piece.plan.meter.bar_ticks
    return [range(bars.start * bar, bars.stop * bar) for bars in bars_meant(piece, turn.where)]
