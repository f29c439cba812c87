import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiogenesis_desktop.delivery.export import RATES, Spec, export, spec_for
from audiogenesis_desktop.delivery.render import render
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.audio import CONTAINERS, LOSSY
from audiogenesis_desktop.score.score import KeyAt, Marker, Mix, Note, Score, Section, Tempo, Track

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture(scope="module")
def score():
    """Return 4.321 s of two tracks, loud and with peaks."""
    notes = tuple(Note(240 * i, 48 + (5 * i) % 30, 400, 60 + 9 * i % 60) for i in range(30))
    hits = tuple(Note(480 * i, 36 + 2 * (i % 2), 200, 120) for i in range(15))
    return Score(
        (Track(0, "Organ", 16, notes=notes), Track(1, "Kit", is_drums=True, notes=hits, mix=Mix(volume=120))),
        tempi=(Tempo(0, 517_333),),
        keys=(KeyAt(0, 2, "minor"),),
        sections=(Section(0, 3840, "intro", 0.5), Section(3840, 8019, "A", 0.5)),
        markers=(Marker(1920, "Hit", "cue"),),
        length_ticks=8019,
        title="Two",
    )


def frames_of(score, rate):
    return round(8019 / 960 * 517_333 / 1e6 * rate)


def by_ffmpeg(path):
    """Return integrated loudness, true peak and short-term maximum as ffmpeg's ebur128 has them."""
    command = ["ffmpeg", "-nostats", "-hide_banner", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    summary = text[text.rindex("Summary:") :]
    short_term = [float(one) for one in re.findall(r" S:\s*(-?[\d.]+)", text)]
    integrated = float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1])
    return integrated, float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1]), max(short_term, default=None)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("container", ["wav", "flac"])
def test_files_are_as_long_as_the_piece_to_the_sample(score, soundfont, tmp_path, container, rate):
    path = tmp_path / f"a.{container}"
    done = export(score, path, Spec(container, rate=rate), soundfont=soundfont)
    info = soundfile.info(path)
    assert info.frames == done.frames == frames_of(score, rate)
    assert info.samplerate == rate
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_plain_wav_holds_what_is_rendered_and_is_the_same_bytes_each_time(score, soundfont, tmp_path):
    paths = [tmp_path / "a.wav", tmp_path / "b.wav"]
    for path in paths:
        export(score, path, Spec(bits="32f"), soundfont=soundfont)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    ours, _ = soundfile.read(paths[0], dtype="float32")
    theirs = render(score, soundfont=soundfont)
    scale = np.abs(ours).max() / np.abs(theirs).max()
    np.testing.assert_allclose(ours, theirs * scale, atol=1e-6)


@needs_ffmpeg
@pytest.mark.slow
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", ["ebu", "streaming", "apple", "-10"])
def test_ffmpeg_agrees_on_loudness_and_true_peak(score, soundfont, tmp_path, container, name):
    path, target = tmp_path / f"a.{container}", target_of(name)
    done = export(score, path, Spec(container, bits="16", target=target), soundfont=soundfont)
    integrated, peak, _ = by_ffmpeg(path)
    assert integrated == pytest.approx(target.integrated_lufs, abs=0.2)
    assert integrated == pytest.approx(done.loudness.integrated_lufs, abs=0.2)
    assert peak == pytest.approx(done.loudness.true_peak_db, abs=0.3)
    assert done.loudness.true_peak_db <= target.true_peak_db
    assert peak <= target.true_peak_db + 0.1
    assert done.notices == ()


@needs_ffmpeg
@pytest.mark.slow
@pytest.mark.parametrize("container", LOSSY)
def test_lossy_files_decode_to_the_length_of_the_piece(score, soundfont, tmp_path, container):
    path = tmp_path / f"a.{container}"
    export(score, path, Spec(container), soundfont=soundfont)
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    assert len(data) == 4 * frames_of(score, 48_000)


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
@pytest.mark.slow
def test_tags_and_the_place_on_the_timeline_are_the_pieces(score, soundfont, tmp_path):
    path = tmp_path / "a.wav"
    export(score, path, Spec(start="01:00:00:00"), soundfont=soundfont, license="Yours", comment="Seed 7")
    found = subprocess.run(
        ["ffprobe", "-v", "error", "-show_format", "-of", "json", str(path)], check=True, capture_output=True
    )
    tags = json.loads(found.stdout)["format"]["tags"]
    assert tags["title"] == "Two"
    assert tags["time_reference"] == str(3600 * 48_000)
    assert tags["IKEY"] == "115.98 bpm; D minor"
    assert b"Hit\x00" in path.read_bytes()


def test_stopping_half_way_leaves_the_old_file(score, soundfont, tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")
    for share in (0.1, 0.6, 0.9):

        def stop(done, share=share):
            if done > share:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            export(score, path, Spec("mp3"), soundfont=soundfont, progress=stop)
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_sentence(score, soundfont, tmp_path):
    with pytest.raises(BadInput, match=r"a\.wav cannot be written"):
        export(score, tmp_path / "no" / "a.wav", Spec(), soundfont=soundfont)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("container", CONTAINERS)
def test_a_full_disk_is_one_sentence(score, soundfont, tmp_path, container, monkeypatch):
    path = tmp_path / f"a.{container}"
    path.symlink_to("/dev/full")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("audiogenesis_desktop.delivery.export.room_beside", lambda _: _room(tmp_path))
    with pytest.raises(BadInput, match="cannot be written"):
        export(replace(score), path, Spec(container, bits="16"), soundfont=soundfont)
    assert path.is_symlink()


def _room(folder):
    from audiogenesis_desktop.delivery.room import room_beside

    return room_beside(folder / "x")


def test_the_end_of_a_name_says_the_format():
    assert spec_for(Path("x.FLAC"), bits="16").container == "flac"
    with pytest.raises(BadInput, match=r"x\.aac: .*choose wav, flac"):
        spec_for(Path("x.aac"))
    with pytest.raises(BadInput, match="16 or 24"):
        spec_for(Path("x.flac"), bits="32f")
