"""`evaluate --rework`: measures are what they are called, what changes outside is counted, a report is written."""

import json
from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import Work, outcome
from audiogenesis_desktop.evaluation import rework_report
from audiogenesis_desktop.evaluation.rework_controls import judge_controls
from audiogenesis_desktop.evaluation.rework_infill import MEASURES, judge_infill
from audiogenesis_desktop.evaluation.rework_scopes import changed_outside, judge_scopes
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.wishes import DEGREES
from tests.compose.conftest import untrained_band, untrained_band_knowing  # noqa: F401

BAR = 3840
BRIEF = Brief(
    instruments=("piano", "flute", "drums"), tempo_bpm=120.0, length_seconds=42.0, style=(("pop ballad", 1.0),)
)


@pytest.fixture(scope="module")
def work(untrained_band):  # noqa: F811
    work = Work(compose_score(untrained_band, BRIEF, make_plan(BRIEF, 1), seed=1), BRIEF, untrained_band, 1)
    return replace(work, plan=work.planned())


def test_a_note_outside_is_counted(work: Work) -> None:
    first, *others = work.score.tracks
    changed = replace(work.score, tracks=(replace(first, notes=first.notes[:-1]), *others))
    scope = Scope.of_time((0, BAR))
    found = outcome(work.score, changed, scope)
    assert changed_outside(work.score, found, scope) == 1
    assert changed_outside(work.score, outcome(work.score, work.score, scope), scope) == 0


def test_random_scopes_change_nothing_outside_and_give_the_same_again(work: Work) -> None:
    found = judge_scopes([work], count=24)
    assert (found.outside, found.locked, found.unlike, found.same) == (0, 0, 0, 0)
    assert found.tried == 24 and found.again >= 1 and found.refused < 12


@pytest.mark.slow
def test_every_wish_is_judged_and_some_move_even_random_weights(work: Work) -> None:
    found = judge_controls([work])
    assert set(found) <= set(DEGREES) and {"height", "leaps", "strictness", "loudness"} <= set(found)
    assert all(len(one.means) == 5 for one in found.values())
    assert found["strictness"].rho.mean > 0.9 and found["height"].rho.mean > 0.9


def test_infill_stands_beside_what_was_there(work: Work) -> None:
    found = judge_infill([work], gaps=1)
    assert set(found.ways) == {"real", "blind", "infill"} and set(found.difference) == set(MEASURES)
    assert {way: figures["chord tones"].pieces for way, figures in found.ways.items()} == dict.fromkeys(found.ways, 1)


def test_a_report_is_written_of_our_music_and_of_real(work: Work, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(rework_report, "composed", lambda *_, **__: [work])
    monkeypatch.setattr(rework_report, "judge_controls", lambda *_, **__: {})
    monkeypatch.setattr(rework_report, "judge_varying", lambda *_, **__: ({}, {}))
    write_midi(work.score, tmp_path / "real.mid")
    (tmp_path / "broken.mid").write_bytes(b"nothing")
    results = rework_report.write_rework_report(
        "abc", work.composer, lambda prompt: BRIEF, tmp_path / "report", pieces=1, scopes=3, real=[tmp_path]
    )
    assert set(results.infill) == {"ours", "real"}
    kept = json.loads((tmp_path / "report" / "rework.json").read_text())
    assert kept["scopes"]["tried"] == 3 and kept["model"] == "abc"
    page = (tmp_path / "report" / "rework.html").read_text()
    assert "Notes changed outside the scope: 0" in page and "Infill in real music" in page
