"""What is said in a roundabout way after the first prompt, in plain words: complaints, refusals, what is missing."""

import re
from collections.abc import Sequence

_WORD = r"(?!(?:is|are|was|and|but|gets?|for|with|don't|doesn't)\b)[a-z0-9'-]+"
_ARTICLE = r"(?:the |that |those |these |this |my |your |our )?"
_NOUN = rf"{_ARTICLE}{_WORD}(?: {_WORD}){{0,2}}?"
_SECTION = (
    r"(?:(?:first|second|third|last|final) )?(?:intro|introduction|opening|verse|"
    r"chorus|refrain|hook|bridge|break|breakdown|drop|climax|peak|middle|middle section|b section|second half|"
    r"last half|outro|coda|finale|last section|last part|ending|end|start|beginning)"
)
_MOMENT = (
    r"(?:bar|measure) (?:number )?(?:\d+|[a-z]+)|(?:\d+(?:st|nd|rd|th)|[a-z]+th) (?:bar|measure)|\d{1,2}:\d\d|"
    r"(?:\d+(?:\.\d+)?|[a-z]+) ?(?:seconds?|secs?|s|minutes?|mins?)"
)
_PLACES = {
    "{who}": rf"(?P<who>{_NOUN})",
    "{whom}": (
        rf"(?P<{{name}}>{_NOUN})"
        r"(?=$|[,.;:!?]|\s(?:and|but|at|in|for|during|here|now|please|any|so|then|anymore)\b)"
    ),
    "{place}": rf"(?:the |its |that )?(?P<place>{_SECTION})\b",
    "{when}": rf"(?:about |around |exactly |the |its |that )*(?P<place>{_SECTION}|{_MOMENT})(?![\w:])",
    "{other}": rf"(?P<other>{_NOUN})(?=$|[,.;:!?]|\s(?:and|but|at|in|here|now|please)\b)",
}


def compiled(rules: Sequence[Sequence[str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return rules as patterns of folded text with what stands for each; raises re.error for a broken one."""
    return tuple((re.compile(_filled(said)), plain) for said, plain in rules)


def _filled(said: str) -> str:
    for place, pattern in _PLACES.items():
        name = "whom" if "(?P<who>" in said else "who"
        said = said.replace(place, pattern.replace("{name}", name))
    return said


def in_plain_words(text: str, rules: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """Return a folded text with the plain words for what is said in a roundabout way."""
    for said, plain in rules:
        text = said.sub(plain, text)
    return text
