"""Orchestrate: a part's music given to other instruments, or doubled by them, each in its own register."""

from collections.abc import Sequence
from dataclasses import replace

from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.verbs.work import Steps, Work, outcome
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.edits import free_track_id
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument

_OCTAVES = (0, 12, -12, 24, -24, 36, -36)


def orchestrate(work: Work, scope: Scope, instruments: Sequence[Instrument], *, is_doubled: bool = False) -> Steps:
    """Yield what is pitched in a scope given to instruments, the highest notes to the highest, a new track each.

    `is_doubled` leaves it where it is as well, and each plays all that it can. Octaves are moved where a range asks
    for it. Raises BadInput where nothing pitched lies in the scope, or it is locked.
    """
    if not instruments or any(one.is_drums for one in instruments):
        raise BadInput("Name the instruments that are to play it, such as violin,cello; drums have no pitches.")
    sources = [
        track
        for track in work.score.tracks
        if not track.is_drums and scope.notes_of(track) and (is_doubled or not track.is_locked)
    ]
    if not sources:
        raise BadInput("There is no music here to give to others: mark bars of tracks with notes that are not locked.")
    notes = sorted({note for track in sources for note in scope.notes_of(track)})
    shares = [list(notes) for _ in instruments] if is_doubled else _shared_out(notes, instruments)
    tracks = [track if is_doubled else _without(track, scope, sources) for track in work.score.tracks]
    score, left_out, idle = replace(work.score, tracks=tuple(tracks)), 0, list[str]()
    for instrument, share in zip(instruments, shares, strict=True):
        own = _playable(share, instrument)
        left_out += len(share) - len(own)
        if own:
            score = _with_track(score, instrument, own, sources[0].mix)
        else:
            idle.append(instrument.name)
    yield score
    found = outcome(work.score, score, Scope(scope.stretches), edits=WHOLE)
    return replace(found, notice=_notice(left_out, idle))


def _notice(left_out: int, idle: Sequence[str]) -> str:
    told = []
    if left_out:
        told.append(f"{left_out} notes were left out: these instruments have no voices for them.")
    if idle:
        told.append(f"Nothing was left for {' and '.join(idle)}: the music has fewer voices.")
    return " ".join(told)


def _without(track: Track, scope: Scope, sources: Sequence[Track]) -> Track:
    return track.with_exchanged(scope.notes_of(track), ()) if track in sources else track


def _shared_out(notes: Sequence[Note], instruments: Sequence[Instrument]) -> list[list[Note]]:
    """Return each instrument's notes: of each onset the highest to the highest instrument, as many as all can play."""
    order = sorted(range(len(instruments)), key=lambda i: -sum(instruments[i].pitch_range))
    shares: list[list[Note]] = [[] for _ in instruments]
    for tick in sorted({note.start_tick for note in notes}):
        together = sorted((note for note in notes if note.start_tick == tick), key=lambda note: -note.pitch)
        for nth, note in enumerate(together):
            at = min(nth * len(order) // max(len(together), len(order)), len(order) - 1) if len(together) > 1 else 0
            shares[order[at]].append(note)
    return shares


def _playable(notes: Sequence[Note], instrument: Instrument) -> list[Note]:
    """Return notes as an instrument can play them: within its range, no more together than it has voices."""
    low, high = instrument.pitch_range
    voices = CLASSES[instrument.class_index].voices
    shift = max(_OCTAVES, key=lambda by: (sum(low <= note.pitch + by <= high for note in notes), -abs(by)))
    played: list[Note] = []
    for note in sorted(notes, key=lambda note: (note.start_tick, -note.pitch)):
        pitch = note.pitch + shift
        pitch += 12 * (-(-(low - pitch) // 12) if pitch < low else -(-(pitch - high) // 12) * -1 if pitch > high else 0)
        held = [i for i, other in enumerate(played) if other.end_tick > note.start_tick]
        if any(played[i].pitch == pitch and played[i].start_tick == note.start_tick for i in held):
            continue
        together = [i for i in held if played[i].start_tick == note.start_tick]
        if len(together) >= voices:
            continue
        older = [i for i in held if i not in together]
        for i in older:
            if len(held) >= voices or played[i].pitch == pitch:
                played[i] = played[i]._replace(length_ticks=note.start_tick - played[i].start_tick)
        played.append(note._replace(pitch=pitch))
    return sorted(played)


def _with_track(score: Score, instrument: Instrument, notes: Sequence[Note], mix: Mix) -> Score:
    names, name = {track.name for track in score.tracks}, instrument.name.capitalize()
    if name in names:
        name = f"{name} {sum(one.startswith(name) for one in names) + 1}"
    track = Track(free_track_id(score), name, program=instrument.program, mix=replace(mix, mute=False, solo=False))
    return replace(score, tracks=(*score.tracks, replace(track, notes=tuple(notes))))
