"""What contrasts begins with its own rhythm; phrases end on their chord, sections on the root."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.masks import Masks
from audiogenesis_desktop.compose.players.motif import Motif
from audiogenesis_desktop.compose.players.phrase_ends import PhraseEnds
from audiogenesis_desktop.compose.players.setting import Band, band_of
from audiogenesis_desktop.compose.players.vocabulary import BAR, DURATIONS
from audiogenesis_desktop.compose.sampling import FORBIDDEN
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


def test_a_note_after_which_the_tune_waits_rests_on_its_chord_too(tune) -> None:
    plan, band, number = tune
    groove = Groove(2, tuple(Strike(80 * place) for place in (0, 6, 12, 36, 48, 54, 60, 66)))
    told = replace(plan, grooves=({number: groove},) * 3)
    ends = PhraseEnds(told, band, number)
    leaned = [place for place in (0, 6, 12, 36) if ends.lean(0, place) is not None]
    assert leaned == [12] and ends.lean(1, 18) is not None and ends.lean(1, 12) is None


@pytest.mark.parametrize(("style", "is_free"), [("pop ballad", False), ("indian", True)])
def test_a_tune_holds_what_its_chord_lacks_no_longer_than_a_suspension(style: str, is_free: bool) -> None:
    plan, number = plan_of(style, role="lead", pattern="x")
    band = band_of(plan, facts=FACTS)
    masks = Masks(plan, band, number)
    tones = {*Chord.at(masks.chord(1, 0)).tones}
    rubs = next(pitch for pitch in range(60, 72) if pitch % 12 not in tones and (pitch - 1) % 12 in tones)
    apart = next(p for p in range(60, 72) if p % 12 not in tones and (p - 1) % 12 not in tones)
    longest = {pitch: DURATIONS[masks.duration(1, 0, pitch) > FORBIDDEN / 2].max() for pitch in (rubs, apart)}
    assert (longest[rubs] > 12, longest[apart] > 18) == (is_free, is_free)
    chord_tone = next(pitch for pitch in range(60, 72) if pitch % 12 in tones)
    assert DURATIONS[masks.duration(1, 0, chord_tone) > FORBIDDEN / 2].max() >= 24
