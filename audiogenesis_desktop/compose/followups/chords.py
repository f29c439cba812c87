"""Chords made richer or plainer, bar by bar: sevenths where there were triads, and triads where there were sevenths."""

from dataclasses import replace

from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.followups.piece import Follower, Piece, rewritten
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.rekeying import follow_chord

_TRIADS = {"7": "maj", "maj7": "maj", "min7": "min", "sus4": "maj", "aug": "maj"}
_SEVENTHS = {"maj": "maj7", "min": "min7", "sus4": "7"}
_FIFTH = 7


def with_sevenths(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with sevenths in its chords, written anew for who plays chords; below 0 with triads alone.

    Tunes and basses stay; for triads, notes that were in a chord go to its nearest tone. Raises BadInput where the
    chords are like that already, or nobody plays any.
    """
    return _richer(piece, composer) if turn.value > 0 else _plainer(piece)


def _richer(piece: Piece, composer: Follower) -> Piece:
    chords = tuple(chord._replace(quality=_seventh(chord, piece.plan.key.tonic)) for chord in piece.plan.chords)
    ids = {part.track_id for part in piece.plan.parts if part.role in CHORDAL}
    if not ids:
        raise BadInput("Nobody plays chords here: add some first, as in “add chords”.")
    if chords == piece.plan.chords:
        raise BadInput("The chords have their sevenths already: ask for other ones, as in “different chords”.")
    told = replace(piece, plan=replace(piece.plan, chords=chords), score=replace(piece.score, chords=chords))
    return rewritten(told, composer, bars=[range(piece.bars)], track_ids=ids)


def _seventh(chord: ChordAt, tonic: int) -> str:
    """Return the quality that a chord has with its seventh: a minor one on the fifth step, as dominants have."""
    if chord.quality == "maj" and (chord.root - tonic) % 12 == _FIFTH:
        return "7"
    return _SEVENTHS.get(chord.quality, chord.quality)


def _plainer(piece: Piece) -> Piece:
    score = replace(piece.score, chords=piece.plan.chords)
    for before in piece.plan.chords:
        if before.quality in _TRIADS:
            score = follow_chord(score, before, Chord(before.root, _TRIADS[before.quality]))
    plain = tuple(chord._replace(quality=_TRIADS.get(chord.quality, chord.quality)) for chord in piece.plan.chords)
    if plain == piece.plan.chords:
        raise BadInput("The chords are plain triads already: ask for other ones, as in “different chords”.")
    return replace(piece, plan=replace(piece.plan, chords=plain), score=replace(score, chords=plain))
