"""The command as its users call it: odd terminals, closed streams, odd names, folders that are none, signals."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audiogenesis_desktop.commands.output_files import files_of_takes
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import real_path, write_bytes
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Track

POSIX = os.name == "posix"
BESIDE = {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}


def start(*arguments: object, **settings: str) -> subprocess.Popen[bytes]:
    """Start the command in a process of its own."""
    command = [sys.executable, "-m", "audiogenesis_desktop", *map(str, arguments)]
    environment = {**os.environ, **BESIDE, **settings}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def call(*arguments: object, **settings: str) -> tuple[int, str, str]:
    """Return the command's status, and what it printed on stdout and stderr."""
    process = start(*arguments, **settings)
    out, err = process.communicate(timeout=100)
    return process.returncode, out.decode("utf-8", "backslashreplace"), err.decode("utf-8", "backslashreplace")


@pytest.fixture(scope="module")
def tune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long piece, so that a signal comes in its middle."""
    file = tmp_path_factory.mktemp("tune") / "tune.mid"
    notes = tuple(Note(960 * i, 40 + i % 40, 1920, 80) for i in range(4000))
    write_midi(Score(tracks=(Track(0, "Piano", notes=notes),)), file)
    return file


# Terminals and streams


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_cannot_show_a_word_is_no_reason_to_fail(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "東京 ♭.mid"
    arguments = ("compose", "piano ♪ in B♭ minor, 3 seconds", "--seed", "1", "-o", file)
    status, out, err = call(*arguments, PYTHONIOENCODING=encoding)
    assert (status, err) == (0, "") and "\\u6771\\u4eac" in out and file.is_file()


def test_json_stays_json_where_stdout_is_ascii() -> None:
    status, out, _ = call("brief", "piano 𝄞 in B♭ minor", "--json", PYTHONIOENCODING="ascii")
    assert status == 0 and json.loads(out)["prompt"] == "piano 𝄞 in B♭ minor"


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="closes descriptors by a shell")
@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail(closing: str, tune: Path, tmp_path: Path) -> None:
    script = f'"{sys.executable}" -m audiogenesis_desktop brief "calm piano" {closing}'
    assert subprocess.run(["sh", "-c", script], env={**os.environ, **BESIDE}, timeout=100).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_stdout_is_one_sentence() -> None:
    command = [sys.executable, "-m", "audiogenesis_desktop", "brief", "calm piano"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=100)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and b"No space" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("steering", ["\x1b[2J", "\x9b31m", "\r\x07"])
def test_no_text_of_ours_steers_the_terminal(steering: str, tmp_path: Path) -> None:
    for arguments in (
        ("play", tmp_path / f"a{steering}.mid"),
        ("brief", f"9999 bpm {steering} piano"),
        ("compose", "x", "--key", steering),
        ("render", tmp_path / "a.mid", "-o", f"{steering}.xyz"),
    ):
        _, out, err = call(*arguments, PYTHONIOENCODING="utf-8")
        assert not {"\x1b", "\x07", "\r", "\x9b"} & {*out, *err}


# Names and places


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="makes links")
def test_links_that_lead_round_in_a_circle_are_reported(tmp_path: Path, tune: Path) -> None:
    round_about = tmp_path / "a.mid"
    round_about.symlink_to(round_about)
    (tmp_path / "a.wav").symlink_to(tmp_path / "a.wav")
    for arguments in (
        ("compose", "piano", "-o", round_about),
        ("render", round_about, "-o", tmp_path / "b.wav"),
        ("render", tune, "-o", tmp_path / "a.wav"),
        ("play", round_about),
        ("studio", round_about),
    ):
        status, _, err = call(*arguments)
        assert status == 2 and len(err.splitlines()) == 1 and "Traceback" not in err
    with pytest.raises(OSError):
        real_path(round_about)


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 251 + ".mid")
    write_bytes(file, b"whole")
    assert file.read_bytes() == b"whole" and list(tmp_path.iterdir()) == [file]
    with pytest.raises(BadInput, match="too long"):
        files_of_takes([file], 2)


def test_other_takes_never_overwrite_what_is_there_nor_each_other(tmp_path: Path) -> None:
    def names(files: list[list[Path]]) -> list[list[str]]:
        return [[file.name for file in one] for one in files]

    a, b = tmp_path / "a.mid", tmp_path / "a.wav"
    assert names(files_of_takes([a, b], 3)) == [["a.mid", "a.wav"], ["a-2.mid", "a-2.wav"], ["a-3.mid", "a-3.wav"]]
    (tmp_path / "a-2.wav").touch()
    assert names(files_of_takes([a, b], 2)) == [["a.mid", "a.wav"], ["a-3.mid", "a-3.wav"]]
    two = tmp_path / "b.mid", tmp_path / "b-2.mid"
    assert names(files_of_takes(two, 2)) == [["b.mid", "b-2.mid"], ["b-3.mid", "b-2-3.mid"]]
    assert names(files_of_takes([a, a], 2)) == [["a.mid"], ["a-2.mid"]]


@pytest.mark.slow
def test_two_takes_leave_alone_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a-2.mid").write_text("mine")
    status, _, _ = call("compose", "harp, 3 seconds", "--seed", "1", "--takes", "2", "-o", tmp_path / "a.mid")
    assert status == 0 and (tmp_path / "a-2.mid").read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a-2.mid", "a-3.mid", "a.mid"]


NOWHERE = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="folders by XDG")
def test_it_composes_where_home_and_cache_are_files(tmp_path: Path) -> None:
    (tmp_path / "none").touch()
    arguments = ("compose", "harp, 3 seconds", "--seed", "1", "-o", tmp_path / "a.mid")
    status, _, err = call(*arguments, **dict.fromkeys(NOWHERE, str(tmp_path / "none")))
    assert (status, err) == (0, "") and (tmp_path / "a.mid").is_file()


@pytest.mark.skipif(not POSIX, reason="folders by XDG")
def test_the_studio_begins_where_home_and_settings_are_files(qapp, tmp_path, fake_parts, monkeypatch) -> None:
    from audiogenesis_desktop.studio.composing import Composing
    from audiogenesis_desktop.studio.settings import Settings
    from audiogenesis_desktop.ui.application import make_studio
    from audiogenesis_desktop.ui.main_window import MainWindow

    (tmp_path / "none").touch()
    for name in NOWHERE:
        monkeypatch.setenv(name, str(tmp_path / "none"))
    studio = make_studio(composing=Composing(fake_parts))
    window = MainWindow(studio)
    try:
        window.show()
        studio.settings.save()
        assert Settings.load() == Settings() and window.isVisible()
        assert studio.recovering.autosave.path is None
    finally:
        window.close()
        studio.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="displays of Linux")
@pytest.mark.parametrize("display", ["", ":77", "nonsense"])
def test_the_studio_without_a_display_says_so(display: str) -> None:
    status, out, err = call("studio", QT_QPA_PLATFORM="", DISPLAY=display, WAYLAND_DISPLAY="")
    assert (status, out) == (2, "") and len(err.splitlines()) == 1 and "no display" in err


# Signals


def ended_by(process: subprocess.Popen[bytes], number: int) -> tuple[int, str]:
    """Send a signal and return the status and what was said on stderr."""
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    return process.returncode, err.decode()


SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if POSIX else [])]


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="signals")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_writing_leaves_no_part_of_a_file(number: int, tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from audiogenesis_desktop.commands import parser\n"
        "from audiogenesis_desktop.files.atomic import replacing\n"
        "class Command:\n"
        "    def run(options):\n"
        "        with replacing(Path(sys.argv[1])) as part:\n"
        "            part.write_bytes(b'half'); print('begun', flush=True); time.sleep(60)\n"
        "parser.import_module = lambda _: Command\n"
        "sys.exit(parser.run(['render', 'a', '-o', 'b.wav']))\n"
    )
    file = tmp_path / "a.wav"
    file.write_bytes(b"old")
    process = subprocess.Popen([sys.executable, "-c", script, file], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"begun\n"
    assert len(list(tmp_path.iterdir())) == 2
    assert ended_by(process, number) == (128 + number, "")
    assert list(tmp_path.iterdir()) == [file] and file.read_bytes() == b"old"


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="signals")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_rendering_with_nothing_left_behind(number: int, tune: Path, tmp_path: Path, soundfont) -> None:
    script = (
        "import sys\n"
        "from audiogenesis_desktop.commands.parser import run\n"
        "from audiogenesis_desktop.delivery.synth import Synth\n"
        "samples, blocks = Synth.samples, []\n"
        "def told(synth, frames):\n"
        "    blocks.append(frames)\n"
        "    if len(blocks) == 20:\n"
        "        print('begun', flush=True)\n"
        "    return samples(synth, frames)\n"
        "Synth.samples = told\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    arguments = ["render", tune, "-o", tmp_path / "a.wav", "--soundfont", soundfont]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == b"begun\n"  # in the middle of its work
    assert ended_by(process, number) == (128 + number, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not POSIX, reason="signals")
def test_who_was_started_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    from audiogenesis_desktop.commands.ending import unwinding

    earlier = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with unwinding():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, earlier)


@pytest.mark.slow
@pytest.mark.skipif(not POSIX, reason="signals")
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", ["play", "stream"])
def test_a_signal_leaves_no_note_hanging_and_stops_who_follows_the_clock(
    command: str, number: int, tune: Path, jack_server: str
) -> None:
    from tests.playback.midi_ear import Ear

    ear = Ear("ear")
    try:
        what = [tune] if command == "play" else ["busy piano and strings, 140 bpm", "--endless", "--seed", "1"]
        process = start(command, *what, "--port", "ear", "--clock")
        deadline = time.monotonic() + 60
        while not ear.sounding():
            assert time.monotonic() < deadline and process.poll() is None, process.communicate()
            time.sleep(0.05)
        time.sleep(0.5)
        assert ended_by(process, number)[0] == 128 + number
        assert ear.falls_silent()
        clock = [message[0] for _, message in ear.ask("all")["all"] if message[0] in (0xFA, 0xFB, 0xFC)]
        assert clock[0] == 0xFA and clock[-1] == 0xFC
    finally:
        ear.close()
