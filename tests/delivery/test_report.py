import math
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from audiogenesis_desktop.delivery.export import Delivered, Spec
from audiogenesis_desktop.delivery.loudness import Loudness
from audiogenesis_desktop.delivery.mastering import Mastering
from audiogenesis_desktop.delivery.report import as_svg, as_text
from audiogenesis_desktop.delivery.targets import target_of


@pytest.fixture
def delivered():
    energies = np.full(100, 10 ** ((-23 + 0.691) / 10))
    loudness = Loudness(-23.0, -22.9, -22.5, 1.2, -6.04)
    return Delivered(
        Path("x") / "A & B.wav",
        Spec(target=target_of("ebu")),
        480_000,
        loudness,
        Mastering(-3.0, loudness),
        energies,
        ("So.",),
    )


def test_the_table_tells_length_loudness_peak_and_target(delivered):
    head, line, _, told, _ = as_text([delivered]).split("\n")
    assert line.split()[:3] == ["A", "&", "B.wav"]
    for figure in ("10.000 s", "48000 Hz", "-23.0", "-22.9", "-22.5", "1.2", "-6.0", "-23 LUFS, EBU R 128"):
        assert figure in line
    assert told == "A & B.wav: So."
    assert line.index("-23.0") == head.index("LUFS")


def test_a_number_as_target_is_told_once(delivered):
    line = as_text([replace(delivered, spec=Spec(target=target_of("-18")))]).splitlines()[1]
    assert line.count("-18 LUFS") == 1


def test_what_has_no_loudness_is_a_dash(delivered):
    silence = Loudness(-math.inf, -math.inf, -math.inf, 0.0, -math.inf)
    silent = Delivered(Path("s.wav"), Spec(), 100, silence, Mastering(0.0, silence), np.zeros(0))
    assert as_text([silent]).splitlines()[1].split()[5:8] == ["-", "-", "-"]
    assert ElementTree.fromstring(as_svg(silent)) is not None


def test_the_plot_has_both_curves_where_the_loudness_is(delivered):
    root = ElementTree.fromstring(as_svg(delivered))
    curves = root.findall("{*}polyline")
    assert [len(curve.get("points").split()) for curve in curves] == [97, 71]
    heights = {float(pair.split(",")[1]) for curve in curves for pair in curve.get("points").split()}
    assert max(heights) - min(heights) < 0.2
    assert heights.pop() == pytest.approx(40 + 250 * 23 / 60, abs=0.2)
