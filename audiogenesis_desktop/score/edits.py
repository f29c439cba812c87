"""Edits: each takes a Score and returns a new one; what is untouched is shared."""

from collections.abc import Iterable
from dataclasses import replace

from audiogenesis_desktop.score.score import Mix, Note, Score, Section, Tempo, Track

_VELOCITY_OF_ENERGY = 40  # from a section where nothing goes on to one where all does


def replace_track(score: Score, track: Track) -> Score:
    """Return the score with the track of the same id replaced; raises KeyError if there is none."""
    score.track(track.id)
    return replace(score, tracks=tuple(track if t.id == track.id else t for t in score.tracks))


def add_track(score: Score, track: Track) -> Score:
    """Return the score with one more track, given a free id if its own is taken."""
    if any(t.id == track.id for t in score.tracks):
        track = replace(track, id=free_track_id(score))
    return replace(score, tracks=(*score.tracks, track))


def remove_track(score: Score, track_id: int) -> Score:
    """Return the score without a track; raises KeyError if there is none."""
    score.track(track_id)
    return replace(score, tracks=tuple(t for t in score.tracks if t.id != track_id))


def free_track_id(score: Score) -> int:
    """Return an id that no track has."""
    return max((track.id for track in score.tracks), default=-1) + 1


def set_mix(score: Score, track_id: int, mix: Mix) -> Score:
    """Return the score with a track's mix replaced."""
    return replace_track(score, replace(score.track(track_id), mix=mix))


def set_instrument(
    score: Score, track_id: int, program: int, *, bank: int = 0, is_drums: bool = False, name: str = ""
) -> Score:
    """Return the score with a track's program and bank changed and, if given, its name."""
    track = score.track(track_id)
    track = replace(track, program=program, bank=bank, is_drums=is_drums, name=name or track.name)
    return replace_track(score, track)


def add_notes(score: Score, track_id: int, notes: Iterable[Note]) -> Score:
    """Return the score with notes added to a track; raises ValueError for a note out of range."""
    return replace_track(score, score.track(track_id).with_exchanged((), tuple(notes)))


def clamp(note: Note) -> Note:
    """Return the nearest legal note."""
    return Note(
        max(0, note.start_tick),
        min(127, max(0, note.pitch)),
        max(1, note.length_ticks),
        min(127, max(1, note.velocity)),
    )


def set_tempo(score: Score, bpm: float) -> Score:
    """Return the score at one tempo throughout, in quarter notes a minute."""
    return replace(score, tempi=(Tempo.from_bpm(0, bpm),))


def exchange_notes(score: Score, track_id: int, old: Iterable[Note], new: Iterable[Note]) -> Score:
    """Return the score with some notes of a track gone and others, each kept legal, in their stead."""
    track, gone, coming = score.track(track_id), frozenset(old), tuple(new)
    try:
        return replace_track(score, track.with_exchanged(gone, coming))
    except ValueError:
        return replace_track(score, track.with_exchanged(gone, tuple(map(clamp, coming))))


def duplicate_track(score: Score, track_id: int) -> Score:
    """Return the score with a copy of a track right after it; raises KeyError if there is none."""
    track = score.track(track_id)
    copy, at = replace(track, id=free_track_id(score)), score.tracks.index(track) + 1
    return replace(score, tracks=(*score.tracks[:at], copy, *score.tracks[at:]))


def move_track(score: Score, track_id: int, by: int) -> Score:
    """Return the score with a track so many places further down, or as far as there is room; negative is up."""
    track = score.track(track_id)
    rest = [t for t in score.tracks if t.id != track_id]
    at = min(max(0, score.tracks.index(track) + by), len(rest))
    rest.insert(at, track)
    return score if tuple(rest) == score.tracks else replace(score, tracks=tuple(rest))


def add_music(score: Score, other: Score, at_tick: int) -> Score:
    """Return the score with the tracks of another added, so that its beginning comes to lie at a tick.

    Tempo, meter and keys stay the score's own: beats come to lie on beats. What the other keeps for all of its
    tracks, such as SysEx, would change those that are here, and is left out. Each track goes on being played as it was.
    """
    feel = None if other.feel == score.feel else other.feel
    for track in other.tracks:
        score = add_track(
            score,
            replace(
                track,
                notes=tuple(note._replace(start_tick=note.start_tick + at_tick) for note in track.notes),
                controls=tuple(control._replace(tick=control.tick + at_tick) for control in track.controls),
                bends=tuple(bend._replace(tick=bend.tick + at_tick) for bend in track.bends),
                kept=tuple(kept._replace(tick=kept.tick + at_tick) for kept in track.kept),
                feel=track.feel or feel,
            ),
        )
    return score


def transpose_score(score: Score, semitones: int) -> Score:
    """Return the whole piece in another key: notes of all but drums, chords and keys alike.

    A track that would leave the range of MIDI moves an octave back, so that each keeps its own shape.
    """
    return replace(
        score,
        tracks=tuple(track if track.is_drums else _transposed(track, semitones) for track in score.tracks),
        keys=tuple(key._replace(tonic=(key.tonic + semitones) % 12) for key in score.keys),
        chords=tuple(chord._replace(root=(chord.root + semitones) % 12) for chord in score.chords),
    )


def _transposed(track: Track, semitones: int) -> Track:
    if not track.notes:
        return track
    low, high = min(note.pitch for note in track.notes), max(note.pitch for note in track.notes)
    fitting = [by for by in (semitones, semitones - 12, semitones + 12) if low + by >= 0 and high + by <= 127]
    by = fitting[0] if fitting else 0
    return track.with_notes(note._replace(pitch=note.pitch + by) for note in track.notes)


def struck_with(score: Score, section: Section, energy: float) -> Score:
    """Return a score whose notes in a section are struck harder or softer, as another energy 0..1 of it asks for."""
    by = round(_VELOCITY_OF_ENERGY * (energy - section.energy))

    def struck(note: Note) -> Note:
        if not section.start_tick <= note.start_tick < section.end_tick:
            return note
        return note._replace(velocity=max(1, min(127, note.velocity + by)))

    if not by:
        return score
    return replace(score, tracks=tuple(track.with_notes(map(struck, track.notes)) for track in score.tracks))
