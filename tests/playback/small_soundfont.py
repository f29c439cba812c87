"""A General MIDI SoundFont of a few kilobytes: a tone for all 128 programs and a drum, loaded in a blink.

The good SoundFonts are decoded for seconds at each loading. Layout: the SoundFont 2.04 specification, chapter 7.
"""

import struct
from pathlib import Path

import numpy as np

RATE = 44_000  # Hz: the tone's period is a whole number of frames
TONE_KEY, DRUM_KEY = 69, 60
DRUM_BANK = 128
_PERIOD = RATE // 440
_REST = np.zeros(46)  # the specification wants as many frames between samples
_INSTRUMENT, _RELEASE, _SAMPLE_ID, _SAMPLE_MODES = 41, 38, 53, 54  # generators
_LOOPED = 1
_HALF_A_SECOND = -1200  # in timecents


def write_small_soundfont(path: Path) -> Path:
    """Write the SoundFont, and return where it lies."""
    tone, drum = _tone(), _drum()
    frames = np.concatenate([tone, _REST, drum, _REST])
    info = _chunk(b"ifil", struct.pack("<HH", 2, 4)) + _text(b"isng", "EMU8000") + _text(b"INAM", "Small")
    samples = _chunk(b"smpl", (frames * 32_767).astype("<i2").tobytes())
    body = b"".join(_list(name, content) for name, content in ((b"INFO", info), (b"sdta", samples)))
    body += _list(b"pdta", _presets() + _instruments() + _samples(len(tone), len(drum)))
    path.write_bytes(_chunk(b"RIFF", b"sfbk" + body))
    return path


def _tone() -> np.ndarray:
    """Return a second of a note with three overtones, each weaker than the last."""
    phase = 2 * np.pi * 440 * np.arange(RATE) / RATE
    return sum(0.3 / n**2 * np.sin(n * phase) for n in range(1, 5))


def _drum() -> np.ndarray:
    """Return a tenth of a second of a stroke that dies away."""
    seconds = np.arange(RATE // 10) / RATE
    return 0.6 * np.sin(2 * np.pi * 220 * seconds) * np.exp(-seconds / 0.015)


def _presets() -> bytes:
    headers = [(f"Tone {program}", program, 0) for program in range(128)] + [("Standard", 0, DRUM_BANK)]
    rows = [_named(name, "HHHIII", program, bank, i, 0, 0, 0) for i, (name, program, bank) in enumerate(headers)]
    end = _named("EOP", "HHHIII", 0, 0, len(headers), 0, 0, 0)
    zones = [struct.pack("<HH", i, 0) for i in range(len(headers) + 1)]
    chosen = [struct.pack("<HH", _INSTRUMENT, bank == DRUM_BANK) for _, _, bank in headers]
    return (
        _chunk(b"phdr", b"".join([*rows, end]))
        + _chunk(b"pbag", b"".join(zones))
        + _chunk(b"pmod", bytes(10))
        + _chunk(b"pgen", b"".join([*chosen, bytes(4)]))
    )


def _instruments() -> bytes:
    tone = ((_RELEASE, _HALF_A_SECOND), (_SAMPLE_MODES, _LOOPED), (_SAMPLE_ID, 0))
    drum = ((_RELEASE, _HALF_A_SECOND), (_SAMPLE_ID, 1))
    names = [_named(name, "H", i) for i, name in enumerate(("Tone", "Drum", "EOI"))]
    zones = [struct.pack("<HH", first, 0) for first in (0, len(tone), len(tone) + len(drum))]
    return (
        _chunk(b"inst", b"".join(names))
        + _chunk(b"ibag", b"".join(zones))
        + _chunk(b"imod", bytes(10))
        + _chunk(b"igen", b"".join(struct.pack("<Hh", *each) for each in (*tone, *drum, (0, 0))))
    )


def _samples(tone_frames: int, drum_frames: int) -> bytes:
    begins = tone_frames + len(_REST)
    loop = (10 * _PERIOD, tone_frames - 10 * _PERIOD)
    rows = [
        _named("Tone", "IIIIIBbHH", 0, tone_frames, *loop, RATE, TONE_KEY, 0, 0, 1),
        _named("Drum", "IIIIIBbHH", begins, begins + drum_frames, begins, begins, RATE, DRUM_KEY, 0, 0, 1),
        _named("EOS", "IIIIIBbHH", *[0] * 9),
    ]
    return _chunk(b"shdr", b"".join(rows))


def _named(name: str, layout: str, *values: int) -> bytes:
    return struct.pack("<20s" + layout, name.encode(), *values)


def _text(kind: bytes, text: str) -> bytes:
    encoded = text.encode() + b"\0"
    return _chunk(kind, encoded + b"\0" * (len(encoded) % 2))


def _list(kind: bytes, content: bytes) -> bytes:
    return _chunk(b"LIST", kind + content)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content
