"""Which players of the open piece are meant by the instruments that words after the first name."""

from collections.abc import Iterator, Mapping

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup_words import FollowupWords, KitPiece
from audiogenesis_desktop.brief.wording import Said, read_wording


def kit_named(text: str, kit: Mapping[str, KitPiece]) -> tuple[tuple[str, ...], str]:
    """Return the pieces of the drum kit in the order named, and the text without them: they are no instruments."""
    found = [(match.start(), name) for name in kit if (match := kit[name].words.search(text))]
    for _, name in found:
        text = kit[name].words.sub(lambda match: " " * len(match[0]), text)
    return tuple(name for _, name in sorted(found)), text


def instruments_named(said: Said) -> tuple[str, ...]:
    """Return the instruments that are named, the first of those ruled out among them."""
    return tuple(dict.fromkeys((*said.values.get("instruments", ()), *said.values.get("banned", ())[:1])))


def is_anybody_named(text: str, words: FollowupWords) -> bool:
    """Return whether a folded text names an instrument, a piece of the kit, or what a part is there for."""
    said = read_wording(text).values
    patterns = (*(piece.words for piece in words.kit.values()), *words.roles.values())
    return bool(said.get("instruments") or said.get("banned")) or any(pattern.search(text) for pattern in patterns)


def players_named(said: Said, brief: Brief, *, has_roles: bool) -> tuple[str, ...]:
    """Return who of the piece is named, and instruments that nobody plays there unless roles are named as well.

    "Bass line" names a bass, too; an instrument that plays is meant itself and not its kin as well.
    """
    named = list[str]()
    for name in instruments_named(said):
        is_exact = name in brief.instruments and name not in said.values.get("vague", {})
        kin = frozenset[str]() if is_exact else _kin(name, said)
        found = [own for own in brief.instruments if own == name or own in kin]
        named += found or ([] if has_roles else [name])
    return tuple(dict.fromkeys(named))


def in_the_piece(names: tuple[str, ...], said: Said, brief: Brief) -> Iterator[str]:
    """Yield for each name the player of the piece that it means, or else itself."""
    for name in names:
        kin = _kin(name, said)
        yield from [own for own in brief.instruments if own == name or own in kin][:1] or [name]


def plays(name: str, said: Said, brief: Brief) -> bool:
    """Return whether an instrument is in the piece, or one that its word may mean."""
    return bool({name, *said.values.get("vague", {}).get(name, ())} & {*brief.instruments})


def _kin(name: str, said: Said) -> frozenset[str]:
    """Return an instrument's kin: what "no" and its name rule out, and what its word may mean."""
    vague = said.values.get("vague", {})
    return frozenset((*read_wording(f"no {name}").values.get("banned", ()), *vague.get(name, ())))
