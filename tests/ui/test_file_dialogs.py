"""Which files the dialogs offer, and what a name without a suffix becomes."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from audiogenesis_desktop.ui import file_dialogs


@pytest.mark.parametrize("suffix", [".mid", ".midi", ".smf", ".kar", ".rmi", ".MID", ".KAR", ".agproj"])
def test_files_of_every_kind_that_is_read_are_offered(monkeypatch, suffix):
    offered = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (offered.append(args[3]), ("", ""))[1])
    assert file_dialogs.ask_to_open(None, "") is None
    assert f"*{suffix}" in offered[0].replace("(", " ").replace(")", " ").split()


@pytest.mark.parametrize(
    ("chosen", "path"),
    [("a", "a.mid"), ("a.KAR", "a.KAR"), ("a.smf", "a.smf"), ("a.rmi", "a.rmi.mid"), ("v1.2", "v1.2.mid")],
)
def test_what_is_saved_has_a_suffix_of_what_it_is(monkeypatch, chosen, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    assert file_dialogs.ask_midi_to_export(None, "")[0] == Path(path)


@pytest.mark.parametrize(("chosen", "path"), [("a", "a.agproj"), ("a.AGPROJ", "a.AGPROJ"), ("a.mid", "a.mid.agproj")])
def test_what_is_saved_is_a_project_whatever_it_is_called(monkeypatch, chosen, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    assert file_dialogs.ask_project_to_save(None, "") == Path(path)


def test_a_name_is_suggested_beside_the_open_file_with_whatever_ending():
    beside = Path("/music/a piece.mid")
    assert file_dialogs.suggestion("/home", beside, "Title", "-played.mid") == str(Path("/music/a piece-played.mid"))
    assert file_dialogs.suggestion("/home", beside, "Title", ".wav") == str(Path("/music/a piece.wav"))
