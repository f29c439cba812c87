"""The sounds of a SoundFont: those of a real General MIDI one, and of what is none."""

from audiogenesis_desktop.playback.presets import Preset, presets
from audiogenesis_desktop.playback.sequenced import DRUM_BANK


def test_a_general_midi_soundfont_has_its_128_sounds_and_a_kit(real_soundfont):
    found = presets((real_soundfont,))
    assert {preset.program for preset in found if preset.bank == 0} == set(range(128))
    assert any(preset.bank == DRUM_BANK and preset.program == 0 for preset in found)
    assert all(preset.name for preset in found) and list(found) == sorted(found)
    assert len({(preset.bank, preset.program) for preset in found}) == len(found)


def test_of_a_stack_each_sound_is_there_once_and_what_cannot_be_loaded_has_none(soundfont, tmp_path):
    broken = tmp_path / "broken.sf2"
    broken.write_bytes(b"RIFF....sfbk")
    assert presets((broken,)) == ()
    assert presets((broken, soundfont)) == presets((soundfont, soundfont)) == presets((soundfont,))
    assert isinstance(presets((soundfont,))[0], Preset)
