"""A SoundFont that crashes or hangs whoever loads it takes nothing down with it, and is named."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.playback.trying import tried_soundfont, try_soundfonts

pytestmark = pytest.mark.slow  # processes of their own


def crash(_path):
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(_path):
    time.sleep(60)


def spin(_path):
    while True:
        pass


def take(path):
    with Path(f"{path}.taken").open("a") as file:
        file.write("x")
    sys.exit(0)


@pytest.fixture
def font(tmp_path, user_folders):
    path = tmp_path / "theirs.sf2"
    path.write_bytes(b"RIFF____sfbk")
    return path


@pytest.mark.parametrize(
    ("load", "told"), [(crash, "makes FluidSynth crash"), (hang, "takes longer to load"), (spin, "takes longer")]
)
def test_what_ends_or_hangs_the_process_is_named_and_not_used(font, load, told):
    with pytest.raises(MissingPart, match=f"theirs.sf2 {told}") as caught:
        try_soundfonts([font], load=load, seconds=20 if load is crash else 0.5)
    assert caught.value.kind is Kind.SOUNDFONT


def test_each_is_tried_once_for_as_long_as_it_stays_the_same(font):
    taken = font.with_name("theirs.sf2.taken")
    for _ in range(3):
        try_soundfonts([font], load=take)
    assert taken.read_text() == "x"
    font.write_bytes(b"RIFF____sfbk, changed")
    try_soundfonts([font, font.with_name("none.sf2")], load=take)
    assert taken.read_text() == "xx"


def test_fluidsynth_takes_a_good_one_and_not_a_damaged_one(soundfont, font):
    try_soundfonts([soundfont])
    font.write_bytes(soundfont.read_bytes()[:400])
    with pytest.raises(MissingPart, match=r"is damaged|crash"):
        try_soundfonts([font])


def tell_once_and_crash(path):
    with Path(f"{path}.tries").open("a") as file:
        file.write("x")
    crash(path)


def test_one_that_was_refused_is_refused_at_once_until_it_is_another(font):
    tries = font.with_name("theirs.sf2.tries")
    for _ in range(3):
        with pytest.raises(MissingPart, match="makes FluidSynth crash"):
            tried_soundfont(font, load=tell_once_and_crash)
    assert tries.read_text() == "x"
    font.write_bytes(b"RIFF____sfbk, mended")
    assert tried_soundfont(font, load=take) == font


def take_all_memory(_path):
    sys.exit(0 if len(bytearray(3 << 30)) else 1)


@pytest.mark.skipif(sys.platform != "linux", reason="where a process can be told how much memory it may take")
def test_one_that_unpacks_to_far_more_than_it_has_bytes_is_refused(font):
    with pytest.raises(MissingPart, match=r"theirs.sf2"):
        tried_soundfont(font, load=take_all_memory)
