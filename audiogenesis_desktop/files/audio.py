"""Audio files: WAV by hand (`files/wav.py`), FLAC, Ogg Vorbis and MP3 through libsndfile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import replacing
from audiogenesis_desktop.files.tags import add_tags
from audiogenesis_desktop.files.wav import Beside, WavFile

Samples = npt.NDArray[np.float32]

BITS = ("16", "24", "32f")
CONTAINERS = ("wav", "flac", "ogg", "mp3")
LOSSY = ("ogg", "mp3")
_SUBTYPES = {"16": "PCM_16", "24": "PCM_24"}
_ENCODED = {"ogg": ("OGG", "VORBIS"), "mp3": ("MP3", "MPEG_LAYER_III")}
_QUALITY: dict[str, dict[str, Any]] = {  # libsndfile's: Ogg at about 256 kbit/s, MP3 at about 320 kbit/s
    "ogg": {"compression_level": 0.2},
    "mp3": {"compression_level": 0.0, "bitrate_mode": "CONSTANT"},
}
_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_DITHER_SEED = 1


def check_format(container: str, *, rate: int, bits: str) -> None:
    """Raise BadInput if there is no such file: a container unknown, bits or a rate (in Hz) that it does not hold."""
    if container not in CONTAINERS:
        raise BadInput(f"{container!r} is not a format that is written here: choose {', '.join(CONTAINERS)}.")
    if bits not in BITS:
        raise BadInput(f"{bits!r} is not a sample format: choose 16, 24 or 32f.")
    if container == "flac" and bits == "32f":
        raise BadInput("FLAC holds whole numbers alone: choose 16 or 24 bits, or WAV.")
    if container == "mp3" and rate not in _MP3_RATES:
        raise BadInput(f"MP3 goes up to 48000 Hz, in steps: {rate} Hz is none of them, so choose 44100 or 48000.")


class Place(NamedTuple):
    """Where a file is written for now, and the path that it is called by."""

    part: Path
    path: Path


@contextmanager
def open_audio(
    path: Path, *, rate: int, bits: str, container: str = "wav", beside: Beside | None = None
) -> Iterator[Callable[[Samples], None]]:
    """Yield a function that appends samples to a stereo audio file, which is in place once the block ends well.

    Samples have shape (frames, 2), float32, full scale 1.0; `rate` is in Hz; `bits` is "16" (dithered), "24" or "32f",
    and means nothing to Ogg and MP3. Raises BadInput if the place cannot be written or the format is unknown.
    """
    check_format(container, rate=rate, bits=bits)
    with (
        replacing(path) as part,
        encoding(Place(part, path), rate=rate, bits=bits, container=container, beside=beside) as write,
    ):
        yield write


@contextmanager
def encoding(
    place: Place, *, rate: int, bits: str, container: str, beside: Beside | None = None
) -> Iterator[Callable[[Samples], None]]:
    """Yield what `open_audio` does, for whoever looks at the file before it takes its place; raises OSError, too."""
    check_format(container, rate=rate, bits=bits)
    beside = beside or Beside()
    if container == "wav":
        with _open_wav(place.part, rate=rate, bits=bits, beside=beside) as write:
            yield write
    else:
        with _open_encoded(place, rate=rate, bits=bits, container=container) as write:
            yield write
        add_tags(place.part, container, beside.tags)


@contextmanager
def _open_wav(path: Path, *, rate: int, bits: str, beside: Beside) -> Iterator[Callable[[Samples], None]]:
    sample_bytes, is_float, whole = {"16": 2, "24": 3, "32f": 4}[bits], bits == "32f", _Whole(bits)

    with (
        path.open("wb") as file,
        WavFile(file, rate=rate, sample_bytes=sample_bytes, is_float=is_float, beside=beside) as wav,
    ):

        def write(samples: Samples) -> None:
            if is_float:
                wav.write(samples.astype("<f4").tobytes())
            else:
                octets = whole(samples).astype("<i4").view(np.uint8).reshape(*samples.shape, 4)
                wav.write(octets[..., :sample_bytes].tobytes())

        yield write


@contextmanager
def _open_encoded(place: Place, *, rate: int, bits: str, container: str) -> Iterator[Callable[[Samples], None]]:
    import soundfile

    kind, subtype = _ENCODED.get(container, ("FLAC", _SUBTYPES.get(bits, "")))
    try:
        with soundfile.SoundFile(place.part, "w", rate, 2, subtype, format=kind, **_QUALITY.get(container, {})) as file:
            if container in LOSSY:
                yield file.write
            else:
                whole, shift = _Whole(bits), 32 - int(bits)
                yield lambda samples: file.write(whole(samples) << shift)
    except (soundfile.SoundFileError, AssertionError) as error:
        # A full disk shows as "System error", or as the bare assertion that everything was written.
        reason = str(error).rsplit(": ", 1)[-1].strip(". ").replace("System error", "") or "is the disk full?"
        raise BadInput(f"{place.path} cannot be written ({reason}): choose another place.") from error


class _Whole:
    """Turns samples into whole numbers of so many bits: at 16 with triangular dither, the same each time.

    Lipshitz, Wannamaker, Vanderkooy, "Quantization and Dither" (1992): two steps wide, so what is lost is noise alone.
    """

    def __init__(self, bits: str) -> None:
        self._full = 2 ** (int(bits) - 1) if bits != "32f" else 0
        self._random = np.random.default_rng(_DITHER_SEED) if bits == "16" else None

    def __call__(self, samples: Samples) -> npt.NDArray[np.int32]:
        scaled = samples.astype(np.float64) * self._full
        if self._random is not None:
            uniform = self._random.random((*scaled.shape, 2))  # side by side, so that no piece's size matters
            scaled += uniform[..., 0] - uniform[..., 1]
        return np.clip(np.rint(scaled), -self._full, self._full - 1).astype(np.int32)
