"""Keys in a prompt: "D minor", "in G", "key of Eb", "F-sharp major", "f#m", "ré mineur", "cis-Moll"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from audiogenesis_desktop.brief.lexicon import fold, load_lexicon
from audiogenesis_desktop.brief.seconds import is_taken_back
from audiogenesis_desktop.theory.keys import Key

_ACCIDENTAL = r"(?:[#♯b♭]|[\s-]?(?:flat|sharp|bemol|diese|bemolle|diesis|sostenido|sustenido))?"
# What may follow a bare letter or "A minor" if it is a key and not an article: "a minor detail" is none.
_KEY_ENDS = (
    r"(?=\s*(?:$|[,.;:!?)\]\n\"]|-\s|\d|(?:at|with|and|for|but|then|to|please|on|using|featuring|around|about|over|or|in|"
    r"key|scale|piano|no|without|that|which|by|as|like|chords?|tonality|waltz)\b))"
)


@dataclass(frozen=True, slots=True)
class KeyReading:
    """The key that a text names, or its mode alone, where it stands, and what was settled otherwise."""

    key: Key | None = None
    mode: str | None = None
    span: tuple[int, int] | None = None
    notices: tuple[str, ...] = ()


def read_key(text: str) -> KeyReading:
    """Return the key that a text names last; its case tells "in A" from "in a"."""
    folded = fold(text)
    found = [
        (match.start(), match.end(), key)
        for pattern, reader in _patterns()
        for match in pattern.finditer(folded)
        if (key := reader(match, text)) is not None
    ]
    if found:
        # Of two readings of one place the longer one is right: "in C minor" is not "in C".
        start, end, key = max(found, key=lambda f: (f[1], f[1] - f[0]))
        notices = (
            *_church_mode(folded[start:end], key),
            *_of_several(folded, [f for f in found if f[1] <= start], key, start),
        )
        return KeyReading(key=key, span=(start, end), notices=notices)
    return _unknown_key(text, folded) or _mode_alone(folded)


def _of_several(folded: str, before: Sequence[tuple[int, int, Key]], key: Key, start: int) -> tuple[str, ...]:
    """Return a sentence where another key was named before, and not taken back; chords by their names are none."""
    others = [other for _, end, other in before if other != key and not is_taken_back(folded[end:start])]
    return (f"One piece has one key: {key.name} was taken.",) if others and "chord" not in folded else ()


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Key | None]], ...]:
    modes = "|".join(sorted(load_lexicon().modes, key=len, reverse=True))
    notes = "|".join(load_lexicon().solfege)
    german = "|".join(sorted(load_lexicon().german_notes, key=len, reverse=True))
    lead = r"(?:(?:in|en|tonart|key(?: of| is)?)\s+|key:\s*)"
    return (
        (re.compile(rf"(?<![\w'])([a-g])({_ACCIDENTAL})[\s-]*({modes})\b"), _full),
        (re.compile(rf"(?<![\w'])({german})[\s-]?(dur|moll)\b"), _german),
        (re.compile(rf"(?<![\w'])({notes})({_ACCIDENTAL})[\s-]+({modes})\b"), _solfege),
        (re.compile(rf"\b(?:en|em)\s+(do|re|mi|fa|sol)({_ACCIDENTAL}){_KEY_ENDS}"), _solfege_bare),
        (re.compile(r"(?<![\w'+-])([a-g])([#♯b♭]?)(m|min|maj)(?![\w'#])"), _short),
        (re.compile(rf"\b{lead}([a-g])({_ACCIDENTAL})(?![\w'#♯♭+/]){_KEY_ENDS}"), _bare),
        (re.compile(rf"\b(key)\s*(?:of|:|=|is)\s*([a-g])({_ACCIDENTAL})(?![\w'#♯♭+/])"), _of),
        (
            re.compile(r"(?<![\w'])([a-g])([#♯b♭]|[\s-](?:flat|sharp))(?=\s*(?:$|[,.;!?]|key\b|at\b|with\b))"),
            _bare_altered,
        ),
    )


def _full(match: re.Match[str], text: str) -> Key | None:
    letter, accidental, word = match[1], match[2], match[3]
    if letter == "a" and not accidental and word in ("major", "minor", "min", "maj"):
        if not re.match(_KEY_ENDS, match.string[match.end() :]):
            return None
        is_article = not text[match.start()].isupper() or text.isupper() or _starts_sentence(text, match.start())
        leads = re.search(r"(?:\bkey(?:\s+of|:)?|\bin|,|^)\s*$", match.string[: match.start()])
        if is_article and (not leads or re.match(r"\s*(?:key|scale|tonality)\b", match.string[match.end() :])):
            return None
    if letter == "b" and accidental == "" and word in ("dur", "moll"):
        return None  # German B is B flat
    return _key(letter, accidental, load_lexicon().modes[word])


def _starts_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"(?:^|[.!?]\s+|\n)\s*$", text[:start])) and start > 0


def _german(match: re.Match[str], text: str) -> Key | None:
    return Key.parse(f"{load_lexicon().german_notes[match[1]]} {'minor' if match[2] == 'moll' else 'major'}")


def _solfege(match: re.Match[str], text: str) -> Key | None:
    return _key(load_lexicon().solfege[match[1]], match[2], load_lexicon().modes[match[3]])


def _solfege_bare(match: re.Match[str], text: str) -> Key | None:
    return _key(load_lexicon().solfege[match[1]], match[2], "major")


def _short(match: re.Match[str], text: str) -> Key | None:
    written = text[match.start() : match.end()]
    before, after = match.string[: match.start()], match.string[match.end() :]
    leads = re.search(r"(?:\bin|\bkey(?:\s+of)?:?)\s*$", before)
    stands_alone = re.search(r"(?:^|[,;(])\s*$", before) and re.match(r"\s*(?:$|[,;)])", after)
    is_written_so = written[0].isupper() and written[1:].islower()
    if match[3] == "m" and written.endswith("M"):
        return None
    if match[2] or match[3] in ("maj", "min"):
        sure = bool(is_written_so or leads)
    else:
        sure = bool((is_written_so and (leads or stands_alone)) or (leads and match[1] != "a"))
    return _key(match[1], match[2], "major" if match[3] == "maj" else "minor") if sure else None


def _bare(match: re.Match[str], text: str) -> Key | None:
    written = text[match.start(1)]
    if written.islower() and ((match[1] == "a" and not match[2]) or text.isupper()):
        return None
    return _key(match[1], match[2], "major")


def _of(match: re.Match[str], text: str) -> Key | None:
    return _key(match[2], match[3], "major")


def _bare_altered(match: re.Match[str], text: str) -> Key | None:
    if text[match.start()].islower() and match[1] in ("a", "b"):
        return None
    if match[2] == "b" and not text[match.start() : match.end()].istitle():
        return None
    return _key(match[1], match[2], "major")


def _key(letter: str, accidental: str, mode: str) -> Key:
    sign = accidental.strip(" -\t")
    if sign in ("flat", "bemol", "bemolle", "b", "♭"):
        sign = "b"
    elif sign:
        sign = "#"
    return Key.parse(f"{letter.upper()}{sign} {mode}")


def _church_mode(words: str, key: Key) -> tuple[str, ...]:
    match = re.search(r"ionian|lydian|mixolydian|aeolian|dorian|phrygian|locrian", words)
    if match is None or match.group() in ("ionian", "aeolian"):
        return ()
    return (f"The {match.group()} mode is read as {key.name}.",)


def _unknown_key(text: str, folded: str) -> KeyReading | None:
    """Settle a key that does not exist: "H major" is German for B, others keep their mode alone."""
    match = re.search(r"(?<![\w'])([h-z])[\s-]+(major|minor)\b", folded)
    if match is None or not text[match.start()].isupper() or match[1] == "i":
        return None
    if match[1] == "h":
        key = Key(11, match[2])
        return KeyReading(key=key, span=match.span(), notices=(f"H is the German name of B: {key.name} was taken.",))
    notice = f"There is no key of {match[1].upper()}: another {match[2]} key was taken."
    return KeyReading(mode=match[2], span=match.span(), notices=(notice,))


def _mode_alone(folded: str) -> KeyReading:
    modes = "major|minor|dur|moll|majeur|mineur"
    match = re.search(
        rf"\b(?:in\s+(?:a\s+)?)?({modes})[\s-]+(?:key|mode|tonality|scale|chords)\b|\bin\s+(?:a\s+)?({modes}){_KEY_ENDS}",
        folded,
    )
    if match is None:
        return KeyReading()
    return KeyReading(mode=load_lexicon().modes[match[1] or match[2]], span=match.span())
