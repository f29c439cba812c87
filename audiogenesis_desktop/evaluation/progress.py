"""What a long measurement shows while it runs."""

from collections.abc import Iterable
from typing import Any, Protocol


class Progress(Protocol):
    """Shows progress over items; as `tqdm`."""

    def __call__(self, items: Iterable[Any], desc: str, total: int) -> Iterable[Any]:
        """Return the items."""
        ...


def silent(items: Iterable[Any], desc: str, total: int) -> Iterable[Any]:
    """Return the items and show nothing."""
    return items
