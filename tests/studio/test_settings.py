import pytest

from audiogenesis_desktop.studio.settings import Settings


def test_settings_come_back(tmp_path):
    path = tmp_path / "studio.json"
    settings = Settings(soundfont="/a.sf2", output="port:Synth", theme="light", folded=["tracks"])
    settings.save(path)
    assert Settings.load(path) == settings


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": 3, "unknown": 1}'])
def test_what_is_broken_falls_back_to_the_default(tmp_path, text):
    path = tmp_path / "studio.json"
    path.write_text(text)
    assert Settings.load(path) == Settings()


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path):
    Settings().save(tmp_path / "missing" / "studio.json")
