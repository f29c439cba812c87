"""The files that are not learned from: a table with the reasons, and how often there was each."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Self

_MOST_REASONS = 8  # told; the table has them all
_KIND_OF_REASON = re.compile(r" as .*| \(.*|\d+ (?=notes:)|\d+ (?=parts:)")  # what is alike in reasons


class LeftOut:
    """Writes the table while a corpus is read; `reasons` counts them."""

    def __init__(self, table: Path) -> None:
        """Take the file to write."""
        self.table, self.reasons = table, Counter[str]()

    def __enter__(self) -> Self:
        self.table.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.table.open("w", newline="", encoding="utf-8", errors="backslashreplace")
        self._rows = csv.writer(self._file)
        self._rows.writerow(("file", "reason"))
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, file: str, why: str) -> None:
        """Write down a file and why it is left out."""
        self._rows.writerow((file, why))
        self.reasons[_KIND_OF_REASON.sub("", why)] += 1

    def tell(self, count: int, say: Callable[[str], object]) -> None:
        """Say how many pieces were read, how many files were left out, and the commonest reasons."""
        more = f" Left out {self.reasons.total()} ({self.table}):" if self.reasons else ""
        say(f"Read {count} pieces." + more)
        for why, times in self.reasons.most_common(_MOST_REASONS):
            say(f"  {times} times: {why}")
