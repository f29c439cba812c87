"""What reading a file finds to tell: damage, by the tracks that it was found in, and what saving would lose."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

_NAMED_TRACKS = 5  # in one sentence


class BrokenFile(Exception):
    """What is wrong with a MIDI file, as the end of a sentence that begins with its name."""


class Damage(StrEnum):
    """What can be wrong with a track that is read all the same, and what was made of it."""

    WRONG_LENGTH = "the length is wrong: what is there was read"
    STRAY_BYTES = "stray bytes follow, which were passed over"
    CUT_SHORT = "the end is missing: what comes before was read"
    AFTER_END = "something comes after the end mark, which was left out"
    NO_STATUS = "bytes that begin no message were passed over"
    UNKNOWN_STATUS = "messages that do not exist in files were passed over"
    TOO_HIGH = "values over 127 were taken as 127"
    LONG_TIME = "a time is longer than files can say"
    TEMPO = "an impossible tempo was passed over"
    METER = "a time signature that cannot be shown was passed over"
    KEY = "an impossible key was passed over"


class Loss(StrEnum):
    """What a file has and ours would not: each ends the sentence "Saving would lose …"."""

    TYPE_0 = "the layout in one track (type 0)"
    GRID = "times finer than 1/960 of a beat"
    FRAMES = "the counting of time in video frames"
    RELEASES = "how fast keys are let go"
    OVERLAPS = "the ends of notes that overlap on one key"
    DOUBLES = "notes that are there twice"
    MODES = "messages that switch a synthesizer to GM, GS or XG"
    MONO = "mono, omni and local switches"
    SYSEX = "SysEx in pieces"
    WRAPPER = "the wrapper around the music"
    BLOCKS = "blocks that are not MIDI tracks"
    CHANNELS = "its own numbering of channels and ports"
    DAMAGED = "what is damaged"
    FAR = "what lies too far out"


class Findings:
    """Collects while a file is read; each kind is told once, however often it was found."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._sentences: dict[str, None] = {}
        self._damage: dict[Damage, dict[int, None]] = defaultdict(dict)
        self._losses: set[Loss] = set()

    def say(self, sentence: str) -> None:
        """Take a sentence about the whole file."""
        self._sentences[sentence] = None

    def damage(self, what: Damage, track: int) -> None:
        """Take damage in a track, counted from 0."""
        self._damage[what][track] = None
        self._losses.add(Loss.DAMAGED)

    def lose(self, what: Loss) -> None:
        """Take something that saving would lose."""
        self._losses.add(what)

    @property
    def notices(self) -> tuple[str, ...]:
        """Return a sentence for each thing found."""
        return (*self._sentences, *(f"In {_named(tracks)} {what}." for what, tracks in self._damage.items()))

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Return what saving would lose, in the order of `Loss`."""
        return tuple(loss for loss in Loss if loss in self._losses)


def _named(tracks: Iterable[int]) -> str:
    numbers = [str(track + 1) for track in sorted(tracks)]
    if len(numbers) == 1:
        return f"track {numbers[0]}"
    if len(numbers) > _NAMED_TRACKS:
        return f"{len(numbers)} tracks"
    return f"tracks {', '.join(numbers[:-1])} and {numbers[-1]}"
