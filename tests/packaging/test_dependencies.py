"""Every package that is imported is declared where it is needed, and none is declared in vain."""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "audiogenesis_desktop"
# room: the extras that may be counted on there
EXTRAS = {"brief": {"weights"}, "training": {"train"}, "network": {"train"}, "evaluation": {"train", "evaluate"}}


def declared() -> dict[str, set[str]]:
    """Return the names declared, lower case with hyphens, by extra; "" is what is always installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: {plain(re.split(r"[\[<>=; ]", each)[0]) for each in names} for extra, names in groups.items()}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def imported() -> dict[str, set[str]]:
    """Return the modules of others that are imported anywhere in each room, also within functions."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            found[file.relative_to(PACKAGE).parts[0]] |= {name.split(".")[0] for name in names}
    own = {*sys.stdlib_module_names, PACKAGE.name}
    return {room: modules - own for room, modules in found.items()}


@cache
def distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def bringers(module: str) -> set[str]:
    """Return the distributions that a module may come from."""
    return {plain(name) for name in distributions().get(module, [module])}


@pytest.mark.parametrize("room", sorted(imported()))
def test_each_room_imports_only_what_is_declared_for_it(room: str) -> None:
    groups = declared()
    allowed = groups[""].union(*(groups[extra] for extra in EXTRAS.get(room, ())))
    assert not {module for module in imported()[room] if not bringers(module) & allowed}


@pytest.mark.parametrize("extra", ["", "weights", "train", "evaluate"])
def test_nothing_is_declared_that_nobody_imports(extra: str) -> None:
    used = set().union(*(bringers(module) for modules in imported().values() for module in modules))
    assert declared()[extra] - used - {"audiogenesis-desktop"} == set()


def test_the_version_is_written_once() -> None:
    import audiogenesis_desktop

    assert re.fullmatch(r"\d+\.\d+\.\d+", audiogenesis_desktop.__version__)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" not in project and project["dynamic"] == ["version"]


def test_every_version_is_pinned() -> None:
    pinned = {
        plain(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    }
    assert set().union(*declared().values()) - pinned - {"audiogenesis-desktop"} == set()
