"""Which style those named are to play: what is described, unless they are strangers to it."""

from audiogenesis_desktop.brief.players import fitting_style, skill
from audiogenesis_desktop.brief.wording import Said, read_wording


def _said(*instruments: str) -> Said:
    return Said({"instruments": instruments})


def test_players_at_home_in_the_likeliest_style_leave_it_there() -> None:
    mixture = (("bossa", 0.5), ("flamenco", 0.3), ("indie pop", 0.2))
    assert fitting_style(mixture, _said("nylon guitar", "drums"), None) == "bossa"


def test_one_player_alone_does_not_outweigh_what_is_described() -> None:
    assert fitting_style((("ambient", 0.4), ("minimal tech", 0.2)), _said("warm pad"), None) == "ambient"


def test_strangers_turn_what_is_nearly_as_likely() -> None:
    mixture = (("techno", 0.4), ("string quartet", 0.3))
    assert fitting_style(mixture, _said("violin", "viola", "cello"), None) == "string quartet"


def test_a_word_for_many_kinds_is_no_stranger() -> None:
    said = read_wording("a guitar that chops between the beats")
    assert fitting_style((("reggae", 0.5), ("afro", 0.3)), said, None) == "reggae"


PIANISTS = (("piano",), ("piano", "banjo"), ("piano", "banjo", "tuba"))


def test_each_stranger_counts_and_being_enough_a_little() -> None:
    alone, one, two = (skill("piano solo", names, frozenset()) for names in PIANISTS)
    assert alone > one > two


def test_a_solo_over_something_is_not_unaccompanied() -> None:
    assert not read_wording("a guitar solo over blues in E").values.get("only")
    assert read_wording("guitar solo, blues in E").values.get("only")


def test_a_cappella_is_voices_alone_and_a_melodica_is_known() -> None:
    assert read_wording("a cappella choir humming").values["is_ensemble"]
    assert read_wording("reggae with a melodica tune").values["instruments"] == ("harmonica",)
