"""Players: what a style file says of how a part is played becomes the function that plays it."""

from collections.abc import Callable
from typing import Any

from audiogenesis_desktop.style import plays
from audiogenesis_desktop.training.styles import bass, chords, grooves, melody, second_voices
from audiogenesis_desktop.training.styles.grammar import Player

_PLAYERS: dict[type, Callable[[Any], Player]] = {
    plays.Figure: lambda p: chords.figure(*p.patterns, voices=p.voices, colour=p.colour, strum=p.strum),
    plays.Pad: lambda p: chords.pad(voices=p.voices, colour=p.colour, swell=p.swell),
    plays.GuideLine: lambda p: chords.guide_line(below=p.below),
    plays.BassLine: lambda p: bass.line(*p.patterns),
    plays.Walking: lambda _: bass.walking(),
    plays.Drone: lambda _: bass.drone(),
    plays.Pedal: lambda _: bass.pedal(),
    plays.Tune: lambda p: melody.tune(*p.rhythms, pentatonic=p.pentatonic, span=p.span, blue=p.blue, lean=p.lean),
    plays.Double: lambda p: second_voices.double(octaves=p.octaves),
    plays.Thirds: lambda _: second_voices.thirds(),
    plays.Counter: lambda _: second_voices.counter(),
    plays.Answer: lambda _: second_voices.answer(),
    plays.Kit: lambda p: grooves.kit(*p.grids, fills=p.fills, crash=p.crash),
    plays.Hands: lambda p: grooves.hand(*p.grids),
    plays.TunedDrum: lambda p: grooves.tuned_drum(*p.patterns),
    plays.Roll: lambda p: grooves.roll_in(bars=p.bars),
}


def player_of(play: plays.Play) -> Player:
    """Return the player of a way to play."""
    return _PLAYERS[type(play)](play)
