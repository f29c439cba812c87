"""The prompts that were composed from, the latest first, and those kept as favourites."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from audiogenesis_desktop import paths
from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.atomic import write_bytes

MOST_RECENT, MOST_FAVOURITES = 50, 200


class PromptHistory:
    """A small JSON file in the user's settings folder, written at each change.

    A broken file is put aside, as `prompts.broken.json`, and the history begins anew; where none can be written it
    lasts as long as the app runs.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Read the history that an earlier run left."""
        self._path = path or paths.user_config() / "prompts.json"
        self.recent, self.favourites = self._read()

    def add(self, prompt: str) -> None:
        """Take in a prompt as the latest; an older one that reads the same goes."""
        prompt = prompt.strip()
        if prompt:
            self.recent = [prompt, *(other for other in self.recent if other != prompt)][:MOST_RECENT]
            self._write()

    def is_favourite(self, prompt: str) -> bool:
        """Return whether a prompt is kept as a favourite."""
        return prompt.strip() in self.favourites

    def set_favourite(self, prompt: str, is_favourite: bool) -> None:
        """Keep a prompt as a favourite, the latest first, or let it go."""
        prompt = prompt.strip()
        others = [other for other in self.favourites if other != prompt]
        self.favourites = [*([prompt] if is_favourite and prompt else []), *others][:MOST_FAVOURITES]
        self._write()

    def step(self, prompt: str, *, older: bool) -> str | None:
        """Return the next older or newer prompt than the one given, None at the end; one that is not here is newest."""
        at = self.recent.index(prompt.strip()) if prompt.strip() in self.recent else -1
        at += 1 if older else -1
        return self.recent[at] if 0 <= at < len(self.recent) else None

    def _read(self) -> tuple[list[str], list[str]]:
        try:
            values = json.loads(read_bounded(self._path))
            return _texts(values["recent"]), _texts(values["favourites"])
        except OSError:
            return [], []
        except (ValueError, KeyError, TypeError, RecursionError):
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(".broken.json"))
            return [], []

    def _write(self) -> None:
        values = {"recent": self.recent, "favourites": self.favourites}
        with suppress(AudiogenesisError):  # a history that cannot be written is not worth a failure
            write_bytes(self._path, json.dumps(values, indent=1).encode())


def _texts(values: Any) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("not a list of prompts")
    return list(values)
