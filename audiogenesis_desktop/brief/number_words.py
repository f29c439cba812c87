"""Number words of six languages, folded as texts are, with what each is worth: as far as tempi and lengths go."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

_FIRST = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
UNITS = {word: value for value, word in enumerate(_FIRST)}
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_FRENCH = (
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "vingt trente quarante cinquante soixante septante huitante nonante",
    "cent",
)
# Not "once", Spanish for eleven: English says it more often.
_SPANISH = (
    "dos tres cuatro cinco seis siete ocho nueve diez - doce trece catorce quince dieciseis diecisiete dieciocho "
    "diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho "
    "veintinueve",
    "- treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "cien ciento",
)
_PORTUGUESE = (
    "dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
    "dezenove",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "cem cento",
)
_GERMAN_UNITS = ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"]
_GERMAN_TEENS = [
    "zehn",
    "elf",
    "zwolf",
    "dreizehn",
    "vierzehn",
    "funfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_GERMAN_TENS = ["zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_ITALIAN_UNITS = ["uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"]
_ITALIAN_TEENS = [
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
]
_ITALIAN_TENS = ["venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]


def _listed(words: tuple[str, str, str]) -> Iterator[tuple[str, int]]:
    """Yield the words of a language that counts from two, then by tens, and its words for a hundred."""
    ones, tens, hundreds = (part.split() for part in words)
    counted = [*zip(ones, range(2, 100), strict=False), *zip(tens, range(20, 100, 10), strict=True)]
    yield from ((word, value) for word, value in counted if word != "-")
    yield from ((word, 100) for word in hundreds)


def _german() -> Iterator[tuple[str, int]]:
    below = dict(zip([*_GERMAN_UNITS, *_GERMAN_TEENS], range(1, 20), strict=True))
    for (ten, i), (j, unit) in product(zip(_GERMAN_TENS, range(20, 100, 10), strict=True), enumerate(_GERMAN_UNITS, 1)):
        below |= {ten: i, f"{unit}und{ten}": i + j}
    hundreds = {f"{lead}hundert{word}": 100 + value for word, value in below.items() for lead in ("", "ein")}
    for word, value in (below | hundreds | {"hundert": 100, "einhundert": 100}).items():
        yield word, value
        yield word.replace("dreissig", "dreißig"), value


def _italian() -> Iterator[tuple[str, int]]:
    below = dict(zip([*_ITALIAN_UNITS, *_ITALIAN_TEENS], range(1, 20), strict=True))
    for (ten, i), (j, unit) in product(
        zip(_ITALIAN_TENS, range(20, 100, 10), strict=True), enumerate(_ITALIAN_UNITS, 1)
    ):
        stem = ten[:-1] if unit in ("uno", "otto") else ten  # ventuno, ventotto
        below |= {ten: i, stem + unit: i + j}
    yield from below.items()
    yield from ((f"cento{word}", 100 + value) for word, value in below.items())


VALUES: Mapping[str, float] = {
    **dict(_german()),
    **dict(_italian()),
    **dict(_listed(_FRENCH)),
    **dict(_listed(_SPANISH)),
    **dict(_listed(_PORTUGUESE)),
    "vingts": 20,
    "quatrevingt": 80,
    "dezasseis": 16,
    "dezassete": 17,
    "dezanove": 19,
    "quatorze": 14,
    **dict.fromkeys(("un", "une", "una", "um", "uma", "eine", "einen"), 1),
    "eineinhalb": 1.5,
    "anderthalb": 1.5,
    "zweieinhalb": 2.5,
    **UNITS,
    **dict(zip(_ENGLISH_TENS, range(20, 100, 10), strict=True)),
    "fourty": 40,
}


def number_words() -> str:
    """Return a pattern without groups for each of the words of `VALUES`, and for nothing else, to end at a boundary.

    The Germans' and the Italians' compounds are put together as they are spoken: listed, they would be nine tenths
    of a pattern that stands in thirty others, and take a second to prepare.
    """
    simple = {*_GERMAN_UNITS, *_GERMAN_TEENS, *_GERMAN_TENS, *_ITALIAN_UNITS, *_ITALIAN_TEENS, *_ITALIAN_TENS}
    composed = {word for word, _ in (*_german(), *_italian())} - simple
    return "|".join((_by_letter(VALUES.keys() - composed), _german_compounds(), _italian_compounds()))


def _german_compounds() -> str:
    units, teens = "|".join(_GERMAN_UNITS), "|".join(_GERMAN_TEENS)
    tens = "|".join(_GERMAN_TENS).replace("dreissig", "drei(?:ss|ß)ig")
    return rf"(?:ein)?hundert(?:(?:(?:{units})und)?(?:{tens})|{teens}|{units})?|(?:(?:{units})und)?(?:{tens})"


def _italian_compounds() -> str:
    units, teens = "|".join(_ITALIAN_UNITS), "|".join(_ITALIAN_TEENS)
    tens, elided = "|".join(_ITALIAN_TENS), "|".join(ten[:-1] for ten in _ITALIAN_TENS)
    others = "|".join(unit for unit in _ITALIAN_UNITS if unit not in ("uno", "otto"))
    above_twenty = rf"(?:{tens})(?:{others})?|(?:{elided})(?:uno|otto)"  # ventuno, ventotto
    return rf"cento(?:{above_twenty}|{teens}|{units})|{above_twenty}"


def _by_letter(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first; branched by letter, which is faster."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in sorted(by_letter.items()))
