"""Second voices: what doubles, underlies or answers the melody. Each function returns a Player."""

from itertools import pairwise

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note
from audiogenesis_desktop.training.styles.grammar import Player, Scene


def double(*, octaves: int = 1, chance: float = 1.0) -> Player:
    """Return a player that doubles the section's melody so many octaves away."""

    def play(scene: Scene) -> list[Note]:
        low, high = scene.register
        moved = [note._replace(pitch=note.pitch + 12 * octaves) for note in scene.tune]
        return [note for note in moved if low <= note.pitch <= high] if scene.habit.random() < chance else []

    return play


def thirds() -> Player:
    """Return a player that sings below the melody: at each of its notes the nearest chord or scale tone, a third or
    fourth under it.
    """

    def play(scene: Scene) -> list[Note]:
        return [note for note in (_under(scene, tune_note) for tune_note in scene.tune) if note is not None]

    return play


def _under(scene: Scene, note: Note) -> Note | None:
    tones, scale = scene.chord(note.start_tick).tones, scene.scale(note.start_tick)
    strong = note.length_ticks >= TICKS_PER_BEAT
    for gap in (3, 4, 5, 8, 9):
        pitch = note.pitch - gap
        if pitch >= scene.register[0] and pitch % 12 in (tones if strong else scale):
            return note._replace(pitch=pitch, velocity=max(1, note.velocity - 12))
    return None


def counter() -> Player:
    """Return a player of a line against the melody: it moves where the tune holds, the other way where it can."""

    def play(scene: Scene) -> list[Note]:
        notes: list[Note] = []
        now = scene.register[0] + (scene.register[1] - scene.register[0]) // 3
        for start, end in _steps(scene):
            under = [note.pitch for note in scene.tune if note.start_tick < end and note.end_tick > start]
            now = _against(scene, start, now, under)
            notes.append(Note(start, now, end - start, 76))
        return notes

    return play


def _steps(scene: Scene) -> list[tuple[int, int]]:
    """Return when a line beside the melody strikes: on beats on which the melody rests, and where chords change."""
    moving = {note.start_tick for note in scene.tune}
    starts = [
        tick
        for tick in range(0, scene.ticks, TICKS_PER_BEAT)
        if tick % scene.meter.bar_ticks == 0
        or any(at.tick == tick for at in scene.chords)
        or scene.random.random() < (0.3 if tick in moving else 0.7)
    ]
    return list(pairwise([*starts, scene.ticks]))


def _against(scene: Scene, tick: int, now: int, tune: list[int]) -> int:
    """Return the next pitch of a line: a chord tone on strong beats, near, below the tune and not in step with it."""
    low, high = scene.register
    top = min([high, *(pitch - 2 for pitch in tune)])
    tones = scene.chord(tick).tones if tick % (2 * TICKS_PER_BEAT) == 0 else tuple(scene.scale(tick))
    options = [p for p in range(low, max(low + 7, top) + 1) if p % 12 in tones] or [now]
    rises = len(tune) > 1 and tune[-1] > tune[0]

    def cost(pitch: int) -> float:
        along = rises == (pitch > now)
        return abs(pitch - now) + 2.5 * (pitch == now) + 0.8 * along + 0.2 * abs(pitch - (low + top) / 2)

    return min(options, key=lambda pitch: (cost(pitch), pitch))


def answer(*, lowest_gap_beats: int = 2) -> Player:
    """Return a player that fills the melody's rests and long notes with short runs along the chord."""

    def play(scene: Scene) -> list[Note]:
        notes: list[Note] = []
        ends = [*scene.tune, Note(scene.ticks, 0, 1, 1)]
        for note, following in pairwise(ends):
            begin = -(-(note.start_tick + TICKS_PER_BEAT) // TICKS_PER_BEAT) * TICKS_PER_BEAT
            if following.start_tick - begin >= lowest_gap_beats * TICKS_PER_BEAT and scene.random.random() < 0.7:
                notes += _run(scene, begin, following.start_tick)
        return notes

    return play


def _run(scene: Scene, begin: int, end: int) -> list[Note]:
    low, high = scene.register
    length = TICKS_PER_BEAT // 2
    count = min(5, (end - begin) // length)
    tones = [p for p in range(low, high + 1) if p % 12 in scene.chord(begin).tones]
    start = scene.random.randrange(max(1, len(tones) - count))
    run = tones[start : start + count]
    if scene.random.random() < 0.5:
        run = run[::-1]
    return [Note(begin + i * length, pitch, length, 70 - 3 * i) for i, pitch in enumerate(run)]
