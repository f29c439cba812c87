"""The memory of sentence embeddings: a prompt that was read before needs no network, nor its weights."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = Mapping[str, npt.NDArray[np.float32]]

_MOST = 20_000  # texts; 1.5 kB each
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB NOT NULL)"


class Memory:
    """Vectors by text, in one SQLite file that several processes may share.

    What is here can be made again, so nothing is raised: a broken file is begun anew, and where none can be
    written nothing is remembered. `encoder` names the network; vectors of another are not found.
    """

    def __init__(self, file: Path, *, encoder: str) -> None:
        self._file, self._encoder = file, encoder

    def recall(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of those of the texts that are remembered."""
        try:
            with closing(self._open()) as database:
                rows = {text: self._row(database, text) for text in texts}
        except sqlite3.Error:
            return {}
        return {text: np.frombuffer(row[0], dtype=np.float32) for text, row in rows.items() if row}

    def keep(self, vectors: Vectors) -> None:
        """Remember these; the oldest are forgotten beyond the most that are kept."""
        rows = [(self._key(text), vector.astype(np.float32).tobytes()) for text, vector in vectors.items()]
        try:
            with closing(self._open()) as database, database:
                database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                database.execute("DELETE FROM vectors WHERE rowid <= (SELECT MAX(rowid) FROM vectors) - ?", (_MOST,))
        except sqlite3.DatabaseError as error:
            if not isinstance(error, sqlite3.OperationalError):  # which is a lock, or a full or read-only disk
                with suppress(OSError):
                    self._file.unlink()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=0.2)
        try:
            database.execute(_TABLE)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _row(self, database: sqlite3.Connection, text: str) -> tuple[bytes] | None:
        found: tuple[bytes] | None = database.execute(
            "SELECT vector FROM vectors WHERE text = ?", (self._key(text),)
        ).fetchone()
        return found

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._encoder}\0{text}".encode("utf-8", "replace")).digest()
