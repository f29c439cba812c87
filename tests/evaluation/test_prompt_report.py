"""The evaluation of prompts from end to end, with a composer that only plays scales on the first track."""

import json
from collections.abc import Iterator
from pathlib import Path

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.evaluation.prompt_cases import Case
from audiogenesis_desktop.evaluation.prompt_report import PromptEvaluation, Shares, write_prompt_report
from audiogenesis_desktop.evaluation.systems import FULL
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score

BEAT = 960
CASES = {
    "said": [
        Case("said", "piano, 120 bpm, 10 seconds", {"tempo": 120.0, "length": 10.0, "instruments": ["piano"]}),
        Case("said", "piano and cello, 90 bpm", {"tempo": 91.0, "instruments": ["piano", "cello"]}),
    ],
    "implied": [Case("implied", "sad", {"valence": [-1, 0]}), Case("implied", "happy", {"valence": [-1, 0]})],
    "pair": [Case("pair", "slow piano", {"quality": "tempo_bpm"}, "fast piano")],
    "hostile": [Case("hostile", "\ud83d <b>%s</b>"), Case("hostile", "")],
}


class Scales:
    name = model_hash = "scales"

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        for i in range(plan.last_downbeat_tick // BEAT):
            yield context.tracks[0].id, Note(i * BEAT, 48 + 2 * (i % 12), BEAT, 80)


def evaluated(folder: Path) -> Shares:
    readings = {"app": read_said, "nothing": lambda prompt: Brief(prompt)}
    return PromptEvaluation(readings, lambda: {FULL: Scales()}, folder).run(lambda kind: CASES[kind])


def test_figures_count_what_is_read_and_what_is_detected(tmp_path: Path) -> None:
    shares = evaluated(tmp_path)
    assert shares.figures["said, read"] == (4 / 5, 5)
    assert shares.figures["said, read: tempo"] == (1 / 2, 2)
    assert shares.figures["said, heard: instruments"] == (1 / 2, 2)  # the cello has no note
    assert shares.figures["implied, read"] == (1 / 2, 2)
    assert shares.figures["pairs, read"] == shares.figures["pairs, heard"] == (1.0, 1)
    assert shares.figures["hostile, heard"] == (1.0, 2)
    assert shares.ablation == {"app": 1 / 2, "nothing": 1.0}


def test_failures_are_listed_by_part_with_what_was_understood(tmp_path: Path) -> None:
    failures = evaluated(tmp_path).failures
    assert len(failures["said, read"]) == 1 and "tempo (90 bpm" in failures["said, read"][0]
    assert any("instruments" in line for line in failures["said, heard"])
    assert failures["hostile, read"] == []


def test_the_report_is_written_as_data_and_as_a_page(tmp_path: Path) -> None:
    page = write_prompt_report(evaluated(tmp_path), tmp_path / "report", model="abc")
    report = json.loads((page.parent / "prompts.json").read_text(encoding="utf-8"))
    assert report["model"] == "abc" and report["figures"]["implied, read"] == [0.5, 2]
    text = page.read_text(encoding="utf-8")
    assert "implied, read" in text and "class='short'" in text and "class='met'" in text
    assert "<b>" not in text
