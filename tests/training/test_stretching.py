"""What is drawn is brought as far apart as recordings are."""

from audiogenesis_desktop import paths
from audiogenesis_desktop.perform.drummer import Drummer, Stretch
from audiogenesis_desktop.training.drumming import recordings
from audiogenesis_desktop.training.stretching import stretched
from tests.evaluation.test_playing import groove


def test_looser_recordings_stretch_more(tmp_path):
    found = list(recordings(groove(tmp_path / "g", ["drummer1"], bars=12)))
    loose = [one._replace(offset_ms=one.offset_ms * 2) for one in found]
    drummer = Drummer(paths.shipped_root() / "models" / "performer.safetensors")
    usual, looser = stretched(drummer, found), stretched(drummer, loose)
    assert 1.2 < looser.time / usual.time < 2.5 and drummer.stretch == looser


def test_without_long_recordings_nothing_is_stretched(tmp_path):
    short = list(recordings(groove(tmp_path / "g", ["drummer1"], bars=2)))
    drummer = Drummer(paths.shipped_root() / "models" / "performer.safetensors")
    assert stretched(drummer, short) == Stretch() == drummer.stretch
