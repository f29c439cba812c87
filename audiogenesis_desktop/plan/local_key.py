"""The key that is heard around some bars, where a piece has left its own there."""

from dataclasses import replace

import numpy as np

from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import KeyAt, Score
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key

_CLEARLY = 0.08  # by which share of what sounds another scale is to hold more than the piece's own


def in_key_around(plan: Plan, score: Score, start_tick: int, end_tick: int) -> Plan:
    """Return the Plan in the key of what begins between two ticks, if that is clearly not its own; else as it is.

    Keys are told by Krumhansl and Kessler's profiles from how long each pitch class sounds, a bar a note at most.
    """
    sounding, longest = np.zeros(12), plan.meter.bar_ticks
    for track in score.tracks:
        for note in track.notes if not track.is_drums else ():
            if start_tick <= note.start_tick < end_tick:
                sounding[note.pitch % 12] += min(note.length_ticks, longest)
    if not sounding.any():
        return plan
    own, found = Key(plan.key.tonic, plan.key.mode), find_key(sounding)
    held = [float(sounding[sorted(key.scale)].sum() / sounding.sum()) for key in (own, found)]
    return replace(plan, key=KeyAt(0, found.tonic, found.mode)) if held[1] - held[0] > _CLEARLY else plan
