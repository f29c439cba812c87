"""Styles of the book in prompts: which is meant, and what each brings where the prompt is silent."""

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief import style_words
from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.players import seated, skill
from audiogenesis_desktop.brief.reading import read, read_said, read_with
from audiogenesis_desktop.brief.styles import agreeing, at_tempo, in_the_book, leading, members, mood_of
from audiogenesis_desktop.style import book as books
from audiogenesis_desktop.style.book import book, families_of, shipped
from audiogenesis_desktop.style.casting import cast, lacking
from audiogenesis_desktop.style.families import FAMILIES

SYNONYMS = [(synonym, name) for name, style in shipped().items() for synonym in (name, *style.synonyms)]
LED = [
    ("jazzy lo-fi", "lo-fi"),
    ("lo-fi house", "house"),
    ("funky disco with clavinet", "disco"),
    ("house with jazz chords", "house"),
    ("boom bap with jazz guitar", "boom bap"),
    ("horror underscore", "horror"),
    ("a little music box waltz", "music box"),
    ("electronic trance", "trance"),
    ("hip hop groove with rhodes", "boom bap"),
    ("a salsa for a street party", "latin"),
    ("country song about trucks", "country"),
    ("uplifting house for a runway", "house"),
    ("in the style of a Baroque concerto", "baroque"),
    ("a corporate video with bossa nova", "bossa"),
    ("inspirational underscore", "inspirational"),
    ("sythwave for a night drive", "synthwave"),
    ("raggae beach", "reggae"),
    ("some tecnho, please", "techno"),
    ("flamneco guitar", "flamenco"),
]
NO_STYLE = [
    "a haunted house at midnight",
    "our house in the hills",
    "driving across the country",
    "a jungle expedition",
    "rock climbing",
    "the soul of a poet",
    "under a western sky",
    "a pink flamingo by the lake",
    "one minute of value",
    "the handle of the phone",
    "christians cooperate",
    "horse and mouse",
]


def implying(**changes) -> Implied:
    values = {"valence": 0.0, "energy": 0.5, "tempo_bpm": 100.0, "minor": 0.5, "density": 0.5, "instruments": ()}
    return Implied(**{**values, "meters": (((4, 4), 1.0),), "style": (("ambient", 1.0),), **changes})


def is_in_range(brief: Brief) -> bool:
    low, high = leading(brief.style).time.tempo_of("{}/{}".format(*brief.meter))
    return low <= brief.tempo_bpm <= high


@pytest.mark.parametrize(("words", "name"), SYNONYMS)
def test_every_synonym_means_its_style_alone(words: str, name: str) -> None:
    assert read_said(words).style == ((name, 1.0),)


@pytest.mark.parametrize(("words", "name"), SYNONYMS[::7])
def test_each_style_brings_tempo_meter_mode_and_players(words: str, name: str) -> None:
    brief, style = read_said(words), book()[name]
    meter = "{}/{}".format(*brief.meter)
    assert is_in_range(brief) and meter in style.time.meters
    assert brief.key.mode == "minor" if style.harmony.minor_share == 1 else True
    assert lacking(style, cast(style, meter=meter, wanted=brief.instruments, is_complete=True), meter) == ()


@pytest.mark.parametrize(("prompt", "name"), LED)
def test_the_noun_leads(prompt: str, name: str) -> None:
    assert leading(read_said(prompt).style).name == name


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("lo-fi bossa", "bossa lo-fi", "bossa"),
        ("ambient techno", "techno ambient", "techno"),
        ("deep house", "house deep", "house"),
        ("indie rock", "rock indie", "rock"),
        ("jazz waltz", "waltz, jazz", "jazz trio"),
        ("acoustic folk, 30 seconds", "folk acoustic, 30 seconds", "acoustic folk"),
        ("a minimal techno beat", "a techno minimal beat", "techno"),
    ],
)
def test_the_order_of_a_styles_words_does_not_matter(one: str, other: str, name: str) -> None:
    assert leading(read_said(one).style).name == leading(read_said(other).style).name == name


def test_words_of_a_style_that_are_turned_round_are_one_cause() -> None:
    brief = read_said("house deep and warm")
    assert brief.style == (("house", 1.0),) and brief.spans["style"] == (0, 10)
    assert dict(read_said("rock indie").style) == {"rock": 1.0}


def test_what_colours_a_style_keeps_a_share() -> None:
    assert dict(read_said("jazzy lo-fi").style) == pytest.approx({"lo-fi": 0.7, "jazz trio": 0.3})


@pytest.mark.parametrize("prompt", NO_STYLE)
def test_everyday_words_are_no_styles(prompt: str) -> None:
    assert "style" not in read_said(prompt).spans


def test_a_familys_word_means_the_style_that_is_nearest_to_what_is_implied() -> None:
    calm = read_with("electronic music", implying(energy=0.3, tempo_bpm=90.0))
    wild = read_with("electronic music", implying(energy=0.9, tempo_bpm=174.0))
    assert leading(calm.style).name != leading(wild.style).name == "drum and bass"
    for brief in (calm, wild):
        assert len(brief.style) == 1 and "electronic" in leading(brief.style).family
        assert [cause.name for cause in brief.causes if cause.field == "style"] == [leading(brief.style).name]


@pytest.mark.parametrize(
    ("prompt", "name"),
    [("sitar and tabla", "indian"), ("banjo and fiddle", "bluegrass"), ("world music with koto", "east asian")],
)
def test_who_is_named_tells_of_the_style(prompt: str, name: str) -> None:
    assert leading(read_with(prompt, implying(style=(("world", 0.6), ("folk", 0.4)))).style).name == name


def test_of_styles_nearly_as_likely_the_one_akin_to_the_others_leads() -> None:
    mixture = (("drum and bass", 0.14), ("baroque", 0.13), ("string quartet", 0.12), ("acoustic folk", 0.12))
    found = agreeing(implying(style=mixture, energy=0.4, tempo_bpm=96.0))
    assert found.style[0][0] != "drum and bass"
    assert {name for name, _ in found.style} == {name for name, _ in mixture}
    sure = implying(style=(("drum and bass", 0.9), ("ambient", 0.1)), tempo_bpm=120.0)
    assert agreeing(sure).style == sure.style  # what is likely by far leads, whatever else is said


def test_of_styles_nearly_as_likely_the_one_whose_players_are_implied_leads() -> None:
    mixture = (("jazz trio", 0.5), ("bossa", 0.5))
    for name, other in (("double bass", "piano"), ("nylon guitar", "flute")):
        found = agreeing(implying(style=mixture, tempo_bpm=120.0, instruments=((other, 1.0), (name, 1.0))))
        assert found.style[0][0] == ("bossa" if name == "nylon guitar" else "jazz trio")


def test_what_is_implied_leans_to_the_mood_of_the_styles() -> None:
    sad, merry = (agreeing(implying(style=((name, 1.0),))) for name in ("suspense", "children's"))
    plain = implying()
    assert sad.valence < plain.valence < merry.valence and merry.minor < plain.minor < sad.minor


def test_a_lullaby_is_slow_and_calm(encoder: Encoder) -> None:
    lullaby, tune = (read(f"{word} for a dragon's egg", encoder=encoder) for word in ("Lullaby", "Music box"))
    assert lullaby.tempo_bpm <= 90 and lullaby.energy < tune.energy


def test_every_family_has_styles_and_stands_for_itself() -> None:
    for family in FAMILIES:
        assert members(family)
        assert family in book() or families_of([(family, 1.0)]) == ((family, 1.0),)
        assert in_the_book(((family, 1.0),), None)[0][0] in book()
    assert families_of([("house", 0.5), ("techno", 0.3), ("no such style", 0.2)]) == (("electronic", 0.8),)


def test_sadness_is_in_the_mood_of_minor_styles() -> None:
    assert mood_of("suspense").valence < -0.6 < 0.5 < mood_of("children's").valence


@pytest.mark.parametrize(
    ("slow", "fast"), [("slow techno track", "fast techno track"), ("calm house music", "energetic house music")]
)
def test_words_of_pace_and_mood_choose_the_place_in_the_styles_range(slow: str, fast: str) -> None:
    assert is_in_range(read_said(slow)) and is_in_range(read_said(fast))
    assert read_said(slow).tempo_bpm < read_said(fast).tempo_bpm


@pytest.mark.parametrize(
    ("prompt", "bpm"),
    [
        ("techno at 134 that never stops", 134),
        ("house with piano, around 118", 118),
        ("techno, 134, dark", 134),
        ("a funk groove about 104", 104),
        ("trance ~138.", 138),
    ],
)
def test_a_number_that_can_only_be_a_tempo_is_one(prompt: str, bpm: float) -> None:
    brief = read_said(prompt)
    assert (brief.tempo_bpm, brief.origin("tempo_bpm")) == (bpm, Origin.SAID)


@pytest.mark.parametrize(
    "prompt",
    [
        "house party for people around 80",
        "techno, 16 bars, 30 seconds",
        "reggae for around 90 guests",
        "a film about 100",
        "disco, 1, 2, 120",
        "house, 120 seconds",
    ],
)
def test_other_numbers_are_no_tempo(prompt: str) -> None:
    assert read_said(prompt).origin("tempo_bpm") is not Origin.SAID


def test_a_said_tempo_wins_over_the_style() -> None:
    assert (read_said("techno at 95 bpm").tempo_bpm, read_said("techno, adagio").tempo_bpm) == (95, 66)


def test_tempi_lie_in_the_styles_range_whatever_is_implied() -> None:
    for name in book():
        tempi = [read_with(f"{name} music", implying(tempo_bpm=float(bpm))) for bpm in (30, 60, 100, 140, 240)]
        assert all(is_in_range(brief) for brief in tempi)
        assert [b.tempo_bpm for b in tempi] == sorted(b.tempo_bpm for b in tempi)


def test_a_meter_is_implied_only_where_the_style_knows_it() -> None:
    waltz_time = implying(meters=(((3, 4), 0.9), ((4, 4), 0.1)))
    assert read_with("house music", waltz_time).meter == (4, 4)
    assert read_with("celtic folk", waltz_time).meter == (3, 4)


def test_a_meter_that_the_style_does_not_know_is_kept_and_told() -> None:
    brief = read_said("house in 7/8")
    assert brief.meter == (7, 8) and any("7/8" in notice and "house" in notice for notice in brief.notices)
    assert read_said("house in 4/4").notices == ()


def test_a_style_that_needs_who_is_banned_says_so() -> None:
    brief = read_said("reggae without bass")
    assert [notice for notice in brief.notices if "needs bass" in notice]
    assert not any("bass" in name for name in brief.instruments)
    assert read_said("reggae without piano").notices == ()


def test_a_solo_in_a_style_that_lives_on_drums_wins_and_is_told() -> None:
    brief = read_said("drum and bass, only piano")
    assert brief.instruments == ("piano",) and [notice for notice in brief.notices if "drums" in notice]


PLAYERS = [
    ("lo-fi beat, electric piano and bass", ("electric piano", "fingered bass"), {"drums"}),
    ("trap beat with bells and 808", ("tinkle bell", "synth bass"), {"drums"}),
    ("disco with strings and clavinet", ("strings", "clavinet"), {"drums"}),
    ("hip hop groove with rhodes and upright bass", ("electric piano", "acoustic bass"), {"drums"}),
    ("acoustic folk with bass and light drums", ("fingered bass", "drums"), {"steel guitar"}),
    ("funk with slap bass and brass", ("slap bass", "brass section"), {"drums"}),
    ("tight funk, slap bass, clavinet and horn stabs", ("slap bass", "clavinet", "brass section"), {"drums"}),
]


@pytest.mark.parametrize(("prompt", "named", "added"), PLAYERS)
def test_who_is_named_plays_first_and_what_is_needed_is_added(prompt: str, named, added: set[str]) -> None:
    brief = read_said(prompt)
    assert brief.instruments[: len(named)] == named
    assert added <= set(brief.instruments[len(named) :])
    assert brief.only is False


@pytest.mark.parametrize(
    ("prompt", "players"),
    [
        ("5/4 jazz, piano trio", ("piano", "acoustic bass", "drums")),
        ("piano trio in D minor, classical", ("piano", "violin", "cello")),
        ("string quartet in G minor", ("violin", "violin", "viola", "cello")),
        ("techno, just a kalimba", ("kalimba",)),
        ("a duet: jazz for piano and double bass duo", ("piano", "acoustic bass")),
        ("unaccompanied cello, baroque", ("cello",)),
        ("solo piano", ("piano",)),
    ],
)
def test_ensembles_and_only_are_walls(prompt: str, players: tuple[str, ...]) -> None:
    assert read_said(prompt).instruments == players


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("bossa with guitar", "nylon guitar"),
        ("metal with guitar", "distortion guitar"),
        ("gospel with organ", "drawbar organ"),
        ("rock with electric guitars", "distortion guitar"),
        ("metal with electric guitar", "distortion guitar"),
        ("indie pop with guitar", "clean guitar"),
        ("salsa with bass", "fingered bass"),
        ("punk with acoustic guitar", "steel guitar"),
    ],
)
def test_a_style_has_its_own_guitar_and_organ(prompt: str, name: str) -> None:
    brief = read_said(prompt)
    assert brief.instruments[0] == name
    assert name in {cause.name for cause in brief.causes if cause.field == "instruments"}


def test_an_arc_that_is_likely_is_inferred_and_a_said_one_wins() -> None:
    implied = implying(arc=(("builds", 0.8), ("steady", 0.6), ("fade out", 0.2)))
    assert read_with("a launch", implied).arc == ("builds",)
    assert read_with("a launch, steady throughout", implied).arc == ("steady",)
    assert read_with("a launch", implied).origin("arc") is Origin.INFERRED


def test_no_melody_leaves_the_lead_out() -> None:
    style = book()["ambient"]
    brief = read_said("ambient, no melody")
    seats = cast(style, wanted=brief.instruments, is_complete=True, has_lead=False)
    assert len(brief.instruments) < len(read_said("ambient, please").instruments) and len(seats) > 1


def test_line_ups_differ_by_prompt_and_by_reading(encoder: Encoder) -> None:
    by_prompt = {
        read_said(f"reggae for {thing}").instruments for thing in ("cats", "dogs", "a bar", "the beach", "lunch")
    }
    by_reading = {read("reggae", encoder=encoder, reading=nth).instruments for nth in range(4)}
    assert len(by_prompt) > 1 and len(by_reading) > 1


def test_a_users_style_is_a_word_of_prompts_and_a_broken_one_is_told(tmp_path, monkeypatch) -> None:
    text = (books.paths.resource("styles") / "reggae.toml").read_text(encoding="utf-8")
    folder = tmp_path / "styles"
    folder.mkdir()
    own = text.replace('name = "reggae"', 'name = "moon dub"').replace('"roots reggae"', '"lunar skank"')
    (folder / "moon.toml").write_text(own, encoding="utf-8")
    (folder / "broken.toml").write_text("name = 3", encoding="utf-8")
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    caches = (book, style_words.style_words, style_words.nearest_name, members, mood_of, skill, seated)
    for cached in caches:
        cached.cache_clear()
    try:
        brief = read("a lunar skank for the bar")
        assert brief.style == (("moon dub", 1.0),)
        assert [notice for notice in brief.notices if "broken.toml" in notice]
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("slow dreamy pads", "ambient"),
        ("slow pads", "ambient"),
        ("fast pads", "trance"),
        ("slow strings and drums", "pop ballad"),
        ("slow techno", "techno"),  # a style that is said stays
    ],
)
def test_without_the_encoder_a_style_is_one_that_is_played_by_those_named_and_at_the_tempo_said(prompt, style):
    assert read_said(prompt).style[0][0] == style


def test_styles_that_are_never_played_near_a_tempo_that_is_said_lose():
    def implied(*style):
        return Implied(0.0, 0.3, 120.0, 0.5, 0.3, (((4, 4), 1.0),), style, ())

    found = at_tempo(implied(("drum and bass", 0.6), ("ambient", 0.3), ("house", 0.1)), 68.0)
    assert found.style == (("ambient", 1.0),) and found.tempo_bpm == 68.0
    fast = at_tempo(implied(("drum and bass", 0.6), ("ambient", 0.4)), 172.0)
    assert fast.style == (("drum and bass", 1.0),)
    assert at_tempo(implied(("drum and bass", 1.0)), 68.0).style == (("drum and bass", 1.0),)  # nobody else is left
