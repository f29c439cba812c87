"""What was set by hand: in chips, or in the piece after it was composed; and where that beats what a prompt says."""

from collections.abc import Mapping
from typing import Any

from audiogenesis_desktop.brief.brief import Brief, Origin

Values = Mapping[str, Any]  # of a Brief's fields
_CHIP_OF = {"energy": "valence", "hit_kinds": "hits"}  # fields that are set by another one's chip


class HandEdits:
    """Fields by the chip that shows them; what is edited in the piece counts while the prompt is still the piece's."""

    def __init__(self) -> None:
        """Begin with nothing set."""
        self._chips: dict[str, Values] = {}
        self._known: dict[str, Brief] = {}  # by chip: what the prompt said when it was set, and so is known not to hold
        self._piece: dict[str, Any] = {}
        self._piece_prompt = ""
        self._passed_over: set[str] = set()  # chips set, or given back, after an edit of the piece

    def by_chip(self, prompt: str) -> dict[str, Values]:
        """Return what is set by hand where this is the prompt."""
        if prompt != self._piece_prompt:
            return dict(self._chips)
        edited = {name: {name: value} for name, value in self._piece.items() if name not in self._passed_over}
        return {**self._chips, **edited}

    def set(self, chip: str, values: Values, said: Brief) -> None:
        """Set a chip's fields, over what the prompt says."""
        self._passed_over.add(chip)
        self._chips[chip] = dict(values)
        self._known[chip] = said
        self._part_instruments(chip)

    def give_back(self, chip: str) -> None:
        """Let a chip follow the prompt again."""
        self._passed_over.add(chip)
        self._chips.pop(chip, None)

    def show_piece(self, prompt: str, edited: Values) -> None:
        """Take what was edited in the piece since it was composed from this prompt."""
        if prompt != self._piece_prompt:
            self._passed_over.clear()
        self._passed_over -= {name for name, value in edited.items() if self._piece.get(name) != value}
        self._piece_prompt, self._piece = prompt, dict(edited)

    def hold(self, prompt: str, said: Brief) -> None:
        """Let what was edited in the piece hold from now on, as if it had been set in chips."""
        for chip, values in self.by_chip(prompt).items():
            if values is not self._chips.get(chip):
                self.set(chip, values, said)

    def bring_back(self, values: Values, said: Brief) -> None:
        """Set just these fields, as they once were."""
        self._chips.clear()
        for name, value in values.items():
            chip = _CHIP_OF.get(name, name)
            self._chips[chip] = {**self._chips.get(chip, {}), name: value}
            self._known[chip] = said

    def beating(self, said: Brief) -> list[str]:
        """Return the chips that hold against something new that a prompt says."""
        return [chip for chip, values in self._chips.items() if self._beats(chip, values, said)]

    def _beats(self, chip: str, values: Values, said: Brief) -> bool:
        against = {name for name, value in values.items() if _says(said, name) and getattr(said, name) != value}
        known = self._known[chip]
        is_known = all(_says(known, name) and getattr(known, name) == getattr(said, name) for name in against)
        return bool(against) and not (is_known and continues(known.prompt, said.prompt))

    def _part_instruments(self, chip: str) -> None:
        """Let what was set last win where instruments that play and those ruled out contradict."""
        other = {"instruments": "banned", "banned": "instruments"}.get(chip, "")
        if other not in self._chips:
            return
        gone = set(self._chips[chip][chip])
        left = tuple(value for value in self._chips[other][other] if value not in gone)
        if left or other == "banned":
            self._chips[other] = {other: left}
        else:
            del self._chips[other]


def _says(brief: Brief, name: str) -> bool:
    return brief.origin(name) is Origin.SAID


def continues(before: str, prompt: str) -> bool:
    """Return whether a prompt still is much of another one."""
    begin, end = _shared(before, prompt), _shared(before[::-1], prompt[::-1])
    return 2 * max(begin, end) >= min(len(before), len(prompt))


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))
