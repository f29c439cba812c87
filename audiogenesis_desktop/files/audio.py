"""Audio files, out through libsndfile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import replacing

Samples = npt.NDArray[np.float32]

SUBTYPES = {"16": "PCM_16", "24": "PCM_24", "32f": "FLOAT"}


@contextmanager
def open_audio(path: Path, *, rate: int, bits: str) -> Iterator[Callable[[Samples], None]]:
    """Yield a function that appends samples to a stereo WAV file, which is in place once the block ends well.

    Samples have shape (frames, 2), float32, full scale 1.0; `rate` is in Hz; `bits` is "16", "24" or "32f".
    Raises BadInput if the place cannot be written or the format is unknown.
    """
    import soundfile

    if bits not in SUBTYPES:
        raise BadInput(f"{bits!r} is not a sample format: choose 16, 24 or 32f.")
    try:
        with (
            replacing(path) as temporary,
            soundfile.SoundFile(temporary, "w", rate, 2, SUBTYPES[bits], format="WAV") as file,
        ):
            yield file.write
    except (soundfile.SoundFileError, AssertionError) as error:
        # A full disk shows as "System error", or as the bare assertion that everything was written.
        reason = str(error).rsplit(": ", 1)[-1].strip(". ").replace("System error", "") or "is the disk full?"
        raise BadInput(f"{path} cannot be written ({reason}): choose another place.") from error
