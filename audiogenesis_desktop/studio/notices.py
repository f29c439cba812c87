"""Notices: what the window tells its user in one visible line, with the button that mends it."""

from dataclasses import dataclass
from enum import StrEnum

from audiogenesis_desktop.errors import Kind

INFO, WARNING, DANGER = "info", "warning", "danger"


class Mend(StrEnum):
    """What the button beside a notice does."""

    NOTHING = ""
    SOUNDFONT = "soundfont"
    RETRY = "retry"
    GO_ON = "go-on"
    RETRY_SOUND = "retry-sound"
    DISCARD = "discard"
    CANCEL_EXPORT = "cancel-export"
    RECOVER = "recover"
    BRING_BACK = "bring-back"
    COPY_DIAGNOSTICS = "copy-diagnostics"
    OPEN_COPY = "open-copy"
    EXPORT_MIDI = "export-midi"
    SHOW_WRITTEN = "show-written"
    CANCEL_PICTURE = "cancel-picture"
    CHOOSE_HITS = "choose-hits"
    FIND_VIDEO = "find-video"


MENDS = {Kind.SOUNDFONT: (Mend.SOUNDFONT, "Choose a SoundFont…")}  # of what an error is about: the button and its words


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence. A later notice with the same `key` replaces it.

    `mend` is what its button does, if it has one, and `mend_label` what stands on it.
    """

    key: str
    text: str
    kind: str = INFO
    mend: Mend = Mend.NOTHING
    mend_label: str = ""
