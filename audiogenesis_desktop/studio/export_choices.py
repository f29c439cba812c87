"""What was last chosen to be exported, as the settings keep it; what they hold that is not right is left out."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import msgspec

from audiogenesis_desktop.delivery.packs import Pack
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.studio.settings import Settings

WHOLE, LOOP, SELECTION = "all", "loop", "selection"
SPANS = (WHOLE, LOOP, SELECTION)
WITH_MUSIC, KEEPS_SOUND = "music", "own sound"
VIDEO = (WITH_MUSIC, KEEPS_SOUND)
OWN_NAME = "Files as chosen"


@dataclass(frozen=True, slots=True)
class Choices:
    """The files (`pack`), the range (one of SPANS), the folder, and the short name of the last delivery pack.

    `video` has which of VIDEO is done with the video that the piece is for, while there is one.
    """

    pack: Pack = field(default_factory=lambda: Pack(name=OWN_NAME, loudness="apple"))
    span: str = WHOLE
    folder: Path = field(default_factory=Path.home)
    last_pack: str = "advert"
    video: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the settings remember, and the usual for the rest; time code is as the window shows it."""
        kept, usual = settings.export, cls(folder=Path(settings.recent_folder or Path.home()))
        span, folder, last_pack = kept.get("span"), kept.get("folder"), kept.get("last_pack")
        pack = msgspec.structs.replace(
            _pack_of(kept.get("pack"), usual.pack), frame_rate=settings.frame_rate, start=settings.timecode_start
        )
        return cls(
            pack,
            span if span in SPANS else WHOLE,
            Path(folder) if isinstance(folder, str) and folder else usual.folder,
            last_pack if isinstance(last_pack, str) and last_pack else usual.last_pack,
            tuple(one for one in VIDEO if one in kept.get("video", ())),
        )

    def keep(self, settings: Settings) -> None:
        """Let the settings remember it."""
        pack = msgspec.to_builtins(self.pack)
        settings.export = {
            "pack": pack,
            "span": self.span,
            "folder": str(self.folder),
            "last_pack": self.last_pack,
            "video": list(self.video),
        }
        settings.frame_rate, settings.timecode_start = self.pack.frame_rate, self.pack.start


def _pack_of(kept: Any, usual: Pack) -> Pack:
    try:
        found = msgspec.convert(kept, Pack)
        target_of(found.loudness)
    except (msgspec.ValidationError, BadInput):
        return usual
    return found
