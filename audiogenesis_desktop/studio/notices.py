"""Notices: what the window tells its user in one visible line, with the button that mends it."""

from dataclasses import dataclass

INFO, WARNING, DANGER = "info", "warning", "danger"


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence. A later notice with the same `key` replaces it.

    `mend` names what its button does, as the window knows it ("soundfont", "retry", "discard" …), and
    `mend_label` is what stands on the button.
    """

    key: str
    text: str
    kind: str = INFO
    mend: str = ""
    mend_label: str = ""
