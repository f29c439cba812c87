"""What an evaluation of styles found: kept as JSON, ranked, and shown a page a style, beside an earlier state."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation import style_report
from audiogenesis_desktop.evaluation.bootstrap import figure
from audiogenesis_desktop.evaluation.style_cases import StyleCase
from audiogenesis_desktop.evaluation.style_pages import address, write_pages
from audiogenesis_desktop.evaluation.style_pieces import SYSTEMS, StylePiece
from audiogenesis_desktop.evaluation.style_plan import PlanText, SectionText
from audiogenesis_desktop.evaluation.style_reading import MEANINGS
from audiogenesis_desktop.evaluation.style_report import StyleSubject, write_style_report
from audiogenesis_desktop.evaluation.style_results import FILE, StyleResults, read_results, write_results
from audiogenesis_desktop.evaluation.systems import FULL
from audiogenesis_desktop.style.book import shipped

PLAN = PlanText("house 1.00", "124.0 bpm, 4/4", "stop", ("drums (drums)",), (SectionText("A", 8, 0.7, (), ("x..x",)),))
READING = {kind: {name: figure([1.0, 0.0]) for name in MEANINGS} for kind in ("all", "named", "described", "in_use")}


def piece(style: str, *, detected: str = "", missed: tuple[str, ...] = (), system: str = FULL) -> StylePiece:
    own = detected or style
    roll = "<svg id=roll></svg>"
    return StylePiece(style, system, "<a prompt>", own, own, 4, missed, 120.0, "C major", 3.0, "full/1.mid", PLAN, roll)


def results(*pieces: StylePiece) -> StyleResults:
    return StyleResults("abc", READING, {"style": ["named, house: <b>"]}, pieces)


LINE = shipped()["waltz"].hallmarks[0]
FOUND = results(
    piece("house"),
    piece("reggae", detected="house", missed=("no such hallmark",)),
    piece("waltz", missed=(LINE,)),
    piece("house", detected="techno", system="no network"),
)


def test_what_was_found_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    write_results(FOUND, tmp_path)
    assert read_results(tmp_path) == FOUND


def test_an_earlier_report_that_is_none_is_reported_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no styles\.json"):
        read_results(tmp_path)
    (tmp_path / FILE).write_text('{"model": 1}')
    with pytest.raises(BadInput, match="measure the earlier state anew"):
        read_results(tmp_path)


def test_systems_are_kept_apart_and_shares_have_a_spread() -> None:
    detected = FOUND.detected
    assert set(detected) == set(SYSTEMS) and detected["no network"]["style"].mean == 0.0
    assert (
        detected[FULL]["style"].mean == pytest.approx(2 / 3)
        and detected[FULL]["style"].low < detected[FULL]["style"].high
    )
    assert detected[FULL]["hallmarks"].mean == pytest.approx((1 + 0.75 + 0.75) / 3)
    assert detected["writer"]["style"].pieces == 0


def test_the_index_begins_with_the_style_whose_pieces_are_least_true(tmp_path: Path) -> None:
    assert FOUND.worst_first() == ["reggae", "waltz", "house"]
    page = write_pages(FOUND, tmp_path).read_text(encoding="utf-8")
    assert re.findall(r'href="styles/([a-z-]+)\.html"', page) == ["reggae", "waltz", "house"]
    assert "&lt;b&gt;" in page and "<b>" not in page and "before" not in page


def test_a_style_has_its_roll_its_plan_and_its_hallmarks(tmp_path: Path) -> None:
    write_pages(FOUND, tmp_path)
    page = (tmp_path / address("waltz")).read_text(encoding="utf-8")
    assert "&lt;a prompt&gt;" in page and page.count("id=roll") == 1 and "x..x" in page and "stop" in page
    assert f"<span class=short>no</span> {LINE}" in page
    assert page.count("<span class=met>yes</span>") == len(shipped()["waltz"].hallmarks) - 1


def test_an_earlier_state_stands_beside(tmp_path: Path) -> None:
    earlier = results(piece("house", detected="techno"))
    index = write_pages(FOUND, tmp_path, before=earlier).read_text(encoding="utf-8")
    assert "before: full" in index and "before: named" in index
    assert (tmp_path / address("house")).read_text(encoding="utf-8").count("id=roll") == 2
    assert (tmp_path / address("reggae")).read_text(encoding="utf-8").count("id=roll") == 1


def test_every_style_has_a_page_of_its_own() -> None:
    assert len({address(style) for style in shipped()}) == len(shipped())
    assert address("r&b") == "styles/r-b.html"


def test_an_evaluation_writes_what_it_found_and_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = (StyleCase("deep house", "named", ("house",)), StyleCase("a slow dance in three", "described", ("waltz",)))
    composed: list[StyleCase] = []

    def compose(cases: Sequence[StyleCase], *_: object, **__: object) -> list[StylePiece]:
        composed.extend(cases)
        return [piece(case.wanted) for case in cases]

    monkeypatch.setattr(style_report, "style_cases", lambda: cases)
    monkeypatch.setattr(style_report, "cases_to_compose", lambda count: cases[:count])
    monkeypatch.setattr(style_report, "learn_styles", lambda **_: None)
    monkeypatch.setattr(style_report, "compose_styles", compose)
    subject = StyleSubject("abc", dict, lambda prompt: Brief(prompt, style=(("house", 1.0),)))
    found = write_style_report(subject, tmp_path, pieces=1)
    assert composed == [cases[0]] and found.reading["all"]["style"].mean == 0.5
    assert read_results(tmp_path) == found and (tmp_path / address("house")).exists()
    assert "a slow dance in three" in (tmp_path / "styles.html").read_text(encoding="utf-8")
    again = write_style_report(subject, tmp_path, pieces=1, before=tmp_path)  # beside itself, which it writes over
    assert again == found and "before: full" in (tmp_path / "styles.html").read_text(encoding="utf-8")


def test_an_earlier_report_is_looked_for_before_anything_is_measured(tmp_path: Path) -> None:
    def read(prompt: str) -> Brief:
        raise AssertionError(prompt)

    with pytest.raises(BadInput):
        write_style_report(StyleSubject("abc", dict, read), tmp_path, before=tmp_path / "gone")
