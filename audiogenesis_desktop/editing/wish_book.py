"""What is wished for of a piece: by track, and by track in sections of a name, which beats it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Self

from audiogenesis_desktop.editing.meaning import section_at
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE, Wished, Wishes
from audiogenesis_desktop.score.score import Score

EVERYWHERE = ""
_Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class WishBook:
    """Wishes by track id and the label of a section, or `EVERYWHERE`."""

    _wishes: Mapping[_Place, Wishes] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of_kept(cls, kept: Iterable[Wished]) -> Self:
        """Return the book of wishes that a project kept."""
        return cls({(one.track_id, one.section): one.wishes for one in kept if not one.wishes.is_open})

    @property
    def kept(self) -> tuple[Wished, ...]:
        """Return all wishes, for a project to keep."""
        return tuple(Wished(*place, wishes) for place, wishes in sorted(self._wishes.items(), key=lambda item: item[0]))

    def of(self, track_id: int, label: str = EVERYWHERE) -> Wishes:
        """Return what is wished for there, and nowhere else."""
        return self._wishes.get((track_id, label), NO_PREFERENCE)

    def put(self, track_id: int, label: str, wishes: Wishes) -> "WishBook":
        """Return the book with something else wished for there."""
        rest = {place: found for place, found in self._wishes.items() if place != (track_id, label)}
        return WishBook(rest if wishes.is_open else {**rest, (track_id, label): wishes})

    def changed(self, track_ids: Iterable[int], label: str, before: Wishes, after: Wishes) -> "WishBook":
        """Return the book with what differs between two wishes put to several tracks; the rest of each stays."""
        book = self
        names = (one.name for one in fields(Wishes))
        new = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
        for track_id in track_ids:
            book = book.put(track_id, label, replace(book.of(track_id, label), **new))
        return book

    def for_scope(self, score: Score, scope: Scope) -> dict[int, Wishes]:
        """Return the wishes of a scope's tracks, by id, those of its section included; none for who has none."""
        label = section_label(score, scope)
        found = {t.id: _joined(self.of(t.id), self.of(t.id, label)) for t in score.tracks if scope.holds_track(t.id)}
        return {track_id: wishes for track_id, wishes in found.items() if not wishes.is_open}


NO_WISHES = WishBook()


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
