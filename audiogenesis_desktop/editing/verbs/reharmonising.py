"""Reharmonise: other chords in a scope, typed or by the harmony LSTM, and its parts moved to them or written anew."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.verbs.anew import regenerate
from audiogenesis_desktop.editing.verbs.work import Outcome, Steps, Work, bars_of, outcome, parts_in
from audiogenesis_desktop.editing.verbs.writing import NEXT_SEED, TRIES, is_as_it_was
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.harmony import write_harmony
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.styling import styles_of
from audiogenesis_desktop.score.maps import put_chord
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Track
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.revoicing import moved_pitch

Harmonies = Mapping[int, tuple[Chord, Chord]]  # by bar, two chords each
_VERSIONS = 12


def reharmonise(
    work: Work, scope: Scope, *, chords: Sequence[Sequence[Chord]] = (), is_rewritten: bool = False
) -> Steps:
    """Yield a scope in other chords: those given, bar by bar, over and over, or else drawn ones that differ.

    What is pitched is moved to them, each note as little as may be, or written anew if `is_rewritten`. Chords hold for
    all tracks, so the edit is about the whole piece, but no note outside the scope changes.
    """
    plan = work.planned()
    bars = bars_of(plan, scope)
    if not any(not part.instrument.is_drums for part in parts_in(plan, work.score, scope)):
        raise BadInput("Drums have no chords: mark bars in which something else plays, too.")
    if not is_rewritten:
        typed = typed_chords(chords, bars)
        score = moved(work.score, plan, scope, typed) if chords else moved_to_drawn(work, plan, scope, bars)
        yield score
        return outcome(work.score, score, scope, edits=WHOLE)
    harmonies = typed_chords(chords, bars) if chords else drawn_chords(work, plan, bars)
    score = with_chords(work.score, plan, harmonies)
    pitched = frozenset(t.id for t in score.tracks if not t.is_drums and scope.holds_track(t.id))
    inside = replace(scope, track_ids=pitched)
    own = replace(plan, chords=_plan_chords(plan, score))
    found: Outcome = yield from regenerate(replace(work, score=score, plan=own), inside)
    return outcome(work.score, found.score, scope, edits=WHOLE, tries=found.tries)


def moved_to_drawn(work: Work, plan: Plan, scope: Scope, bars: Collection[int]) -> Score:
    """Return the score in other chords with its parts moved, drawn again while no note of the scope has to move."""
    for turn in range(TRIES):
        score = moved(
            work.score, plan, scope, drawn_chords(replace(work, seed=work.seed + turn * NEXT_SEED), plan, bars)
        )
        if not is_as_it_was(replace(work, wishes={}), score):
            break
    return score


def typed_chords(chords: Sequence[Sequence[Chord]], bars: Collection[int]) -> Harmonies:
    """Return the chords given for bars, over and over; of several in a bar the first and the middle one count."""
    return {bar: (own[0], own[len(own) // 2]) for bar, own in zip(sorted(bars), _round(chords), strict=False)}


def _round(chords: Sequence[Sequence[Chord]]) -> Iterator[Sequence[Chord]]:
    while chords:
        yield from chords


def drawn_chords(work: Work, plan: Plan, bars: Collection[int]) -> Harmonies:
    """Return other chords for bars, written by the harmony network in the piece's style; each run of bars for itself.

    Of some versions that one is taken which differs most from what is there, and of these the first; bars in which it
    does not are drawn once more, as runs of their own. The last chord of the piece stays.
    """
    last = plan.last_downbeat_tick // plan.meter.bar_ticks
    style, key = styles_of(work.brief)[0][0].name, Key(plan.key.tonic, plan.key.mode)
    meter = (plan.meter.numerator, plan.meter.denominator)
    found: dict[int, tuple[Chord, Chord]] = {}
    waiting = list(_runs(bar for bar in bars if bar < last))
    while waiting:
        run = waiting.pop(0)
        now = [chords_at(plan, bar) for bar in run]
        form = Form(("A", "B"), (0, len(run)), (len(run), 2 * len(run) + 1), (-1, -1), (0.6, 0.7))
        best: list[tuple[Chord, Chord]] = now
        for version in range(_VERSIONS):
            random = Random(f"reharmonise/{work.seed}/{run[0]}/{version}")
            drawn = write_harmony(form, key, style=style, random=random, meter=meter)
            own = [drawn[at] for at in range(len(run))]
            other = [drawn[at] for at in range(len(run), 2 * len(run))]
            best = max((best, own, other), key=lambda chords: _differing(chords, now))
            if _differing(best, now) > 0.7:
                break
        found.update(zip(run, best, strict=True))
        same = [bar for bar, one, was in zip(run, best, now, strict=True) if one == was]
        if 0 < len(same) < len(run):
            waiting += _runs(same)
    if not found or all(found[bar] == chords_at(plan, bar) for bar in found):
        raise BadInput("No other chords were found for these bars: mark more of them, or type chords.")
    return found


def _differing(chords: Sequence[tuple[Chord, Chord]], now: Sequence[tuple[Chord, Chord]]) -> float:
    halves = [(a, b) for one, other in zip(chords, now, strict=True) for a, b in zip(one, other, strict=True)]
    return sum(a != b for a, b in halves) / max(1, len(halves))


def _runs(bars: Iterable[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for bar in sorted(bars):
        if run and bar != run[-1] + 1:
            yield run
            run = []
        run.append(bar)
    if run:
        yield run


def chords_at(plan: Plan, bar: int) -> tuple[Chord, Chord]:
    """Return the chords of a bar's halves."""
    start, half = bar * plan.meter.bar_ticks, plan.meter.bar_ticks // 2
    return _chord(plan.chords, start), _chord(plan.chords, start + half)


def _chord(chords: Sequence[ChordAt], tick: int) -> Chord:
    held = [chord for chord in chords if chord.tick <= tick] or list(chords[:1])
    return Chord(held[-1].root, held[-1].quality)


def _spans(plan: Plan, harmonies: Harmonies) -> Iterator[ChordAt]:
    bar_ticks, half = plan.meter.bar_ticks, plan.meter.bar_ticks // 2
    for bar, (first, second) in sorted(harmonies.items()):
        start = bar * bar_ticks
        if first == second:
            yield ChordAt(start, bar_ticks, *first)
        else:
            yield ChordAt(start, half, *first)
            yield ChordAt(start + half, bar_ticks - half, *second)


def with_chords(score: Score, plan: Plan, harmonies: Harmonies) -> Score:
    """Return the score with its chord track told, from the Plan where it has none, and these chords in it."""
    told = score if score.chords else replace(score, chords=plan.chords)
    for chord in _spans(plan, harmonies):
        told = put_chord(told, chord)
    return told


def _plan_chords(plan: Plan, score: Score) -> tuple[ChordAt, ...]:
    """Return the score's chords as a Plan has them: from the beginning to the end without gaps."""
    starts = [0, *(chord.tick for chord in score.chords[1:]), plan.length_ticks]
    return tuple(
        chord._replace(tick=a, length_ticks=b - a)
        for chord, a, b in zip(score.chords, starts, starts[1:], strict=False)
        if b > a
    )


def moved(score: Score, plan: Plan, scope: Scope, harmonies: Harmonies) -> Score:
    """Return the score in these chords, with what is pitched in the scope moved to them."""
    told, parts = with_chords(score, plan, harmonies), {part.track_id: part for part in plan.parts}
    key = Key(plan.key.tonic, plan.key.mode)
    tracks = []
    for track in told.tracks:
        part = parts.get(track.id)
        if part is None or track.is_drums or track.is_locked:
            tracks.append(track)
            continue
        gone = [note for note in scope.notes_of(track) if note.start_tick // plan.meter.bar_ticks in harmonies]
        new = _moved_notes(sorted(gone), plan, part, harmonies, key)
        tracks.append(_exchanged(track, gone, new))
    return replace(told, tracks=tuple(tracks))


def _exchanged(track: Track, gone: Sequence[Note], new: Sequence[Note]) -> Track:
    kept = {(note.start_tick, note.pitch) for note in track.notes} - {(note.start_tick, note.pitch) for note in gone}
    return track.with_exchanged(gone, [note for note in new if (note.start_tick, note.pitch) not in kept])


def _moved_notes(notes: Sequence[Note], plan: Plan, part: Part, harmonies: Harmonies, key: Key) -> list[Note]:
    moved_notes, taken = list[Note](), set[tuple[int, int]]()
    low, high = part.instrument.pitch_range
    for note in notes:
        bar, within = divmod(note.start_tick, plan.meter.bar_ticks)
        second = 2 * within >= plan.meter.bar_ticks
        pitch = moved_pitch(
            note.pitch,
            chords_at(plan, bar)[second],
            harmonies[bar][second],
            key,
            is_bass=part.role == "bass",
            low=low,
            high=high,
        )
        if (note.start_tick, pitch) not in taken:
            taken.add((note.start_tick, pitch))
            moved_notes.append(note._replace(pitch=pitch))
    return moved_notes
