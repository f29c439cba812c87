"""What is judged of how a piece sounds: levels against wishes, parts that are lost, and drums found in the audio."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.delivery.balancing import wishes_of
from audiogenesis_desktop.delivery.render import sounds_of
from audiogenesis_desktop.evaluation.sound import RATE, PartSound, PieceSound, _bars_found, as_it_is, balanced_and_plain
from audiogenesis_desktop.evaluation.sound_page import write_page
from audiogenesis_desktop.evaluation.sound_pairs import fullest_tick, pair_of
from audiogenesis_desktop.evaluation.sound_report import SOLOS, prompts
from audiogenesis_desktop.evaluation.sound_results import FILE, SoundResults, figures, read_results, write_results
from audiogenesis_desktop.plan.plan import Part
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.feel import Feel
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


def band():
    notes = tuple(Note(960 * i, 69, 900, 110) for i in range(24))
    kit = tuple(Note(480 * i, 38, 240, 100) for i in range(16, 48))
    organ = Track(1, "Organ", 16, notes=(Note(0, 45, 24 * 960, 30),))
    return Score((Track(0, "Flute", FLUTE, notes=notes), organ, Track(2, "Kit", is_drums=True, notes=kit)))


def test_faders_are_gains_on_what_was_rendered_apart(soundfont):
    loud = as_it_is(band(), wishes_of(band()), soundfont)
    softer = set_mix(replace(band(), level_db=-2.0), 0, Mix(volume=50))
    played = np.concatenate(list(sounds_of(softer, soundfont=soundfont, rate=RATE)))
    assert np.abs(loud.with_faders(softer).whole - played).max() < 0.01 * np.abs(played).max()


@pytest.mark.slow
def test_a_piece_stands_on_the_page_before_and_after_to_be_seen_and_heard(soundfont, tmp_path):
    soundfile = pytest.importorskip("soundfile")
    score = replace(band(), feel=Feel(1.0, seed=3))
    assert fullest_tick(score) == 8 * 960
    pair = pair_of(score, FakePlan(), tmp_path, soundfont=soundfont, prompt="two, 12 s")
    assert pair.before.roll != pair.after.roll
    assert "<path" in pair.after.roll
    before, after = (soundfile.info(tmp_path / side.file) for side in (pair.before, pair.after))
    assert before.frames == after.frames == round(8.0 * RATE)
    assert pair.after.sound.lufs == pytest.approx(-16, abs=0.5)
    judged = {"balanced": (pair.after.sound,), "plain": (pair.before.sound,)}
    page = write_page(SoundResults("a model", "small.sf2", judged), [pair], tmp_path).read_text(encoding="utf-8")
    assert page.count("<audio") == 2
    assert "two, 12 s" in page
    assert f"Before: {pair.before.sound.lufs:.1f} LUFS" in page


def test_what_has_been_judged_is_known_and_other_models_are_not(tmp_path):
    piece = PieceSound("one", -16.2, 1.0, -16.1, -1.0, ())
    results = SoundResults("a", "small.sf2", {}).joined({"balanced": piece, "plain": piece})
    write_results(results, tmp_path)
    again = read_results(tmp_path, model="a", soundfont="small.sf2")
    assert again == results
    assert again.known("one") and not again.known("two")
    assert not again.only(["two"]).known("one")
    assert not read_results(tmp_path, model="b", soundfont="small.sf2").pieces
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert not read_results(tmp_path, model="a", soundfont="small.sf2").pieces


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
