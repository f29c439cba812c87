"""The texts of a file: which writing its bytes are in, and what of them may be shown."""

import re
import unicodedata
from collections.abc import Callable, Iterable

_KANA = ("HIRAGANA", "KATAKANA")
_LIKELY = (  # what programs that write MIDI files used before UTF-8, on the systems of their time
    "cp932",
    "euc_jis_2004",
    "gb18030",
    "big5",
    "cp949",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1257",
    "koi8-r",
    "cp866",
)
_WESTERN = "cp1252"
_SURE_ENOUGH = 0.005  # a few bytes say little: below this they say nothing
_CONTROLS = bytes(byte for byte in range(32) if byte != 10)  # they only mislead the guess
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b.?")
_LINE_ENDS = re.compile("[\r\n\v\f\x85\u2028\u2029]+")
_SWITCHES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def decoder(texts: Iterable[bytes]) -> Callable[[bytes], str]:
    """Return what decodes the texts of one file: UTF-8 where they are that, or else as all others together look."""
    unclear = b"\n".join(dict.fromkeys(text for text in texts if not _is_utf_8(text) and not _is_utf_16(text)))
    encoding = _guess(unclear.translate(None, delete=_CONTROLS)) if unclear else _WESTERN

    def decode(text: bytes) -> str:
        if _is_utf_16(text):
            return text.decode("utf-16" if text[:2] in _UTF_16_MARKS else _byte_order(text), "replace")
        return text.decode("utf-8" if _is_utf_8(text) else encoding, "replace")

    return decode


def _guess(text: bytes) -> str:
    if _is_kana(text):  # two bytes of which either is likely elsewhere, and both together are not
        return "cp932"
    import chardet

    found = chardet.detect(text, include_encodings=_LIKELY, prefer_superset=True, compat_names=False)
    return found["encoding"] or _WESTERN if found["confidence"] >= _SURE_ENOUGH else _WESTERN


def _is_kana(text: bytes) -> bool:
    try:
        foreign = [character for character in text.decode("cp932") if character > "\x7f"]
    except UnicodeDecodeError:
        return False
    wide = [character for character in foreign if unicodedata.name(character, "").startswith(_KANA)]
    return 2 * len(wide) > len(foreign)


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf_16(text: bytes) -> bool:
    if text[:2] in _UTF_16_MARKS:
        return True
    return len(text) % 2 == 0 and 3 * text.strip(b"\0").count(0) >= len(text) > 2


def _byte_order(text: bytes) -> str:
    return "utf-16-le" if text[1::2].count(0) >= text[::2].count(0) else "utf-16-be"


def clean_line(text: str) -> str:
    """Return a name or heading as one line without control characters, escape sequences or blanks around it."""
    line = _LINE_ENDS.sub(" ", _ESCAPES.sub("", text)).replace("\t", " ")
    return "".join(character for character in line if _may_show(character)).strip()


def clean_words(text: str) -> str:
    """Return sung or running text without control characters; blanks and line ends, which join words, stay (RP-017)."""
    words = _ESCAPES.sub("", text).replace("\t", " ")
    return "".join(character for character in words if character in "\r\n" or _may_show(character))


def _may_show(character: str) -> bool:
    # Controls, halves of pairs, and what turns the direction of all that follows.
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _SWITCHES


def encode_text(text: str) -> str:
    """Return text so that mido, which writes Latin-1, puts UTF-8 into the file."""
    return text.encode("utf-8", "replace").decode("latin-1")
