import zipfile
from pathlib import Path

import pytest
from lxml import etree

from audiogenesis_desktop.delivery.dawproject import StemFile, write_dawproject
from audiogenesis_desktop.score.score import Bend, Control, Marker, Meter, Mix, Note, Score, Section, Tempo, Track


@pytest.fixture(scope="module")
def score():
    lead = Track(
        4,
        "Lead \x07 <1>",
        73,
        notes=(Note(480, 60, 240, 127), Note(960, 64, 1920, 64)),
        mix=Mix(volume=127, pan=0, mute=True),
        transposition=12,
        controls=(Control(0, 11, 127), Control(960, 1, 0)),
        bends=(Bend(960, 8191),),
    )
    kit = Track(7, "Kit", is_drums=True, notes=(Note(0, 36, 100, 100),), mix=Mix(volume=64, pan=127, solo=True))
    return Score(
        (lead, kit),
        tempi=(Tempo(0, 500_000), Tempo(1920, 600_000)),
        meters=(Meter(0, 3, 4), Meter(2880, 6, 8)),
        sections=(Section(0, 2880, "intro", 0.1), Section(2880, 5760, "A", 0.9)),
        markers=(Marker(960, "Hit", "cue"), Marker(960, "la", "lyric"), Marker(0, "loopStart"), Marker(9, "loopEnd")),
        length_ticks=5760,
        title="A & B",
    )


@pytest.fixture(scope="module")
def opened(score, tmp_path_factory):
    path = tmp_path_factory.mktemp("daw") / "a.dawproject"
    write_dawproject(score, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}, path.read_bytes()


@pytest.fixture(scope="module")
def project(opened):
    return opened[0]["project.xml"]


def test_the_project_is_as_the_format_has_it(opened):
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("dawproject.xsd")))
    for root in opened[0].values():
        schema.assertValid(root)


def test_stems_play_beside_the_notes_at_their_own_speed(score, tmp_path):
    stems = [StemFile("Lead & <1>", "../stems/01 lead.wav", 48_000), StemFile("Kit", "../stems/02 kit.wav", 48_000)]
    write_dawproject(score, tmp_path / "a.dawproject", stems)
    with zipfile.ZipFile(tmp_path / "a.dawproject") as archive:
        project = etree.fromstring(archive.read("project.xml"))
    etree.XMLSchema(etree.parse(Path(__file__).with_name("dawproject.xsd"))).assertValid(project)
    group = project.find("Structure/Track[@id='stems']")
    assert [track.get("name") for track in group.findall("Track")] == ["Lead & <1>", "Kit"]
    lanes = [lane for lane in project.findall(".//Lanes/Lanes") if lane.find(".//Audio") is not None]
    assert [lane.get("track") for lane in lanes] == ["stem0", "stem1"]
    for lane, stem in zip(lanes, stems, strict=True):
        clip, audio = lane.find("Clips/Clip"), lane.find(".//Audio")
        assert (clip.get("time"), clip.get("duration"), clip.get("contentTimeUnit")) == ("0", "6", "seconds")
        assert float(audio.get("duration")) == pytest.approx(3.4)  # two beats at 120, four at 100
        assert (audio.find("File").get("path"), audio.find("File").get("external")) == (stem.path, "true")


def test_the_zip_holds_both_files_and_is_the_same_bytes_each_time(opened, score, tmp_path):
    files, data = opened
    assert list(files) == ["project.xml", "metadata.xml"]
    assert files["metadata.xml"].findtext("Title") == "A & B"
    write_dawproject(score, tmp_path / "b.dawproject")
    assert (tmp_path / "b.dawproject").read_bytes() == data


def test_notes_are_in_quarter_notes_as_they_are_heard(project):
    lanes = {lane.get("track"): lane for lane in project.findall(".//Lanes/Lanes")}
    notes = [dict(note.attrib) for note in lanes["track4"].iter("Note")]
    assert [(n["time"], n["duration"], n["key"]) for n in notes] == [("0.5", "0.25", "72"), ("1", "2", "76")]
    assert [float(n["vel"]) for n in notes] == pytest.approx([1.0, 64 / 127])
    assert [note.get("key") for note in lanes["track7"].iter("Note")] == ["36"]
    assert lanes["track4"].find("Clips/Clip").get("duration") == "6"


def test_tempo_meter_and_markers_stand_at_their_beats(project):
    tempi = [(p.get("time"), float(p.get("value"))) for p in project.iterfind(".//TempoAutomation/RealPoint")]
    assert tempi == [("0", 120), ("2", 100)]
    meters = [(p.get("time"), p.get("numerator"), p.get("denominator")) for p in project.iter("TimeSignaturePoint")]
    assert meters == [("0", "3", "4"), ("3", "6", "8")]
    assert [(m.get("time"), m.get("name")) for m in project.iter("Marker")] == [
        ("0", "Intro"),
        ("1", "Hit"),
        ("3", "A"),
    ]


def test_the_mixer_and_the_moves_are_there(project):
    channels = {channel.get("id"): channel for channel in project.iter("Channel")}
    lead, kit = channels["channel4"], channels["channel7"]
    assert (lead.find("Mute").get("value"), lead.get("solo"), kit.get("solo")) == ("true", "false", "true")
    assert [float(c.find("Volume").get("value")) for c in (lead, kit)] == pytest.approx([1, (64 / 127) ** 2])
    assert [float(c.find("Pan").get("value")) for c in (lead, kit)] == [0, 1]
    assert {c.get("destination") for c in (lead, kit)} == {"master-channel"}
    moves = {
        p.find("Target").get("controller") or p.find("Target").get("expression"): p for p in project.iter("Points")
    }
    assert {name: float(p.find("RealPoint").get("value")) for name, p in moves.items()} == {
        "11": 1,
        "1": 0,
        "pitchBend": 1,
    }
