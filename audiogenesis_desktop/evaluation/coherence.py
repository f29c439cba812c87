"""Coherence, measured bar by bar: groove, pitch classes, chord tones, and the ways in which pieces fail.

Each measure is a pure function of a Score. Where a piece has nothing to measure, it gives NaN: no figure.
"""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, ChordAt, Score
from audiogenesis_desktop.score.table import Ints, NoteTable, note_table
from audiogenesis_desktop.theory.chord_finding import half_bars, sounding_ticks
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord, find_chords
from audiogenesis_desktop.theory.keys import MAJOR_SCALE

NAN = float("nan")
_GROOVE_TICKS = TICKS_PER_BEAT // 16  # the paper's 64 positions in a bar of 4/4
_NEAR_TICKS = TICKS_PER_BEAT // 8  # a note this near to a beat is on it: people play so
_LOW_WEIGHT = 1.6  # kept as it was when figures were first published


def grooving_similarity(score: Score) -> float:
    """Return how alike the bars' rhythms are, 0..1: mean over all pairs of bars of 1 - XOR(g_a, g_b) / Q.

    g is a bar's Q onset positions, each 0 or 1, 16 to the beat, drums included (Wu & Yang 2020, "The Jazz
    Transformer on the Front Line", GS, Q = 64 in 4/4). All pairs are counted where MusDr draws 1,000, and only
    bars of the commonest length are compared. NaN below two bars or without notes. Higher than by ear, since
    positions that both bars leave empty count as alike: compare it with other pieces, not with 1.
    """
    table = note_table(score, drums=True)
    lengths = np.diff(table.bar_starts)
    if not len(table.starts) or len(lengths) < 2:
        return NAN
    commonest = np.bincount(lengths).argmax()
    grooves = _grooves(table, positions=int(commonest) // _GROOVE_TICKS)[lengths == commonest]
    bars, positions = grooves.shape
    if bars < 2 or not positions:
        return NAN
    struck = grooves.sum(axis=0)  # each position differs in struck * unstruck pairs of bars
    differing = (struck * (bars - struck)).sum() / (bars * (bars - 1) / 2)
    return float(1 - differing / positions)


def _grooves(table: NoteTable, *, positions: int) -> npt.NDArray[np.int64]:
    """Return 1 where a note begins, shape (bars, positions); a note just before a bar line belongs after it."""
    near = np.minimum((table.starts + _GROOVE_TICKS // 2) // _GROOVE_TICKS * _GROOVE_TICKS, table.bar_starts[-1] - 1)
    bar = table.bar_of(near)
    place = (near - table.bar_starts[bar]) // _GROOVE_TICKS
    inside = place < positions
    grooves = np.zeros((table.bars, positions), dtype=np.int64)
    grooves[bar[inside], place[inside]] = 1
    return grooves


def pitch_class_entropy(score: Score, *, bars: int) -> float:
    """Return the mean entropy in bits, 0..log2(12), of the pitch classes struck in each window of `bars` bars.

    H = -sum(h * log2 h) over the window's histogram of onsets; windows move bar by bar, empty ones are left
    out, a piece shorter than a window is one window (Wu & Yang 2020, H_1 and H_4). Without drums. Low: few
    pitch classes, a firm tonality; high: wandering. NaN without pitched notes.
    """
    table = note_table(score, drums=False)
    if not len(table.starts):
        return NAN
    counts = np.zeros((table.bars + 1, 12))
    np.add.at(counts, (table.bar_of(table.starts) + 1, table.pitches % 12), 1)
    sums = counts.cumsum(axis=0)
    width = min(bars, table.bars)
    windows = sums[width:] - sums[:-width]
    windows = windows[windows.sum(axis=1) > 0]
    shares = windows / windows.sum(axis=1, keepdims=True)
    bits = np.where(shares > 0, shares * np.log2(np.where(shares > 0, shares, 1)), 0)
    return float(-bits.sum(axis=1).mean())


def scale_consistency(score: Score) -> float:
    """Return the largest share, 0..1, of pitched notes that lie in one major or natural minor scale.

    max over the 24 keys (12 sets of pitch classes) of notes in scale / notes (MusPy's scale_consistency, after
    Mogren 2016). NaN without pitched notes.
    """
    table = note_table(score, drums=False)
    if not len(table.pitches):
        return NAN
    counts = np.bincount(table.pitches % 12, minlength=12)
    inside = [sum(int(counts[(tonic + step) % 12]) for step in MAJOR_SCALE) for tonic in range(12)]
    return max(inside) / len(table.pitches)


def chord_tone_ratio(score: Score, chords: tuple[ChordAt, ...]) -> float:
    """Return the share, 0..1, of pitched notes struck on strong beats that are tones of the chord there.

    Strong are the downbeat and, where the bar halves into whole pulses, its middle; a note within a 32nd of it
    counts (after the chord tone ratio of Yeh et al. 2021, "Automatic melody harmonization", who count all melody
    notes). NaN if no such note falls on a chord.
    """
    table = note_table(score, drums=False)
    strong = _strong_ticks(score, table)
    if not len(table.starts) or not len(strong) or not chords:
        return NAN
    after = np.minimum(np.searchsorted(strong, table.starts), len(strong) - 1)
    before = np.maximum(after - 1, 0)
    beat = np.where(
        np.abs(strong[after] - table.starts) <= np.abs(strong[before] - table.starts), strong[after], strong[before]
    )
    on_beat = np.abs(beat - table.starts) <= _NEAR_TICKS
    index = np.searchsorted([chord.tick for chord in chords], beat, side="right") - 1
    are_tones = [
        int(pitch) % 12 in Chord(chords[i].root, chords[i].quality).tones
        for pitch, tick, i in zip(table.pitches[on_beat], beat[on_beat], index[on_beat], strict=True)
        if i >= 0 and tick < chords[i].tick + chords[i].length_ticks
    ]
    return float(np.mean(are_tones)) if are_tones else NAN


def _strong_ticks(score: Score, table: NoteTable) -> Ints:
    pulses = np.array([meter.pulse_ticks for meter in score.meters])
    places = np.searchsorted([meter.tick for meter in score.meters], table.bar_starts[:-1], side="right") - 1
    lengths = np.diff(table.bar_starts)
    halves = lengths % (2 * pulses[np.maximum(places, 0)]) == 0
    middles = (table.bar_starts[:-1] + lengths // 2)[halves]
    return np.unique(np.concatenate([table.bar_starts[:-1], middles]))


def half_bar_chords(score: Score) -> tuple[ChordAt, ...]:
    """Return the chord that the notes of each half bar make, by sounding time, low notes weighing more.

    For pieces that no Plan is known of. A chord fitted to the notes agrees with them more than one that was
    planned: compare such figures only with one another. Each half bar is taken by itself, unlike where a piece is
    imported or learned from: a figure should not hang on how the other half went.
    """
    table = note_table(score, drums=False)
    edges = half_bars(table)
    found = find_chords(sounding_ticks(table, edges, low_weight=_LOW_WEIGHT))
    return tuple(
        ChordAt(int(tick), int(end - tick), *Chord.at(int(number)))
        for tick, end, number in zip(edges[:-1], edges[1:], found, strict=True)
        if number < CHORD_COUNT
    )


def empty_bar_rate(score: Score) -> float:
    """Return the share, 0..1, of bars up to the last note in which nothing sounds; NaN for a piece of no bars.

    MusPy's empty_measure_rate counts bars where nothing *begins*: a held chord is no failure here, nor is the
    silence in which a piece ends.
    """
    table = note_table(score, drums=True)
    if not table.bars:
        return NAN
    sounding = np.zeros(table.bars + 1, dtype=np.int64)
    np.add.at(sounding, table.bar_of(table.starts), 1)
    np.add.at(sounding, table.bar_of(table.starts + table.lengths - 1) + 1, -1)
    return float(np.mean(sounding.cumsum()[:-1] == 0))


def stuck_pitch_bars(score: Score) -> int:
    """Return the most bars running in which one pitched track strikes one key alone, twice a bar or more.

    Our own measure, for a line that has got stuck. Pedal points in real music score too: compare.
    """
    table = note_table(score, drums=False)
    return max((_longest_stuck(table, table.tracks == track) for track in np.unique(table.tracks)), default=0)


def one_pitch_bars(score: Score) -> int:
    """Return the most bars running in which all pitched tracks together strike one key alone, twice or more.

    Our own measure, for a piece that loops on one pitch.
    """
    table = note_table(score, drums=False)
    return _longest_stuck(table, np.ones(len(table.starts), dtype=bool))


def _longest_stuck(table: NoteTable, chosen: npt.NDArray[np.bool_]) -> int:
    bar, pitch = table.bar_of(table.starts[chosen]), table.pitches[chosen]
    lowest, highest = np.full(table.bars, 128), np.full(table.bars, -1)
    np.minimum.at(lowest, bar, pitch)
    np.maximum.at(highest, bar, pitch)
    stuck = (lowest == highest) & (np.bincount(bar, minlength=table.bars) > 1)
    longest = run = 0
    for i in range(table.bars):
        run = (run + 1 if i and stuck[i - 1] and lowest[i] == lowest[i - 1] else 1) if stuck[i] else 0
        longest = max(longest, run)
    return longest


def longest_note_bars(score: Score) -> float:
    """Return how many bars, of the length of the one that it begins in, the longest pitched note sounds; 0 if none.

    Our own measure, for notes that were never let go.
    """
    table = note_table(score, drums=False)
    if not len(table.starts):
        return 0.0
    return float((table.lengths / np.diff(table.bar_starts)[table.bar_of(table.starts)]).max())
