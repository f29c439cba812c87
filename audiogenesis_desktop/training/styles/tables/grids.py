"""Drum grids: a line a drum, a character a step, in the language of `patterns`; several a part to choose from."""

FOLK = (
    """
    kick   x.......x.......
    tamb   ....x.......x...
    shaker xoxoxoxoxoxoxoxo
    """,
    """
    kick x...x...x...x...
    clap ....x.......x...
    """,
    """
    shaker x.oxx.oxx.oxx.ox
    """,
)

CHILDREN = (
    """
    kick   x.......x.......
    block  ....x.......x...
    shaker x.x.x.x.x.x.x.x.
    """,
    """
    block    x...x...x...x.x.
    triangle ........x.......
    """,
    """
    kick x...x...x...x...
    clap ....x.......x...
    tamb ..x...x...x...x.
    """,
)

CHILDREN_WALTZ = (
    """
    kick  x.....
    block ..x.x.
    """,
)

ROCK = (
    """
    kick  X.....x.X.x.....
    snare ....X.......X...
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick  X.x.....X.x...x.
    snare ....X.......X...
    open  x...x...x...x...
    """,
    """
    kick  X.....xxX.......
    snare ....X.......X..o
    ride  x.x.x.x.x.x.x.x.
    """,
)

FUNK = (
    """
    kick  X..x..x...x.....|X..x......x..x..
    snare ....X..o.o..X..o
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick  X.x.......x..x..
    snare ....X..o.o.oX..o
    hat   xxxxxxxxxxxxxxxx
    """,
    """
    kick  X..x....x.x.....
    snare ....X..o....X.oo
    hat   x.xxx.x.x.xxx.x.
    """,
)

CHIP = (
    """
    kick  X...x.x.X...x...
    snare ....X.......X.x.
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick  X...X...X...X...
    snare ....X.......X...
    hat   ..x...x...x...x.
    """,
)

MEDITATION = (
    """
    triangle x...............|................
    """,
)

LOFI = (
    """
    kick  X.....x...x.....|X.....x.x.......
    snare ....X.......X...|....X.......X..o
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick  X..x......x.....
    snare ....X..o....X...
    hat   x.xox.x.x.xox.x.
    """,
    """
    kick X.......x.x.....|X..x....x.......
    rim  ....X.......X...
    hat  x.x.x.xxx.x.x.x.
    """,
)

SYNTHWAVE = (
    """
    kick  X.......X.......
    snare ....X.......X...
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick  X...X...X...X...
    snare ....X.......X...
    hat   ..x...x...x...x.
    """,
    """
    kick  X.....x.X.......
    snare ....X.......X...
    hat   xoxoxoxoxoxoxoxo
    """,
)

HOUSE = (
    """
    kick   X...X...X...X...
    clap   ....X.......X...
    open   ..x...x...x...x.
    shaker oxoxoxoxoxoxoxox
    """,
    """
    kick X...X...X...X...
    clap ....X.......X..o
    open ..x...x...x...x.
    hat  x.xxx.xxx.xxx.xx
    """,
    """
    kick X...X...X...X..x
    rim  ...x..x....x..x.
    clap ....X.......X...
    open ..x...x...x...x.
    """,
)

HOUSE_HANDS = (
    """
    conga ...x..x....x.x..
    mute  x.....x...x.....
    """,
    """
    cabasa  xoxoxoxoxoxoxoxo
    cowbell ..........x.....
    """,
    """
    tamb ..x...x...x...x.
    """,
)

TRAP = (
    """
    kick X.....x...x.....|X..x......x.....
    clap ........X.......
    hat  x.x.x.x.x.x.x.x.x.x.xxx.x.x.x.x.
    """,
    """
    kick X......x..x.....|X.....x..x......
    clap ........X.......
    hat  x.x.x.xxx.x.x.x.|x.xxx.x.x.x.xxxx
    """,
    """
    kick  X..x......x..x..
    snare ........X.......
    hat   x.x.x.x.x.x.x.x.x.x.x.x.xxxxxxx.|xox.xox.xox.xox.
    """,
)

JAZZ = (
    """
    ride  x.......x..ox.......x..o
    pedal ....x.......x...
    """,
    """
    ride  x...x.x.x...x.x.
    pedal ....x.......x...
    kick  o.......o.......
    """,
    """
    ride  x...x.x.x...x.x.
    pedal ....x.......x...
    snare ......o.......o.|..........o.....
    """,
)

BOSSA = (
    """
    kick x.....xxx.....xx
    rim  x..x..x...x..x..
    hat  xoxoxoxoxoxoxoxo
    """,
    """
    rim    ..x..x..x..x..x.
    kick   x.....x.x.....x.
    shaker xoxoxoxoxoxoxoxo
    """,
    """
    rim    x..x..x...x..x..|..x..x..x..x..x.
    shaker x.xox.xox.xox.xo
    """,
)

LATIN = (
    """
    claves x..x..x.....x...|..x.x...........
    conga  ....x.....xx....
    mute   x.xox.xox...x.xo
    shaker x.x.x.x.x.x.x.x.
    """,
    """
    cowbell x...x.x.x...x.x.
    conga   ......xx......xx
    mute    x.x.x...x.x.x...
    claves  ..x.x...x..x..x.
    """,
    """
    bongo   x.xox.xox.xox.xo
    cowbell x...x...x...x...
    tumba   ..............xx
    claves  x..x..x...x.x...
    """,
)

BALLAD = (
    """
    kick  X.......x.x.....
    snare ....X.......X...
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick X.....x.x.......
    rim  ....X.......X...
    hat  x.x.x.x.x.x.x.x.
    """,
)

BALLAD_SIX_EIGHT = (
    """
    kick  X....x
    snare ...X..
    hat   xxxxxx
    """,
)

ORCHESTRAL = (
    """
    snare x..xx..xx.x.xxxx
    """,
    """
    triangle x.......x.......
    """,
)

TRAILER = (
    """
    kick  X.......X.......
    snare ....X.......X...
    crash x...............|................
    """,
    """
    kick X.....x.X.x.....
    low  ..x...x...x.x.xx
    mid  ....x.......x...
    """,
)

SUSPENSE = (
    """
    block x...x...x...x...
    """,
    """
    hat  x.x.x.x.x.x.x.x.
    kick x...............
    """,
    """
    rim x..x..x...x..x..
    """,
    """
    kick x.....x.........|x.......x.......
    """,
)

BACKBEAT = (
    """
    kick  X.......X.x.....
    snare ....X.......X...
    hat   x.x.x.x.x.x.x.x.
    """,
    """
    kick  X.....x.X.......|X.....x.X.x.....
    snare ....X.......X...
    hat   x.o.x.o.x.o.x.o.
    """,
    """
    kick  X..x..x.X..x....
    snare ....X.......X...
    hat   xoxoxoxoxoxoxoxo
    """,
    """
    kick   X.......X.......
    clap   ....X.......X...
    shaker xoxoxoxoxoxoxoxo
    """,
)

REGGAE = (
    """
    kick  ........X.......
    rim   ........x.......
    hat   x.x.x.x.x.x.x.xo
    """,
    """
    kick  X.......X.......
    snare ........X......o
    hat   ..x...x...x.x.x.
    """,
    """
    kick  X...X...X...X...
    rim   ..x.....x..x....
    hat   x.o.x.o.x.o.x.o.
    """,
)

BODHRAN = (
    """
    low    X..x..x.X..x..x.
    shaker x.oxx.oxx.oxx.ox
    """,
    """
    low    X...x.xxX...x.xx
    tamb   ....x.......x...
    """,
)

BODHRAN_SIX_EIGHT = (
    """
    low    X.xx.x
    """,
    """
    low    X.oX.x
    shaker xoxxox
    """,
)

AFRO = (
    """
    conga  ..xx..x...xx..x.
    tumba  x.......x.....x.
    shaker xoxoxoxoxoxoxoxo
    bell   x..x..x...x.x...
    """,
    """
    kick   X...X...X...X...
    conga  ..x..x.x..x..x.x
    cowbell x.x..x.x.x..x.x.
    shaker x.xxx.xxx.xxx.xx
    """,
    """
    kick   X.....x...x.....
    rim    ...x..x...x.x...
    hat    x.xox.xox.xox.xo
    bongo  ..x.x...x.x...xx
    """,
)

MARCH = (
    """
    snare X..xx.xxX.x.xxxx
    kick  X.......X.......
    """,
    """
    snare X...x.xxX...x.x.
    kick  X...x...X...x...
    crash x...............|................
    """,
    """
    snare X.xxX.x.X.xxX.xx
    kick  X.......X.......
    """,
)
