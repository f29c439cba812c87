from pathlib import Path

import pytest

from audiogenesis_desktop.errors import MissingPart

SMALL = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")  # loads sooner than the good ones


@pytest.fixture(scope="session")
def soundfont():
    """A General MIDI SoundFont; without one, or without FluidSynth, the test is skipped."""
    from audiogenesis_desktop.playback.libfluidsynth import library
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    try:
        library()
        return SMALL if SMALL.exists() else find_soundfont()
    except MissingPart as error:
        pytest.skip(str(error))
