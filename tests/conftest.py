"""What tests share: a SoundFont, a JACK server, stand-ins for the studio's heavy parts, and a watch on threads."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import settings

from audiogenesis_desktop.errors import MissingPart
from tests.playback.small_soundfont import write_small_soundfont

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("unhurried", deadline=None)  # a busy machine is no reason to fail
settings.register_profile("fast", deadline=None, max_examples=25)
settings.load_profile("unhurried")


def pytest_addoption(parser):
    parser.addoption(
        "--fast", action="store_true", help="leave out the tests that are marked slow, and try fewer examples"
    )


def pytest_configure(config):
    """Try fewer examples of what does not say how many it needs, if that is wanted."""
    if config.getoption("fast"):
        settings.load_profile("fast")


def pytest_collection_modifyitems(config, items):
    """Leave out what is slow if that is wanted, and let several workers begin with what takes longest."""
    if config.getoption("fast"):
        config.hook.pytest_deselected(items=[item for item in items if _is_slow(item)])
        items[:] = [item for item in items if not _is_slow(item)]
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: ("jack_server" not in item.fixturenames, not _is_slow(item)))


def _is_slow(item):
    return item.get_closest_marker("slow") is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each file to one worker, so that nothing is set up twice, and all files that share something to the same.

    xdist's own groups (3.8) do nothing under pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _shared_by(config.rootpath / nodeid.split("::")[0])

    return ByFile(config, log)


@cache
def _shared_by(file):
    """Return the name of what costs much to set up and that the file's tests need, else the file itself."""
    text = file.read_text(encoding="utf-8")
    return next((name for name in ("jack_", "encoder: Encoder") if name in text), str(file))


@pytest.fixture(scope="session")
def soundfont(tmp_path_factory):
    """Return a small General MIDI SoundFont of our own; without FluidSynth the test is skipped."""
    from audiogenesis_desktop.playback.libfluidsynth import library

    try:
        library()
    except MissingPart as error:
        pytest.skip(str(error))
    return write_small_soundfont(tmp_path_factory.mktemp("soundfont") / "small.sf2")


@pytest.fixture(scope="session")
def real_soundfont(soundfont):
    """Return the SoundFont that the studio finds, which takes seconds to load; without one the test is skipped."""
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    try:
        return find_soundfont()
    except MissingPart as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def ffmpeg():
    """Return what runs ffmpeg, quietly, and returns its output; without the programs the test is skipped."""
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        pytest.skip("ffmpeg and ffprobe are not installed")

    def run(*arguments):
        command = ["ffmpeg", "-v", "error", "-y", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    return run


@pytest.fixture(scope="session")
def video(ffmpeg, tmp_path_factory):
    """Return a video of 6 s in three shots of 2 s each, black, white and red, at 29.97 frames a second, with a tone."""
    path = tmp_path_factory.mktemp("video") / "-three & shots.mp4"
    shots = [f"color={colour}:s=160x90:r=30000/1001:d=2" for colour in ("black", "white", "red")]
    inputs = [part for shot in shots for part in ("-f", "lavfi", "-i", shot)]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=6"]
    joined = ["-filter_complex", "[0:v][1:v][2:v]concat=n=3:v=1[v]", "-map", "[v]", "-map", "3:a"]
    ffmpeg(*inputs, *tone, *joined, "-c:v", "mpeg4", "-c:a", "aac", f"file:{path}")
    return path


@pytest.fixture(scope="module")
def jack_server() -> Iterator[str]:
    """Yield the name of a running JACK server of our own with a pretended sound card, made the default one.

    The test is skipped where there is no jackd.
    """
    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed")
    name = f"audiogenesis-test-{os.getpid()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JACK_DEFAULT_SERVER", name)
        # In step with its clients and patient: a busy machine must not get one thrown out.
        command = ["jackd", "-n", name, "-r", "-S", "-t", "5000", "-d", "dummy", "-r", "48000", "-p", "256"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not _answers(server):
                pytest.skip("jackd does not start here")
            yield name
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture
def jack_keys(jack_server):
    """Yield a MIDI output of another program's on the JACK server."""
    import rtmidi

    made = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="keys")
    yield made
    made.close_port()
    made.delete()


def _answers(server: subprocess.Popen[bytes]) -> bool:
    import rtmidi

    from audiogenesis_desktop.playback.jack import quiet_jack

    quiet_jack()
    deadline = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < deadline:
        try:
            rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="probe").delete()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


@pytest.fixture(autouse=True, scope="session")
def folders_of_the_tests(tmp_path_factory):
    """Keep what tests remember, in processes of their own too, out of the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        yield


@pytest.fixture
def user_folders(tmp_path, monkeypatch):
    """Give the test settings and data folders of its own."""
    from audiogenesis_desktop import paths

    for name in ("user_config", "user_data", "user_cache"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setattr(paths, name, lambda folder=folder: folder)
    return tmp_path


@pytest.fixture
def style_folder(user_folders):
    """Return the folder of the user's own styles, empty; the style book is read anew before and after."""
    from audiogenesis_desktop.style.book import book, user_styles

    user_styles().mkdir(parents=True)
    book.cache_clear()
    yield user_styles()
    book.cache_clear()


@pytest.fixture
def no_leaked_threads(monkeypatch):
    """Fail the test if it leaves a QThread, a job or a playback thread running."""
    from PySide6.QtCore import QThread
    from shiboken6 import isValid

    before = set(threading.enumerate())  # what another test left is that one's failure
    started, start = [], QThread.start

    def start_noted(thread, *arguments):
        started.append(thread)
        start(thread, *arguments)

    monkeypatch.setattr(QThread, "start", start_noted)
    yield
    running = [thread.objectName() for thread in started if isValid(thread) and thread.isRunning()]
    assert not running, f"QThreads left running: {running}"
    deadline = time.monotonic() + 2
    while (left := _our_threads(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"threads left running: {left}"


def _our_threads(before):
    return [t.name for t in threading.enumerate() if t not in before and t.name.startswith(("job", "playback"))]


class FakeComposer:
    """Writes a scale, a quarter note at a time; holds before the note of index `hold_at` until released."""

    name = model_hash = "fake"

    def __init__(self):
        self.hold_at = -1
        self.released = threading.Event()
        self.error = self.error_after = None  # raised at once; after it was held
        self.seeds = []

    def compose(self, brief, plan, context, *, seed):
        from audiogenesis_desktop.score.score import Note

        self.seeds.append(seed)
        if self.error is not None:
            raise self.error
        scale = sorted(brief.key.scale)
        for i, tick in enumerate(range(0, plan.last_downbeat_tick, 960)):
            if i == self.hold_at:
                assert self.released.wait(10)
                if self.error_after is not None:
                    raise self.error_after
            for part in plan.parts:
                yield part.track_id, Note(tick, 60 + scale[i % 7] - 12 * part.track_id, 480, 80)


def _fake_read(prompt):
    from audiogenesis_desktop.brief.brief import Brief, Origin
    from audiogenesis_desktop.theory.keys import Key

    brief = Brief(prompt=prompt)
    if "72" in prompt:
        brief = brief.with_fields(Origin.SAID, tempo_bpm=72.0)
    if "D minor" in prompt:
        brief = brief.with_fields(Origin.SAID, key=Key(2, "minor"))
    return brief.with_fields(Origin.INFERRED, instruments=("piano", "cello"))


def _fake_plan(brief, seed):
    from audiogenesis_desktop.plan.plan import Part, Plan
    from audiogenesis_desktop.score.score import KeyAt, Meter, Section, Tempo
    from audiogenesis_desktop.theory.instruments import find

    parts = tuple(Part(i, find(name)) for i, name in enumerate(brief.instruments))
    end_tick = 8 * 3840
    return Plan(
        tempi=(Tempo.from_bpm(0, brief.tempo_bpm),),
        meter=Meter(0, 4, 4),
        key=KeyAt(0, *brief.key),
        sections=(Section(0, end_tick, "A", 0.5),),
        repeats=(-1,),
        active=(frozenset(part.track_id for part in parts),),
        chords=(),
        parts=parts,
        last_downbeat_tick=end_tick - 3840,
        release_tick=end_tick - 960,
        length_ticks=end_tick,
    )


@pytest.fixture
def fake_composer():
    """Return the composer that `fake_parts` composes with."""
    composer = FakeComposer()
    yield composer
    composer.released.set()


@pytest.fixture
def fake_parts(fake_composer):
    """Return parts to compose with that need no model."""
    from audiogenesis_desktop.studio.workers import Parts

    return Parts(_fake_read, _fake_read, _fake_plan, lambda: fake_composer)


@pytest.fixture
def studio(qapp, user_folders, fake_parts, fake_composer):
    """Return a studio that composes with `fake_parts` and sounds nowhere."""
    from audiogenesis_desktop.playback.output import NullOutput
    from audiogenesis_desktop.playback.transport import Transport
    from audiogenesis_desktop.studio.autosave import Autosave
    from audiogenesis_desktop.studio.composing import Composing
    from audiogenesis_desktop.studio.document import Document
    from audiogenesis_desktop.studio.jobs import Jobs
    from audiogenesis_desktop.studio.player import Player
    from audiogenesis_desktop.studio.settings import Settings
    from audiogenesis_desktop.studio.studio import Studio

    document, jobs, output = Document(), Jobs(), NullOutput()
    made = Studio(
        document=document,
        composing=Composing(fake_parts),
        player=Player(Transport(output), output),
        jobs=jobs,
        settings=Settings(output="none", takes=1),
        autosave=Autosave(document),
    )
    yield made
    fake_composer.released.set()
    made.close()
