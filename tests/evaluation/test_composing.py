"""Composing for evaluation: the best take is kept, the first beside it, and nothing is composed twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.composing import compose_all, in_processes, jobs, place, planned_chords, provenance
from audiogenesis_desktop.evaluation.measuring import Sample, measure_all
from audiogenesis_desktop.evaluation.progress import silent
from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.evaluation.systems import FULL, ONE_TAKE
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score, Track

BRIEFS = [Brief("one", length_seconds=8.0), Brief("two", length_seconds=9.0)]
WANTED = [Wanted("one"), Wanted("two")]


class Uneven:
    """Composes a scale with odd seeds and a single note with even ones, which ranking must not prefer."""

    name = model_hash = "uneven"
    seeds: list[int] = []  # noqa: RUF012

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        self.seeds.append(seed)
        for i in range(plan.last_downbeat_tick // 960 if seed % 2 else 1):
            yield context.tracks[0].id, Note(i * 960, 60 + (0, 4, 7, 5, 9, 11, 12)[i % 7], 960, 80)


def load() -> dict[str, Uneven]:
    return {FULL: Uneven()}


def pitches(file: Path) -> set[int]:
    return {note.pitch for note in read_midi(file).tracks[0].notes}


def test_the_best_take_is_full_and_the_first_is_unranked(tmp_path: Path) -> None:
    compose_all(jobs(FULL, WANTED, BRIEFS, tmp_path, seeds=2, takes=2), load, processes=1, progress=silent)
    full, first = place(tmp_path, FULL, 1, 1), place(tmp_path, ONE_TAKE, 1, 1)
    assert len(pitches(full)) > 1 and len(pitches(first)) == 1
    assert provenance(full)["seed"] == provenance(first)["seed"] + 1 == 1101
    assert planned_chords(full)[0].tick == 0


def test_what_is_there_is_not_composed_again_unless_something_else_is_wanted(tmp_path: Path) -> None:
    for briefs, expected in ((BRIEFS, 2), (BRIEFS, 0), ([BRIEFS[0], Brief("two", length_seconds=10.0)], 1)):
        Uneven.seeds.clear()
        compose_all(jobs(FULL, WANTED, briefs, tmp_path), load, processes=1, progress=silent)
        assert len(Uneven.seeds) == expected


def test_a_lost_or_broken_piece_is_composed_again(tmp_path: Path) -> None:
    compose_all(jobs(FULL, WANTED, BRIEFS, tmp_path), load, processes=1, progress=silent)
    place(tmp_path, FULL, 0, 0).unlink()
    place(tmp_path, FULL, 1, 0).with_suffix(".json").write_text("{")
    Uneven.seeds.clear()
    compose_all(jobs(FULL, WANTED, BRIEFS, tmp_path), load, processes=1, progress=silent)
    assert len(Uneven.seeds) == 2


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order_from_any_number_of_processes(processes: int) -> None:
    assert in_processes(abs, [-1, 2, -3], processes=processes, progress=silent, desc="") == [1, 2, 3]


def test_what_has_been_measured_is_read_back_as_it_was(tmp_path: Path) -> None:
    notes = [Note(i * 960, 60 + i % 5, 900, 80) for i in range(24)]
    write_midi(Score(tracks=(Track(0, "").with_notes(notes),)), tmp_path / "a.mid")
    samples = [Sample(tmp_path / "a.mid"), Sample(tmp_path / "a.mid", seconds=4.0)]
    kept = tmp_path / "kept"
    first = measure_all(samples, kept, processes=1, progress=silent, desc="")
    again = measure_all(samples, kept, processes=1, progress=silent, desc="")
    assert repr(first) == repr(again) and len(list(kept.iterdir())) == 2
    assert first[0].coherence.notes == 24 and first[1].coherence.notes == 8
    assert first[0].detected.meter == (4, 4) and first[1].detected.meter is None
