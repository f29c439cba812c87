"""What every written piece must be: legal, in range, in its key, at home at the end, and the same again."""

import csv
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.files.midi import midi_bytes
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.patterns import hits
from audiogenesis_desktop.style.style import Mode
from audiogenesis_desktop.style.swing import swung
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, of_program
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of
from audiogenesis_desktop.theory.scales import SCALES
from audiogenesis_desktop.training.corpus import read_piece
from audiogenesis_desktop.training.styles import STYLES, Written, write
from audiogenesis_desktop.training.styles.__main__ import main
from audiogenesis_desktop.training.styles.bass import walking
from audiogenesis_desktop.training.styles.collection import numbered
from audiogenesis_desktop.training.styles.grammar import Scene, scale_over
from audiogenesis_desktop.training.styles.human import one_at_a_time
from audiogenesis_desktop.training.styles.progressions import section_chords
from audiogenesis_desktop.training.styles.voicing import lead

SEEDS = range(3)
C_MAJOR, A_MINOR = Key(0, "major"), Key(9, "minor")
each_style = pytest.mark.parametrize("style", STYLES)
piece = lru_cache(maxsize=None)(write)


def pieces(style: str) -> list[Written]:
    return [piece(style, seed) for seed in SEEDS]


def pitched(score: Score) -> list[Note]:
    unpitched = {"percussion", "drums"}
    return [
        note
        for track in score.tracks
        if CLASSES[of_program(track.program, track.is_drums).class_index].name not in unpitched
        for note in track.notes
    ]


def most_at_once(notes: tuple[Note, ...]) -> int:
    # An end sorts before a beginning at the same tick.
    changes = sorted([(note.start_tick, 1) for note in notes] + [(note.end_tick, -1) for note in notes])
    return int(np.cumsum([change for _, change in changes]).max())


def key_of(score: Score) -> Key:
    return Key(score.keys[0].tonic, score.keys[0].mode)


def mode_of(written: Written) -> Mode:
    return shipped()[written.style].harmony.mode(key_of(written.score).mode)


def test_there_are_at_least_forty_eight_styles() -> None:
    assert len(STYLES) >= 48
    assert {"ambient", "lo-fi", "bossa", "trailer", "jazz trio", "music box"} <= set(STYLES)


@each_style
def test_notes_are_legal_sorted_and_inside_the_instruments_ranges(style: str) -> None:
    for written in pieces(style):
        for track in written.score.tracks:
            low, high = of_program(track.program, track.is_drums).pitch_range
            assert track.notes and list(track.notes) == sorted(track.notes)
            assert all(note.is_legal() and low <= note.pitch <= high for note in track.notes), track.name
            assert track.end_tick <= written.score.length_ticks


@each_style
def test_no_instrument_plays_more_at_once_than_it_can(style: str) -> None:
    for written in pieces(style):
        for track in written.score.tracks:
            voices = CLASSES[of_program(track.program, track.is_drums).class_index].voices
            if not track.is_drums:
                assert most_at_once(track.notes) <= voices, (style, track.name)


@each_style
def test_no_key_begins_while_it_sounds(style: str) -> None:
    for written in pieces(style):
        for track in written.score.tracks:
            ends: dict[int, int] = {}
            for note in track.notes:
                assert ends.get(note.pitch, 0) <= note.start_tick
                ends[note.pitch] = note.end_tick


@each_style
def test_nearly_every_note_is_in_the_key_or_the_chord(style: str) -> None:
    for written in pieces(style):
        score = written.score
        key, starts = key_of(score), np.array([chord.tick for chord in score.chords])
        steps = SCALES.get(mode_of(written).scale)
        foreign = 0
        notes = pitched(score)
        for note in notes:
            at = score.chords[max(0, int(starts.searchsorted(note.start_tick + 20, side="right")) - 1)]
            chord = Chord(at.root, at.quality)
            foreign += note.pitch % 12 not in key.scale | scale_over(key, chord) | scale_over(key, chord, steps)
        assert foreign <= 0.06 * len(notes), (style, foreign, len(notes))


@each_style
def test_chords_and_sections_tile_the_piece(style: str) -> None:
    for written in pieces(style):
        score = written.score
        chord_edges = [(chord.tick, chord.tick + chord.length_ticks) for chord in score.chords]
        section_edges = [(section.start_tick, section.end_tick) for section in score.sections]
        for edges in (chord_edges, section_edges):
            assert edges[0][0] == 0 and edges[-1][1] == score.length_ticks
            assert all(a[1] == b[0] for a, b in pairwise(edges))
        assert all(0 < section.energy <= 1 for section in score.sections)


@each_style
def test_the_end_is_a_planned_tonic(style: str) -> None:
    for written in pieces(style):
        score = written.score
        last_bar = score.length_ticks - score.meters[0].bar_ticks
        last, tonic = score.chords[-1], score.keys[0].tonic
        assert last.root == tonic and last.tick <= last_bar
        cadence = mode_of(written).cadence.split() or ["V", "I"]
        leading = chord_of(cadence[-2], key_of(score)).root
        assert leading == tonic or score.chords[-2].root == leading
        final = [note for note in pitched(score) if note.start_tick >= last_bar - 20]
        assert final, "something must sound on the last downbeat"
        assert {note.start_tick for note in final} == {last_bar}
        assert {note.pitch % 12 for note in final} <= set(Chord(last.root, last.quality).tones)
        assert last.root in {note.pitch % 12 for note in final}


@each_style
def test_every_section_sounds(style: str) -> None:
    for written in pieces(style):
        for section in written.score.sections:
            assert any(section.start_tick <= note.start_tick < section.end_tick for note in pitched(written.score)), (
                style,
                section.kind,
            )


def contents(score: Score, start: int, end: int) -> set[tuple[int, int]]:
    """Rounded onset and pitch of each pitched note in a stretch, from its start."""
    grid = TICKS_PER_BEAT // 24
    return {
        (round((note.start_tick - start) / grid), note.pitch)
        for note in pitched(score)
        if start - grid // 2 <= note.start_tick < end - grid // 2
    }


@each_style
def test_what_returns_is_mostly_the_same(style: str) -> None:
    for written in pieces(style):
        score = written.score
        first: dict[str, set[tuple[int, int]]] = {}
        for section in score.sections:
            letter = section.kind.rstrip("'")
            if letter not in ("A", "B"):
                continue
            notes = contents(score, section.start_tick, section.end_tick)
            known = first.setdefault(letter, notes)
            assert len(known & notes) >= 0.6 * len(known) * min(1, len(notes) / len(known)), (style, section)


@each_style
def test_contrasts_are_contrasts(style: str) -> None:
    for written in pieces(style):
        kinds = {section.kind: section for section in written.score.sections}
        if {"A", "B"} <= set(kinds):
            a, b = (contents(written.score, kinds[k].start_tick, kinds[k].end_tick) for k in "AB")
            assert len(a & b) < 0.75 * max(len(a), len(b))


def test_the_key_that_is_detected_is_the_key_that_was_meant() -> None:
    found = []
    for style in STYLES:
        for written in pieces(style):
            weights = np.zeros(12)
            for note in pitched(written.score):
                weights[note.pitch % 12] += min(note.length_ticks, 4 * TICKS_PER_BEAT)
            found.append(find_key(weights) == key_of(written.score))
    assert np.mean(found) > 0.85


@each_style
def test_a_seed_gives_the_same_bytes_and_another_seed_another_piece(style: str) -> None:
    once, again = midi_bytes(write(style, 1).score), midi_bytes(write(style, 1).score)
    assert once == again
    distinct = {tuple(sorted((n.start_tick, n.pitch) for n in pitched(w.score))) for w in pieces(style)}
    assert len(distinct) == len(SEEDS)
    assert len({(w.facts["key"], w.facts["tempo_bpm"]) for w in pieces(style)}) > 1


@each_style
def test_words_tell_of_the_piece(style: str) -> None:
    for written in pieces(style):
        assert written.style == style and -1 <= written.valence <= 1 and 0 <= written.energy <= 1
        assert written.prompt and "{" not in written.prompt
        assert written.facts["key"] == key_of(written.score).name
        assert abs(written.score.tempi[0].bpm - int(written.facts["tempo_bpm"])) < 0.01


def test_drum_keys_are_on_drum_tracks_alone() -> None:
    for style in STYLES:
        for written in pieces(style):
            for track in written.score.tracks:
                assert track.is_drums == (track.name == "Drums")


def test_the_command_writes_the_same_folder_again(tmp_path: Path) -> None:
    count = 5
    for name in ("one", "two"):
        main(["--count", str(count), "--out", str(tmp_path / name), "--seed", "7"])
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len([name for name in files if name.endswith(".mid")]) == count
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    with (tmp_path / "one" / "prompts.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["file", "prompt", "style", "key", "tempo_bpm", "meter"]
    assert [row["style"] for row in rows] == list(STYLES[:count])


@pytest.mark.parametrize("index", (0, 47, 118, 299))
def test_the_pieces_that_ship_are_the_ones_that_the_command_writes(index: int) -> None:
    name, written = numbered(index, seed=1)
    folder = paths.resource("corpus")
    assert (folder / name).read_bytes() == midi_bytes(written.score)
    with (folder / "prompts.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 300 == len(list(folder.glob("*.mid")))
    key, tempo_bpm, meter = (written.facts[name] for name in ("key", "tempo_bpm", "meter"))
    assert rows[index] == {
        "file": name,
        "prompt": written.prompt,
        "style": written.style,
        "key": key,
        "tempo_bpm": tempo_bpm,
        "meter": meter,
    }


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit):
        main(["--count", "1", "--out", str(tmp_path / "file" / "folder")])
    assert "cannot be written" in capsys.readouterr().err


def test_the_corpus_reader_learns_from_what_is_written(tmp_path: Path) -> None:
    main(["--count", "1", "--out", str(tmp_path), "--style", "lo-fi"])
    with (tmp_path / "labels.csv").open(newline="") as lines:
        label = next(csv.DictReader(lines))
    read = read_piece(tmp_path / label["file"], label)
    assert read.key == Key.parse(f"{label['known_tonic']} {label['known_mode']}")
    assert read.tempo_bpm == float(label["bpm"]) and (read.source, read.is_real) == ("own_writer", True)
    assert read.text == label["caption"]


def test_patterns_hold_rest_and_strike() -> None:
    found = hits("x-.X|o...", bars=3, bar_ticks=3840)
    assert [(hit.tick, hit.length_ticks, hit.symbol) for hit in found] == [
        (0, 1920, "x"),
        (2880, 960, "X"),
        (3840, 960, "o"),
        (7680, 1920, "x"),
        (10560, 960, "X"),
    ]
    assert found[1].velocity > found[0].velocity > found[2].velocity


def test_numerals_are_chords_of_either_mode() -> None:
    assert chord_of("vi7", C_MAJOR) == Chord(9, "min7")
    assert chord_of("bVII", C_MAJOR) == Chord(10, "maj")
    assert chord_of("VI", A_MINOR) == Chord(5, "maj")
    assert chord_of("ii0", A_MINOR) == Chord(11, "dim")
    assert chord_of("V7", A_MINOR) == Chord(4, "7")
    with pytest.raises(ValueError, match="not a numeral"):
        chord_of("H7", C_MAJOR)


def test_voices_move_little_and_hold_the_chord() -> None:
    chords = section_chords("I vi IV V", 8, key=C_MAJOR, bar_ticks=3840)
    led = lead(chords, key=C_MAJOR, register=(50, 76), voices=4)
    for at, voicing in zip(chords, led, strict=True):
        assert {pitch % 12 for pitch in voicing} == set(Chord(at.root, at.quality).tones)
    moves = [abs(a - b) for before, after in pairwise(led) for a, b in zip(before, after, strict=True)]
    assert np.mean(moves) < 3


def test_the_scale_bends_to_the_chord() -> None:
    assert scale_over(A_MINOR, chord_of("V", A_MINOR)) == frozenset({9, 11, 0, 2, 4, 5, 8})
    assert scale_over(C_MAJOR, chord_of("I", C_MAJOR)) == C_MAJOR.scale


def test_a_walking_bass_steps_into_each_root() -> None:
    from random import Random

    from audiogenesis_desktop.score.score import Meter
    from audiogenesis_desktop.theory.instruments import find

    chords = section_chords("ii7 V7 Imaj7 vi7", 8, key=C_MAJOR, bar_ticks=3840)
    scene = Scene(
        key=C_MAJOR,
        meter=Meter(0, 4, 4),
        bars=8,
        kind="A",
        energy=0.6,
        chords=chords,
        following=chord_of("I", C_MAJOR),
        instrument=find("acoustic bass"),
        register=(29, 50),
        random=Random(1),
        habit=Random(1),
    )
    notes = walking()(scene)
    assert len(notes) == 32
    for i, note in enumerate(notes):
        if i % 4 == 0:
            assert note.pitch % 12 == scene.chord(note.start_tick).root
        if i % 4 == 3 and i < 31:
            assert abs(note.pitch - notes[i + 1].pitch) in (1, 2, 10, 11, 12)


def test_swing_moves_the_second_half_of_each_pair() -> None:
    assert [swung(tick, unit=480, ratio=2 / 3) for tick in (0, 480, 960, 1440)] == [0, 640, 960, 1600]


def test_a_line_lets_go_before_its_next_note() -> None:
    line = one_at_a_time([Note(0, 60, 2000, 80), Note(960, 62, 500, 80), Note(960, 50, 500, 80)])
    assert [note.pitch for note in line] == [60, 62]
    assert line[0].end_tick < 960
