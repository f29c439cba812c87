"""A dozen small tunes, as files and packed: enough to train on in a second."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.training.corpus import read_corpus
from audiogenesis_desktop.training.dataset import PackedCorpus, pack

SCALE = (2, 4, 5, 7, 9, 10, 13)  # D minor with its leading note


def _tune(seed: int, bars: int = 16, meter: Meter | None = None) -> Score:
    """A melody in D minor over a bass, the same four bars again and again."""
    random = np.random.default_rng(seed)
    meter = meter or Meter(0, 4, 4)
    beats = meter.bar_ticks // 960
    line = [62 + SCALE[i] - 2 for i in random.integers(0, 7, size=4 * beats)]
    line[0] = 62
    melody = [Note(i * 960, line[i % len(line)], 900, 80) for i in range(bars * beats)]
    bass = [Note(bar * meter.bar_ticks, (38, 43, 45, 38)[bar % 4], meter.bar_ticks, 70) for bar in range(bars)]
    tracks = (Track(0, "Flute", program=73).with_notes(melody), Track(1, "Bass", program=32).with_notes(bass))
    return Score(tracks=tracks, tempi=(Tempo.from_bpm(0, 90),), meters=(meter,))


@pytest.fixture(scope="session")
def tune() -> Callable[..., Score]:
    return _tune


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tunes as files in `midi` and packed in `packed`: tests get copies of their own."""
    place = tmp_path_factory.mktemp("tunes")
    (place / "midi").mkdir()
    for seed in range(12):
        write_midi(_tune(seed), place / "midi" / f"tune{seed}.mid")
    pack((piece for _, piece in read_corpus(place / "midi") if not isinstance(piece, str)), place / "packed")
    return place


@pytest.fixture
def folder(read_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_once / "midi", tmp_path / "midi"))


@pytest.fixture
def packed(read_once: Path, tmp_path: Path) -> PackedCorpus:
    return PackedCorpus(Path(shutil.copytree(read_once / "packed", tmp_path / "packed")))
