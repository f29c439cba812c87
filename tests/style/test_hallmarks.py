"""Hallmarks: each kind of line holds where it should and fails where it should."""

import pytest

from audiogenesis_desktop.score.score import ChordAt, KeyAt, Meter, Note, Score, Section, Tempo, Track
from audiogenesis_desktop.style.hallmarks import parse
from audiogenesis_desktop.style.measures import Measures
from audiogenesis_desktop.style.roles import roles_of

BAR = 3840
BARS = 8


def track(
    number: int, program: int, *notes: tuple[float, int, float], is_drums: bool = False, repeat: int = 1
) -> Track:
    """A track that plays (beat, pitch, beats) notes again every `repeat` bars, for all bars but the last."""
    found = [
        Note(bar * BAR + round(beat * 960), pitch, round(beats * 960), 80)
        for bar in range(0, BARS - 1, repeat)
        for beat, pitch, beats in notes
    ]
    return Track(id=number, name=str(number), program=program, is_drums=is_drums).with_notes(found)


def measures(*tracks: Track, swing: tuple[float, float] = (0.5, 0.5), **changes: object) -> Measures:
    score = Score(
        tracks=tracks,
        tempi=(Tempo.from_bpm(0, 120),),
        meters=(Meter(0, 4, 4),),
        keys=(KeyAt(0, 0, "major"),),
        chords=(ChordAt(0, 4 * BAR, 0, "maj"), ChordAt(4 * BAR, 4 * BAR, 5, "maj7")),
        sections=(Section(0, 4 * BAR, "A", 0.5), Section(4 * BAR, 8 * BAR, "B", 0.5)),
        length_ticks=BARS * BAR,
    )
    return Measures(score, swing=swing)


FOUR = track(1, 0, *((beat, 36, 0.1) for beat in range(4)), (1, 38, 0.1), (3, 38, 0.1), is_drums=True)
BACKBEAT = track(1, 0, (0, 36, 0.1), (1, 38, 0.1), (3, 38, 0.1), (0.5, 42, 0.1), (1.5, 42, 0.1), is_drums=True)
BASS = track(2, 33, (0, 36, 1), (1, 40, 1), (2, 43, 1), (3, 45, 1))
SKANK = track(3, 27, *((beat + 0.5, pitch, 0.25) for beat in range(4) for pitch in (64, 67, 72)))
PAD = track(4, 89, (0, 60, 4), (0, 64, 4), (0, 67, 4))
TWO_BARS = track(1, 0, *((beat, 75, 0.1) for beat in (0, 1.5, 3, 5, 6)), is_drums=True, repeat=2)


@pytest.mark.parametrize(
    ("line", "right", "wrong"),
    [
        ("kick on every beat in 90 % of bars", (FOUR,), (BACKBEAT,)),
        ("kick on 1 3 in 90 % of bars", (FOUR,), (BACKBEAT,)),
        ("no kick on 2 in 90 % of bars", (BACKBEAT,), (FOUR,)),
        ("snare or clap on 2 4 in 90 % of bars", (BACKBEAT,), (BASS,)),
        ("hat on every off-beat in 10 % of bars", (), (BACKBEAT,)),
        ("claves on 1 2.5 4 6 7 over 2 bars in 90 % of bars", (TWO_BARS,), (FOUR,)),
        ("chords on every off-beat in 90 % of bars", (SKANK,), (PAD,)),
        ("90 % of chords on every off-beat", (SKANK,), (BASS,)),
        ("90 % of bass on every beat", (BASS,), (SKANK,)),
        ("kick on 1 in 90 % of bars with bass", (FOUR, BASS), (BASS,)),
        ("bass 4 to 4 times a bar in 90 % of bars", (BASS,), (SKANK,)),
        ("pad held 3 beats or longer in 90 % of notes", (PAD,), (SKANK,)),
        ("tempo 118 to 122", (PAD,), ()),
        ("no drums", (PAD,), (FOUR,)),
        ("has bass", (BASS,), (PAD,)),
        ("has clean guitar or sitar", (SKANK,), (PAD,)),
        ("only fingered bass or drums", (BASS, FOUR), (BASS, PAD)),
        ("90 % of notes in major pentatonic", (BASS, PAD), ()),
    ],
)
def test_a_line_holds_where_it_is_true(line: str, right: tuple[Track, ...], wrong: tuple[Track, ...]) -> None:
    if right:
        assert parse(line).holds(measures(*right)), line
    if wrong:
        assert not parse(line).holds(measures(*wrong)), line


def test_chords_count_by_bar_and_by_their_place_in_a_turn() -> None:
    piece = measures(PAD)
    assert parse("chord IV in 40 % of bars").holds(piece)
    assert not parse("chord iv in 1 % of bars").holds(piece)
    assert parse("chord ii or IV in 40 % of bars").holds(piece)
    assert parse("chord IV in bar 2 of 4 in 50 % of sections").holds(piece)
    assert not parse("chord IV in bar 2 of 4 in 60 % of sections").holds(piece)


def test_a_line_for_a_mode_or_meter_says_nothing_of_others() -> None:
    assert parse("in minor, has sitar").holds(measures(PAD)) and not parse("in major, has sitar").holds(measures(PAD))
    assert parse("in 6/8, has sitar").holds(measures(PAD)) and not parse("in 4/4, has sitar").holds(measures(PAD))
    assert parse("meter 3/4 or 4/4").holds(measures(PAD)) and not parse("meter 3/4").holds(measures(PAD))


def test_swing_is_measured_and_what_it_moves_stays_in_its_place() -> None:
    swung = track(1, 0, *((beat + 2 / 3, 42, 0.1) for beat in range(4)), is_drums=True)
    assert parse("swing 0.6 to 0.7").holds(measures(swung)) and not parse("swing 0.6 to 0.7").holds(measures(SKANK))
    line = parse("hat on every off-beat in 90 % of bars")
    assert line.holds(measures(swung, swing=(0.6, 0.67))) and not line.holds(measures(swung))


def test_what_grows_is_louder_and_fuller_in_its_second_half() -> None:
    late = Track(id=9, name="9", program=48).with_notes([Note(6 * BAR, 60, 960, 90)])
    assert parse("grows").holds(measures(late)) and not parse("grows").holds(measures(PAD.with_notes(PAD.notes[:3])))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("kick on time", "cannot be read"),
        ("kicks on 1 in 90 % of bars", "'kicks' is neither"),
        ("chord H in 10 % of bars", "'H' is no roman numeral"),
        ("chord IV in bar 5 of 4 in 80 % of sections", "no bar 5 of 4"),
        ("90 % of notes in jonian", "'jonian' is no scale"),
    ],
)
def test_a_line_that_says_nothing_is_reported(line: str, wanted: str) -> None:
    with pytest.raises(ValueError, match=wanted):
        parse(line)


def test_roles_are_guessed_where_nobody_tells_them() -> None:
    lead = track(5, 73, (0, 79, 1), (2, 81, 1))
    figure = track(6, 46, *((i / 2, 60 + 4 * (i % 3), 0.5) for i in range(8)))
    score = Score(tracks=(FOUR, BASS, SKANK, PAD, lead, figure), length_ticks=BARS * BAR)
    assert roles_of(score) == {1: "drums", 2: "bass", 3: "chords", 4: "pad", 5: "lead", 6: "figure"}
    assert roles_of(Score()) == {}


def test_a_quick_tune_is_a_lead_and_hands_beside_a_kit_are_percussion() -> None:
    tune = track(5, 73, *((i / 2, 72 + (0, 2, 4, 5, 7, 5, 4, 2)[i], 0.5) for i in range(8)))
    congas = track(6, 0, (0.5, 63, 0.1), (1.5, 62, 0.1), is_drums=True)
    score = Score(tracks=(FOUR, BASS, tune, congas), length_ticks=BARS * BAR)
    assert roles_of(score) == {1: "drums", 2: "bass", 5: "lead", 6: "percussion"}


def test_an_empty_score_is_judged_too() -> None:
    empty = Measures(Score(meters=(Meter(0, 4, 4),), tempi=(Tempo.from_bpm(0, 100),)))
    assert not parse("kick on 1 in 90 % of bars").holds(empty) and parse("no kick on 1 in 90 % of bars").holds(empty)
    assert parse("no drums").holds(empty) and not parse("70 % of bass on 1").holds(empty)
