"""What the guide names is what the studio has: buttons by their words, commands, keys, and words after the first."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.followup import as_followup
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.editing.commands import load_commands

ROOT = Path(__file__).parents[2]
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
SAID = "pop with sax, guitar, piano, bass and drums, 60 seconds"


@cache
def words_of_the_app():
    """Return every string of the package's code, and the words of every command."""
    texts = {command.words.plain for command in load_commands().commands}
    texts |= set(
        re.findall(r'^title = "(.+)"', (ROOT / "resources/commands.toml").read_text("utf-8").replace("&", ""), re.M)
    )
    for path in (ROOT / "audiogenesis_desktop").rglob("*.py"):
        constants = (
            node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
        )
        texts |= {value for value in constants if isinstance(value, str)}
    return {text.strip().lower().removesuffix("…") for text in texts}


def is_in_the_app(name):
    known, parts = words_of_the_app(), name.lower().removesuffix("…").split(": ")
    return all(part in known or any(text.startswith(f"{part} ") for text in known) for part in parts)


def names_in(text):
    """Return what a page sets in italics, and what it quotes that begins as buttons do."""
    italic = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text)
    quoted = [one for one in re.findall(r"“([^”]+)”", text) if one[0].isupper() and not re.search(r"\d", one)]
    listed = re.findall(r"^- \*\*([^*]+)\*\*", text, flags=re.MULTILINE)
    return {" ".join(name.split()) for name in (*italic, *quoted, *listed)}


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_whatever_the_guide_names_is_called_so_in_the_studio(page):
    unknown = [name for name in names_in(page.read_text("utf-8")) if not is_in_the_app(name)]
    assert not unknown


def test_a_name_that_the_studio_does_not_have_is_found():
    assert names_in("Press *Bake* or “Keep as alternative”, “no drums” aside") == {"Bake", "Keep as alternative"}
    assert not is_in_the_app("Bake") and is_in_the_app("Keep as alternative")


def test_words_after_the_first_that_the_guide_gives_are_understood():
    text = (ROOT / "docs" / "guide" / "from-first-take-to-final.md").read_text("utf-8").partition("## By the")[0]
    said = {" ".join(one.split()) for one in re.findall(r"“([^”]+)”", text) if one[0].islower()}
    readme = (ROOT / "docs" / "guide" / "README.md").read_text("utf-8")
    said |= {" ".join(one.split()) for one in re.findall(r'"([a-z][^"]+)"', readme)}
    brief = read_said(SAID)
    assert len(said) > 10
    assert not [words for words in said if as_followup(words, brief) is None]
