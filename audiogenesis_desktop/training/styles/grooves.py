"""Drum parts: grids of text, a line a drum, with ghost notes, variations, fills and crashes."""

from collections.abc import Sequence

from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.style.drums import KEYS, LIGHT, read_grid
from audiogenesis_desktop.style.fills import fills_of
from audiogenesis_desktop.style.patterns import Hit, hits
from audiogenesis_desktop.training.styles.grammar import Player, Scene

_LENGTH_TICKS = 120
_RING = {"crash": 1920, "open": 480, "ride": 480, "triangle": 960}


def kit(*grids: str, fills: bool | Sequence[str] = True, crash: bool = True) -> Player:
    """Return a drummer of one of these grids; each grid has lines such as "kick x...x...|x..x....".

    Weak sections drop to what is light; the last half bar before a new section is a fill, and the section
    after it begins with a crash. Every fourth bar varies a little.
    """

    def play(scene: Scene) -> list[Note]:
        grid = read_grid(scene.habit.choice(grids))
        goes_to_ride = scene.habit.random() < 0.4 and scene.left_out > 0  # a machine keeps its hat
        if scene.is_contrast and goes_to_ride:
            grid = {"ride" if drum == "hat" else drum: pattern for drum, pattern in grid.items()}
        if scene.energy < 0.45:
            grid = {drum: pattern for drum, pattern in grid.items() if drum in LIGHT} or grid
        leads_on = scene.ending in ("", "fill") and scene.energy > 0.35
        own = fills_of(fills, beats=scene.meter.numerator) if leads_on else ()
        notes = [note for drum, pattern in grid.items() for note in _struck(scene, drum, pattern)]
        notes = _varied(notes, scene)
        if own:
            notes = _with_fill(notes, scene, scene.random.choice(own))
        if crash and scene.energy >= 0.6:
            notes.append(Note(0, KEYS["crash"], _RING["crash"], 92))
        return notes

    return play


def _struck(scene: Scene, drum: str, pattern: str) -> list[Note]:
    found = hits(pattern, bars=scene.bars, bar_ticks=scene.meter.bar_ticks)
    return [_note(drum, hit) for hit in found]


def _note(drum: str, hit: Hit, *, start: int = 0) -> Note:
    return Note(start + hit.tick, KEYS[drum], _RING.get(drum, _LENGTH_TICKS), hit.velocity)


def _varied(notes: list[Note], scene: Scene) -> list[Note]:
    """In every fourth bar add a pick-up kick or open the hat, unless the section is a calm one."""
    if scene.energy < 0.55:
        return notes
    bar = scene.meter.bar_ticks
    keys = {note.pitch for note in notes}
    extra: list[Note] = []
    for start in range(3 * bar, scene.ticks - bar, 4 * bar):
        if KEYS["hat"] in keys and scene.random.random() < 0.5:
            extra.append(Note(start + bar - 480, KEYS["open"], 480, 74))
        elif KEYS["kick"] in keys:
            extra.append(Note(start + bar - 480, KEYS["kick"], _LENGTH_TICKS, 66))
    taken = {(note.start_tick, note.pitch) for note in notes}
    opened = {note.start_tick for note in extra if note.pitch == KEYS["open"]}
    notes = [n for n in notes if not (n.start_tick in opened and n.pitch == KEYS["hat"])]
    return notes + [note for note in extra if (note.start_tick, note.pitch) not in taken]


def _with_fill(notes: list[Note], scene: Scene, fill: str) -> list[Note]:
    bar = scene.meter.bar_ticks
    last = scene.ticks - bar
    struck = [
        _note(drum, hit, start=last)
        for drum, pattern in read_grid(fill).items()
        for hit in hits(pattern, bars=1, bar_ticks=bar)
    ]
    begins = min(note.start_tick for note in struck)
    # The feet keep time through a fill; the hands leave what they did.
    feet = (KEYS["kick"], KEYS["pedal"])
    kept = [n for n in notes if n.start_tick < begins or (n.pitch in feet and n.start_tick < scene.ticks)]
    taken = {(note.start_tick, note.pitch) for note in kept}
    return kept + [note for note in struck if (note.start_tick, note.pitch) not in taken]


def hand(*grids: str) -> Player:
    """Return a percussionist: one of these grids throughout, no fills."""
    return kit(*grids, fills=False, crash=False)


def tuned_drum(*patterns: str) -> Player:
    """Return a player of one pattern on a pitched drum: "X" and "x" the tonic below, "o" a fifth above it."""

    def play(scene: Scene) -> list[Note]:
        pattern = scene.habit.choice(patterns)
        low = scene.register[0]
        deep = low + (scene.key.tonic - low) % 12
        found = hits(pattern, bars=scene.bars, bar_ticks=scene.meter.bar_ticks)
        return [
            Note(hit.tick, deep + 7 * (hit.symbol == "o"), min(480, hit.length_ticks), max(62, hit.velocity))
            for hit in found
        ]

    return play


def roll_in(*, bars: int = 2, drum: str = "snare") -> Player:
    """Return a player of a roll that grows over the last bars of a section, as before a drop."""

    def play(scene: Scene) -> list[Note]:
        bar = scene.meter.bar_ticks
        start = max(0, scene.ticks - bars * bar)
        ticks = [*range(start, scene.ticks - bar, 480), *range(max(start, scene.ticks - bar), scene.ticks, 240)]
        return [
            Note(tick, KEYS[drum], _LENGTH_TICKS, 40 + round(56 * (tick - start) / (scene.ticks - start)))
            for tick in ticks
        ]

    return play
