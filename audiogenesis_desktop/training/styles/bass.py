"""Bass parts: patterns of chord degrees, walking lines, drones. Each function returns a Player."""

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.training.styles.chords import played
from audiogenesis_desktop.training.styles.grammar import PLAIN_VELOCITY, Player, Scene

_VELOCITIES = {"R": 88, "r": 62, "8": 84, "a": 70, "5": 78, "3": 78, "7": 76, "o": 66}


def line(*patterns: str) -> Player:
    """Return a player of one of these patterns: "R" root, "r" soft root, "3", "5", "7", "8" degrees, "o" a soft
    octave, "a" the scale step (or semitone) that leads into the next chord's root.
    """

    def play(scene: Scene) -> list[Note]:
        notes = []
        for hit in played(scene, patterns):
            i = scene.chord_index(hit.tick)
            end = scene.chords[i].tick + scene.chords[i].length_ticks
            pitch = _pitch(scene, hit.tick, hit.symbol)
            length = min(hit.length_ticks, end - hit.tick)
            notes.append(Note(hit.tick, pitch, length, _VELOCITIES.get(hit.symbol, PLAIN_VELOCITY)))
        return notes

    return play


def root_pitch(scene: Scene, chord: Chord) -> int:
    """Return where the bass has a chord's root: in the octave from the register's lowest pitch up."""
    low = scene.register[0]
    return low + (chord.root - low) % 12


def _pitch(scene: Scene, tick: int, symbol: str) -> int:
    chord = scene.chord(tick)
    root = root_pitch(scene, chord)
    if symbol == "a":
        return _approach(scene, tick)
    if symbol == "7":
        seventh = 10 if len(chord.tones) < 4 else (chord.tones[3] - chord.root) % 12
        return root + seventh if (root + seventh) % 12 in scene.scale(tick) else root + 12
    degree = {"3": 1, "5": 2}.get(symbol)
    if degree is not None:
        pitch = root + (chord.tones[degree] - chord.root) % 12
        return pitch - 12 if symbol == "5" and pitch - 12 >= scene.register[0] else pitch
    return root + 12 if symbol in "8o" else root


def _approach(scene: Scene, tick: int) -> int:
    """Return the scale tone beside the next chord's root, from the side where this chord's root lies."""
    i = scene.chord_index(tick)
    following = scene.chord(scene.chords[i].tick + scene.chords[i].length_ticks)
    goal, here = root_pitch(scene, following), root_pitch(scene, scene.chord(tick))
    side = 1 if here > goal else -1
    step = next(s for s in (1, 2) if (goal + side * s) % 12 in scene.scale(tick) or s == 2)
    return goal + side * step


def drone() -> Player:
    """Return a player that holds each root, striking it again only when the harmony moves."""

    def play(scene: Scene) -> list[Note]:
        return [
            Note(at.tick, root_pitch(scene, Chord(at.root, at.quality)), at.length_ticks, PLAIN_VELOCITY)
            for at in scene.chords
        ]

    return play


def pedal() -> Player:
    """Return a player that keeps to the key's tonic under every chord, a note for each two bars."""

    def play(scene: Scene) -> list[Note]:
        low = scene.register[0]
        pitch, length = low + (scene.key.tonic - low) % 12, 2 * scene.meter.bar_ticks
        return [
            Note(tick, pitch, min(length, scene.ticks - tick), PLAIN_VELOCITY)
            for tick in range(0, scene.ticks, length)
        ]

    return play


def walking() -> Player:
    """Return a player of a note a beat: the root, chord tones towards the next root, a step into it."""

    def play(scene: Scene) -> list[Note]:
        notes: list[Note] = []
        now = root_pitch(scene, scene.chord(0))
        for at in scene.chords:
            chord = Chord(at.root, at.quality)
            now = _nearest(scene, now, (chord.root,))
            goal = _nearest(scene, now, (scene.chord(at.tick + at.length_ticks).root,))
            pitches = _walk(scene, at.tick, now, goal, at.length_ticks // TICKS_PER_BEAT)
            notes += [
                Note(at.tick + i * TICKS_PER_BEAT, pitch, TICKS_PER_BEAT, 84 if i % 2 else 78)
                for i, pitch in enumerate(pitches)
            ]
            now = pitches[-1]
        return notes

    return play


def _nearest(scene: Scene, pitch: int, pitch_classes: tuple[int, ...]) -> int:
    low, high = scene.register
    return min((p for p in range(low, high + 1) if p % 12 in pitch_classes), key=lambda p: (abs(p - pitch), p))


def _walk(scene: Scene, tick: int, root: int, goal: int, beats: int) -> list[int]:
    tones, scale = scene.chord(tick).tones, tuple(scene.scale(tick))
    line = [root]
    turn = scene.random.choice((-5, 4, 7)) if abs(goal - root) < 3 else 0
    for beat in range(1, beats - 1):
        aim = root + turn * (1 if beat == 1 else 0) + (goal - root) * beat / beats
        pitch = _nearest(scene, round(aim), tones if beat % 2 == 0 or turn else scale)
        line.append(pitch if pitch != line[-1] else _nearest(scene, pitch + 3, tones))
    if beats > 1:
        side = 1 if line[-1] > goal else -1
        line.append(goal + side * scene.random.choice((1, 1, 2)) if goal + side * 2 >= scene.register[0] else goal + 1)
    return line
