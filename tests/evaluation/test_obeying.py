"""Judging prompts: what is expected is found where it is, and missed where it is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.examples import examples
from audiogenesis_desktop.evaluation.obeying import Contents, judge_pair, judge_piece, judge_reading, read_contents
from audiogenesis_desktop.evaluation.prompt_cases import (
    IMPLIED_FIELDS,
    KINDS,
    QUALITIES,
    SAID_FIELDS,
    Case,
    cases_of,
    load_cases,
)
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    tempo_bpm=90.0,
    key=Key(2, "minor"),
    meter=(3, 4),
    length_seconds=20.0,
    instruments=("piano", "cello"),
    banned=("drums",),
    only=True,
    valence=-0.4,
    energy=0.3,
    style=(("jazz", 0.6), ("pop", 0.4)),
    hits=(5.0,),
)
CONTENTS = Contents(90.0, (3, 4), Key(2, "minor"), 20.0, {0: (5, 5, 5, 5), 42: (0, 3, 3, 3)})


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("tempo", 90.0, 91.0),
        ("key", "D minor", "D major"),
        ("meter", "3/4", "4/4"),
        ("length", 20.0, 20.2),
        ("instruments", ["cello", "piano"], ["piano", "flute"]),
        ("banned", ["drums"], ["drums", "piano"]),
        ("hits", [5.0], []),
    ],
)
def test_what_is_said_is_judged_to_the_value(name: str, right: object, wrong: object) -> None:
    assert judge_reading(Case("said", "", {name: right}), BRIEF) == {name: True}
    assert judge_reading(Case("said", "", {name: wrong}), BRIEF) == {name: False}


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("tempo", [80, 100], [100, 120]),
        ("valence", [-1, 0], [0, 1]),
        ("energy", [0, 0.5], [0.5, 1]),
        ("mode", "minor", "major"),
        ("any", ["flute", "cello"], ["flute", "drums"]),
        ("style", ["jazz"], ["pop"]),
    ],
)
def test_what_is_implied_is_judged_by_ranges_and_choices(name: str, right: object, wrong: object) -> None:
    assert judge_reading(Case("implied", "", {name: right}), BRIEF) == {name: True}
    assert judge_reading(Case("implied", "", {name: wrong}), BRIEF) == {name: False}


def test_pairs_are_ordered_by_the_quality() -> None:
    happier, major = replace(BRIEF, valence=0.2), replace(BRIEF, key=Key(2, "major"))
    assert judge_pair("valence", BRIEF, happier) and not judge_pair("valence", happier, BRIEF)
    assert judge_pair("mode", major, BRIEF) and not judge_pair("mode", BRIEF, major)


@pytest.mark.parametrize(
    ("expected", "judged"),
    [
        ({"tempo": 90.0, "meter": "3/4", "length": 20.0}, {"tempo": True, "meter": True, "length": True}),
        ({"tempo": 92.0, "meter": "4/4", "length": 20.2}, {"tempo": False, "meter": False, "length": False}),
        ({"key": "D minor"}, {"key": True, "key or relative": True}),
        ({"key": "F major"}, {"key": False, "key or relative": True}),
        ({"key": "D major"}, {"key": False, "key or relative": False}),
        ({"instruments": ["piano", "cello"]}, {"instruments": True}),
        ({"instruments": ["piano", "violin"]}, {"instruments": False}),
        ({"banned": ["drums"]}, {"banned": True}),
        ({"banned": ["drums", "cello"]}, {"banned": False}),
        ({"any": ["flute", "cello"]}, {"any": True}),
        ({"mode": "major", "only": True}, {"mode": False}),
    ],
)
def test_pieces_are_judged_by_what_is_detected(expected: dict, judged: dict) -> None:
    assert judge_piece(Case("said", "", expected), CONTENTS) == judged


def test_an_instrument_of_one_quarter_or_of_three_notes_does_not_really_play() -> None:
    for counts in ((40, 0, 0, 0), (1, 1, 1, 0)):
        contents = replace(CONTENTS, notes={42: counts})
        assert judge_piece(Case("said", "", {"instruments": ["cello"]}), contents) == {"instruments": False}


def test_the_contents_of_a_file_are_read_as_they_were_written(tmp_path: Path) -> None:
    scale = [60, 64, 67, 72, 71, 67, 65, 62, 60, 64, 67, 60]
    notes = [Note(480 * i, pitch, 480, 80) for i, pitch in enumerate(scale)]
    drums = [Note(1920, 38, 240, 80)]
    score = Score(
        tempi=(Tempo.from_bpm(0, 120),),
        meters=(Meter(0, 3, 4),),
        tracks=(Track(0, "Flute", program=73).with_notes(notes), Track(1, "Kit", is_drums=True).with_notes(drums)),
    )
    write_midi(score, tmp_path / "a.mid")
    contents = read_contents(tmp_path / "a.mid")
    assert contents.bpm == pytest.approx(120) and contents.meter == (3, 4)
    assert sum(contents.notes[73]) == 12 and sum(contents.notes[-1]) == 1
    assert contents.key in (None, Key(0, "major"))
    assert not contents.is_silent


def test_there_are_300_legal_cases_of_all_kinds() -> None:
    cases = load_cases()
    assert len(cases) >= 300 and {case.kind for case in cases} == set(KINDS)
    for case in cases_of("said"):
        assert case.expected and set(case.expected) <= set(SAID_FIELDS)
        assert all(find(name) for part in ("instruments", "banned") for name in case.expected.get(part, ()))
        assert "key" not in case.expected or Key.parse(case.expected["key"])
    for case in cases_of("implied"):
        assert case.expected and set(case.expected) <= set(IMPLIED_FIELDS)
        assert all(find(name) for name in case.expected.get("any", ()))
    assert all(case.more and case.expected["quality"] in QUALITIES for case in cases_of("pair"))
    assert all(case.name.isprintable() and len(case.name) <= 90 for case in cases)


def test_nothing_was_learned_from_any_of_them() -> None:
    learned = {" ".join(case.prompt.lower().split()) for case in examples()}
    judged = {" ".join(text.lower().split()) for case in load_cases() for text in (case.prompt, case.more)}
    assert not judged & learned
