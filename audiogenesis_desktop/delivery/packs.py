"""Delivery packs as `resources/packs.toml` has them: which files a folder is to hold."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from audiogenesis_desktop import paths
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.audio import check_format
from audiogenesis_desktop.style.reading import parse

SECONDS = Annotated[float, Meta(ge=1, le=3600)]
STING, UNDERSCORE, NO_DRUMS = "sting", "underscore", "no drums"


class Format(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A format of audio: bits mean nothing to Ogg and MP3."""

    container: str = "wav"
    bits: str = "24"
    rate: int = 48_000

    def __post_init__(self) -> None:
        """Raise ValueError where there is no such file."""
        try:
            check_format(self.container, rate=self.rate, bits=self.bits)
        except BadInput as error:
            raise ValueError(str(error)) from error


class Pack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a folder is to hold; see the head of `resources/packs.toml`."""

    name: str
    loudness: str
    formats: Annotated[tuple[Format, ...], Meta(min_length=1)] = (Format(),)
    lengths: tuple[SECONDS, ...] = ()
    versions: tuple[Literal["sting", "underscore", "no drums"], ...] = ()
    loops: tuple[Annotated[int, Meta(ge=0, le=256)], ...] = ()
    stems: Literal["track", "group", ""] = ""
    markers: tuple[Literal["csv", "edl", "fcpxml"], ...] = ()
    notes: tuple[Literal["mid", "musicxml", "dawproject", "agproj"], ...] = ()
    frame_rate: str = "25"
    start: str = "01:00:00:00"

    def __post_init__(self) -> None:
        """Raise ValueError for a loudness that there is not."""
        try:
            target_of(self.loudness)
        except BadInput as error:
            raise ValueError(str(error)) from error


class _Packs(Struct, frozen=True, forbid_unknown_fields=True):
    packs: Mapping[str, Pack]


@cache
def packs() -> Mapping[str, Pack]:
    """Return the packs by their short names; raises BadInput, with file and line, if the file is not right."""
    path = paths.resource("packs.toml")
    return parse(path.read_text(encoding="utf-8"), _Packs, name=str(path)).packs


def pack_of(name: str) -> Pack:
    """Return the pack of a short name; raises BadInput for another."""
    found = packs().get(name.strip().lower())
    if found is None:
        raise BadInput(f"{name!r} is no pack known here: choose one of {', '.join(packs())}.")
    return found
