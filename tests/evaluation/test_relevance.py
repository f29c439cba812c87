from dataclasses import replace
from math import isnan
from pathlib import Path

import pytest

from audiogenesis_desktop.evaluation.relevance import (
    MEANINGS,
    TEMPO_WORDS,
    Detected,
    Relevance,
    Wanted,
    detect,
    judge,
    judged,
    misses,
    summary,
    tempo_bin,
)
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.theory.keys import Key

WANTED = Wanted("", 72.0, Key(2, "minor"), (0, -1), 10.0, meter=(3, 4))
C, A = Key(0, "major"), Key(9, "minor")


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    """D minor, 3/4, 72 bpm, ten seconds, piano and drums."""
    line = [62, 65, 69, 67, 70, 69, 61, 62, 64, 65, 69, 62]
    notes = [Note(960 * i, pitch, 960, 80) for i, pitch in enumerate(line)]
    tracks = (Track(0, "Piano").with_notes(notes), Track(1, "Drums", is_drums=True).with_notes([Note(0, 36, 240, 90)]))
    score = Score(tracks=tracks, tempi=(Tempo.from_bpm(0, 72),), meters=(Meter(0, 3, 4),), length_ticks=11520)
    write_midi(score, tmp_path / "piece.mid")
    return tmp_path / "piece.mid"


def detected(key: Key) -> Detected:
    return Detected(100.0, key, None, (4, 4), frozenset(), 10.0)


def test_a_piece_that_has_what_is_wanted_is_judged_so(piece: Path) -> None:
    found = judge(piece, WANTED)
    assert found.tempo_in_bin == found.correct_key == found.meter == 1
    assert found.correct_key_minor == 1 and isnan(found.correct_key_major)
    assert found.instrument_recall == found.instrument_precision == 1
    assert found.length_error_seconds == pytest.approx(0, abs=1e-4) and not misses(found)


def test_what_is_missed_is_seen(piece: Path) -> None:
    wanted = Wanted("", 100, Key(5, "major"), (0, 40), 9.0, meter=(4, 4))
    found = judge(piece, wanted)
    assert found.tempo_in_bin == 0 and found.tempo_within_one_bin == 1
    assert found.correct_key == 0 and found.correct_key_or_relative == 1
    assert found.instrument_recall == found.instrument_precision == 0.5
    assert found.length_error_seconds == pytest.approx(1, abs=1e-4) and found.meter == 0
    assert len(misses(found)) == 5


def test_what_a_prompt_does_not_name_is_not_judged(piece: Path) -> None:
    found = judge(piece, Wanted("something nice"))
    assert all(isnan(getattr(found, name)) for name in MEANINGS) and not misses(found)
    assert summary([found])["correct_key"].pieces == 0
    assert summary([found, judge(piece, WANTED)])["correct_key"].pieces == 1


def test_other_players_are_a_fault_where_the_prompt_says_all_of_them(piece: Path) -> None:
    open_, closed = (judge(piece, Wanted("", programs=(0,), is_closed=is_closed)) for is_closed in (False, True))
    assert isnan(open_.instrument_precision) and closed.instrument_precision == 0.5
    assert open_.instrument_recall == closed.instrument_recall == 1


def test_a_tempo_word_asks_for_the_tempo_that_midicaps_gives_it() -> None:
    assert TEMPO_WORDS == {"slow": 65, "moderate": 100, "fast": 130, "very fast": 180}
    slow, fast = (judged(detected(C), Wanted("", tempo_word=word)) for word in ("slow", "fast"))
    assert slow.tempo_within_one_bin == 0 and fast.tempo_in_bin == 0 and fast.tempo_within_one_bin == 1
    assert judged(detected(C), Wanted("", tempo_word="moderate")).tempo_in_bin_by_word == 1
    assert isnan(fast.tempo_in_bin_by_number)


def test_the_relative_key_counts_as_meant_and_the_key_six_semitones_off_as_coded() -> None:
    in_a, in_f_sharp = (judged(detected(key), Wanted("", key=C)) for key in (A, Key(6, "minor")))
    assert (in_a.correct_key_or_relative, in_a.correct_key_or_relative_as_coded) == (1, 0)
    assert (in_f_sharp.correct_key_or_relative, in_f_sharp.correct_key_or_relative_as_coded) == (0, 1)
    from_minor = judged(detected(Key(3, "major")), Wanted("", key=A))
    assert (from_minor.correct_key_or_relative, from_minor.correct_key_or_relative_as_coded) == (0, 1)
    same = judged(detected(C), Wanted("", key=C))
    assert same.correct_key == same.correct_key_or_relative == same.correct_key_or_relative_as_coded == 1


def test_music21_hears_for_itself(piece: Path) -> None:
    music21 = pytest.importorskip("music21")
    found = music21.converter.parse(piece).parts[0].analyze("key")
    assert detect(piece).music21_key == Key(found.tonic.pitchClass, found.mode)
    none = judged(replace(detect(piece), music21_key=None), WANTED)
    assert isnan(none.correct_key_by_music21) and none.correct_key == 1


def test_tempo_bins_are_those_of_text2midi() -> None:
    assert [tempo_bin(bpm) for bpm in (40, 41, 72, 110, 111, 300)] == [0, 1, 3, 4, 5, 8]


def test_a_summary_gives_the_mean_inside_its_interval(piece: Path) -> None:
    good, bad = judge(piece, WANTED), judge(piece, replace(WANTED, key=Key(5, "major")))
    found = summary([good, bad, good, good])["correct_key"]
    assert found.mean == 0.75 and found.low < found.mean < found.high and found.pieces == 4
    assert set(summary([])) == set(MEANINGS) == set(Relevance.__dataclass_fields__)
