"""What comes back is told to come back; what is new is told to be new."""

from dataclasses import replace
from random import Random

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.setting import setting_of
from audiogenesis_desktop.plan.form import lay_out
from audiogenesis_desktop.plan.plan import Likeness, Recall
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.recall import write_recalls
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.theory.chords import Chord

HOME, AWAY = (Chord(0, "maj"), Chord(0, "maj")), (Chord(5, "maj"), Chord(7, "maj"))


def going_round(bars: int) -> list[tuple[Chord, Chord]]:
    """Four bars of harmony again and again: two of home, two of away and home."""
    return [(HOME, HOME, AWAY, HOME)[bar % 4] for bar in range(bars + 1)]


@pytest.mark.parametrize("bars", [1, 3, 9, 18, 40, 100])
def test_every_bar_has_its_recall_and_only_bars_that_are_there_are_recalled(bars: int) -> None:
    form = lay_out(bars)
    recalls = write_recalls(form, going_round(bars), style=shipped()["indie pop"], random=Random(1))
    assert len(recalls) == form.ends[-1]
    for start, end, earlier in zip(form.starts, form.ends, form.repeats, strict=True):
        for recall in recalls[start:end]:
            assert (recall.section == Likeness.FREE) == (earlier < 0)
    assert all(recall.four_bars in (Likeness.FREE, Likeness.NEW) for recall in recalls[:4])
    assert recalls[0].one_bar == Likeness.FREE


def test_a_section_that_returns_is_mostly_known_and_leads_on_anew_in_its_last_bar() -> None:
    form = lay_out(18)
    recalls = write_recalls(form, going_round(18), style=shipped()["orchestral"], random=Random(1))
    returning = next(i for i, earlier in enumerate(form.repeats) if earlier >= 0)
    section = recalls[form.starts[returning] : form.ends[returning]]
    assert {recall.section for recall in section[:-1]} <= {Likeness.SAME, Likeness.MOSTLY}
    assert section[-1].section == Likeness.SOME


def test_where_the_harmony_goes_round_so_does_what_is_played_over_it() -> None:
    form = lay_out(40)
    recalls = write_recalls(form, going_round(40), style=shipped()["indie pop"], random=Random(2))
    start = form.starts[form.kinds.index("A")]
    assert recalls[start + 4].four_bars in (Likeness.SAME, Likeness.MOSTLY)
    assert recalls[start + 1].one_bar == Likeness.MOSTLY
    other = [*going_round(40)]
    other[start + 4] = AWAY
    assert (
        write_recalls(form, other, style=shipped()["indie pop"], random=Random(2))[start + 4].four_bars == Likeness.FREE
    )


def test_styles_that_go_round_vary_less() -> None:
    def same(style: str) -> int:
        random = Random(7)
        pieces = [
            write_recalls(lay_out(20), going_round(20), style=shipped()[style], random=random) for _ in range(200)
        ]
        recalls = [recall for piece in pieces for recall in piece]
        return sum(recall.section == Likeness.SAME for recall in recalls)

    assert same("lo-fi") > 1.05 * same("orchestral")


def test_the_composer_is_conditioned_bar_by_bar_and_beyond_the_plan_it_is_free() -> None:
    plan = make_plan(Brief(length_seconds=40.0), 3)
    conditions = setting_of(plan).likeness
    assert conditions.shape == (plan.last_downbeat_tick // plan.meter.bar_ticks + 1, 3)
    assert [Recall(*map(Likeness, row)) for row in conditions.tolist()] == list(plan.recalls[: len(conditions)])
    assert (setting_of(replace(plan, recalls=())).likeness == Likeness.FREE).all()


def test_what_returns_varied_goes_its_own_way_in_its_second_half() -> None:
    form = lay_out(18)
    varied = next(i for i, kind in enumerate(form.kinds) if kind == "A'" and form.repeats[i] >= 0)
    start, end = form.starts[varied], form.ends[varied]
    recalls = write_recalls(form, going_round(18), style=shipped()["house"], random=Random(1))
    first, second = recalls[start : (start + end) // 2], recalls[(start + end) // 2 : end]
    assert {recall.section for recall in first} == {Likeness.SAME}
    assert second and max(recall.section for recall in second) == Likeness.MOSTLY
