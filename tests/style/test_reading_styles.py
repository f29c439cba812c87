"""Style files: what is right is read, what is wrong is told of by file and line."""

from pathlib import Path

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.style.book import read_book, shipped
from audiogenesis_desktop.style.plays import Kit, Pad
from audiogenesis_desktop.style.reading import parse_style, read_style

STYLE = '''
name = "plain"
synonyms = ["plain music"]
uses = ["a test"]
family = ["pop"]
genre = "pop"
valence = 0.5
essential = ["drums"]
hallmarks = [
    "kick on 1 in 90 % of bars",
    "no banjo",
]

[time]
tempo = [100, 120]
meters = ["4/4", "3/4"]

[form]
plans = ["intro4 A8 outro4"]

[harmony.major]
share = 1.0
a = ["I IV V I"]
b = ["vi IV I V"]

[[lineups]]
name = "one"
parts = { drums = "drums", pad = "strings" }

[[parts]]
name = "drums"
role = "drums"
instruments = ["drums"]
plays = [{ how = "kit", grids = [
"""
kick x.......
snare ....x...
""",
] }]

[[parts]]
name = "pad"
role = "pad"
instruments = ["strings", "warm pad"]
register = [50, 70]

[[parts.plays]]
how = "pad"
'''


def line_with(words: str) -> int:
    return next(i for i, line in enumerate(STYLE.splitlines(), 1) if words in line)


def complaint(old: str, new: str) -> str:
    assert STYLE.count(old) == 1, old
    with pytest.raises(BadInput) as raised:
        parse_style(STYLE.replace(old, new), name="plain.toml")
    return str(raised.value)


def test_a_style_is_read_into_frozen_values() -> None:
    style = parse_style(STYLE, name="plain.toml")
    assert style.time.tempo == (100, 120) and style.harmony.minor_share == 0.0
    assert isinstance(style.parts[0].plays[0], Kit) and style.parts[1].plays == (Pad(),)
    assert style.lineups[0].parts["pad"] == "strings"
    assert [part.name for part in style.parts_in("3/4")] == ["drums", "pad"]
    with pytest.raises(AttributeError):
        style.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "line", "wanted"),
    [
        ('genre = "pop"', "genre = pop", 'genre = "pop"', ""),
        ('name = "plain"', 'nane = "plain"', 'name = "plain"', "no key 'nane'"),
        ("tempo = [100, 120]", "tempo = [100, 120, 130]", "tempo =", "'tempo': expected a list of length 2, got 3"),
        ("tempo = [100, 120]", "tempo = [120, 100]", "[time]", "begins with its lower end"),
        ("tempo = [100, 120]", 'tempo = "fast"', "tempo =", "expected a list, got text in quotes"),
        ("valence = 0.5", "valence = 2", "valence", "<= 1.0"),
        ("valence = 0.5", "valence = 0.5\nenergy = 1.2", "valence", "<= 1.0"),
        ("valence = 0.5", "valence = 0.5\ndensity = -1", "valence", ">= 0.0"),
        ('family = ["pop"]', 'family = ["pip"]', "family", "'pip' is no family"),
        ('"no banjo"', '"no bonjo"', "no banjo", "neither a drum, nor a role, nor an instrument"),
        ('"kick on 1 in 90 % of bars"', '"kick somewhere"', "kick on 1", "cannot be read"),
        ('plans = ["intro4 A8 outro4"]', 'plans = ["intro4 X8 outro4"]', "plans", "'X8' is no section"),
        ('a = ["I IV V I"]', 'a = ["I IV H I"]', 'a = ["I', "'H' is no roman numeral"),
        ("share = 1.0", 'share = 1.0\nplain = { a = ["I"], b = ["I"] }', "share = 1.0", "plain stands beside a scale"),
        ('role = "pad"', 'role = "mat"', 'role = "pad"', "'mat' is no role"),
        ('instruments = ["strings", "warm pad"]', 'instruments = ["kazoo"]', '"warm pad"', "'kazoo' is no instrument"),
        ("register = [50, 70]", "register = [50, 52]", 'name = "pad"', "eleven semitones"),
        ("kick x.......", "kick x..y....", "kick x", "has 'y'"),
        ('how = "kit", grids', 'how = "kit", fills = ["snore x..."], grids', 'how = "kit"', "'snore' is no drum"),
        ("snare ....x...", "snore ....x...", "snare ....", "'snore' is no drum"),
        ('how = "pad"', 'how = "pod"', 'how = "pad"', "'pod' is no way to play"),
        ('how = "pad"', 'how = "pad"\nloud = true', 'how = "pad"', "no key 'loud'"),
        ('drums = "drums", pad', 'drum = "drums", pad', "drums = ", "'drum' that the style has not"),
        ('drums = "drums", pad', "pad", "drums = ", "lacks the essential role 'drums'"),
        ('pad = "strings"', 'pad = "piccolo"', 'pad = "strings"', "too little of the register"),
        ('meters = ["4/4", "3/4"]', 'meters = ["4/3"]', "meters", "'4/3' is no meter"),
    ],
)
def test_a_mistake_is_reported_with_its_file_and_line(old: str, new: str, line: str, wanted: str) -> None:
    sentence = complaint(old, new)
    assert wanted in sentence and "\n" not in sentence and sentence.endswith(".")
    name, _, rest = sentence.partition(", line ")
    assert name == "plain.toml"
    # What is wrong with a table as a whole is told of at its head, a line above its name.
    assert abs(int(rest.split(":")[0]) - line_with(line)) <= 1, sentence


def test_a_tune_may_have_a_rhythm_of_its_own() -> None:
    def with_tune(rhythm: str) -> str:
        return STYLE.replace('how = "pad"', f'how = "tune"\nrhythms = ["singing", "{rhythm}"]')

    parse_style(with_tune("x--x--x-|x-x-x---"), name="plain.toml")
    for wrong in ("x--x--x-", "x--x|y---", "sining"):
        with pytest.raises(BadInput, match=r"plain\.toml, line \d+: "):
            parse_style(with_tune(wrong), name="plain.toml")


def test_a_mode_with_a_scale_may_say_what_is_plain_and_one_may_have_no_share() -> None:
    plain = 'share = 1.0\nscale = "phrygian dominant"\nplain = { a = ["I V I"], b = ["V I"], turn = "V7" }'
    beside = '[harmony.minor]\nshare = 0\na = ["i iv"]\nb = ["iv i"]\n\n[harmony.major]'
    style = parse_style(STYLE.replace("share = 1.0", plain).replace("[harmony.major]", beside), name="plain.toml")
    assert style.harmony.major and style.harmony.major.plain and style.harmony.major.plain.turn == "V7"
    assert style.harmony.minor_share == 0
    assert "'V8' is no roman numeral" in complaint("share = 1.0", plain.replace('"V I"', '"V8 I"'))


def test_a_missing_key_is_named() -> None:
    assert "the key 'genre' is missing" in complaint('genre = "pop"\n', "")


def test_a_file_that_is_no_text_and_one_that_is_missing_are_reported(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"name = \xff")
    with pytest.raises(BadInput, match="UTF-8"):
        read_style(tmp_path / "bytes.toml")
    with pytest.raises(BadInput, match=r"gone\.toml cannot be read"):
        read_style(tmp_path / "gone.toml")


def test_a_folder_of_ones_own_adds_and_overrides_and_a_bad_file_is_left_out(tmp_path: Path) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    ours.mkdir()
    own.mkdir()
    (ours / "plain.toml").write_text(STYLE)
    (own / "mine.toml").write_text(STYLE.replace('name = "plain"', 'name = "mine"'))
    (own / "plain.toml").write_text(STYLE.replace("tempo = [100, 120]", "tempo = [60, 70]"))
    (own / "wrong.toml").write_text(STYLE.replace("valence = 0.5", "valence = 'high'"))
    book = read_book(ours, own, tmp_path / "missing")
    assert list(book) == ["mine", "plain"]
    assert book["plain"].time.tempo == (60, 70) and book.files["plain"] == own / "plain.toml"
    (notice,) = book.notices
    assert str(own / "wrong.toml") in notice and f"line {line_with('valence')}" in notice


def test_two_files_of_one_folder_may_not_have_the_same_style(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(STYLE)
    book = read_book(tmp_path)
    assert len(book) == 1 and "in a.toml already" in book.notices[0]


def test_all_that_ships_is_right_and_rich_enough() -> None:
    book = shipped()
    assert not book.notices and len(book) >= 48
    for style in book.values():
        # A quartet or a pianist has one line-up.
        assert len(style.lineups) >= (1 if style.name in ("piano solo", "string quartet") else 2), style.name
        assert len(style.form.plans) >= 2, style.name
        assert len(style.hallmarks) >= 3 and style.feel, style.name
        assert book.files[style.name].read_text(encoding="utf-8").startswith("# "), style.name


def test_whoever_lives_on_drums_has_four_grooves_in_each_common_meter() -> None:
    for style in shipped().values():
        if "drums" in style.essential:
            grids = sum(
                len(play.grids)
                for part in style.parts_in(style.time.meters[0])
                for play in part.plays
                if hasattr(play, "grids")
            )
            assert grids >= 4, style.name


def test_no_two_styles_are_called_the_same() -> None:
    names = [
        name for style in shipped().values() for name in {called.lower() for called in (style.name, *style.synonyms)}
    ]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
