"""The file that a run goes on from: everything in it, whole or not at all, and only for the same recipe."""

import json
import pickle
from io import BytesIO
from pathlib import Path
from typing import Any

import torch

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import cannot_read, write_bytes


def write_run(file: Path, run: dict[str, Any]) -> None:
    """Write a run's state; raises BadInput if it cannot be written, and the file is then as it was."""
    # By way of memory: torch tells a full disk as an error of its own, the system tells it as what it is.
    whole = BytesIO()
    torch.save(run, whole)
    write_bytes(file, whole.getvalue())


def saved_recipe(file: Path) -> dict[str, Any]:
    """Return the recipe of the run that a file holds, or nothing if there is no file; raises BadInput as `read_run`."""
    return dict(json.loads(_read(file)["recipe"])) if file.exists() else {}


def read_run(file: Path, recipe: dict[str, Any]) -> dict[str, Any]:
    """Return a run's state; raises BadInput if the file is broken or the run had another recipe."""
    run = _read(file)
    theirs = json.loads(run["recipe"])
    others = [name for name, value in recipe.items() if theirs.get(name) != value]
    if others:
        differences = "; ".join(f"{name} {theirs.get(name)} there, {recipe[name]} here" for name in others)
        raise BadInput(
            f"{file.parent} holds a run of another recipe ({differences}): "
            f"ask for the same, give another folder to write to, or delete {file.name} to begin anew."
        )
    return run


def _read(file: Path) -> dict[str, Any]:
    try:
        whole = BytesIO(file.read_bytes())
    except OSError as error:
        raise cannot_read(file, error) from error
    try:
        run: dict[str, Any] = torch.load(whole, map_location="cpu", weights_only=True)
        json.loads(run["recipe"])
    except (OSError, RuntimeError, pickle.UnpicklingError, EOFError, LookupError, TypeError, ValueError) as error:
        raise BadInput(f"{file} is no whole training run: delete it to begin anew.") from error
    return run
