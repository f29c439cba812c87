"""Kinds of faults that were seen in rolls of the writer's pieces, each mended once for all styles."""

from collections import Counter
from itertools import pairwise
from statistics import mean

import pytest

from audiogenesis_desktop.score.score import Meter, Note
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.plays import Figure, Kit
from audiogenesis_desktop.style.style import ENDINGS
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of
from audiogenesis_desktop.training.styles import STYLES, Written, write
from audiogenesis_desktop.training.styles.bass import walking
from audiogenesis_desktop.training.styles.chords import figure
from audiogenesis_desktop.training.styles.grammar import Scene
from audiogenesis_desktop.training.styles.progressions import section_chords
from audiogenesis_desktop.training.styles.voicing import lead

SEEDS = range(2)
_CHORDAL = ("chords", "figure", "pad")
C_MAJOR = Key(0, "major")
by_ending = pytest.mark.parametrize("ending", ENDINGS)


def styles_of(ending: str) -> list[str]:
    return [name for name in STYLES if shipped()[name].form.ending == ending]


def last_bar(piece: Written) -> dict[str, list[Note]]:
    """The notes of the last bar, by role."""
    start = piece.score.length_ticks - piece.score.meters[0].bar_ticks
    found: dict[str, list[Note]] = {}
    for track in piece.score.tracks:
        found.setdefault(piece.roles[track.id], []).extend(note for note in track.notes if note.start_tick >= start)
    return {role: notes for role, notes in found.items() if notes}


def loudness(piece: Written, bars_before_the_end: int) -> float:
    bar = piece.score.meters[0].bar_ticks
    start = piece.score.length_ticks - bars_before_the_end * bar
    own = [n.velocity for t in piece.score.tracks for n in t.notes if start - 60 <= n.start_tick < start + bar - 60]
    return mean(own) if own else 0.0


@pytest.mark.slow
@by_ending
def test_one_part_has_the_last_chord_and_others_a_note_each(ending: str) -> None:
    assert styles_of(ending)
    for name in styles_of(ending):
        for seed in SEEDS:
            piece = write(name, seed)
            start = piece.score.length_ticks - piece.score.meters[0].bar_ticks
            sizes = [
                sum(note.start_tick >= start for note in track.notes)
                for track in piece.score.tracks
                if piece.roles[track.id] in _CHORDAL
            ]
            assert sum(size > 1 for size in sizes) <= 1, (name, seed, sizes)


def test_endings_that_ring_slow_down_or_fade_die_away() -> None:
    for name in [*styles_of("slow"), *styles_of("fade"), *styles_of("ring")]:
        piece = write(name, 1)
        assert loudness(piece, 1) < loudness(piece, 3), name
    for name in styles_of("fade"):
        piece = write(name, 1)
        assert loudness(piece, 1) < 0.6 * loudness(piece, 5), name
        assert "drums" not in last_bar(piece), name


def test_a_style_that_slows_down_does_so() -> None:
    for name in styles_of("slow"):
        tempi = write(name, 1).score.tempi
        assert tempi[-1].bpm < 0.95 * tempi[0].bpm, name


def test_an_ending_with_a_fill_has_one_and_a_loud_hit_of_short_notes() -> None:
    filled = 0
    for name in styles_of("fill"):
        for seed in SEEDS:
            piece = write(name, seed)
            last = last_bar(piece)
            assert all(note.length_ticks <= 960 for notes in last.values() for note in notes), name
            filled += KEYS["crash"] in {note.pitch for note in last.get("drums", ())}
            assert loudness(piece, 1) > 0.8 * loudness(piece, 3), name
    assert filled >= len(styles_of("fill")) // 2
    drums = [track for track in write("rock", 1).score.tracks if track.is_drums]
    score = write("rock", 1).score
    bars = [score.length_ticks - n * score.meters[0].bar_ticks for n in (3, 2, 1)]
    third, second = (
        Counter(n.pitch for t in drums for n in t.notes if start - 60 <= n.start_tick < end - 60)
        for start, end in pairwise(bars)
    )
    assert third != second


def test_a_style_whose_ending_is_slow_needs_a_ritard() -> None:
    import msgspec

    style = shipped()["waltz"]
    with pytest.raises(ValueError, match="ritard"):
        msgspec.structs.replace(style, time=msgspec.structs.replace(style.time, ritard=0.0)).__post_init__()


def test_power_chords_stand_on_their_root() -> None:
    chords = section_chords("i VI III VII", 8, key=Key(9, "minor"), bar_ticks=3840)
    led = lead(chords, key=Key(9, "minor"), register=(40, 62), voices=4, colour="fifths")
    for at, voicing in zip(chords, led, strict=True):
        assert voicing[0] % 12 == at.root and [pitch - voicing[0] for pitch in voicing] == [0, 7, 12]
        assert voicing[-1] <= 62


def scene(instrument: str, register: tuple[int, int], progression: str, bars: int, seed: int) -> Scene:
    from random import Random

    return Scene(
        key=C_MAJOR,
        meter=Meter(0, 4, 4),
        bars=bars,
        kind="A",
        energy=0.6,
        chords=section_chords(progression, bars, key=C_MAJOR, bar_ticks=3840),
        following=chord_of("I", C_MAJOR),
        instrument=find(instrument),
        register=register,
        random=Random(seed),
        habit=Random(seed),
        left_out=0.0,
    )


def test_a_broken_chord_stays_in_its_register() -> None:
    for seed in range(6):
        notes = figure("1-2-3-4-5-6-7-8-", voices=3)(scene("square lead", (60, 78), "I vi IV V", 8, seed))
        assert max(note.pitch for note in notes) <= 78 + 4


def test_a_walking_bass_comes_back_down() -> None:
    highest = [
        mean(n.pitch for n in walking()(scene("acoustic bass", (29, 50), "Imaj7 VI7 ii7 V7", 32, seed)))
        for seed in range(8)
    ]
    assert mean(highest) < 41


@pytest.mark.slow
def test_chord_parts_seldom_share_an_octave() -> None:
    shared = apart = 0
    for name in STYLES:
        piece = write(name, 1)
        bar = piece.score.meters[0].bar_ticks
        middles: list[dict[int, float]] = []
        for track in piece.score.tracks:
            if piece.roles[track.id] in _CHORDAL and not track.is_drums:
                heard: dict[int, list[int]] = {}
                for note in track.notes:
                    heard.setdefault(note.start_tick // bar, []).append(note.pitch)
                middles.append({i: mean(pitches) for i, pitches in heard.items()})
        for i, one in enumerate(middles):
            for other in middles[i + 1 :]:
                near = [abs(one[k] - other[k]) < 4 for k in one.keys() & other.keys()]
                shared, apart = shared + sum(near), apart + len(near) - sum(near)
    assert shared / (shared + apart) < 0.25


def test_no_two_styles_have_the_same_forms_and_each_has_two() -> None:
    plans = Counter(style.form.plans for style in shipped().values())
    assert max(plans.values()) == 1
    for name, style in shipped().items():
        assert len({tuple(word.rstrip("0123456789@.") for word in plan.split()) for plan in style.form.plans}) > 1, name


@pytest.mark.slow
def test_as_many_pieces_are_in_minor_as_the_style_says() -> None:
    wanted = written = 0.0
    for name in ("country", "baroque", "acoustic folk", "r&b", "boom bap"):
        wanted += 12 * shipped()[name].harmony.minor_share
        written += sum(write(name, seed).score.keys[0].mode == "minor" for seed in range(12))
    assert abs(wanted - written) <= 9  # of 60, two deviations and a half


def test_machines_keep_their_hat_where_players_go_to_the_ride() -> None:
    for seed in range(12):
        piece = write("trap", seed)
        assert KEYS["ride"] not in {
            note.pitch for track in piece.score.tracks if track.is_drums for note in track.notes
        }


def test_trap_hats_roll_in_thirty_seconds_or_triplets() -> None:
    rolls = 0
    for seed in range(6):
        piece = write("trap", seed)
        hats = [n.start_tick for t in piece.score.tracks if t.is_drums for n in t.notes if n.pitch == KEYS["hat"]]
        rolls += any(60 < after - before < 200 for before, after in pairwise(sorted(hats)))
    assert rolls >= 3


def test_rock_has_no_clean_arpeggios_beside_its_distorted_guitars() -> None:
    for seed in range(8):
        piece = write("rock", seed)
        for section in piece.score.sections:
            playing = {
                piece.roles[track.id]
                for track in piece.score.tracks
                if any(section.start_tick <= n.start_tick < section.end_tick - 3840 for n in track.notes)
            }
            assert not {"figure", "chords"} <= playing, section.kind


def test_grooves_of_the_book_differ_within_a_style() -> None:
    for name, style in shipped().items():
        for part in style.parts:
            for play in part.plays:
                if isinstance(play, Kit):
                    assert len(set(play.grids)) == len(play.grids), name
                if isinstance(play, Figure):
                    assert len(set(play.patterns)) == len(play.patterns), name


def test_the_bass_plays_where_the_music_is_fullest() -> None:
    for name in ("pop ballad", "cinematic", "inspirational", "tender wedding"):
        for seed in range(4):
            piece = write(name, seed)
            strongest = max(section.energy for section in piece.score.sections)
            bass = [note for track in piece.score.tracks if piece.roles[track.id] == "bass" for note in track.notes]
            for section in piece.score.sections if bass else ():
                if section.energy == strongest and strongest > piece.score.sections[0].energy:
                    assert bass_begins(bass, section.start_tick, piece.score.meters[0].bar_ticks), (name, seed)


def bass_begins(bass: list[Note], start: int, bar_ticks: int) -> bool:
    return any(start - 60 <= note.start_tick < start + bar_ticks for note in bass)
