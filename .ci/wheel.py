"""Lets the wheel have `resources/` and `models/` inside the package: in a checkout they lie beside it."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFolders(BuildHookInterface):  # type: ignore[misc]
    """Called by hatchling; an editable installation reads the checkout's own folders."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders to a wheel that is to stand alone."""
        if version != "editable":
            for folder in ("resources", "models"):
                build_data["force_include"][folder] = f"audiogenesis_desktop/{folder}"
