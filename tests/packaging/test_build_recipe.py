"""What the recipe of the built app leaves out is nothing that the app needs; `check_build.sh` tries the app itself."""

import ast
import re
from importlib.metadata import requires

from tests.packaging.test_dependencies import ROOT, declared, distributions, imported, plain

NOT_SHIPPED = {"training", "evaluation"}
# tokenizers fetches from the net with these, which nothing here does.
DONE_WITHOUT = {"huggingface-hub"}


def left_out() -> set[str]:
    """Return the names of the packages that the recipe excludes."""
    for node in ast.parse((ROOT / "build.spec").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PACKAGES_FOR_A_CHECKOUT":
            return set(" ".join(ast.literal_eval(node.value)).split())
    raise AssertionError("build.spec has no PACKAGES_FOR_A_CHECKOUT")


def modules_of(names: set[str]) -> set[str]:
    return {module for module, bringers in distributions().items() if names & {plain(each) for each in bringers}}


def test_no_package_that_the_app_imports_is_left_out() -> None:
    shipped = set().union(*(modules for room, modules in imported().items() if room not in NOT_SHIPPED))
    of_training = {"torch", "transformers", "sentence_transformers"}  # which network and commands import for it
    assert not left_out() & shipped - of_training


def test_no_package_that_those_need_is_left_out() -> None:
    needed = {
        plain(re.split(r"[^\w.-]", line)[0])
        for name in declared()[""]
        for line in requires(name) or ()
        if "extra ==" not in line
    }
    assert "scipy" in needed | declared()[""]
    assert not left_out() & modules_of((needed | declared()[""]) - DONE_WITHOUT)


def test_what_only_the_extras_bring_is_left_out() -> None:
    groups = declared()
    extras = groups["train"] | groups["evaluate"]
    alone = extras - groups[""] - {"audiogenesis-desktop"}
    assert alone and not {module for module in modules_of(alone) if not module.startswith("_")} - left_out()
