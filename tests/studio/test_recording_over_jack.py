"""Recording from end to end: keys of another program, through a real JACK port, onto a track of the document."""

import time

import pytest

from audiogenesis_desktop.score.score import Score, Tempo, Track
from audiogenesis_desktop.studio.inputs import OWN
from audiogenesis_desktop.studio.live import Live

BPM, TICKS_A_SECOND = 125, 2000
KEYS = [(48 + 5 * i % 36, 50 + 3 * i, 0.1 * i, 0.06) for i in range(16)]  # pitch, velocity, begins at, lasts


@pytest.fixture
def live(studio, jack_keys, qtbot):
    studio.document.load(Score(tracks=(Track(3, "Piano"),), tempi=(Tempo.from_bpm(0, BPM),), length_ticks=3840))
    studio.settings.count_in_bars = 0
    made = Live(studio)
    made.recording.track_id = 3
    made.inputs.choose(OWN)
    names = jack_keys.get_ports()
    jack_keys.open_port(next(i for i, name in enumerate(names) if "Audiogenesis" in name))
    time.sleep(0.1)
    yield made
    made.close()


@pytest.mark.slow
def test_a_performance_on_another_programs_keys_is_recorded_as_it_was_sent(live, studio, jack_keys, qtbot):
    live.recording.record()
    transport = studio.player.transport
    qtbot.waitUntil(lambda: transport.tick_at(time.monotonic()) is not None, timeout=5_000)
    messages = [(at, (0x90, pitch, velocity)) for pitch, velocity, at, _ in KEYS]
    messages += [(at + lasts, (0x80, pitch, 0)) for pitch, _, at, lasts in KEYS]
    messages += [(0.25, (0xB0, 64, 127)), (0.95, (0xB0, 64, 0))]
    begun = time.monotonic() + 0.02
    first_tick = transport.tick_at(begun)
    for at, message in sorted(messages):
        time.sleep(max(0.0, begun + at - time.monotonic()))
        jack_keys.send_message(message)
    qtbot.wait(200)
    live.recording.record()
    track = studio.document.committed.track(3)
    assert [(n.pitch, n.velocity) for n in track.notes] == [(pitch, velocity) for pitch, velocity, _, _ in KEYS]
    assert [(c.controller, c.value) for c in track.controls] == [(64, 127), (64, 0)]
    off = [n.start_tick - first_tick - at * TICKS_A_SECOND for n, (_, _, at, _) in zip(track.notes, KEYS, strict=True)]
    # Half of them within two of JACK's periods and one of ours: a busy machine may delay some.
    assert sorted(map(abs, off))[len(off) // 2] <= 0.016 * TICKS_A_SECOND
    assert studio.document.undo_label == "Record"
    studio.document.undo()
    assert not studio.document.score.track(3).notes
