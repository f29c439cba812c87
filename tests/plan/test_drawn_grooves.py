"""A groove told per section and part: the style's, the same where a letter returns, lighter where it is weak."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.drawn_grooves import struck
from audiogenesis_desktop.plan.parts import fullness_of
from audiogenesis_desktop.plan.plan import Groove, Plan, Strike, strikes_of
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.plays import Kit
from tests.plan.test_parts import STYLES, brief_of


def drummer(plan: Plan) -> int:
    return next(part.track_id for part in plan.parts if part.role == "drums")


def beats_of(plan: Plan, section: int, drum: str) -> list[float]:
    groove = plan.grooves[section][drummer(plan)]
    return [strike.tick / TICKS_PER_BEAT + 1 for strike in groove.strikes if strike.key == KEYS[drum]]


@pytest.mark.parametrize("style", STYLES)
def test_drummers_of_every_style_are_told_a_groove_in_the_styles_own_meters(style: str) -> None:
    known = shipped()[style]
    for meter in {*known.time.meters}:
        numerator, denominator = map(int, meter.split("/"))
        plan = make_plan(brief_of(style, meter=(numerator, denominator)), 1)
        parts = {part.name: part for part in known.parts_in(meter)}
        for section, playing in zip(plan.grooves, plan.active, strict=True):
            assert {*section} <= playing
            for number in playing:
                part = parts.get(plan.parts[number].name)
                if part is not None and part.role == "drums" and all(isinstance(play, Kit) for play in part.plays):
                    assert section[number].strikes
            for groove in section.values():
                assert all(0 <= strike.tick < groove.bars * plan.meter.bar_ticks for strike in groove.strikes)
                assert list(groove.strikes) == sorted({*groove.strikes})


def test_house_has_a_kick_on_every_beat() -> None:
    plan = make_plan(brief_of("house"), 3)
    strong = max(range(len(plan.sections)), key=lambda i: plan.sections[i].energy)
    assert {1, 2, 3, 4} <= {*beats_of(plan, strong, "kick")} and {2, 4} <= {*beats_of(plan, strong, "clap")}


@pytest.mark.parametrize("style", ["house", "acoustic folk", "string quartet", "cinematic"])
def test_music_that_is_to_be_fuller_has_its_styles_busier_patterns_and_players_who_enter_sooner(style: str) -> None:
    def strikes(density: float) -> float:
        asked = brief_of(style).with_fields(Origin.SAID, density=min(max(density, 0.0), 1.0))
        plans = [make_plan(asked, seed) for seed in range(6)]
        a_bar = [
            len(groove.strikes) / groove.bars
            for plan in plans
            for section in plan.grooves
            for groove in section.values()
        ]
        return sum(a_bar) / sum(len(plan.sections) for plan in plans)

    usual = shipped()[style].density
    counts = [strikes(usual + beyond) for beyond in (-0.4, 0.0, 0.4)]
    assert counts[0] < counts[1] < counts[2] and counts[2] > 1.3 * counts[0]


def test_how_full_music_is_counts_from_a_little_beside_its_styles_own_density() -> None:
    style = shipped()["house"]

    def told(beyond: float) -> float:
        return fullness_of(Brief().with_fields(Origin.INFERRED, density=style.density + beyond), style)

    assert told(0.08) == told(-0.08) == 0.0 == fullness_of(Brief(density=0.1), style)
    assert [told(beyond) for beyond in (-0.5, -0.25, 0.25, 0.5)] == pytest.approx([-1.0, -0.5, 0.5, 1.0])
    named = Brief().with_fields(Origin.SAID, style=(("house", 1.0),))
    assert fullness_of(named.with_fields(Origin.INFERRED, density=1.0), style) == pytest.approx(told(0.4 * 0.38))
    assert fullness_of(named.with_fields(Origin.SAID, density=1.0), style) == pytest.approx(told(0.38))


def test_a_letter_keeps_its_groove_and_weak_sections_have_less_of_it() -> None:
    plan = make_plan(brief_of("rock", length_seconds=120.0), 2)
    number, kinds = drummer(plan), [section.kind for section in plan.sections]
    a, again = kinds.index("A"), kinds.index("A'")
    assert plan.grooves[a][number] == plan.grooves[again][number]
    for i, groove in enumerate(plan.grooves):
        if number in groove and plan.sections[i].energy < plan.sections[a].energy - 0.1 and kinds[i] != "outro":
            assert {*groove[number].strikes} < {*plan.grooves[a][number].strikes}


def test_seeds_draw_other_grooves_and_the_same_seed_the_same() -> None:
    brief = brief_of("funk")
    assert len({make_plan(brief, seed).grooves[1][0] for seed in range(12)}) > 1
    assert make_plan(brief, 5).grooves == make_plan(brief, 5).grooves


def test_a_meter_that_a_style_lacks_gets_the_nearest_of_its_grooves() -> None:
    plan = make_plan(brief_of("rock", meter=(5, 4)), 1)
    groove = plan.grooves[1][drummer(plan)]
    assert groove.strikes and all(strike.tick < groove.bars * 5 * TICKS_PER_BEAT for strike in groove.strikes)
    assert all(strike.tick % (TICKS_PER_BEAT // 4) == 0 for strike in groove.strikes)


def test_claps_that_are_asked_for_lie_on_the_back_beats() -> None:
    plan = make_plan(brief_of("rock", texture=("claps",)), 1)
    strong = max(range(len(plan.sections)), key=lambda i: plan.sections[i].energy)
    assert {2, 4} <= {*beats_of(plan, strong, "clap")}


def test_a_clock_ticks_on_every_beat_and_a_heart_beats_twice_a_half_bar() -> None:
    for texture, drum, beats in (("ticking", "block", {1, 2, 3, 4}), ("heartbeat", "low", {1, 1.5, 3, 3.5})):
        brief = brief_of("suspense", texture=(texture,), instruments=("strings", "contrabass", "drums"))
        plan = make_plan(brief, 1)
        striking = [
            {s.tick / TICKS_PER_BEAT + 1 for s in g[2].strikes if s.key == KEYS[drum]} for g in plan.grooves if 2 in g
        ]
        assert striking and all(beats <= {beat for beat in here if beat < 5} for here in striking)


def test_half_time_has_its_back_beat_on_three() -> None:
    plan = make_plan(brief_of("rock", texture=("half-time",)), 1)
    strong = max(range(len(plan.sections)), key=lambda i: plan.sections[i].energy)
    assert {beat % 4 for beat in beats_of(plan, strong, "snare")} == {3}


def test_who_accompanies_turns_to_another_pattern_now_and_then_but_never_on_a_phrases_first_bar() -> None:
    turned = 0
    for seed in range(12):
        plan = make_plan(brief_of("soul"), seed)
        bass = next(part.track_id for part in plan.parts if part.role == "bass")
        groove = next(own[bass] for own in plan.grooves if bass in own)
        bars = [strikes_of(groove, bar, plan.meter.bar_ticks) for bar in range(groove.bars)]
        assert len({*bars[::2]}) <= 2  # a pattern of soul has two bars at most
        turned += len({*bars}) > 2 or len({*bars[1::2]}) > 1
    assert turned > 3


def test_a_contrast_has_a_pattern_of_its_own() -> None:
    apart = 0
    for seed in range(12):
        plan = make_plan(brief_of("rock", length_seconds=120.0), seed)
        kinds = [section.kind for section in plan.sections]
        bass = next(part.track_id for part in plan.parts if part.role == "bass")
        a, b = (plan.grooves[kinds.index(kind)].get(bass) for kind in ("A", "B"))
        apart += a != b
    assert apart > 3


def test_who_has_the_tune_is_told_the_rhythm_of_its_style() -> None:
    rhythms = {"x--xx-x-x---x---|x-xxx-x-x-------", "x--xx---x--xx---|x--xx--xx-------"}
    found = set()
    for seed in range(16):
        plan = make_plan(brief_of("fanfare"), seed)
        lead = next(part.track_id for part in plan.parts if part.role == "lead")
        found |= {tuple(s.tick for s in groove[lead].strikes) for groove in plan.grooves if lead in groove}
    assert {tuple(struck(rhythm, plan.meter)) for rhythm in rhythms} <= found


def test_a_pad_strikes_with_the_bar_and_does_not_pulse() -> None:
    plan = make_plan(brief_of("house"), 1)
    pad = next(part.track_id for part in plan.parts if part.role == "pad")
    assert all(groove[pad] == Groove(1, (Strike(0),)) for groove in plan.grooves if pad in groove)


@pytest.mark.parametrize("style", ["pop ballad", "klezmer", "reggae", "waltz"])
def test_what_contrasts_has_another_rhythm_of_the_tune_and_other_chords_where_the_style_has_several(style: str) -> None:
    for seed in range(6):
        plan = make_plan(brief_of(style, length_seconds=90.0), seed)
        own = {(part.name, part.role): part for part in shipped()[style].parts}
        kinds = [section.kind for section in plan.sections]
        first = {kind: kinds.index(kind) for kind in ("A", "B") if kind in kinds}
        if len(first) < 2:
            continue
        for part in plan.parts:
            home, away = (plan.grooves[first[kind]].get(part.track_id) for kind in ("A", "B"))
            plays = own[part.name, part.role].plays
            patterns = [pattern for play in plays for pattern in getattr(play, "patterns", ())]
            rhythms = {tuple(struck(pattern, plan.meter)) for pattern in patterns}
            if home and away and (part.role == "lead" or (part.role == "chords" and len(rhythms) > 1)):
                assert {*home.strikes} != {*away.strikes}
