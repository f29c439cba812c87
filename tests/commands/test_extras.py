"""Where training and evaluation packages are missing: one sentence says how to get them, and nothing else stops."""

import sys

import pytest

from audiogenesis_desktop.commands.parser import run


@pytest.mark.parametrize(
    ("arguments", "work", "absent"),
    [
        (["train", "midi", "--out", "out"], "Training", ["torch"]),
        (["train", "midi", "--out", "out"], "Training", ["sentence_transformers", "symusic"]),
        (["evaluate", "--checkpoint", "c", "--report", "r"], "Evaluation", ["pretty_midi", "sklearn"]),
    ],
)
def test_missing_packages_are_reported_with_the_mend(arguments, work, absent, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    for module in absent:
        monkeypatch.setitem(sys.modules, module, None)
    assert run(arguments) == 2
    reported = capsys.readouterr().err
    assert f"{work} needs {', '.join(absent)}" in reported and f"'audiogenesis-desktop[{arguments[0]}]'" in reported
    assert len(reported.splitlines()) == 1 and not list(tmp_path.iterdir())


def test_composing_needs_none_of_them(monkeypatch, capsys):
    for module in ("torch", "sentence_transformers", "symusic", "pretty_midi", "sklearn", "music21"):
        monkeypatch.setitem(sys.modules, module, None)
    assert run(["brief", "calm piano, 72 bpm"]) == 0
    assert "72" in capsys.readouterr().out
