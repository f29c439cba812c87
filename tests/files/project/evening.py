"""A piece as an evening leaves it, the same each time: what the test files of each version hold."""

from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.files.loop_marks import MarkedLoop
from audiogenesis_desktop.files.project.piece import KeptTake, Piece, Step, Video, View, Workplace
from audiogenesis_desktop.plan.plan import Ending, Groove, Likeness, Part, Plan, Recall, Strike
from audiogenesis_desktop.plan.take import Take
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
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.theory.keys import Key

BAR = 3840


def evening() -> Piece:
    """Return a Piece in which no field of format 1 has its default."""
    take = Take("calm piano", _brief(), _plan(), 7, "abc123", _score("as composed"), False, 2.5)
    before, now = _score("before"), _score("now")
    return Piece(
        score=now,
        take=take,
        takes=(
            KeptTake(
                3,
                "B",
                take,
                before,
                "sadder",
                True,
                True,
                (0.5, 0.75, ("It ends early.",)),
                -16.5,
                replace(take, seed=6),
            ),
        ),
        undo=(Step(before, "Draw note", take),),
        redo=(Step(_score("after"), "Name", None),),
        workplace=Workplace(
            prompt="calm piano, slower",
            seed=8,
            brief=_brief(),
            view=View(0.125, 18, 320, 640, 1, 960.5),
            loop=MarkedLoop(0, BAR, True),
            video=Video("film.mp4", 1.5),
        ),
    )


def _score(title: str) -> Score:
    piano = Track(
        id=1,
        name="Piano",
        program=1,
        bank=2,
        mix=Mix(90, 30, 20, 10, mute=True, solo=True),
        notes=(Note(0, 60, 960, 80), Note(960, 64, 480, 81)),
        controls=(Control(0, 64, 127),),
        bends=(Bend(10, -100),),
        transposition=-12,
        velocity_offset=5,
        port="Synth",
        channel=4,
        colour=6,
        is_locked=True,
        kept=(Kept(5, b"\xd0\x40"),),
        feel=Feel(0.5, 0.6, 3, "jazz"),
    )
    return Score(
        tracks=(piano, replace(piano, id=2, name="Drums", is_drums=True, notes=(Note(0, 36, 240, 100),))),
        tempi=(Tempo(0, 600_000), Tempo(BAR, 500_000)),
        meters=(Meter(0, 3, 4),),
        keys=(KeyAt(0, 2, "minor"),),
        chords=(ChordAt(0, BAR, 2, "min"),),
        sections=(Section(0, BAR, "A", 0.25),),
        markers=(Marker(480, "Hit", "cue"),),
        length_ticks=2 * BAR,
        title=title,
        kept=(Kept(0, b"\xf0\x7d\x01\xf7"),),
        level_db=-3.5,
        feel=Feel(0.25, None, 4, "house"),
        swing=0.625,
        swing_ticks=240,
    )


def _brief() -> Brief:
    return Brief(
        prompt="calm piano",
        tempo_bpm=72.5,
        key=Key(2, "minor"),
        meter=(3, 4),
        length_seconds=12.0,
        instruments=("piano", "drums"),
        banned=("cello",),
        only=True,
        valence=-0.5,
        energy=0.25,
        density=0.75,
        style=(("jazz", 0.5), ("house", 0.5)),
        arc=("builds",),
        texture=("sparse",),
        hits=(3.5,),
        missed=(99.0,),
        played_bpm=72.0,
        origins={"tempo_bpm": Origin.EDITED},
        spans={"valence": (0, 4)},
        causes=(Cause("valence", 0, 4, "calm"),),
        notices=("One hit is missed.",),
        outcome=("It ends softly.",),
        unread=("glorp",),
        embedding=(0.25, -0.5),
    )


def _plan() -> Plan:
    return Plan(
        tempi=(Tempo(0, 600_000),),
        meter=Meter(0, 3, 4),
        key=KeyAt(0, 2, "minor"),
        sections=(Section(0, BAR, "A", 0.25),),
        repeats=(-1,),
        active=(frozenset({1, 2}),),
        chords=(ChordAt(0, BAR, 2, "min"),),
        parts=(Part(1, find("piano"), "chords", "comping", (40, 80), 70, Mix(90), "jazz"),),
        last_downbeat_tick=BAR,
        release_tick=BAR + 960,
        length_ticks=2 * BAR,
        hit_ticks=(480,),
        recalls=(Recall(Likeness.SOME, Likeness.NEW, Likeness.SAME),),
        style=(("jazz", 1.0),),
        swing=0.6,
        swing_ticks=240,
        grooves=({1: Groove(1, (Strike(0, -1), Strike(960, 36)))},),
        ending=Ending.FADE,
        fills={1: {2: (Strike(0, 38),)}},
        fade_in_ticks=960,
        feel=Feel(0.75, 0.55, 5, "jazz"),
    )
