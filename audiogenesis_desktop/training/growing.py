"""Arrays that are written row by row into .npy files, so that memory does not grow with them."""

from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
import numpy.typing as npt


class GrowingArray:
    """A .npy file that rows are appended to; numpy can open it at any time, with the rows that `close` counted.

    With `go_on`, whole rows that an earlier run left in the file stay; a row that was cut off is written again.
    """

    def __init__(self, path: Path, dtype: npt.DTypeLike, row: tuple[int, ...] = (), *, go_on: bool = False) -> None:
        self._dtype, self._row = np.dtype(dtype), row
        self._row_bytes = self._dtype.itemsize * int(np.prod(row))
        self._file: IO[bytes] = path.open("r+b" if go_on and path.exists() else "w+b")
        self.count = 0
        self._write_header()
        self._begin = self._file.tell()
        if go_on:
            self.count = (self._file.seek(0, 2) - self._begin) // self._row_bytes
            self._file.seek(self._begin + self.count * self._row_bytes)
            self._file.truncate()

    def _write_header(self) -> None:
        # numpy leaves room in a header for the first dimension to grow, so it can be written over.
        about = {"descr": self._dtype.str, "fortran_order": False, "shape": (self.count, *self._row)}
        self._file.seek(0)
        np.lib.format.write_array_header_1_0(self._file, about)

    def append(self, rows: npt.NDArray[np.generic]) -> None:
        """Write rows, shape (n, *row), at the end."""
        self._file.write(np.ascontiguousarray(rows, dtype=self._dtype).tobytes())
        self.count += len(rows)

    def rows(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.generic]:
        """Return rows that were written, by number."""
        self._file.flush()
        shape = (max(1, self.count), *self._row)
        return np.memmap(self._file, self._dtype, mode="r", offset=self._begin, shape=shape)[numbers]

    def close(self) -> None:
        """Write how many rows there are."""
        self._write_header()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
