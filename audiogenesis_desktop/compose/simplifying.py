"""What is least needed of a part goes, by where it falls and what it is in its chord, and what is left rings on."""

from collections import Counter
from collections.abc import Collection, Sequence

from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Track
from audiogenesis_desktop.theory.chords import Chord

# What a note is worth by where it begins, as a metrical grid has it (Lerdahl and Jackendoff 1983), and beside that.
_BAR, _BEAT, _HALF_BEAT = 4.0, 2.5, 1.0
_CHORD_TONE, _LONG, _LOUD, _OUTER = 1.0, 1.0, 1.0, 1.5
_LEFT = 0.15  # of the notes of a part stay at least


def simpler(track: Track, among: Collection[Note], plan: Plan, amount: float) -> Track:
    """Return a track without `amount`, 0..1, of these notes of its: the least needed go, 15 % stay at least."""
    notes = sorted(among)
    most = min(len(notes) - max(1, round(_LEFT * len(notes))), round(amount * len(notes)))
    if most <= 0:
        return track
    worth = _worth(notes, plan, is_drums=track.is_drums)
    out = sorted(range(len(notes)), key=lambda i: (worth[i], -notes[i].start_tick, notes[i].pitch))[:most]
    gone = {notes[i] for i in out}
    left = [note for note in notes if note not in gone]
    return track.with_exchanged(notes, left if track.is_drums else _ringing(left, gone, track))


def _worth(notes: Sequence[Note], plan: Plan, *, is_drums: bool) -> list[float]:
    longest = max(note.length_ticks for note in notes)
    together = Counter(note.start_tick for note in notes)
    outer = {note for i, note in enumerate(notes) if i + 1 == len(notes) or notes[i + 1].start_tick != note.start_tick}
    found = []
    for note in notes:
        within = note.start_tick % plan.meter.bar_ticks
        at = _BAR if within == 0 else _BEAT if within % TICKS_PER_BEAT == 0 else _HALF_BEAT * (within % 480 == 0)
        value = at + _LONG * note.length_ticks / longest + _LOUD * note.velocity / 127
        if not is_drums:
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
