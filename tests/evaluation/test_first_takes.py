"""The ablation of the critic: means over prompts, by how the take was chosen."""

from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.evaluation.first_takes import JudgedTake, table

PROMPTS = [
    [JudgedTake(Verdict(0, 0.9), 1.0, 1.0, 0.4), JudgedTake(Verdict(0, 0.1), 0.0, 0.5, 0.2)],
    [JudgedTake(Verdict(3, 0.9), 0.0, 0.5, 0.1), JudgedTake(Verdict(0, 0.2), 1.0, 0.5, 0.1)],
]


def test_the_first_is_set_beside_any():
    found = table(PROMPTS)
    first, last = found["first, as the app ranks"]["style"], found["last, as the app ranks"]["style"]
    assert (first.mean, first.more, last.mean, last.more) == (1.0, 0.5, 0.0, -0.5)
    assert found["any take"]["style"].mean == 0.5 and found["any take"]["style"].more_deviation == 0.0
    assert found["any take"]["hallmarks"].mean == 0.625 and found["any take"]["hallmarks"].deviation > 0
