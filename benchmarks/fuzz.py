"""Readers of other people's files fed with what nobody would write: does any crash, hang, or take all memory?

`python benchmarks/fuzz.py [WHAT] [SECONDS] [SEED]`: WHAT is midi, project, journal, prompt, style or soundfont, or all.
Each reader gets good files with bytes changed, cut, doubled and joined; an answer is a value or an error of ours.
What takes over a second, or raises anything else, is printed and kept as a file in the working folder.
"""

import contextlib
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path

from audiogenesis_desktop.errors import AudiogenesisError

SLOW_SECONDS = 1.0
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
    return read, [midi_bytes(_evening().score), small]


def project() -> tuple[Read, list[bytes]]:
    """Return the reader of projects, past the shell whose checksum would find every change, and good ones."""
    from audiogenesis_desktop.files.project.archive import BrokenArchive, unpacked
    from audiogenesis_desktop.files.project.project_file import piece_of, project_bytes, read_lines

    whole = project_bytes(_evening())

    def read(data: bytes) -> None:
        with contextlib.suppress(BrokenArchive):
            if data[:2] == b"PK":
                piece_of(data)
            else:
                read_lines(data.split(b"\n"), 1)

    return read, [whole, b"\n".join(unpacked(whole)[1])]


def journal() -> tuple[Read, list[bytes]]:
    """Return the reader of journals, and good ones."""
    from audiogenesis_desktop.files.project.journal import Journal, read_journal

    path = Path(tempfile.mkdtemp()) / "fuzzed.agjournal"
    made = Journal(path)
    made.write(_evening())
    made.close()
    good = path.read_bytes()

    def read(data: bytes) -> None:
        path.write_bytes(data)
        read_journal(path)

    return read, [good]


def prompt() -> tuple[Read, list[bytes]]:
    """Return the reader of prompts by their wording, and some."""
    from audiogenesis_desktop.brief.reading import read_said

    good = [
        "calm piano, 72 bpm, D minor, 30 seconds, hit at 0:12.5",
        "une valse lente en ré mineur, sans batterie, 3/4",
    ]
    return lambda data: read_said(data.decode("utf-8", "replace")), [each.encode() for each in good]


def style() -> tuple[Read, list[bytes]]:
    """Return the reader of style files, and some of ours."""
    from audiogenesis_desktop import paths
    from audiogenesis_desktop.style.reading import read_style

    path = Path(tempfile.mkdtemp()) / "fuzzed.toml"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        read_style(path)

    return read, [each.read_bytes() for each in sorted(paths.resource("styles").glob("*.toml"))[:6]]


def soundfont() -> tuple[Read, list[bytes]]:
    """Return what looks at SoundFonts before FluidSynth does, and the head of one."""
    from audiogenesis_desktop.playback.soundfont import is_soundfont

    path = Path(tempfile.mkdtemp()) / "fuzzed.sf2"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        is_soundfont(path)

    return read, [b"RIFF\x40\0\0\0sfbkLIST\x10\0\0\0INFOifil\4\0\0\0\2\0\1\0"]


READERS = {each.__name__: each for each in (midi, project, journal, prompt, style, soundfont)}


def _evening():
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.files.project.evening import evening

    return evening()


def changed(chance: random.Random, seeds: list[bytes]) -> bytes:
    """Return a file with some of its bytes changed, taken out, doubled, or joined to another's."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 4, 64))
        match chance.randrange(6):
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
                data[at : at + 4] = chance.choice((b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"9999", b"-1e9"))
        data = data[: 1 << 16]
    return bytes(data)


def fuzz(name: str, seconds: float, seed: int) -> int:
    """Feed one reader for so long; print what it came to, and return how many inputs went wrong."""
    read, seeds = READERS[name]()
    chance, count, wrong, slowest = random.Random(seed), 0, 0, 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = changed(chance, seeds)
        began, error = time.process_time(), None
        try:
            read(data)
        except AudiogenesisError:
            pass
        except Exception as unforeseen:  # the very thing that is looked for
            error = unforeseen
        took = time.process_time() - began
        count, slowest = count + 1, max(slowest, took)
        if error is not None or took > SLOW_SECONDS:
            wrong += 1
            kept = Path(f"fuzz-{name}-{seed}-{count}.bin")
            kept.write_bytes(data)
            print(f"{kept}: {took:.2f} s, {error!r}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{name}: {count:,} executions, {wrong} wrong, the slowest {slowest * 1000:.0f} ms, {memory} MB at most")
    return wrong


def main() -> None:
    """Feed one reader, or all of them in turn; the exit status is 1 if anything went wrong."""
    what, seconds, seed = (given or usual for given, usual in zip_longest(sys.argv[1:4], ("all", "60", "1")))
    names = list(READERS) if what == "all" else [what]
    wrong = sum(fuzz(name, float(seconds), int(seed)) for name in names)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
