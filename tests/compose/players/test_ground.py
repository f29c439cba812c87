"""Where no bass plays whoever has the lowest chords begins each on its root, low in the register."""

from dataclasses import replace

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.ground import Ground
from audiogenesis_desktop.compose.players.setting import Band, band_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.chords import Chord
from tests.compose.players.test_texture import FACTS


def band_with(*names: str, style: str = "acoustic folk") -> tuple[Plan, Band]:
    brief = Brief(style=((style, 1.0),), instruments=names, length_seconds=40.0, only=True)
    plan = make_plan(brief, 3)
    return plan, band_of(plan, facts=FACTS)


def number_of(plan: Plan, name: str) -> int:
    return next(part.track_id for part in plan.parts if part.instrument.name == name)


def test_a_guitar_alone_with_a_tune_begins_each_chord_on_its_low_root() -> None:
    plan, band = band_with("steel guitar", "harmonica")
    number = number_of(plan, "steel guitar")
    ground, player = Ground(plan, band, number), band.players[number]
    for bar in range(8):
        root = Chord.at(int(band.form.chords.reshape(-1)[2 * bar])).root
        leaned = np.flatnonzero(ground.lean(bar, 0, [])).tolist()
        assert leaned and {pitch % 12 for pitch in leaned} == {root}
        assert player.low - 4 <= leaned[0] < player.low + 8 and leaned[-1] <= max(
            leaned[0], (player.low + player.high) / 2
        )
        assert ground.lean(bar, 12, [Written(0, leaned[0], 6, 10)]) is None


def test_a_chord_that_changes_within_the_bar_has_its_root_too() -> None:
    plan, band = band_with("steel guitar", "harmonica")
    chords = band.form.chords.copy()
    chords.reshape(-1)[3] = (chords.reshape(-1)[2] + 1) % 12
    changed = replace(band, form=replace(band.form, chords=chords))
    ground = Ground(plan, changed, number_of(plan, "steel guitar"))
    before = [Written(0, 48, 6, 10)]
    assert ground.lean(1, 12, before) is None and ground.lean(1, 24, before) is not None


def test_where_a_bass_plays_and_for_who_has_no_chords_nothing_is_leaned_to() -> None:
    plan, band = band_with("steel guitar", "harmonica", "acoustic bass")
    bass = number_of(plan, "acoustic bass")
    there = np.flatnonzero(band.players[bass].playing).tolist()
    for number in range(len(plan.parts)):
        assert there and all(Ground(plan, band, number).lean(bar, 0, []) is None for bar in there)
    tune, folk = band_with("steel guitar", "harmonica")
    harmonica = Ground(tune, folk, number_of(tune, "harmonica"))
    assert all(harmonica.lean(bar, 0, []) is None for bar in range(folk.bars))
