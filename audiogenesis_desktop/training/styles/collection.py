"""A folder of written pieces: MIDI files, `prompts.csv` to read, `labels.csv` for the corpus reader."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.training.known_form import write_chords
from audiogenesis_desktop.training.styles.writing import STYLES, Written, write

PROMPT_COLUMNS = ("file", "prompt", "style", "key", "tempo_bpm", "meter")
LABEL_COLUMNS = (
    "file",
    "source",
    "group",
    "genre",
    "mood",
    "tags",
    "bpm",
    "tempo_source",
    "timesig",
    "known_tonic",
    "known_mode",
    "form",
    "chords",
    "caption",
)
SOURCE = "own_writer"  # not "synthetic…": its ways with bands are what the network is to reach for
_SEEDS_APART = 1_000_000


def write_collection(folder: Path, *, count: int, seed: int, styles: Sequence[str] = STYLES) -> Iterator[Written]:
    """Write `count` pieces to a folder, the styles taking turns, and yield each; the tables come last.

    Raises BadInput if the place cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written to: choose another folder.") from error
    rows: list[dict[str, str]] = []
    for i in range(count):
        name, written = numbered(i, seed=seed, styles=styles)
        write_midi(written.score, folder / name)
        rows.append(_row(name, written))
        yield written
    _write_table(folder / "prompts.csv", PROMPT_COLUMNS, rows)
    _write_table(folder / "labels.csv", LABEL_COLUMNS, rows)


def numbered(index: int, *, seed: int, styles: Sequence[str] = STYLES) -> tuple[str, Written]:
    """Return the file name and the piece that stand at `index` in a collection of a seed."""
    written = write(styles[index % len(styles)], seed * _SEEDS_APART + index)
    return f"{written.style.replace(' ', '-').replace(chr(39), '')}-{index:05d}.mid", written


def _row(name: str, written: Written) -> dict[str, str]:
    facts = written.facts
    tonic, mode = facts["key"].split()
    return {
        "file": name,
        "prompt": written.prompt,
        "style": written.style,
        "key": facts["key"],
        "tempo_bpm": facts["tempo_bpm"],
        "meter": facts["meter"],
        "source": SOURCE,
        "group": f"written-{written.score.title}",
        "genre": facts["genre"],
        "mood": f"{facts['mood']}, {facts['second']}",
        "tags": facts["tags"],
        "bpm": facts["tempo_bpm"],
        "tempo_source": "written",
        "timesig": facts["meter"],
        "known_tonic": tonic,
        "known_mode": mode,
        "form": _form(written.score),
        "chords": _chords(written.score),
        "caption": written.prompt,
    }


def _form(score: Score) -> str:
    bar = score.meters[0].bar_ticks
    return " ".join(f"{s.kind}{(s.end_tick - s.start_tick) // bar}" for s in score.sections)


def _chords(score: Score) -> str:
    half = score.meters[0].bar_ticks // 2
    return write_chords(score.chords, half_bar_ticks=half, halves=score.length_ticks // half)


def _write_table(path: Path, columns: Sequence[str], rows: list[dict[str, str]]) -> None:
    text = StringIO()
    table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    write_bytes(path, text.getvalue().encode())
