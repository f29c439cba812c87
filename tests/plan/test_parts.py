"""Who plays, where and when: by the style of the book, for any style and any instruments."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import ARCS, TEXTURES, Brief, Cause, Origin
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.styling import styles_of
from audiogenesis_desktop.style.book import book, shipped
from audiogenesis_desktop.style.casting import cast
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.theory.instruments import GM_NAMES

STYLES = tuple(shipped())
BEATS = ("drums", "percussion")


def brief_of(style: str, **fields) -> Brief:
    """A Brief as reading would make it of a style's name alone."""
    known = shipped()[style]
    meter = known.time.meters[0]
    numerator, denominator = map(int, meter.split("/"))
    brief = Brief(
        style=((style, 1.0),),
        tempo_bpm=sum(known.time.tempo_of(meter)) / 2,
        meter=(numerator, denominator),
        instruments=tuple(seat.instrument for seat in cast(known, meter=meter)),
        length_seconds=60.0,
    )
    return replace(brief, **fields)


def roles(plan: Plan, section: int) -> set[str]:
    return {plan.parts[number].role for number in plan.active[section]}


@pytest.mark.parametrize("style", STYLES)
def test_a_style_plays_by_its_own_parts(style: str) -> None:
    plan = make_plan(brief_of(style), 1)
    own = {part.name: part for part in shipped()[style].parts_in(shipped()[style].time.meters[0])}
    assert plan.style == ((style, 1.0),) and {*shipped()[style].essential} <= {part.role for part in plan.parts}
    for part in plan.parts:
        low, high = part.instrument.pitch_range
        assert part.role == own[part.name].role and abs(part.level / own[part.name].level - 1.02) < 0.18
        assert (part.mix.volume, part.mix.pan) == (own[part.name].volume, own[part.name].pan)
        assert low <= part.register[0] and part.register[1] <= high and part.register[1] - part.register[0] >= 11
    low, high = shipped()[style].time.swing
    assert low <= plan.swing <= high and plan.swing_ticks == shipped()[style].time.swing_ticks


@pytest.mark.slow
@given(
    st.sampled_from((*STYLES, *FAMILIES, "polka-core")),
    st.lists(st.sampled_from((*GM_NAMES, "drums")), min_size=1, max_size=6),
    st.floats(3, 400),
    st.lists(st.sampled_from(ARCS), max_size=2),
    st.lists(st.sampled_from(TEXTURES), max_size=2),
    st.sampled_from([(4, 4), (3, 4), (6, 8), (5, 4), (7, 8), (2, 4), (12, 8)]),
    st.integers(0, 100),
)
def test_somebody_plays_everywhere_and_everybody_somewhere(style, names, length, arc, texture, meter, seed) -> None:
    brief = Brief(
        style=((style, 1.0),),
        instruments=tuple(names),
        length_seconds=length,
        arc=tuple(arc),
        texture=tuple(texture),
        meter=meter,
    )
    plan = make_plan(brief, seed)
    assert [part.instrument.name for part in plan.parts][: len(names)] == names
    assert all(plan.active) and len(plan.active) == len(plan.sections) == len(plan.grooves)
    if "no melody" not in texture and "breakdown" not in arc and "drops" not in arc:
        assert set().union(*plan.active) == {part.track_id for part in plan.parts}
    over = {part.track_id for part in plan.parts if part.role not in (*BEATS, "bass", "effect")}
    tunes = {part.track_id for part in plan.parts if part.role in ("lead", "second voice")}
    if over - tunes if "no melody" in texture else over:
        assert all(playing & over or roles(plan, i) & {*BEATS} for i, playing in enumerate(plan.active))
    assert plan == make_plan(brief, seed)


def test_no_bass_is_left_alone_by_players_whom_the_style_has_no_place_for() -> None:
    for instruments in (("strings", "warm pad", "fingered bass"), ("cello", "contrabass"), ("strings", "synth bass")):
        plan = make_plan(brief_of("ambient", instruments=instruments, tempo_bpm=78.0, length_seconds=30.0), 2)
        assert all(roles(plan, i) - {"bass"} for i in range(len(plan.sections)))
    alone = make_plan(brief_of("ambient", instruments=("contrabass",), only=True), 2)
    assert all(roles(alone, i) == {"bass"} for i in range(len(alone.sections)))


@pytest.mark.parametrize(
    ("prompt", "named"),
    [
        ("sad violin, not piano, 60 bpm", ("violin",)),
        ("vivace, 3/8, piccolo and harp", ("piccolo", "harp")),
        ("celesta and flute, Ab major, 84 bpm", ("celesta", "flute")),
    ],
)
def test_who_was_named_plays_in_half_of_the_piece(prompt: str, named: tuple[str, ...]) -> None:
    plan = make_plan(read_said(prompt), 0)
    for name in named:
        own = {part.track_id for part in plan.parts if part.instrument.name == name}
        playing = [s for s, active in zip(plan.sections, plan.active, strict=True) if active & own]
        assert sum(s.end_tick - s.start_tick for s in playing) >= 0.48 * plan.sections[-1].end_tick


def test_who_was_named_is_not_kept_for_the_later_half_of_a_short_piece() -> None:
    players = ("tubular bells", "choir", "strings", "contrabass", "taiko", "voice oohs")
    short = brief_of("epic choir", instruments=players, tempo_bpm=58.0, length_seconds=30.0)
    plan = make_plan(replace(short, causes=(Cause("instruments", 0, 13, "tubular bells"),)), 69000)
    assert len(plan.sections) > 1
    lengths = [s.end_tick - s.start_tick for s, active in zip(plan.sections, plan.active, strict=True) if 0 in active]
    assert plan.parts[0].instrument.name == "tubular bells" and sum(lengths) > 0.5 * plan.sections[-1].end_tick


def test_ambient_has_no_drums_anywhere_and_house_none_in_its_breakdown() -> None:
    ambient = make_plan(brief_of("ambient"), 1)
    assert not any(roles(ambient, i) & {*BEATS} for i in range(len(ambient.sections)))
    house = make_plan(brief_of("house"), 1)
    kinds = [section.kind for section in house.sections]
    assert "drums" not in roles(house, kinds.index("bridge")) and "drums" in roles(house, kinds.index("B"))


def test_how_dense_a_style_usually_is_moves_nobody_and_a_wish_for_more_or_less_does() -> None:
    def brief(by: float) -> Brief:
        return brief_of("house").with_fields(Origin.INFERRED, density=shipped()["house"].density + by)

    usual, denser, thinner = (make_plan(brief(by), 1).active for by in (0.0, 0.3, -0.6))
    assert usual == make_plan(brief_of("house"), 1).active == make_plan(brief(-0.12), 1).active
    assert sum(map(len, thinner)) < sum(map(len, usual)) < sum(map(len, denser))


def test_who_enters_late_is_heard_in_the_strong_sections() -> None:
    plan = make_plan(brief_of("rock", length_seconds=90.0), 1)
    sizes = [len(playing) for playing in plan.active]
    energies = [section.energy for section in plan.sections]
    assert sizes[energies.index(max(energies))] == max(sizes) > sizes[energies.index(min(energies))]


def test_a_breakdown_that_was_asked_for_has_no_drums_in_any_style() -> None:
    for style in ("rock", "afro", "samba", "funk"):
        plan = make_plan(brief_of(style, arc=("breakdown",)), 2)
        at = [section.kind for section in plan.sections].index("bridge")
        assert not roles(plan, at) & {*BEATS}


def test_electric_piano_and_jazz_guitar_do_not_share_an_octave() -> None:
    for style in ("lo-fi", "jazz trio", "soul", "pop ballad"):
        brief = brief_of(style, instruments=("electric piano", "jazz guitar", "fingered bass", "drums"))
        piano, guitar = make_plan(brief, 1).parts[:2]
        assert {piano.role, guitar.role} <= {"chords", "figure", "pad", "lead", "second voice"}
        assert abs(sum(piano.register) - sum(guitar.register)) / 2 >= 4


def test_what_accompanies_keeps_out_of_the_tunes_octave_and_of_each_others() -> None:
    pairs = [pair for style in STYLES for pair in covering(make_plan(brief_of(style), 1))]
    assert sum(apart < 6 for _, _, apart in pairs) <= 0.15 * len(pairs)


def covering(plan: Plan) -> list[tuple[str, str, float]]:
    """Return who could cover whom, two by two, and how far the middles of their registers are apart."""
    chordal, tunes = ("chords", "figure", "pad"), ("lead", "second voice")
    return [
        (one.role, other.role, abs(sum(one.register) - sum(other.register)) / 2)
        for one, other in combinations([part for part in plan.parts if part.role in (*chordal, *tunes)], 2)
        if one.role in chordal or other.role in chordal
    ]


def test_bright_music_lies_higher_but_its_bass_does_not() -> None:
    dark, bright = (make_plan(brief_of("corporate", valence=valence), 1) for valence in (-1.0, 1.0))
    for low, high in zip(dark.parts, bright.parts, strict=True):
        if low.role == "bass":
            assert low.register == high.register
        elif not low.instrument.is_drums:
            assert sum(high.register) >= sum(low.register)
    assert sum(sum(p.register) for p in bright.parts) > sum(sum(p.register) for p in dark.parts)


def test_no_melody_lets_tunes_rest_unless_they_play_alone() -> None:
    plan = make_plan(brief_of("pop ballad", texture=("no melody",)), 1)
    tunes = {part.track_id for part in plan.parts if part.role in ("lead", "second voice")}
    assert not any(tunes & playing for playing in plan.active)
    alone = make_plan(Brief(instruments=("flute",), texture=("no melody",)), 1)
    assert all(alone.active)


def test_sparse_pieces_have_fewer_players_and_full_ones_more() -> None:
    def players(*texture: str) -> int:
        plans = [make_plan(brief_of(style, texture=texture, length_seconds=90.0), 1) for style in ("rock", "corporate")]
        return sum(len(playing) for plan in plans for playing in plan.active)

    assert players("sparse") < players() < players("full")


def test_brushes_are_a_kit() -> None:
    plan = make_plan(brief_of("jazz trio", texture=("brushes",)), 1)
    drums = next(part for part in plan.parts if part.role == "drums")
    assert drums.kit == "brush kit" and drums.program == 40


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_stands_for_a_style_of_it(family: str) -> None:
    (style, weight), *others = styles_of(Brief(style=((family, 1.0),)))
    assert (style.name == family or family in style.family) and weight == 1.0 and not others


def test_a_family_stands_for_the_style_that_suits_the_instruments_and_the_meter() -> None:
    band = ("trumpet", "trombone", "tenor sax", "brass section", "acoustic bass", "drums")
    assert styles_of(Brief(style=(("jazz", 1.0),), instruments=band, tempo_bpm=160))[0][0].name == "swing big band"
    trio = ("piano", "acoustic bass", "drums")
    assert styles_of(Brief(style=(("jazz", 1.0),), instruments=trio, tempo_bpm=130))[0][0].name == "jazz trio"
    assert styles_of(Brief(style=(("classical", 1.0),), instruments=("violin",), meter=(3, 4)))[0][0].name != "fanfare"


def test_mixtures_keep_their_weights_and_unknown_names_are_left_out() -> None:
    mixed = Brief(style=(("jazz trio", 0.3), ("house", 0.5), ("polka-core", 0.2)))
    assert [(style.name, round(weight, 3)) for style, weight in styles_of(mixed)] == [
        ("house", 0.625),
        ("jazz trio", 0.375),
    ]
    assert styles_of(Brief(style=()))[0][0].name in book()


def test_who_only_doubles_the_tune_lies_where_its_octave_does_and_has_its_rhythm() -> None:
    plan = make_plan(brief_of("cinematic", instruments=("french horn", "violin", "strings", "contrabass")), 1)
    horn = next(part for part in plan.parts if part.role == "lead")
    doubling = next(part for part in plan.parts if part.name == "doubling")
    assert doubling.register[0] == horn.register[0] + 12
    together = [groove for groove in plan.grooves if {horn.track_id, doubling.track_id} <= {*groove}]
    assert together and all(groove[horn.track_id] == groove[doubling.track_id] for groove in together)


def test_chords_do_not_rise_above_a_tune_that_has_no_room_above() -> None:
    names = ("brass section", "drums", "acoustic bass", "muted guitar", "tenor sax")
    happy, plain = (make_plan(brief_of("ska", instruments=names, valence=valence), 1) for valence in (1.0, 0.0))

    def middle(plan: Plan, role: str) -> float:
        return sum(next(part.register for part in plan.parts if part.role == role)) / 2

    assert middle(happy, "lead") == middle(plain, "lead")  # a tenor saxophone's highest notes
    assert middle(happy, "chords") == middle(plain, "chords") <= middle(plain, "lead")


def test_chords_below_the_tune_leave_the_upper_half_of_its_register_to_it() -> None:
    plan = make_plan(brief_of("jazz trio", instruments=("piano", "acoustic bass", "drums", "piano")), 1)
    lead, chords = (next(part.register for part in plan.parts if part.role == role) for role in ("lead", "chords"))
    assert chords[1] < sum(lead) / 2 and chords[1] - chords[0] >= 11
