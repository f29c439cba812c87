"""Melodies: a motif of two bars, taken up, sequenced, turned and answered, closing on a cadence."""

import math
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import NamedTuple

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Note
from audiogenesis_desktop.style import rhythms
from audiogenesis_desktop.style.patterns import PLAIN_VELOCITY, Hit, hits
from audiogenesis_desktop.training.styles.grammar import Player, Scene

_PLANS = ("a s v c", "a a s c", "a c a c", "a s a c", "a b a c", "a v s c")
_CONTOURS: dict[str, Callable[[float], float]] = {
    "arch": lambda x: math.sin(math.pi * x),
    "valley": lambda x: -math.sin(math.pi * x),
    "rise": lambda x: x,
    "fall": lambda x: -x,
    "wave": lambda x: math.sin(2 * math.pi * x),
    "leap": lambda x: 1.4 * (1 - x) if x > 0.2 else 0.0,
    "turn": lambda x: 0.6 * math.sin(3 * math.pi * x),
}


class Motif(NamedTuple):
    """Two bars of rhythm, for each hit how many scale steps it lies from the first, and whether it is leant on."""

    hits: tuple[Hit, ...]
    steps: tuple[int, ...]
    leans: tuple[bool, ...]


def tune(*characters: str, pentatonic: bool = False, span: int = 4, blue: float = 0.0, lean: float = 0.2) -> Player:
    """Return a player of a melody whose rhythm is one of these characters of `rhythms.RHYTHMS`.

    `span` is how many scale steps the motif's contour reaches; `blue` how often a note is led into by the
    semitone below, `lean` how often a strong note is reached through the step above it.
    """

    def play(scene: Scene) -> list[Note]:
        source = scene.random
        motifs = [_motif(scene, source, source.choice(characters), span=span, lean=lean) for _ in range(2)]
        plan = source.choice(_PLANS).split()
        shifts = [source.choice((-2, -1, 1, 1, 2)) for _ in range(4)]
        if scene.kind == "A'":  # what comes again goes on in its own way
            again = Random(f"again/{scene.habit.random()}")
            plan = plan[:2] + again.choice(_PLANS).split()[2:]
        notes = _lay_out(scene, motifs, plan, shifts, pentatonic)
        if scene.kind in ("A'", "C"):
            notes = _ornamented(notes, scene)
        return _led_into(notes, scene, blue) if blue else notes

    return play


def _motif(scene: Scene, random: Random, character: str, *, span: int, lean: float) -> Motif:
    meter = f"{scene.meter.numerator}/{scene.meter.denominator}"
    rhythm = rhythms.drawn(character, meter, random)
    found = tuple(hits(rhythm, bars=2, bar_ticks=scene.meter.bar_ticks))
    contour = _CONTOURS[random.choice(tuple(_CONTOURS))]
    reach = random.uniform(0.6, 1.0) * span
    last = max(1, len(found) - 1)
    steps = [round(reach * contour(i / last)) for i in range(len(found))]
    for i in range(1, len(steps)):
        if steps[i] == steps[i - 1] and random.random() < 0.7:
            steps[i] += random.choice((-1, 1))
    can_lean = [i > 0 and hit.length_ticks >= TICKS_PER_BEAT for i, hit in enumerate(found)]
    leans = tuple(can and random.random() < lean for can in can_lean)
    return Motif(found, tuple(step - steps[0] for step in steps), leans)


def _lay_out(scene: Scene, motifs: list[Motif], plan: list[str], shifts: list[int], pentatonic: bool) -> list[Note]:
    unit = 2 * scene.meter.bar_ticks
    units = -(-scene.bars // 2)
    low, high = scene.register
    # What contrasts lies a little higher.
    anchor = low + round((high - low) * (0.62 if scene.is_contrast else 0.5))
    notes: list[Note] = []
    for i in range(units):
        move = plan[i % 4] if i < units - 1 else "c"
        if units == 2 and i == 0:
            move = "a"
        motif = _moved(motifs, move, shifts[i % 4])
        aim = anchor if i % 4 in (0, 2) or not notes else notes[-1].pitch
        notes += _realised(scene, motif, i * unit, aim=aim + (2 if i >= 4 else 0), pentatonic=pentatonic)
        if move == "c":
            notes = _closed(notes, scene, min((i + 1) * unit, scene.ticks))
        elif i % 4 == 1 and units >= 4:
            notes = _breathed(notes, scene, (i + 1) * unit)
    return [note for note in notes if note.start_tick < scene.ticks]


def _moved(motifs: list[Motif], move: str, shift: int) -> Motif:
    """Return the motif as the plan wants it: "s" sequenced, "v" turned upside down, "b" the other one."""
    motif = motifs[1] if move == "b" else motifs[0]
    if move == "s":
        return motif._replace(steps=tuple(step + shift for step in motif.steps))
    if move == "v":
        return motif._replace(steps=tuple(-step for step in motif.steps))
    return motif


def _realised(scene: Scene, motif: Motif, start: int, *, aim: int, pentatonic: bool) -> list[Note]:
    """Return a motif over the chords at `start`: strong notes on chord tones, weak ones led between them."""
    notes: list[Note] = []
    for hit, step in zip(motif.hits, motif.steps, strict=True):
        tick = start + hit.tick
        if tick < scene.ticks:
            pitch = _stepped(_ladder(scene, tick, pentatonic), aim, step)
            if _is_strong(hit, scene.meter):
                pitch = _on_chord(scene, tick, pitch, notes[-1].pitch if notes else pitch)
            notes.append(Note(tick, pitch, min(hit.length_ticks, scene.ticks - tick), hit.velocity))
    for i in range(1, len(notes) - 1):
        if not _is_strong(motif.hits[i], scene.meter):
            ladder = _ladder(scene, notes[i].start_tick, pentatonic)
            notes[i] = notes[i]._replace(pitch=_between(ladder, *(note.pitch for note in notes[i - 1 : i + 2])))
    leant = [_leant_on(note, scene) if is_leant else [note] for note, is_leant in zip(notes, motif.leans, strict=False)]
    return [note for notes_of_one in leant for note in notes_of_one]


def _leant_on(note: Note, scene: Scene) -> list[Note]:
    """Return a note reached from the scale step above it, which takes its first half, a beat at most."""
    above = [p for p in (note.pitch + 1, note.pitch + 2) if p % 12 in scene.scale(note.start_tick)]
    if not above or above[0] > scene.register[1]:
        return [note]
    half = min(note.length_ticks // 2, TICKS_PER_BEAT)
    first = note._replace(pitch=above[0], length_ticks=half, velocity=note.velocity + 4)
    return [first, note._replace(start_tick=note.start_tick + half, length_ticks=note.length_ticks - half)]


def _breathed(notes: list[Note], scene: Scene, end: int) -> list[Note]:
    """Let the first half of a tune come to rest: its last note that begins a beat is held, and what follows goes."""
    bar = scene.meter.bar_ticks
    rests = [n for n in notes if end - bar < n.start_tick <= end - bar // 2 and n.start_tick % TICKS_PER_BEAT == 0]
    if not rests or scene.random.random() < 0.35:
        return notes
    held = rests[-1]._replace(length_ticks=min(end - rests[-1].start_tick - TICKS_PER_BEAT // 2, 3 * TICKS_PER_BEAT))
    return [note for note in notes if note.start_tick < held.start_tick] + [held]


def _is_strong(hit: Hit, meter: Meter) -> bool:
    unit = {4: 2, 3: 3, 6: 1.5}.get(meter.numerator, 1) * TICKS_PER_BEAT
    return hit.tick % unit == 0 or hit.length_ticks >= 1.5 * TICKS_PER_BEAT


def _stepped(ladder: list[int], aim: int, step: int) -> int:
    """Return the pitch `step` scale steps from `aim`; what would leave the register turns back into it."""
    last = len(ladder) - 1
    place = abs(min(range(len(ladder)), key=lambda i: abs(ladder[i] - aim)) + step)
    return ladder[max(0, place if place <= last else 2 * last - place)]


def _between(ladder: list[int], before: int, pitch: int, after: int) -> int:
    """Return the scale tone nearest to `pitch` that is at most a step outside its neighbours, and new to them."""
    low, high = min(before, after) - 2, max(before, after) + 2
    near = [p for p in ladder if low <= p <= high] or [pitch]
    return min(near, key=lambda p: (abs(p - pitch) + 0.8 * (p == before) + 0.8 * (p == after), p))


def _ladder(scene: Scene, tick: int, pentatonic: bool) -> list[int]:
    low, high = scene.register
    allowed = scene.scale(tick)
    if pentatonic:
        avoided = {5, 11} if scene.key.mode == "major" else {2, 8}
        tones = scene.chord(tick).tones
        allowed = frozenset(p for p in allowed if (p - scene.key.tonic) % 12 not in avoided or p in tones)
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in allowed]


def _on_chord(scene: Scene, tick: int, pitch: int, before: int) -> int:
    """Return the chord tone nearest to `pitch`; of two as near, the one that moves on from the note before."""
    tones = scene.chord(tick).tones
    low, high = scene.register
    near = [p for p in range(max(low, pitch - 6), min(high, pitch + 6) + 1) if p % 12 in tones]

    def cost(p: int) -> float:
        # Of chord tones the tonic is a little nearer: tunes lean on it.
        return abs(p - pitch) + 1.1 * (p == before) + 0.25 * abs(p - before) - 0.9 * (p % 12 == scene.key.tonic)

    return min(near or [pitch], key=lambda p: (cost(p), p))


def _closed(notes: list[Note], scene: Scene, end: int) -> list[Note]:
    """End a phrase: its last bar holds one or two notes, the last long and on the chord."""
    bar = scene.meter.bar_ticks
    kept = [note for note in notes if note.start_tick < end - bar]
    last = [note for note in notes if note.start_tick >= end - bar]
    if not kept:
        return notes
    pick_up = [note for note in last if note.start_tick < end - bar // 2][:2]
    goal_tick = end - bar + (bar // 2 if len(pick_up) > 1 and bar % 1920 == 0 else 0)
    pick_up = [note for note in pick_up if note.start_tick < goal_tick]
    before = (pick_up or kept)[-1]
    pick_up = [note._replace(length_ticks=min(note.length_ticks, goal_tick - note.start_tick)) for note in pick_up]
    kept = [note._replace(length_ticks=min(note.length_ticks, end - bar - note.start_tick)) for note in kept]
    goal = _on_chord(scene, goal_tick, _goal(scene, goal_tick, before.pitch), before.pitch)
    held = (end - goal_tick) * 3 // 4
    return [*kept, *pick_up, Note(goal_tick, goal, held, PLAIN_VELOCITY)]


def _goal(scene: Scene, tick: int, before: int) -> int:
    """Return the tonic nearest to `before` where the chord holds it, else the chord's root."""
    tonic, chord = scene.key.tonic, scene.chord(tick)
    wanted = tonic if tonic in chord.tones else chord.root
    low, high = scene.register
    return min((p for p in range(low, high + 1) if p % 12 == wanted), key=lambda p: abs(p - before))


def _ornamented(notes: list[Note], scene: Scene) -> list[Note]:
    """Fill some long notes with the scale step towards the next note, as players do when a tune comes again."""
    random = Random(f"ornament/{scene.random.random()}")
    found: list[Note] = []
    for note, following in pairwise([*notes, notes[-1]]) if notes else ():
        found.append(note)
        gap = following.pitch - note.pitch
        if note.length_ticks < TICKS_PER_BEAT or not gap or random.random() > 0.4:
            continue
        ladder = _ladder(scene, note.start_tick, False)
        beyond = [p for p in ladder if (p > note.pitch if gap > 0 else p < note.pitch)]
        if beyond and beyond[-1 if gap < 0 else 0] != following.pitch:
            cut = TICKS_PER_BEAT // 2
            found[-1] = note._replace(length_ticks=note.length_ticks - cut)
            step = beyond[-1 if gap < 0 else 0]
            found.append(Note(note.end_tick - cut, step, cut, note.velocity - 10))
    return found


def _led_into(notes: list[Note], scene: Scene, chance: float) -> list[Note]:
    """Change notes just before a step up onto a strong note into the semitone below it."""
    found = list(notes)
    for i, (note, following) in enumerate(pairwise(notes)):
        is_weak = note.start_tick % TICKS_PER_BEAT != 0 and note.length_ticks < TICKS_PER_BEAT
        if is_weak and 1 < abs(following.pitch - note.pitch) < 5 and scene.random.random() < chance:
            found[i] = note._replace(pitch=max(scene.register[0], following.pitch - 1))
    return found
