import json
import shutil
import subprocess

import numpy as np
import pytest
import soundfile
import wavinfo

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files import wav
from audiogenesis_desktop.files.audio import CONTAINERS, LOSSY, check_format, open_audio
from audiogenesis_desktop.files.tags import Tags
from audiogenesis_desktop.files.wav import Beside, Broadcast, CuePoint

RATE = 48_000
TAGS = Tags("Rain & é", 97.5, "D minor", "CC0, yours to sell", "seed 7", "Audiogenesis")
needs_ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")


def tone(frames, amplitude=0.5, rate=RATE):
    wave = amplitude * np.sin(2 * np.pi * 440 * np.arange(frames) / rate)
    return np.stack([wave, -wave], axis=1).astype(np.float32)


def write(path, samples, *, rate=RATE, bits="24", pieces=3, **how):
    with open_audio(path, rate=rate, bits=bits, **how) as append:
        for piece in np.array_split(samples, pieces):
            append(piece)
    return path


def probed(path):
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found["streams"][0], found["format"]


def decoded_by_ffmpeg(path):
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4").reshape(-1, 2)


@pytest.mark.parametrize(("bits", "step"), [("16", 1.51 * 2**-15), ("24", 2**-23), ("32f", 0)])
@pytest.mark.parametrize("container", ["wav", "flac"])
def test_what_is_lossless_reads_back_to_the_sample(tmp_path, container, bits, step):
    if (container, bits) == ("flac", "32f"):
        return
    samples = tone(RATE + 7)
    path = write(tmp_path / f"a.{container}", samples, bits=bits, container=container)
    read, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    np.testing.assert_allclose(read, samples, atol=step)


def test_wav_and_flac_hold_the_same_numbers(tmp_path):
    samples = tone(5000)
    for bits in ("16", "24"):
        first, second = (
            soundfile.read(write(tmp_path / f"a.{c}", samples, bits=bits, container=c), dtype="int32")[0]
            for c in ("wav", "flac")
        )
        np.testing.assert_array_equal(first, second)


@needs_ffprobe
@pytest.mark.slow
@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_format_is_as_long_as_was_written_and_says_what_it_is(tmp_path, container, rate):
    if (container, rate) == ("mp3", 96_000):
        return
    frames = rate * 2 + 123
    path = write(tmp_path / f"a.{container}", tone(frames, rate=rate), rate=rate, container=container,
                 beside=Beside(TAGS))  # fmt: skip
    decoded = decoded_by_ffmpeg(path)
    assert len(decoded) == frames == len(soundfile.read(path)[0])
    assert np.abs(decoded - tone(frames, rate=rate))[1000:-1000].max() < (0.02 if container in LOSSY else 1e-6)
    stream, about = probed(path)
    tags = {name.lower(): text for name, text in (stream.get("tags", {}) | about.get("tags", {})).items()}
    assert int(stream["sample_rate"]) == rate
    assert tags["title"] == "Rain & é"
    if container == "wav":
        assert tags["ikey"] == "97.5 bpm; D minor"
    else:
        assert float(tags.get("bpm") or tags["tbpm"]) == pytest.approx(97.5, abs=0.5)
        assert (tags.get("key") or tags["tkey"]) in ("D minor", "Dm")
    assert "CC0, yours to sell" in tags.values()
    assert "seed 7" in (tags.get("comment"), tags.get("description"))


def test_wav_is_the_same_bytes_each_time(tmp_path):
    for bits in ("16", "24", "32f"):
        one, other = (
            write(tmp_path / name, tone(1000), bits=bits, beside=Beside(TAGS), pieces=pieces)
            for name, pieces in (("a.wav", 1), ("b.wav", 3))
        )
        assert one.read_bytes() == other.read_bytes()


def test_what_is_too_loud_is_held_at_full_scale(tmp_path):
    read, _ = soundfile.read(write(tmp_path / "a.wav", 1.5 * tone(1000, 1.0), bits="16"), dtype="int16")
    assert (read.min(), read.max()) == (-(2**15), 2**15 - 1)


def test_dither_keeps_what_is_softer_than_a_step(tmp_path):
    quiet = tone(RATE, 0.4 * 2**-15)
    read, _ = soundfile.read(write(tmp_path / "a.wav", quiet, bits="16"), dtype="float64")
    assert np.dot(read[:, 0], quiet[:, 0]) / np.dot(quiet[:, 0], quiet[:, 0]) == pytest.approx(1, abs=0.1)


def chunks(data):
    """Return a RIFF file's chunks by name, read anew here."""
    found, at = {}, 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[:4] == b"RF64" and data[at : at + 4] == b"data":
            size = int.from_bytes(found[b"ds64"][8:16], "little")
        name = data[at : at + 4]
        name += data[at + 8 : at + 12] if name == b"LIST" else b""
        found[name] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


def test_marks_and_loudness_stand_in_the_chunks_for_them(tmp_path):
    beside = Beside(
        TAGS,
        cues=(CuePoint(0, "Intro"), CuePoint(4321, "Hit")),
        broadcast=Broadcast("A piece", 3600 * RATE, -23.0, 4.5, -1.25),
        is_loop=True,
    )
    data = write(tmp_path / "a.wav", tone(5000), beside=beside).read_bytes()
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    found = chunks(data)
    assert {b"bext", b"fmt ", b"data", b"cue ", b"LISTadtl", b"smpl", b"LISTINFO", b"id3 "} <= set(found)
    assert np.frombuffer(found[b"cue "], "<u4")[[0, 1, 2, 6, 7, 8, 12]].tolist() == [2, 1, 0, 0, 2, 4321, 4321]
    assert b"\x02\x00\x00\x00Hit\x00" in found[b"LISTadtl"]
    bext = found[b"bext"]
    assert bext[:8] == b"A piece\x00"
    assert int.from_bytes(bext[338:346], "little") == 3600 * RATE
    assert np.frombuffer(bext[412:422], "<i2").tolist() == [-2300, 450, -125, 0x7FFF, 0x7FFF]
    assert len(bext) == 602
    assert np.frombuffer(found[b"smpl"], "<u4")[[7, 11, 12]].tolist() == [1, 0, 4999]


def test_wavinfo_reads_marks_loudness_and_loop_of_small_and_large_files(tmp_path, monkeypatch):
    beside = Beside(
        TAGS,
        cues=(CuePoint(0, "Intro"), CuePoint(4321, "Hit – Zürich")),
        broadcast=Broadcast("A piece", 3600 * RATE, -23.0, 4.5, -1.25),
        is_loop=True,
    )
    for largest in (1 << 32, 10_000):
        monkeypatch.setattr(wav, "_LARGEST", largest)
        path = write(tmp_path / f"{largest}.wav", tone(5000), beside=beside)
        read = wavinfo.WavInfoReader(str(path), info_encoding="utf-8")
        assert read.data.frame_count == 5000
        labels = {label.name: label.text for label in read.cues.labels}
        assert [(cue.sample_offset, labels[cue.name]) for cue in read.cues.cues] == [
            (0, "Intro"),
            (4321, "Hit – Zürich"),
        ]
        told = read.bext
        assert (told.description, told.time_reference, told.version) == ("A piece", 3600 * RATE, 2)
        assert (told.loudness_value, told.loudness_range, told.max_true_peak) == (-23.0, 4.5, -1.25)
        (loop,) = read.smpl.sample_loops
        assert (loop.start, loop.end) == (0, 4999)
        assert read.info.title == TAGS.title


@needs_ffprobe
@pytest.mark.slow
def test_ffprobe_reads_the_place_on_the_timeline(tmp_path):
    path = write(tmp_path / "a.wav", tone(5000), beside=Beside(broadcast=Broadcast("A piece", 3600 * RATE)))
    _, about = probed(path)
    assert about["tags"]["time_reference"] == str(3600 * RATE)
    assert about["tags"]["comment"] == "A piece"


@pytest.mark.parametrize("bits", ["24", "32f"])
def test_what_is_large_becomes_rf64(tmp_path, monkeypatch, bits):
    monkeypatch.setattr(wav, "_LARGEST", 10_000)
    samples = tone(5001)
    path = write(tmp_path / "a.wav", samples, bits=bits, beside=Beside(TAGS))
    data = path.read_bytes()
    assert data[:4] == b"RF64"
    assert np.frombuffer(chunks(data)[b"ds64"][:24], "<u8").tolist()[0::2] == [len(data) - 8, 5001]
    assert soundfile.info(path).format == "RF64"
    np.testing.assert_allclose(soundfile.read(path, dtype="float32")[0], samples, atol=2**-23)
    monkeypatch.undo()
    assert len(write(path, samples, bits=bits, beside=Beside(TAGS)).read_bytes()) == len(data)


@pytest.mark.parametrize(
    ("container", "rate", "bits", "says"),
    [
        ("mp3", 96_000, "16", "48000"),
        ("flac", RATE, "32f", "16 or 24"),
        ("aac", RATE, "16", "wav, flac"),
        ("wav", RATE, "8", "16, 24 or 32f"),
    ],
)
def test_what_there_is_not_is_one_sentence_before_anything_is_written(tmp_path, container, rate, bits, says):
    with pytest.raises(BadInput, match=says):
        check_format(container, rate=rate, bits=bits)
    with pytest.raises(BadInput, match=says):
        write(tmp_path / "a", tone(10), rate=rate, bits=bits, container=container)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("container", CONTAINERS)
def test_what_is_given_up_leaves_nothing(tmp_path, container):
    path = tmp_path / f"a.{container}"
    with pytest.raises(KeyboardInterrupt), open_audio(path, rate=RATE, bits="16", container=container) as append:
        append(tone(1000))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
