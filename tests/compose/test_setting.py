"""What the network is told of energy and density, on the scale that training measured."""

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.setting import as_measured
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.energy import density_of

BAND = ("piano", "clean guitar", "fingered bass", "strings", "drums")


def measured_brief(players: tuple[str, ...], *, density: float = 0.45, energy: float = 0.5) -> Brief:
    brief = Brief(instruments=players, only=True, density=density, energy=energy)
    return as_measured(brief, make_plan(brief, 1))


@pytest.mark.parametrize("players", [("piano",), ("violin", "cello"), BAND])
def test_more_is_more_and_stays_within_the_scale(players: tuple[str, ...]) -> None:
    values = [0.0, 0.2, 0.4, 0.45, 0.6, 0.8, 1.0]
    densities = [measured_brief(players, density=value).density for value in values]
    energies = [measured_brief(players, energy=value).energy for value in values]
    assert densities == sorted(densities) and energies == sorted(energies)
    assert densities[0] < densities[-1] and energies[0] < energies[-1]
    assert all(0 <= value <= 1 for value in (*densities, *energies))


def test_one_player_of_usual_density_plays_some_notes_a_second_and_a_band_many() -> None:
    assert density_of(3) < measured_brief(("piano",)).density < density_of(7)
    assert density_of(12) < measured_brief(BAND).density < density_of(30)


def test_drums_make_as_many_players_busier() -> None:
    assert measured_brief(("piano", "drums")).density > measured_brief(("piano", "cello")).density + 0.1


def test_even_a_sparse_piano_plays_more_than_a_note_a_second() -> None:
    assert measured_brief(("piano",), density=0.2).density > density_of(1.5)
