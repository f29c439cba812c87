"""A Plan read back from music that nobody planned: imported, edited, drawn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.grooves import found_groove
from audiogenesis_desktop.plan.likeness import PLACES_PER_BEAT, find_likeness
from audiogenesis_desktop.plan.notes_by_bar import NotesByBar, notes_by_bar
from audiogenesis_desktop.plan.plan import Ending, Groove, Likeness, Part, Plan, Recall
from audiogenesis_desktop.plan.reading_form import ReadForm, read_form
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.maps import merged
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, ChordAt, KeyAt, Meter, Score, Tempo, Track
from audiogenesis_desktop.style.measures import Measures
from audiogenesis_desktop.style.roles import roles_of
from audiogenesis_desktop.theory.analysis import analysed
from audiogenesis_desktop.theory.instruments import DRUM_KITS, class_of, of_program

Ints = npt.NDArray[np.int64]
T = TypeVar("T")

_NO_KEY = KeyAt(0, 0, "major")  # stands where only drums play
_REGISTER = (5, 95)  # percentiles of what a part plays
_OCTAVE = 12
_STOPPED_TICKS = TICKS_PER_BEAT  # a last chord no longer than this is cut short
_SLOWER = 0.87  # of the tempo before: an end that is slower is a ritardando
_TICKS_PER_PLACE = TICKS_PER_BEAT // PLACES_PER_BEAT
_SWUNG = (0.54, 0.72)  # where the second of two notes falls: nearer to the middle is even, later is dotted
_SIXTEENTHS, _THIRDS = 0.15, 0.5  # shares of notes beside the beats from which sixteenths go on, or triplets


def read_plan(score: Score) -> Plan:
    """Return the Plan that a Score seems to follow; what the Score tells of keys, chords and sections is believed.

    A Plan has one meter and one key: those that hold longest. Other meters' bars still begin sections, but bars as
    the Plan counts them fall elsewhere after them. Silence goes on with the chord before it. Drums alone have no
    chords and no key: C major and its tonic stand there. Tracks without notes are no parts; the style is not known.
    Raises BadInput if there are no notes at all.
    """
    playing = tuple(track for track in score.tracks if track.notes)
    if not playing:
        raise BadInput("There is no music here yet to read a plan from: write, record or open some notes first.")
    music, known, roles = notes_by_bar(playing, score), analysed(score), roles_of(score)
    form, length_ticks = read_form(score, music), score.end_tick
    active = _active(form, music, playing)
    last_downbeat, release = int(music.bar_starts[-1]), int(music.ends.max())
    meter = _longest([(meter.tick, meter._replace(tick=0)) for meter in score.meters], length_ticks)
    key = _longest([(key.tick, key._replace(tick=0)) for key in known.keys or (_NO_KEY,)], length_ticks)
    swing, swing_ticks = found_swing(score, meter)
    return Plan(
        tempi=score.tempi,
        meter=meter,
        key=key,
        sections=form.sections,
        repeats=form.repeats,
        active=active,
        chords=_covering(known.chords, key, length_ticks),
        parts=tuple(_part(track, roles[track.id]) for track in playing),
        last_downbeat_tick=last_downbeat,
        release_tick=release,
        length_ticks=length_ticks,
        hit_ticks=tuple(marker.tick for marker in score.markers if (marker.kind, marker.text) == ("cue", "Hit")),
        recalls=_recalls(form, music, playing),
        swing=swing,
        swing_ticks=swing_ticks,
        grooves=_grooves(form, score, active),
        ending=_ending(score.tempi, last_downbeat, release),
    )


def _longest(items: Sequence[tuple[int, T]], end_tick: int) -> T:
    """Return what holds for the longest time of what begins at these ticks; of several the first."""
    held: Counter[T] = Counter()
    ends = [*(tick for tick, _ in items[1:]), end_tick]
    for (tick, item), end in zip(items, ends, strict=True):
        held[item] += max(0, min(end, end_tick) - tick)
    return held.most_common(1)[0][0]


def _part(track: Track, role: str) -> Part:
    instrument = of_program(track.program, track.is_drums)
    kit = DRUM_KITS.get(track.program, "") if track.is_drums and track.program else ""
    register = instrument.pitch_range if track.is_drums else _register([note.pitch for note in track.notes])
    level = round(median(note.velocity for note in track.notes))
    return Part(track.id, instrument, role=role, register=register, level=level, mix=track.mix, kit=kit)


def _register(pitches: Sequence[int]) -> tuple[int, int]:
    """Return the lowest and highest pitch that are usual, an octave apart at least."""
    low, high = (round(pitch) for pitch in np.percentile(pitches, _REGISTER).tolist())
    if high - low < _OCTAVE:
        low = min(max(0, (low + high - _OCTAVE) // 2), 127 - _OCTAVE)
        high = low + _OCTAVE
    return low, high


def _active(form: ReadForm, music: NotesByBar, playing: Sequence[Track]) -> tuple[frozenset[int], ...]:
    """Return who plays in each section: begins something, more than an upbeat to the next, or sounds half through."""
    starts, ends = form.starts, form.ends
    section = form.of_bars(music)[music.bars]
    is_upbeat = (music.starts >= ends[section] - TICKS_PER_BEAT) & (music.starts >= (starts + ends)[section] // 2)
    is_upbeat &= section < len(starts) - 1
    plays = np.zeros((len(starts), len(playing)), dtype=bool)
    plays[section[~is_upbeat], music.parts[~is_upbeat]] = True
    held = np.flatnonzero(music.ends > ends[section])
    for i in range(1, len(starts)):
        sounds_on = (section[held] < i) & (music.ends[held] >= (starts[i] + ends[i]) // 2)
        plays[i, music.parts[held[sounds_on]]] = True
    ids = np.array([track.id for track in playing])
    return tuple(frozenset(ids[row].tolist()) for row in plays)


def _covering(chords: Sequence[ChordAt], key: KeyAt, length_ticks: int) -> tuple[ChordAt, ...]:
    """Return the chords from the beginning to the end, each up to the next one; the tonic where none is."""
    tonic = ChordAt(0, length_ticks, key.tonic, "maj" if key.mode == "major" else "min")
    own = {max(0, chord.tick): chord for chord in sorted(chords) if chord.tick < length_ticks}
    held = list(own.values()) or [tonic]
    starts = [0, *(chord.tick for chord in held[1:]), length_ticks]
    spans = zip(held, pairwise(starts), strict=True)
    return tuple(merged(chord._replace(tick=a, length_ticks=b - a) for chord, (a, b) in spans))


def _recalls(form: ReadForm, music: NotesByBar, playing: Sequence[Track]) -> tuple[Recall, ...]:
    kinds = np.array([class_of(track.program, track.is_drums) for track in playing])
    pitched = ~music.are_drums
    found = find_likeness(
        bar=music.bars[pitched],
        place=music.places[pitched] // _TICKS_PER_PLACE,
        kind=kinds[music.parts[pitched]],
        pitch=music.pitches[pitched],
        lags=form.lags(music),
    )
    return tuple(Recall(*(Likeness(level) for level in levels)) for levels in found.tolist())


def _grooves(form: ReadForm, score: Score, active: Sequence[frozenset[int]]) -> tuple[Mapping[int, Groove], ...]:
    """Return what the parts that play in each section strike, by the meter that it begins in."""
    meters, grooves = MeterMap(score.meters), []
    for start, bars, playing in zip(form.starts.tolist(), form.bars.tolist(), active, strict=True):
        bar_ticks = meters.meter(start).bar_ticks
        found = {
            track.id: found_groove(
                track.notes, is_drums=track.is_drums, start_tick=start, bars=bars, bar_ticks=bar_ticks
            )
            for track in score.tracks
            if track.id in playing
        }
        grooves.append({track_id: groove for track_id, groove in found.items() if groove is not None})
    return tuple(grooves)


def found_swing(score: Score, meter: Meter) -> tuple[float, int]:
    """Return where the second of two notes falls, and their unit: quavers, or semiquavers where these go on."""
    starts = np.array([note.start_tick for track in score.tracks for note in track.notes], np.int64)
    if not len(starts):
        return 0.5, TICKS_PER_BEAT // 2
    within = starts % TICKS_PER_BEAT / TICKS_PER_BEAT
    beside = _share(within, 0.1, 0.9)
    if not beside or (meter.denominator == 8 and meter.numerator % 3 == 0):
        return 0.5, TICKS_PER_BEAT // 2
    is_in_sixteenths = _share(within, 0.19, 0.31) + _share(within, 0.71, 0.87) >= _SIXTEENTHS * beside
    unit = TICKS_PER_BEAT // (4 if is_in_sixteenths else 2)
    ratio = round(Measures(score, roles={}, swing_ticks=unit).swing_ratio(), 3)
    is_in_triplets = _share(within, 0.31, 0.37) >= _THIRDS * _share(within, 0.63, 0.7) > 0
    is_swung = _SWUNG[0] <= ratio <= _SWUNG[1] and (is_in_sixteenths or not is_in_triplets)
    return (ratio, unit) if is_swung else (0.5, TICKS_PER_BEAT // 2)


def _share(within: npt.NDArray[np.float64], low: float, high: float) -> float:
    return float(((within > low) & (within < high)).mean())


def _ending(tempi: tuple[Tempo, ...], last_downbeat_tick: int, release_tick: int) -> Ending:
    clock = TempoMap(tempi)
    if release_tick - last_downbeat_tick <= _STOPPED_TICKS:
        return Ending.STOP
    two_bars_ago = max(0, last_downbeat_tick - 8 * TICKS_PER_BEAT)
    slower = clock.bpm(last_downbeat_tick - 1) < _SLOWER * clock.bpm(two_bars_ago)
    return Ending.SLOW if slower else Ending.RING
