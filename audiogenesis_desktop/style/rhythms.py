"""Rhythms of melodies by character and meter, two bars each, as `resources/rhythms.toml` has them."""

import tomllib
from collections.abc import Mapping

from audiogenesis_desktop import paths

RHYTHMS: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    paths.resource("rhythms.toml").read_text(encoding="utf-8")
)
