"""What goes from one take of a piece to another: which tracks are the same, mutes and solos, tracks and bars pulled in.

Pure, no Qt.
"""

from dataclasses import replace

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.edits import free_track_id
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.keys import Key


def counterpart(score: Score, track: Track, *, among: Score) -> Track | None:
    """Return the track of a score that is there for what `track` is there for `among` the tracks of its own.

    The same sound and name go before the same sound alone; of several that are alike the one in the same place of them.
    """
    for alike in (_named_alike, _sounding_alike):
        own = [other.id for other in among.tracks if alike(other, track)]
        theirs = [other for other in score.tracks if alike(other, track)]
        place = own.index(track.id) if track.id in own else 0
        if place < len(theirs):
            return theirs[place]
    return None


def heard_like(score: Score, shown: Score) -> Score:
    """Return a score with the mutes and solos of what is shown, track by track; it is the same one if they are already.

    Tracks that have no counterpart are neither muted nor soloed. A take that nobody has mixed yet has the master fader
    of what is shown, so that neither is preferred for being louder.
    """
    if not score.level_db and shown.level_db:
        score = replace(score, level_db=shown.level_db)
    tracks = tuple(_heard_like(track, counterpart(shown, track, among=score)) for track in score.tracks)
    is_same = all(new is track for new, track in zip(tracks, score.tracks, strict=True))
    return score if is_same else replace(score, tracks=tracks)


def _heard_like(track: Track, other: Track | None) -> Track:
    mute, solo = (other.mix.mute, other.mix.solo) if other is not None else (False, False)
    if (track.mix.mute, track.mix.solo) == (mute, solo):
        return track
    return replace(track, mix=replace(track.mix, mute=mute, solo=solo))


def pulled(score: Score, other: Score, track_id: int | None = None, stretch: Stretch | None = None) -> Score:
    """Return a score with music of another take: of one track or of all, in a stretch of time or throughout.

    It takes the place of what its counterpart plays there; a track without one comes as a new track. A note belongs
    where it begins, and what is pulled is over where the stretch is. KeyError where the other has no such track.
    """
    wanted = other.tracks if track_id is None else (other.track(track_id),)
    for track in wanted:
        score = _with_music(score, track, counterpart(score, track, among=other), stretch)
    return score


def _with_music(score: Score, source: Track, target: Track | None, stretch: Stretch | None) -> Score:
    if target is None:
        notes = _within(source.notes, stretch)
        new = replace(source, id=free_track_id(score), notes=notes, mix=replace(source.mix, mute=False, solo=False))
        new = new if stretch is None else replace(new, controls=(), bends=(), kept=())
        return replace(score, tracks=(*score.tracks, new)) if notes else score
    if stretch is None:
        new = replace(target, notes=source.notes, controls=source.controls, bends=source.bends)
    else:
        outside = [note for note in target.notes if not stretch.start_tick <= note.start_tick < stretch.end_tick]
        new = target.with_notes([*outside, *_within(source.notes, stretch)])
    return replace(score, tracks=tuple(new if track is target else track for track in score.tracks))


def _within(notes: tuple[Note, ...], stretch: Stretch | None) -> tuple[Note, ...]:
    if stretch is None:
        return notes
    start, end = stretch.start_tick, stretch.end_tick
    return tuple(
        note._replace(length_ticks=min(note.length_ticks, end - note.start_tick))
        for note in notes
        if start <= note.start_tick < end
    )


def _named_alike(one: Track, other: Track) -> bool:
    return _sounding_alike(one, other) and one.name == other.name


def _sounding_alike(one: Track, other: Track) -> bool:
    return one.is_drums == other.is_drums and (one.is_drums or (one.program, one.bank) == (other.program, other.bank))


def what_differs(before: Score, after: Score) -> str:
    """Return what is other in a piece: tempo, meter, key, length and faders, and notes by track, in sentences."""
    pairs = _paired(before, after)
    met = {was.id for was, _ in pairs}, {track.id for _, track in pairs}
    new = [track.name for track in after.tracks if track.id not in met[1]]
    gone = [track.name for track in before.tracks if track.id not in met[0]]
    changed = [track.name for was, track in pairs if was.notes != track.notes]
    kept = [track.name for was, track in pairs if was.notes == track.notes]
    named = (("New", new), ("Gone", gone), ("Changed", changed), ("Note for note as before", kept))
    tracks = " ".join(f"{word}: {_listed(names)}." for word, names in named if names)
    return " ".join(filter(None, (what_moved(before, after), tracks)))


def what_moved(before: Score, after: Score) -> str:
    """Return how tempo, meter, key, length, swing, faders and players have changed, in sentences; empty if none has."""
    pairs = zip(_framed(before), _framed(after), strict=True)
    moved = [f"{was} → {now}" for was, now in pairs if was != now and was and now]
    faders = [track.name for was, track in _paired(before, after) if was.mix.volume != track.mix.volume]
    others = [
        f"{now.name} instead of {was.name}" if now.name != was.name else f"Another sound: {now.name}"
        for was, now in _paired(before, after)
        if not _sounding_alike(was, now)
    ]
    if before.feel.swing != after.feel.swing:
        moved.append("another swing")
    told = (", ".join(moved), *others, f"Faders moved: {_listed(faders)}" if faders else "")
    return " ".join(f"{words}." for words in told if words)


def _framed(score: Score) -> tuple[str, ...]:
    """Return what a piece begins in, and how long it is; empty words for what is not known."""
    tempo, meter = score.tempi[0], score.meters[0]
    key = Key(score.keys[0].tonic, score.keys[0].mode).name if score.keys else ""
    seconds = round(length_seconds(score))
    return f"{tempo.bpm:.0f} BPM", f"{meter.numerator}/{meter.denominator}", key, f"{seconds // 60}:{seconds % 60:02}"


def _paired(before: Score, after: Score) -> list[tuple[Track, Track]]:
    """Return the tracks that are in both: by their ids, else by sound and name, as in a piece composed anew."""
    theirs = {track.id: track for track in before.tracks}
    found = [(theirs[track.id], track) for track in after.tracks if track.id in theirs]
    free = [track for track in before.tracks if track.id not in {was.id for was, _ in found}]
    for track in after.tracks:
        alike = next((was for was in free if track.id not in theirs and _named_alike(was, track)), None)
        if alike is not None:
            free.remove(alike)
            found.append((alike, track))
    return found


def _listed(names: list[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
