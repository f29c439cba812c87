"""Pieces to hear and see in the report: sound beside the page, rolls inside it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from audiogenesis_desktop.errors import AudiogenesisError, MissingPart
from audiogenesis_desktop.evaluation.plots import roll
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.results import Excerpt, JudgedPiece
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.score.score import Score

_RATE, _CHUNK_FRAMES = 44_100, 16_384


def excerpts(
    composed: Sequence[JudgedPiece],
    folder: Path,
    *,
    count: int,
    notes: list[str],
    soundfont: Path | None = None,
    progress: Progress = silent,
) -> list[Excerpt]:
    """Return `count` pieces, evenly over all, not the best of them; their sound goes to `folder`/excerpts.

    Without a synthesizer, SoundFont or Ogg Vorbis there is no sound, and `notes` says so.
    """
    if not composed or not count:
        return []
    chosen = [composed[i] for i in np.unique(np.linspace(0, len(composed) - 1, count).astype(int))]
    found = list[Excerpt]()
    for one in progress(chosen, "Rendering excerpts", len(chosen)):
        score, sound = read_midi(folder / one.file), f"excerpts/{Path(one.file).stem}.ogg"
        is_audible = not _silent(notes) and _rendered(score, folder / sound, soundfont, notes)
        found.append(Excerpt(one.wanted.prompt, one.file, sound if is_audible else "", roll(score)))
    return found


def write_ogg(samples: Samples, file: Path, *, rate: int, compression: float = 0.6) -> None:
    """Write sound, shape (frames, 2), as Ogg Vorbis, with its folder; `compression` 0..1, 0.6 for about 110 kbit/s.

    Raises ImportError without soundfile, OSError or RuntimeError where the place cannot be written.
    """
    import soundfile

    file.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(file, "w", rate, 2, format="OGG", subtype="VORBIS", compression_level=compression) as ogg:
        for start in range(0, len(samples), _CHUNK_FRAMES):  # libsndfile overruns its stack with more at once
            ogg.write(samples[start : start + _CHUNK_FRAMES])


def _silent(notes: list[str]) -> bool:
    return any(note.startswith("No sound") for note in notes)


def _rendered(score: Score, file: Path, soundfont: Path | None, notes: list[str]) -> bool:
    """Render a piece to Ogg Vorbis and return whether it worked; `notes` gains a line if it did not."""
    from audiogenesis_desktop.delivery.render import render
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    try:
        write_ogg(render(score, soundfont=find_soundfont(soundfont), rate=_RATE), file, rate=_RATE)
    except ImportError:
        notes.append("No sound: soundfile is not installed.")
    except (AudiogenesisError, OSError, RuntimeError) as error:
        notes.append(f"No sound: {error}" if isinstance(error, MissingPart) else f"No sound could be made: {error}")
    else:
        return True
    return False
