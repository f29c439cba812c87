"""Whatever the network proposes, chords are whole, and who carries a piece is there wherever its groove strikes."""

from collections import Counter

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.players.texture import Texture
from audiogenesis_desktop.plan.plan import Plan, Strike
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score

GRID_TICKS = 80
BRIEF = Brief(style=(("ska", 1.0),), instruments=("clean guitar", "trumpet", "drums"), length_seconds=16.0)


@pytest.fixture(scope="module")
def piece(untrained_band) -> tuple[Plan, Score]:
    plan = make_plan(BRIEF, 1)
    return plan, compose_score(untrained_band, BRIEF, plan, seed=1)


def begun(plan: Plan, score: Score, number: int) -> Counter[tuple[int, int]]:
    """How many notes a part begins at each place of each bar, before the last chord."""
    notes = [note for note in score.track(number).notes if note.start_tick < plan.last_downbeat_tick]
    at = (divmod(round(note.start_tick / GRID_TICKS) * GRID_TICKS, plan.meter.bar_ticks) for note in notes)
    return Counter((bar, tick // GRID_TICKS) for bar, tick in at)


def test_an_onset_of_a_chord_part_has_as_many_voices_as_its_style_has_there(piece) -> None:
    plan, score = piece
    guitar = next(part.track_id for part in plan.parts if part.role == "chords")
    texture, tried = Texture(plan, guitar), 0
    for (bar, place), count in begun(plan, score, guitar).items():
        wanted = texture.at(bar, place)
        if wanted is not None:
            tried += 1
            assert wanted.fewest <= count <= wanted.most
    assert tried


def test_who_carries_the_piece_plays_in_every_bar_that_its_groove_strikes(piece) -> None:
    plan, score = piece
    for part in plan.parts:
        if part.role in ("chords", "bass", "drums"):
            played = {bar for bar, _ in begun(plan, score, part.track_id)}
            section = {bar: plan.section_index(bar * plan.meter.bar_ticks) for bar in range(len(plan.recalls))}
            struck: dict[int, tuple[Strike, ...] | None] = {
                bar: plan.strikes_in(bar, part.track_id)
                for bar in range(plan.last_downbeat_tick // plan.meter.bar_ticks)
                if part.track_id in plan.active[section[bar]]
            }
            assert {bar for bar, strikes in struck.items() if strikes} <= played
