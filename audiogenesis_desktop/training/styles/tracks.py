"""Tracks: each part plays its sections, is performed, ends with the piece, and is mixed as its style says."""

from random import Random

from audiogenesis_desktop.score.score import ChordAt, Mix, Note, Track
from audiogenesis_desktop.style.forms import STAYS
from audiogenesis_desktop.style.plays import Figure
from audiogenesis_desktop.style.registers import Line, moves_apart
from audiogenesis_desktop.style.style import Part
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument, kit_program
from audiogenesis_desktop.theory.scales import SCALES
from audiogenesis_desktop.training.styles import human
from audiogenesis_desktop.training.styles.drafting import Casting, Draft
from audiogenesis_desktop.training.styles.endings import STRUCK, final_notes
from audiogenesis_desktop.training.styles.grammar import Scene

_MACHINE_TICKS, _LEFT_OUT = 2.0, 0.09  # who is as exact as that is a machine; others leave out a note now and then
_FULL = 0.7  # in sections as strong as this the bass never rests

# How loud kinds of parts are played and mixed beside what their parts say, by rendering with a General MIDI SoundFont.
_PLAYED = {"melody": 1.16, "chords": 1.08, "bass": 1.05, "drums": 1.08}
_MIXED = {"melody": 1.2, "chords": 1.05, "bass": 0.92, "drums": 1.0}
_GROUND = ("bass", "pad")
_YIELDING = 0.45  # of chord parts to the tune, beside which each chord is laid out, too
# Over how many bars before the last chord an ending grows softer, and by how much.
_EBBS = {"ring": (1, 0.12), "slow": (2, 0.25), "fade": (64, 0.62)}
# Who has the whole last chord, first choice first: what is held, or in a hit what strikes.
_CARRIERS = {True: ("chords", "figure", "pad"), False: ("pad", "chords", "figure")}
_KINDS = {
    "lead": "melody",
    "second voice": "melody",
    "bass": "bass",
    "chords": "chords",
    "figure": "chords",
    "pad": "chords",
    "drums": "drums",
    "percussion": "drums",
    "effect": "drums",
}

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


def kind_of(part: Part) -> str:
    """Return what a part ends like: "melody", "bass", "chords" or "drums"."""
    return _KINDS[part.role]


def tracks_of(draft: Draft, chords: list[tuple[ChordAt, ...]]) -> tuple[Track, ...]:
    """Return a track for each part that plays, its number in the cast as id; `chords` are each section's own."""
    tunes: dict[int, tuple[Note, ...]] = {}
    rooms = _rooms(draft, chords)
    found: dict[int, Track] = {}
    # The melody is written first: others double it, sing under it or answer it.
    order = sorted(range(len(draft.cast)), key=lambda i: kind_of(draft.cast[i].part) != "melody")
    for number in order:
        part = draft.cast[number].part
        notes: list[Note] = []
        for index in range(len(draft.stretches)):
            tune = (rooms if kind_of(part) == "chords" else tunes).get(index, ())
            scene = _scene(draft, chords, index=index, number=number, tune=tune)
            if part.enters <= scene.energy <= part.leaves:
                written = _rested(draft, draft.cast[number].play(scene), index=index, number=number)
                written = _thinned(draft, written, index=index, number=number)
                if kind_of(part) == "melody" and index not in tunes:
                    tunes[index] = tuple(written)
                notes += _played(draft, written, index=index, number=number)
        if notes:
            found[number] = _track(draft, number, notes, last=chords[-1][-1])
    return tuple(found[number] for number in sorted(found))


def _rooms(draft: Draft, chords: list[tuple[ChordAt, ...]]) -> dict[int, tuple[Note, ...]]:
    """Return for each section the tune that chords leave room for, also where it is yet to enter: none without a lead.

    So what accompanies need not move when the tune comes in.
    """
    lead = next((i for i, casting in enumerate(draft.cast) if casting.part.role == "lead"), None)
    if lead is None:
        return {}
    scenes = (_scene(draft, chords, index=i, number=lead, tune=()) for i in range(len(draft.stretches)))
    return {i: tuple(draft.cast[lead].play(scene)) for i, scene in enumerate(scenes)}


def _rested(draft: Draft, written: list[Note], *, index: int, number: int) -> list[Note]:
    """Return a part's section without the half in which it rests: those that need not play come in later or stop."""
    stretch, part = draft.stretches[index], draft.cast[number].part
    is_ground = part.role == "bass" and stretch.strength >= _FULL
    is_needed = part.carries or kind_of(part) in ("melody", "drums") or is_ground
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


def _thinned(draft: Draft, written: list[Note], *, index: int, number: int) -> list[Note]:
    """Return a part's section; of the last one, where the style ends by thinning out, what comes before it leaves."""
    if index < len(draft.stretches) - 1:
        return written
    bars = draft.stretches[index].bars - 1
    end = round(_stays(draft, draft.cast[number].part) * bars) * draft.meter.bar_ticks
    kept = [note for note in written if note.start_tick < end]
    return [note._replace(length_ticks=min(note.length_ticks, end - note.start_tick)) for note in kept]


def _stays(draft: Draft, part: Part) -> float:
    """Return for what share of the last section a part plays: whoever holds the ground stays to the end."""
    if draft.style.form.ending != "thin" or not any(_is_ground(draft, casting.part) for casting in draft.cast):
        return 1.0
    return STAYS.get(part.role, 1.0)


def _is_ground(draft: Draft, part: Part) -> bool:
    return part.role in _GROUND and _plays_last(draft, part)


def _plays_last(draft: Draft, part: Part) -> bool:
    return part.enters <= draft.stretches[-1].strength <= part.leaves


def _scene(
    draft: Draft, chords: list[tuple[ChordAt, ...]], *, index: int, number: int, tune: tuple[Note, ...]
) -> Scene:
    stretch, casting = draft.stretches[index], draft.cast[number]
    is_last = index == len(draft.stretches) - 1
    # The last bar of all is the ending, which `endings` writes.
    bars = stretch.bars - 1 if is_last else stretch.bars
    within = tuple(at for at in chords[index] if at.tick < bars * draft.meter.bar_ticks)
    after = chords[index][-1] if is_last else chords[index + 1][0]
    own = casting.instrument.pitch_range
    low, high = (pitch + _apart(draft, number) for pitch in casting.part.register)
    return Scene(
        key=draft.key,
        meter=draft.meter,
        bars=bars,
        kind=stretch.kind,
        energy=stretch.strength,
        chords=within,
        following=Chord(after.root, after.quality),
        instrument=casting.instrument,
        register=(max(low, own[0]), min(high, own[1])),
        random=Random(f"{draft.name}/{number}/{stretch.letter}"),
        habit=Random(f"{draft.name}/{number}"),
        tune=tune,
        steps=SCALES.get(draft.mode.scale),
        left_out=0.0 if draft.style.time.looseness <= _MACHINE_TICKS else _LEFT_OUT,
        ending=draft.style.form.ending if is_last else "",
    )


def _apart(draft: Draft, number: int) -> int:
    """Return by how much a chord part's register is moved, so that several do not double one another."""
    return moves_apart([_line(casting) for casting in draft.cast], yielding=_YIELDING)[number]


def _line(casting: Casting) -> Line:
    part = casting.part
    is_power = any(isinstance(play, Figure) and play.colour == "fifths" for play in part.plays)
    return Line(part.role, part.register, casting.instrument.pitch_range, doubles=is_power)


def _played(draft: Draft, written: list[Note], *, index: int, number: int) -> list[Note]:
    """Return a section's notes as played, at their place in the piece."""
    stretch, part, style = draft.stretches[index], draft.cast[number].part, draft.style
    start = stretch.start_bar * draft.meter.bar_ticks
    loud = _PLAYED[kind_of(part)] * (0.8 + 0.27 * stretch.strength) * (0.92 + 0.16 * draft.liveliness)
    swung = human.swing(written, unit=style.time.swing_ticks, ratio=draft.swing)
    performed = human.performed(
        swung,
        level=part.level * loud,
        looseness=style.time.looseness,
        dynamics=style.form.swell,
        bar_ticks=draft.meter.bar_ticks,
        rise=_rise(draft, index),
        section_ticks=stretch.bars * draft.meter.bar_ticks,
        random=Random(f"{draft.name}/{number}/{index}/played"),
    )
    if index == len(draft.stretches) - 1:
        performed = _ebbing(draft, performed, ticks=(stretch.bars - 1) * draft.meter.bar_ticks)
    return [note._replace(start_tick=note.start_tick + start) for note in performed]


def _ebbing(draft: Draft, notes: list[Note], *, ticks: int) -> list[Note]:
    """Return the notes of the last section as the ending has them: fading all along, or softer before a held chord."""
    bars, depth = _EBBS.get(draft.style.form.ending, (0, 0.0))
    over = min(ticks, bars * draft.meter.bar_ticks)
    if not over:
        return notes
    begins = ticks - over

    def ebbed(note: Note) -> Note:
        gone = max(0, note.start_tick - begins) / over
        return note._replace(velocity=max(12, round(note.velocity * (1 - depth * min(1.0, gone)))))

    return [ebbed(note) for note in notes]


def _rise(draft: Draft, index: int) -> float:
    """Return by how much a section grows towards the next one, or dies away at the end of all."""
    if index == len(draft.stretches) - 1:
        return -0.5 * draft.style.form.swell
    gap = draft.stretches[index + 1].strength - draft.stretches[index].strength
    return max(-0.5, min(1.0, 2 * gap)) * draft.style.form.swell


def _track(draft: Draft, number: int, notes: list[Note], *, last: ChordAt) -> Track:
    part, instrument = draft.cast[number].part, draft.cast[number].instrument
    end = (draft.bars - 1) * draft.meter.bar_ticks
    notes = [note for note in notes if note.start_tick < end - 30]
    notes = [note._replace(length_ticks=min(note.length_ticks, end - note.start_tick)) for note in notes]
    notes += _final_notes(draft, number, notes, last)
    track = Track(
        id=number,
        name=instrument.name.capitalize(),
        program=_program(part, instrument),
        is_drums=instrument.is_drums,
        mix=Mix(volume=_volume(part, instrument), pan=part.pan, reverb=part.reverb),
    )
    return track.with_notes(_playable(notes, instrument))


def _final_notes(draft: Draft, number: int, notes: list[Note], last: ChordAt) -> list[Note]:
    """Return what a part plays on the last downbeat of all, nothing where it has left before."""
    part, instrument = draft.cast[number].part, draft.cast[number].instrument
    if not _plays_last(draft, part) or _stays(draft, part) < 1.0:
        return []
    return final_notes(
        part.role,
        notes,
        instrument,
        Chord(last.root, last.quality),
        start=(draft.bars - 1) * draft.meter.bar_ticks,
        bar_ticks=draft.meter.bar_ticks,
        level=_PLAYED[kind_of(part)] * part.level * (0.86 + 0.1 * draft.liveliness),
        ending=draft.style.form.ending,
        carries=number == _carrier(draft),
    )


def _carrier(draft: Draft) -> int | None:
    """Return who of the cast plays the whole last chord: one part, and where there is one, who can."""

    def rank(number: int) -> tuple[bool, int]:
        casting = draft.cast[number]
        can = CLASSES[casting.instrument.class_index].voices > 1
        return not can, _CARRIERS[draft.style.form.ending in STRUCK].index(casting.part.role)

    playing = [
        number
        for number, casting in enumerate(draft.cast)
        if kind_of(casting.part) == "chords" and _plays_last(draft, casting.part) and _stays(draft, casting.part) >= 1
    ]
    return min(playing, key=rank, default=None)


def _playable(notes: list[Note], instrument: Instrument) -> list[Note]:
    """Return notes in the instrument's range, and no more at once than it plays."""
    low, high = instrument.pitch_range
    if not instrument.is_drums:
        notes = human.into_range(notes, low=low, high=high)
    is_line = CLASSES[instrument.class_index].voices == 1
    return human.one_at_a_time(notes) if is_line else human.without_clashes(notes)


def _program(part: Part, instrument: Instrument) -> int:
    """Return the program of what plays: of drums that of the part's kit."""
    return kit_program(part.kit) if instrument.is_drums and part.kit else instrument.program


def _volume(part: Part, instrument: Instrument) -> int:
    return min(127, round(_MIXED[kind_of(part)] * _TRIMMED.get(instrument.name, 1.0) * part.volume))
