"""The ablation of the critic: means over prompts, by how the take was chosen."""

from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.evaluation.first_takes import JudgedTake, table

PROMPTS = [
    [JudgedTake(Verdict(0, 0.9), 1.0, 1.0, 0.4), JudgedTake(Verdict(0, 0.1), 0.0, 0.5, 0.2)],
    [JudgedTake(Verdict(3, 0.9), 0.0, 0.5, 0.1), JudgedTake(Verdict(0, 0.2), 1.0, 0.5, 0.1)],
]


def test_the_first_is_set_beside_any():
    found = table(PROMPTS)
    assert found["first, as the app ranks"]["style"][0] == 1.0
    assert found["any take"]["style"][0] == 0.5
    assert found["last, as the app ranks"]["style"] == (0.0, 0.0)
    assert found["any take"]["hallmarks"][0] == 0.625 and found["any take"]["hallmarks"][1] > 0
