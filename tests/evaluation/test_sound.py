"""What is judged of how a piece sounds: levels against wishes, parts that are lost, and drums found in the audio."""

import numpy as np
import pytest

from audiogenesis_desktop.evaluation.sound import RATE, PartSound, PieceSound, _bars_found, balanced_and_plain
from audiogenesis_desktop.evaluation.sound_report import SOLOS, figures, prompts
from audiogenesis_desktop.plan.plan import Part
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.theory.instruments import find

FLUTE = 73


class FakePlan:
    style = ()
    parts = (
        Part(0, find("flute"), role="lead"),
        Part(1, find("drawbar organ"), role="pad", mix=Mix(volume=100)),
    )


def test_a_balanced_piece_is_as_wished_and_as_loud_as_it_is_to_be(soundfont):
    notes = tuple(Note(960 * i, 69, 900, 110) for i in range(6))
    score = Score((Track(0, "Flute", FLUTE, notes=notes), Track(1, "Organ", 16, notes=(Note(0, 45, 5760, 30),))))
    found = balanced_and_plain(score, FakePlan(), soundfont, name="a piece")
    assert found["balanced"].lufs == pytest.approx(-16, abs=0.2)
    assert found["balanced"].peak_db <= -0.95
    assert all(part.is_as_wished for part in found["balanced"].parts)
    assert not all(part.is_as_wished for part in found["plain"].parts)
    assert {part.role for part in found["plain"].parts} == {"lead", "pad"}


@pytest.mark.slow
def test_drums_are_found_where_they_sound_and_not_where_they_do_not():
    pytest.importorskip("librosa")
    strokes = np.arange(0.25, 4, 0.25)
    sound = np.random.default_rng(1).normal(0, 0.001, (4 * RATE, 2)).astype(np.float32)
    for at in strokes[strokes < 2]:
        burst = slice(round(at * RATE), round(at * RATE) + 2000)
        sound[burst] += np.random.default_rng(2).normal(0, 0.3, (2000, 2)) * np.linspace(1, 0, 2000)[:, None] ** 4
    bars = [strokes[strokes < 2], strokes[strokes >= 2]]
    assert _bars_found(sound, bars) == 1


def test_figures_are_shares_of_pieces_parts_and_bars():
    good, lost = PartSound("lead", -5.0, -5.5, -4.0), PartSound("pad", -15.0, -9.0, -13.0)
    pieces = [
        PieceSound("one", -16.2, 1.0, -16.1, -1.0, (good, lost), drum_bars=4, bars_found=3),
        PieceSound("two", -12.0, 1.0, -14.5, 0.0, (good,)),
    ]
    found = figures(pieces)
    assert found["loudness within 1 LU of -16 LUFS"] == (0.5, 2)
    assert found["true peak at most -1 dBTP"] == (0.5, 2)
    assert found["roles within 2 dB of their wish"] == (2 / 3, 3)
    assert found["no part below -12 LU"] == (2 / 3, 3)
    assert found["bars in which drums are found"] == (0.75, 4)


def test_prompts_are_of_solos_and_of_styles_from_all_over_the_book():
    found = prompts(30, seconds=20)
    assert len(found) == len(set(found)) == 30
    assert found[0] == f"{SOLOS[0]}, 20 s"
    assert prompts(2, seconds=5)[1].endswith(", 5 s")
