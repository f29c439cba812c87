"""Where things live: what ships with the app, and what belongs to its user."""

import sys
from contextlib import suppress
from pathlib import Path

import platformdirs

APP_NAME = "Audiogenesis"


def shipped_root() -> Path:
    """Return the folder that holds `resources/` and `models/`.

    That is the frozen app's own folder, the package's where it was installed as a wheel, or else the checkout.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    return package if (package / "resources").is_dir() else package.parent


def resource(name: str) -> Path:
    """Return the path of a file under `resources/`; it is not checked to exist."""
    return shipped_root() / "resources" / name


def shipped_checkpoint() -> Path:
    """Return the path of the checkpoint that ships with the app; it is not checked to exist."""
    return shipped_root() / "models" / "composer.safetensors"


def user_config() -> Path:
    """Return the user's settings folder, made if it is missing and can be."""
    return _made(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def user_data() -> Path:
    """Return the folder for autosaves and takes, made if it is missing and can be."""
    return _made(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def user_cache() -> Path:
    """Return the folder for what can be made again, made if it is missing and can be."""
    return _made(platformdirs.user_cache_dir(APP_NAME, appauthor=False))


def _made(folder: str) -> Path:
    """Return a folder; where it cannot be made, whoever writes there finds out and goes on without."""
    with suppress(OSError, RuntimeError):
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
