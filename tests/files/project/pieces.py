"""Pieces drawn at random, with every field of every part filled."""

from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import ARCS, HIT_KINDS, TEXTURES, Brief, Cause, Origin
from audiogenesis_desktop.files.loop_marks import MarkedLoop
from audiogenesis_desktop.files.project.piece import KeptTake, Piece, Step, Video, View, Workplace
from audiogenesis_desktop.plan.plan import Ending, Groove, Likeness, Part, Plan, Recall, Strike
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.plan.wishes import DEGREES, Wished, Wishes
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import (
    Bend,
    ChordAt,
    Control,
    Kept,
    KeyAt,
    Marker,
    Meter,
    Mix,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)
from audiogenesis_desktop.theory.chords import QUALITIES
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

TICK, BYTE, SHARE = st.integers(0, 20_000), st.integers(0, 127), st.floats(0, 1)
TEXT = st.text(max_size=12)
MODE = st.sampled_from(["major", "minor"])


def by_tick(strategy, most=3, *, first=None):
    items = st.lists(strategy, max_size=most).map(lambda found: tuple(sorted(found, key=lambda each: each[0])))
    return items if first is None else items.map(lambda found: (first, *found))


KEPT = st.builds(Kept, TICK, st.sampled_from([b"\xf0\x7d\x01\xf7", b"\xa0\x3c\x40", b"\xff\x01hi"]))
MIX = st.builds(Mix, BYTE, BYTE, BYTE, BYTE, st.booleans(), st.booleans())
NOTES = st.lists(st.builds(Note, TICK, BYTE, st.integers(1, 4000), st.integers(1, 127)), max_size=6)
CHORD = st.builds(ChordAt, TICK, TICK, st.integers(0, 11), st.sampled_from(sorted(QUALITIES)))
SECTION = st.builds(lambda at, long, kind, energy: Section(at, at + long, kind, energy), TICK, TICK, TEXT, SHARE)
METER = st.builds(Meter, TICK, st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16, 64]))
TEMPO = st.builds(Tempo, TICK, st.integers(200_000, 2_000_000))
SWING = st.floats(0.5, 0.75)
FEEL = st.builds(Feel, SHARE, st.none() | SWING, st.integers(0, 2**40), TEXT)
KEY_AT = st.builds(KeyAt, TICK, st.integers(0, 11), MODE)


@st.composite
def tracks(draw, number):
    return Track(
        id=number,
        name=draw(TEXT),
        program=draw(BYTE),
        bank=draw(st.integers(0, 16383)),
        is_drums=draw(st.booleans()),
        mix=draw(MIX),
        notes=tuple(sorted(set(draw(NOTES)))),
        controls=draw(by_tick(st.builds(Control, TICK, BYTE, BYTE))),
        bends=draw(by_tick(st.builds(Bend, TICK, st.integers(-8192, 8191)))),
        transposition=draw(st.integers(-48, 48)),
        velocity_offset=draw(st.integers(-127, 127)),
        port=draw(TEXT),
        channel=draw(st.none() | st.integers(0, 15)),
        colour=draw(st.none() | st.integers(0, 11)),
        is_locked=draw(st.booleans()),
        kept=draw(by_tick(KEPT)),
        feel=draw(st.none() | FEEL),
    )


@st.composite
def scores(draw, *, of=None):
    """A Score, some of whose tracks may be those of another."""
    made = [draw(tracks(number)) for number in range(draw(st.integers(0, 3)))]
    if of is not None and draw(st.booleans()):
        made = [old if draw(st.booleans()) else new for old, new in zip(of.tracks, made, strict=False)]
    return Score(
        tracks=tuple(made),
        tempi=draw(by_tick(TEMPO, first=Tempo(0, 500_000))),
        meters=draw(by_tick(METER, first=Meter(0, 4, 4))),
        keys=draw(by_tick(KEY_AT)),
        chords=draw(by_tick(CHORD)),
        sections=draw(by_tick(SECTION)),
        markers=draw(by_tick(st.builds(Marker, TICK, TEXT, st.sampled_from(["marker", "text", "lyric", "cue"])))),
        length_ticks=draw(st.integers(0, 30_000)),
        title=draw(TEXT),
        kept=draw(by_tick(KEPT)),
        level_db=draw(st.floats(-24, 24)),
        feel=draw(FEEL),
        swing=draw(SWING),
        swing_ticks=draw(st.sampled_from([240, 480])),
    )


NAME = st.sampled_from(["tempo_bpm", "key", "style"])
BRIEFS = st.builds(
    Brief,
    prompt=TEXT,
    tempo_bpm=st.floats(40, 240),
    key=st.builds(Key, st.integers(0, 11), MODE),
    meter=st.sampled_from([(3, 4), (4, 4), (6, 8)]),
    length_seconds=st.floats(5, 600),
    instruments=st.just(("piano", "drums")),
    banned=st.just(("cello",)),
    only=st.booleans(),
    valence=st.floats(-1, 1),
    energy=SHARE,
    density=SHARE,
    style=st.just((("house", 0.75), ("jazz", 0.25))),
    arc=st.lists(st.sampled_from(ARCS), max_size=2).map(tuple),
    texture=st.lists(st.sampled_from(TEXTURES), max_size=2).map(tuple),
    hits=st.lists(st.floats(0, 60), max_size=2).map(tuple),
    missed=st.lists(st.floats(0, 60), max_size=2).map(tuple),
    hit_kinds=st.lists(st.tuples(st.floats(0, 60), st.sampled_from(HIT_KINDS)), max_size=2).map(tuple),
    played_bpm=st.none() | st.floats(40, 240),
    origins=st.dictionaries(NAME, st.sampled_from(Origin)),
    spans=st.dictionaries(NAME, st.tuples(st.integers(0, 9), st.integers(0, 9))),
    causes=st.lists(st.builds(Cause, NAME, st.integers(0, 9), st.integers(0, 9), TEXT), max_size=2).map(tuple),
    notices=st.lists(TEXT, max_size=2).map(tuple),
    outcome=st.lists(TEXT, max_size=2).map(tuple),
    unread=st.lists(TEXT, max_size=2).map(tuple),
    embedding=st.lists(st.floats(-1, 1), max_size=4).map(tuple),
)

STRIKES = st.lists(st.builds(Strike, st.integers(0, 3839), st.integers(-1, 127)), max_size=3).map(tuple)
PARTS = st.builds(
    Part,
    track_id=st.integers(0, 3),
    instrument=st.sampled_from(["piano", "drums", "cello"]).map(find),
    role=st.sampled_from(["lead", "bass", "drums"]),
    name=TEXT,
    register=st.tuples(BYTE, BYTE),
    level=BYTE,
    mix=MIX,
    kit=st.sampled_from(["", "jazz"]),
)
PLANS = st.builds(
    Plan,
    tempi=by_tick(TEMPO, first=Tempo(0, 500_000)),
    meter=st.builds(Meter, st.just(0), st.integers(2, 7), st.sampled_from([4, 8])),
    key=st.builds(KeyAt, st.just(0), st.integers(0, 11), MODE),
    sections=by_tick(SECTION, first=Section(0, 9, "A", 0.5)),
    repeats=st.lists(st.integers(-1, 3), max_size=3).map(tuple),
    active=st.lists(st.frozensets(st.integers(0, 3), max_size=3), max_size=3).map(tuple),
    chords=by_tick(CHORD),
    parts=st.lists(PARTS, max_size=2).map(tuple),
    last_downbeat_tick=TICK,
    release_tick=TICK,
    length_ticks=TICK,
    hit_ticks=st.lists(TICK, max_size=2).map(tuple),
    recalls=st.lists(st.builds(Recall, *[st.sampled_from(Likeness)] * 3), max_size=2).map(tuple),
    style=st.just((("house", 1.0),)),
    swing=st.floats(0.5, 0.75),
    swing_ticks=st.sampled_from([240, 480]),
    grooves=st.lists(
        st.dictionaries(st.integers(0, 3), st.builds(Groove, st.integers(1, 4), STRIKES), max_size=2), max_size=2
    ).map(tuple),
    ending=st.sampled_from(Ending),
    fills=st.dictionaries(st.integers(0, 9), st.dictionaries(st.integers(0, 3), STRIKES, max_size=2), max_size=2),
    fade_in_ticks=TICK,
    feel=FEEL,
)
TAKES = st.builds(
    Take,
    prompt=TEXT,
    brief=BRIEFS,
    plan=PLANS,
    seed=st.integers(0, 2**31),
    model_hash=TEXT,
    score=scores(),
    is_whole=st.booleans(),
    compose_seconds=st.floats(0, 100),
)
VIEWS = st.builds(
    View,
    pixels_per_tick=st.floats(0, 1),
    row_height=st.integers(4, 40),
    scroll_x=st.integers(0, 10_000),
    scroll_y=st.integers(0, 2000),
    track_id=st.integers(-1, 3),
    playhead_tick=st.floats(0, 20_000),
)
LOOPS = st.builds(lambda at, long, on: MarkedLoop(at, at + long, on), TICK, st.integers(1, 999), st.booleans())
DEGREE = st.none() | st.floats(-1, 1)
REGISTER = st.tuples(st.integers(0, 60), st.integers(61, 127))
WISHES = st.builds(Wishes, **dict.fromkeys(DEGREES, DEGREE), register=st.none() | REGISTER, is_strict=st.booleans())
WORKPLACES = st.builds(
    Workplace,
    prompt=TEXT,
    seed=st.none() | st.integers(0, 999_999),
    brief=st.none() | BRIEFS,
    view=VIEWS,
    loop=st.none() | LOOPS,
    video=st.none() | st.builds(Video, TEXT, st.floats(-10, 10)),
    wishes=st.lists(st.builds(Wished, st.integers(0, 3), TEXT, WISHES), max_size=2).map(tuple),
)


@st.composite
def kept_takes(draw, number, take, one_score):
    verdict = draw(st.none() | st.tuples(SHARE, SHARE, st.lists(TEXT, max_size=2).map(tuple)))
    marks = draw(st.booleans()), draw(st.booleans())
    lufs = draw(st.none() | st.floats(-70, 0))
    return KeptTake(number, draw(TEXT), take, draw(one_score), draw(TEXT), *marks, verdict, lufs, take)


@st.composite
def pieces(draw):
    """A Piece of takes and steps that share tracks, scores and takes with one another, as those of an evening do."""
    takes = draw(st.lists(TAKES, max_size=2))
    known = [*(take.score for take in takes), draw(scores())]
    known += [draw(scores(of=known[-1])) for _ in range(draw(st.integers(0, 2)))]
    one_take, one_score = st.sampled_from([None, *takes]), st.sampled_from(known)
    steps = st.lists(st.builds(Step, one_score, TEXT, one_take), max_size=3).map(tuple)
    kept = tuple(draw(kept_takes(number, take, one_score)) for number, take in enumerate(takes))
    return Piece(
        score=draw(one_score),
        take=draw(one_take),
        takes=kept,
        undo=draw(steps),
        redo=draw(steps),
        workplace=draw(WORKPLACES),
    )
