"""`audiogenesis evaluate`'s report: pieces composed to prompts that name everything, judged and written up."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Protocol

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import Composer, compose_score
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.copying import Library
from audiogenesis_desktop.evaluation.distance import nearness
from audiogenesis_desktop.evaluation.measures import measure
from audiogenesis_desktop.evaluation.page import page
from audiogenesis_desktop.evaluation.real import excerpt, midi_files, read_pieces
from audiogenesis_desktop.evaluation.relevance import Asked, judge
from audiogenesis_desktop.evaluation.results import Composed, Report, as_json
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

LIBRARY_PIECES = 1000  # of real music, to look for copies in
_MOODS = ("calm", "happy", "dark", "hopeful", "dramatic", "gentle", "energetic", "sad")
_BANDS = (
    ("piano",), ("piano", "strings"), ("nylon guitar", "flute"), ("electric piano", "fingered bass", "drums"),
    ("harp", "violin", "cello"), ("warm pad", "music box"), ("steel guitar", "acoustic bass", "drums"),
    ("strings", "french horn", "timpani"), ("synth bass", "saw lead", "warm pad", "drums"), ("clarinet", "piano"),
)  # fmt: skip


def asked_prompts(count: int, *, seed: int = 0) -> Iterator[Asked]:
    """Yield prompts that name mood, instruments, tempo, key and length, drawn without repeating a set."""
    random = Random(seed)
    for _ in range(count):
        band, mood = random.choice(_BANDS), random.choice(_MOODS)
        key = Key(random.randrange(12), random.choice(("major", "minor")))
        tempo, length = random.randrange(56, 168), random.choice((15.0, 20.0, 30.0, 45.0))
        text = f"{mood} music for {' and '.join(band)}, {tempo} bpm, {key.name}, {length:.0f} seconds"
        programs = tuple(-1 if name == "drums" else find(name).program for name in band)
        yield Asked(text, tempo, key, programs, length)


class Progress(Protocol):
    """Shows progress over items; as `tqdm`."""

    def __call__(self, items: Iterable[Any], desc: str, total: int) -> Iterable[Any]:
        """Return the items."""
        ...


def write_report(
    composer: Composer,
    read: Callable[[str], Brief],
    folder: Path,
    *,
    count: int,
    real: Sequence[Path] = (),
    progress: Progress = lambda items, desc, total: items,
) -> Report:
    """Compose `count` prompts, measure each file, and write report.json, report.html and the pieces.

    `real` are folders of real music to compare with. Raises BadInput if there is none in them.
    """
    library, known = _real_music(real, count, progress) if real else (Library(()), [])
    (folder / "pieces").mkdir(parents=True, exist_ok=True)
    composed = tuple(
        _composed(composer, asked, read(asked.prompt), folder / "pieces" / f"{i:03}.mid", seed=i, library=library)
        for i, asked in enumerate(progress(asked_prompts(count), "Composing", count))
    )
    lengths = cycle(one.asked.length_seconds for one in composed)
    excerpts = [excerpt(score, seconds=seconds) for score, seconds in zip(known, lengths, strict=False)]
    measured = tuple(
        measure(score, copied_bars=library.longest_copy(score, but=i))
        for i, score in enumerate(progress(excerpts, "Measuring real music", len(excerpts)))
    )
    near = nearness([read_midi(folder / one.file) for one in composed], excerpts)
    report = Report(composer.model_hash, composed, measured, near)
    (folder / "report.json").write_text(json.dumps(as_json(report), indent=1), encoding="utf-8")
    (folder / "report.html").write_text(page(report), encoding="utf-8")
    return report


def _real_music(folders: Sequence[Path], count: int, progress: Progress) -> tuple[Library, list[Score]]:
    """Return the bars of all real pieces, and the first `count` pieces; only these stay in memory."""
    files, kept = midi_files(folders, most=LIBRARY_PIECES), list[Score]()

    def scores() -> Iterator[Score]:
        for _, score in progress(read_pieces(files), "Reading real music", len(files)):
            kept.extend([score] if len(kept) < count else [])
            yield score

    library = Library(scores())
    if not kept:
        raise BadInput(f"None of the {len(files)} MIDI files to compare with can be read: name a folder of real music.")
    return library, kept


def _composed(composer: Composer, asked: Asked, brief: Brief, file: Path, *, seed: int, library: Library) -> Composed:
    # The Brief is taken as read: what reading gets wrong must count.
    score = compose_score(composer, brief, make_plan(brief, seed), seed=seed, title=asked.prompt)
    write_midi(score, file)
    # The file tells the notes as anyone reads them; a MIDI file has no chords, so the Plan's are put beside.
    heard = replace(read_midi(file), chords=score.chords)
    copied = library.longest_copy(heard) if len(library) else math.nan
    return Composed(f"pieces/{file.name}", asked, judge(file, asked), measure(heard, copied_bars=copied))
