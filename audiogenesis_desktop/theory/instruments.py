"""Instruments: General MIDI's names and families, and the classes that the network tells apart."""

from typing import NamedTuple

# General MIDI level 1 sound set, programs 0..127, in plain lower case.
GM_NAMES: tuple[str, ...] = (
    "piano",
    "bright piano",
    "electric grand piano",
    "honky-tonk piano",
    "electric piano",
    "electric piano 2",
    "harpsichord",
    "clavinet",
    "celesta",
    "glockenspiel",
    "music box",
    "vibraphone",
    "marimba",
    "xylophone",
    "tubular bells",
    "dulcimer",
    "drawbar organ",
    "percussive organ",
    "rock organ",
    "church organ",
    "reed organ",
    "accordion",
    "harmonica",
    "bandoneon",
    "nylon guitar",
    "steel guitar",
    "jazz guitar",
    "clean guitar",
    "muted guitar",
    "overdriven guitar",
    "distortion guitar",
    "guitar harmonics",
    "acoustic bass",
    "fingered bass",
    "picked bass",
    "fretless bass",
    "slap bass",
    "slap bass 2",
    "synth bass",
    "synth bass 2",
    "violin",
    "viola",
    "cello",
    "contrabass",
    "tremolo strings",
    "pizzicato strings",
    "harp",
    "timpani",
    "strings",
    "slow strings",
    "synth strings",
    "synth strings 2",
    "choir",
    "voice oohs",
    "synth voice",
    "orchestra hit",
    "trumpet",
    "trombone",
    "tuba",
    "muted trumpet",
    "french horn",
    "brass section",
    "synth brass",
    "synth brass 2",
    "soprano sax",
    "alto sax",
    "tenor sax",
    "baritone sax",
    "oboe",
    "english horn",
    "bassoon",
    "clarinet",
    "piccolo",
    "flute",
    "recorder",
    "pan flute",
    "bottle",
    "shakuhachi",
    "whistle",
    "ocarina",
    "square lead",
    "saw lead",
    "calliope lead",
    "chiff lead",
    "charang lead",
    "voice lead",
    "fifths lead",
    "bass lead",
    "new age pad",
    "warm pad",
    "polysynth pad",
    "choir pad",
    "bowed pad",
    "metallic pad",
    "halo pad",
    "sweep pad",
    "rain",
    "soundtrack",
    "crystal",
    "atmosphere",
    "brightness",
    "goblins",
    "echoes",
    "sci-fi",
    "sitar",
    "banjo",
    "shamisen",
    "koto",
    "kalimba",
    "bagpipe",
    "fiddle",
    "shanai",
    "tinkle bell",
    "agogo",
    "steel drums",
    "woodblock",
    "taiko",
    "melodic tom",
    "synth drum",
    "reverse cymbal",
    "fret noise",
    "breath noise",
    "seashore",
    "bird tweet",
    "telephone",
    "helicopter",
    "applause",
    "gunshot",
)
DRUMS = "drums"

FAMILIES: tuple[tuple[str, range], ...] = (
    ("Piano", range(8)),
    ("Chromatic percussion", range(8, 16)),
    ("Organ", range(16, 24)),
    ("Guitar", range(24, 32)),
    ("Bass", range(32, 40)),
    ("Strings", range(40, 48)),
    ("Ensemble", range(48, 56)),
    ("Brass", range(56, 64)),
    ("Reed", range(64, 72)),
    ("Pipe", range(72, 80)),
    ("Synth lead", range(80, 88)),
    ("Synth pad", range(88, 96)),
    ("Synth effects", range(96, 104)),
    ("World", range(104, 112)),
    ("Percussive", range(112, 120)),
    ("Sound effects", range(120, 128)),
)


class InstrumentClass(NamedTuple):
    """What the network tells apart: a group of programs played alike, with the range and voices it keeps."""

    name: str
    programs: tuple[int, ...]
    low_pitch: int
    high_pitch: int
    voices: int


# Index 0 is a rest, so that silence is a note like any other; the order fixes the order within one onset:
# from the bass up would hide the melody from what accompanies it, so lines come before chords.
CLASSES: tuple[InstrumentClass, ...] = (
    InstrumentClass("rest", (), 0, 0, 0),
    InstrumentClass("drums", (), 35, 81, 6),
    InstrumentClass("acoustic bass", (32, 43), 28, 60, 1),
    InstrumentClass("electric bass", (33, 34, 35, 36, 37), 28, 62, 1),
    InstrumentClass("synth bass", (38, 39, 87), 24, 60, 1),
    InstrumentClass("cello", (42,), 36, 76, 2),
    InstrumentClass("viola", (41,), 48, 86, 2),
    InstrumentClass("violin", (40, 110), 55, 98, 2),
    InstrumentClass("flute", (72, 73, 74, 75, 76, 77, 78, 79), 60, 96, 1),
    InstrumentClass("reed", (68, 69, 70, 71, 109, 111), 46, 91, 1),
    InstrumentClass("sax", (64, 65, 66, 67), 44, 85, 1),
    InstrumentClass("trumpet", (56, 59), 52, 84, 1),
    InstrumentClass("horn", (57, 58, 60), 34, 77, 2),
    InstrumentClass("brass section", (61, 62, 63), 40, 84, 4),
    InstrumentClass("synth lead", (80, 81, 82, 83, 84, 85, 86), 48, 96, 1),
    InstrumentClass("mallets", (8, 9, 10, 11, 12, 13, 14, 15, 108, 112, 114), 53, 101, 4),
    InstrumentClass("distortion guitar", (29, 30), 38, 86, 3),
    InstrumentClass("electric guitar", (26, 27, 28, 31), 40, 86, 5),
    InstrumentClass("acoustic guitar", (24, 25), 40, 83, 6),
    InstrumentClass("plucked", (104, 105, 106, 107), 43, 88, 4),
    InstrumentClass("harp", (46,), 31, 98, 6),
    InstrumentClass("harpsichord", (6, 7), 36, 88, 6),
    InstrumentClass("electric piano", (4, 5), 33, 91, 6),
    InstrumentClass("piano", (0, 1, 2, 3), 24, 103, 8),
    InstrumentClass("accordion", (21, 22, 23), 41, 88, 5),
    InstrumentClass("organ", (16, 17, 18, 19, 20), 30, 91, 6),
    InstrumentClass("choir", (52, 53, 54), 40, 84, 5),
    InstrumentClass("strings", (44, 45, 48, 49, 50, 51, 55), 31, 96, 6),
    InstrumentClass("pad", tuple(range(88, 104)), 36, 91, 6),
    InstrumentClass("percussion", (47, 113, 115, 116, 117, 118, 119, *range(120, 128)), 33, 84, 2),
)
CLASS_NAMES = tuple(c.name for c in CLASSES)
REST_CLASS, DRUM_CLASS = 0, 1
_CLASS_OF_PROGRAM = {program: i for i, c in enumerate(CLASSES) for program in c.programs}

# Programs whose own range is narrower or elsewhere than their class's.
_RANGES = {
    72: (74, 102),
    75: (60, 91),
    109: (62, 84),
    70: (34, 72),
    68: (58, 91),
    69: (52, 81),
    71: (50, 91),
    64: (56, 88),
    65: (49, 81),
    66: (44, 76),
    67: (37, 69),
    57: (40, 72),
    58: (28, 58),
    60: (35, 77),
    8: (60, 103),
    9: (72, 103),
    10: (60, 96),
    11: (53, 89),
    12: (45, 96),
    13: (65, 103),
    14: (60, 77),
    45: (36, 88),
    47: (36, 57),
    43: (28, 55),
    104: (48, 77),
    105: (48, 86),
    108: (60, 84),
    16: (36, 91),
}


class Instrument(NamedTuple):
    """A sound that a prompt or a track may name: its GM name (or "drums"), program and class index.

    `bank` 0..16383 is General MIDI's own unless a SoundFont has more.
    """

    name: str
    program: int
    class_index: int
    bank: int = 0

    @property
    def is_drums(self) -> bool:
        """Return whether it plays on the drum channel."""
        return self.class_index == DRUM_CLASS

    @property
    def pitch_range(self) -> tuple[int, int]:
        """Return the lowest and highest pitch that suit it, both included."""
        own = CLASSES[self.class_index]
        if self.is_drums:
            return own.low_pitch, own.high_pitch
        return _RANGES.get(self.program, (own.low_pitch, own.high_pitch))


def class_of(program: int, is_drums: bool = False) -> int:
    """Return the index in `CLASSES` of a program 0..127."""
    return DRUM_CLASS if is_drums else _CLASS_OF_PROGRAM[program]


def of_program(program: int, is_drums: bool = False) -> Instrument:
    """Return the instrument that a program names."""
    return find(DRUMS) if is_drums else Instrument(GM_NAMES[program], program, _CLASS_OF_PROGRAM[program])


# Drum kits as General Standard and General MIDI 2 number them, by program on the drum channel.
DRUM_KITS = {
    0: "standard kit",
    8: "room kit",
    16: "power kit",
    24: "electronic kit",
    25: "TR-808 kit",
    32: "jazz kit",
    40: "brush kit",
    48: "orchestra kit",
    56: "sound effects kit",
}


def of_kit(program: int) -> Instrument:
    """Return a drum kit by its program 0..127; one that is not known is the standard kit under another number."""
    return Instrument(DRUM_KITS.get(program, DRUM_KITS[0]), program, DRUM_CLASS)


def kit_program(name: str) -> int:
    """Return the program 0..127 of a drum kit of `DRUM_KITS`; KeyError if it is none."""
    try:
        return next(program for program, kit in DRUM_KITS.items() if kit == name)
    except StopIteration:
        raise KeyError(name) from None


def sound_name(program: int, is_drums: bool) -> str:
    """Return what to call a track's sound: its General MIDI name, "drums", or a kit other than the standard one."""
    if is_drums and program in DRUM_KITS and program != 0:
        return DRUM_KITS[program]
    return of_program(program, is_drums).name


def find(name: str) -> Instrument:
    """Return the instrument of a General MIDI name as in `GM_NAMES`, or "drums"; KeyError if unknown."""
    if name == DRUMS:
        return Instrument(DRUMS, 0, DRUM_CLASS)
    try:
        program = GM_NAMES.index(name)
    except ValueError:
        raise KeyError(name) from None
    return Instrument(name, program, _CLASS_OF_PROGRAM[program])
