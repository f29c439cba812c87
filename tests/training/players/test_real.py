"""Music from files: labels are believed, the rest is read back, and what cannot be learned from says why."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.compose.features import SECTION_KINDS
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Meter, Note, Score
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.training.players.pieces import Piece
from audiogenesis_desktop.training.players.real import real_piece, real_pieces, styles_in_book
from audiogenesis_desktop.training.styles import Written, write

STYLES = ("house", "bossa")


@pytest.fixture(scope="module")
def written() -> Written:
    """Return a piece of our own writer's."""
    return write("house", 4)


@pytest.fixture
def file(written: Written, tmp_path: Path) -> Path:
    """Return it as a file."""
    write_midi(written.score, tmp_path / "a.mid")
    return tmp_path / "a.mid"


def test_a_label_tells_key_form_chords_and_style(file: Path, written: Written) -> None:
    tonic, mode = written.facts["key"].split()
    bars = written.score.length_ticks // 3840
    label = {"known_tonic": tonic, "known_mode": mode, "form": f"intro2 A{bars - 2}", "chords": f"C:maj*{2 * bars}"}
    piece = real_piece(file, {**label, "genre": "house"}, styles=STYLES)
    form = piece.band.form
    assert [SECTION_KINDS[kind] for kind in form.kinds[:3]] == ["intro", "intro", "A"]
    shift = (written.score.keys[0].tonic - (0 if mode == "major" else 9)) % 12
    assert set(form.chords[:, 0].tolist()) == {Chord((-shift) % 12, "maj").number}
    assert piece.band.facts[12] == 1  # house


def test_without_labels_all_is_found(file: Path, written: Written) -> None:
    piece = real_piece(file, {}, styles=STYLES)
    assert sum(map(len, piece.notes)) == pytest.approx(written.score.note_count, rel=0.02)
    assert len(piece.band.players) == len([track for track in written.score.tracks if track.notes])
    drums = next(player for player in piece.band.players if player.is_drums)
    assert len(drums.groove) and not piece.band.facts[12:14].any()


def test_a_folder_gives_each_file_or_why_it_is_left_out(file: Path) -> None:
    (file.parent / "broken.mid").write_bytes(b"MThd and no more")
    changing = Score(meters=(Meter(0, 4, 4), Meter(3840, 3, 4)))
    notes = [Note(240 * i, 60 + i % 7, 200, 80) for i in range(60)]
    track = replace(write("house", 4).score.tracks[0], is_drums=False).with_notes(notes)
    write_midi(replace(changing, tracks=(track,)), file.parent / "changing.mid")
    found = {path.name: piece for path, piece in real_pieces(file.parent, styles=STYLES)}
    assert isinstance(found["a.mid"], Piece)
    assert found["changing.mid"] == "its bars change their length"
    assert isinstance(found["broken.mid"], str)
    assert "copyright" in _left_out(file)


def _left_out(file: Path) -> str:
    with pytest.raises(ValueError) as reason:
        real_piece(file, {"tags": "copyright-check"}, styles=STYLES)
    return str(reason.value)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        next(real_pieces(tmp_path / "none", styles=STYLES))


def test_genres_are_styles_of_the_book() -> None:
    assert dict(styles_in_book("house electronic")) == {"house": 1.0}
    vague = styles_in_book("classical")
    assert len(vague) > 1 and np.isclose(sum(weight for _, weight in vague), 1)
    assert styles_in_book("no such thing") == ()
