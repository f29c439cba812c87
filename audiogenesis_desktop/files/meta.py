"""Meta events as mido reads them, made patient: an odd one is passed over, and time goes on."""

from functools import partial
from typing import Any

from mido.midifiles import meta

IGNORED = "unknown_meta"


def make_patient() -> None:
    """Teach mido, once, to survive unreadable meta events and to keep the time of unknown ones.

    mido 1.3.3 refuses a whole file for one impossible key signature, and forgets how much time passes
    before a meta event that it does not know, which shifts all that follows in the track.
    """
    for type_byte in range(256):
        known = meta._META_SPECS.get(type_byte)
        if not isinstance(known, _Patient):
            meta.add_meta_spec(partial(_Patient, type_byte, known))


class _Patient(meta.MetaSpec):  # type: ignore[misc]
    """A spec that decodes as `known` does where it can, and otherwise leaves a message of type IGNORED."""

    def __init__(self, type_byte: int, known: Any) -> None:
        self.type_byte = type_byte
        self.known = known
        self.type = known.type if known else f"{IGNORED}_{type_byte:02x}"
        self.attributes = known.attributes if known else ["data"]
        self.defaults = known.defaults if known else [()]

    def decode(self, message: Any, data: list[int]) -> None:
        if self.known is None:
            message.data = tuple(data)
            return
        try:
            self.known.decode(message, data)
        except (IndexError, KeyError, ValueError, TypeError, meta.KeySignatureError):
            vars(message)["type"] = IGNORED

    def encode(self, message: Any) -> list[int]:
        return list(message.data) if self.known is None else self.known.encode(message)

    def check(self, name: str, value: Any) -> None:
        if self.known is not None:
            self.known.check(name, value)


def decode_text(text: str) -> str:
    """Return text as meant: mido reads bytes as Latin-1, while most programs write UTF-8."""
    raw = text.encode("latin-1", "replace")
    try:
        return raw.decode("utf-8").strip(" \0\r\n\t")
    except UnicodeDecodeError:
        return text.strip(" \0\r\n\t")


def encode_text(text: str) -> str:
    """Return text so that mido, which writes Latin-1, puts UTF-8 into the file."""
    return text.encode("utf-8", "replace").decode("latin-1")
