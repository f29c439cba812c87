"""Larger SoundFonts are offered with size, licence and the command, the best first, and none that is no better."""

from pathlib import Path

from audiogenesis_desktop.playback.free_soundfonts import better_than, free_soundfonts


def packages(name):
    return [one.package for one in better_than(Path(name) if name else None)]


def test_only_what_is_better_is_offered():
    every = [one.package for one in free_soundfonts()]
    assert every[0] == "musescore-general-soundfont-lossless"
    assert packages(None) == packages("TimGM6mb.sf2") == every
    assert packages("MuseScore_General.sf3") == every[:1]
    assert packages("MuseScore_General_Full.sf2") == []


def test_an_offer_says_size_licence_and_how(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    offer = free_soundfonts()[0].offer
    assert "330 MB" in offer and "MIT" in offer
    assert offer.endswith("sudo apt install musescore-general-soundfont-lossless")
