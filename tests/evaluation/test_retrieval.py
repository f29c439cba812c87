import numpy as np
import pytest

from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.evaluation.retrieval import Attributes, agreement, attributes, by_chance, ranks, retrieval
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.theory.keys import Key


def piece(bpm: float = 100, classes: tuple[int, ...] = (2,), key: int = 0, seconds: float = 20) -> Attributes:
    keys = np.zeros((2, 12))
    keys[0, key] = 1
    return Attributes(bpm, keys, (4, 4), frozenset(classes), seconds, 0.5, 0.0)


def test_pieces_that_have_what_only_their_prompts_name_are_found() -> None:
    tempi = [60.0 + 5 * i for i in range(20)]
    found = retrieval([piece(bpm) for bpm in tempi], [Wanted("", tempo_bpm=bpm) for bpm in tempi])
    assert found["recall at 1"].mean > 0.8 and found["recall at 5"].mean == 1 and found["median rank"].mean == 1


def test_pieces_that_are_all_alike_are_found_by_chance() -> None:
    wanted = [Wanted("", tempo_bpm=60.0 + i) for i in range(50)]
    found = retrieval([piece()] * 50, wanted)
    assert found["rank"].mean == by_chance(50)["rank"] == 25.5 and found["recall at 5"].mean == 0


def test_a_prompt_that_names_nothing_is_neither_near_nor_far() -> None:
    assert np.isnan(agreement(piece(), Wanted("nice"))).all()
    found = retrieval([piece(60), piece(120)], [Wanted("", tempo_bpm=60.0), Wanted("nice")])
    assert found["rank"].mean == 1  # the second fits the prompt that names nothing better than the other one


def test_agreement_is_greatest_where_piece_and_prompt_are_alike() -> None:
    wanted = Wanted("", 100.0, Key(0, "major"), (0,), 20.0, meter=(4, 4), valence=0.0, energy=0.5)
    best = agreement(piece(classes=tuple(wanted.classes)), wanted)
    other = agreement(piece(150, (5, 7), key=7, seconds=40), wanted)
    assert best == pytest.approx([1] * 7) and all(a <= b for a, b in zip(other, best, strict=True)) and sum(other) < 5


def test_equals_share_their_middle_rank() -> None:
    assert ranks(np.array([[1.0, 1.0], [0.0, 3.0]])).tolist() == [1.5, 1]


def test_more_than_a_pool_is_dealt_out_in_pools() -> None:
    found = retrieval([piece(60 + i) for i in range(45)], [Wanted("", tempo_bpm=60.0 + i) for i in range(45)], pool=20)
    assert found["rank"].pieces == 40
    assert retrieval([], [])["rank"].pieces == 0


def test_attributes_are_read_off_the_notes() -> None:
    notes = [Note(i * 480, p, 480, 80) for i, p in enumerate((60, 64, 67, 72, 65, 69, 67, 60))]
    score = Score(
        tracks=(Track(0, "", program=73).with_notes(notes), Track(1, "", program=9)),
        tempi=(Tempo.from_bpm(0, 90),),
        meters=(Meter(0, 2, 4),),
    )
    found = attributes(score)
    assert round(found.bpm) == 90 and found.meter == (2, 4) and len(found.classes) == 1
    assert np.unravel_index(found.keys.argmax(), (2, 12)) == (0, 0) and found.valence > 0
