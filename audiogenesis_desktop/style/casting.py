"""Casting: who plays a style, given who is wanted; essential roles that nobody wanted fills are filled as well."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from audiogenesis_desktop.style.natures import is_two_handed, roles_for, second_roles
from audiogenesis_desktop.style.seating import best_parts, is_at_home, reaches
from audiogenesis_desktop.style.style import LineUp, Part, Style

_HANDS = 2
_ROUNDS = 4  # of casting again what was cast: one is nearly always enough
_CARRIERS = ("piano", "strings", "drawbar organ", "harp", "flute", "marimba", "nylon guitar", "warm pad")
_CARRIED = ("chords", "figure", "pad", "lead")  # roles that somebody plays even where all who usually do are banned
_BARRED = ("drums", "percussion", "bass")
_KIT = "drums"  # General MIDI's name of whoever strikes a kit, and the role


class Seat(NamedTuple):
    """A player: General MIDI's name of the instrument (or "drums"), the role, and the style's part, if it has one.

    With `is_second` it is one more part of somebody who has a seat already: a pianist's other hand.
    """

    instrument: str
    role: str
    part: Part | None
    is_second: bool = False


def cast(
    style: Style,
    *,
    meter: str = "4/4",
    wanted: Sequence[str] = (),
    banned: Collection[str] = (),
    is_complete: bool = False,
    has_lead: bool = True,
    draw: int = 0,
) -> tuple[Seat, ...]:
    """Return who plays: of those wanted each in the role that it suits, the others to fill what is missing.

    Names in `wanted` may stand twice: two violins are two players. Nobody plays who is `banned`. With `is_complete`
    nobody is added, but a pianist may take up a second part. Without `has_lead` nobody is added to lead. Where
    nobody is wanted `draw` says which of the style's line-ups plays. The seats' order is that of `wanted`, then of
    the style's parts; casting the instruments of what it returns, complete, returns it again.
    """
    band = _Band(style, meter, has_lead, frozenset(banned))
    names = [name for name in wanted if name not in banned]
    if not names and not (is_complete and wanted):
        names = band.lined_up(band.nearest([], draw))
    seats = band.seated(names)
    if not is_complete:
        seats = band.filled(names, seats, draw)
    for _ in range(_ROUNDS):
        before, seats = seats, band.seated([seat.instrument for seat in seats])
        if before == seats:
            break
    return seats


def parts_of(style: Style, meter: str) -> tuple[Part, ...]:
    """Return the style's parts in a meter, or in its first one where it does not know that."""
    return style.parts_in(meter if meter in style.time.meters else style.time.meters[0])


def roles_needed(style: Style, meter: str = "4/4", *, has_lead: bool = True) -> tuple[str, ...]:
    """Return the roles that a piece of the style has: the essential, and a lead where all its line-ups have one."""
    roles = {part.name: part.role for part in parts_of(style, meter)}
    leads = all("lead" in [roles.get(name) for name in lineup.parts] for lineup in style.lineups)
    needed = (*style.essential, *(["lead"] if leads else []))
    return tuple(role for role in dict.fromkeys(needed) if has_lead or role != "lead")


def lacking(style: Style, seats: Sequence[Seat], meter: str = "4/4", *, has_lead: bool = True) -> tuple[str, ...]:
    """Return the roles that a piece of the style needs and that none of the seats has."""
    has = {seat.role for seat in seats}
    has |= {"percussion"} if "drums" in has else set()  # a kit adds to the time what hand percussion would
    return tuple(role for role in roles_needed(style, meter, has_lead=has_lead) if role not in has)


def _is_served(seat: Seat) -> bool:
    """Return whether a role needs nobody beside this seat: any bass will do for the style's own kind of bass."""
    is_a_bass = seat.role == roles_for(seat.instrument)[0] == "bass"
    return seat.role == "lead" or is_a_bass or is_at_home(seat.instrument, seat.part)


class _Band(NamedTuple):
    """What a style has to give in a meter, with or without a lead."""

    style: Style
    meter: str
    has_lead: bool
    banned: frozenset[str]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts that may play."""
        return tuple(part for part in parts_of(self.style, self.meter) if self.has_lead or part.role != "lead")

    def nearest(self, names: Sequence[str], draw: int = 0) -> LineUp:
        """Return the line-up that has most of the names and least beside them; of equal ones that of the draw."""
        roles, lineups = {part.name: part.role for part in self.parts}, self.style.lineups

        def distance(i: int) -> tuple[int, int, bool, int, int]:
            plays = Counter(instrument for name, instrument in lineups[i].parts.items() if name in roles)
            shared = (plays & Counter(names)).total()
            lost = sum(plays[name] for name in plays if name in self.banned)
            is_no_kit = _KIT in names and plays[_KIT] > 0 and _KIT not in map(roles.get, lineups[i].parts)
            return (-shared, lost, is_no_kit, plays.total() - shared if names else 0, (i - draw) % len(lineups))

        return lineups[min(range(len(lineups)), key=distance)]

    def lined_up(self, lineup: LineUp) -> list[str]:
        """Return who plays the parts of a line-up, as lined up or else the first that is not banned."""
        free = [self._free(part, lineup) for part in self.parts if part.name in lineup.parts]
        return [name for name in free if name is not None]

    def seated(self, names: Sequence[str]) -> tuple[Seat, ...]:
        """Return a seat for each name, and second ones where a two-handed player can take up what is lacking."""
        lineup = self.nearest(names)
        chosen = best_parts(names, self.parts, style=self.style, lineup=lineup)
        seats: list[Seat] = []
        for i, (name, part) in enumerate(zip(names, chosen, strict=True)):
            has = {p.role for p in chosen if p is not None} | {seat.role for seat in seats}
            role = part.role if part is not None else self._role(name, has)
            seats.append(Seat(name, role, part, is_second=is_two_handed(name) and name in names[:i]))
        if not Counter(lineup.parts.values()) <= Counter(names):  # who is lined up does as the line-up has it
            seats = self._turned("percussion", _KIT, seats)
        for part in self.parts:  # whoever plays two parts in the line-up does so here
            name = lineup.parts.get(part.name, "")
            is_free = name in names and is_two_handed(name) and all(seat.part is not part for seat in seats)
            if is_free and part.role in (self._needed_of(name, seats) or [part.role]):
                seats.append(Seat(name, part.role, part, is_second=True))
        lacks = lacking(self.style, seats, self.meter, has_lead=self.has_lead)
        for role in (role for role in lacks if role not in _BARRED or not self._is_ruled_out(role)):
            seats = self._moved(role, seats) or [*seats, *self._second(role, seats)]
        seats = self._led_by_guest(seats, set(lineup.parts.values()))
        return tuple(self._turned("second voice", "lead", seats))

    def _led_by_guest(self, seats: list[Seat], soloists: Collection[str]) -> list[Seat]:
        """Return the seats with a guest in the lead of somebody who plays all parts of a line-up, as singers are."""
        guest = next(
            (i for i, s in enumerate(seats) if s.role == "second voice" and s.instrument not in soloists), None
        )
        lead = next((i for i, s in enumerate(seats) if s.role == "lead" and s.instrument in soloists), None)
        hands = [seat for seat in seats if seat.is_second and seat.instrument in soloists]
        if len(soloists) != 1 or guest is None or lead is None or not hands:
            return seats
        led = [seat for seat in seats if seat is not hands[0]]
        led[led.index(seats[guest])] = Seat(seats[guest].instrument, "lead", None)
        led[led.index(seats[lead])] = hands[0]._replace(is_second=False)
        return led

    def _turned(self, role: str, to: str, seats: list[Seat]) -> list[Seat]:
        """Return the seats with the first of a role in another one, where the style has that and nobody plays it."""
        can = [seat.role == role and not seat.is_second and to in roles_for(seat.instrument) for seat in seats]
        at = can.index(True) if True in can else None
        if at is None or all(part.role != to for part in self.parts) or any(seat.role == to for seat in seats):
            return seats
        part = self._part(to, seats[at].instrument)
        return [*seats[:at], seats[at]._replace(role=to, part=part), *seats[at + 1 :]]

    def _needed_of(self, name: str, seats: Sequence[Seat]) -> list[str]:
        """Return the roles that are lacking and that a player's other hand can take."""
        lacks = lacking(self.style, seats, self.meter, has_lead=self.has_lead)
        return [role for role in lacks if role in second_roles(name)]

    def _role(self, name: str, has: Collection[str]) -> str:
        """Return the role of somebody for whom the style has no part: one that it needs, if there is any."""
        roles = [role for role in roles_for(name) if self.has_lead or role != "lead"]
        needed = (role for role in roles if role in self._needed and role not in has)
        return next(needed, roles[0] if roles[0] != "lead" or "lead" not in has else roles[1])

    def _moved(self, role: str, seats: Sequence[Seat]) -> list[Seat]:
        """Return the seats with one that doubles a role, or a hand that is not needed, in another; empty for none."""
        counts = Counter(seat.role for seat in seats)
        for i, seat in enumerate(seats):
            part = self._part(role, seat.instrument)
            is_free = seat.is_second and role in second_roles(seat.instrument)
            if counts[seat.role] > 1 and part is not None and (is_free or is_at_home(seat.instrument, part)):
                return [*seats[:i], seat._replace(role=role, part=part), *seats[i + 1 :]]
        for i, seat in enumerate(seats):
            if seat.is_second and seat.role not in self._needed and role in second_roles(seat.instrument):
                part = self._part(role, seat.instrument)
                return [*seats[:i], seat._replace(role=role, part=part), *seats[i + 1 :]]
        return []

    def _part(self, role: str, name: str) -> Part | None:
        return next((part for part in self.parts if part.role == role and reaches(name, part.register)), None)

    def _second(self, role: str, seats: Sequence[Seat]) -> list[Seat]:
        for seat in seats:
            hands = sum(other.instrument == seat.instrument for other in seats)
            if role in second_roles(seat.instrument) and not seat.is_second and hands < _HANDS:
                return [Seat(seat.instrument, role, self._part(role, seat.instrument), is_second=True)]
        return []

    def filled(self, names: Sequence[str], seats: tuple[Seat, ...], draw: int) -> tuple[Seat, ...]:
        """Return the seats with players for the roles that nobody at home there has, as far as bans leave any."""
        has = {seat.role for seat in seats if _is_served(seat) and not (seat.is_second and seat.instrument == _KIT)}
        roles = [role for role in self._needed if role not in has]
        lineup, names = self.nearest(names, draw), list(names)
        for _ in range(_ROUNDS):
            players = [self._player(role, lineup) for role in roles]
            names.extend(name for name in players if name is not None)
            seats = self.seated(names)
            roles = [role for role in self._needed if all(seat.role != role for seat in seats)]
            if not roles:
                break
        return self._joined(names, seats, lineup)

    def _joined(self, names: Sequence[str], seats: tuple[Seat, ...], lineup: LineUp) -> tuple[Seat, ...]:
        """Return the seats with those of a line-up without whom the style would sound thin.

        They are the roles that all its line-ups have, the tune where this one has it, and, where the style lives on
        drums, as many as its smallest one has.
        """
        joined = list(names)
        for part in (part for part in self.parts if part.name in lineup.parts):
            is_usual = part.role in (*self._usual, "lead") and all(seat.role != part.role for seat in seats)
            is_free = len(seats) < self._fewest and all(seat.part is not part for seat in seats)
            name = self._free(part, lineup) if is_usual or is_free else None
            if name is not None:
                joined.append(name)
                seats = self.seated(joined)
        return seats

    @property
    def _usual(self) -> set[str]:
        """Return the roles that all line-ups have; who beats time is there only where it is essential, or asked for."""
        roles = {part.name: part.role for part in self.parts}
        usual = set.intersection(*({roles[name] for name in one.parts if name in roles} for one in self.style.lineups))
        return usual - ({"drums", "percussion"} - {*self.style.essential})

    @property
    def _fewest(self) -> int:
        """Return how many play at least: of a style that lives on drums as many as in its smallest line-up."""
        names = {part.name for part in self.parts}
        sizes = [len(names & one.parts.keys()) for one in self.style.lineups]
        return min(sizes) if _KIT in self.style.essential else 0

    @property
    def _needed(self) -> tuple[str, ...]:
        return roles_needed(self.style, self.meter, has_lead=self.has_lead)

    def _player(self, role: str, lineup: LineUp) -> str | None:
        parts = sorted(
            (part for part in self.parts if part.role == role), key=lambda part: part.name not in lineup.parts
        )
        names = [name for part in parts if (name := self._free(part, lineup)) is not None]
        others = [name for name in _CARRIERS if name not in self.banned and role in roles_for(name)]
        return next(iter([*names, *(others if role in _CARRIED else [])]), None)

    def _free(self, part: Part, lineup: LineUp) -> str | None:
        names = (*filter(None, [lineup.parts.get(part.name)]), *part.instruments)
        return next((name for name in names if name not in self.banned), None)

    def _is_ruled_out(self, role: str) -> bool:
        """Return whether all who usually play a role are banned: nobody's second hand is to play it either."""
        names = {name for part in self.parts if part.role == role for name in part.instruments}
        return bool(names) and names <= self.banned
