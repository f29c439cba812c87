import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.form import lay_out
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.taste import taste_of
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key

NAMES = (*FAMILIES, *shipped())
keys = st.builds(Key, st.integers(0, 11), st.sampled_from(["major", "minor"]))


@given(st.integers(0, 400))
def test_sections_tile_the_piece_without_gap(bars: int) -> None:
    form = lay_out(bars)
    assert form.starts[0] == 0 and form.ends[-1] == bars + 1
    assert list(form.starts[1:]) == list(form.ends[:-1])
    assert all(start < end for start, end in zip(form.starts, form.ends, strict=True))
    assert form.kinds[-1] == "outro"
    assert all(r < i for i, r in enumerate(form.repeats))


@given(keys, st.sampled_from(NAMES), st.floats(5, 240), st.integers(0, 10**6))
def test_every_plan_ends_on_the_tonic_by_way_of_the_dominant_or_as_its_style_does(
    key: Key, style, length, seed
) -> None:
    plan = make_plan(Brief(key=key, style=((style, 1.0),), length_seconds=length), seed)
    chords = [Chord(c.root, c.quality) for c in plan.chords]
    own = [numeral.chord(key) for bar in taste_of(plan.style[0][0], key.mode).cadence for numeral in bar]
    if own and len(plan.recalls) > len(own) // 2:
        assert chords[-1] == own[-1] and chords[-1].root == key.tonic
        return
    assert chords[-1] == Chord(key.tonic, "maj" if key.mode == "major" else "min")
    if len(chords) > 1:
        assert chords[-2].root == (key.tonic + 7) % 12
        assert chords[-2].quality in ("maj", "7")


@given(keys, st.sampled_from(["cinematic", "jazz"]), st.integers(0, 10**6))
def test_the_chords_alone_are_detected_in_the_key_or_a_fifth_beside_it(key: Key, style, seed) -> None:
    plan = make_plan(Brief(key=key, style=((style, 1.0),), length_seconds=40), seed)
    weights = [0.0] * 12
    for chord in plan.chords:
        for i, tone in enumerate(Chord(chord.root, chord.quality).tones):
            weights[tone] += chord.length_ticks * (2 if i == 0 else 1)
    detected = find_key(weights)
    assert detected.mode == key.mode
    assert (detected.tonic - key.tonic) % 12 in ((0, 5, 7) if key.mode == "major" else (0,))


def test_chords_tile_the_piece() -> None:
    plan = make_plan(Brief(length_seconds=33.3), 1)
    tick = 0
    for chord in plan.chords:
        assert chord.tick == tick
        tick += chord.length_ticks
    assert tick == plan.length_ticks


def test_a_section_that_takes_up_another_has_its_chords() -> None:
    plan = make_plan(Brief(length_seconds=60), 5)
    bar = plan.meter.bar_ticks

    def chord_at(tick: int) -> tuple[int, str]:
        return next((c.root, c.quality) for c in plan.chords if c.tick <= tick < c.tick + c.length_ticks)

    i, r = next((i, r) for i, r in enumerate(plan.repeats) if r > 0)
    ours, theirs = plan.sections[i].start_tick, plan.sections[r].start_tick
    assert [chord_at(ours + k * bar) for k in range(2)] == [chord_at(theirs + k * bar) for k in range(2)]


def test_the_same_seed_gives_the_same_plan_and_another_another() -> None:
    brief = Brief(length_seconds=60)
    assert make_plan(brief, 3) == make_plan(brief, 3)
    assert len({make_plan(brief, seed).chords for seed in range(8)}) > 1


@pytest.mark.parametrize("name", ["piano", "drums", "strings"])
def test_the_empty_score_has_a_track_for_each_part(name: str) -> None:
    brief = Brief().with_fields(Origin.SAID, instruments=(name, "flute"))
    plan = make_plan(brief, 0)
    score = plan.empty_score("title")
    assert [track.is_drums for track in score.tracks][:2] == [name == "drums", False]
    assert [track.id for track in score.tracks] == [part.track_id for part in plan.parts]
    assert score.title == "title" and score.note_count == 0


def test_no_two_tracks_have_one_name() -> None:
    brief = Brief(style=(("bossa", 1.0),)).with_fields(Origin.SAID, only=True)
    plan = make_plan(brief.with_fields(Origin.SAID, instruments=("violin", "violin", "viola", "cello")), 0)
    names = [track.name for track in plan.empty_score().tracks]
    assert len(set(names)) == len(names) and any(name.startswith("Violin, ") for name in names)
