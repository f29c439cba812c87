"""What the tables beside a corpus tell of its files: `labels.csv`, and `*keys.csv` where keys are known."""

import csv
from pathlib import Path

import numpy as np

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.theory.keys import Key

Label = dict[str, str]
SLOWEST_BPM, FASTEST_BPM = 30, 260
_BRIGHT = ("joy", "happy", "cheer", "bright", "uplift", "playful", "light")
_DARK = ("dark", "sad", "tense", "melanch", "dramatic", "anguish", "sombre")


def read_labels(folder: Path) -> dict[Path, Label]:
    """Return the rows of all tables under a folder by resolved path.

    Each has "source": the name of the table's folder, unless the table has a column of that name.

    A table that cannot be read, or lacks the column `file`, tells nothing.
    """
    labels: dict[Path, Label] = {}
    for table, row in _rows(folder, "labels.csv"):
        labels[(table.parent / row["file"]).resolve()] = {**row, "source": row.get("source") or table.parent.name}
    for table, row in _rows(folder, "*keys.csv"):
        label = labels.get((table.parent / row["file"]).resolve())
        if label is not None and "tonic" in row and "mode" in row:
            label |= {"known_tonic": row["tonic"], "known_mode": row["mode"]}
    return labels


def _rows(folder: Path, pattern: str) -> list[tuple[Path, Label]]:
    found: list[tuple[Path, Label]] = []
    for table in sorted(folder.rglob(pattern)):
        try:
            with table.open(newline="", encoding="utf-8-sig") as lines:
                rows = [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(lines)]
        except (OSError, UnicodeDecodeError, csv.Error):
            continue
        found += [(table, row) for row in rows if row.get("file")]
    return found


def known_key(label: Label) -> Key | None:
    """Return the key that a label knows, or None."""
    try:
        return Key.parse(f"{label['known_tonic']} {label['known_mode']}")
    except (KeyError, ValueError):
        return None


def tempo_of(label: Label, marked_bpm: float) -> float:
    """Return the beats a minute that a label or else the file's first mark tells, 0 where nobody knows."""
    if label.get("tempo_source", "").startswith(("NONE", "DEFAULT")):
        return 0.0
    try:
        bpm = float(label.get("bpm") or marked_bpm)
    except ValueError:
        bpm = marked_bpm
    # Tempo 0 is infinitely quick and no tempo at all; 3 bpm is one that nobody meant.
    return min(max(bpm, SLOWEST_BPM), FASTEST_BPM) if 10 <= bpm <= 1_000 else 0.0


def valence_of(label: Label, key: Key, tempo_bpm: float) -> float:
    """Return -1 (dark) to 1 (bright) by mode and tempo, and the mood where the label has one."""
    mood = label.get("mood") or label.get("auto_mood", "")
    bright, dark = sum(word in mood for word in _BRIGHT), sum(word in mood for word in _DARK)
    value = (0.35 if key.mode == "major" else -0.35) + 0.25 * np.log2((tempo_bpm or 100) / 100)
    return float(np.clip(value + 0.25 * (min(bright, 2) - min(dark, 2)), -1, 1))


def read_prompts(file: Path | None) -> dict[str, str]:
    """Return file name to prompt from a CSV with the columns `file` and `prompt`; raises BadInput if it is none."""
    if file is None:
        return {}
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            table = csv.DictReader(lines)
            if not {"file", "prompt"} <= set(table.fieldnames or ()):
                raise KeyError("prompt")
            return {Path(row["file"]).name: row["prompt"] for row in table if row["prompt"]}
    except (KeyError, TypeError, UnicodeDecodeError, csv.Error, OSError) as error:
        raise BadInput(f"{file} is no table with the columns file and prompt.") from error
