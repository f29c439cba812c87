"""Bands and consoles: rock, funk, chiptune."""

from audiogenesis_desktop.training.styles import bass, chords, form, grooves, melody, second_voices
from audiogenesis_desktop.training.styles.grammar import Layer, Style
from audiogenesis_desktop.training.styles.tables import grids, loops

_ROCK = Style(
    name="rock",
    tempo=(104, 148),
    minor=0.5,
    major_loops=loops.SONG_MAJOR,
    minor_loops=loops.POP_MINOR,
    forms=form.SONG,
    valence=0.25,
    spice=0.06,
    looseness=5,
    genre="rock",
    tags="rock, band, driving",
    names=("rock", "driving rock track", "indie rock", "guitar rock anthem", "garage rock"),
    uses=(
        "a sports highlight reel",
        "a pick-up truck advert",
        "a skateboard video",
        "a road movie",
        "an energy drink",
        "a workout",
    ),
    layers=(
        Layer(
            "drums",
            ("drums",),
            (
                grooves.kit(
                    *grids.ROCK,
                ),
            ),
            level=92,
            enters=0.45,
            reverb=25,
        ),
        Layer(
            "bass",
            ("picked bass", "fingered bass"),
            (bass.line("R-R-R-R-R-R-R-R-", "R-R-R-R-R-R-a-a-", "R---R-R-R---R-5-"),),
            (28, 44),
            level=88,
        ),
        Layer(
            "chords",
            ("distortion guitar", "overdriven guitar"),
            (
                chords.figure(
                    "x-.xx-.xx-.xx-.x",
                    "x-x-x-x-x-x-x-x-",
                    "x-----x-x---x---",
                    "x..x..x.x..x..x.",
                    voices=3,
                    colour="fifths",
                ),
            ),
            (40, 62),
            level=84,
            enters=0.45,
            pan=34,
            volume=112,
        ),
        Layer(
            "chords",
            ("overdriven guitar", "clean guitar", "rock organ"),
            (chords.figure("x-------x---x---", "1-3-2-3-1-3-2-3-", "x---------------", voices=3),),
            (52, 74),
            level=78,
            enters=0.55,
            chance=0.85,
            pan=94,
            volume=108,
        ),
        Layer(
            "melody",
            ("overdriven guitar", "distortion guitar", "rock organ"),
            (
                melody.tune("syncopated", "lively", pentatonic=True, blue=0.1),
                melody.tune("riff", pentatonic=True, span=3),
            ),
            (60, 82),
            level=82,
            enters=0.75,
            volume=106,
            reverb=45,
        ),
        Layer(
            "chords",
            ("clean guitar", "steel guitar"),
            (chords.figure("1-2-3-2-4-3-2-3-", "1-3-2-3-4-3-2-3-", voices=3),),
            (50, 72),
            level=68,
            leaves=0.7,
            pan=70,
            chance=0.9,
        ),
    ),
)

_FUNK = Style(
    name="funk",
    tempo=(94, 118),
    minor=0.55,
    major_loops=loops.GROOVE_MAJOR,
    minor_loops=loops.GROOVE_MINOR,
    forms=form.SONG,
    valence=0.5,
    swing=(0.5, 0.56),
    swing_unit=240,
    looseness=5,
    genre="funk",
    tags="soul, groovy",
    names=("funk", "funky groove", "slap bass funk track", "seventies funk", "tight funk jam"),
    uses=(
        "a sneaker commercial",
        "a heist scene",
        "a cooking show",
        "a basketball clip",
        "a cool car chase",
        "a barber shop",
    ),
    layers=(
        Layer(
            "drums",
            ("drums",),
            (
                grooves.kit(
                    *grids.FUNK,
                ),
            ),
            level=84,
            reverb=20,
        ),
        Layer(
            "bass",
            ("slap bass", "fingered bass", "slap bass 2"),
            (
                bass.line(
                    "R..R..8...R.7.8.", "R.r..R..7.8.R...", "R-..8.R..R.5.7a.", "R..r.8..R-..7.a.", "R...R.8.7.5.R..."
                ),
            ),
            (28, 44),
            level=90,
            reverb=15,
        ),
        Layer(
            "chords",
            ("muted guitar", "clean guitar"),
            (
                chords.figure(
                    "..x.x..x..x.x...",
                    "x.oox.oox.oox.oo",
                    "....x..x....x.xx",
                    ".xx..x...xx..x..",
                    voices=3,
                    colour="ninths",
                ),
            ),
            (57, 76),
            level=66,
            pan=90,
            enters=0.45,
        ),
        Layer(
            "chords",
            ("clavinet", "electric piano", "drawbar organ"),
            (
                chords.figure(
                    "x..x......x..x..", "x--.....x..x....", "..x...x...x...x.", "1..2..3...4.3.2.", colour="ninths"
                ),
            ),
            (52, 74),
            level=66,
            pan=40,
            chance=0.85,
            enters=0.35,
        ),
        Layer(
            "chords",
            ("brass section",),
            (
                chords.figure(
                    "x..x............|........x-......",
                    "............x.x.|x-------........",
                    "x-----..........|......x.x.......",
                    voices=3,
                ),
            ),
            (57, 79),
            level=80,
            enters=0.75,
            pan=64,
            chance=0.85,
        ),
        Layer(
            "melody",
            ("alto sax", "tenor sax", "trumpet", "clean guitar", "saw lead"),
            (melody.tune("syncopated", pentatonic=True, blue=0.15), melody.tune("riff", pentatonic=True, span=3)),
            (60, 80),
            level=78,
            enters=0.55,
            pan=72,
        ),
    ),
)

_CHIP = Style(
    name="chiptune",
    tempo=(112, 168),
    minor=0.45,
    major_loops=loops.EPIC_MAJOR,
    minor_loops=loops.DARK_MINOR,
    forms=form.SONG,
    valence=0.4,
    spice=0.12,
    looseness=0,
    dynamics=0.04,
    genre="chiptune game",
    tags="video game, electronic, level",
    names=("chiptune", "8-bit game music", "retro video game theme", "arcade tune"),
    uses=(
        "a platform game level",
        "a boss fight",
        "a pixel-art title screen",
        "a racing game menu",
        "a game jam trailer",
    ),
    layers=(
        Layer(
            "melody",
            ("square lead",),
            (melody.tune("lively"), melody.tune("lively", "riff", span=5)),
            (67, 90),
            level=84,
            enters=0.55,
        ),
        Layer(
            "chords",
            ("square lead", "saw lead", "calliope lead"),
            (chords.figure("1234123412341234", "1232123212321232", "1.3.2.3.1.3.2.3.", "1353135313531353", voices=3),),
            (60, 79),
            level=62,
            pan=44,
        ),
        Layer(
            "bass",
            ("synth bass", "synth bass 2"),
            (bass.line("R.8.R.8.R.8.R.8.", "R.R.8.R.R.R.8.a.", "R-..R-5-R-..8-a-", "R.R.R.R.R.R.5.a."),),
            (33, 50),
            level=84,
        ),
        Layer(
            "drums",
            ("drums",),
            (
                grooves.kit(
                    *grids.CHIP,
                ),
            ),
            level=80,
            enters=0.45,
            reverb=5,
        ),
        Layer(
            "melody",
            ("saw lead", "square lead"),
            (second_voices.thirds(), second_voices.answer()),
            (55, 84),
            level=62,
            enters=0.75,
            pan=86,
            chance=0.7,
        ),
    ),
)

STYLES = (
    _ROCK,
    _FUNK,
    _CHIP,
)
