"""Writing a piece: a style's table is drawn from, sections get chords, layers play them, and it all ends at home."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from audiogenesis_desktop.compose.features import density_of, section_energy
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import (
    TICKS_PER_BEAT,
    ChordAt,
    KeyAt,
    Meter,
    Mix,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument, class_of, find
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.styles import human, wording
from audiogenesis_desktop.training.styles.endings import final_notes
from audiogenesis_desktop.training.styles.form import Stretch, length_bars, read_form
from audiogenesis_desktop.training.styles.grammar import Layer, Player, Scene, Style
from audiogenesis_desktop.training.styles.progressions import (
    chord_of,
    developed,
    drawn,
    full_cadence,
    half_cadence,
    joined,
    section_chords,
)
from audiogenesis_desktop.training.styles.tables import TABLES

STYLES: tuple[str, ...] = tuple(TABLES)
_ATTEMPTS = 6
_FEWEST_PARTS = 4
_NEEDED_BELOW = 0.5  # layers that enter with sections weaker than this carry the piece
LENGTH_SECONDS = (25.0, 140.0)  # what forms are chosen for at a piece's tempo

# How strong sections are in the plan's terms (`plan.form`), so that energies mean the same there and here.
_PLANNED_STRENGTH = {"intro": 0.55, "A": 0.8, "A'": 0.95, "B": 1.1, "C": 1.15, "bridge": 0.5, "outro": 0.6}

# How loud roles are played and mixed beside what their layers say, by rendering with a General MIDI SoundFont.
_PLAYED = {"melody": 1.16, "chords": 1.08, "bass": 1.05, "drums": 1.08}
_MIXED = {"melody": 1.2, "chords": 1.05, "bass": 0.92, "drums": 1.0}

# Programs that General MIDI SoundFonts sound much louder or softer than their neighbours.
_TRIMMED = {
    "charang lead": 0.7,
    "fifths lead": 0.8,
    "saw lead": 0.88,
    "square lead": 0.88,
    "clean guitar": 0.85,
    "flute": 0.88,
    "trombone": 0.85,
    "clarinet": 0.92,
    "distortion guitar": 1.12,
    "overdriven guitar": 1.05,
    "celesta": 1.1,
    "muted guitar": 1.1,
    "pizzicato strings": 1.1,
    "harp": 1.08,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A finished piece: `valence` -1..1, `energy` 0..1 as training measures it, and words that fit it.

    `facts` holds what a caption may say: genre, tags, mood, use, instruments, tempo_bpm, key, meter, form.
    """

    score: Score
    style: str
    valence: float
    energy: float
    prompt: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Player:
    layer: Layer
    instrument: Instrument
    play: Player


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is drawn before any note; `name` seeds all further chance."""

    name: str
    style: Style
    key: Key
    meter: Meter
    bpm: int
    liveliness: float
    swing: float
    stretches: tuple[Stretch, ...]
    loops: Mapping[str, str]
    cast: tuple[_Player, ...]

    @property
    def is_rich(self) -> bool:
        """Return whether the harmony loves sevenths."""
        return "7" in self.loops["A"]

    @property
    def bars(self) -> int:
        """Return how many bars the piece has."""
        return self.stretches[-1].start_bar + self.stretches[-1].bars


def write(style: str, seed: int) -> Written:
    """Return the piece of a style (one of `STYLES`) and a seed, always the same; KeyError for another style.

    A piece in which another key is heard than was meant is written anew, a few times at most.
    """
    for attempt in range(_ATTEMPTS):
        draft = _drawn(TABLES[style], seed, attempt)
        score = _composed(draft, title=f"{style.capitalize()} {seed}")
        if _heard_key(score) == draft.key:
            break
    return _worded(draft, score)


def _composed(draft: _Draft, *, title: str) -> Score:
    chords = [_chords(draft, i) for i in range(len(draft.stretches))]
    tracks = _tracks(draft, chords)
    return Score(
        tracks=tracks,
        tempi=_tempi(draft),
        meters=(draft.meter,),
        keys=(KeyAt(0, *draft.key),),
        chords=_whole(draft, chords),
        length_ticks=draft.bars * draft.meter.bar_ticks,
        title=title,
    )


def _heard_key(score: Score) -> Key:
    weights = np.zeros(12)
    for track in score.tracks:
        if CLASSES[class_of(track.program, track.is_drums)].name not in ("drums", "percussion"):
            for note in track.notes:
                weights[note.pitch % 12] += min(note.length_ticks, 4 * TICKS_PER_BEAT)
    return find_key(weights)


def _drawn(style: Style, seed: int, attempt: int) -> _Draft:
    name = f"{style.name}/{seed}/{attempt}" if attempt else f"{style.name}/{seed}"
    random = Random(name)
    liveliness = random.random()
    low, high = style.tempo
    bpm = round(low + (high - low) * (0.6 * liveliness + 0.4 * random.random()))
    numerator, denominator = random.choice(style.meters).split("/")
    meter = Meter(0, int(numerator), int(denominator))
    mode = "minor" if random.random() < style.minor else "major"
    loops = style.minor_loops if mode == "minor" else style.major_loops
    a, b = drawn(loops.a, random), drawn(loops.b, random)
    return _Draft(
        name=name,
        style=style,
        key=Key(random.randrange(12), mode),
        meter=meter,
        bpm=bpm,
        liveliness=liveliness,
        swing=random.uniform(*style.swing) if style.swing[0] != style.swing[1] else style.swing[0],
        stretches=read_form(_form(style, meter, bpm, random)),
        loops={"A": a, "B": b, "C": b, "bridge": a},
        cast=_cast(style, meter, random),
    )


def _form(style: Style, meter: Meter, bpm: int, random: Random) -> str:
    bar_seconds = meter.bar_ticks / TICKS_PER_BEAT * 60 / bpm
    low, high = LENGTH_SECONDS
    fitting = [form for form in style.forms if low <= length_bars(form) * bar_seconds <= high]
    return random.choice(fitting) if fitting else min(style.forms, key=length_bars)


def _cast(style: Style, meter: Meter, random: Random) -> tuple[_Player, ...]:
    drawn: list[tuple[bool, _Player]] = []
    for layer in style.layers:
        is_in = random.random() < layer.chance
        free = [name for name in layer.instruments if name not in [p.instrument.name for in_it, p in drawn if in_it]]
        instrument = find(random.choice(free or layer.instruments))
        play = random.choice(layer.players)
        if layer.meter in ("", f"{meter.numerator}/{meter.denominator}"):
            drawn.append((is_in, _Player(layer, instrument, play)))
    # A piece of one or two parts is thin unless its style is: what chance left out first comes in again.
    missing = min(_FEWEST_PARTS, len(drawn)) - sum(is_in for is_in, _ in drawn)
    cast: list[_Player] = []
    for is_in, player in drawn:
        if is_in or missing > 0:
            missing -= not is_in
            cast.append(player)
    return tuple(cast)


def _chords(draft: _Draft, index: int) -> tuple[ChordAt, ...]:
    """Return a section's chords from its own start, with the cadence that leads on or home."""
    stretch = draft.stretches[index]
    loop = developed(
        draft.loops[stretch.letter],
        stretch.bars,
        random=Random(f"{draft.name}/harmony/{stretch.letter}"),
        spice=draft.style.spice,
        halves=draft.meter.numerator != 3,
    )
    if index == len(draft.stretches) - 1:
        cadence = full_cadence(draft.key, is_rich=draft.is_rich)
    else:
        cadence = half_cadence(loop, stretch.bars, key=draft.key, is_rich=draft.is_rich)
        first = draft.loops[draft.stretches[index + 1].letter].split()[0].split(",")[0]
        if stretch.bars < 4 or chord_of(first, draft.key).root != draft.key.tonic:
            cadence = ""
    return section_chords(loop, stretch.bars, key=draft.key, bar_ticks=draft.meter.bar_ticks, cadence=cadence)


def _whole(draft: _Draft, chords: list[tuple[ChordAt, ...]]) -> tuple[ChordAt, ...]:
    bar = draft.meter.bar_ticks
    return joined(
        [
            at._replace(tick=at.tick + stretch.start_bar * bar)
            for stretch, own in zip(draft.stretches, chords, strict=True)
            for at in own
        ]
    )


def _tracks(draft: _Draft, chords: list[tuple[ChordAt, ...]]) -> tuple[Track, ...]:
    tunes: dict[int, tuple[Note, ...]] = {}
    found: dict[int, Track] = {}
    # The melody is written first: others double it, sing under it or answer it.
    order = sorted(range(len(draft.cast)), key=lambda i: draft.cast[i].layer.role != "melody")
    for number in order:
        notes: list[Note] = []
        for index in range(len(draft.stretches)):
            scene = _scene(draft, chords, index=index, number=number, tune=tunes.get(index, ()))
            if draft.cast[number].layer.enters <= scene.energy <= draft.cast[number].layer.leaves:
                written = _rested(draft, draft.cast[number].play(scene), index=index, number=number)
                if draft.cast[number].layer.role == "melody" and index not in tunes:
                    tunes[index] = tuple(written)
                notes += _played(draft, written, index=index, number=number)
        if notes:
            found[number] = _track(draft, number, notes)
    return tuple(found[number] for number in sorted(found))


def _rested(draft: _Draft, written: list[Note], *, index: int, number: int) -> list[Note]:
    """Return a part's section without the half in which it rests: those that need not play come in later or stop."""
    stretch, layer = draft.stretches[index], draft.cast[number].layer
    is_needed = layer.enters <= _NEEDED_BELOW or layer.role in ("melody", "drums")
    if is_needed or stretch.bars < 8 or stretch.kind == "A'":
        return written
    draw = Random(f"{draft.name}/{number}/{stretch.kind}/rests").random()
    middle = stretch.bars // 2 * draft.meter.bar_ticks
    if draw < 0.3:
        return [note for note in written if note.start_tick >= middle]
    if draw < 0.4:
        kept = [note for note in written if note.start_tick < middle]
        return [note._replace(length_ticks=min(note.length_ticks, middle - note.start_tick)) for note in kept]
    return written


def _scene(
    draft: _Draft, chords: list[tuple[ChordAt, ...]], *, index: int, number: int, tune: tuple[Note, ...]
) -> Scene:
    stretch, player = draft.stretches[index], draft.cast[number]
    is_last = index == len(draft.stretches) - 1
    # The last bar of all is the ending, which `endings` writes.
    bars = stretch.bars - 1 if is_last else stretch.bars
    within = tuple(at for at in chords[index] if at.tick < bars * draft.meter.bar_ticks)
    after = chords[index][-1] if is_last else chords[index + 1][0]
    own = player.instrument.pitch_range
    low, high = (pitch + _apart(draft, number) for pitch in player.layer.register)
    return Scene(
        key=draft.key,
        meter=draft.meter,
        bars=bars,
        kind=stretch.kind,
        energy=stretch.strength,
        chords=within,
        following=Chord(after.root, after.quality),
        instrument=player.instrument,
        register=(max(low, own[0]), min(high, own[1])),
        random=Random(f"{draft.name}/{number}/{stretch.letter}"),
        habit=Random(f"{draft.name}/{number}"),
        tune=tune,
    )


def _apart(draft: _Draft, number: int) -> int:
    """Return by how much a chord part's register is moved, so that several do not double one another."""
    if draft.cast[number].layer.role != "chords":
        return 0
    before = sum(player.layer.role == "chords" for player in draft.cast[:number])
    return (0, -5, 4)[before % 3]


def _played(draft: _Draft, written: list[Note], *, index: int, number: int) -> list[Note]:
    """Return a section's notes as played, at their place in the piece."""
    stretch, player, style = draft.stretches[index], draft.cast[number], draft.style
    start = stretch.start_bar * draft.meter.bar_ticks
    loud = _PLAYED[player.layer.role] * (0.8 + 0.27 * stretch.strength) * (0.92 + 0.16 * draft.liveliness)
    swung = human.swing(written, unit=style.swing_unit, ratio=draft.swing)
    performed = human.performed(
        swung,
        level=player.layer.level * loud,
        looseness=style.looseness,
        dynamics=style.dynamics,
        bar_ticks=draft.meter.bar_ticks,
        rise=_rise(draft, index),
        section_ticks=stretch.bars * draft.meter.bar_ticks,
        random=Random(f"{draft.name}/{number}/{index}/played"),
    )
    return [note._replace(start_tick=note.start_tick + start) for note in performed]


def _rise(draft: _Draft, index: int) -> float:
    """Return by how much a section grows towards the next one, or dies away at the end of all."""
    if index == len(draft.stretches) - 1:
        return -0.5 * draft.style.dynamics
    gap = draft.stretches[index + 1].strength - draft.stretches[index].strength
    return max(-0.5, min(1.0, 2 * gap)) * draft.style.dynamics


def _track(draft: _Draft, number: int, notes: list[Note]) -> Track:
    player = draft.cast[number]
    layer, instrument = player.layer, player.instrument
    bar = draft.meter.bar_ticks
    end = (draft.bars - 1) * bar
    notes = [note for note in notes if note.start_tick < end - 30]
    notes = [note._replace(length_ticks=min(note.length_ticks, end - note.start_tick)) for note in notes]
    in_outro = layer.enters <= draft.stretches[-1].strength <= layer.leaves
    if in_outro:
        level = _PLAYED[layer.role] * layer.level * (0.86 + 0.1 * draft.liveliness)
        notes += final_notes(player.layer.role, notes, instrument, draft.key, start=end, bar_ticks=bar, level=level)
    low, high = instrument.pitch_range
    if not instrument.is_drums:
        notes = human.into_range(notes, low=low, high=high)
    is_line = CLASSES[instrument.class_index].voices == 1
    notes = human.one_at_a_time(notes) if is_line else human.without_clashes(notes)
    track = Track(
        id=number,
        name=instrument.name.capitalize(),
        program=instrument.program,
        is_drums=instrument.is_drums,
        mix=Mix(volume=_volume(layer, instrument), pan=layer.pan, reverb=layer.reverb),
    )
    return track.with_notes(notes)


def _volume(layer: Layer, instrument: Instrument) -> int:
    return min(127, round(_MIXED[layer.role] * _TRIMMED.get(instrument.name, 1.0) * layer.volume))


def _tempi(draft: _Draft) -> tuple[Tempo, ...]:
    """Return the tempo, and where the style slows down, its fall over the last bar before the end."""
    tempi = [Tempo.from_bpm(0, draft.bpm)]
    if draft.style.ritard:
        last = (draft.bars - 1) * draft.meter.bar_ticks
        beats = draft.meter.bar_ticks // TICKS_PER_BEAT
        for i in range(1, beats + 1):
            tick = last - (beats - i) * TICKS_PER_BEAT
            tempi.append(Tempo.from_bpm(tick, draft.bpm * (1 - draft.style.ritard * i / beats)))
    return tuple(tempi)


def _worded(draft: _Draft, score: Score) -> Written:
    """Return the piece with its sections' energies, measured as training measures, and its words."""
    velocities = [note.velocity for track in score.tracks for note in track.notes]
    rate = score.note_count / TempoMap(score.tempi).seconds(score.end_tick)
    energy = section_energy(sum(velocities) / len(velocities), rate)
    valence = draft.style.valence + 0.3 * (draft.liveliness - 0.5) - (0.55 if draft.key.mode == "minor" else 0)
    valence = round(max(-1.0, min(1.0, valence)), 3)
    score = replace(score, sections=_sections(draft, energy))
    facts = wording.facts(
        draft.style,
        score,
        valence=valence,
        energy=energy,
        density=density_of(rate),
        bpm=draft.bpm,
        random=Random(f"{draft.name}/words"),
    )
    prompt = wording.prompt(facts, Random(f"{draft.name}/prompt"))
    return Written(score, draft.style.name, valence, round(energy, 3), prompt, facts)


def _sections(draft: _Draft, energy: float) -> tuple[Section, ...]:
    bar = draft.meter.bar_ticks
    return tuple(
        Section(
            stretch.start_bar * bar,
            (stretch.start_bar + stretch.bars) * bar,
            stretch.kind,
            round(min(1.0, (0.25 + 0.6 * energy) * _PLANNED_STRENGTH[stretch.kind]), 3),
        )
        for stretch in draft.stretches
    )
