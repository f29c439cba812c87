"""A piece that is being changed by words: what it was asked by, its Plan and its notes, and where in it is meant."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.turns import Where
from audiogenesis_desktop.compose.rework import Rewriter, plan_to_rework, regenerate
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.given_chords import transposed
from audiogenesis_desktop.plan.holding import without_players
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE, Wishes
from audiogenesis_desktop.score.clock import MeterMap, TempoMap, length_seconds
from audiogenesis_desktop.score.edits import free_track_id
from audiogenesis_desktop.score.score import KeyAt, Score, Section, Track
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.instruments import DRUMS
from audiogenesis_desktop.theory.keys import Key

_ELSEWHERE = {
    "chorus": ("chorus", "drop", "climax", "refrain"),
    "A": ("A", "verse", "main"),
    "B": ("B", "chorus", "bridge", "middle", "C"),
    "C": ("C", "bridge", "B"),
    "bridge": ("bridge", "middle", "C", "B", "break"),
    "intro": ("intro",),
    "outro": ("outro", "coda", "end"),
}
_FRAME = ("intro", "outro")


class AlreadySo(BadInput):
    """What is asked for is so already: nothing has to be done for it."""


class Follower(Composer, Rewriter, Protocol):
    """A composer that can keep to some bars and tracks."""


@runtime_checkable
class Rewriting(Follower, Protocol):
    """The same, asked for at run time: the composer of an older checkpoint is none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as it is now; `seed` is what it is written by, and by what is written anew in it.

    `is_by_others` where nobody asked for it in words: its Brief and its Plan are heard in it.
    """

    brief: Brief
    plan: Plan
    score: Score
    seed: int
    is_by_others: bool = False

    @property
    def bars(self) -> int:
        """Return how many bars there are, the last chord's counted."""
        return self.plan.last_downbeat_tick // self.plan.meter.bar_ticks + 1

    @property
    def free_id(self) -> int:
        """Return the lowest track id from which on neither the score nor the Plan has any."""
        return max(free_track_id(self.score), 1 + max(part.track_id for part in self.plan.parts))

    def asked(self, **values: Any) -> "Piece":
        """Return the piece with these fields in its Brief, set by hand."""
        return replace(self, brief=self.brief.with_fields(Origin.EDITED, **values))

    def asked_in(self, key: Key) -> "Piece":
        """Return the piece with another key in its Brief, to which chords that were given have moved."""
        chords = transposed(self.brief.chords, key.tonic - self.brief.key.tonic)
        return self.asked(key=key, **({"chords": chords} if chords else {}))

    def with_score(self, change: Callable[[Score], Score]) -> "Piece":
        """Return the piece with its score changed, and its Plan's times, keys and chords as well."""
        laid_out = change(self.plan.empty_score())
        plan = replace(
            self.plan,
            tempi=laid_out.tempi,
            key=laid_out.keys[0]._replace(tick=0),
            chords=laid_out.chords,
        )
        return replace(self, plan=plan, score=change(self.score))


def planned(piece: Piece) -> Piece:
    """Return a piece under a Plan that its score keeps to: its own, or, after edits, one that is read from it.

    Whoever's track was deleted by hand plays no more: neither its own Plan nor its Brief has them.
    """
    plan, score = piece.plan, piece.score
    known = {part.track_id for part in plan.parts}
    is_own = (
        score.length_ticks == plan.length_ticks
        and score.meters == (plan.meter,)
        and {track.id for track in score.tracks if track.notes} <= known
    )
    if not is_own:
        return replace(piece, plan=plan_to_rework(score, piece.brief))
    gone = known - {track.id for track in score.tracks}
    return without_parts(piece, gone) if gone and gone != known else piece


def without_parts(piece: Piece, gone: Collection[int]) -> Piece:
    """Return a piece whose Plan and Brief lack the parts of some tracks, but not all; the score stays."""
    plan = without_players(piece.plan, gone)
    playing = list(map(player_name, plan.parts))
    left = tuple(name for name in piece.brief.instruments if name in playing) or tuple(playing)
    brief = piece.brief.with_fields(piece.brief.origin("instruments"), instruments=left)
    return replace(piece, brief=brief, plan=plan)


def rewritten(
    piece: Piece,
    composer: Follower,
    *,
    bars: Iterable[range],
    track_ids: Collection[int],
    is_named: bool = False,
    wishes: Wishes = NO_PREFERENCE,
) -> Piece:
    """Return a piece with these bars of these tracks written anew by its seed; all else is as it was.

    Of players that nobody named, those who rest in these bars go on resting. Others are written to what is locked as it
    stands; where nothing else is meant, whoever asks has to say that it stays.
    """
    own, score = {part.track_id for part in piece.plan.parts} & set(track_ids), piece.score
    own = own - {track.id for track in score.tracks if track.is_locked} or own
    for stretch in bars:
        ids = set(own)
        if not is_named:
            ids = ids & playing_in(piece.plan, stretch) or ids
        if ids:
            given = (score, piece.plan, piece.brief, composer)
            score = regenerate(*given, bars=stretch, track_ids=ids, seed=piece.seed, wishes=wishes)
    return replace(piece, score=score)


def playing_in(plan: Plan, bars: range) -> set[int]:
    """Return the ids of the tracks that play in some of these bars."""
    bar = plan.meter.bar_ticks
    return {
        track_id
        for section, playing in zip(plan.sections, plan.active, strict=True)
        if section.start_tick < bars.stop * bar and section.end_tick > bars.start * bar
        for track_id in playing
    }


def check_has_pitches(piece: Piece) -> None:
    """Raise BadInput where nothing but drums plays, as they have no key."""
    if not any(track.notes for track in piece.score.tracks if not track.is_drums):
        raise BadInput("Drums alone have no key: ask for something that has pitches first, such as a bass.")


def keyed(score: Score, key: KeyAt) -> Score:
    """Return a score that tells its key: this one, which was heard in it, where it tells none itself."""
    return score if score.keys else replace(score, keys=(key._replace(tick=0),))


def bars_meant(piece: Piece, where: Where) -> list[range]:
    """Return the bars of the Plan that are meant, counted from 0; BadInput where there are none like that.

    Bars that are named are those of the ruler, which goes with changes of meter as the Plan does not: of these all that
    they reach into. Seconds are moved to the nearest bar lines, and mean one bar at least.
    """
    if where.bars is not None:
        stretches = _beside_bars(_ruled(piece, *where.bars), piece.bars, where.beside)
    elif where.seconds is not None:
        bar, ends = piece.plan.meter.bar_ticks, _ticks(piece, *where.seconds)
        first = min(round(ends[0] / bar), piece.bars - 1)
        last = min(max(first + 1, round(ends[1] / bar)), piece.bars)
        stretches = _beside_bars(range(first, last), piece.bars, where.beside)
    elif where.last_bars:
        stretches = _beside_bars(range(max(0, piece.bars - where.last_bars), piece.bars), piece.bars, where.beside)
    else:
        bar = piece.plan.meter.bar_ticks
        stretches = [
            range(section.start_tick // bar, min(piece.bars, -(-section.end_tick // bar)))
            for section in sections_meant(piece.plan, where)
        ]
    stretches = [stretch for stretch in stretches if stretch]
    if not stretches:
        if not where.section:
            raise BadInput(f"This piece ends with bar {piece.bars}: name bars up to that.")
        named = " ".join(str(where).split()[1:])
        raise BadInput(f"This piece has no {named}: name a section that stands over the roll.")
    return _joined(stretches)


def ticks_meant(piece: Piece, where: Where) -> list[range]:
    """Return the ticks that are meant: those of the bars, but of seconds that are named to the very tick."""
    bar = piece.plan.meter.bar_ticks
    if where.seconds is None:
        return [range(bars.start * bar, bars.stop * bar) for bars in bars_meant(piece, where)]
    end = max(piece.score.end_tick, piece.bars * bar)
    return [span for span in _beside_bars(range(*_ticks(piece, *where.seconds)), end, where.beside) if span]


def active_in(plan: Plan, track_ids: Collection[int], spans: Iterable[range]) -> tuple[frozenset[int], ...]:
    """Return who plays in each section if these play in all that reach into some spans of ticks, and in no others."""
    ids, there = frozenset(track_ids), list(spans)
    return tuple(
        who | ids if any(s.start_tick < span.stop and s.end_tick > span.start for span in there) else who - ids
        for s, who in zip(plan.sections, plan.active, strict=True)
    )


def _ticks(piece: Piece, start: float, end: float) -> tuple[int, int]:
    """Return the ticks at two seconds, which below 0 are counted from the end; BadInput for what lies beyond it."""
    clock, length = TempoMap(piece.score.tempi), length_seconds(piece.score)
    if start >= length:
        raise BadInput(f"The piece is over before {start:g} s: name a moment in it.")
    if start < 0:
        start, end = length + start, length + end
    return round(clock.ticks(max(0.0, start))), round(clock.ticks(min(max(end, start), length)))


def _ruled(piece: Piece, first: int, last: int) -> range:
    """Return the bars of the Plan that those of the ruler, counted from 1, reach into."""
    bar, ruler = piece.plan.meter.bar_ticks, MeterMap(piece.score.meters)
    return range(ruler.bar_start(first) // bar, min(-(-ruler.bar_start(last + 1) // bar), piece.bars))


def _beside_bars(meant: range, end: int, beside: str) -> list[range]:
    """Return what lies so beside some bars, or ticks, of as many as there are (`BESIDE`)."""
    before = range(min(meant.start, end))
    return {
        "": [meant],
        "until": [before],
        "from": [range(meant.start, end)],
        "outside": [before, range(meant.stop, end)] if meant else [before],
    }[beside]


def _joined(stretches: list[range]) -> list[range]:
    joined = [stretches[0]]
    for stretch in stretches[1:]:
        if stretch.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, stretch.stop)
        else:
            joined.append(stretch)
    return joined


def sections_meant(plan: Plan, where: Where) -> list[Section]:
    """Return the sections that are meant; all where nothing is said."""
    if not where.section:
        return list(plan.sections)
    found = _of_kind(plan, where.section)
    if where.nth:
        found = found[where.nth - 1 : where.nth] if where.nth > 0 else found[-1:]
    return _beside(list(plan.sections), found, where.beside) if where.beside and found else found


def _beside(sections: list[Section], found: list[Section], beside: str) -> list[Section]:
    """Return the sections that lie so beside those that were found (`BESIDE`)."""
    first, last = found[0].start_tick, found[-1].start_tick
    before, after = (
        [section for section in sections if section.start_tick < first],
        [section for section in sections if section.start_tick > (last if beside == "after" else first)],
    )
    return {
        "before": before[-1:],
        "after": after[:1],
        "until": before,
        "from": [section for section in sections if section.start_tick >= first],
        "outside": [section for section in sections if section not in found],
    }[beside]


def _of_kind(plan: Plan, name: str) -> list[Section]:
    sections = list(plan.sections)
    if name == "quietest":
        return [min(sections[1:-1] or sections, key=lambda section: section.energy)]
    if name.endswith("half"):
        middle = plan.length_ticks // 2
        return [s for s in sections if (s.start_tick < middle) == name.startswith("first")]
    for kind in _ELSEWHERE.get(name, (name,)):
        found = [section for section in sections if kind.lower() in _called(section)]
        if found:
            return found
    return _stand_in(sections, name)


def has_section(plan: Plan, where: Where) -> bool:
    """Return whether a section is called what is meant, so that nothing has to stand in for it; bars always are."""
    name = where.section
    if not name or name.endswith("half"):
        return True
    kinds = {kind.lower() for kind in ((name,) if name in "BC" else _ELSEWHERE.get(name, (name,)))}
    return any(kinds & _called(section) for section in plan.sections)


def _called(section: Section) -> set[str]:
    """Return what a section is called: by the Plan, and by its style."""
    return {name.rstrip("'").lower() for name in (section.kind, section.label)}


def _stand_in(sections: list[Section], name: str) -> list[Section]:
    """Return what a section's name means where none has it: the strongest for a chorus, an edge for a frame."""
    if name == "chorus":
        inner = [section for section in sections if section.kind not in _FRAME] or sections
        return [max(inner, key=lambda section: section.energy)]
    if name in _FRAME:
        return [sections[0 if name == "intro" else -1]]
    inner = [section for section in sections if section.kind not in _FRAME]
    letters = list(dict.fromkeys(section.kind.rstrip("'") for section in inner))
    place = "ABC".find(name) if name in "ABC" else 1
    if 0 <= place < len(letters):
        return [section for section in inner if section.kind.rstrip("'") == letters[place]]
    return inner[place : place + 1]


def parts_meant(plan: Plan, players: Collection[str]) -> list[Part]:
    """Return the parts that are meant by instruments and roles: those that fit both, where both are named.

    BadInput where nobody plays what is named; all where nothing is.
    """
    if not players:
        return list(plan.parts)
    by_instrument = [part for part in plan.parts if player_name(part) in players]
    roles = set(players) & {*ROLES} - {DRUMS}  # drums are an instrument, whatever they are there for
    by_role = [part for part in plan.parts if part.role in roles]
    both = [part for part in by_instrument if part in by_role]
    found = both or by_instrument or by_role
    if not found:
        raise BadInput(f"Nobody plays {' or '.join(players)} in this piece: name one of its tracks.")
    return found


def players_lacking(plan: Plan, players: Iterable[str]) -> tuple[str, ...]:
    """Return the instruments that nobody plays, of some players that may be named by their roles as well."""
    playing = set(map(player_name, plan.parts))
    return tuple(name for name in players if name not in playing and (name == DRUMS or name not in ROLES))


def player_name(part: Part) -> str:
    """Return by which name words mean who plays a part: drums are one instrument, whichever kit."""
    return DRUMS if part.instrument.is_drums else part.instrument.name


def mapped(score: Score, track_ids: Collection[int], change: Callable[[Track], Track]) -> Score:
    """Return a score with some tracks changed."""
    tracks = tuple(change(track) if track.id in track_ids else track for track in score.tracks)
    return replace(score, tracks=tracks)
