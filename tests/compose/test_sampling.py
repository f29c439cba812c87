import numpy as np

from audiogenesis_desktop.compose.sampling import FORBIDDEN, draw


def test_draws_follow_the_probabilities() -> None:
    random = np.random.default_rng(0)
    logits = np.log(np.array([0.5, 0.3, 0.2], dtype=np.float32))
    drawn = [draw(logits, temperature=1, nucleus=1, random=random) for _ in range(4000)]
    np.testing.assert_allclose(np.bincount(drawn) / 4000, [0.5, 0.3, 0.2], atol=0.03)


def test_the_nucleus_leaves_out_the_unlikely() -> None:
    random = np.random.default_rng(0)
    logits = np.log(np.array([0.6, 0.3, 0.1], dtype=np.float32))
    assert {draw(logits, temperature=1, nucleus=0.85, random=random) for _ in range(500)} == {0, 1}


def test_what_is_forbidden_is_never_drawn() -> None:
    random = np.random.default_rng(0)
    logits = np.array([50.0, 0.0, 0.0], dtype=np.float32) + np.array([FORBIDDEN, 0, 0])
    assert {draw(logits, temperature=1, nucleus=0.99, random=random) for _ in range(300)} == {1, 2}
