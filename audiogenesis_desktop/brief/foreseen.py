"""What a Brief will be once words after the first are done: what chips show before a note is written."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from audiogenesis_desktop.brief.brief import RIVALS, Brief, Origin
from audiogenesis_desktop.brief.followup_words import followup_words
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.theory.instruments import DRUMS
from audiogenesis_desktop.theory.keys import Key

ENERGY_STEP, DENSITY_STEP, VALENCE_STEP = 0.2, 0.22, 0.35  # of the Brief's scales, for a clear step
TEMPO_STEP = 0.12  # of a tempo, for a clear step


def foreseen(brief: Brief, turns: Sequence[Turn]) -> Brief:
    """Return the Brief as these turns will have it, what changes in it set by hand; parts of a piece are not in it."""
    for turn in turns:
        is_foreseen = turn.where.is_whole and not set(turn.players) & set(followup_words().kit)
        values = _values(brief, turn) if is_foreseen else {}
        if values and turn.what == "remove":  # whoever is left was chosen by whoever chose them before
            brief = brief.with_fields(brief.origin("instruments"), instruments=values.pop("instruments"))
        if values:
            brief = brief.with_fields(Origin.EDITED, **values)
    return brief


def with_names(before: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of arcs or textures with new ones, but for those before that cannot stand beside them."""
    gone = {name for rivals in RIVALS if rivals & set(new) for name in rivals - set(new)}
    return tuple(dict.fromkeys((*(name for name in before if name not in gone), *new)))


def with_kinds(
    before: tuple[tuple[float, str], ...], new: tuple[tuple[float, str], ...]
) -> tuple[tuple[float, str], ...]:
    """Return what happens at hits with what is newly chosen."""
    return tuple(sorted({**dict(before), **dict(new)}.items()))


def unit(value: float) -> float:
    """Return a value within 0..1."""
    return max(0.0, min(1.0, value))


def _values(brief: Brief, turn: Turn) -> dict[str, Any]:
    value = turn.value
    match turn.what:
        case "energy" if not turn.players:
            return {"energy": unit(brief.energy + ENERGY_STEP * value), "valence": brief.valence}
        case "density" if not turn.players:
            return {"density": unit(brief.density + DENSITY_STEP * value)}
        case "valence":
            return _mood(brief, value)
        case "transpose" if not turn.players:
            return {"key": Key((brief.key.tonic + value) % 12, brief.key.mode)}
        case "arc" | "texture":
            return {turn.what: with_names(getattr(brief, turn.what), value)}
        case "keep":
            return {value: getattr(brief, value)} if value != "tune" else {}
        case "without texture":
            return {"texture": tuple(name for name in brief.texture if name not in value)}
        case "hit_kinds":
            return {"hit_kinds": with_kinds(brief.hit_kinds, value)}
        case "hits":
            return {"hits": tuple(sorted({*brief.hits, *brief.missed, *value})), "missed": ()}
        case "key" | "meter" | "style" | "length_seconds" | "tempo_bpm":
            return {turn.what: value}
        case "tempo" | "tempo times":
            factor = value if turn.what == "tempo times" else 1 + TEMPO_STEP * value
            return {"tempo_bpm": round(brief.tempo_bpm * factor, 2)}
        case "length" | "length times":
            times = brief.length_seconds * value if turn.what == "length times" else brief.length_seconds + value
            return {"length_seconds": max(1.0, times)}
    return _players(brief, turn)


def _mood(brief: Brief, amount: float) -> dict[str, Any]:
    values: dict[str, Any] = {"valence": max(-1.0, min(1.0, brief.valence + VALENCE_STEP * amount))}
    values["energy"] = brief.energy
    mode = "major" if amount > 0 else "minor"
    if brief.key.mode != mode and not brief.is_chosen("key"):
        values["key"] = Key(brief.key.tonic, mode)
    return values


def _players(brief: Brief, turn: Turn) -> dict[str, Any]:
    there, named, value = brief.instruments, turn.players, turn.value
    match turn.what:
        case "remove":
            left = tuple(name for name in there if name not in named)
            return {"instruments": left or there, "banned": tuple(dict.fromkeys((*brief.banned, *named)))}
        case "add":
            new = tuple(name for name in named if name not in followup_words().adding or name == DRUMS)
            return {"instruments": tuple(dict.fromkeys((*there, *new)))} if new else {}
        case "double" if value.instrument:
            return {"instruments": tuple(dict.fromkeys((*there, value.instrument)))}
        case "only":
            return {"instruments": named, "only": True}
        case "swap":
            if turn.value in followup_words().kit:
                return {}
            return {"instruments": tuple(dict.fromkeys(turn.value if name in named else name for name in there))}
    return {}


def without_causes(brief: Brief) -> Brief:
    """Return a Brief as chips show it beside words that are not its prompt: none of them caused anything."""
    return replace(brief, causes=(), spans={})
