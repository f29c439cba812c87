"""Pieces of styles: every system plays the same Plan, and what is detected is in the notes."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation import style_naming, style_pieces
from audiogenesis_desktop.evaluation.style_cases import StyleCase
from audiogenesis_desktop.evaluation.style_pieces import (
    NO_NETWORK,
    SYSTEMS,
    WRITER,
    StyleForests,
    StylePiece,
    compose_styles,
    learn_styles,
    meaning,
)
from audiogenesis_desktop.evaluation.systems import FULL
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score

pytest.importorskip("sklearn")
BEAT = 960
CASES = (StyleCase("deep house", "named", ("house",)), StyleCase("a waltz", "named", ("waltz",)))


class Kick:
    """Plays the drums on each beat, nothing else."""

    name = model_hash = "kick"

    def __init__(self, key: int) -> None:
        self._key = key

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        drums = next(part.track_id for part in plan.parts if part.instrument.is_drums)
        for i in range(plan.last_downbeat_tick // BEAT):
            yield drums, Note(i * BEAT, self._key, BEAT // 4, 80)


def read(prompt: str) -> Brief:
    return Brief(prompt, tempo_bpm=124.0, instruments=("drums", "piano"))


class Composed(NamedTuple):
    folder: Path
    forests: StyleForests
    pieces: list[StylePiece]


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Composed:
    folder = tmp_path_factory.mktemp("styles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style_pieces, "STYLES", ("house", "waltz"))
        patch.setattr(style_naming, "_TREES", 40)
        forests = learn_styles(pieces=3)
    systems: dict[str, Composer] = {FULL: Kick(36), NO_NETWORK: Kick(42)}
    return Composed(folder, forests, compose_styles(CASES, read, lambda: systems, folder, forests=forests))


class Told(Kick):
    """Plays as `Kick` does, and notes the Brief that it is told."""

    def __init__(self, key: int) -> None:
        super().__init__(key)
        self.told: list[str] = []

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        self.told.append(brief.prompt)
        return super().compose(brief, plan, context, seed=seed)


def test_ablations_compose_some_of_the_cases_and_are_named(composed: Composed, tmp_path: Path) -> None:
    full = Told(36)
    systems: dict[str, Composer] = {FULL: full, NO_NETWORK: Kick(42), "style hidden": Kick(38)}
    ablations = ("parser off", NO_NETWORK, "style hidden", "text shuffled")
    pieces = compose_styles(
        CASES, read, lambda: systems, tmp_path, forests=composed.forests, ablations=ablations, ablated=1
    )
    more = [(piece.system, piece.prompt) for piece in pieces if piece.system not in SYSTEMS]
    assert more == [("style hidden", CASES[0].prompt), ("text shuffled", CASES[0].prompt)]
    hidden = next(piece for piece in pieces if piece.system == "style hidden")
    assert {note.pitch for track in read_midi(tmp_path / hidden.file).tracks for note in track.notes} == {38}
    first, second = (case.prompt for case in CASES)
    assert full.told == [first, second, second]  # the first piece a second time with the other's words
    assert all(meaning(system) for system, _ in more)


def test_each_case_is_composed_by_every_system_under_one_plan(composed: Composed) -> None:
    pieces = composed.pieces
    assert {(p.style, p.system) for p in pieces} == {(c.wanted, system) for c in CASES for system in SYSTEMS}
    full, noise = (next(p for p in pieces if p.system == system) for system in (FULL, NO_NETWORK))
    assert full.plan == noise.plan and full.plan is not None and full.tempo_bpm == noise.tempo_bpm
    kicks, hats = (read_midi(composed.folder / one.file) for one in (full, noise))
    assert {note.pitch for track in kicks.tracks for note in track.notes} == {36}
    assert {note.pitch for track in hats.tracks for note in track.notes} == {42}
    assert abs(full.tempo_bpm - 124) < 6 and full.notes_a_second == pytest.approx(full.tempo_bpm / 60, rel=0.1)


def test_hallmarks_are_judged_on_the_notes(composed: Composed) -> None:
    pieces = {(piece.style, piece.system): piece for piece in composed.pieces}
    on_the_floor = [line for line in pieces["house", NO_NETWORK].missed if line.startswith("kick on every beat")]
    assert on_the_floor and on_the_floor[0] not in pieces["house", FULL].missed
    assert len(pieces["house", WRITER].missed) < len(pieces["house", FULL].missed) <= pieces["house", FULL].hallmarks


def test_what_our_writer_wrote_is_taken_for_what_it_is(composed: Composed) -> None:
    assert composed.forests.by_rhythm.by_rhythm and not composed.forests.whole.by_rhythm
    written = [piece for piece in composed.pieces if piece.system == WRITER]
    assert all(piece.detected == piece.detected_by_rhythm == piece.style for piece in written)


def test_a_roll_is_drawn_of_what_the_app_composes_alone(composed: Composed) -> None:
    assert {piece.system for piece in composed.pieces if piece.roll} == {FULL}
