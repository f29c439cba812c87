from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.evaluation.prompts import FIRST_SEED, held_out_prompt
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.training.styles import STYLES, write

COUNT = 90
WANTED = [held_out_prompt(i) for i in range(COUNT)]


def test_prompts_are_the_same_each_time_and_none_like_another() -> None:
    assert [held_out_prompt(i) for i in range(5)] == WANTED[:5]
    assert len({wanted.prompt for wanted in WANTED}) >= COUNT - 2


def test_what_is_to_be_judged_stands_in_the_text() -> None:
    for wanted in WANTED:
        if wanted.tempo_bpm:
            assert f"{wanted.tempo_bpm:.0f}" in wanted.prompt
        if wanted.tempo_word:
            assert wanted.tempo_word in wanted.prompt
        if wanted.key:
            assert wanted.key.name in wanted.prompt
        if wanted.meter:
            assert "{}/{}".format(*wanted.meter) in wanted.prompt


def test_every_kind_of_fact_is_named_often_and_left_out_often() -> None:
    for field in ("tempo_bpm", "tempo_word", "key", "programs", "length_seconds"):
        share = sum(bool(getattr(wanted, field)) for wanted in WANTED) / COUNT
        assert 0.1 < share < 0.9, field
    assert sum(bool(wanted.programs) and wanted.is_closed for wanted in WANTED) > 20
    assert {wanted.key.mode for wanted in WANTED if wanted.key} == {"major", "minor"}


def test_facts_are_those_of_a_piece_that_training_never_saw() -> None:
    for number in range(20):
        written = write(STYLES[number % len(STYLES)], FIRST_SEED + number)
        wanted = WANTED[number]
        assert wanted.valence == written.valence and wanted.energy == written.energy
        if wanted.key:
            assert wanted.key.name == written.facts["key"]
        playing = {-1 if track.is_drums else track.program for track in written.score.tracks}
        assert set(wanted.programs) <= playing
    assert FIRST_SEED > 400 * 1_000_000 + 100_000


def test_a_careful_reader_finds_in_most_prompts_what_they_are_judged_by() -> None:
    # Where reading fails, evaluation must show it; but prompts that nobody could read would measure nothing.
    right = []
    for wanted in WANTED:
        brief = read_said(wanted.prompt)
        classes = {find(name).class_index for name in brief.instruments}
        right += [brief.key == wanted.key] if wanted.key else []
        right += [abs(brief.tempo_bpm - wanted.tempo_bpm) < 1] if wanted.tempo_bpm else []
        right += [brief.length_seconds == wanted.length_seconds] if wanted.length_seconds else []
        right += [wanted.classes <= classes] if wanted.programs else []
    assert sum(right) / len(right) > 0.9
