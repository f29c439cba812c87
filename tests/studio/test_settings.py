from pathlib import Path

import pytest

from audiogenesis_desktop.studio.settings import Settings, settings_path


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


def test_what_another_version_means_by_the_names_is_not_guessed(tmp_path):
    path = tmp_path / "studio.json"
    path.write_text('{"version": 2, "theme": "light"}')
    assert Settings.load(path) == Settings()


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ('{"version": 2, "theme": "light"}', "studio.2.json"),
        ('{"version": "../2"}', "studio.other.json"),
        ('{"theme": "li', "studio.broken.json"),
        ("[" * 100_000, "studio.broken.json"),
    ],
)
def test_what_cannot_be_read_is_put_aside_and_not_written_over(tmp_path, text, aside):
    path = tmp_path / "studio.json"
    path.write_text(text)
    Settings.load(path).save(path)
    assert (tmp_path / aside).read_text() == text and Settings.load(path) == Settings()
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([aside, "studio.json"])


def test_settings_are_written_when_they_change_and_only_then(studio):
    path = settings_path()
    studio.keep_settings()
    assert not path.exists()
    studio.settings.lanes["chords"] = False
    studio.keep_settings()
    assert Settings.load(path).lanes == {"chords": False}
    path.unlink()
    studio.keep_settings()
    assert not path.exists()


def test_files_are_remembered_the_latest_first_and_not_too_many(tmp_path):
    settings = Settings()
    for number in range(12):
        settings.remember_file(tmp_path / f"{number}.mid")
    settings.remember_file(tmp_path / "5.mid")
    names = [Path(path).stem for path in settings.recent_files]
    assert names == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
