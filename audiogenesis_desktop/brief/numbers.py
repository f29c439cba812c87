"""Numbers as people write them: "72", "1.5", "one hundred and forty", "one twenty", "a half", "ninety-six"."""

import re

_FIRST = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS = {word: value for value, word in enumerate(_FIRST)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SMALL = {**_UNITS, **_TENS, "fourty": 40}
_WORDS = "|".join(sorted(_SMALL, key=len, reverse=True))
_JOIN = r"(?:[\s-]+|[\s-]+and[\s-]+)"

# A pattern without groups, to build others from. A sign counts only where no word or digit stands before it.
DIGITS = r"(?:(?<![\w-])-)?\d+(?:[.,]\d+)?"
SPELLED = (
    rf"(?:(?:(?:an?|{_WORDS})[\s-]+)?(?:hundred|thousand)(?:{_JOIN}(?:{_WORDS}))*"
    rf"|(?:minus[\s-]+)?(?:{_WORDS})(?:[\s-]+(?:{_WORDS}))*)"
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
    return _spelled(re.split(r"[\s-]+", text))


def _spelled(words: list[str]) -> float:
    """Add up number words; "one twenty" is 120, as tempi are spoken."""
    sign = -1.0 if words[0] == "minus" else 1.0
    total = 0.0
    previous = ""
    for word in words:
        if word in ("and", "minus"):
            continue
        if word in ("hundred", "thousand"):
            total = max(total, 1.0) * (100 if word == "hundred" else 1000)
        elif word in ("a", "an"):
            total = 1.0
        elif _SMALL[word] >= 10 and 0 < total < 10 and previous in _UNITS:
            total = total * 100 + _SMALL[word]
        else:
            total += _SMALL[word]
        previous = word
    return sign * total
