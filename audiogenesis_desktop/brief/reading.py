"""Reading a prompt: what it says wins over what it implies, and both over defaults; impossible asks are settled."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.implied import Implied, coloured, guess, guess_by_mood, mood_causes
from audiogenesis_desktop.brief.language import notice_of_language
from audiogenesis_desktop.brief.lexicon import load_lexicon
from audiogenesis_desktop.brief.telling import hits_after_the_end
from audiogenesis_desktop.brief.varying import vary
from audiogenesis_desktop.brief.wording import (
    FIELD_OF,
    MAX_LENGTH,
    MAX_TEMPO,
    MIN_LENGTH,
    MIN_TEMPO,
    Said,
    read_wording,
)
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.theory.instruments import CLASS_NAMES, GM_NAMES, find
from audiogenesis_desktop.theory.keys import Key

MOST_INSTRUMENTS = 5
_LIKELY = 0.33  # an implied instrument plays from this chance on
_SOLO_STYLES = frozenset({"ambient", "classical", "folk", "children", "world"})
_ACCOMPANYING_CLASSES = frozenset({"drums", "percussion", "acoustic bass", "electric bass", "synth bass", "pad"})
# Whoever names one of these alone, and no style that has a band, is not surprised to hear it alone.
_SOLO_CLASSES = frozenset({"piano", "acoustic guitar"})
_CARRIERS = ("piano", "strings", "drawbar organ", "harp", "flute", "marimba", "nylon guitar", "warm pad")
_EMPTY = "The prompt is empty: the settings shown are defaults."
_MEANINGLESS = "Nothing musical could be read from the prompt: the settings shown are defaults."
_NO_ENCODER = "The text encoder is not available: moods were read from single words."

# Tonics that lie well under the hands: open strings for guitars and fiddles, flats for winds and brass.
_STRING_TONICS = {"major": (7, 2, 9, 4, 0), "minor": (4, 9, 2, 11, 7)}
_WIND_TONICS = {"major": (5, 10, 3, 0), "minor": (2, 7, 0, 5)}
_USUAL_TONICS = {"major": (0, 7, 2, 5, 10, 3, 9), "minor": (9, 4, 2, 0, 7, 11)}
_STRING_CLASSES = frozenset({"acoustic guitar", "electric guitar", "distortion guitar", "violin", "plucked"})
_WIND_CLASSES = frozenset({"reed", "sax", "trumpet", "horn", "brass section"})


def read(prompt: str, *, encoder: Encoder | None = None, reading: int = 0) -> Brief:
    """Return the Brief of a prompt, every field with a value and an origin.

    Without an encoder, or where its weights cannot be read, what is implied is guessed from single words. Of what is
    implied `reading` 0 takes the likeliest, others take something else that is likely; what is said stays.
    """
    said = read_wording(prompt)
    if not any(character.isalnum() for character in prompt):
        return replace(Brief(prompt=prompt), notices=(_EMPTY,))
    embedding, implied, notices = _imply(prompt, said, encoder)
    if implied is None and not said.values:
        telling = notice_of_language(prompt) or _MEANINGLESS
        reported = (*notices, *said.notices, telling)
        return replace(Brief(prompt=prompt, embedding=embedding), notices=reported, unread=said.unread)
    implied = vary(implied, seed=reading) if implied else None
    return _settle(prompt, said, implied, embedding=embedding, notices=notices)


def read_said(prompt: str) -> Brief:
    """Return the Brief that a prompt's wording alone gives: quick enough for every key press."""
    said = read_wording(prompt)
    return _settle(prompt, said, guess(prompt, said.values.get("style", ())))


def read_with(prompt: str, implied: Implied | None) -> Brief:
    """Return the Brief of a prompt's wording and of what something else than the heads says that it implies."""
    return _settle(prompt, read_wording(prompt), implied)


def read_implied(prompt: str, *, encoder: Encoder) -> Brief:
    """Return the Brief that the sentence embedding alone implies, for evaluation: what reading the words earns.

    Raises MissingPart without the encoder's or the heads' weights.
    """
    from audiogenesis_desktop.brief.intent import load_heads

    embedding = encoder.encode([prompt])[0]
    return _settle(prompt, Said(), load_heads().imply(embedding), embedding=tuple(float(x) for x in embedding))


def _imply(
    prompt: str, said: Said, encoder: Encoder | None
) -> tuple[tuple[float, ...], Implied | None, tuple[str, ...]]:
    """Return the embedding, what is implied (None for a meaningless prompt) and what to tell about the reading."""
    from audiogenesis_desktop.brief.intent import LEAST_FAMILIARITY, load_heads

    telling = _without_figures(prompt, said)
    try:
        if encoder is None:
            raise MissingPart(_NO_ENCODER)
        whole, rest = encoder.encode([prompt, telling or prompt])
        heads = load_heads()
    except MissingPart:
        return (), guess(prompt, said.values.get("style", ())), (_NO_ENCODER,)
    embedding = tuple(float(x) for x in whole)
    if heads.familiarity(rest) < LEAST_FAMILIARITY:
        return embedding, guess_by_mood(prompt, said.values.get("style", ())), ()
    return embedding, coloured(heads.imply(rest), telling or prompt), ()


def _without_figures(prompt: str, said: Said) -> str:
    """Return the prompt without what was read exactly: to the encoder "72 bpm, no drums" smacks of dance music."""
    for name in ("tempo_bpm", "key", "mode", "meter", "length_seconds", "bars", "hits", "banned"):
        start, end = said.spans.get(name, (0, 0))
        if not prompt[start:end].isalpha():  # but "waltz" and "adagio" say more than a figure
            prompt = prompt[:start] + "\0" * (end - start) + prompt[end:]
    kept = re.sub(r"\s*\0[\s\0]*", " ", prompt)
    kept = re.sub(r"(?:\s*[,;:]\s*){2,}", ", ", kept).strip(" ,;:-")
    return kept if any(character.isalpha() for character in kept) else ""


def _settle(
    prompt: str,
    said: Said,
    implied: Implied | None,
    *,
    embedding: tuple[float, ...] = (),
    notices: tuple[str, ...] = (),
) -> Brief:
    """Return the Brief in which said things beat implied ones, and both the defaults."""
    brief = Brief(prompt=prompt, embedding=embedding, spans=_spans(said), causes=said.causes)
    notices = (*notices, *filter(None, [notice_of_language(prompt)]))
    if implied is not None:
        brief = brief.with_fields(Origin.INFERRED, **_implied_fields(implied))
        brief = replace(brief, causes=(*said.causes, *mood_causes(prompt)))
    own = {name: value for name, value in said.values.items() if name not in ("mode", "bars", "style", "only")}
    brief = brief.with_fields(Origin.SAID, **own)
    if "style" in said.values:
        brief = brief.with_fields(Origin.SAID, style=_mixed(said.values["style"], implied))
    brief, added = _with_instruments(brief, said, implied)
    brief = _with_key(brief, said, implied)
    brief, cut = _with_times(brief, said)
    return replace(brief, notices=(*notices, *said.notices, *added, *cut), unread=said.unread)


def _spans(said: Said) -> Mapping[str, tuple[int, int]]:
    return MappingProxyType({FIELD_OF.get(name, name): span for name, span in said.spans.items()})


def _implied_fields(implied: Implied) -> dict[str, Any]:
    meter = max(implied.meters, key=lambda item: item[1])
    return {
        "tempo_bpm": float(round(min(max(implied.tempo_bpm, MIN_TEMPO), MAX_TEMPO))),
        "meter": meter[0],
        "valence": round(min(max(implied.valence, -1.0), 1.0), 3),
        "energy": round(min(max(implied.energy, 0.0), 1.0), 3),
        "density": round(min(max(implied.density, 0.0), 1.0), 3),
        "style": implied.style,
    }


def _mixed(said: tuple[tuple[str, float], ...], implied: Implied | None) -> tuple[tuple[str, float], ...]:
    """Return three parts of the said styles and one of the implied ones."""
    if implied is None:
        return said
    weights: dict[str, float] = {}
    for share, style in ((0.75, said), (0.25, implied.style)):
        for name, weight in style:
            weights[name] = weights.get(name, 0.0) + share * weight
    return tuple(sorted(weights.items(), key=lambda item: -item[1]))


def _with_instruments(brief: Brief, said: Said, implied: Implied | None) -> tuple[Brief, tuple[str, ...]]:
    """Choose who plays; at least one instrument always does, whatever is ruled out."""
    wanted: tuple[str, ...] = said.values.get("instruments", ())
    only = bool(said.values.get("only"))
    likely = _with_a_tune(_likely(brief, implied), brief)
    if not wanted:
        chosen = _distinct([], [name for name in likely if name not in brief.banned])
        return _some(brief, chosen) if implied is not None or brief.banned else (brief, ())
    if _is_complete(wanted, brief, only=only):
        return brief.with_fields(Origin.SAID, instruments=wanted, only=only), ()
    rest = [name for name in likely if name not in brief.banned]
    return brief.with_fields(Origin.SAID, instruments=_distinct(list(wanted), rest), only=only), ()


def _likely(brief: Brief, implied: Implied | None) -> list[str]:
    """Return the implied instruments that are likely enough, or the leading style's usual ones."""
    if implied is None:
        return list(brief.instruments)
    names = [name for name, chance in implied.instruments if chance >= _LIKELY]
    usual = load_lexicon().ensembles[max(brief.style, key=lambda item: item[1])[0]]
    if brief.origin("style") is Origin.SAID:
        fitting = [name for name in names if name in usual]
        names = list(dict.fromkeys([*fitting, *usual, *names]))[: MOST_INSTRUMENTS - 1]
    unlikely = [name for name, _ in implied.instruments] or list(usual)
    return names or [name for name in unlikely if name not in brief.banned][:2]


def _with_a_tune(names: list[str], brief: Brief) -> list[str]:
    """Return the names with one that carries a tune in front where the bans have left drums and basses alone."""

    def carries(name: str) -> bool:
        return name not in brief.banned and CLASS_NAMES[find(name).class_index] not in _ACCOMPANYING_CLASSES - {"pad"}

    if any(carries(name) for name in names):
        return names
    usual = (*load_lexicon().ensembles[max(brief.style, key=lambda item: item[1])[0]], *_CARRIERS)
    return [next((name for name in usual if carries(name)), "piano"), *names]


def _is_complete(wanted: tuple[str, ...], brief: Brief, *, only: bool) -> bool:
    """Return whether what the user named is the whole ensemble, so that nothing is to be added."""
    if only or len(wanted) >= 2:
        return True
    if CLASS_NAMES[find(wanted[0]).class_index] in _ACCOMPANYING_CLASSES:
        return False
    if brief.origin("style") is not Origin.SAID and CLASS_NAMES[find(wanted[0]).class_index] in _SOLO_CLASSES:
        return True
    return max(brief.style, key=lambda item: item[1])[0] in _SOLO_STYLES


def _distinct(chosen: list[str], others: list[str]) -> tuple[str, ...]:
    """Add others that do not double what is there, up to the most that play together."""
    classes = {find(name).class_index for name in chosen}
    most = MOST_INSTRUMENTS if not chosen else MOST_INSTRUMENTS - 1
    for name in others:
        if len(chosen) < most and find(name).class_index not in classes:
            chosen.append(name)
            classes.add(find(name).class_index)
    return tuple(chosen)


def _some(brief: Brief, chosen: tuple[str, ...]) -> tuple[Brief, tuple[str, ...]]:
    if chosen:
        return brief.with_fields(Origin.INFERRED, instruments=chosen), ()
    name = next((name for name in (*_CARRIERS, *GM_NAMES) if name not in brief.banned), "piano")
    notice = f"What is ruled out leaves few instruments: {name} plays."
    return brief.with_fields(Origin.INFERRED, instruments=(name,)), (notice,)


def _with_key(brief: Brief, said: Said, implied: Implied | None) -> Brief:
    """Give the Brief a key where none is said: the mode said or implied, on a tonic that suits the instruments."""
    if "key" in said.values or ("mode" not in said.values and implied is None):
        return brief
    if "mode" in said.values:
        return brief.with_fields(Origin.SAID, key=Key(_tonic(brief, said.values["mode"]), said.values["mode"]))
    mode = "minor" if implied is not None and implied.minor >= 0.5 else "major"
    return brief.with_fields(Origin.INFERRED, key=Key(_tonic(brief, mode), mode))


def _tonic(brief: Brief, mode: str) -> int:
    """Return a tonic that the same prompt always gets, from those comfortable for the first instruments."""
    classes = {CLASS_NAMES[find(name).class_index] for name in brief.instruments[:2]}
    others = _WIND_TONICS if classes & _WIND_CLASSES else _USUAL_TONICS
    tonics: tuple[int, ...] = (_STRING_TONICS if classes & _STRING_CLASSES else others)[mode]
    digest = hashlib.sha256(" ".join(brief.prompt.lower().split()).encode("utf-8", "replace")).digest()
    return tonics[digest[0] % len(tonics)]


def _with_times(brief: Brief, said: Said) -> tuple[Brief, tuple[str, ...]]:
    """Turn a length in bars into seconds, and drop the hits that the piece is over before."""
    if "bars" in said.values and "length_seconds" not in said.values:
        beats = said.values["bars"] * brief.meter[0] * 4 / brief.meter[1]
        seconds = min(max(beats * 60 / brief.tempo_bpm, MIN_LENGTH), MAX_LENGTH)
        brief = brief.with_fields(Origin.SAID, length_seconds=round(seconds, 6))
    kept = tuple(hit for hit in brief.hits if hit < brief.length_seconds)
    lost = tuple(hit for hit in brief.hits if hit not in kept)
    if not lost:
        return brief, ()
    outcome = (hits_after_the_end(lost),)
    return replace(brief, hits=kept, missed=lost, outcome=outcome), outcome
