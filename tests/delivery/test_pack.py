import csv
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest
import soundfile

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.delivery import pack as packing
from audiogenesis_desktop.delivery.loudness import measure
from audiogenesis_desktop.delivery.pack import deliver
from audiogenesis_desktop.delivery.packs import Format, Pack, pack_of, packs
from audiogenesis_desktop.delivery.provenance import Provenance, sheet
from audiogenesis_desktop.delivery.shipment import Shipment, left_out
from audiogenesis_desktop.delivery.side_by_side import Work, done_side_by_side
from audiogenesis_desktop.delivery.versions import Piece, loop_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import length_frames, length_seconds
from tests.delivery.test_versions import piece_of

RATE = 16_000


@pytest.fixture(scope="module")
def shipment(soundfont):
    piece = piece_of(seconds=16.0)
    score = replace(piece.score, title='calm: "piano"')
    piece = Piece(score, piece.plan, take=Take("calm piano", Brief(), piece.plan, 7, "abc", piece.score))
    pack = Pack(
        name="Test",
        loudness="-20",
        formats=(Format(rate=RATE), Format(container="ogg", rate=RATE)),
        lengths=(60, 10),
        versions=("sting", "underscore", "no drums"),
        loops=(4, 0, 99),
        stems="track",
        markers=("csv", "edl", "fcpxml"),
        notes=("mid", "musicxml", "dawproject", "agproj"),
    )
    return Shipment(piece, pack, Provenance("calm piano", "band", "abc", 7), soundfont)


@pytest.fixture(scope="module")
def delivered(shipment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack") / "out"
    shares = []
    made = deliver(shipment, folder, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert [path.name for path in folder.parent.iterdir()] == ["out"]
    return folder, made


@pytest.mark.slow
def test_the_folder_holds_what_the_pack_says(delivered):
    folder, made = delivered
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {"README.txt", "LICENCE.txt", "LOUDNESS.txt", "loudness.svg"} <= names
    endings = sorted(f"{Path(name).parent}{Path(name).suffix}" for name in names if "/" in name)
    expected = {"audio.wav": 5, "audio.ogg": 2, "loops.wav": 2, "loops.ogg": 2}
    for ending, count in expected.items():
        assert endings.count(ending) == count, ending
    for ending in (
        "markers.csv",
        "markers.edl",
        "markers.fcpxml",
        "notes.mid",
        "notes.musicxml",
        "notes.dawproject",
        "notes.agproj",
    ):
        assert endings.count(ending) == 1
    assert all(one.path.is_file() for one in made)
    readme = (folder / "README.txt").read_text()
    assert all(Path(name).name in readme for name in names if "/" in name)
    assert all(name.startswith("calm piano") for name in (Path(name).name for name in names if "/" in name))


@pytest.mark.slow
def test_the_project_for_other_programs_plays_the_stems(delivered):
    folder, _ = delivered
    (path,) = (folder / "notes").glob("*.dawproject")
    with zipfile.ZipFile(path) as archive:
        project = ElementTree.fromstring(archive.read("project.xml"))
    named = [Path(path.parent, file.get("path")).resolve() for file in project.iter("File")]
    assert named == sorted(stem.resolve() for stem in (folder / "stems").iterdir())


@pytest.mark.slow
def test_the_studios_own_project_has_the_piece_and_what_was_asked_for_alone(delivered, shipment):
    (path,) = (delivered[0] / "notes").glob("*.agproj")
    project = read_project(path)
    assert project.score == shipment.piece.score and project.take.prompt == "calm piano"
    assert (project.takes, project.undo, project.workplace.video) == ((), (), None)


@pytest.mark.slow
def test_files_are_as_long_and_as_loud_as_asked(delivered):
    _, made = delivered
    by_name = {one.path.name: one for one in made}
    full = [one for name, one in by_name.items() if " 16s " in name and "underscore" not in name]
    assert {one.frames for one in full} == {16 * RATE}
    for name, one in by_name.items():
        samples, rate = soundfile.read(one.path, dtype="float32")
        assert len(samples) == one.frames
        if one.seconds > 3:
            assert measure(samples, rate).integrated_lufs == pytest.approx(-20, abs=0.2), name
        assert measure(samples, rate).true_peak_db <= -1


@pytest.mark.slow
def test_stems_add_up_to_the_piece_before_limiting(delivered, shipment):
    folder, made = delivered
    stems = [soundfile.read(path)[0] for path in sorted((folder / "stems").glob("*.wav"))]
    whole = next(one for one in made if one.path.suffix == ".wav" and one.frames == 16 * RATE)
    mix, _ = soundfile.read(whole.path)
    assert len(stems) == len([t for t in shipment.piece.score.tracks if t.notes])
    assert {len(stem) for stem in stems} == {len(mix)}
    if whole.mastering.limiter is None:
        assert 20 * np.log10(np.abs(sum(stems) - mix).max()) < -90


@pytest.mark.slow
def test_markers_name_what_the_piece_has(delivered, shipment):
    folder, _ = delivered
    (table,) = (folder / "markers").glob("*.csv")
    rows = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert [row["kind"] for row in rows] == ["section"] * len(shipment.piece.score.sections)
    (xml,) = (folder / "markers").glob("*.fcpxml")
    name = xml.read_text().split('src="')[1].split('"')[0]
    assert (folder / "markers" / name.replace("%20", " ")).is_file()


@pytest.mark.slow
def test_loops_go_round_without_a_seam(delivered):
    _, made = delivered
    for one in made:
        if "loop" in one.path.name and one.path.suffix == ".wav":
            samples, _ = soundfile.read(one.path)
            jump, steps = np.abs(samples[0] - samples[-1]).max(), np.abs(np.diff(samples, axis=0))
            assert jump <= 1.5 * max(steps[:800].max(), steps[-800:].max())
            assert one.notices == ()


def test_what_the_piece_has_nothing_of_is_told(shipment):
    bars = shipment.piece.bars
    assert left_out(shipment) == [
        "There are no 60 s of it: the piece lasts 16 s.",
        f"There is no loop of 99 bars: it has {bars} before its last chord.",
    ]
    slow = replace(shipment, piece=piece_of(bpm=30), pack=Pack(name="x", loudness="-20", lengths=(15, 15.3)))
    assert left_out(slow) == ["In 15 s of it the last chord has 1.8 s: at 29 bpm no beat falls nearer the end."]
    chord = replace(
        slow, piece=piece_of(seconds=3.0, bpm=100), pack=Pack(name="x", loudness="-20", versions=("sting",))
    )
    assert left_out(chord) == ["There is no sting: the piece is as short itself."]
    hairs_off = replace(
        shipment, piece=piece_of(seconds=7.0), pack=msgspec.structs.replace(shipment.pack, lengths=(7,))
    )
    assert 0 < abs(length_seconds(hairs_off.piece.score) - 7) < 1e-5
    assert not any("lasts" in told for told in left_out(hairs_off))
    piece = shipment.piece
    alone = type(piece)(replace(piece.score, tracks=tuple(t for t in piece.score.tracks if t.is_drums)), piece.plan)
    assert any("without drums" in notice for notice in left_out(replace(shipment, piece=alone)))


def test_files_are_called_by_the_prompt_without_the_length_and_tempo_that_each_has_of_its_own(shipment):
    def called(title):
        return replace(shipment, piece=Piece(replace(shipment.piece.score, title=title), shipment.piece.plan)).title

    assert called("tense trailer hit, 3 seconds") == "tense trailer hit"
    assert called("lofi with piano, 84 bpm, 45 s") == "lofi with piano"
    assert called("jazz trio, 1:30 min, brushes") == "jazz trio, brushes"
    assert called("30 s") == "Music"
    assert called("5 steps, 99 red balloons") == "5 steps, 99 red balloons"


@pytest.mark.slow
def test_a_loop_beside_other_files_goes_round_and_so_do_its_stems(shipment, tmp_path):
    score = loop_of(shipment.piece, 4)
    formats = (Format(rate=RATE, bits="32f"), Format(container="mp3", rate=RATE))
    pack = Pack(name="Loop", loudness="-26", formats=formats, stems="track")
    (made,) = deliver(replace(shipment, piece=Piece(score), pack=pack, is_loop=True), tmp_path / "out")
    mix = soundfile.read(made.path, always_2d=True)[0]
    stems = [soundfile.read(path, always_2d=True)[0] for path in (tmp_path / "out" / "stems").iterdir()]
    assert len(mix) == length_frames(score, RATE) and {len(stem) for stem in stems} == {len(mix)}
    assert np.abs(sum(stems) - mix).max() < 1e-3
    assert np.abs(mix[0] - mix[-1]).max() < 2 * np.abs(np.diff(mix, axis=0)).max()
    assert np.abs(mix[:8]).max() > 1e-4  # what rings on from its end


def test_a_folder_with_something_in_it_is_left_alone(shipment, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(BadInput, match="not an empty folder"):
        deliver(shipment, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_given_up_half_way_nothing_is_left(shipment, tmp_path):
    def stop(done):
        if done > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(shipment, tmp_path / "out", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_is_one_sentence_that_names_the_folder_and_nothing_is_left(shipment, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packing, "write_sound", full)
    with pytest.raises(BadInput, match="No space left") as caught:
        deliver(shipment, tmp_path / "out")
    assert ".part" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_is_told_before_anything_is_rendered(shipment, tmp_path, monkeypatch):
    monkeypatch.setattr(packing.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1_000_000})())
    with pytest.raises(BadInput, match=r"has 1 MB left"):
        deliver(shipment, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_every_shipped_pack_is_right_and_another_is_one_sentence():
    assert {"advert", "video", "game"} <= set(packs())
    with pytest.raises(BadInput, match="advert, video"):
        pack_of("cd")
    with pytest.raises(ValueError, match="48000"):
        Format(container="mp3", rate=96_000)
    with pytest.raises(msgspec.ValidationError, match="loudness"):
        msgspec.convert({"name": "x", "loudness": "very"}, Pack)


def test_the_sheet_says_whether_it_may_be_sold_and_how_to_make_it_again(tmp_path):
    ours = sheet(Provenance("calm", "band", "abc", 7), Path("MuseScore_General.sf3"))
    for part in ("MAY I SELL THIS?", "sell", "seed       7", "calm", "abc", "MIT"):
        assert part in ours
    theirs = sheet(Provenance(opened_file="x.mid"), Path("mine.sf2"))
    assert "x.mid" in theirs and "not known here" in theirs and "seed" not in theirs


def test_side_by_side_results_keep_their_order_and_the_first_failure_stops_all():
    works = [Work(1.0, lambda tell, i=i: (tell(0.5), i)[1]) for i in range(7)]
    assert done_side_by_side(works) == list(range(7))

    def fail(_):
        raise BadInput("no")

    with pytest.raises(BadInput, match="no"):
        done_side_by_side([*works, Work(1.0, fail)])
    assert done_side_by_side([]) == []


@pytest.mark.slow
def test_the_lengths_of_versions_are_exact(delivered, shipment):
    _, made = delivered
    assert length_seconds(shipment.piece.score) == pytest.approx(16)
    assert {one.frames for one in made if " 10s " in one.path.name} == {10 * RATE}
