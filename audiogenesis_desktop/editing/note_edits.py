"""What the keyboard does to the selected notes: each returns a draft, or None where there is nothing to do."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from audiogenesis_desktop.editing.tools import Draft, named
from audiogenesis_desktop.perform.performing import played_track
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.feel import AS_WRITTEN, USUAL_FEEL
from audiogenesis_desktop.score.score import Note, Score

Selection = frozenset[Note]
Verb = Callable[[Selection], Iterable[Note]]


def shift(score: Score, track_id: int, chosen: Selection, *, ticks: int = 0, semitones: int = 0) -> Draft | None:
    """Move notes as one block; None if an edge stops them altogether."""
    if not chosen:
        return None
    ticks = max(ticks, -min(n.start_tick for n in chosen))
    semitones = max(semitones, -min(n.pitch for n in chosen))
    semitones = min(semitones, 127 - max(n.pitch for n in chosen))
    if not ticks and not semitones:
        return None
    new = frozenset(n._replace(start_tick=n.start_tick + ticks, pitch=n.pitch + semitones) for n in chosen)
    label = named("Transpose" if semitones else "Move", chosen)
    auditioned = min(new) if semitones else None
    return Draft(edits.exchange_notes(score, track_id, chosen, new), new, label, auditioned=auditioned)


def shaped(score: Score, track_id: int, chosen: Selection, verb: Verb, name: str) -> Draft | None:
    """Put what a verb makes of the notes in their stead."""
    new = frozenset(verb(chosen))
    if new == chosen:
        return None
    return Draft(edits.exchange_notes(score, track_id, chosen, new), new, named(name, chosen))


def performed(score: Score, track_id: int, chosen: Selection) -> Draft | None:
    """Write notes down as they would be played.

    Where the track is played with Feel already, all of its notes and controls are, and what is heard stays.
    """
    track = score.track(track_id)
    feel = track.feel or score.feel
    if feel.is_as_written:
        _, played = played_track(score, track_id, replace(feel, amount=USUAL_FEEL))
        return shaped(score, track_id, chosen, lambda notes: [played[note] for note in notes], "Perform")
    whole, played = played_track(score, track_id, feel)
    after = edits.replace_track(score, replace(whole, feel=AS_WRITTEN))
    return Draft(after, frozenset(played[note] for note in chosen), f"Perform {track.name or 'track'}")


def delete(score: Score, track_id: int, chosen: Selection) -> Draft | None:
    """Delete the notes."""
    if not chosen:
        return None
    return Draft(edits.exchange_notes(score, track_id, chosen, ()), frozenset(), named("Delete", chosen))


def paste(score: Score, track_id: int, copied: tuple[Note, ...], at_tick: int) -> Draft | None:
    """Put copied notes so that the first of them starts at a tick."""
    if not copied:
        return None
    first = min(copied).start_tick
    new = frozenset(n._replace(start_tick=n.start_tick - first + max(0, at_tick)) for n in copied)
    return Draft(edits.exchange_notes(score, track_id, (), new), new, named("Paste", new))


def repeat(score: Score, track_id: int, chosen: Selection, *, step: int) -> Draft | None:
    """Copy the notes to right behind themselves, the span rounded up to whole grid steps."""
    if not chosen:
        return None
    span = max(n.end_tick for n in chosen) - min(chosen).start_tick
    by = -(-span // step) * step
    new = frozenset(n._replace(start_tick=n.start_tick + by) for n in chosen)
    return Draft(edits.exchange_notes(score, track_id, (), new), new, named("Duplicate", chosen))
