from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.evaluation.prompts import FIRST_SEED, held_out_prompt
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.training.styles import STYLES, write

COUNT = 90
ASKED = [held_out_prompt(i) for i in range(COUNT)]


def test_prompts_are_the_same_each_time_and_none_like_another() -> None:
    assert [held_out_prompt(i) for i in range(5)] == ASKED[:5]
    assert len({asked.prompt for asked in ASKED}) >= COUNT - 2


def test_what_is_to_be_judged_stands_in_the_text() -> None:
    for asked in ASKED:
        if asked.tempo_bpm:
            assert f"{asked.tempo_bpm:.0f}" in asked.prompt
        if asked.tempo_word:
            assert asked.tempo_word in asked.prompt
        if asked.key:
            assert asked.key.name in asked.prompt
        if asked.meter:
            assert "{}/{}".format(*asked.meter) in asked.prompt


def test_every_kind_of_fact_is_named_often_and_left_out_often() -> None:
    for field in ("tempo_bpm", "tempo_word", "key", "programs", "length_seconds"):
        share = sum(bool(getattr(asked, field)) for asked in ASKED) / COUNT
        assert 0.1 < share < 0.9, field
    assert sum(bool(asked.programs) and asked.is_closed for asked in ASKED) > 20
    assert {asked.key.mode for asked in ASKED if asked.key} == {"major", "minor"}


def test_facts_are_those_of_a_piece_that_training_never_saw() -> None:
    for number in range(20):
        written = write(STYLES[number % len(STYLES)], FIRST_SEED + number)
        asked = ASKED[number]
        assert asked.valence == written.valence and asked.energy == written.energy
        if asked.key:
            assert asked.key.name == written.facts["key"]
        playing = {-1 if track.is_drums else track.program for track in written.score.tracks}
        assert set(asked.programs) <= playing
    assert FIRST_SEED > 400 * 1_000_000 + 100_000


def test_a_careful_reader_finds_in_most_prompts_what_they_are_judged_by() -> None:
    # Where reading fails, evaluation must show it; but prompts that nobody could read would measure nothing.
    right = []
    for asked in ASKED:
        brief = read_said(asked.prompt)
        classes = {find(name).class_index for name in brief.instruments}
        right += [brief.key == asked.key] if asked.key else []
        right += [abs(brief.tempo_bpm - asked.tempo_bpm) < 1] if asked.tempo_bpm else []
        right += [brief.length_seconds == asked.length_seconds] if asked.length_seconds else []
        right += [asked.wanted_classes <= classes] if asked.programs else []
    assert sum(right) / len(right) > 0.9
