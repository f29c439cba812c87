"""Numbers as people write them: "72", "1.5", "one hundred and forty", "one twenty", "ninety-six", "vingt et un"."""

import re

from audiogenesis_desktop.brief.number_words import UNITS, VALUES, number_words

_WORDS = number_words()
_JOIN = r"(?:[\s-]+|[\s-]+and[\s-]+)"
_AND = r"(?:[\s-]+(?:(?:et|y|e)[\s-]+)?)"  # vingt et un, treinta y cinco, trinta e cinco

_FEW = "{0,6}"  # further words: a text of number words alone would else be gone through again from each of them

# A pattern without groups, to build others from. A sign counts only where no word or digit stands before it.
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_SIGNS = "".join(_PARTS)
_FIGURES = (
    rf"(?:(?<!\d)(?:\d{{1,3}}(?:,\d{{3}})+(?![\d,.])|\d+\s+1/[234](?![\d/])|\d+(?:[.,]\d+)?(?:\s?[{_SIGNS}])?)"
    rf"|[{_SIGNS}])"
)
DIGITS = rf"(?:(?<![\w-])-)?{_FIGURES}"
SPELLED = (
    rf"(?:(?:(?:an?|{_WORDS})[\s-]+)?(?:hundred|thousand)(?:{_JOIN}(?:{_WORDS})){_FEW}"
    rf"|(?:minus[\s-]+)?(?:{_WORDS})(?:{_AND}(?:{_WORDS})){_FEW})"
)
NUMBER = rf"(?:{DIGITS}|\b{SPELLED}\b)"
_WHOLE = re.compile(SPELLED)


def range_start(unit: str) -> str:
    """Return a pattern for the first number of a range and the word or dash after it, with two groups for the number.

    A bare dash parts figures, but joins "ninety-six".
    """
    return rf"(?:({NUMBER})\s*(?:{unit})?\s+(?:to|or|up to)\s+|({DIGITS})\s*(?:{unit})?\s*-\s*)"


def parse_number(text: str) -> float:
    """Return the value of a text that `NUMBER` matches; ValueError otherwise."""
    text = text.strip().lower()
    if re.fullmatch(DIGITS, text):
        return _of_figures(text)
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"could not convert {text!r} to a number")
    return _spelled(re.split(r"[\s-]+", re.sub(r"\bquatre[\s-]+vingt", "quatrevingt", text)))


def _of_figures(text: str) -> float:
    """Return the value of figures: "100,000", "1,5", "1½", "1 1/2"."""
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    whole, *part = re.split(rf"\s*([{_SIGNS}])|\s+1/(?=\d$)", text)
    value = float(whole.replace(",", ".")) if whole.strip("-") else 0.0
    sign, below = (part[0], part[1]) if part else (None, "")
    extra = _PARTS[sign] if sign else 1 / float(below) if below else 0.0
    return value - extra if text.startswith("-") else value + extra


def _spelled(words: list[str]) -> float:
    """Add up number words; "one twenty" is 120, as tempi are spoken."""
    sign = -1.0 if words[0] == "minus" else 1.0
    total = 0.0
    previous = ""
    for word in words:
        if word in ("and", "minus", "et", "y", "e"):
            continue
        if word in ("hundred", "thousand"):
            total = max(total, 1.0) * (100 if word == "hundred" else 1000)
        elif word in ("a", "an"):
            total = 1.0
        elif VALUES[word] >= 10 and 0 < total < 10 and previous in UNITS:
            total = total * 100 + VALUES[word]
        else:
            total += VALUES[word]
        previous = word
    return sign * total
