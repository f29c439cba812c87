"""The lexicon: the words that prompts are read by, from `resources/lexicon.toml`, and finding them in text."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.theory.instruments import DRUMS, GM_NAMES

T = TypeVar("T")
_WORD = re.compile(r"[a-z0-9]+(?:['&][a-z0-9]+)*[#♯♭]?")
_QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "\u00a0": " ",
        "′": "'",
        "″": '"',
        "〜": "-",
        "～": "-",
    }
)


class Word(NamedTuple):
    """A word of a folded text, with its character range."""

    text: str
    start: int
    end: int


class Found(NamedTuple, Generic[T]):
    """A phrase of the lexicon met in a text: its character range, and what it stands for."""

    start: int
    end: int
    value: T


class Naming(NamedTuple):
    """What an instrument's word stands for: the names wanted when it is asked for, and ruled out when not.

    A name that stands twice is two players. `is_ensemble` is true of words for all who play, `is_vague` of those that
    mean what the style has of those in `banned`; `elsewhere` has families of styles in which the word means others.
    """

    wanted: tuple[str, ...]
    banned: tuple[str, ...]
    is_ensemble: bool = False
    is_vague: bool = False
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Mood(NamedTuple):
    """Valence -1..1, energy 0..1, quarter notes a minute, and the chance 0..1 of a minor key."""

    valence: float
    energy: float
    tempo_bpm: float
    minor: float


class Scene(NamedTuple):
    """A mood, and the style that it is usually played in, "" where it has none of its own."""

    mood: Mood
    style: str = ""


class Wish(NamedTuple):
    """What words that ask for something mean or might have meant, and where alone they ask for it: "words" everywhere,
    "ruled_out" after "no" and its like, "verbs" where a clause ends."""

    meaning: str
    where: str


class Phrases(dict[str, T]):
    """What phrases stand for; `longest` tells how many words the longest phrase that begins with a word has."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        super().__init__(entries)
        self.longest: dict[str, int] = {}
        for phrase in entries:
            words = phrase.split()
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))


@dataclass(frozen=True)
class Lexicon:
    """The tables of `lexicon.toml`, keyed by phrases of folded words joined by single spaces."""

    names: Phrases[Naming]  # an idiom names nothing: Naming((), ())
    listed: frozenset[str]  # everyday words that name an instrument beside others in a list
    listed_names: Phrases[Naming]  # `names` with those of `listed`
    phrases: Mapping[str, tuple[str, ...]]
    tempo_names: Phrases[float]
    tempo_marks: frozenset[str]  # those of them that mean their figure in any style: "adagio"
    tempo_adjectives: Phrases[float]
    tempo_adjectives_abroad: Phrases[float]  # these follow their noun as well
    tempo_nouns: frozenset[str]
    density_words: Phrases[float]
    meters: Phrases[tuple[int, int]]
    modes: Mapping[str, str]
    solfege: Mapping[str, str]
    german_notes: Mapping[str, str]
    styles: Mapping[str, str]  # styles of the book
    style_families: Mapping[str, str]
    style_adjectives: Mapping[str, str]
    usual_styles: Mapping[str, str]  # of each family
    shy_styles: frozenset[str]
    noun_styles: frozenset[str]
    weak_styles: frozenset[str]
    use_styles: frozenset[str]  # names that say what the music is for
    colour_styles: frozenset[str]  # names that give way to a style beside them
    lookalikes: frozenset[str]  # everyday words that are nearly the word for a style
    musical_nouns: frozenset[str]
    part_words: frozenset[str]  # what the music is made of: a style before one of these is that part's alone
    joining_words: frozenset[str]  # what stands after a style's word and is not coloured by it
    thing_words: frozenset[str]
    style_idioms: frozenset[str]
    moods: Phrases[Mood]
    moods_abroad: Phrases[Mood]  # `moods`, and those of other languages
    scenes: Phrases[Scene]  # what `moods` leave out, for when single words are all there is
    arcs: Phrases[tuple[Wish, ...]]
    textures: Phrases[tuple[Wish, ...]]
    unserved: Phrases[Wish]  # wishes that nothing serves yet
    no_instruments: frozenset[str]
    stranger_meaning: str
    unit_meanings: Mapping[str, str]  # what units after a number might have meant
    languages: Mapping[str, frozenset[str]]  # words by which each is known


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with plain quotes and dashes; lengths stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(_fold_character(c) for c in text.translate(_QUOTES))


def straighten(text: str) -> str:
    """Return the text with plain quotes and dashes, its case kept; lengths stay the same."""
    return text.translate(_QUOTES)


def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    parts = unicodedata.normalize("NFKD", character)
    if all(unicodedata.combining(mark) for mark in parts[1:]) and len(parts[0].lower()) == 1:
        return parts[0].lower()
    return character


@lru_cache(maxsize=16)
@lru_cache(maxsize=256)  # each reader of a prompt asks for its words
def words_of(folded: str) -> tuple[Word, ...]:
    """Return the words of a folded text in order; hyphens and spaces alike part them."""
    return tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded))


def phrase_key(text: str) -> str:
    """Return the form under which a phrase is looked up."""
    return " ".join(word.text for word in words_of(fold(text)))


def find_phrases(folded: str, words: Sequence[Word], table: Phrases[T]) -> list[Found[T]]:
    """Return the table's phrases in a folded text, left to right, the longest at each place, none overlapping."""
    found: list[Found[T]] = []
    free_from = 0
    for i, word in enumerate(words):
        longest = table.longest.get(word.text)
        if longest is None or i < free_from:
            continue
        for end in range(_reach(folded, words, i, longest), i, -1):
            value = table.get(" ".join([word.text for word in words[i:end]]))
            if value is not None:
                found.append(Found(word.start, words[end - 1].end, value))
                free_from = end
                break
    return found


def _reach(folded: str, words: Sequence[Word], first: int, longest: int) -> int:
    """Return the index after the last word that a phrase from `first` may take in: punctuation parts phrases."""
    end = first + 1
    while end < len(words) and end - first < longest:
        if folded[words[end - 1].end : words[end].start].strip(" \t-&"):
            break
        end += 1
    return end


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon, read once; raises MissingPart if it is absent or broken."""
    path = paths.resource("lexicon.toml")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise MissingPart(f"The words that prompts are read by are missing ({path}): reinstall the app.") from error
    names, listed, abroad = _names(data), _listed(data), data["abroad"]
    moods = {phrase_key(k): Mood(*v) for k, v in data["moods"].items()}
    return Lexicon(
        names=Phrases(names),
        listed=frozenset(listed),
        listed_names=Phrases({**listed, **names}),
        phrases={name: tuple(fold(p) for p in phrases) for name, phrases in data["phrases"].items()},
        tempo_names=_keyed({**data["tempo_names"], **data["tempo_marks"]}),
        tempo_marks=frozenset(map(phrase_key, data["tempo_marks"])),
        tempo_adjectives=_keyed(data["tempo_adjectives"]),
        tempo_adjectives_abroad=_keyed(abroad["tempo_adjectives"]),
        tempo_nouns=frozenset(data["tempo_nouns"]["words"]),
        density_words=_keyed(data["density_words"]),
        meters=Phrases({phrase_key(k): _meter(v) for k, v in data["meters"].items()}),
        modes={word: mode for mode, words in data["modes"].items() for word in words},
        solfege=data["solfege"],
        german_notes=data["german_notes"],
        styles=_named(data["styles"]),
        style_families=_named(data["style_families"]),
        style_adjectives=_named(data["style_adjectives"]),
        **_style_words(data["style_words"]),
        moods=Phrases(moods),
        moods_abroad=Phrases({**{phrase_key(k): moods[v] for k, v in abroad["moods"].items()}, **moods}),
        scenes=Phrases({phrase_key(k): _scene(v) for k, v in data["scenes"].items()}),
        arcs=Phrases(_named_wishes(data["arcs"])),
        textures=Phrases(_named_wishes(data["textures"])),
        unserved=Phrases(_wishes(data["unserved"])),
        no_instruments=frozenset(data["unserved"]["instruments"]["plain"]),
        stranger_meaning=data["unserved"]["instruments"]["meaning"],
        unit_meanings={unit: v["meaning"] for v in data["unserved"].values() for unit in v.get("units", ())},
        languages={name: frozenset(map(fold, words)) for name, words in abroad["languages"].items()},
    )


def _style_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what tells how the names of styles are meant, by the Lexicon's fields."""
    return {
        "usual_styles": words["usual"],
        "shy_styles": frozenset(map(phrase_key, words["shy"])),
        "noun_styles": frozenset(map(phrase_key, words["nouns_only"])),
        "use_styles": frozenset(words["uses"]),
        "colour_styles": frozenset(words["colours"]),
        "lookalikes": frozenset(words["lookalikes"]),
        "weak_styles": frozenset(map(phrase_key, words["weak"])),
        "musical_nouns": frozenset(words["musical"]),
        "part_words": frozenset(words["parts"]),
        "joining_words": frozenset(words["joining"]),
        "thing_words": frozenset(words["things"]),
        "style_idioms": frozenset(map(phrase_key, words["idioms"])),
    }


def _named(tables: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the name that each of the words listed under names stands for."""
    return {phrase_key(word): name for name, words in tables.items() for word in words}


def _keyed(table: Mapping[str, float]) -> Phrases[float]:
    return Phrases({phrase_key(phrase): float(value) for phrase, value in table.items()})


def _wishes(tables: Mapping[str, Any]) -> dict[str, Wish]:
    wishes: dict[str, Wish] = {}
    for where in ("ruled_out", "verbs", "words"):
        for table in tables.values():
            wishes |= {phrase_key(word): Wish(table["meaning"], where) for word in table.get(where, ())}
    for table in tables.values():
        noises = (noise for thing in table.get("sounds_of", ()) for noise in _noises_of(thing))
        wishes |= {phrase_key(noise): Wish(table["meaning"], "words") for noise in noises}
    return wishes


def _noises_of(thing: str) -> Iterator[str]:
    """Yield the ways to ask for the noise that something makes."""
    yield from (
        f"{thing} {what}"
        for what in ("sound", "sounds", "noise", "noises", "sound effect", "sound effects", "ambience")
    )
    for what in ("sound", "sounds", "noise", "noises"):
        yield from (f"{what} of {article}{thing}" for article in ("", "the ", "a "))


def _named_wishes(tables: Mapping[str, Any]) -> dict[str, tuple[Wish, ...]]:
    """Return what each phrase may ask for: a name may be wanted by what another one is by its being ruled out."""
    wishes: dict[str, tuple[Wish, ...]] = {}
    for where in ("ruled_out", "verbs", "words"):
        for name, table in tables.items():
            for key in map(phrase_key, table.get(where, ())):
                wishes[key] = (*wishes.get(key, ()), Wish(name, where))
    return wishes


def _scene(value: Sequence[float | str]) -> Scene:
    numbers = [float(number) for number in value[:4]]
    return Scene(Mood(*numbers), str(value[4]) if len(value) > 4 else "")


def _meter(text: str) -> tuple[int, int]:
    above, below = text.split("/")
    return int(above), int(below)


def _names(data: Mapping[str, Any]) -> dict[str, Naming]:
    """Return every instrument word: plain ones first, so that groups and idioms may overrule them."""
    names: dict[str, Naming] = {}
    shy, abroad = set(data["shy"]), data["abroad"]
    for name in (*GM_NAMES, DRUMS):
        own = [] if name in shy else [name]
        _enter(names, [*own, *data["instruments"].get(name, [])], Naming((name,), (name,)))
    for key, group in data["groups"].items():
        wanted = tuple(group["wanted"])
        banned = tuple(group.get("banned", dict.fromkeys(wanted)))
        elsewhere = tuple((family, tuple(names)) for family, names in group.get("elsewhere", {}).items())
        naming = Naming(wanted, banned, group.get("ensemble", False), group.get("vague", False), elsewhere)
        _enter(names, [*group["words"], *abroad["groups"].get(key, [])], naming)
    for name, words in abroad["instruments"].items():
        names |= {key: names.get(name, Naming((name,), (name,))) for key in map(phrase_key, words) if key not in names}
    for idiom in data["idioms"]:
        names[phrase_key(idiom)] = Naming((), ())
    return names


def _listed(data: Mapping[str, Any]) -> dict[str, Naming]:
    names: dict[str, Naming] = {}
    for name in data["listed"]:
        _enter(names, [name], Naming((name,), (name,)))
    return names


def _enter(names: dict[str, Naming], phrases: Iterable[str], naming: Naming) -> None:
    keys = [phrase_key(phrase) for phrase in phrases]
    names.update(dict.fromkeys(keys, naming))
    for key in keys:
        for plural in _plurals(key):
            names.setdefault(plural, naming)


def _plurals(key: str) -> tuple[str, ...]:
    if key.endswith(("s", "x", "ch", "sh")):
        return (key + "es",)
    return (key + "s", key[:-1] + "ies") if key.endswith("y") else (key + "s",)
