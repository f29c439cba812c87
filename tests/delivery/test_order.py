"""Orders: what cannot be written is told before it is rendered, in one sentence that says what to do."""

import shutil
from collections import namedtuple
from dataclasses import replace

import msgspec
import pytest

from audiogenesis_desktop.delivery.order import Order, free_name
from audiogenesis_desktop.delivery.packs import Format, Pack
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import Note, Score, Track

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), length_ticks=9600)  # 5 s
ONE, MORE = Pack(name="One", loudness="ebu"), Pack(name="More", loudness="ebu", markers=("edl",), lengths=(30, 3))


@pytest.fixture
def order(tmp_path):
    return Order(ONE, tmp_path, "Spot")


def with_pack(order, **values):
    return replace(order, pack=msgspec.structs.replace(order.pack, **values))


def objection(order, score=SCORE):
    with pytest.raises(BadInput) as caught:
        order.check(score, seconds=5.0)
    return str(caught.value)


def test_one_file_is_a_file_and_more_are_a_folder(order, tmp_path):
    assert order.is_one_file and order.path == tmp_path / "Spot.wav"
    assert with_pack(order, formats=(Format(container="mp3"),)).path == tmp_path / "Spot.mp3"
    for more in ({"stems": "track"}, {"lengths": (6,)}, {"loops": (4,)}, {"markers": ("csv",)}, {"notes": ("mid",)}):
        assert with_pack(order, **more).path == tmp_path / "Spot"
    order.check(SCORE, seconds=5.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "  "])
def test_it_needs_a_name(order, name):
    assert "no name" in objection(replace(order, name=name))


@pytest.mark.parametrize(
    ("name", "better"), [("a/b: c", "a b c"), ("con", "con -"), ("Spot.", "Spot"), ("x" * 90, "x" * 80)]
)
def test_a_name_that_some_system_forbids_is_told_with_a_better_one(order, name, better):
    assert f"“{better}”" in objection(replace(order, name=name))


def test_a_folder_that_is_none_or_may_not_be_written_is_told(order, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for name in ("file", "missing"):
        assert "is no folder" in objection(replace(order, folder=tmp_path / name))
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "may not write" in objection(order)


def test_a_file_is_replaced_knowingly_and_a_folder_never(order, tmp_path):
    (tmp_path / "Spot.wav").write_text("")
    order.check(SCORE, seconds=5.0)
    assert list(order.remarks(seconds=5.0)) == ["Spot.wav is there already and will be replaced."]
    more = replace(order, pack=MORE)
    (tmp_path / "Spot").mkdir()
    more.check(SCORE, seconds=5.0)
    (tmp_path / "Spot" / "old.txt").write_text("")
    (tmp_path / "Spot 2").mkdir()
    assert "“Spot 3”" in objection(more) and free_name(more) == "Spot 3"
    (tmp_path / "Spot.wav").unlink()
    (tmp_path / "Spot.wav").mkdir()
    assert "“Spot 2”" in objection(order)


def test_a_full_disk_is_told(order, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
    assert "0 MB left" in objection(order)


def test_what_is_not_heard_is_not_written(order):
    silent = replace(SCORE, tracks=(replace(SCORE.tracks[0], mix=replace(SCORE.tracks[0].mix, mute=True)),))
    assert "Nothing is heard" in objection(order, silent)


def test_a_loop_is_no_mp3(order):
    loop = replace(with_pack(order, formats=(Format(container="mp3"),)), is_loop=True)
    assert "no loop closes" in objection(loop)
    assert "no loop closes" in objection(replace(loop, pack=msgspec.structs.replace(loop.pack, markers=("csv",))))
    assert replace(order, is_loop=True).spec.is_loop


def test_a_time_code_that_the_rate_has_not_is_told(order):
    drop = with_pack(order, frame_rate="29.97 drop", start="00:01:00:00")
    assert "is no time code" in objection(drop)


def test_music_that_begins_later_than_the_picture_begins_later_on_the_timeline(order):
    late = replace(
        with_pack(order, frame_rate="29.97 drop", start="00:00:55;00"), starts_at_seconds=150 * 1001 / 30_000
    )
    assert late.spec.start == "00:01:00;02"  # whose first two numbers are left out


def test_what_will_be_left_out_is_told(order):
    told = list(replace(order, pack=MORE, is_loop=True).remarks(seconds=5.0))
    assert list(with_pack(order, markers=("edl",), lengths=(5, 3)).remarks(seconds=5.0)) == []  # it is that long itself
    assert told == ["There will be no version of 30 s: the piece lasts 5 s."]
    assert not list(replace(order, pack=MORE).remarks(seconds=5.0, is_composed=True))
