"""Pieces written to flat arrays as they come: memory does not grow with the corpus but by a sketch of each piece.

A packed folder holds `notes.npy` (n, 5) classes, `bars.npy` one row a bar, `briefs.npy` and `held_out.npy` one row
a piece, `pieces.jsonl` a line a piece that says where its rows are, `captions.txt` some lines a piece, `texts.npy`
their embeddings, and `pieces.json`, written last: while it is missing, the folder is not whole.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.features import BRIEF_GROUPS, BRIEF_SIZE, LAGS, Setting, brief_vector
from audiogenesis_desktop.compose.vocabulary import FIELD_SIZES, VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import cannot_write, write_bytes
from audiogenesis_desktop.theory.instruments import CLASSES
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.captions import captions, styles_of
from audiogenesis_desktop.training.corpus import Piece
from audiogenesis_desktop.training.duplicates import Sketch, alike, families, sketch
from audiogenesis_desktop.training.growing import GrowingArray

CAPTIONS_A_PIECE = 4
TEXT_SIZE = 384
HELD_OUT_PERCENT, FEWEST_HELD_OUT = 4, 2  # by group: a piece and its variants are on one side
SOURCE_GROUPS = 20  # a source of so many groups has one held out, whatever their names
ABOUT = "pieces.json"
_BAR_COLUMNS = 9 + LAGS
_TEXTS_SO_FAR = "texts.part"
_TEXT_BATCH = 512  # pieces

Leave = Callable[[str, str], object]
Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


def pack(pieces: Iterable[Piece], folder: Path, *, leave_out: Leave = lambda file, why: None) -> int:
    """Write pieces to a folder and return how many there were; calls `leave_out` with a double's file and the reason.

    A folder that an earlier run left half written is begun anew. Raises BadInput if there is no piece, or the
    folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (ABOUT, "texts.npy", _TEXTS_SO_FAR):
            (folder / name).unlink(missing_ok=True)
        groups, sources, sketches = _write(pieces, folder, leave_out)
        if not groups:
            raise BadInput("There is no music to learn from: give folders with MIDI files of some length.")
        np.save(folder / "held_out.npy", _held_out(_variants(groups, np.stack(sketches)), sources))
        write_bytes(folder / ABOUT, json.dumps({"vocabulary": VERSION, "pieces": len(groups)}).encode())
    except OSError as error:
        raise cannot_write(folder, error) from error
    return len(groups)


def _write(pieces: Iterable[Piece], folder: Path, leave_out: Leave) -> tuple[list[str], list[str], list[Sketch]]:
    """Write all but `held_out.npy`; return each piece's group, source and sketch."""
    first_with: dict[bytes, str] = {}
    groups: list[str] = []
    sources: list[str] = []
    sketches: list[Sketch] = []
    with ExitStack() as open_files:
        enter = open_files.enter_context
        notes = enter(GrowingArray(folder / "notes.npy", np.uint8, (len(FIELD_SIZES),)))
        bars = enter(GrowingArray(folder / "bars.npy", np.int32, (_BAR_COLUMNS,)))
        briefs = enter(GrowingArray(folder / "briefs.npy", np.float32, (BRIEF_SIZE,)))
        entries = enter((folder / "pieces.jsonl").open("w", encoding="utf-8"))
        words = enter((folder / "captions.txt").open("w", encoding="utf-8", errors="replace"))
        for piece in pieces:
            same = first_with.setdefault(hashlib.sha256(piece.classes.tobytes()).digest(), piece.file)
            if len(first_with) == len(groups):
                leave_out(piece.file, f"it has the same notes as {same}")
                continue
            rows = bar_rows(piece.setting)
            entry = {
                "file": piece.file,
                "source": piece.source,
                "group": piece.group,
                "notes": [notes.count, notes.count + len(piece.classes)],
                "bars": [bars.count, bars.count + len(rows)],
            }
            entries.write(json.dumps(entry) + "\n")
            wordings = captions(piece, CAPTIONS_A_PIECE) or [piece.file]
            words.writelines(" ".join(text.split()) + "\n" for text, _ in zip(cycle(wordings), range(CAPTIONS_A_PIECE)))
            notes.append(piece.classes)
            bars.append(rows)
            briefs.append(_brief_of(piece)[None])
            groups.append(piece.group)
            sources.append(piece.source)
            sketches.append(sketch(piece.classes))
    return groups, sources, sketches


def bar_rows(setting: Setting) -> npt.NDArray[np.int32]:
    """Return one row a bar (start, chords, kind, energy, since, left, lag, active bits, likeness), one for the end."""
    bits = (setting.active.astype(np.int64) << np.arange(len(CLASSES))).sum(axis=1)
    rows = np.zeros((setting.bar_count + 1, _BAR_COLUMNS), dtype=np.int32)
    rows[:, 0] = setting.bar_starts
    rows[:-1, 1:3] = setting.chords
    columns = (setting.kinds, setting.energies, setting.since, setting.left, setting.lags, bits)
    rows[:-1, 3:9] = np.stack(columns, axis=1)
    rows[:-1, 9:] = setting.likeness
    return rows


def setting_of(rows: npt.NDArray[np.int32]) -> Setting:
    """Return the setting that `bar_rows` made rows of."""
    table = np.asarray(rows, dtype=np.int64)
    bits = (table[:-1, 8:9] >> np.arange(len(CLASSES))) & 1
    return Setting(
        bar_starts=table[:, 0],
        chords=table[:-1, 1:3],
        kinds=table[:-1, 3],
        energies=table[:-1, 4],
        since=table[:-1, 5],
        left=table[:-1, 6],
        lags=table[:-1, 7],
        active=bits.astype(np.float32),
        likeness=table[:-1, 9:],
    )


def _brief_of(piece: Piece) -> npt.NDArray[np.float32]:
    brief = Brief(
        tempo_bpm=piece.tempo_bpm or 100.0,
        key=Key(0, piece.key.mode),
        valence=piece.valence,
        energy=piece.energy,
        density=piece.density,
        style=styles_of(piece.genre),
    )
    vector = brief_vector(brief, is_real=piece.is_real)
    if not piece.tempo_bpm:
        vector[BRIEF_GROUPS[0]] = 0
    if not brief.style:
        vector[BRIEF_GROUPS[5]] = 0
    return vector


def _variants(groups: Sequence[str], sketches: npt.NDArray[np.uint32]) -> list[str]:
    """Return the group of each piece with those groups made one that have the same music by their sketches."""
    first: dict[str, int] = {}
    labelled = [(first.setdefault(group, i), i) for i, group in enumerate(groups)]
    heads = families(len(groups), np.concatenate([np.array(labelled), alike(sketches)]))
    return [groups[head] for head in heads.tolist()]


def _held_out(groups: Sequence[str], sources: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return what is held out: some groups in a hundred, by their names; of few at least two, or one in five."""
    split = {group: int(hashlib.sha256(group.encode()).hexdigest(), 16) for group in set(groups)}
    by_split = sorted(split, key=lambda group: (split[group] % 100, split[group]))
    chosen = set(by_split[: min(FEWEST_HELD_OUT, len(by_split) // 5)])
    if chosen:
        chosen |= {group for group in by_split if split[group] % 100 < HELD_OUT_PERCENT}
    groups_of: dict[str, set[str]] = {}
    for group, source in zip(groups, sources, strict=True):
        groups_of.setdefault(source, set()).add(group)
    for members in groups_of.values():
        if len(members) >= SOURCE_GROUPS and not members & chosen:
            chosen.add(min(members, key=lambda group: (split[group] % 100, split[group])))
    return np.array([group in chosen for group in groups])


def embed_captions(
    folder: Path, encode: Encode, *, report: Callable[[int, int], object] = lambda done, pieces: None
) -> None:
    """Encode every caption of a packed corpus and write `texts.npy`, float16 (pieces, captions, 384).

    Each wording is encoded once; a run that was stopped goes on where it was. Calls `report` with how many pieces
    of how many are done. Raises BadInput if the folder cannot be written.
    """
    pieces = json.loads((folder / ABOUT).read_text())["pieces"]
    place: dict[int, int] = {}  # a hash of each wording, which is smaller than a wording, to its row among all
    try:
        with (
            (folder / "captions.txt").open(encoding="utf-8") as lines,
            GrowingArray(folder / _TEXTS_SO_FAR, np.float16, (CAPTIONS_A_PIECE, TEXT_SIZE), go_on=True) as texts,
        ):
            for at in range(0, pieces, _TEXT_BATCH):
                wordings = [line.rstrip("\n") for line in islice(lines, _TEXT_BATCH * CAPTIONS_A_PIECE)]
                done = max(0, texts.count - at) * CAPTIONS_A_PIECE  # by a run that was stopped
                if fresh := wordings[done:]:
                    _add(wordings[:done], place, first=at * CAPTIONS_A_PIECE)
                    vectors = _vectors(fresh, encode, texts, place)
                    texts.append(vectors.reshape(-1, CAPTIONS_A_PIECE, TEXT_SIZE))
                _add(wordings, place, first=at * CAPTIONS_A_PIECE)
                report(min(at + _TEXT_BATCH, pieces), pieces)
        (folder / _TEXTS_SO_FAR).replace(folder / "texts.npy")
    except OSError as error:
        raise cannot_write(folder, error) from error


def _vectors(
    wordings: Sequence[str], encode: Encode, texts: GrowingArray, place: dict[int, int]
) -> npt.NDArray[np.float16]:
    """Return the vectors of some wordings, (n, TEXT_SIZE): those written before from their rows, the others encoded."""
    new = sorted({text for text in wordings if _hash(text) not in place})
    row_of = {text: i for i, text in enumerate(new)}
    fresh = encode(new).astype(np.float16) if new else None
    found = np.empty((len(wordings), TEXT_SIZE), dtype=np.float16)
    old = [(i, place[_hash(text)]) for i, text in enumerate(wordings) if text not in row_of]
    if old:
        at, rows = np.array(old).T
        found[at] = texts.rows(rows // CAPTIONS_A_PIECE)[np.arange(len(rows)), rows % CAPTIONS_A_PIECE]
    if fresh is not None:
        at = np.array([i for i, text in enumerate(wordings) if text in row_of])
        found[at] = fresh[[row_of[wordings[i]] for i in at.tolist()]]
    return found


def _add(wordings: Sequence[str], place: dict[int, int], *, first: int) -> None:
    for row, text in enumerate(wordings, start=first):
        place.setdefault(_hash(text), row)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
