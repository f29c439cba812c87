"""`play` and `ports`: what is said and how they end, with outputs that only remember."""

import argparse
import re
from pathlib import Path

import pytest

from audiogenesis_desktop.commands import play, ports
from audiogenesis_desktop.delivery import balancing, heard
from audiogenesis_desktop.errors import BadInput, DeviceLost, MissingPart
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.playback import fluid, midi_port, soundfont
from audiogenesis_desktop.playback.output import Levels, Output
from audiogenesis_desktop.score.events import NOTE_ON, Event
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track

QUICK = (Tempo(0, 100_000),)


class RememberingPort(Output):
    """Stands in for `PortOutput`."""

    opened: list["RememberingPort"]

    def __init__(self, name: str) -> None:
        self.name = f"The {name}"
        self.sent: list[Event] = []
        self.is_closed = False
        self.opened.append(self)

    def send(self, event: Event, at: float) -> None:
        self.sent.append(event)

    def silence(self) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[RememberingPort]:
    RememberingPort.opened = []
    monkeypatch.setattr(midi_port, "PortOutput", RememberingPort)
    return RememberingPort.opened


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    path = tmp_path / "tune.mid"
    notes = tuple(Note(i * 240, 60 + i, 240, 80) for i in range(5))
    write_midi(Score(tracks=(Track(0, "Piano", notes=notes),), tempi=QUICK), path)
    return path


def options(file: Path, port: str | None = "organ") -> argparse.Namespace:
    return argparse.Namespace(
        file=file, port=port, virtual=False, clock=False, soundfont=None, feel=None, swing=None, as_written=False
    )


def test_it_plays_the_file_to_its_end_and_closes_the_port(
    opened: list[RememberingPort], tune: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play.run(options(tune))
    assert [e.data[1] for e in opened[0].sent if e.kind == NOTE_ON] == [60, 61, 62, 63, 64]
    assert opened[0].is_closed
    assert capsys.readouterr().out == "Playing tune.mid through “The organ”; Ctrl+C stops.\n"


def test_what_a_port_has_no_channel_for_is_reported(
    opened: list[RememberingPort], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(RememberingPort, "reaches", lambda _port, channel: channel.port == 0)
    notes = tuple(Note(i * 240, 60 + i, 240, 80) for i in range(5))
    write_midi(Score(tuple(Track(i, f"Track {i}", i, notes=notes) for i in range(17)), tempi=QUICK), tmp_path / "a.mid")
    play.run(options(tmp_path / "a.mid"))
    assert "too few to send “Track 15”, “Track 16” as well" in capsys.readouterr().err


def test_ctrl_c_closes_the_port_and_is_passed_on(
    opened: list[RememberingPort], tune: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(play.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        play.run(options(tune))
    assert opened[0].is_closed


def test_a_lost_port_ends_it_with_the_reason(
    opened: list[RememberingPort], tune: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise DeviceLost("The organ has gone.")

    monkeypatch.setattr(RememberingPort, "send", lose)
    with pytest.raises(DeviceLost, match="The organ has gone"):
        play.run(options(tune))
    assert opened[0].is_closed


def test_a_file_without_notes_is_refused_before_anything_is_opened(
    opened: list[RememberingPort], tmp_path: Path
) -> None:
    write_midi(Score(), tmp_path / "empty.mid")
    with pytest.raises(BadInput, match=r"empty\.mid holds no notes"):
        play.run(options(tmp_path / "empty.mid"))
    assert not opened


class RememberingSynthesizer(RememberingPort):
    """Stands in for `FluidOutput`."""

    driver = "pretended"
    peaks = (0.5, 0.9)

    def __init__(self, soundfont: Path, *, is_metered: bool) -> None:
        super().__init__(soundfont.stem)
        assert is_metered

    def levels(self) -> Levels:
        return Levels(self.peaks, ())

    def ring_out(self, longest_seconds: float) -> None:
        self.rang_out = True


@pytest.fixture
def synthesizers(monkeypatch: pytest.MonkeyPatch) -> list[RememberingSynthesizer]:
    made: list[RememberingSynthesizer] = []
    monkeypatch.setattr(RememberingSynthesizer, "opened", made)
    monkeypatch.setattr(fluid, "FluidOutput", RememberingSynthesizer)
    monkeypatch.setattr(fluid, "find_soundfont", lambda _chosen: Path("Bells.sf2"))
    monkeypatch.setattr(soundfont, "find_soundfont", lambda _chosen: Path("Bells.sf2"))
    monkeypatch.setattr(heard, "hear", lambda score, **_: score)
    monkeypatch.setattr(balancing, "live_gain_db", lambda _score, _heard: 0.0)
    return made


@pytest.fixture
def levels_db(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How far the master fader of what is played is turned, as scores are handed over."""
    found: list[float] = []
    set_score = play.Transport.set_score

    def remembering(transport: play.Transport, score: Score) -> None:
        found.append(round(score.level_db, 2))
        set_score(transport, score)

    monkeypatch.setattr(play.Transport, "set_score", remembering)
    return found


def test_without_a_port_it_is_fluidsynth_with_the_soundfont_found(
    tune: Path,
    synthesizers: list[RememberingSynthesizer],
    levels_db: list[float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    play.run(options(tune, None))
    assert re.search(r"through FluidSynth \(pretended, Bells\)", capsys.readouterr().out)
    assert synthesizers[0].rang_out and levels_db == [0.0]


def test_it_is_played_with_the_gain_that_listening_beside_finds(
    tune: Path,
    synthesizers: list[RememberingSynthesizer],
    levels_db: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(balancing, "live_gain_db", lambda _score, _heard: -4.0)
    play.run(options(tune, None))
    assert levels_db == [0.0, -4.0]


def test_it_is_played_softer_after_a_peak_over_full_scale_even_where_nothing_could_be_listened_to(
    tune: Path,
    synthesizers: list[RememberingSynthesizer],
    levels_db: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MissingPart("There is no libfluidsynth.")

    monkeypatch.setattr(heard, "hear", missing)
    monkeypatch.setattr(RememberingSynthesizer, "peaks", (1.1, 0.9))
    play.run(options(tune, None))
    assert levels_db == [0.0, -1.33]
    assert [e.data[1] for e in synthesizers[0].sent if e.kind == NOTE_ON] == [60, 61, 62, 63, 64]


@pytest.mark.parametrize(
    ("names", "said"), [(["A:in", "B:in"], "A:in\nB:in\n"), ([], "There are no MIDI ports here.\n")]
)
def test_ports_are_listed_or_their_absence_is(
    names: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(midi_port, "port_names", lambda: names)
    ports.run(argparse.Namespace())
    assert capsys.readouterr().out == said
