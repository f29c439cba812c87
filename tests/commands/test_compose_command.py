"""`audiogenesis compose` from the prompt to files, with the shipped checkpoint and the real text encoder."""

import json
from pathlib import Path

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.brief.telling import as_dict
from audiogenesis_desktop.commands.compose import with_options
from audiogenesis_desktop.commands.parser import build_parser, run
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.plan import Ending
from audiogenesis_desktop.score.clock import TempoMap, length_seconds
from audiogenesis_desktop.theory.keys import Key

PROMPT = "calm piano and strings for a skincare advert, 72 bpm, D minor"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same command run twice: once for a.mid, once for b.mid and the report."""
    folder = tmp_path_factory.mktemp("composed")
    assert run(["compose", PROMPT, "--length", "30", "--seed", "7", "-o", str(folder / "a.mid")]) == 0
    assert run(["compose", PROMPT, "--length", "30", "--seed", "7", "-o", str(folder / "b.mid"), "--takes", "2"]) == 0
    return folder


def test_the_same_seed_gives_the_same_bytes(folder: Path) -> None:
    whole = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert whole["a.mid"] in (whole["b.mid"], whole["b-2.mid"])  # takes are ranked: seed 7 may come second
    assert whole["b.mid"] != whole["b-2.mid"]


def test_tempo_length_instruments_and_last_chord_are_as_requested(folder: Path) -> None:
    score = read_midi(folder / "a.mid")
    assert score.tempi[0].bpm == pytest.approx(72, abs=0.001)
    assert length_seconds(score) == pytest.approx(30, abs=1e-5)
    programs = [track.program for track in score.tracks]
    assert list(dict.fromkeys(programs)) == [0, 48]  # one player may have several parts
    assert all(len(track.notes) > 5 for track in score.tracks)
    last_start = max(note.start_tick for track in score.tracks for note in track.notes)
    last = [note for track in score.tracks for note in track.notes if note.start_tick == last_start]
    assert min(note.pitch for note in last) % 12 == 2
    assert {note.pitch % 12 for note in last} <= {2, 5, 9}
    assert TempoMap(score.tempi).seconds(max(note.end_tick for note in last)) < 30


def test_another_program_hears_the_key(folder: Path) -> None:
    music21 = pytest.importorskip("music21")
    key = music21.converter.parse(str(folder / "a.mid")).analyze("key")
    assert (key.tonic.pitchClass, key.mode) == (2, "minor")


@pytest.mark.slow
def test_the_wav_is_exactly_as_long_as_requested(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    from audiogenesis_desktop.errors import MissingPart
    from audiogenesis_desktop.playback.fluid import find_soundfont, fluidsynth_version

    try:
        find_soundfont()
    except MissingPart:
        pytest.skip("no SoundFont here")
    if not fluidsynth_version():
        pytest.skip("no FluidSynth here")
    assert run(["compose", "harp, 6.5 seconds", "--seed", "1", "-o", str(tmp_path / "a.wav")]) == 0
    about = soundfile.info(str(tmp_path / "a.wav"))
    assert (about.frames, about.samplerate, about.channels) == (312_000, 48_000, 2)
    samples = soundfile.read(str(tmp_path / "a.wav"))[0]
    assert abs(samples).max() > 0.01
    assert abs(samples[-480:]).max() < 0.001  # it has died away, not been cut: -60 dBFS at -16 LUFS is not heard


@pytest.mark.slow
def test_options_beat_the_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--tempo", "90", "--key", "Eb", "--meter", "3/4", "--instruments", "flute,harp", "--without", "harp"]
    assert run(["compose", PROMPT, "--length", "8", "--seed", "1", "--json", *arguments]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["plan"]["key"] == Key(3, "major").name
    assert report["plan"]["meter"] == "3/4"
    assert [(part["instrument"], part["role"]) for part in report["plan"]["parts"]] == [("flute", "lead")]
    assert report["plan"]["ending"] in list(Ending)
    assert sum(report["plan"]["style"].values()) == pytest.approx(1, abs=0.01)
    assert report["plan"]["tempi"][0]["bpm"] == pytest.approx(90, abs=0.01)
    assert report["seconds"] == pytest.approx(8, abs=1e-5)
    assert {"brief", "plan", "seed", "model", "files", "notes", "seconds", "compose_seconds"} <= set(report)


@pytest.mark.parametrize(
    ("arguments", "length", "said"),
    [
        (["--length", "0.01"], 1.0, ["A length of 0.01 s cannot be made: it was set to 1 s."]),
        (["--length", "100000"], 3600.0, ["A length of 100000 s cannot be made: it was set to 3600 s."]),
        (["--length", "15", "--hit", "16"], 15.0, ["The piece is over before 16 s: that hit was left out."]),
        (
            ["--length", "40", "--hit", "32", "--tempo", "124"],
            40.0,
            ["At 124 bpm no beat falls on 32 s: an accent between beats meets it."],
        ),
        (["--length", "40", "--hit", "32", "--tempo", "120"], 40.0, []),
        (["--hit", "32", "--tempo", "120"], 45.0, []),  # what nobody said makes room
    ],
)
def test_what_options_cannot_have_is_reported_and_the_nearest_is_made(
    arguments: list[str], length: float, said: list[str]
) -> None:
    options = build_parser().parse_args(["compose", "piano", *arguments])
    brief = with_options(read_said("piano"), options)
    assert brief.length_seconds == length and list(brief.notices) == said
    assert as_dict(brief)["hits"] == list(brief.hits) and as_dict(brief)["hits_missed"] == list(brief.missed)


def test_what_happens_at_a_hit_is_chosen_beside_it() -> None:
    options = build_parser().parse_args(["compose", "piano", "--length", "30", "--hit", "12:stop", "--hit", "8"])
    brief = with_options(read_said("piano, crash at 5 s"), options)
    assert (brief.hits, brief.hit_kinds) == ((8.0, 12.0), ((12.0, "stop"),))
    assert as_dict(brief)["hit_kinds"] == [{"second": 12.0, "kind": "stop"}]
    with pytest.raises(SystemExit):
        build_parser().parse_args(["compose", "piano", "--hit", "12:bang"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "song.xyz"], ".mid or .wav"),
        (["-o", "no/such/folder/a.mid"], "folder"),
        (["--instruments", "blorp"], "blorp"),
        (["--checkpoint", "nowhere.safetensors"], "no checkpoint"),
    ],
)
def test_bad_input_gets_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["compose", "piano, 4 seconds", *arguments]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1 and said in lines[0]
    assert not list(tmp_path.iterdir())


def test_the_shipped_checkpoint_is_there() -> None:
    assert paths.shipped_checkpoint().is_file()


def test_parts_are_balanced_unless_they_are_to_stay_plain(
    soundfont: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compose", "jazz trio, 8 s", "--seed", "3", "--json", "--soundfont", str(soundfont)]
    told = []
    for more in ([], ["--plain-mix"]):
        assert run([*arguments, "-o", str(tmp_path / "a.mid"), *more]) == 0
        told.append((json.loads(capsys.readouterr().out)["mix"], read_midi(tmp_path / "a.mid")))
    (mix, balanced), (plain_mix, plain) = told
    assert mix["loudness_lufs"] == pytest.approx(-16, abs=0.1)
    assert all(abs(part["level_lu"] - part["wished_lu"]) < 2 for part in mix["parts"])
    assert plain_mix["parts"] == []
    assert [track.notes for track in plain.tracks] == [track.notes for track in balanced.tracks]
    assert plain.level_db == 0 != balanced.level_db


def test_without_a_synthesizer_a_piece_is_written_plain_and_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compose", "piano, 5 s", "--seed", "3", "--soundfont", str(tmp_path / "none.sf2")]
    assert run([*arguments, "-o", str(tmp_path / "a.mid")]) == 0
    assert "none.sf2 is not a SoundFont that can be read" in capsys.readouterr().out
    assert read_midi(tmp_path / "a.mid").level_db == 0
