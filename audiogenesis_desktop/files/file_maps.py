"""What a file says beside its notes: tempi, meters, keys, names, words, SysEx, and the rest, which is kept as it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import isfinite

from audiogenesis_desktop.files.dialects import Mode, Rhythm, is_addressed, mode_set, rhythm_set
from audiogenesis_desktop.files.feel_marks import FEEL_MARK
from audiogenesis_desktop.files.findings import Damage, Findings, Loss
from audiogenesis_desktop.files.own_mixes import MIX_MARK, mix_of
from audiogenesis_desktop.files.texts import clean_line, clean_words, decoder
from audiogenesis_desktop.files.track_reading import META, SYSEX, SYSEX_MORE, FileTrack, Saying
from audiogenesis_desktop.score.score import HIGHEST_LEVEL_DB, Kept, KeyAt, Marker, Meter, Mix, Tempo

# A sequencer-specific event (manufacturer 0x7D: for private use) where the piece ends by intent, so that
# reading the file back tells a planned end from one that merely follows the last note.
END_MARK = bytes((0x7D, *b"Audiogenesis end"))
# Another, with the master fader in decibels behind it.
LEVEL_MARK = bytes((0x7D, *b"Audiogenesis level "))

TRACK_NAME, INSTRUMENT_NAME, CHANNEL_PREFIX = 0x03, 0x04, 0x20
TEMPO, METER, KEY, SEQUENCER_SPECIFIC = 0x51, 0x58, 0x59, 0x7F
MARKER_KINDS = {0x01: "text", 0x05: "lyric", 0x06: "marker", 0x07: "cue"}
_SUNG = ("text", "lyric")  # karaoke files write words as either
_TEXTS = range(0x01, 0x10)
_OF_TRACKS = (INSTRUMENT_NAME, 0x08, 0x09)  # with program and device names: they go with a track
_SMALLEST_UNIT = 6  # a 64th, as the power of two that files write
_MOST_SHARPS = 7
_DEFAULT_TEMPO = 500_000


@dataclass
class FileMaps:
    """What all tracks of a file say together; `names`, `mixes` and `kept_by_track` go by the file's own tracks."""

    tempi: tuple[Tempo, ...] = ()
    meters: tuple[Meter, ...] = ()
    keys: tuple[KeyAt, ...] = ()
    markers: tuple[Marker, ...] = ()
    kept: tuple[Kept, ...] = ()
    planned_end: int = 0
    level_db: float = 0.0
    feel: bytes = b""  # how it is played, as `feel_marks.py` writes it
    names: dict[int, str] = field(default_factory=dict)
    mixes: dict[int, Mix] = field(default_factory=dict)  # of tracks that share a channel by turns
    kept_by_track: dict[int, list[Kept]] = field(default_factory=dict)
    rhythms: list[Rhythm] = field(default_factory=list)
    modes: frozenset[Mode] = frozenset()
    is_addressed: bool = False  # some SysEx that is kept speaks to channels by their numbers


def read_maps(tracks: list[FileTrack], findings: Findings, *, has_beats: bool) -> FileMaps:
    """Return what the tracks of a file say; unless it `has_beats`, its tempi mean nothing."""
    texts = (saying.content for track in tracks for saying in track.sayings if saying.kind in _TEXTS)
    reader = _MapReader(findings, decoder(texts))
    for number, track in enumerate(tracks):
        for saying in _joined(track.sayings, findings):
            reader.take(number, saying)
    return reader.maps(has_beats=has_beats)


def _joined(sayings: Iterable[Saying], findings: Findings) -> Iterator[Saying]:
    """Yield the sayings, with SysEx that comes in several pieces as one at the time of the first."""
    pending: Saying | None = None
    for saying in sayings:
        if saying.kind == SYSEX_MORE and pending is not None:
            pending = pending._replace(content=pending.content + saying.content)
        elif saying.kind == SYSEX:
            pending = saying
        elif saying.kind == SYSEX_MORE:  # bytes to be sent raw
            findings.lose(Loss.SYSEX)
            continue
        else:
            yield saying
            continue
        if pending.content.endswith(b"\xf7"):
            yield pending
            pending = None
    if pending is not None:
        findings.lose(Loss.SYSEX)


class _MapReader:
    def __init__(self, findings: Findings, decode: Callable[[bytes], str]) -> None:
        self._findings, self._decode = findings, decode
        self._tempi: dict[int, Tempo] = {}
        self._meters: dict[int, Meter] = {}
        self._keys: dict[int, KeyAt] = {}
        self._markers: list[Marker] = []
        self._kept: list[Kept] = []
        self._kept_by_track: dict[int, list[Kept]] = defaultdict(list)
        self._modes: set[Mode] = set()
        self._maps = FileMaps()

    def take(self, number: int, saying: Saying) -> None:
        """Take what track `number` says next."""
        tick, kind, content = saying
        if kind == SYSEX:
            self._take_sysex(tick, bytes((SYSEX,)) + content)
        elif kind == TEMPO:
            self._take_tempo(number, tick, content)
        elif kind == METER:
            self._take_meter(number, tick, content)
        elif kind == KEY:
            self._take_key(number, tick, content)
        elif kind == SEQUENCER_SPECIFIC and content == END_MARK:
            self._maps.planned_end = tick
        elif kind == SEQUENCER_SPECIFIC and content.startswith(LEVEL_MARK):
            self._maps.level_db = _level_of(content)
        elif kind == SEQUENCER_SPECIFIC and content.startswith(MIX_MARK):
            self._take_mix(number, content)
        elif kind == SEQUENCER_SPECIFIC and content.startswith(FEEL_MARK):
            self._maps.feel = content
        elif kind in MARKER_KINDS:
            clean = clean_words if MARKER_KINDS[kind] in _SUNG else clean_line
            if text := clean(self._decode(content)):
                self._markers.append(Marker(tick, text, MARKER_KINDS[kind]))
        elif kind != CHANNEL_PREFIX:  # that is said anew for what follows it
            self._take_other(number, saying)

    def _take_other(self, number: int, saying: Saying) -> None:
        tick, kind, content = saying
        if kind in _TEXTS:
            text = clean_line(self._decode(content))
            if kind in (TRACK_NAME, INSTRUMENT_NAME) and number not in self._maps.names:
                if text:
                    self._maps.names[number] = text
                return
            content = text.encode("utf-8", "replace")
            if not content:
                return
        kept = self._kept_by_track[number] if kind in _OF_TRACKS else self._kept
        kept.append(Kept(tick, bytes((META, kind)) + content))

    def _take_sysex(self, tick: int, data: bytes) -> None:
        if any(byte > 127 for byte in data[1:-1]):
            self._findings.lose(Loss.SYSEX)
            return
        mode, rhythm = mode_set(data), rhythm_set(tick, data)
        if mode is not None:
            self._modes.add(mode)
        if rhythm is not None:
            self._maps.rhythms.append(rhythm)
        if mode is not None or rhythm is not None:
            self._findings.lose(Loss.MODES)
            return
        self._maps.is_addressed |= is_addressed(data)
        self._kept.append(Kept(tick, data))

    def _take_mix(self, number: int, content: bytes) -> None:
        if (mix := mix_of(content)) is not None:
            self._maps.mixes[number] = mix

    def _take_tempo(self, number: int, tick: int, content: bytes) -> None:
        tempo = int.from_bytes(content[:3], "big")
        if len(content) < 3 or not tempo:
            self._findings.damage(Damage.TEMPO, number)
        else:
            self._tempi[tick] = Tempo(tick, tempo)

    def _take_meter(self, number: int, tick: int, content: bytes) -> None:
        if len(content) < 2 or not content[0] or content[1] > _SMALLEST_UNIT:
            self._findings.damage(Damage.METER, number)
        else:
            self._meters[tick] = Meter(tick, content[0], 1 << content[1])

    def _take_key(self, number: int, tick: int, content: bytes) -> None:
        sharps = int.from_bytes(content[:1], "big", signed=True)
        if len(content) < 2 or abs(sharps) > _MOST_SHARPS or content[1] > 1:
            self._findings.damage(Damage.KEY, number)
        else:
            # Each sharp is a fifth up; a minor key lies nine semitones above the major one of its signature.
            self._keys[tick] = KeyAt(tick, (7 * sharps + 9 * content[1]) % 12, "minor" if content[1] else "major")

    def maps(self, *, has_beats: bool) -> FileMaps:
        """Return all of it, in order of time."""
        maps = self._maps
        tempi = {0: Tempo(0, _DEFAULT_TEMPO)} | (self._tempi if has_beats else {})
        maps.tempi = tuple(sorted(tempi.values()))
        maps.meters = tuple(sorted(({0: Meter(0, 4, 4)} | self._meters).values()))
        maps.keys = tuple(sorted(self._keys.values()))
        maps.markers = tuple(sorted(self._markers, key=lambda marker: marker.tick))
        maps.kept = tuple(sorted(self._kept, key=lambda kept: kept.tick))
        maps.kept_by_track, maps.modes = dict(self._kept_by_track), frozenset(self._modes)
        return maps


def level_mark(level_db: float) -> bytes:
    """Return what says in a file where the master fader stands."""
    return LEVEL_MARK + f"{level_db:g}".encode()


def _level_of(content: bytes) -> float:
    """Return the master fader of a level mark in decibels; 0 where somebody else has written nonsense there."""
    try:
        level_db = float(content.removeprefix(LEVEL_MARK))
    except ValueError:
        return 0.0
    return max(-HIGHEST_LEVEL_DB, min(HIGHEST_LEVEL_DB, level_db)) if isfinite(level_db) else 0.0
