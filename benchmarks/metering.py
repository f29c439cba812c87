"""What metering costs beside what is heard: the same piece rendered as FluidSynth does for the ear, and for meters.

Run `python benchmarks/metering.py`. It tells, of one run, how many times faster than it sounds each of the two
renders a dense piece of 16 tracks, the ratio of the two, and how much memory the second synthesizer adds.
"""

import resource
import statistics
import time

import numpy as np

from audiogenesis_desktop.playback.fluid import RATE, find_soundfont
from audiogenesis_desktop.playback.libfluidsynth import library, quick_library
from audiogenesis_desktop.playback.metering import Metering
from audiogenesis_desktop.playback.sequenced import SequencedSynth

SECONDS, CHANNELS, STEP_MS, HELD_MS = 20, 16, 125, 400
PROGRAMS = (0, 48, 32, 24, 73, 11, 52, 88, 60, 0, 4, 40, 56, 68, 19, 46)
ROUNDS = 3


def post_piece(target: SequencedSynth | Metering, start: int) -> None:
    """Post a chord of two on every channel, eight times a second."""
    fluid, _ = library()
    quick, event = quick_library(), fluid.new_fluid_event()
    fluid.fluid_event_set_source(event, -1)
    for channel in range(CHANNELS):
        quick.fluid_event_program_change(event, channel, PROGRAMS[channel])
        target.post(event, start)
    for at in range(0, SECONDS * 1000, STEP_MS):
        for channel in range(CHANNELS):
            for pitch in (48 + channel + at // STEP_MS % 7, 55 + channel + at // STEP_MS % 5):
                quick.fluid_event_noteon(event, channel, pitch, 90)
                target.post(event, start + at)
                quick.fluid_event_noteoff(event, channel, pitch)
                target.post(event, start + at + HELD_MS)
    fluid.delete_fluid_event(event)


def playing_seconds(synth: SequencedSynth) -> float:
    """Return how long rendering for the ear takes, in blocks of 256 frames of stereo."""
    _, handle = library()
    out = np.zeros((2, 256), np.float32)
    places = np.array([row.ctypes.data for row in out], np.uint64)
    post_piece(synth, synth.tick)
    begun = time.process_time()
    for _ in range(int(SECONDS * RATE) // 256):
        out[:] = 0
        handle.fluid_synth_process(synth.synth.synth, 256, 2, places.ctypes.data, 2, places.ctypes.data)
    return time.process_time() - begun


def metered_seconds() -> float:
    """Return how long rendering for meters takes, on the metering thread."""
    now = [0]
    metering = Metering((find_soundfont(),), lambda: now[0])
    post_piece(metering, 0)
    begun = time.process_time()
    now[0] = SECONDS * 1000
    while metering._synth.tick < SECONDS * 1000 - 100:
        time.sleep(0.01)
    taken = time.process_time() - begun
    metering.close()
    return taken


def main() -> None:
    """Print the figures."""
    synth = SequencedSynth((find_soundfont(),), rate=RATE, effects=(1.0, 1.0))
    playing_seconds(synth)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    metered_seconds()
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    pairs = [(playing_seconds(synth), metered_seconds()) for _ in range(ROUNDS)]
    playing, metered = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"heard: {SECONDS / playing:.0f} times faster than it sounds, metered: {SECONDS / metered:.0f}")
    print(f"metering takes {metered / playing:.2f} times what hearing takes, and {added:.0f} MiB more")
    synth.close()


if __name__ == "__main__":
    main()
