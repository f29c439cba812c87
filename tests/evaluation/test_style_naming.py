"""A forest hears which style a piece is of: our writer's own, which it has not heard, nearly always."""

import numpy as np
import pytest

from audiogenesis_desktop.evaluation.style_naming import features, learned
from audiogenesis_desktop.score.score import Meter, Score, Tempo
from audiogenesis_desktop.training.styles import STYLES, write

pytest.importorskip("sklearn")


def pieces(styles: tuple[str, ...], seeds: range) -> dict[str, list[Score]]:
    return {style: [write(style, seed).score for seed in seeds] for style in styles}


@pytest.mark.slow
def test_styles_that_differ_are_told_apart_by_rhythm_alone() -> None:
    styles = ("house", "reggae", "waltz", "trap")
    forest = learned(pieces(styles, range(6)), by_rhythm=True)
    held_out = pieces(styles, range(100, 103))
    assert forest.share_right(held_out) >= 0.9
    # Called by wrong names, they are all wrong: the share is not one by itself.
    assert forest.share_right(dict(zip(styles, [*list(held_out.values())[1:], held_out["house"]], strict=True))) == 0.0


def test_all_scores_are_measured_in_as_many_numbers_and_an_empty_one_too() -> None:
    empty = Score(meters=(Meter(0, 4, 4),), tempi=(Tempo.from_bpm(0, 100),))
    for by_rhythm in (False, True):
        shapes = {features(score, by_rhythm=by_rhythm).shape for score in (empty, write("tango", 1).score)}
        assert len(shapes) == 1
    assert np.isfinite(features(empty)).all()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_of_all_styles_of_the_book_pieces_that_were_held_out_are_named_right() -> None:
    learned_from, held_out = pieces(STYLES, range(10)), pieces(STYLES, range(1000, 1004))
    assert learned(learned_from).share_right(held_out) >= 0.97
    assert learned(learned_from, by_rhythm=True).share_right(held_out) >= 0.9
