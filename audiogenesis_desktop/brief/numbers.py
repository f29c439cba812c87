"""Numbers as people write them: "72", "1.5", "one hundred and forty", "one twenty", "ninety-six", "vingt et un"."""

import re

from audiogenesis_desktop.brief.number_words import UNITS, VALUES, number_words

_WORDS = number_words()
_JOIN = r"(?:[\s-]+|[\s-]+and[\s-]+)"
_AND = r"(?:[\s-]+(?:(?:et|y|e)[\s-]+)?)"  # vingt et un, treinta y cinco, trinta e cinco

# A pattern without groups, to build others from. A sign counts only where no word or digit stands before it.
DIGITS = r"(?:(?<![\w-])-)?\d+(?:[.,]\d+)?"
SPELLED = (
    rf"(?:(?:(?:an?|{_WORDS})[\s-]+)?(?:hundred|thousand)(?:{_JOIN}(?:{_WORDS}))*"
    rf"|(?:minus[\s-]+)?(?:{_WORDS})(?:{_AND}(?:{_WORDS}))*)"
)
NUMBER = rf"(?:{DIGITS}|\b{SPELLED}\b)"
# The first number of a range and the word or dash after it; a bare dash parts figures, but joins "ninety-six".
RANGE_START = rf"(?:({NUMBER})\s*(?:{{unit}})?\s+(?:to|or|up to)\s+|({DIGITS})\s*(?:{{unit}})?\s*-\s*)"
_WHOLE = re.compile(SPELLED)


def parse_number(text: str) -> float:
    """Return the value of a text that `NUMBER` matches; ValueError otherwise."""
    text = text.strip().lower()
    try:
        return float(text.replace(",", "."))
    except ValueError:
        if not _WHOLE.fullmatch(text):
            raise
    return _spelled(re.split(r"[\s-]+", re.sub(r"\bquatre[\s-]+vingt", "quatrevingt", text)))


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
