"""Labels that tell form and chords are believed; those that cannot be meant are not."""

from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.compose.features import SECTION_KINDS
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.training.corpus import Piece, read_corpus
from audiogenesis_desktop.training.known_form import read_chords, read_sections, write_chords
from audiogenesis_desktop.training.styles.collection import write_collection


def test_chords_are_written_and_read_back_in_another_key() -> None:
    chords = (ChordAt(0, 3840, 10, "maj7"), ChordAt(3840, 1920, 3, "7"))
    text = write_chords(chords, half_bar_ticks=1920, halves=4)
    assert text == "Bb:maj7*2 Eb:7*2"
    moved = read_chords(text, shift=2, halves=5)
    assert moved is not None
    assert moved.tolist() == [Chord(0, "maj7").number] * 2 + [Chord(5, "7").number] * 2 + [CHORD_COUNT]


@pytest.mark.parametrize("text", ["H:maj", "C:wonderful", "C", "C:maj*x"])
def test_a_label_that_names_no_chord_is_not_believed(text: str) -> None:
    assert read_chords(text, shift=0, halves=4) is None


def test_sections_that_come_again_are_known() -> None:
    found = read_sections("intro2 A4 B4 A'4 outro2", bars=16)
    assert found is not None
    section, kinds, repeats = found
    assert np.bincount(section).tolist() == [2, 4, 4, 4, 2]
    assert [SECTION_KINDS[kind] for kind in kinds] == ["intro", "A", "B", "A'", "outro"]
    assert repeats.tolist() == [-1, -1, -1, 1, -1]


@pytest.mark.parametrize("text", ["", "verse8 A8", "A4 B4"])
def test_a_form_of_another_piece_is_not_believed(text: str) -> None:
    assert read_sections(text, bars=16) is None


def test_our_own_writers_form_and_chords_reach_training_as_they_were_meant(tmp_path: Path) -> None:
    collection = write_collection(tmp_path, count=3, seed=9, styles=("waltz", "house", "lo-fi"))
    written = {one.style: one.score for one in collection}
    pieces = {Path(file).stem.rsplit("-", 1)[0]: piece for file, piece in read_corpus(tmp_path, processes=1)}
    for style, score in written.items():
        piece = pieces[style]
        assert isinstance(piece, Piece)
        bar = score.meters[0].bar_ticks
        home = 0 if score.keys[0].mode == "major" else 9
        for at in score.chords:
            meant = Chord(at.root, at.quality).transposed(home - score.keys[0].tonic).number
            assert piece.setting.chords.reshape(-1)[round(at.tick / (bar / 2))] == meant
        kinds = [SECTION_KINDS[kind] for kind in piece.setting.kinds]
        for section in score.sections[:-1]:
            assert set(kinds[section.start_tick // bar : section.end_tick // bar]) == {section.kind}
