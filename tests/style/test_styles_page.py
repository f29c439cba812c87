"""The page that tells how to write a style: its example works, and it names all that may be said."""

import re
from pathlib import Path

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.files.midi_reading import read_midi
from audiogenesis_desktop.style.book import read_book
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.forms import KINDS
from audiogenesis_desktop.style.hallmarks import parse
from audiogenesis_desktop.style.judging import missed
from audiogenesis_desktop.style.plays import Play
from audiogenesis_desktop.style.reading import parse_style
from audiogenesis_desktop.style.rhythms import RHYTHMS
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.style.style import FAMILIES, Form, Harmony, LineUp, Mode, Part, Style, Time
from audiogenesis_desktop.theory.scales import SCALES
from audiogenesis_desktop.training.styles.writing import write_from

PAGE = (paths.shipped_root() / "docs" / "styles.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_is_a_style_and_a_piece_is_written_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, piece = tmp_path / "sea_shanty.toml", tmp_path / "a.mid"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert parser.run(["styles", "--check", str(file), "-o", str(piece)]) == parser.OK
    said = capsys.readouterr().out
    assert "is right: the style 'sea shanty'" in said and "did not have" not in said
    score = read_midi(piece)
    assert score.note_count > 100 and (score.meters[0].numerator, score.meters[0].denominator) == (6, 8)


def test_pieces_of_the_example_have_its_hallmarks() -> None:
    style = parse_style(EXAMPLE, name="styles.md")
    for seed in range(4):
        written = write_from(style, seed)
        assert not missed(style, written.score, roles=written.roles)
        assert set(style.essential) <= set(written.roles.values())


def test_a_file_of_ones_own_is_a_style_of_the_book(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(EXAMPLE, encoding="utf-8")
    assert "sea shanty" in read_book(paths.resource("styles"), tmp_path)


def test_every_word_that_a_file_may_hold_is_explained() -> None:
    hows = [play.__struct_config__.tag for play in Play.__args__]
    keys = [key for table in (Style, Time, Harmony, Mode, Form, LineUp, Part) for key in table.__struct_fields__]
    options = [key for play in Play.__args__ for key in play.__struct_fields__]
    for word in (*hows, *keys, *options):
        assert f"`{word}`" in PAGE or f"[{word}]" in PAGE or f"[harmony.{word}]" in PAGE, word
    for word in (*ROLES, *KEYS, *RHYTHMS, *SCALES, *FAMILIES, *KINDS):
        assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", PAGE), word


def test_every_hallmark_on_the_page_can_be_read() -> None:
    table = PAGE.split("## Hallmarks")[1]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    lines = [line for row in rows for line in re.findall(r"`([^`]+)`", row)]
    assert len(lines) >= 15
    for line in lines:
        parse(line)
