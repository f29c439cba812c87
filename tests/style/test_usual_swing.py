"""Swing: as far as players swing at a tempo where a style leaves it to that, else as its file says."""

from random import Random

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.reading import read_table
from audiogenesis_desktop.style.style import Time
from audiogenesis_desktop.style.usual_swing import Swing, swing_at, usual_swing

BY_TEMPO = Time(tempo=(60, 240), swing=(0.55, 0.68), swing_by_tempo=True)


def test_the_faster_the_more_even():
    shares = [swing_at(bpm) for bpm in range(60, 340, 20)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(2.6 / 3.6) and swing_at(200) == pytest.approx(1.8 / 2.8)
    assert swing_at(300) == swing_at(390) == 0.5


def test_a_style_swings_by_tempo_within_its_range_if_its_file_says_so():
    assert usual_swing(BY_TEMPO, 60, Random(1)) == 0.68 and usual_swing(BY_TEMPO, 290, Random(1)) == 0.55
    assert usual_swing(BY_TEMPO, 200, Random(1)) == usual_swing(BY_TEMPO, 200, Random(2)) == swing_at(200)
    sixteenths = Time(tempo=(60, 240), swing=(0.5, 0.7), swing_by_tempo=True, swing_unit="1/16")
    assert usual_swing(sixteenths, 100, Random(1)) == swing_at(200)


def test_a_number_stays_and_a_range_is_drawn_from():
    assert usual_swing(Time(tempo=(60, 240), swing=(0.6, 0.6), swing_by_tempo=True), 290, Random(1)) == 0.6
    drawn = {usual_swing(Time(tempo=(60, 240), swing=(0.5, 0.6)), 120, Random(seed)) for seed in range(9)}
    assert len(drawn) == 9 and all(0.5 <= share <= 0.6 for share in drawn)


def test_a_planned_piece_has_the_swing_of_its_tempo():
    slow, fast = (make_plan(Brief(style=(("jazz trio", 1.0),), tempo_bpm=bpm), 1).swing for bpm in (140.0, 220.0))
    low, high = shipped()["jazz trio"].time.swing
    assert low <= fast < slow <= high


def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path):
    path = tmp_path / "swing.toml"
    path.write_text("by_tempo = [[200, 2.0], [100, 1.0]]\n", encoding="utf-8")
    with pytest.raises(BadInput, match="tempi have to rise"):
        read_table(path, Swing)
    assert read_table(paths.resource("swing.toml"), Swing).by_tempo[0][1] > 2
