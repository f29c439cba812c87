"""Whatever a folder holds, the run goes on: each bad file is told of in a sentence, and the rest is read."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Meter, Score
from audiogenesis_desktop.theory.instruments import DRUM_CLASS
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training import corpus as corpus_module
from audiogenesis_desktop.training.corpus import Piece, read_corpus, read_piece, read_pieces

SCALE = (60, 62, 64, 65, 67, 69, 71)


def number(value: int) -> bytes:
    """A MIDI variable-length number."""
    out = [value & 127]
    while value := value >> 7:
        out.append(value & 127 | 128)
    return bytes(reversed(out))


def notes(count: int = 64, *, channel: int = 0, ticks: int = 240, pitches: tuple[int, ...] = SCALE) -> bytes:
    """Note-ons and -offs, one after another."""
    return b"".join(
        b"\0"
        + bytes((0x90 | channel, pitches[i % len(pitches)], 80))
        + number(ticks)
        + bytes((0x80 | channel, pitches[i % len(pitches)], 0))
        for i in range(count)
    )


def midi(*tracks: bytes, kind: int = 1, division: int = 480) -> bytes:
    """A MIDI file of tracks without their ends."""
    whole = [track + b"\0\xff\x2f\0" for track in tracks]
    chunks = b"".join(b"MTrk" + struct.pack(">I", len(track)) + track for track in whole)
    return b"MThd" + struct.pack(">IHHH", 6, kind, len(tracks), division) + chunks


def meter(upper: int, lower_power: int) -> bytes:
    return bytes((0, 0xFF, 0x58, 4, upper, lower_power, 24, 8))


def tempo(microseconds: int) -> bytes:
    return b"\0\xff\x51\x03" + microseconds.to_bytes(3, "big")


TEN_HOURS = 480 * 2 * 36_000
REFUSED = {
    "type 2": (midi(notes(), notes(), kind=2), "it is of type 2, which holds separate sequences and not one piece"),
    "no notes": (midi(tempo(500_000)), "it has no notes"),
    "no tracks": (midi(), "it has no notes"),
    "too few notes": (midi(notes(5)), "it has 5 notes: 24 to 60000 are learned from"),
    "one note of 10 h": (
        midi(notes(1, ticks=TEN_HOURS) + notes()),
        "it has more than 2000 bars",
    ),
    "10 h of one note": (midi(notes(36_000, ticks=960, pitches=(60,))), "it has one pitch and no other"),
    "10 h of notes": (midi(notes(36_000, ticks=960)), "it has more than 2000 bars"),
    "500 years": (
        midi(notes(30) + number(0x0FFFFFFF) + b"\xb0\x07\x40" + notes(30), division=1),
        "it has more than 2000 bars",
    ),
    "time that runs over": (midi((number(0x0FFFFFFF) + b"\xb0\x07\x40") * 8 + notes()), "it is broken or cut short"),
    "0 ticks a beat": (midi(notes(), division=0), "it has 0 ticks a beat"),
    "film frames": (midi(notes(), division=0xE728), "its time is in film frames and not in beats"),
    "bars of 0/4": (midi(meter(0, 2) + notes()), "its bars of 0/4 are too short or too long"),
    "bars of 4/2^255": (midi(meter(4, 255) + notes()), "its bars of 4/0 are too short or too long"),
    "a text": (b"hello, I am no MIDI\n" * 50, "it is not a MIDI file"),
    "truncated": (midi(notes(), notes(channel=1))[:-150], "it is broken or cut short"),
    "truncated header": (midi(notes())[:10], "it is broken or cut short"),
    "a length that lies": (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\xff\xff\xff\xff" + notes(), "it is broken or cut short"),
    "empty": (b"", "it is empty"),
    "too large": (midi(b"\0\xff\x01" + number(9_000_000) + bytes(9_000_000) + notes()), "it is larger than 8 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_learned_from_is_reported_in_a_sentence(tmp_path: Path, name: str) -> None:
    data, reason = REFUSED[name]
    (tmp_path / "bad.mid").write_bytes(data)
    with pytest.raises(ValueError) as raised:
        read_piece(tmp_path / "bad.mid")
    assert str(raised.value) == reason


def test_the_rest_of_a_bad_folder_is_read(tmp_path: Path, tune: Callable[..., Score]) -> None:
    for name, (data, _) in REFUSED.items():
        if name != "too large":
            (tmp_path / f"{name.replace('/', ' ')}.mid").write_bytes(data)
    for seed in range(3):
        write_midi(tune(seed), tmp_path / f"tune{seed}.MID")
    (tmp_path / "gone.mid").symlink_to(tmp_path / "nowhere.mid")
    (tmp_path / "notes.txt").write_text("no music")
    found = {Path(file).name: piece for file, piece in read_corpus(tmp_path, processes=1)}
    assert len(found) == len(REFUSED) - 1 + 3 + 1
    assert {name for name, piece in found.items() if isinstance(piece, Piece)} == {f"tune{i}.MID" for i in range(3)}
    assert found["gone.mid"] == "it cannot be opened"


def test_tempo_0_is_no_tempo(tmp_path: Path) -> None:
    for name, mark in (("zero", tempo(0)), ("none", b""), ("slowest", tempo(0xFFFFFF)), ("usual", tempo(600_000))):
        (tmp_path / f"{name}.mid").write_bytes(midi(mark + notes()))
    found = {Path(file).stem: piece for file, piece in read_corpus(tmp_path, processes=1)}
    bpm = {name: piece.tempo_bpm for name, piece in found.items() if isinstance(piece, Piece)}
    assert bpm == {"zero": 0, "none": 0, "slowest": 0, "usual": pytest.approx(100)}


def test_drums_alone_are_learned_from(tmp_path: Path) -> None:
    (tmp_path / "drums.mid").write_bytes(midi(notes(channel=9, pitches=(36, 42, 38, 42))))
    piece = read_piece(tmp_path / "drums.mid")
    assert set(piece.classes[:, 1].tolist()) == {DRUM_CLASS}
    assert sorted({*piece.classes[:, 2].tolist()}) == [36, 38, 42]  # drums are in no key
    assert piece.setting.active[:, DRUM_CLASS].all()


def test_500_tracks_are_read_as_one_piece(tmp_path: Path) -> None:
    (tmp_path / "many.mid").write_bytes(midi(*[notes(channel=i % 9) for i in range(500)]))
    assert len(read_piece(tmp_path / "many.mid").classes) == 64  # all play the same


def test_a_wrapped_file_is_read(tmp_path: Path) -> None:
    inner = midi(notes())
    size = struct.pack("<I", len(inner))
    (tmp_path / "a.rmi").write_bytes(b"RIFF" + struct.pack("<I", len(inner) + 12) + b"RMIDdata" + size + inner)
    assert len(read_piece(tmp_path / "a.rmi").classes) == 64


def test_one_file_is_a_corpus_and_an_empty_folder_is_an_empty_one(tmp_path: Path, tune: Callable[..., Score]) -> None:
    assert list(read_corpus(tmp_path)) == []
    write_midi(tune(1), tmp_path / "only.mid")
    assert [Path(file).name for file, piece in read_corpus(tmp_path) if isinstance(piece, Piece)] == ["only.mid"]
    with pytest.raises(BadInput, match="no folder"):
        list(read_corpus(tmp_path / "only.mid"))


def test_a_folder_that_cannot_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "midi_files", lambda folder: ([], [folder / "shut"]))
    assert list(read_corpus(tmp_path)) == [(str(tmp_path / "shut"), "the folder cannot be opened")]


def test_a_fault_with_one_file_does_not_cost_its_neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(4):
        (tmp_path / f"{i}.mid").write_bytes(midi(notes(50 + i)))
    real = corpus_module.join

    def breaking(pieces: list[corpus_module.Parsed], labels: list[dict[str, str]]) -> object:
        if any(len(piece.onsets) == 52 for piece in pieces):
            raise IndexError("a kind of file that nobody thought of")
        return real(pieces, labels)

    monkeypatch.setattr(corpus_module, "join", breaking)
    found = read_pieces([(tmp_path / f"{i}.mid", {}) for i in range(4)])
    assert [isinstance(piece, Piece) for piece in found] == [True, True, False, True]
    assert found[2] == "it cannot be understood (IndexError: a kind of file that nobody thought of)"


def test_pieces_read_together_are_as_if_read_alone(tmp_path: Path, tune: Callable[..., Score]) -> None:
    meters = (Meter(0, 4, 4), Meter(0, 3, 4), Meter(0, 6, 8), Meter(0, 5, 4))
    for seed in range(8):
        write_midi(tune(seed, bars=5 + 9 * seed, meter=meters[seed % 4]), tmp_path / f"{seed}.mid")
    late = b"\0\xb0\x07\x64" + number(480 * 40) + b"\xb0\x07\x64" + notes(90)  # ten bars of silence first
    (tmp_path / "late.mid").write_bytes(midi(late))
    jobs = [(path, {}) for path in sorted(tmp_path.iterdir())]
    for (path, _), together in zip(jobs, read_pieces(jobs), strict=True):
        alone = read_piece(path)
        assert isinstance(together, Piece)
        for name in ("classes", "onsets"):
            np.testing.assert_array_equal(getattr(together, name), getattr(alone, name))
        for name in type(alone.setting).__slots__:
            np.testing.assert_array_equal(getattr(together.setting, name), getattr(alone.setting, name), err_msg=name)
        assert (together.key, together.energy, together.density) == (alone.key, alone.energy, alone.density)
        assert np.array_equal(np.cumsum(alone.classes[:, 0].astype(int)), alone.onsets)
        assert alone.onsets[-1] < alone.setting.bar_starts[-1]


def test_minims_that_are_beats_count_as_beats(tmp_path: Path) -> None:
    (tmp_path / "alla.mid").write_bytes(midi(meter(3, 1) + tempo(500_000) + notes(48, ticks=480)))
    piece = read_piece(tmp_path / "alla.mid")
    assert np.diff(piece.setting.bar_starts).tolist() == [72] * 8
    assert piece.tempo_bpm == 60  # minims


def test_labels_are_believed_where_they_can_be(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.mid").write_bytes(midi(notes()))
    (tmp_path / "labels.csv").write_text("file,group,bpm,caption,mood\na.mid,g,90,a walk,happy\nb.mid,,fast,,\n")
    (tmp_path / "some_keys.csv").write_text("file,tonic,mode\na.mid,E,minor\nb.mid,X,minor\n")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "labels.csv").write_bytes(b"file\n\xff\xfe\n")
    a, b = (piece for _, piece in read_corpus(tmp_path, processes=1))
    assert isinstance(a, Piece) and isinstance(b, Piece)
    assert (a.key, a.tempo_bpm, a.group, a.text, a.source) == (Key(4, "minor"), 90, "g", "a walk", tmp_path.name)
    assert (b.key, b.tempo_bpm, b.group, b.text) == (Key(0, "major"), 0, f"{tmp_path.name}/b", "b")
