"""What contrasts begins with its own rhythm; phrases end on their chord, sections on the root."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.motif import Motif
from audiogenesis_desktop.compose.players.phrase_ends import PhraseEnds
from audiogenesis_desktop.compose.players.setting import Band, band_of
from audiogenesis_desktop.compose.players.vocabulary import BAR
from audiogenesis_desktop.plan.plan import Groove, Plan, Strike
from audiogenesis_desktop.theory.chords import Chord
from tests.compose.players.test_texture import FACTS, plan_of

STRIKES = (0, 18, 24)


@pytest.fixture(scope="module")
def tune() -> tuple[Plan, Band, int]:
    """A piece of A, B and A again whose tune strikes the same in every other bar, and nothing in those between."""
    plan, number = plan_of("pop ballad", role="lead", pattern="x")
    bar = plan.meter.bar_ticks
    kinds = (("A", 0, 8), ("B", 8, 16), ("A'", 16, 24))
    sections = tuple(plan.sections[0]._replace(start_tick=a * bar, end_tick=b * bar, kind=k) for k, a, b in kinds)
    groove = Groove(2, tuple(Strike(bar + 80 * place) for place in STRIKES))
    plan = replace(
        plan,
        sections=sections,
        repeats=(-1, -1, 0),
        active=(frozenset({number}),) * 3,
        grooves=({number: groove},) * 3,
        fills={},
        recalls=(),
        last_downbeat_tick=24 * bar,
        length_ticks=24 * bar,
    )
    return plan, band_of(plan, facts=FACTS), number


def test_what_contrasts_is_leaned_to_its_rhythm_until_looking_back_finds_it(tune) -> None:
    motif = Motif(*tune)
    assert [bar for bar in range(24) if motif.lean(bar) is not None] == [9, 11]
    lean = motif.lean(9)
    assert np.flatnonzero(lean > 0).tolist() == [*STRIKES] and lean[BAR] == 0 > lean[6]


def test_who_strikes_chords_is_leaned_to_the_rhythm_of_the_contrast_too(tune) -> None:
    plan, band, number = tune
    parts = tuple(replace(part, role="chords") if part.track_id == number else part for part in plan.parts)
    assert np.flatnonzero(Motif(replace(plan, parts=parts), band, number).lean(9) > 0).tolist() == [*STRIKES]


def test_a_second_voice_is_left_alone(tune) -> None:
    plan, band, number = tune
    parts = tuple(replace(part, role="second voice") if part.track_id == number else part for part in plan.parts)
    other = replace(plan, parts=parts)
    assert all(Motif(other, band, number).lean(bar) is None for bar in range(24))
    assert all(PhraseEnds(other, band, number).lean(bar, 24) is None for bar in range(24))


def test_the_last_note_of_two_bars_rests_on_the_chord_and_that_of_a_section_on_its_root(tune) -> None:
    plan, band, number = tune
    ends = PhraseEnds(plan, band, number)
    assert ends.lean(1, 18) is None and ends.lean(2, 24) is None
    chord = Chord.at(int(band.form.chords[3].reshape(-1)[1]))
    within, closing = ends.lean(3, 24), ends.lean(7, 24)
    assert {pitch % 12 for pitch in np.flatnonzero(within > 0).tolist()} == {*chord.tones}
    closed = Chord.at(int(band.form.chords[7].reshape(-1)[1]))
    assert closing[:128].argmax() % 12 == closed.root
