"""Sources are drawn by their shares."""

from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.shares import SOURCE_SHARES, chances


def test_each_source_is_drawn_by_its_share_however_many_pieces_it_has(packed: PackedCorpus) -> None:
    numbers = packed.numbers(held_out=False)
    for number in numbers:
        packed.entries[number]["source"] = "mutopia_pd" if number == numbers[0] else "own_writer"
    chance = chances(packed, numbers)
    assert abs(sum(chance) - 1) < 1e-9
    one, other = SOURCE_SHARES["mutopia_pd"], SOURCE_SHARES["own_writer"]
    assert abs(chance[0] - one / (one + other)) < 1e-9
