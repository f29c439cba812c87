"""Bass parts: patterns of chord degrees, walking lines, drones. Each function returns a Player."""

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.style.patterns import PLAIN_VELOCITY
from audiogenesis_desktop.training.styles.chords import played
from audiogenesis_desktop.training.styles.grammar import Player, Scene

_WALKED_OVER = 0.3
_REACH = 3  # semitones above its register that the upper octave of a root may lie
_VELOCITIES = {"R": 88, "r": 62, "8": 84, "a": 70, "5": 78, "3": 78, "7": 76, "o": 66}


def line(*patterns: str) -> Player:
    """Return a player of one of these patterns: "R" root, "r" soft root, "3", "5", "7", "8" degrees, "o" a soft
    octave, "a" the scale step (or semitone) that leads into the next chord's root.
    """

    def play(scene: Scene) -> list[Note]:
        notes = []
        roots = _roots(scene)
        found = played(scene, patterns)
        for hit, following in zip(found, [*found[1:], None], strict=True):
            i = scene.chord_index(hit.tick)
            end = scene.chords[i].tick + scene.chords[i].length_ticks
            is_last = following is not None and following.tick >= end and hit.tick > scene.chords[i].tick
            # A player walks over to the next chord now and then, whatever the pattern says.
            is_led = is_last and hit.length_ticks <= TICKS_PER_BEAT and scene.random.random() < _WALKED_OVER
            pitch = _pitch(scene, hit.tick, "a" if is_led else hit.symbol, roots[i : i + 2])
            length = min(hit.length_ticks, end - hit.tick)
            notes.append(Note(hit.tick, pitch, length, _VELOCITIES.get(hit.symbol, PLAIN_VELOCITY)))
        return notes

    return play


def _roots(scene: Scene) -> list[int]:
    """Return where the bass has each chord's root, and that of the chord after: near the last one, rather low."""
    low = scene.register[0]
    highest = min(scene.register[1], low + 15)
    roots: list[int] = []
    for root in [*(at.root for at in scene.chords), scene.following.root]:
        options = [pitch for pitch in range(low, highest + 1) if pitch % 12 == root]
        before = roots[-1] if roots else low + 4
        roots.append(min(options or [low + (root - low) % 12], key=lambda p: (abs(p - before) + 0.4 * (p - low), p)))
    return roots


def _pitch(scene: Scene, tick: int, symbol: str, roots: list[int]) -> int:
    """Return the pitch of a symbol as `line` tells; `roots` are this chord's and the next one's."""
    chord, root = scene.chord(tick), roots[0]
    if symbol == "a":
        return _approach(scene, tick, *roots)
    if symbol == "7":
        seventh = 10 if len(chord.tones) < 4 else (chord.tones[3] - chord.root) % 12
        return root + seventh if (root + seventh) % 12 in scene.scale(tick) else root + 12
    degree = {"3": 1, "5": 2}.get(symbol)
    if degree is not None:
        pitch = root + (chord.tones[degree] - chord.root) % 12
        return pitch - 12 if symbol == "5" and pitch - 12 >= scene.register[0] else pitch
    if symbol in "8o":
        above = root + 12 <= scene.register[1] + _REACH
        return root + 12 if above else max(root - 12, scene.register[0] + (root - scene.register[0]) % 12)
    return root


def _approach(scene: Scene, tick: int, here: int, goal: int) -> int:
    """Return the scale tone beside the next chord's root, from the side where this chord's root lies."""
    if here == goal:
        fifth = here + (scene.chord(tick).tones[2] - here) % 12
        return fifth - 12 if fifth - 12 >= scene.register[0] else fifth
    side = 1 if here > goal or goal - 2 < scene.register[0] else -1
    step = next(s for s in (1, 2) if (goal + side * s) % 12 in scene.scale(tick) or s == 2)
    return goal + side * step


def drone() -> Player:
    """Return a player that holds each root, striking it again only when the harmony moves."""

    def play(scene: Scene) -> list[Note]:
        return [
            Note(at.tick, root, at.length_ticks, PLAIN_VELOCITY)
            for at, root in zip(scene.chords, _roots(scene), strict=False)
        ]

    return play


def pedal() -> Player:
    """Return a player that keeps to the key's tonic under every chord, a note for each two bars."""

    def play(scene: Scene) -> list[Note]:
        low = scene.register[0]
        pitch, length = low + (scene.key.tonic - low) % 12, 2 * scene.meter.bar_ticks
        return [
            Note(tick, pitch, min(length, scene.ticks - tick), PLAIN_VELOCITY) for tick in range(0, scene.ticks, length)
        ]

    return play


def walking() -> Player:
    """Return a player of a note a beat: the root, chord tones towards the next root, a step into it."""

    def play(scene: Scene) -> list[Note]:
        notes: list[Note] = []
        now = _roots(scene)[0]
        for at in scene.chords:
            now = _walked_to(scene, now, at.root)
            goal = _walked_to(scene, now, scene.chord(at.tick + at.length_ticks).root)
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


def _walked_to(scene: Scene, pitch: int, root: int) -> int:
    """Return where a walk meets a root: near, but rather in the lower half of its register, so that it never drifts."""
    low, high = scene.register
    home = low + (high - low) * 2 // 5
    options = [p for p in range(low, high + 1) if p % 12 == root]
    return min(options, key=lambda p: (abs(p - pitch) + 0.7 * abs(p - home), p))


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
