"""What is wished for of a piece: by track, and by track in sections of a name, which beats it."""

from dataclasses import dataclass, field, fields, replace

from audiogenesis_desktop.editing.meaning import section_at
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE, Wishes
from audiogenesis_desktop.score.score import Score

EVERYWHERE = ""


@dataclass(slots=True)
class WishBook:
    """Wishes by track id and the label of a section, or `EVERYWHERE`."""

    _wishes: dict[tuple[int, str], Wishes] = field(default_factory=dict)

    def of(self, track_id: int, label: str = EVERYWHERE) -> Wishes:
        """Return what is wished for there, and nowhere else."""
        return self._wishes.get((track_id, label), NO_PREFERENCE)

    def put(self, track_id: int, label: str, wishes: Wishes) -> None:
        """Wish for something there."""
        self._wishes[track_id, label] = wishes

    def clear(self) -> None:
        """Wish for nothing, as at first: another piece is shown."""
        self._wishes.clear()

    def for_scope(self, score: Score, scope: Scope) -> dict[int, Wishes]:
        """Return the wishes of a scope's tracks, by id, those of its section included; none for who has none."""
        label = section_label(score, scope)
        found = {t.id: _joined(self.of(t.id), self.of(t.id, label)) for t in score.tracks if scope.holds_track(t.id)}
        return {track_id: wishes for track_id, wishes in found.items() if not wishes.is_open}


def section_label(score: Score, scope: Scope) -> str:
    """Return what the section is called that a scope lies in, all of its stretches in those of one name; or nothing."""
    labels = set[str]()
    for stretch in scope.stretches or ():
        here = section_at(score, stretch.start_tick)
        labels.add(here.label if here is not None and stretch.end_tick <= here.end_tick else EVERYWHERE)
    return labels.pop() if len(labels) == 1 else EVERYWHERE


def _joined(track: Wishes, section: Wishes) -> Wishes:
    own = {one.name: getattr(section, one.name) for one in fields(section) if one.name != "is_strict"}
    told = {name: value for name, value in own.items() if value is not None}
    return replace(track, **told, is_strict=track.is_strict or section.is_strict)
