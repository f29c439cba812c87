"""Chord parts: pads, comping, arpeggios, lines of guide tones. Each function returns a Player."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.style.patterns import PLAIN_VELOCITY, Hit
from audiogenesis_desktop.training.styles.grammar import Player, Scene
from audiogenesis_desktop.training.styles.patterns import alive
from audiogenesis_desktop.training.styles.voicing import Voicing, lead

_SPREAD_TICKS = 9  # from one string of a strummed chord to the next
_REACH = 4  # semitones above its register that a broken chord may go


def figure(*patterns: str, voices: int = 4, colour: str = "plain", strum: bool = False) -> Player:
    """Return a player of one of these patterns over voice-led chords.

    "x", "X", "o" strike the whole chord, "u" all but its lowest, "b" its lowest alone; a digit n its n-th
    note from below, going on in the next octave; "r" the root below the chord, "q" the fifth below it.
    """

    def play(scene: Scene) -> list[Note]:
        voicings = _voicings(scene, voices, colour)
        order = _order(scene)
        notes: list[Note] = []
        for hit in played(scene, patterns):
            i = scene.chord_index(hit.tick)
            end = scene.chords[i].tick + scene.chords[i].length_ticks
            length = min(hit.length_ticks, end - hit.tick)
            named = hit._replace(symbol=order.get(hit.symbol, hit.symbol))
            pitches = _pitches(named, voicings[i], scene)
            spread = _SPREAD_TICKS if strum else 0
            notes += [Note(hit.tick + spread * k, p, length - spread * k, hit.velocity) for k, p in enumerate(pitches)]
        return _led_over(notes, scene)

    return play


def _led_over(notes: list[Note], scene: Scene) -> list[Note]:
    """Let the last note of a broken chord step, now and then, into the first of the next chord."""
    found = list(notes)
    alone = Counter(note.start_tick for note in notes)
    for i, (note, following) in enumerate(pairwise(notes)):
        is_change = scene.chord_index(note.start_tick) != scene.chord_index(following.start_tick)
        if not is_change or alone[note.start_tick] > 1 or alone[following.start_tick] > 1:
            continue
        beside = [following.pitch + s for s in (1, 2, -1, -2) if (s > 0) == (note.pitch > following.pitch)]
        steps = [pitch for pitch in beside if pitch % 12 in scene.scale(note.start_tick)]
        if steps and abs(note.pitch - following.pitch) > 2 and scene.random.random() < 0.5:
            found[i] = note._replace(pitch=steps[0])
    return found


def played(scene: Scene, patterns: Sequence[str]) -> list[Hit]:
    """Return the hits of a section: by the piece's habit, or by the section's own where it is a contrast."""
    return alive(
        patterns,
        bars=scene.bars,
        bar_ticks=scene.meter.bar_ticks,
        habit=scene.random if scene.is_contrast else scene.habit,
        random=scene.random,
        drop=scene.left_out,
    )


def _voicings(scene: Scene, voices: int, colour: str) -> list[Voicing]:
    voices = min(voices, scene.voices)
    return lead(
        scene.chords, key=scene.key, register=scene.register, voices=voices, colour=colour, ceilings=_ceilings(scene)
    )


def _ceilings(scene: Scene) -> list[int]:
    """Return for each chord the pitch just below the tune, so that chords leave it free; a low tune has them above."""
    low, high = scene.register
    # Judged by its beginning, which comes again as it was.
    pitches = [note.pitch for note in scene.tune if note.start_tick < 2 * scene.meter.bar_ticks]
    if not pitches or sum(pitches) / len(pitches) < (low + high) / 2:
        return [high] * len(scene.chords)
    found = []
    for at in scene.chords:
        above = [n.pitch for n in scene.tune if n.start_tick < at.tick + at.length_ticks and n.end_tick > at.tick]
        found.append(max(low + 12, min(above, default=high + 1) - 1))
    return found


def _order(scene: Scene) -> dict[str, str]:
    """Return which digit an arpeggio plays for each but the first: half of the pieces go their own way round."""
    random = Random(f"order/{scene.habit.random()}")
    digits = list("234")
    if random.random() < 0.5:
        random.shuffle(digits)
    return dict(zip("234", digits, strict=True))


def _pitches(hit: Hit, voicing: Voicing, scene: Scene) -> Voicing:
    """Return what a hit's symbol means over a chord, as `figure` tells."""
    root, lowest = scene.chord(hit.tick).root, scene.register[0]
    if hit.symbol == "u":
        return voicing[1:]
    if hit.symbol == "b":
        return voicing[:1]
    if hit.symbol in "rq":
        return (_below(voicing[0], (root + 7 * (hit.symbol == "q")) % 12, lowest - 12),)
    if hit.symbol.isdigit():
        octave, place = divmod(int(hit.symbol) - 1, len(voicing))
        return (_kept_below(voicing[place] + 12 * octave, scene.register[1] + _REACH),)
    return voicing


def _kept_below(pitch: int, highest: int) -> int:
    """Return the pitch, octaves lower where a broken chord would climb out of its register, into the tune's."""
    return pitch - 12 * max(0, -((highest - pitch) // 12))


def _below(pitch: int, pitch_class: int, lowest: int) -> int:
    found = pitch - 5 - (pitch - 5 - pitch_class) % 12
    return found if found >= lowest else found + 12


def pad(*, voices: int = 4, colour: str = "plain", swell: bool = False) -> Player:
    """Return a player that holds each chord and ties the notes that it shares with the next."""

    def play(scene: Scene) -> list[Note]:
        notes: list[Note] = []
        sounding: dict[int, tuple[int, int]] = {}  # pitch: where it began, and how loud
        voicings = _voicings(scene, voices, colour)
        for i, (at, voicing) in enumerate(zip(scene.chords, voicings, strict=True)):
            # Tones that both chords hold are tied, but nobody's breath lasts longer than four bars.
            breath = at.tick - 4 * scene.meter.bar_ticks
            for pitch in [p for p in sounding if p not in voicing or sounding[p][0] <= breath]:
                start, velocity = sounding.pop(pitch)
                notes.append(Note(start, pitch, at.tick - start, velocity))
            loud = PLAIN_VELOCITY - 14 + 28 * i // len(voicings) if swell else PLAIN_VELOCITY
            for pitch in voicing:
                sounding.setdefault(pitch, (at.tick, loud))
        return notes + [Note(s, p, scene.ticks - s, v) for p, (s, v) in sounding.items()]

    return play


def guide_line(*, below: bool = False) -> Player:
    """Return a player of one slow line through thirds and sevenths, the tone nearest to the last; as cellos do."""

    def play(scene: Scene) -> list[Note]:
        low, high = scene.register
        now = low + (high - low) // 3 if below else (low + high) // 2
        notes = []
        for at in scene.chords:
            tones = scene.chord(at.tick).tones
            wanted = tones[1:] if len(tones) < 4 else (tones[1], tones[3])
            now = min((p for p in range(low, high + 1) if p % 12 in wanted), key=lambda p: (abs(p - now), p))
            notes.append(Note(at.tick, now, at.length_ticks, PLAIN_VELOCITY))
        return _with_passing(notes, scene)

    return play


def _with_passing(notes: list[Note], scene: Scene) -> list[Note]:
    """Lead long notes to the next by a step where there is room for one."""
    moved = []
    for note, following in pairwise([*notes, notes[-1]]):
        gap = following.pitch - note.pitch
        between = note.pitch + (1 if gap > 0 else -1) * 2
        if abs(gap) in (3, 4) and note.length_ticks >= 1920 and between % 12 in scene.scale(note.start_tick):
            beat = note.length_ticks // 4
            moved.append(note._replace(length_ticks=note.length_ticks - beat))
            moved.append(Note(note.end_tick - beat, between, beat, PLAIN_VELOCITY - 6))
        else:
            moved.append(note)
    return moved
