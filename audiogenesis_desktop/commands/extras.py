"""What training and evaluation need beside what the studio needs, and the sentence for where it is missing."""

from importlib.util import find_spec

from audiogenesis_desktop.errors import MissingPart

# command: what its work is called, the extra of pyproject.toml that it needs, and what that brings to import
_NEEDED = {
    "train": ("Training", ("torch", "sentence_transformers", "symusic")),
    "evaluate": (
        "Evaluation",
        ("torch", "sentence_transformers", "symusic", "pretty_midi", "sklearn", "music21", "librosa"),
    ),
}


def require(command: str) -> None:
    """Raise MissingPart if packages are absent that this command needs and that only an extra brings."""
    work, modules = _NEEDED.get(command, ("", ()))
    missing = [module for module in modules if not _is_installed(module)]
    if missing:
        raise MissingPart(
            f"{work} needs {', '.join(missing)}: run `pip install 'audiogenesis-desktop[{command}]'`, "
            "or ./run in a checkout."
        )


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it is there, but set aside
        return False
