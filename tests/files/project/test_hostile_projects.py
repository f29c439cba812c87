"""Projects of strangers: whatever is in them, one sentence and nothing more, in bounded time and memory."""

import io
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project import archive, migrating, project_file
from audiogenesis_desktop.files.project.archive import HEADER, LINES, BrokenArchive, packed, unpacked
from audiogenesis_desktop.files.project.piece import Piece, Workplace
from audiogenesis_desktop.files.project.project_file import piece_of, project_bytes, read_project
from audiogenesis_desktop.score.score import Note, Score, Track
from tests.files.project.evening import evening

PIECE = Piece(Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), title="Song"))
GOOD = project_bytes(PIECE)
HEAD, WHOLE = unpacked(GOOD)
WHOLE = list(WHOLE)
VERSION = b'"version":%d' % migrating.VERSION
EVENING, OLDER = project_bytes(evening()), Path(__file__).with_name("version-1.agproj").read_bytes()


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return file.getvalue()


def with_line(begins, *changes):
    """Return the good project with one of its lines changed."""

    def changed(line):
        for old, new in changes if line.startswith(b'["' + begins) else ():
            assert old in line
            line = line.replace(old, new, 1)
        return line

    return packed(HEAD, [changed(line) for line in WHOLE])


def with_note(note):
    return with_line(b"track", (b"[0,60,960,80]", note))


DEEP = b"[" * 200_000
SHELLS = {
    "empty": b"",
    "no zip": b"not a zip" * 10,
    "only an end": b"PK\x05\x06" + bytes(18),
    "a path that climbs out": zipped((HEADER, HEAD), ("../../" + LINES, b"\n".join(WHOLE) + b"\n")),
    "a path from the root": zipped((HEADER, HEAD), ("/etc/" + LINES, b"")),
    "one member more": zipped((HEADER, HEAD), (LINES, b""), ("code.py", b"print()")),
    "one member less": zipped((HEADER, HEAD)),
    "another way of packing": zipped((HEADER, HEAD), (LINES, b"\n".join(WHOLE)), method=zipfile.ZIP_LZMA),
    "a header of two megabytes": zipped((HEADER, b" " * 2_000_000), (LINES, b"")),
    "a header that is no JSON": packed(b"{", WHOLE),
    "a header of another kind": packed(b'{"format":"zip","version":1}', WHOLE),
    "a header that nests": packed(DEEP[:4000], WHOLE),
    "a version below all": packed(HEAD.replace(VERSION, b'"version":0'), WHOLE),
    "a version without end": packed(HEAD.replace(VERSION, b'"version":' + b"9" * 3000), WHOLE),
    "no end of the last line": zipped((HEADER, HEAD), (LINES, b"\n".join(WHOLE))),
    "no piece": packed(HEAD, WHOLE[:-1]),
    "nothing": packed(HEAD, []),
    "a million members": GOOD[:-22] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 60_000, 60_000, 4_000_000, 0, 0),
    "a directory of 4 GB": GOOD[:-22] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 0xFFFFFFFF, 0, 0),
    "a directory of 64 bits": GOOD[:-22] + b"PK\x06\x07" + bytes(16) + GOOD[-22:],
}
VALUES = {
    "JSON that nests": with_line(b"frame", (b'"title":"Song"', b'"title":' + DEEP)),
    "a field that nests": with_line(b"frame", (b'"title"', b'"more":' + DEEP + b',"title"')),
    "a line that nests": packed(HEAD, [DEEP]),
    "not a number": with_note(b"[NaN,60,960,80]"),
    "no number at all": with_note(b"[null,60,960,80]"),
    "a number without end": with_note(b"[" + b"9" * 4000 + b",60,960,80]"),
    "a fraction": with_note(b"[0.5,60,960,80]"),
    "infinity": with_line(b"frame", (b'"level_db":0.0', b'"level_db":1e999')),
    "a note before the start": with_note(b"[-1,60,960,80]"),
    "a note of 4 GB": with_note(b"[0,60,4294967295000,80]"),
    "a pitch that is none": with_note(b"[0,128,960,80]"),
    "notes out of order": with_note(b"[9,60,960,80],[0,60,960,80]"),
    "half a note": with_note(b"[0,60]"),
    "a program that is none": with_line(b"track", (b'"program":0', b'"program":128')),
    "no tempo": with_line(b"frame", (b"[[0,500000]]", b"[]")),
    "a tempo of nought": with_line(b"frame", (b"[[0,500000]]", b"[[0,0]]")),
    "a meter of nought": with_line(b"frame", (b"[[0,4,4]]", b"[[0,0,4]]")),
    "a meter of thirds": with_line(b"frame", (b"[[0,4,4]]", b"[[0,4,3]]")),
    "a day and more": with_line(b"frame", (b"[[0,500000]]", b"[[0,500000],[900000000,400000]]")),
    "text that is no UTF-8": with_line(b"frame", (b"Song", b"\xff\xfe")),
    "a track that is not there": with_line(b"score", (b"[0]", b"[7]")),
    "a track before all": with_line(b"score", (b"[0]", b"[-1]")),
    "the same number twice": packed(HEAD, [WHOLE[0], *WHOLE]),
    "two tracks of one id": with_line(b"score", (b"[0]", b"[0,0]")),
    "a kind that is none": packed(HEAD, [b'["code",0,"import os"]', *WHOLE]),
    "a line that is no list": packed(HEAD, [b"7", *WHOLE]),
    "a view of nothing": with_line(b"piece", (b'"row_height":14', b'"row_height":0')),
}


def refusal(tmp_path, data):
    path = tmp_path / "song.agproj"
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput) as caught:
            read_project(path)
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()
    assert path.read_bytes() == data
    return str(caught.value)


@pytest.mark.parametrize("data", [*SHELLS.values(), *VALUES.values()], ids=[*SHELLS, *VALUES])
def test_a_hostile_project_is_one_sentence(tmp_path, data):
    sentence = refusal(tmp_path, data).removeprefix(str(tmp_path))
    assert "\n" not in sentence and 20 < len(sentence) < 200


def test_something_unknown_at_a_hit_is_one_sentence():
    asked = Workplace(brief=Brief(hits=(3.0,), hit_kinds=((3.0, "bang"),)))
    with pytest.raises(BadInput):
        piece_of(project_bytes(replace(PIECE, workplace=asked)))


def test_a_zip_bomb_is_left_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED_BYTES", 1 << 20)
    bomb = zipped((HEADER, HEAD), (LINES, bytes(40 << 20)))
    assert len(bomb) < 50_000 and "unpack to more" in refusal(tmp_path, bomb)
    # One that lies about its size is found out while it is unpacked.
    place = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(LINES.encode()))
    lying = bomb[: place + 24] + struct.pack("<L", 1000) + bomb[place + 28 :]
    assert refusal(tmp_path, lying)


def test_a_million_tempo_changes_are_refused_before_they_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr(project_file, "_MOST_VALUES", 100_000)
    many = b"[[0,500000]" + b",[1,500000]" * 100_000 + b"]"
    assert "more than a piece can" in refusal(tmp_path, with_line(b"frame", (b"[[0,500000]]", many)))


def test_a_file_that_is_too_large_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(project_file, "MOST_PACKED_BYTES", 1000)
    assert "larger than a project" in refusal(tmp_path, bytes(1001))


# Fuzzing: the long form is benchmarks/fuzz.py


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_bytes_are_changed_it_is_a_piece_or_a_sentence(data):
    changed = bytearray(EVENING)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    opens_or_is_told(bytes(changed))


@settings(max_examples=200, deadline=None)
@given(st.data())
@pytest.mark.parametrize("file", [EVENING, OLDER], ids=["as written now", "version 1"])
def test_whatever_values_are_changed_it_is_a_piece_or_a_sentence(file, data):
    """Through the shell, which would find changed bytes by its checksum."""
    header, lines = unpacked(file)
    lines = list(lines)
    at = data.draw(st.integers(0, len(lines) - 1))
    value = msgspec.json.decode(lines[at])
    lines[at] = msgspec.json.encode(spoilt(data, value))
    opens_or_is_told(packed(header, lines))


STRANGE = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), st.text(max_size=4),
    st.just([]), st.just({}), st.just([[]]),
)  # fmt: skip


def spoilt(data, value):
    """Return JSON with something in it in another's place."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not keys or data.draw(st.integers(0, 5)) == 0:
        return data.draw(STRANGE)
    key = data.draw(st.sampled_from(keys))
    value[key] = spoilt(data, value[key])
    return value


def opens_or_is_told(data):
    try:
        piece = piece_of(data)
    except BrokenArchive:
        return
    assert piece_of(project_bytes(piece)) == piece  # what opens can be saved
