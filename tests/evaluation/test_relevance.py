from dataclasses import replace
from pathlib import Path

import pytest

from audiogenesis_desktop.evaluation.relevance import Asked, judge, summary, tempo_bin
from audiogenesis_desktop.evaluation.report import asked_prompts
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.theory.keys import Key

ASKED = Asked("", 72.0, Key(2, "minor"), (0, -1), 10.0)


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    """D minor, 72 bpm, ten seconds, piano and drums."""
    line = [62, 65, 69, 67, 70, 69, 61, 62, 64, 65, 69, 62]
    notes = [Note(960 * i, pitch, 960, 80) for i, pitch in enumerate(line)]
    tracks = (Track(0, "Piano").with_notes(notes), Track(1, "Drums", is_drums=True).with_notes([Note(0, 36, 240, 90)]))
    write_midi(Score(tracks=tracks, tempi=(Tempo.from_bpm(0, 72),), length_ticks=11520), tmp_path / "piece.mid")
    return tmp_path / "piece.mid"


def test_a_piece_that_has_what_was_asked_is_judged_so(piece: Path) -> None:
    found = judge(piece, ASKED)
    assert found.tempo_in_bin and found.correct_key
    assert found.instrument_recall == found.instrument_precision == 1
    assert found.length_error_seconds == pytest.approx(0, abs=1e-4)


def test_what_is_missed_is_seen(piece: Path) -> None:
    found = judge(piece, replace(ASKED, tempo_bpm=100, key=Key(5, "major"), programs=(0, 40), length_seconds=9.0))
    assert not found.tempo_in_bin and found.tempo_within_one_bin
    assert not found.correct_key and found.correct_key_or_relative
    assert found.instrument_recall == found.instrument_precision == 0.5
    assert found.length_error_seconds == pytest.approx(1, abs=1e-4)


def test_tempo_bins_are_those_of_text2midi() -> None:
    assert [tempo_bin(bpm) for bpm in (40, 41, 72, 110, 111, 300)] == [0, 1, 3, 4, 5, 8]


def test_a_summary_gives_the_mean_inside_its_interval(piece: Path) -> None:
    good, bad = judge(piece, ASKED), judge(piece, replace(ASKED, key=Key(5, "major")))
    found = summary([good, bad, good, good])["correct_key"]
    assert found.mean == 0.75 and found.low < found.mean < found.high and found.pieces == 4


def test_prompts_say_all_that_they_are_judged_by() -> None:
    for asked in asked_prompts(20):
        assert f"{asked.tempo_bpm:.0f} bpm" in asked.prompt and asked.key.name in asked.prompt
    assert len({asked.prompt for asked in asked_prompts(20)}) == 20
