"""Readers of other people's files fed with what nobody would write: does any crash, hang, or take all memory?

`python benchmarks/fuzz.py [WHAT] [--executions N] [--seconds S] [--seed N] [--guided]`: WHAT is one of READERS, or all.
Each reader gets good files with bytes and lines changed, cut, doubled and joined; an answer is a value or an error of
ours. With --guided, atheris (`pip install .[fuzz]`, Linux) changes them so that lines are reached that none reached
before. What takes over a second, or raises anything else, is printed and kept as a file in the working folder.
"""

import argparse
import contextlib
import gc
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from audiogenesis_desktop.errors import AudiogenesisError

SLOW_SECONDS = 1.0
_LARGEST_BYTES = 1024  # of an input: what is wrong with a large one is so with a small one, and that is read sooner
_TOLD_EXECUTIONS = 50_000
_NUMBERS = (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"9999", b"-1e9", b"NaN", b"1e999", b"-0", b"null", b"[[[[")
Read = Callable[[bytes], object]


def midi() -> tuple[Read, list[bytes]]:
    """Return the reader of MIDI files, and good ones."""
    from audiogenesis_desktop.files.findings import BrokenFile
    from audiogenesis_desktop.files.midi import midi_bytes
    from audiogenesis_desktop.files.midi_reading import parse

    def read(data: bytes) -> None:
        with contextlib.suppress(BrokenFile):
            parse(data)

    small = bytes.fromhex(
        "4D546864 00000006 0000 0001 01E0 4D54726B 00000014 00FF510307A120 00903C40 8360803C00 00FF2F00"
    )
    frames = bytes.fromhex(
        "4D546864 00000006 0001 0002 E728 4D54726B 0000000D 00FF580406030C08 00FF2F00 "
        "4D54726B 00000016 00C105 00E10050 00B16500 00640000 0691 3C7F 00FF2F00"
    )
    return read, [midi_bytes(_evening().score), small, frames]


def project() -> tuple[Read, list[bytes]]:
    """Return the reader of projects, past the shell whose checksum would find every change, and good ones."""
    from audiogenesis_desktop.files.project.archive import BrokenArchive, unpacked
    from audiogenesis_desktop.files.project.migrating import VERSION
    from audiogenesis_desktop.files.project.project_file import piece_of, project_bytes, read_lines

    whole = project_bytes(_evening())

    def read(data: bytes) -> None:
        with contextlib.suppress(BrokenArchive):
            if data[:2] == b"PK":
                piece_of(data)
            else:
                read_lines(data.split(b"\n"), VERSION)

    return read, [whole, b"\n".join(unpacked(whole)[1])]


def older_project() -> tuple[Read, list[bytes]]:
    """Return the reader of projects of the first version, and what is kept of it."""
    from audiogenesis_desktop.files.project.archive import BrokenArchive, unpacked
    from audiogenesis_desktop.files.project.project_file import read_lines

    def read(data: bytes) -> None:
        with contextlib.suppress(BrokenArchive):
            read_lines(data.split(b"\n"), 1)

    kept = Path(__file__).parents[1] / "tests" / "files" / "project"
    files = [path.read_bytes() for path in kept.glob("version-1*.agproj")]
    return read, [b"\n".join(unpacked(file)[1]) for file in files]


def journal() -> tuple[Read, list[bytes]]:
    """Return the reader of journals, and good ones."""
    from audiogenesis_desktop.files.project.journal import Journal, read_journal

    path = _scratch() / "fuzzed.agjournal"
    made = Journal(path)
    made.write(_evening())
    made.close()
    return _from_file(path, read_journal), [path.read_bytes()]


def prompt() -> tuple[Read, list[bytes]]:
    """Return the reader of prompts by their wording, and some."""
    from audiogenesis_desktop.brief.reading import read_said

    good = [
        "calm piano, 72 bpm, D minor, 30 seconds, hit at 0:12.5",
        "une valse lente en ré mineur, sans batterie, 3/4",
    ]
    return lambda data: read_said(data.decode("utf-8", "replace")), [each.encode() for each in good]


def followup() -> tuple[Read, list[bytes]]:
    """Return the reader of words about a piece that is there, and some."""
    from audiogenesis_desktop.brief.brief import Brief
    from audiogenesis_desktop.brief.followup import read_followup

    brief = Brief(prompt="calm", instruments=("piano", "cello", "drums"))
    good = ["no drums now, make the B section sparser", "30 seconds longer, up a fifth", "swap the cello for a flute"]
    return lambda data: read_followup(data.decode("utf-8", "replace"), brief), [each.encode() for each in good]


def chords() -> tuple[Read, list[bytes]]:
    """Return the reader of chords that are typed, and some."""
    from audiogenesis_desktop.theory.chord_line import read_chords

    good = ["Am | F | C | G/B", "Dm7 G7sus4 | Cmaj7 / / | N.C. | %"]
    return lambda data: read_chords(data.decode("utf-8", "replace")), [each.encode() for each in good]


def style() -> tuple[Read, list[bytes]]:
    """Return the reader of style files, and some of ours."""
    from audiogenesis_desktop import paths
    from audiogenesis_desktop.style.reading import read_style

    files = sorted(paths.resource("styles").glob("*.toml"))[:6]
    return _from_file(_scratch() / "fuzzed.toml", read_style), [each.read_bytes() for each in files]


def soundfont() -> tuple[Read, list[bytes]]:
    """Return what looks at SoundFonts before FluidSynth does, and the head of one."""
    from audiogenesis_desktop.playback.soundfont import is_soundfont

    head = b"RIFF\x40\0\0\0sfbkLIST\x10\0\0\0INFOifil\4\0\0\0\2\0\1\0"
    return _from_file(_scratch() / "fuzzed.sf2", is_soundfont), [head]


def marks() -> tuple[Read, list[bytes]]:
    """Return the readers of what this program writes into MIDI files: how it is played, and the loop."""
    from audiogenesis_desktop.files.feel_marks import FEEL_MARK, feel_mark, with_feel
    from audiogenesis_desktop.files.loop_marks import without_loop
    from audiogenesis_desktop.score.score import Marker, Score

    score = _evening().score

    def read(data: bytes) -> None:
        with_feel(score, FEEL_MARK + data)
        words = data.decode("latin-1").split("\n")
        without_loop(Score(markers=tuple(Marker(len(word), word) for word in words)))

    return read, [(feel_mark(score) or b"").removeprefix(FEEL_MARK), b"loopStart\nloopEnd"]


def settings() -> tuple[Read, list[bytes]]:
    """Return the readers of what the studio remembers, down to what is made of it, and good files."""
    from dataclasses import asdict

    import msgspec

    from audiogenesis_desktop.studio.export_choices import Choices
    from audiogenesis_desktop.studio.prompt_history import PromptHistory
    from audiogenesis_desktop.studio.settings import Settings

    path = _scratch() / "fuzzed.json"
    full = Settings(folded=["tracks"], shortcuts={"split": "Ctrl+E"}, ahead_ms={"Synth": 3.5}, clocked=[""])
    Choices().keep(full)
    full.sound_wishes = full.sound_wishes._replace(rate=44_100)

    def read(_path: Path) -> None:
        loaded = Settings.load(path)
        _ = loaded.sound_wishes, Choices.of(loaded)
        PromptHistory(path)

    return _from_file(path, read), [msgspec.json.encode(asdict(full)), b'{"recent": ["calm"], "favourites": []}']


def clipboard() -> tuple[Read, list[bytes]]:
    """Return the reader of notes on the clipboard, and some."""
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QApplication

    from audiogenesis_desktop.ui.roll.clipboard import MIDI_FORMATS, Clipboard

    app = QApplication.instance() or QApplication([])
    own = Clipboard()

    def read(data: bytes) -> None:
        held = QMimeData()
        held.setData(MIDI_FORMATS[0], data)
        app.clipboard().setMimeData(held)
        own.notes()

    return read, midi()[1]


READERS = {
    each.__name__: each
    for each in (
        midi,
        project,
        older_project,
        journal,
        prompt,
        followup,
        chords,
        style,
        soundfont,
        marks,
        settings,
        clipboard,
    )
}


def _evening():
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.files.project.evening import evening

    return evening()


def _scratch() -> Path:
    memory = Path("/dev/shm")  # no disk is waited for
    return Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))


def _from_file(path: Path, read: Callable[[Path], object]) -> Read:
    def read_bytes(data: bytes) -> None:
        path.write_bytes(data)
        read(path)

    return read_bytes


def changed(chance: random.Random, seeds: list[bytes], largest: int = _LARGEST_BYTES) -> bytes:
    """Return a file with some of its bytes or lines changed, taken out, doubled, or joined to another's."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 4, 64))
        match chance.randrange(7):
            case 0:
                data[at : at + length] = chance.randbytes(length)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * chance.choice((1, 2, 100))
            case 3:
                data[at : at + 1] = bytes((chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x2C, 0x5B, 0x7B)),))
            case 4:
                other = chance.choice(seeds)
                data[at:] = other[chance.randrange(len(other)) :]
            case 5:
                data[at : at + 4] = chance.choice(_NUMBERS)
            case 6:
                lines = bytes(data).split(b"\n")
                lines.insert(chance.randrange(len(lines) + 1), lines.pop(chance.randrange(len(lines))))
                data = bytearray(b"\n".join(lines))
        data = data[: max(largest, max(map(len, seeds)))]
    return bytes(data)


class Tally:
    """Feeds one reader, and counts what it came to."""

    def __init__(self, name: str, read: Read, seed: int) -> None:
        """Begin with nothing fed."""
        self._name, self._read, self._seed = name, read, seed
        self.count = self.wrong = 0
        self._slowest, self._began = 0.0, time.monotonic()
        gc.freeze()  # what was imported need not be looked through again and again

    def feed(self, data: bytes) -> None:
        """Let one input be read; what goes wrong is printed and kept."""
        began, error = time.process_time(), None
        try:
            self._read(data)
        except AudiogenesisError:
            pass
        except Exception as unforeseen:  # the very thing that is looked for
            error = unforeseen
        took = time.process_time() - began
        self.count, self._slowest = self.count + 1, max(self._slowest, took)
        if error is not None or took > SLOW_SECONDS:
            self.wrong += 1
            kept = Path(f"fuzz-{self._name}-{self._seed}-{self.count}.bin")
            kept.write_bytes(data)
            print(f"{kept}: {took:.2f} s, {error!r}", flush=True)
        if self.count % _TOLD_EXECUTIONS == 0:
            self.tell()

    def tell(self) -> None:
        """Print what it came to so far."""
        memory, passed = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, time.monotonic() - self._began
        print(
            f"{self._name}: {self.count:,} executions in {passed:.0f} s, {self.wrong} wrong, the slowest "
            f"{self._slowest * 1000:.0f} ms, {memory} MB at most",
            flush=True,
        )


def fuzz(name: str, *, executions: int, seconds: float, seed: int) -> int:
    """Feed one reader until either is reached, and return how many inputs went wrong."""
    read, seeds = READERS[name]()
    chance, tally, end = random.Random(seed), Tally(name, read, seed), time.monotonic() + seconds
    while tally.count < executions and time.monotonic() < end:
        tally.feed(changed(chance, seeds))
    tally.tell()
    return tally.wrong


def fuzz_guided(name: str, *, executions: int, seconds: float, seed: int) -> None:
    """Feed one reader with what atheris makes of its good files; the process ends with it."""
    import atheris

    with atheris.instrument_imports(include=["audiogenesis_desktop"]):
        read, seeds = READERS[name]()
    tally, end = Tally(name, read, seed), time.monotonic() + seconds
    corpus = _scratch()
    for i, each in enumerate(seeds):
        (corpus / f"seed-{i}").write_bytes(each)

    def feed(data: bytes) -> None:
        tally.feed(data)
        if tally.count >= executions or time.monotonic() > end:
            tally.tell()
            os._exit(1 if tally.wrong else 0)  # libFuzzer would look at its corpus once more

    options = [f"-seed={seed}", f"-max_len={_LARGEST_BYTES}", "-timeout=60", "-rss_limit_mb=2048", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], feed)
    atheris.Fuzz()


def main() -> None:
    """Feed one reader, or all of them in turn; the exit status is 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="all", choices=("all", *READERS))
    parser.add_argument("--executions", type=int, default=sys.maxsize, help="of each reader")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", action="store_true", help="let atheris find what to change; of one reader")
    given = parser.parse_args()
    how = {"executions": given.executions, "seconds": given.seconds, "seed": given.seed}
    if given.guided:
        fuzz_guided(given.what, **how)
    wrong = sum(fuzz(name, **how) for name in (list(READERS) if given.what == "all" else [given.what]))
    sys.stdout.flush()
    os._exit(1 if wrong else 0)  # Qt's offscreen platform crashes over a clipboard that Python still holds


if __name__ == "__main__":
    main()
