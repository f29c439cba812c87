"""How long a prompt wants the piece to last."""

import re
from dataclasses import dataclass
from functools import cache

from audiogenesis_desktop.brief.lexicon import find_phrases, load_lexicon, words_of
from audiogenesis_desktop.brief.numbers import DIGITS, NUMBER, parse_number
from audiogenesis_desktop.brief.style_words import find_styles

SHORTEST_SECONDS, LONGEST_SECONDS = 1.0, 3600.0  # what can be made

_N = NUMBER
SECONDS = r"(?:seconds?|secs?|segundos?|secondes?|secondi|sekunden?|sek)\b"
MINUTES = r"(?:minutes?|mins?|minutos?|minuti|minuto|minuten?)\b"
_HOURS = r"(?:hours?|hrs?|h|stunden?|heures?|horas?|ora|ore)\b"
_UNIT = rf"(?:{SECONDS}|{MINUTES}|min\b|s\b)"
_HALF = "(?:half|halbe|demie?|medio|media|mezzo|meio|meia)"
_PART = rf"(?:{_HALF}|(?:a\s+)?quarter|three[\s-]+quarters?|third)"
_FROM = rf"({_N})[\s-]*({_UNIT})?\s+(?:to|or|up to|bis|a|hasta|ate)\s+|({DIGITS})\s*({_UNIT})?\s*-\s*"  # of a range
CLOCK = r"\d{1,2}:\d{2}(?:\.\d+)?(?!\d|:\d)"
MUSIC = (
    r"(?:spot|ads?|advert\w*|commercial|track|piece|loop|long|videos?|clip|cue|song|jingle|music|version|cut|bed|teaser|"
    r"trailer|sting|intro|theme|reel|score|soundtrack|promo|bumper|ident|instrumental|underscore|tune|film|duration|"
    r"in length|total|background)\b"
)
_LEADS_TO_LENGTH = re.compile(
    r"\b(?:for|length|duration|lasting|lasts|last|runs?|running|total|time|make it|long|exactly)"
    r"\s*(?:of|is|about|around|roughly|exactly|at|:|=|\s)*$"
)
_NOT_LENGTH_BEFORE = re.compile(
    r"(?:\bbei|\ba los|\bnach|"
    r"\bat|\bafter|\bfirst|\blast|\bevery|\bfrom|\bbefore|\buntil|\bby|\bin|\bwithin|\bnext|\bready in|\bup to the|"
    r"\bstarts? at|"
    r"\bsecond by|\bof the|\bfade(?:s|[- ]out|[- ]in)? (?:over|out over|in over)|\bover)"
    r"\s+(?:the\s+|only\s+|just\s+)*$"
)
_NOT_LENGTH_AFTER = re.compile(
    r"\s*-?(?:in\b|into\b|of silence|later|ago|mark|walk|drive|away|from (?:home|here|now|the)|fade|countdown|noodles?|"
    r"before|after|am\b|a\.m|pm\b|p\.m|o'clock|uhr|morning|train\b|commute|meeting|alarm)"
)
# "fade out 3 seconds" and "a tail of 2 s" are of the end; but "fade out 30 s" is all of the piece.
_OF_THE_EDGE = re.compile(
    r"\b(?:fad(?:e|es|ing)(?:[\s-]+(?:out|in))?|tail|silence|pause|gap|rest|leaves?|wait|hold)\s+(?:of\s+|for\s+|about\s+)*$"
)
_LONGEST_EDGE_SECONDS = 8.0
# What makes "second" an ordinal, after a small number: "two second violins"; and a note's name: "thirty-second notes".
_ORDINAL_AFTER = re.compile(
    r"[\s-]+(?:(?:violin|viola|piano|cello|guitar|horn|trumpet|trombone|clarinet|flute|oboe|bassoon|soprano|alto|tenor|"
    r"voice|fiddle|keyboard|movement|half|part)e?s|hand|place|chance|time|movement|half|verse|chorus|theme|subject)\b"
)
_MOST_ORDINALS = 4
# What a number without a unit counts, in "1 minute 20 violins" or "1 minute, 12 bar blues"; but "1 minute 30 drums".
_COUNTED_AFTER = re.compile(
    r"\s*(?:[-.,:/%\d]|(?:beats?|bars?|measures?|khz|hz|bpm|string|voice|part|track|player|members?|percent|am|pm|o'clock)\b"
    r"|(?:piece|strong)\s+(?:orchestra|band|ensemble|choir|string|brass)"
    r"|(?!(?:bass|brass|blues|drums|keys|vibes|strings)\b)[a-z]+s\b)"
)
_NEAR = 120  # characters before and after a time that tell what it is
_NOTE_AFTER = re.compile(r"[\s-]+(?:notes?|rests?|triplets?)\b")
# "with a 10-second intro" is not how long the piece is.
_SECTION_BEFORE = re.compile(r"\b(?:with|after|and|plus|then|has|have)\s+(?:an?|the|its|some)\s+(?:\w+\s+)?$")
_SECTION_AFTER = re.compile(r"[\s-]*(?:\w+\s+)?(?:intro|outro|ending|fade|build|pause|silence|solo|break)\b")
_ALONE_BEFORE = re.compile(r"(?:^|[,.;:(\n]|\bof|\bfor|\babout|\baround)\s*$")
_FROM_ALONE = re.compile(r"(?:^|[,.;:(\n])\s*from\s+$")
_ALONE_AFTER = re.compile(r"\s*(?:[.)]?\s*$|[,;\n])")
# The verb "last", which the adjective of "the last 5 seconds" is not.
_TO_LAST_BEFORE = re.compile(
    r"(?:\b(?:it|to|should|must|shall|will|would|can|could)"
    r"|\b(?:let|make|have)\s+(?:this|that|(?:the|this|that|my|our)\s+(?:\w+\s+)?\w+))"
    r"\s+last\s+(?:(?:for|about|around|roughly|exactly|only|just)\s+)*$"
)
# "30 seconds, no, 45 seconds": what takes back a length is one, as plainly as what it takes back.
_TAKES_BACK = re.compile(r"\b(?:no|nope|actually|rather|sorry|wait|i mean|make (?:it|that)|better)\b[\s,.:]*$")
_TAKES_BACK_WITHIN = re.compile(r"\b(?:no|nope|not|actually|rather|sorry|wait|i mean|make|instead|better|changed?)\b")
_DECADE_BEFORE = re.compile(r"(?:the|early|late|mid|'|19|20|in)[\s-]*$")


@dataclass(frozen=True, slots=True)
class Length:
    """The asked length in seconds if one is said, where it stands, and every stretch that spoke of time."""

    seconds: float | None = None
    span: tuple[int, int] | None = None
    spans: tuple[tuple[int, int], ...] = ()
    is_middle: bool = False  # of a range
    others: tuple[float, ...] = ()  # lengths of other versions, which one piece cannot have


_OF_HOURS = ("hours", "hours and minutes", "hour and half", "hours and half", "part of hour")
# Each form of a length with its pattern, the fuller forms first: the first to match a place has it. Preparing them
# takes long for a start, so each is prepared when a text first has its sign.
_FORMS: tuple[tuple[str, str], ...] = (
    ("hours and minutes", r"(?<![\w.])(\d+)\s?h\s?([0-5]?\d)(?:\s?m(?:in\w*)?)?\b"),
    ("hours and minutes", rf"({_N})[\s-]*{_HOURS}\s*,?\s*(?:and\s+)?({_N})[\s-]*(?:{MINUTES}|m(?:in)?\b)"),
    ("hour and half", rf"(?:({_N})|\ban?)[\s-]+{_HOURS}\s+(?:and\s+a|y|e|et)\s+({_HALF}|quarter)\b"),
    ("hours and half", rf"({_N})\s+and\s+a\s+(half|quarter)[\s-]+{_HOURS}"),
    ("part of hour", rf"\b({_PART})(?:[\s-]+of)?[\s-]+(?:an?[\s-]+)?{_HOURS}"),
    ("clock", rf"(?<![\d:.])({CLOCK})(?:\s*(?:{MINUTES}|min\b|long))?"),
    ("short", r"(?<![\w.])(\d+)\s?m(?:in)?\s?(\d+)\s?s(?:ec)?\b"),
    ("short", r"(?<![\w.])(\d{1,2})m(?:in)?([0-5]\d)\b"),
    ("short", r"(?<![\w.])(\d{1,2})'\s?([0-5]\d)(?:\"|''|\b)"),
    (
        "mixed",
        rf"({_N})[\s-]*{MINUTES}(?:\.?\s*,?\s*(?:and\s+)?)({_N})(?:[\s-]*(?:{SECONDS}|s\b)|(?!-\w))"
        r"(?!\s*(?:bpm|beats|bars|/|\w))",
    ),
    ("unit left out", rf"({_N})[\s-]*{MINUTES}(?:\s*,?\s*(?:and\s+)?)({_N})\b(?=\s+[a-z])"),
    ("half past", rf"(?:(?:\ba|({_N}))[\s-]+)?{MINUTES}\s+(?:and\s+a|y|e|et)\s+({_HALF}|quarter)\b"),
    ("and half", rf"({_N})\s+and\s+a\s+(half|quarter)[\s-]+{MINUTES}"),
    ("part", rf"\b({_PART})(?:[\s-]+of)?[\s-]+(?:an?[\s-]+)?{MINUTES}"),
    (
        "range",
        rf"(?:\b(?:between|zwischen|entre|tra)\s+({_N})[\s-]*({_UNIT})?\s+(?:and|und|et|y|e)\s+|{_FROM})({_N})[\s-]*({_UNIT})",
    ),
    ("couple", rf"\ba?\s*(couple|few)\s+(?:of\s+)?({MINUTES}|{SECONDS})"),
    ("minutes", rf"({_N})(?:-?ish)?[\s-]*(?:{MINUTES}|min\b)"),
    ("one minute", r"\b(?:an?|full|whole)[\s-]+(?:full\s+|whole\s+)?minute\b"),
    ("seconds", rf"({_N})(?:-?ish)?[\s-]*{SECONDS}"),
    ("s", rf"(?<![\w.,'])({DIGITS})[\s-]?(?:s|\"|'')(?![\w'])"),
    ("colon", r"(?<![\w:])(:\d{2})(?![\d:])"),
    (
        "named",
        rf"\b(?:length|duration|dauer|duree|duracion|durata)\s*(?:of|is|:|=)?\s*({DIGITS})(?=\s*(?:$|[,;)\n]|\.(?!\d)))",
    ),
    ("hours", rf"(?:({_N})[\s-]*{_HOURS}|\ban?[\s-]+hour\b)"),
)
_SEVERAL = re.compile(r"version|cut|edits|lengths|varia")  # looked for first: the other reads lists slowly
_VERSIONS = re.compile(
    r"(?<![\w.])(?P<list>\d+(?:\s?s|[\s-]sec\w*|\")?(?:\s*(?:,|/|&|\band\b|\bund\b)\s*(?:and\s+)?(?:a\s+)?"
    r"\d+(?:\s?s|[\s-]sec\w*|\")?)+)[\s-]*(?:long\s+)?(?:versions?|cut-?downs?|cuts|edits|lengths|variants|variations)\b"
)
# "15/30/60" and "15, 30 and 60 s": of usual lengths alone, so that "tempo 60, 30 s" is none.
_USUAL = r"(?:6|10|15|20|30|45|60|90|120)(?![\d:.])"
_USUAL_LENGTHS = re.compile(
    rf"(?:^|[,;:(]\s*|\b(?:for|in|as)\s+)(?P<list>{_USUAL}(?:\s*/\s*{_USUAL}){{2,}}"
    rf"|{_USUAL}(?:(?:\s*,\s*(?:and\s+)?|\s*/\s*|\s+(?:and|und|et|y|e)\s+){_USUAL}){{2,}}(?=[\s-]*(?:{SECONDS}|s\b)))"
    rf"(?:[\s-]*(?:{SECONDS}|s\b))?"
)
# What a text must hold for a form to be worth looking for: prompts are read at every key press.
_SIGNS = {
    "clock": (":",),
    "colon": (":",),
    **dict.fromkeys(_OF_HOURS, ("h", "stunde", "ora", "ore")),
    **dict.fromkeys(("mixed", "unit left out", "half past", "and half", "part", "minutes", "one minute"), ("min",)),
}
_PARTS = {"quarter": 15.0, "third": 20.0}


_prepared = cache(re.compile)


def read_length(text: str) -> Length:
    """Return the length that a folded text asks for.

    Times beside a word such as "spot" or "long" win over others; among equals the last one counts.
    """
    versions = _versions(text)
    if versions is not None:
        return versions
    whole, found = text, list[tuple[bool, int, int, float, str]]()
    spans: list[tuple[int, int]] = []
    for form, pattern in _FORMS:
        for match in _prepared(pattern).finditer(text) if any(sign in text for sign in _SIGNS.get(form, ("",))) else ():
            seconds = _value(form, match)
            judged = _judge(text, match, form, seconds)
            if judged is not None:
                found.append((judged, match.start(), match.end(), seconds, form))
            if judged is not None or form == "range":  # of a stretch, "from 10 to 20 s", no half is a length
                spans.append(match.span())
        for start, end in spans:
            text = text[:start] + "_" * (end - start) + text[end:]
    if not found:
        return Length()
    plain, start, end, seconds, form = max(found, key=lambda f: (f[0], f[1]))
    rivals = {f[3] for f in found if f[0] == plain and f[3] != seconds and not is_taken_back(whole[f[2] : start])}
    return Length(seconds, (start, end), tuple(spans), form == "range", others=tuple(sorted(rivals)))


def is_taken_back(between: str) -> bool:
    """Return whether the words between two figures take back the first: "30 seconds, no, make it 20"."""
    return bool(_TAKES_BACK_WITHIN.search(between))


def _versions(text: str) -> Length | None:
    """Return the longest of several lengths, "15s, 30s and 60s versions", with the others."""
    match = (_VERSIONS.search(text) if _SEVERAL.search(text) else None) or _USUAL_LENGTHS.search(text)
    if match is None:
        return None
    *others, longest = sorted({parse_number(part) for part in re.findall(DIGITS, match["list"])})
    return Length(longest, match.span("list"), (match.span(),), others=tuple(others)) if others else None


def _judge(text: str, match: re.Match[str], form: str, seconds: float) -> bool | None:
    """Return whether a time is plainly the piece's length (True), may be (False) or is another (None)."""
    before = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + _NEAR]
    if form in ("s", "seconds") and _is_decade(match, before, after):
        return None
    if _TO_LAST_BEFORE.search(before) or _TAKES_BACK.search(before):
        return True
    if form == "range" and _FROM_ALONE.search(before) and _ALONE_AFTER.match(after):
        return False
    if _NOT_LENGTH_BEFORE.search(before) or _NOT_LENGTH_AFTER.match(after) or _is_ordinal(match, after, seconds):
        return None
    if seconds <= _LONGEST_EDGE_SECONDS and _OF_THE_EDGE.search(before):
        return None
    if _SECTION_BEFORE.search(before) and _SECTION_AFTER.match(after):
        return None
    plain = bool(re.match(rf"[\s-]*(?:\w+[\s-]+){{0,2}}?{MUSIC}", after) or _LEADS_TO_LENGTH.search(before))
    is_alone = _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(after)
    if form in _OF_HOURS and not (plain or is_alone or re.match(r"\s+(?:of|long)\b", after) or _is_of_music(after)):
        return None
    if form == "unit left out" and not _are_seconds(match[2], after):
        return None
    if form in ("clock", "colon") and not plain and (seconds > 600 or seconds < 1):
        return None
    if form == "one minute" and re.search(r"\b(?:half|in|wait|per|last|any|every|just|give me|beats?)\s+$", before):
        return None
    return plain


def _is_of_music(after: str) -> bool:
    """Return whether an instrument or a style is soon named after a time: "2 hours of", "1h calm piano"."""
    words = words_of(after)[:3]
    end = words[-1].end if words else 0
    return bool(find_phrases(after[:end], words, load_lexicon().names) or find_styles(after[:end], ()))


def _is_ordinal(match: re.Match[str], after: str, seconds: float) -> bool:
    """Return whether "second" is no unit here: "two second violins", "thirty-second notes"."""
    if not match.group().endswith("second"):
        return False
    return bool(_NOTE_AFTER.match(after) or (seconds <= _MOST_ORDINALS and _ORDINAL_AFTER.match(after)))


def _are_seconds(number: str, after: str) -> bool:
    """Return whether a number after minutes, with a word but no unit behind it, is of seconds: "1 minute 30 violin"."""
    is_unit = re.match(rf"\s*(?:{other_units()})\b", after)
    return 10 <= parse_number(number) < 60 and not (is_unit or _COUNTED_AFTER.match(after))


def _is_decade(match: re.Match[str], before: str, after: str) -> bool:
    if re.fullmatch(r"(?:1[6-9]|20)\d0s", match.group()):
        return True
    if not re.fullmatch(r"[2-9]0s", match.group()):
        return False
    if _DECADE_BEFORE.search(before):
        return True
    starts_alone = re.match(rf"\s*(?:$|[,.;:)!?]|{MUSIC})", after)
    return int(match[1]) != 30 and not (starts_alone and not re.match(r"\s*(?:music|song|theme|tune|film)", after))


def _value(form: str, match: re.Match[str]) -> float:
    """Return the seconds that a match of one of the forms means."""
    if form in ("clock", "colon"):
        minutes, seconds = match[1].split(":")
        return 60 * float(minutes or 0) + float(seconds)
    if form in _OF_HOURS:
        return _value_of_hours(form, match)
    if form in ("short", "mixed", "unit left out"):
        return 60 * parse_number(match[1]) + parse_number(match[2])
    if form == "half past":
        return 60 * (parse_number(match[1]) if match[1] else 1.0) + _PARTS.get(match[2], 30.0)
    if form == "and half":
        return 60 * parse_number(match[1]) + _PARTS.get(match[2], 30.0)
    if form == "part":
        return _part(match[1])
    if form == "range":
        return _middle(match)
    if form == "couple":
        return (2 if match[1] == "couple" else 3) * (60.0 if match[2][0] == "m" else 10.0)
    if form == "one minute":
        return 60.0
    return parse_number(match[1]) * (60 if form == "minutes" else 1)


def _value_of_hours(form: str, match: re.Match[str]) -> float:
    """Return the seconds that a match of one of the forms in hours means."""
    if form == "part of hour":
        return 60 * _part(match[1])
    whole = 3600 * (parse_number(match[1]) if match[1] else 1.0)
    if form == "hours and minutes":
        return whole + 60 * parse_number(match[2])
    return whole + 60 * _part(match[2]) if form in ("hour and half", "hours and half") else whole


def _part(text: str) -> float:
    """Return how many sixtieths "half", "a quarter", "three quarters" or "third" are."""
    return 45.0 if text.startswith("three") else _PARTS.get(text.split()[-1], 30.0)


def _middle(match: re.Match[str]) -> float:
    """Return the middle of a range, whose first time has the unit of the second where it has none of its own."""
    low, low_unit = next((match[i], match[i + 1]) for i in (1, 3, 5) if match[i])
    seconds = [abs(parse_number(low)), abs(parse_number(match[7]))]
    units = [low_unit or match[8], match[8]]
    return sum(number * (60 if unit[0] == "m" else 1) for number, unit in zip(seconds, units, strict=True)) / 2


def other_units() -> str:
    """Return a pattern for the units that are not of time: "24 bit" is no moment."""
    return "|".join(map(re.escape, load_lexicon().unit_meanings))
