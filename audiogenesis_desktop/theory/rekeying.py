"""Another key, or other chords, under music that is there already: its notes stay, or go along by their degree."""

import math
from collections.abc import Callable
from dataclasses import replace

from audiogenesis_desktop.score.maps import put
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Note, Score, Track
from audiogenesis_desktop.theory.chords import QUALITIES, Chord
from audiogenesis_desktop.theory.keys import Key

Repitched = Callable[[Note], Note]


def change_key(score: Score, key: KeyAt, *, moves_notes: bool = False) -> Score:
    """Return the score in another key from its tick up to the next change.

    Notes stay as they are, or with `moves_notes` go to the same degree of the new key by the shorter way: a third
    of C major becomes the third of A minor. Drums never move. Chords go with the notes.
    """
    changed = replace(score, keys=put(score.keys, key))
    before = [other for other in score.keys if other.tick <= key.tick] or list(score.keys[:1])
    if not moves_notes or not before:
        return changed
    end = min((other.tick for other in score.keys if other.tick > key.tick), default=math.inf)
    old, new = Key(before[-1].tonic, before[-1].mode), Key(key.tonic, key.mode)
    shift = (new.tonic - old.tonic + 5) % 12 - 5
    turn = _mode_change(old, new)

    def repitched(note: Note) -> Note:
        if not key.tick <= note.start_tick < end:
            return note
        return note._replace(pitch=_in_range(note.pitch + shift + turn[(note.pitch - old.tonic) % 12]))

    chords = tuple(_turned(chord, old, new, turn) if key.tick <= chord.tick < end else chord for chord in score.chords)
    return replace(changed, tracks=_with_pitches(score, repitched), chords=chords)


def _mode_change(old: Key, new: Key) -> list[int]:
    """Return by how many semitones each step above the tonic, 0..11, moves when the mode changes."""
    if old.mode == new.mode:
        return [0] * 12
    lowered = [0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, -1]  # the major third, sixth and seventh
    raised = [0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0]
    return lowered if new.mode == "minor" else raised


def _turned(chord: ChordAt, old: Key, new: Key, turn: list[int]) -> ChordAt:
    """Return a chord of the old key with each of its tones where the new key has it, if that is a chord we know."""

    def tone(pitch_class: int) -> int:
        step = (pitch_class - old.tonic) % 12
        return (new.tonic + step + turn[step]) % 12

    tones = [tone(each) for each in Chord(chord.root, chord.quality).tones]
    steps = tuple((each - tones[0]) % 12 for each in tones)
    quality = next((name for name, known in QUALITIES.items() if known == steps), chord.quality)
    return chord._replace(root=tones[0], quality=quality)


def follow_chord(score: Score, before: ChordAt, after: Chord) -> Score:
    """Return the score with the notes that begin in a chord's time moved to another chord.

    Tones of the chord go to the nearest tones of the new one, the root in the bass to the root; all other notes
    and drums stay, unless they would rub a semitone beside the new chord: those go to its nearest tone as well.
    """
    old, end = Chord(before.root, before.quality), before.tick + before.length_ticks

    def meant(note: Note) -> bool:
        return before.tick <= note.start_tick < end

    def repitched(note: Note, bass_below: int) -> Note:
        if note.pitch < bass_below and note.pitch % 12 == old.root:
            return note._replace(pitch=_nearest(note.pitch, (after.root,)))
        is_tone, stays = note.pitch % 12 in old.tones, note.pitch % 12 in after.tones
        rubs = not stays and any((note.pitch + by) % 12 in after.tones for by in (-1, 1))
        return note._replace(pitch=_nearest(note.pitch, after.tones)) if is_tone or rubs else note

    def followed(track: Track, bass_below: int) -> Track:
        return _repitched(track, lambda note: repitched(note, bass_below) if meant(note) else note)

    lows = {t.id: min(map(_pitch, filter(meant, t.notes)), default=128) for t in score.tracks if not t.is_drums}
    bass_id = min(lows, key=lambda track_id: lows[track_id], default=-1)
    tracks = tuple(t if t.is_drums else followed(t, lows[t.id] + 12 if t.id == bass_id else 0) for t in score.tracks)
    return replace(score, tracks=tracks)


def _pitch(note: Note) -> int:
    return note.pitch


def _nearest(pitch: int, tones: tuple[int, ...]) -> int:
    near = [pitch + by for by in range(-6, 7) if (pitch + by) % 12 in tones]
    return _in_range(min(near, key=lambda other: (abs(other - pitch), other)))


def _in_range(pitch: int) -> int:
    return pitch + 12 if pitch < 0 else pitch - 12 if pitch > 127 else pitch


def _with_pitches(score: Score, repitched: Repitched) -> tuple[Track, ...]:
    return tuple(track if track.is_drums else _repitched(track, repitched) for track in score.tracks)


def _repitched(track: Track, repitched: Repitched) -> Track:
    changed = track.with_notes(map(repitched, track.notes))
    return track if changed.notes == track.notes else changed
