"""Held-out prompts: facts of pieces that our own writer never wrote for training, in words of our own.

Training draws the writer's seeds below 401 million; these begin at 900 million. A third of the prompts is worded as
the writer words its captions, the rest in templates that no caption uses. What a text does not name is None.
"""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from string import Formatter
from typing import Any

from audiogenesis_desktop.brief.naming import find_instruments
from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.styles import STYLES, Written, write
from audiogenesis_desktop.training.styles.wording import spoken

FIRST_SEED = 900_000_000
_OWN_WORDS = 3  # every third prompt is worded by the writer itself

_OPEN = (
    "{mood} {name} for {use}, {length}",
    "{tempo}, {mood} {name}, {length}",
    "I need {length} of {mood} music in {key}",
    "{name}. {tempo}. {key}.",
    "Please write {mood} {name} in {meter}, {tempo}",
    "a piece of {length} for {use}; {mood}, {tempo}, {key}",
    "{mood} background for {use}, {meter}, in the key of {key}",
    "{key}, {tempo}, {meter}, {clock}: {name}",
    "{clock} {mood} {name}, {tempo}",
    "Underscore, {mood} and {second}, for {use}. Keep it at {tempo} and let it last {length}.",
    "{use}: something {mood} with {one}, {tempo}",
    "{mood} {name} that features {one}, {key}",
)
_CLOSED = (
    "just {all}, {mood}, {tempo}",
    "only {all}: {mood} {name} in {key}, {length}",
    "{mood} {name} for {all}, {tempo}, {key}",
    "{all}; {key}; {tempo}; {meter}",
    "nothing but {all}, {mood}, {length}",
    "We see {use}. {mood} music, {tempo}, in {key}. Instruments: {all}.",
    "{length} for {use}, {tempo}, played by {all}",
    "{clock}, {all}, key of {key}, {mood}",
    "{all} in {meter}, {key}, {mood} and {second}",
)
_TEMPI = ("{} bpm", "{} bpm", "{} beats per minute", "tempo {}")
_WORDS = {
    "slow": ("slow tempo", "slow"),
    "moderate": ("moderate tempo",),
    "fast": ("fast tempo", "fast"),
    "very fast": ("very fast tempo", "very fast"),
}
_METERS = ("{}", "{} time")
_LENGTHS: dict[float, tuple[str, ...]] = {
    15: ("15 seconds", "fifteen seconds", "15 s"),
    20: ("20 seconds", "20 s", "twenty seconds"),
    30: ("30 seconds", "half a minute"),
    45: ("45 seconds", "45 s"),
    60: ("one minute", "60 seconds"),
}


def held_out_prompt(number: int) -> Wanted:
    """Return the prompt of a number from 0 on, always the same, and what it names."""
    random, seed = Random(f"prompt/{number}"), FIRST_SEED + number
    written = write(STYLES[number % len(STYLES)], seed)
    if number % _OWN_WORDS == 0 and not _names_players(written.facts["name"], written.facts["use"]):
        return replace(_as_written(written), valence=written.valence, energy=written.energy)
    return replace(_worded(written, random), valence=written.valence, energy=written.energy)


def _names_players(*texts: str) -> bool:
    """Return whether one of the texts asks for instruments by itself, as "piano trio" does."""
    return any(find_instruments(text) for text in texts)


def _as_written(written: Written) -> Wanted:
    """Return the writer's own caption; a fact is named if its words stand in it."""
    facts, text = written.facts, written.prompt
    stated = {
        "tempo_bpm": float(facts["tempo_bpm"]) if f"{facts['tempo_bpm']} bpm" in text else None,
        "key": Key.parse(facts["key"]) if facts["key"] in text else None,
        "meter": _meter(facts["meter"]) if facts["meter"] in text else None,
    }
    every, some = facts["only"], facts["instruments"]
    named = every if every in text else some if some in text else ""
    players = _players(written, named)
    return Wanted(text, **stated, programs=players, is_closed=len(players) > 1)  # type: ignore[arg-type]


def _worded(written: Written, random: Random) -> Wanted:
    facts = written.facts
    template = random.choice(random.choice((_OPEN, _CLOSED)))
    uses = {name for _, name, _, _ in Formatter().parse(template) if name}
    words, stated = _facts(written, random)
    if _names_players(facts["name"]):
        words["name"] = "music"
    if _names_players(facts["use"]):
        words["use"] = "a short film"
    named = {name: value for use in uses if use in stated for name, value in stated[use].items()}
    return Wanted(template.format(**words), **{"is_closed": "all" in uses, **named})


def _facts(written: Written, random: Random) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Return the words for every blank of a template, and what each names."""
    facts = written.facts
    length = random.choice(list(_LENGTHS))
    tempo, named_tempo = _tempo(float(facts["tempo_bpm"]), random)
    one = random.choice(facts["only"].replace(" and ", ", ").split(", "))
    words = {
        **{name: facts[name] for name in ("mood", "second", "name", "use")},
        "key": facts["key"],
        "meter": random.choice(_METERS).format(facts["meter"]),
        "tempo": tempo,
        "length": random.choice(_LENGTHS[length]),
        "clock": f"{length // 60:.0f}:{length % 60:02.0f}",
        "all": facts["only"],
        "one": one,
    }
    stated: dict[str, dict[str, Any]] = {
        "key": {"key": Key.parse(facts["key"])},
        "meter": {"meter": _meter(facts["meter"])},
        "tempo": named_tempo,
        "length": {"length_seconds": float(length)},
        "clock": {"length_seconds": float(length)},
        "all": {"programs": _players(written, facts["only"])},
        "one": {"programs": _players(written, one)},
    }
    return words, stated


def _tempo(bpm: float, random: Random) -> tuple[str, dict[str, Any]]:
    """Return a tempo in words and what it names: the number, or the word that MidiCaps would use for it."""
    if random.random() < 0.6:
        return random.choice(_TEMPI).format(f"{bpm:.0f}"), {"tempo_bpm": bpm}
    word = "slow" if bpm < 80 else "moderate" if bpm < 115 else "fast" if bpm < 155 else "very fast"
    return random.choice(_WORDS[word]), {"tempo_word": word}


def _meter(text: str) -> tuple[int, int]:
    above, below = text.split("/")
    return int(above), int(below)


def _players(written: Written, named: str) -> tuple[int, ...]:
    """Return the programs, -1 for drums, of the piece's tracks that a list of spoken names holds."""
    spoken = [name for name in named.replace(" and ", ", ").split(", ") if name]
    by_name = _by_spoken(written)
    return tuple(by_name[name] for name in spoken)


def _by_spoken(written: Written) -> Mapping[str, int]:
    return {spoken(track): -1 if track.is_drums else track.program for track in reversed(written.score.tracks)}
