"""A last bar of a few beats: the chord before it goes on, the fill moves there, and the meters say so."""

from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.lead_in import led_in
from audiogenesis_desktop.plan.plan import Ending, Strike
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import ChordAt, Meter

PLAN = make_plan(Brief(length_seconds=29.3).with_fields(Origin.SAID, tempo_bpm=120.0), 1)
BAR = PLAN.meter.bar_ticks


def test_a_piece_of_whole_bars_stays() -> None:
    assert led_in(PLAN) is PLAN and not PLAN.last_downbeat_tick % BAR


def test_chord_and_fill_go_on_to_the_last_chord() -> None:
    chords = (ChordAt(0, BAR, 0, "maj"), ChordAt(BAR, BAR, 7, "maj"), ChordAt(2 * BAR, BAR, 0, "maj"))
    fills = {1: {5: (Strike(0, 36), Strike(BAR // 2, 38), Strike(BAR // 2 + 480, 38))}}
    last = 2 * BAR + BAR // 2
    cut = led_in(
        replace(PLAN, chords=chords, fills=fills, ending=Ending.FILL, last_downbeat_tick=last, length_ticks=last + 2400)
    )
    assert cut.chords == (chords[0], ChordAt(BAR, BAR + BAR // 2, 7, "maj"), ChordAt(last, 2400, 0, "maj"))
    assert cut.fills == {2: {5: (Strike(0, 38), Strike(480, 38))}}
    assert [meter[1:] for meter in cut.meters] == [(4, 4), (2, 4), (4, 4)]


def test_a_beat_or_less_makes_the_bar_before_longer() -> None:
    assert replace(PLAN, last_downbeat_tick=2 * BAR + 960).meters == ((0, 4, 4), (BAR, 5, 4), (2 * BAR + 960, 4, 4))
    assert replace(PLAN, last_downbeat_tick=BAR + 480).meters == ((0, 9, 8), (BAR + 480, 4, 4))
    assert replace(PLAN, last_downbeat_tick=960).meters == ((0, 1, 4), (960, 4, 4))
    halves = replace(PLAN, meter=Meter(0, 3, 2), last_downbeat_tick=5760 + 1440)
    assert halves.meters == ((0, 3, 2), (5760, 3, 8), (7200, 3, 2))
