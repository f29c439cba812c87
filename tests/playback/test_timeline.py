"""The metronome's beat and what holds at a tick."""

from audiogenesis_desktop.playback.timeline import Click, Key, Timeline
from audiogenesis_desktop.score.events import Channel
from audiogenesis_desktop.score.score import Kept, Meter, Note, Score, Track


def test_clicks_follow_the_meters_and_accent_each_bar() -> None:
    timeline = Timeline(Score(meters=(Meter(0, 3, 4), Meter(2880, 6, 8))))
    assert list(timeline.clicks(960, 2880 + 481)) == [
        Click(960, False),
        Click(1920, False),
        Click(2880, True),
        Click(3360, False),
    ]


def test_a_click_on_the_edge_belongs_to_what_begins_there() -> None:
    timeline = Timeline(Score())
    assert [click.tick for click in timeline.clicks(0, 960)] == [0]
    assert [click.tick for click in timeline.clicks(960, 960.5)] == [960]
    assert [click.tick for click in timeline.clicks(0.5, 960)] == []


def test_what_sounds_at_a_tick_leaves_out_what_ends_or_begins_there() -> None:
    notes = (Note(0, 60, 960, 80), Note(0, 64, 961, 80), Note(960, 67, 100, 80))
    timeline = Timeline(Score(tracks=(Track(0, "Piano", notes=notes),)))
    assert timeline.sounding(960) == {Key(Channel(0, 0), 64): 0}
    assert timeline.read_from(960).until(961)[0].data[1] == 67


def test_aftertouch_holds_until_it_changes() -> None:
    touches = (Kept(0, b"\xd0\x50"), Kept(480, b"\xa0\x3c\x30"), Kept(960, b"\xd0\x00"))
    timeline = Timeline(Score(tracks=(Track(0, "Pad", notes=(Note(0, 60, 1920, 80),), kept=touches),)))

    def held(tick: float) -> set[tuple[int, ...]]:
        return {event.data for event in timeline.state_at(tick).settings.values() if event.data[0] >> 4 in (0xA, 0xD)}

    assert held(479) == {(0xD0, 0x50)}
    assert held(480) == {(0xD0, 0x50), (0xA0, 60, 0x30)}
    assert held(1500) == {(0xD0, 0), (0xA0, 60, 0x30)}
