"""Wishes: what is left open, and what is none."""

import pytest

from audiogenesis_desktop.plan.wishes import DEGREES, NO_PREFERENCE, Wishes


def test_nothing_is_preferred_at_first() -> None:
    assert NO_PREFERENCE.is_open and not Wishes(density=0.0).is_open and not Wishes(register=(48, 60)).is_open
    assert all(NO_PREFERENCE.degree(name) == 0 for name in DEGREES)


def test_energy_is_density_and_loudness() -> None:
    assert Wishes(energy=1.0).degree("density") == Wishes(energy=1.0).degree("loudness") == pytest.approx(0.85)
    assert Wishes(energy=1.0, density=-0.85).degree("density") == pytest.approx(0.0)
    assert Wishes(energy=1.0, density=1.0).degree("density") == 1.0


@pytest.mark.parametrize("wrong", [{"density": 1.5}, {"leaps": -2.0}, {"register": (60, 60)}, {"register": (0, 128)}])
def test_what_is_no_wish_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"goes from|not a register"):
        Wishes(**wrong)
