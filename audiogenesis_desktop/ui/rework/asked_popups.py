"""What some verbs ask first: chords typed bar by bar, instruments, and how far to continue."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.editing.meaning import bars_told
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.verbs.asking import Asked
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.maps import merged
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.chord_line import read_chords
from audiogenesis_desktop.theory.spelling import chord_name, key_at
from audiogenesis_desktop.ui.roll.lanes.item_popup import Choice, ItemPopup, text_field

T = TypeVar("T")
Ask = Callable[[Asked], object]
MOVED, ANEW = "Move to them", "Write anew"
PIECE = "The whole piece"
GIVEN, DOUBLED = "Give", "Double"
ROLES_TO_JOIN = {
    "bass": "A bass",
    "drums": "Drums that keep the time",
    "percussion": "What adds to the drums",
    "chords": "Chords that are struck",
    "figure": "Broken chords, or a riff",
    "pad": "Chords that are held",
    "lead": "A tune",
    "second voice": "A second voice to the tune that is there",
}
"""What somebody who joins may play."""
_MOST_BARS = 16  # of chords that are offered for typing over


class AskFor(Protocol):
    """Has a verb done, in words of its own."""

    def __call__(self, asked: Asked, *, words: str) -> object:
        """Begin it."""


def chords_popup(score: Score, scope: Scope, ask: Ask, parent: QWidget) -> ItemPopup:
    """Return the popup in which chords are typed for the bars of a scope, or for the whole piece, over and over."""
    line = text_field(chord_text(score, scope), "| Am F | C G |")
    line.setMinimumWidth(90 * 4)
    line.setToolTip(
        "Bars between strokes, two chords in each at most; % is the bar before; steps such as vi or V7, too"
    )
    notes = Choice(
        {MOVED: "Each note goes to the nearest of the new chord", ANEW: "All that is pitched is written anew"}, MOVED
    )

    marked = bars_told(score, scope).capitalize()
    places = ({marked: "What is marked"} if marked else {}) | {PIECE: "All of it"}
    where = Choice(places, marked or PIECE)

    def take() -> None:
        bars = WHOLE if where.chosen == PIECE else scope
        start = bars.stretches[0].start_tick if bars.stretches else 0
        with_sentence(
            lambda: ask(
                Asked(
                    "reharmonise",
                    bars,
                    chords=read_chords(line.text(), key_at(score.keys, start)),
                    is_rewritten=notes.chosen == ANEW,
                )
            )
        )

    return ItemPopup("Chords", {"Chords": line, "Where": where, "Notes": notes}, take, parent)


def orchestrate_popup(scope: Scope, words: str, ask: Ask, parent: QWidget) -> ItemPopup:
    """Return the popup that asks who is to play what a scope has."""
    names = text_field("", "violin, cello")
    how = Choice({GIVEN: "They play it in place of who does now", DOUBLED: "They play it beside who does now"}, GIVEN)

    def take() -> None:
        instruments = with_sentence(lambda: instruments_of(names.text()))
        ask(Asked("orchestrate", scope, instruments=instruments, is_doubled=how.chosen == DOUBLED))

    return ItemPopup(f"Orchestrate {words}", {"Instruments": names, "Notes": how}, take, parent)


def accompany_popup(scope: Scope, words: str, ask: AskFor, parent: QWidget) -> ItemPopup:
    """Return the popup that asks who joins, and what they are to play."""
    names, role = text_field("", "cello"), Choice(ROLES_TO_JOIN, "second voice")
    role.setAccessibleName("What they play")

    def take() -> None:
        instruments = with_sentence(lambda: instruments_of(names.text()))
        players = tuple((role.chosen, name) for name in instruments)
        ask(Asked("accompany", scope, players=players), words=f"{words} by {' and '.join(instruments)}")

    return ItemPopup(f"Accompany {words}", {"Instruments": names, "Plays": role}, take, parent)


def continue_popup(score: Score, scope: Scope, ask: Ask, parent: QWidget) -> ItemPopup:
    """Return the popup that asks up to where to write on."""
    end = MeterMap(score.meters).position(max(0, score.end_tick - 1)).bar
    line = text_field("", f"{end + 8}, or 1:30")
    line.setToolTip(f"A bar after {end}, or how long the piece is to be, as 1:30 or 90 s")

    def take() -> None:
        bar, seconds = with_sentence(lambda: place_of(line.text(), end))
        ask(Asked("continue", scope, to_bar=bar, to_seconds=seconds))

    return ItemPopup("Continue to a bar or a length", {"Up to": line}, take, parent)


def with_sentence(do: Callable[[], T]) -> T:
    """Do something whose BadInput a popup is to show, as the ValueError that it knows."""
    try:
        return do()
    except BadInput as error:
        raise ValueError(str(error)) from error


def chord_text(score: Score, scope: Scope) -> str:
    """Return the chords of a scope's first bars as they may be typed, or nothing where there are none."""
    meters, span = MeterMap(score.meters), scope.stretches or ()
    start, end = (span[0].start_tick, span[-1].end_tick) if span else (0, score.end_tick)
    bars, bar, chords = list[str](), meters.position(start).bar, tuple(merged(score.chords))
    while meters.bar_start(bar) < end and len(bars) < _MOST_BARS:
        first, after = meters.bar_start(bar), meters.bar_start(bar + 1)
        inside = [c for c in chords if c.tick < after and c.tick + c.length_ticks > first]
        names = [chord_name(c, key_at(score.keys, first)) for c in inside[:2]]
        bars.append(" ".join(names) if names else "%")
        bar += 1
    return f"| {' | '.join(bars)} |" if chords and bars and bars[0] != "%" else ""


def instruments_of(text: str) -> tuple[str, ...]:
    """Return General MIDI's names of instruments named between commas; raises BadInput with one that is none."""
    from audiogenesis_desktop.brief.naming import find_instruments

    found = list[str]()
    for name in filter(None, (part.strip() for part in text.split(","))):
        meant = find_instruments(name)
        if not meant:
            raise BadInput(f"“{name}” is no instrument known here: try a name such as piano, strings or cello.")
        found.append(meant[0])
    if not found:
        raise BadInput("Nobody is named: write instruments such as violin, cello.")
    return tuple(found)


def place_of(text: str, last_bar: int) -> tuple[int, float]:
    """Return the bar that is meant, or else the seconds; raises BadInput if it is neither, or lies before the end."""
    words = text.strip().lower().removesuffix("s").strip()
    minutes, colon, seconds = words.partition(":")
    try:
        if colon:
            return 0, 60 * int(minutes) + float(seconds)
        if text.strip().lower().endswith("s"):
            return 0, float(words)
        bar = int(words.removeprefix("bar").strip())
    except ValueError:
        raise BadInput(f"“{text}” is no place: write a bar such as {last_bar + 8}, or a length such as 1:30.") from None
    if bar <= last_bar:
        raise BadInput(f"The piece has {last_bar} bars already: name a bar beyond.")
    return bar, 0.0
