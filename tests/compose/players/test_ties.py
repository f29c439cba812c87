"""A pad ties what two chords share, within its section and for four bars at most, and moves its other voices little."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.players.masks import Masks
from audiogenesis_desktop.compose.players.setting import band_of
from audiogenesis_desktop.compose.players.ties import lean_from
from audiogenesis_desktop.compose.players.vocabulary import BAR, DURATIONS
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import ChordAt
from audiogenesis_desktop.theory.chords import Chord
from tests.compose.players.test_texture import FACTS, plan_of

C_MAJOR, A_MINOR = (Chord(root, quality).number for root, quality in ((0, "maj"), (9, "min")))
NO_FACTS = Brief(style=(("ambient", 1.0),), instruments=("slow strings", "celesta"), length_seconds=40.0)


def harmonised(*roots: int, section_bars: int = 8) -> tuple[Masks, int]:
    """The masks of a pad under a chord a bar, major chords on steps above the tonic, in sections of so many bars."""
    plan, number = plan_of("house", role="pad", pattern="x")
    bar, tonic = plan.meter.bar_ticks, key_shift(plan) + (9 if plan.key.mode == "minor" else 0)
    chords = tuple(ChordAt(i * bar, bar, (tonic + root) % 12, "maj") for i, root in enumerate(roots))
    first = plan.sections[0]
    sections = tuple(
        first._replace(start_tick=start * bar, end_tick=(start + section_bars) * bar)
        for start in range(0, len(roots), section_bars)
    )
    plan = replace(
        plan,
        chords=chords,
        sections=sections,
        repeats=(-1,) * len(sections),
        active=plan.active[:1] * len(sections),
        grooves=plan.grooves[:1] * len(sections),
        recalls=(),
        last_downbeat_tick=len(roots) * bar,
        length_ticks=len(roots) * bar,
    )
    tonic = 9 if plan.key.mode == "minor" else 0
    return Masks(plan, band_of(plan, facts=FACTS), number), tonic


def lengths(masks: Masks, bar: int, pitch: int, *, ties: bool = True) -> list[int]:
    mask = masks.duration(bar, 0, pitch, ties=ties)
    return DURATIONS[np.flatnonzero(mask > FORBIDDEN / 2)].tolist()


def test_a_tone_that_the_next_chord_has_too_is_held_over_and_no_other() -> None:
    masks, tonic = harmonised(0, 5, 7, 7, 0, 0, 0, 0)
    assert lengths(masks, 0, 60 + tonic) == [96] and lengths(masks, 0, 64 + tonic) == [48]
    assert max(lengths(masks, 0, 60 + tonic, ties=False)) == 96 > min(lengths(masks, 0, 60 + tonic, ties=False))


def test_nothing_is_held_for_more_than_four_bars_or_out_of_its_section() -> None:
    masks, tonic = harmonised(*[0] * 8)
    assert lengths(masks, 0, 60 + tonic) == [192] and lengths(masks, 6, 60 + tonic) == [96]
    masks, tonic = harmonised(*[0] * 6, section_bars=2)
    assert lengths(masks, 0, 60 + tonic) == [96]


def test_a_pad_that_holds_all_its_voices_begins_none_and_one_that_holds_some_takes_up_the_others() -> None:
    masks, _ = harmonised(*[0] * 8)

    def together(held: int) -> list[int]:
        mask = masks.together(masks.place(1, (), hits=()).copy(), 1, (), held=lambda place: [70] * held)
        return np.flatnonzero(mask > FORBIDDEN / 2).tolist()

    assert 0 not in together(4) and together(1) == [0] and {0, BAR} <= {*together(0)}


def test_what_is_lacking_is_taken_up_near_and_what_sounds_is_not_struck_anew() -> None:
    lean = lean_from(A_MINOR, held=[60, 64], let_go=[67])
    assert lean[60] == lean[64] == FORBIDDEN
    assert lean[:128].argmax() == 69 and lean[69] > lean[57] and lean[67] < lean[69]


def test_where_nothing_sounded_only_what_the_chord_has_counts() -> None:
    lean = lean_from(C_MAJOR, held=[], let_go=[])
    assert {pitch % 12 for pitch in np.flatnonzero(lean > 0).tolist()} == {0, 4, 7}


@pytest.fixture(scope="module")
def pad(untrained_band) -> tuple[Plan, list]:
    plan = make_plan(NO_FACTS, 2)
    score = compose_score(untrained_band, NO_FACTS, plan, seed=2)
    number = next(part.track_id for part in plan.parts if part.role == "pad")
    return plan, [note for note in score.track(number).notes if note.start_tick < plan.last_downbeat_tick]


def test_a_composed_pad_strikes_nothing_anew_at_a_bar_line_that_it_could_have_tied(pad) -> None:
    plan, notes = pad
    bar, ends = plan.meter.bar_ticks, {section.end_tick for section in plan.sections}
    at_bars = [note for note in notes if note.start_tick % bar == 0]
    ended = {(note.end_tick, note.pitch): note for note in at_bars}
    again = [ended[note.start_tick, note.pitch] for note in at_bars if (note.start_tick, note.pitch) in ended]
    assert len(at_bars) > 8
    assert all(before.end_tick in ends or before.length_ticks == 4 * bar for before in again)
