"""Simplify: what is least needed goes, by where it falls and what it is in its chord, and what is left rings on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import Steps, Work, outcome, parts_in
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Track
from audiogenesis_desktop.theory.chords import Chord

# What a note is worth by where it begins, as a metrical grid has it (Lerdahl and Jackendoff 1983), and beside that.
_BAR, _BEAT, _HALF_BEAT = 4.0, 2.5, 1.0
_CHORD_TONE, _LONG, _LOUD, _OUTER = 1.0, 1.0, 1.0, 1.5
_LEFT = 0.15  # of the notes of a part stay at least


def simplify(work: Work, scope: Scope, amount: float = 0.5) -> Steps:
    """Yield a scope with fewer notes, `amount` 0..1 of them gone; raises BadInput where nothing can go."""
    plan = work.planned()
    tracks = {part.track_id: part for part in parts_in(plan, work.score, scope)}
    score = replace(
        work.score,
        tracks=tuple(
            _simpler(track, scope, plan, tracks[track.id], amount) if track.id in tracks else track
            for track in work.score.tracks
        ),
    )
    found = outcome(work.score, score, scope)
    if found.is_same:
        raise BadInput("There is nothing left to leave out here: mark more bars, or more tracks.")
    yield score
    return found


def _simpler(track: Track, scope: Scope, plan: Plan, part: Part, amount: float) -> Track:
    notes = sorted(scope.notes_of(track))
    most = min(len(notes) - max(1, round(_LEFT * len(notes))), round(amount * len(notes)))
    if most <= 0:
        return track
    worth = _worth(notes, plan, part)
    out = sorted(range(len(notes)), key=lambda i: (worth[i], -notes[i].start_tick, notes[i].pitch))[:most]
    gone = {notes[i] for i in out}
    left = [note for note in notes if note not in gone]
    return track.with_exchanged(notes, left if track.is_drums else _ringing(left, gone, track))


def _worth(notes: Sequence[Note], plan: Plan, part: Part) -> list[float]:
    longest = max(note.length_ticks for note in notes)
    together = Counter(note.start_tick for note in notes)
    outer = {note for i, note in enumerate(notes) if i + 1 == len(notes) or notes[i + 1].start_tick != note.start_tick}
    found = []
    for note in notes:
        within = note.start_tick % plan.meter.bar_ticks
        at = _BAR if within == 0 else _BEAT if within % TICKS_PER_BEAT == 0 else _HALF_BEAT * (within % 480 == 0)
        value = at + _LONG * note.length_ticks / longest + _LOUD * note.velocity / 127
        if not part.instrument.is_drums:
            value += _CHORD_TONE * (note.pitch % 12 in _tones(plan, note.start_tick))
            value += _OUTER * (together[note.start_tick] > 1 and note in outer)
        found.append(value)
    return found


def _tones(plan: Plan, tick: int) -> tuple[int, ...]:
    for chord in plan.chords:
        if chord.tick <= tick < chord.tick + chord.length_ticks:
            return Chord(chord.root, chord.quality).tones
    return ()


def _ringing(left: Sequence[Note], gone: set[Note], track: Track) -> list[Note]:
    """Return what is left, each as long as it and what directly followed it and is gone were together."""
    starts = sorted({note.start_tick for note in track.notes if note not in gone})
    ends = sorted((note.start_tick, note.end_tick) for note in gone)
    found = []
    for note in left:
        end = note.end_tick
        for start, over in ends:
            if note.start_tick < start <= end + TICKS_PER_BEAT // 4:
                end = max(end, over)
        after = next((start for start in starts if start > note.start_tick), end)
        longer = min(end, max(after, note.end_tick))
        found.append(note._replace(length_ticks=max(note.length_ticks, longer - note.start_tick)))
    return found
