"""The options of `audiogenesis rework`: what it is about, what is done, and how."""

import argparse
import math

from audiogenesis_desktop.commands import values

_DEGREES = "density, height, syncopation, leaps, voices, loudness, repetition, strictness (to the chord), energy"


def add_rework_options(command: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    scope = command.add_argument_group("what it is about (all, unless said)")
    scope.add_argument("--bars", default="", metavar="9:12", help="bars, counted from 1; several as 1:2,9")
    scope.add_argument("--tracks", default="", metavar="A,B", help="tracks by name")
    scope.add_argument("--lock", type=values.names, default=[], metavar="A,B", help="tracks that stay as they are")
    _add_verbs(command.add_argument_group("what is done (one of these)").add_mutually_exclusive_group())
    how = command.add_argument_group("how")
    how.add_argument("--keep", choices=("rhythm", "pitches"), help="what stays while the rest is written anew")
    how.add_argument(
        "--by", type=values.names, default=[], metavar="A,B", help="vary by rhythm, pitches, density, harmony"
    )
    how.add_argument("--chords", default="", metavar="'| Am F | C |'", help="the chords to take, over and over")
    how.add_argument("--rewrite", action="store_true", help="write parts anew in other chords, not moved to them")
    how.add_argument("--double", action="store_true", help="orchestrate, and leave it where it was, too")
    how.add_argument("--more", action="append", default=[], metavar="A,B=0.5", help=f"more of {_DEGREES}")
    how.add_argument("--less", action="append", default=[], metavar="A,B=0.5", help="less of these")
    how.add_argument("--register", type=_register, metavar="C3:C5", help="the lowest and highest pitch (C4 is 60)")
    how.add_argument("--strict", action="store_true", help="nothing new leaves the register")
    how.add_argument("--prompt", metavar="WORDS", help="what the music is, else the words that it was composed from")


def _add_verbs(verbs: "argparse._MutuallyExclusiveGroup") -> None:
    verbs.add_argument("--ask", metavar="WORDS", help='in words, about the whole piece: "no drums now", "end bigger"')
    verbs.add_argument("--regenerate", action="store_true", help="other notes")
    verbs.add_argument("--vary", type=_share, metavar="0..1", help="so much of it becomes something else")
    verbs.add_argument("--infill", action="store_true", help="other notes, that lead to what follows")
    verbs.add_argument("--continue", dest="more_bars", metavar="8", help="go on by bars, to:24, or to a length as 60s")
    verbs.add_argument(
        "--accompany",
        type=values.names,
        metavar="bass,drums",
        help="new tracks: bass, drums, chords, pad, second voice, figure, lead; by whom as bass:cello",
    )
    verbs.add_argument("--simplify", type=_share, nargs="?", const=0.5, metavar="0..1", help="fewer notes")
    verbs.add_argument("--embellish", type=_share, nargs="?", const=0.5, metavar="0..1", help="notes beside them")
    verbs.add_argument("--reharmonise", action="store_true", help="other chords, and the parts moved to them")
    verbs.add_argument("--orchestrate", type=values.names, metavar="violin,cello", help="given to other instruments")
    verbs.add_argument("--move", metavar="B:9", help="a section goes to where another begins, such as B to bar 9")
    verbs.add_argument("--resize", metavar="B:12", help="a section has so many bars")


def _share(text: str) -> float:
    """Read "0.4" or "40%"."""
    whole = text.strip()
    try:
        value = float(whole.rstrip("%")) / (100 if whole.endswith("%") else 1)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to 1, or from 0% to 100%")
    return value


def _register(text: str) -> tuple[int, int]:
    """Read "C3:C5", C4 being middle C, or "48:72"."""
    low, _, high = text.partition(":")
    pitches = _pitch(low), _pitch(high)
    if not 0 <= pitches[0] < pitches[1] <= 127:
        raise argparse.ArgumentTypeError(f"{text!r} is not a register such as C3:C5")
    return pitches


def _pitch(text: str) -> int:
    name = text.strip().replace("♯", "#").replace("♭", "b").lower()
    if name.isdecimal():
        return int(name)
    letter, accidental, octave = name[:1], name[1:2] if name[1:2] in ("#", "b") else "", name[1:].lstrip("#b")
    if letter not in "cdefgab" or not letter or not octave.lstrip("-").isdecimal():
        return -1
    step = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}[letter]
    return 12 * (int(octave) + 1) + step + {"#": 1, "b": -1, "": 0}[accidental]
