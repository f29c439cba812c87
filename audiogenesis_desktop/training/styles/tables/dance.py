"""Machines: synthwave, house, trap."""

from audiogenesis_desktop.training.styles import bass, chords, form, grooves, melody
from audiogenesis_desktop.training.styles.grammar import Layer, Style
from audiogenesis_desktop.training.styles.tables import loops

_SYNTHWAVE = Style(
    name="synthwave",
    tempo=(84, 118),
    minor=0.8,
    major_loops=loops.EPIC_MAJOR,
    minor_loops=loops.DARK_MINOR,
    forms=form.SONG + form.DANCE[:2],
    valence=0.15,
    looseness=1.5,
    dynamics=0.06,
    genre="synthwave",
    tags="electronic, retro, eighties",
    names=("synthwave", "retro synthwave", "eighties synth pop", "outrun synthwave", "neon-lit synthwave"),
    uses=("a night drive through the city", "a retro racing game", "a neon title sequence", "a tech review",
          "a cyberpunk trailer", "an eighties fashion advert"),
    layers=(
        Layer("bass", ("synth bass", "synth bass 2"), (bass.line("R.R.R.R.R.R.R.R.", "RrRrRrRrRrRrRrRr", "R.8.R.8.R.8.R.8.", "R..R..R.R..R..8."),),
              (28, 43), level=86, enters=0.35, reverb=10),
        Layer("drums", ("drums",), (grooves.kit("kick X.......X.......\nsnare ....X.......X...\nhat x.x.x.x.x.x.x.x.",
              "kick X...X...X...X...\nsnare ....X.......X...\nhat ..x...x...x...x.",
              "kick X.....x.X.......\nsnare ....X.......X...\nhat xoxoxoxoxoxoxoxo"),), level=86, enters=0.45, reverb=45),
        Layer("chords", ("polysynth pad", "warm pad", "synth strings", "sweep pad"), (chords.pad(), chords.pad(voices=3)), (53, 76), level=64,
              volume=90, reverb=60),
        Layer("chords", ("saw lead", "square lead", "bass lead", "polysynth pad"), (chords.figure("1234543212345432", "1.2.3.4.3.2.3.2.", "1323142313231423",
              "1213141312131413", voices=3),), (60, 82), level=60, enters=0.35, chance=0.85, pan=84, volume=84, reverb=40),
        Layer("melody", ("saw lead", "square lead", "charang lead", "fifths lead"), (melody.tune("singing", "long", pentatonic=True),
              melody.tune("syncopated", span=5)), (64, 84), level=80, enters=0.55, pan=58, reverb=50),
        Layer("chords", ("synth brass", "synth brass 2"), (chords.figure("x--x--x---......", "x-------x--x--x-", "x-..x-..x-..x---", voices=3),), (55, 76),
              level=68, enters=0.85, chance=0.5, pan=40),
    ),
)  # fmt: skip

_HOUSE = Style(
    name="house",
    tempo=(116, 130),
    minor=0.65,
    major_loops=loops.RICH_MAJOR,
    minor_loops=loops.RICH_MINOR,
    forms=form.DANCE,
    valence=0.35,
    swing=(0.5, 0.55),
    swing_unit=240,
    looseness=1.5,
    dynamics=0.05,
    genre="house",
    tags="electronic, dance, club",
    names=("house", "deep house", "house track", "piano house", "club house music", "tech house"),
    uses=("a fashion runway", "a rooftop party", "a beach bar", "a fitness app", "a festival aftermovie", "a sunglasses advert"),
    layers=(
        Layer("drums", ("drums",), (grooves.kit("kick X...X...X...X...\nclap ....X.......X...\nopen ..x...x...x...x.\nshaker oxoxoxoxoxoxoxox",
              "kick X...X...X...X...\nclap ....X.......X..o\nopen ..x...x...x...x.\nhat x.xxx.xxx.xxx.xx",
              "kick X...X...X...X..x\nrim ...x..x....x..x.\nclap ....X.......X...\nopen ..x...x...x...x."),), level=88, enters=0.35, reverb=15),
        Layer("drums", ("drums",), (grooves.hand("conga ...x..x....x.x..\nmute x.....x...x.....", "cabasa xoxoxoxoxoxoxoxo\ncowbell ..........x.....",
              "tamb ..x...x...x...x."),), level=58, enters=0.75, chance=0.5, pan=88),
        Layer("bass", ("synth bass", "synth bass 2", "fingered bass"), (bass.line("..R...R...R...R.", "R..R..R...R.R.8.", "..R-..8-..R-..5-", "R-.R..8.R-.R..7."),),
              (28, 45), level=88, enters=0.45, reverb=5),
        Layer("chords", ("piano", "bright piano", "electric piano", "percussive organ"), (chords.figure("x..x..x...x.x...", "..x..x....x..x..", "x--x--x-..x--x--",
              "x...x..x..x...x.", colour="ninths"),), (53, 76), level=74, enters=0.25, reverb=35),
        Layer("chords", ("warm pad", "synth strings", "sweep pad", "polysynth pad"), (chords.pad(colour="ninths"),), (53, 77), level=54, chance=0.8,
              pan=44, volume=82, reverb=70),
        Layer("melody", ("saw lead", "vibraphone", "marimba", "electric piano", "synth voice", "flute"), (melody.tune("riff", pentatonic=True, span=3),
              melody.tune("syncopated", "sparse", pentatonic=True)), (64, 84), level=70, enters=0.75, chance=0.9, pan=74, reverb=50),
        Layer("drums", ("drums",), (grooves.roll_in(bars=2),), level=66, leaves=0.35, chance=0.6, reverb=30),
    ),
)  # fmt: skip

_TRAP = Style(
    name="trap",
    tempo=(66, 84),
    minor=0.92,
    major_loops=loops.POP_MAJOR,
    minor_loops=loops.DARK_MINOR,
    forms=form.SONG,
    valence=-0.05,
    looseness=2,
    dynamics=0.06,
    genre="trap hip hop",
    tags="hip hop, electronic, 808",
    names=("trap", "trap beat", "dark trap", "hard 808 beat", "melodic trap", "hip hop trap instrumental"),
    uses=("a streetwear drop", "a gaming montage", "a boxing promo", "a sneaker unboxing", "a night-time city edit"),
    layers=(
        Layer("drums", ("drums",), (grooves.kit(
            "kick X.....x...x.....|X..x......x.....\nclap ........X.......\nhat x.x.x.x.x.x.x.x.x.x.xxx.x.x.x.x.",
            "kick X......x..x.....|X.....x..x......\nclap ........X.......\nhat x.x.x.xxx.x.x.x.|x.xxx.x.x.x.xxxx",
            "kick X..x......x..x..\nsnare ........X.......\nhat x.x.x.x.x.x.x.x.x.x.x.x.xxxxxxx.|xox.xox.xox.xox.",
        ),), level=84, enters=0.45, reverb=15),
        Layer("bass", ("synth bass", "synth bass 2"), (bass.line("R-----R---R-----", "R-------..R---a-", "R-----R--r..8---", "R---------R-----"),), (24, 38),
              level=94, enters=0.45, reverb=5),
        Layer("chords", ("tinkle bell", "music box", "piano", "celesta", "koto", "choir pad"), (chords.figure("1---3---2---3---", "1-3-2-3-1-3-2-3-", "1--3--2-1--3--2-",
              "1-2-3-2-4-2-3-2-", voices=3),), (64, 84), level=66, reverb=55, pan=54),
        Layer("chords", ("choir pad", "slow strings", "warm pad", "choir"), (chords.pad(voices=3),), (52, 72), level=52, chance=0.75, reverb=70, pan=76),
        Layer("melody", ("flute", "square lead", "piano", "saw lead", "pan flute", "violin"), (melody.tune("sparse", "riff", span=3),
              melody.tune("syncopated", pentatonic=True)), (64, 84), level=72, enters=0.55, chance=0.85, reverb=50),
    ),
)  # fmt: skip

STYLES = (_SYNTHWAVE, _HOUSE, _TRAP)
