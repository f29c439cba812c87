"""For the screen: cinematic, orchestral, trailer, suspense."""

from audiogenesis_desktop.training.styles import bass, chords, form, grooves, melody
from audiogenesis_desktop.training.styles.grammar import Layer, Style
from audiogenesis_desktop.training.styles.tables import loops

_OSTINATI = ("1.2.3.2.1.2.3.2.", "1.1.3.1.2.1.3.1.", "1.3.2.3.4.3.2.3.", "112.332.112.334.", "1.12.1311.12.131", "3.2.1.2.3.2.1.2.")

_CINEMATIC = Style(
    name="cinematic",
    tempo=(66, 104),
    minor=0.6,
    major_loops=loops.POP_MAJOR,
    minor_loops=loops.POP_MINOR,
    forms=form.BUILD + form.SONG[:2],
    valence=0.1,
    looseness=6,
    dynamics=0.25,
    ritard=0.18,
    genre="cinematic soundtrack",
    tags="film, emotional, orchestral",
    names=("cinematic music", "emotional film score", "cinematic underscore", "piano and strings for film", "sweeping soundtrack"),
    uses=("the turning point of a drama", "a documentary about a glacier", "a charity film", "a war memorial", "an aerial shot of mountains", "a car advert without words",
          "an astronaut's return"),
    layers=(
        Layer("chords", ("piano", "harp"), (chords.figure("1-3-4-3-5-3-4-3-", "1-2-3-4-3-2-3-2-", "1---3---4---3---", "r-1-3-4-3-1-3-4-"),), (48, 72), level=62, reverb=60),
        Layer("chords", ("slow strings", "strings"), (chords.pad(swell=True), chords.pad(voices=5)), (48, 76), level=62, enters=0.35, pan=52, reverb=70),
        Layer("bass", ("contrabass", "cello"), (bass.drone(), bass.line("R-------5-------", "R---------------")), (28, 48), level=68, enters=0.45, reverb=55),
        Layer("melody", ("violin", "cello", "french horn", "oboe", "piano", "english horn", "clarinet"), (melody.tune("long", "singing", span=5), melody.tune("long", span=4)), (58, 79), level=76, enters=0.55,
              pan=70, reverb=60),
        Layer("chords", ("pizzicato strings", "strings", "viola"), (chords.figure(*_OSTINATI, voices=3),), (55, 76), level=58, enters=0.75, chance=0.75, pan=84, reverb=50),
        Layer("chords", ("french horn", "choir", "trombone"), (chords.guide_line(), chords.pad(voices=2)), (48, 70), level=64, enters=0.85, chance=0.8, pan=40, reverb=65),
        Layer("drums", ("timpani",), (grooves.taiko("X...............", "X.......o...x...", "X...............|........x...x.x."),), (36, 57), level=72, enters=0.85, chance=0.6, reverb=60),
        Layer("melody", ("violin", "strings", "flute"), (melody.double(), melody.double(octaves=1)), (60, 96), level=64, enters=0.85, chance=0.6, pan=60, reverb=60),
    ),
)  # fmt: skip

_ORCHESTRAL = Style(
    name="orchestral",
    tempo=(80, 138),
    minor=0.35,
    major_loops=loops.SONG_MAJOR,
    minor_loops=loops.SONG_MINOR,
    forms=form.SONG,
    meters=("4/4", "4/4", "3/4", "6/8"),
    valence=0.4,
    looseness=6,
    dynamics=0.22,
    ritard=0.2,
    genre="orchestral",
    tags="classical, cinematic, adventure",
    names=("orchestral music", "orchestral adventure theme", "symphonic piece", "light orchestral score", "heroic orchestral theme"),
    uses=("a fantasy adventure", "a nature film", "an airline's brand film", "a royal procession", "an animated feature", "a history programme"),
    layers=(
        Layer("melody", ("violin", "flute", "oboe", "french horn", "trumpet", "clarinet"), (melody.tune("singing", span=5), melody.tune("singing", "long", "lively", span=5)), (62, 84), level=78, enters=0.55, pan=56,
              reverb=55),
        Layer("chords", ("strings", "slow strings"), (chords.pad(voices=4, swell=True), chords.figure("x---x---x---x---", "x.x.x.x.x.x.x.x.", "x-------x-------")), (50, 76), level=62, meter="4/4", reverb=60),
        Layer("chords", ("strings", "pizzicato strings"), (chords.pad(voices=4), chords.figure("..x.x.", "x---x-", "x.x.x.")), (50, 76), level=62, meter="3/4", reverb=60),
        Layer("chords", ("strings", "pizzicato strings"), (chords.pad(voices=4), chords.figure("x--x--", "..x..x", "1.23.2")), (50, 76), level=62, meter="6/8", reverb=60),
        Layer("bass", ("contrabass", "cello", "bassoon"), (bass.line("R---5---R---5---", "R-------R---a---", "R---R---R-3-5-a-"), bass.drone()), (28, 48), level=70, enters=0.35, meter="4/4", reverb=50),
        Layer("bass", ("contrabass", "cello"), (bass.line("R-....|5-....", "R-----"),), (28, 48), level=70, enters=0.35, meter="3/4", reverb=50),
        Layer("bass", ("contrabass", "cello"), (bass.line("R--5--", "R-----"),), (28, 48), level=70, enters=0.35, meter="6/8", reverb=50),
        Layer("chords", ("harp", "pizzicato strings", "celesta"), (chords.figure("1234543212345432", "1-2-3-4-5-4-3-2-", "1-3-5-3-1-3-5-3-"),), (48, 84), level=54, chance=0.7, meter="4/4", pan=88, reverb=55),
        Layer("chords", ("harp",), (chords.figure("1-2-3-4-5-4-", "1-3-5-"), chords.figure("123454")), (48, 84), level=54, chance=0.7, meter="3/4", pan=88, reverb=55),
        Layer("chords", ("french horn", "brass section", "trombone"), (chords.pad(voices=3), chords.guide_line()), (45, 70), level=64, enters=0.75, pan=40, chance=0.85, reverb=55),
        Layer("melody", ("clarinet", "oboe", "bassoon", "cello"), (melody.thirds(), melody.answer()), (50, 80), level=62, enters=0.75, chance=0.75, pan=78, reverb=55),
        Layer("melody", ("piccolo", "violin", "trumpet"), (melody.double(), melody.double(octaves=0)), (60, 98), level=66, enters=0.85, chance=0.5, pan=60, reverb=55),
        Layer("drums", ("timpani",), (grooves.taiko("X.......o.......", "X...............|........o.x.X...", "X.......o...x.x."),), (36, 57), level=72, enters=0.75, chance=0.7, meter="4/4", reverb=55),
        Layer("drums", ("drums",), (grooves.hand("snare x..xx..xx.x.xxxx", "triangle x.......x......."),), level=54, enters=0.85, chance=0.35, meter="4/4", reverb=50),
    ),
)  # fmt: skip

_TRAILER = Style(
    name="trailer",
    tempo=(84, 140),
    minor=0.88,
    major_loops=loops.EPIC_MAJOR,
    minor_loops=loops.DARK_MINOR,
    forms=form.BUILD,
    valence=0.0,
    looseness=4,
    dynamics=0.2,
    genre="epic trailer",
    tags="cinematic, battle, dramatic",
    names=("epic trailer music", "trailer", "hybrid trailer music", "epic battle track", "blockbuster trailer music"),
    uses=("a blockbuster trailer", "a video game launch", "a championship final", "a superhero reveal", "a battle scene", "a disaster film"),
    layers=(
        Layer("chords", ("strings", "cello", "viola"), (chords.figure("1.1.3.1.2.1.3.1.", "1.112.113.112.11", "1111211131112111", "1.11.11.2.22.33.", "1..1..1.2..2..3.", voices=3),), (48, 69), level=74, reverb=45),
        Layer("drums", ("taiko",), (grooves.taiko("X.......x.x.....", "X..x..x.X..x..o.", "X...x.o.X...xxoo", "X.....x.X.o.x.o."),), (36, 55), level=96, enters=0.45, reverb=55),
        Layer("chords", ("brass section", "french horn", "trombone"), (chords.figure("x---------------", "x-----------x---", "x-------x-------", voices=3), chords.pad(voices=3, swell=True)), (43, 67), level=86, enters=0.75,
              pan=44, reverb=55),
        Layer("bass", ("contrabass", "synth bass 2"), (bass.drone(), bass.line("R.......R.....R.", "R--R--R-R--R--R-")), (28, 43), level=84, enters=0.35, reverb=40),
        Layer("melody", ("french horn", "violin", "brass section", "cello", "trumpet"), (melody.tune("long", span=4), melody.tune("long", "singing", span=5)), (58, 79), level=86, enters=0.75, pan=60, reverb=55),
        Layer("chords", ("choir", "synth voice"), (chords.pad(voices=4), chords.pad(swell=True)), (52, 77), level=70, enters=0.85, chance=0.85, reverb=70),
        Layer("melody", ("strings", "violin"), (melody.double(),), (60, 96), level=76, enters=0.85, chance=0.7, pan=76, reverb=55),
        Layer("drums", ("drums",), (grooves.kit("kick X.......X.......\nsnare ....X.......X...\ncrash x...............|................", "kick X.....x.X.x.....\nlow ..x...x...x.x.xx\nmid ....x.......x..."),), level=86, enters=0.85, chance=0.75, reverb=45),
        Layer("chords", ("piano", "celesta", "warm pad"), (chords.figure("1---3---2---3---", "x---------------"),), (55, 79), level=60, leaves=0.5, chance=0.7, reverb=70),
        Layer("drums", ("drums",), (grooves.roll_in(bars=1),), level=70, leaves=0.5, chance=0.5, reverb=40),
    ),
)  # fmt: skip

_SUSPENSE = Style(
    name="suspense",
    tempo=(68, 116),
    minor=1.0,
    major_loops=loops.POP_MAJOR,
    minor_loops=loops.DARK_MINOR,
    forms=form.BUILD + form.CALM[:2],
    valence=-0.25,
    looseness=4,
    dynamics=0.15,
    genre="dramatic suspense soundtrack",
    tags="cinematic, film, tense, dark",
    names=("suspense music", "tense underscore", "dark investigation music", "thriller score", "ticking suspense cue"),
    uses=("a true crime podcast", "a chess match", "a spy thriller", "an abandoned hospital", "a political exposé", "a countdown"),
    layers=(
        Layer("chords", ("pizzicato strings", "marimba", "piano", "muted guitar"), (chords.figure("1.1.2.1.3.1.2.1.", "1..2..1.3..2....", "1...1...2...1...", "1.3.1.2.1.3.1.2.", voices=3),), (48, 69), level=62, reverb=45),
        Layer("bass", ("contrabass", "synth bass", "cello"), (bass.pedal(), bass.drone(), bass.line("R.......R.R.....", "R-R-R-R-R-R-R-R-")), (28, 43), level=66, reverb=40),
        Layer("chords", ("tremolo strings", "slow strings", "bowed pad", "metallic pad"), (chords.pad(voices=3, swell=True), chords.pad(voices=2)), (55, 79), level=54, enters=0.35, pan=54, reverb=70),
        Layer("melody", ("clarinet", "cello", "celesta", "bassoon", "vibraphone", "piano", "oboe"), (melody.tune("sparse", "long", span=3, blue=0.2), melody.tune("long", span=3)), (55, 79), level=66, enters=0.55, chance=0.85,
              pan=74, reverb=60),
        Layer("drums", ("drums",), (grooves.hand("block x...x...x...x...", "hat x.x.x.x.x.x.x.x.\nkick x...............", "rim x..x..x...x..x..", "kick x.....x.........|x.......x......."),), level=56, enters=0.45,
              chance=0.75, reverb=45),
        Layer("drums", ("timpani", "taiko"), (grooves.taiko("X...............|............x.x.", "X.......x......."),), (36, 55), level=76, enters=0.85, chance=0.7, reverb=60),
        Layer("chords", ("french horn", "trombone", "choir"), (chords.pad(voices=2), chords.guide_line(below=True)), (45, 67), level=62, enters=0.85, chance=0.7, pan=40, reverb=60),
    ),
)  # fmt: skip

STYLES = (_CINEMATIC, _ORCHESTRAL, _TRAILER, _SUSPENSE)
