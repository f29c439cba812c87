"""Swing and the South: jazz trio, bossa, latin."""

from audiogenesis_desktop.training.styles import bass, chords, form, grooves, melody
from audiogenesis_desktop.training.styles.grammar import Layer, Style
from audiogenesis_desktop.training.styles.tables import grids, loops

_JAZZ = Style(
    name="jazz trio",
    tempo=(92, 176),
    minor=0.35,
    major_loops=loops.TURNS_MAJOR,
    minor_loops=loops.TURNS_MINOR,
    forms=form.SONG,
    valence=0.35,
    spice=0.2,
    swing=(2 / 3, 2 / 3),
    looseness=7,
    genre="jazz, swing",
    tags="jazz, lounge",
    names=("jazz trio", "swing jazz", "lounge jazz", "piano trio playing swing", "cool jazz", "late-night jazz"),
    uses=(
        "a cocktail bar",
        "a detective story",
        "a hotel lobby",
        "a cooking programme",
        "a watch advert",
        "a New York street scene",
    ),
    layers=(
        Layer(
            "bass",
            ("acoustic bass",),
            (bass.walking(), bass.walking(), bass.line("R-----a-5-----a-")),
            (29, 50),
            level=78,
            reverb=20,
        ),
        Layer(
            "drums",
            ("drums",),
            (
                grooves.kit(
                    *grids.JAZZ,
                    fills=False,
                ),
            ),
            level=86,
            enters=0.35,
            reverb=30,
            volume=118,
        ),
        Layer(
            "chords",
            ("piano", "jazz guitar", "electric piano"),
            (
                chords.figure(
                    "x-....x-........|......x-....x---",
                    "..x-....x-......|x-....x-........",
                    "x-----x-........|......x-........",
                    "......x-......x-|..x---......x-..",
                    colour="ninths",
                ),
            ),
            (52, 71),
            level=60,
            pan=48,
            reverb=30,
        ),
        Layer(
            "melody",
            ("piano", "vibraphone", "tenor sax", "jazz guitar", "muted trumpet", "clarinet", "alto sax"),
            (melody.tune("swung", span=5, blue=0.3), melody.tune("swung", "syncopated", blue=0.2)),
            (60, 82),
            level=76,
            enters=0.45,
            pan=74,
            reverb=35,
        ),
    ),
)

_BOSSA = Style(
    name="bossa",
    tempo=(108, 150),
    minor=0.35,
    major_loops=loops.TURNS_MAJOR,
    minor_loops=loops.TURNS_MINOR,
    forms=form.SONG,
    valence=0.45,
    spice=0.2,
    looseness=5,
    genre="bossa nova",
    tags="latin, brazil, lounge, jazz",
    names=("bossa nova", "bossa nova", "gentle bossa", "Brazilian lounge", "Rio beach bossa"),
    uses=(
        "a summer drink",
        "an elevator in a fine hotel",
        "a beach holiday",
        "an ice-cream shop",
        "a coffee brand",
        "a travel show about Rio",
    ),
    layers=(
        Layer(
            "chords",
            ("nylon guitar", "jazz guitar"),
            (
                chords.figure(
                    "x--x--x---x--x--",
                    "b-u...b-u-..b.u-",
                    "x---x--x..x---x-|..x--x--x---x-..",
                    "b..u..u.b.u...u.",
                    colour="ninths",
                ),
            ),
            (50, 71),
            level=66,
            reverb=30,
            pan=52,
        ),
        Layer(
            "bass",
            ("acoustic bass", "fretless bass"),
            (bass.line("R-----5-R-----5-", "R-----5-R-----a-", "R-----R-5-----5-"),),
            (28, 46),
            level=76,
            enters=0.35,
        ),
        Layer(
            "drums",
            ("drums",),
            (
                grooves.hand(
                    *grids.BOSSA,
                ),
            ),
            level=74,
            enters=0.45,
            reverb=25,
            volume=118,
        ),
        Layer(
            "melody",
            ("flute", "tenor sax", "piano", "vibraphone", "jazz guitar", "clarinet", "soprano sax"),
            (melody.tune("syncopated", span=4), melody.tune("syncopated", "long", blue=0.1)),
            (60, 81),
            level=74,
            enters=0.55,
            pan=72,
            reverb=45,
        ),
        Layer(
            "chords",
            ("electric piano", "slow strings", "piano"),
            (chords.figure("x---------------|..x-----........", "......x---......", colour="ninths", voices=3),),
            (57, 76),
            level=50,
            enters=0.75,
            chance=0.6,
            pan=86,
            reverb=45,
        ),
    ),
)

_LATIN = Style(
    name="latin",
    tempo=(92, 120),
    minor=0.6,
    major_loops=loops.SONG_MAJOR,
    minor_loops=loops.SONG_MINOR,
    forms=form.SONG,
    valence=0.55,
    spice=0.12,
    looseness=5,
    genre="latin",
    tags="latin, salsa, afrocuban",
    names=("latin", "salsa groove", "Afro-Cuban music", "latin dance track", "son cubano"),
    uses=(
        "a street festival",
        "a rum brand",
        "a dance show",
        "a Mexican restaurant",
        "a holiday in Havana",
        "a hot sauce advert",
    ),
    layers=(
        Layer(
            "chords",
            ("piano", "bright piano"),
            (
                chords.figure(
                    "1.3.u..1.u.3.u.1|.u.3.u..1.3.u.u.", "u.1.u..1.u.u.1.u|.u.1.u..u.1.u...", "x..x..x.x..x..x."
                ),
            ),
            (55, 77),
            level=74,
            pan=50,
        ),
        Layer(
            "bass",
            ("acoustic bass", "fingered bass"),
            (
                bass.line(
                    "......R-....5-..|......R-....5-..", "R-....5-....R-..", "R.....5-....a-..", "R--...R-5-......"
                ),
            ),
            (28, 46),
            level=84,
            enters=0.35,
        ),
        Layer(
            "drums",
            ("drums",),
            (
                grooves.hand(
                    *grids.LATIN,
                ),
            ),
            level=80,
            reverb=20,
            volume=112,
        ),
        Layer(
            "chords",
            ("brass section",),
            (
                chords.figure(
                    "x..x..x---......|................",
                    "......x.x---....|......x.x.......",
                    "............x.x.|x---............",
                    voices=3,
                ),
            ),
            (57, 79),
            level=78,
            enters=0.75,
            chance=0.8,
        ),
        Layer(
            "melody",
            ("trumpet", "flute", "piano", "nylon guitar", "tenor sax", "trombone"),
            (melody.tune("syncopated", "riff"), melody.tune("syncopated", span=5)),
            (58, 79),
            level=80,
            enters=0.55,
            pan=76,
            reverb=40,
        ),
    ),
)

STYLES = (_JAZZ, _BOSSA, _LATIN)
