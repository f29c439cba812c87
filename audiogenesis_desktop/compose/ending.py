"""The last chord: planned, not cut. Who plays to the end comes to rest on the tonic at the last downbeat.

One part bears the chord, others add a note or two in their own registers, and one of them has its third, unless all
play fifths alone; how loud it is follows the section that it ends, and whether it rings or stops the Plan.
"""

from collections.abc import Mapping, Sequence

from audiogenesis_desktop.plan.plan import Ending, Part, Plan
from audiogenesis_desktop.plan.styling import own_part
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.forms import STAYS
from audiogenesis_desktop.style.plays import are_fifths
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES

_STOPPED_TICKS = TICKS_PER_BEAT // 2
_CRASHES_FROM, _KICKS_FROM = 0.55, 0.35  # of a section's energy
_BORNE, _ADDED = 4, 2  # voices of the part that bears the chord, and of the others
_CHORDAL = ("chords", "pad", "figure")  # the first of them that plays bears the chord
_LOUDNESS = {"chords": 0.9, "figure": 0.85, "pad": 0.8, "second voice": 0.85, "drums": 0.92}  # beside lead and bass
_TOGETHER = 1.08  # and where all end by one stroke


def last_chord(plan: Plan, last_pitches: Mapping[int, int], *, velocity: int) -> list[tuple[int, Note]]:
    """Return (track id, note) of the last chord, held from the last downbeat to the release, or stopped before; of a
    loop none.

    `last_pitches` gives the pitch that each track ended on, so that its line goes on from there; the lowest
    voice has the root, and so have lines, so that the key is beyond doubt.
    """
    if plan.ending == Ending.LOOP:
        return []
    final, playing = plan.chords[-1], _stays(plan)
    chord = Chord(final.root, final.quality)
    bearer = next((part for role in _CHORDAL for part in playing if part.role == role), None)
    notes = dict[tuple[int, int], Note]()
    for part in playing:
        most = _BORNE if part is bearer or len(playing) == 1 else _ADDED
        near = last_pitches.get(part.track_id, sum(_register(part)) // 2)
        for pitch in _pitches(plan, part, chord, near=near, most=most, is_alone=len(playing) == 1):
            notes[part.track_id, pitch] = Note(
                plan.last_downbeat_tick, pitch, _length(plan), _loud(plan, part, velocity)
            )
    found = _on_the_root(notes, playing, chord)
    return sorted(_with_third(plan, found, playing, chord), key=lambda entry: entry[1])


def _stays(plan: Plan) -> list[Part]:
    """Return who is there at the end: all that play in the last section, but who has left it or has nothing to add."""
    there = [part for part in plan.parts if part.track_id in plan.active[-1]]
    if plan.ending == Ending.THIN:
        there = [part for part in there if part.role not in STAYS] or there
    return [part for part in there if not part.instrument.is_drums or _strokes(plan, part)] or there


def _length(plan: Plan) -> int:
    ring = plan.release_tick - plan.last_downbeat_tick
    return min(ring, _STOPPED_TICKS) if plan.ending == Ending.STOP else ring


def _loud(plan: Plan, part: Part, velocity: int) -> int:
    loud = velocity * _LOUDNESS.get(part.role, 1.0) * (_TOGETHER if plan.ending == Ending.FILL else 1.0)
    return max(1, min(127, round(loud * plan.loudness_at(plan.last_downbeat_tick))))


def _strokes(plan: Plan, part: Part) -> list[int]:
    """Return what a drummer strikes: the less the quieter the end is."""
    energy = plan.sections[-1].energy
    if part.role != "drums" or plan.ending == Ending.FADE:
        return []
    if plan.ending in (Ending.FILL, Ending.STOP) or energy >= _CRASHES_FROM:
        return [KEYS["kick"], KEYS["crash"]]
    return [KEYS["kick"]] if energy >= _KICKS_FROM else []


def _pitches(plan: Plan, part: Part, chord: Chord, *, near: int, most: int, is_alone: bool) -> Sequence[int]:
    if part.instrument.is_drums:
        return _strokes(plan, part) or [KEYS["kick"]]
    low, high = _register(part)
    voices = min(CLASSES[part.instrument.class_index].voices, most)
    if voices <= 2 and (part.role not in _CHORDAL or is_alone or voices == 1):
        return [_nearest((chord.root,), near, low, high)]
    if voices <= 2:
        return _two(chord, near, low, high)
    bottom = _nearest((chord.root,), min(near - 7, 57), low, high)
    tones = sorted(p for p in range(bottom, min(high, bottom + 25) + 1) if p % 12 in chord.tones)
    close = [bottom, *(p for p in tones if p >= bottom + 7)][:voices]
    return close if len(close) > 2 or not is_alone else tones[:voices]


def _register(part: Part) -> tuple[int, int]:
    """Return where a part plays, an octave at least."""
    low, high = part.instrument.pitch_range
    own = max(low, part.register[0]), min(high, part.register[1])
    return own if own[1] - own[0] >= 11 else (low, high)


def _two(chord: Chord, near: int, low: int, high: int) -> list[int]:
    """Return two neighbouring notes of the chord about a pitch."""
    tones = [p for p in range(low, high + 1) if p % 12 in chord.tones]
    at = min(range(len(tones) - 1), key=lambda i: abs(tones[i] + tones[i + 1] - 2 * near))
    return tones[at : at + 2]


def _nearest(classes: tuple[int, ...], pitch: int, low: int, high: int) -> int:
    fitting = [p for p in range(low, high + 1) if p % 12 in classes]
    return min(fitting, key=lambda p: abs(p - pitch))


def _on_the_root(
    notes: Mapping[tuple[int, int], Note], playing: Sequence[Part], chord: Chord
) -> list[tuple[int, Note]]:
    """Return the notes with the root as the lowest of all that are pitched."""
    found = [(track_id, note) for (track_id, _), note in notes.items()]
    pitched = {part.track_id: part for part in playing if not part.instrument.is_drums}
    lines = [entry for entry in found if entry[0] in pitched]
    if not lines:
        return found
    lowest = min(lines, key=lambda entry: entry[1].pitch)
    track_id, note = lowest
    if note.pitch % 12 == chord.root:
        return found
    low = pitched[track_id].instrument.pitch_range[0]
    below = [pitch for pitch in range(low, note.pitch) if pitch % 12 == chord.root]
    others = [entry for entry in found if entry is not lowest]
    # Where the instrument reaches no root below, the note goes: others have it.
    return [*others, (track_id, note._replace(pitch=below[-1]))] if below else _on_the_root_of(others, pitched, chord)


def _on_the_root_of(found: list[tuple[int, Note]], pitched: Mapping[int, Part], chord: Chord) -> list[tuple[int, Note]]:
    """Return notes without those that lie under the lowest root."""
    roots = [note.pitch for track_id, note in found if track_id in pitched and note.pitch % 12 == chord.root]
    return [(t, n) for t, n in found if t not in pitched or not roots or n.pitch >= min(roots)]


def _with_third(
    plan: Plan, found: list[tuple[int, Note]], playing: Sequence[Part], chord: Chord
) -> list[tuple[int, Note]]:
    """Return the notes with the chord's third among them, by whoever plays chords, else by a second voice.

    It takes the place of the upper of what doubles the root or the fifth, the nearest to it, and lies above the lowest
    of all.
    """
    pitched, third = _pitched(playing), chord.tones[1]
    pitches = [note.pitch for track_id, note in found if track_id in pitched]
    if not pitches or any(pitch % 12 == third for pitch in pitches):
        return found
    lowest = min(pitches)
    can = {part.track_id: _register(part) for part in playing if _may_have_thirds(plan, part)}
    moves = [
        (abs(pitch - note.pitch), -note.pitch, (track_id, note), pitch)
        for track_id, note in found
        if track_id in can and note.pitch > lowest
        for pitch in range(max(lowest + 1, can[track_id][0]), can[track_id][1] + 1)
        if pitch % 12 == third
    ]
    if not moves:
        return found
    *_, moved, pitch = min(moves)
    return [*(entry for entry in found if entry != moved), (moved[0], moved[1]._replace(pitch=pitch))]


def _pitched(playing: Sequence[Part]) -> set[int]:
    return {part.track_id for part in playing if not part.instrument.is_drums}


def _may_have_thirds(plan: Plan, part: Part) -> bool:
    """Return whether a part adds to the chord, and is not played in fifths alone."""
    if part.instrument.is_drums or part.role not in (*_CHORDAL, "second voice"):
        return False
    own = own_part(plan, part)
    return own is None or not are_fifths(own.plays)
