"""How far apart a drummer's hits come to lie: brought to what recordings of the drummers learned from show.

What is drawn hit by hit, with hands shrunk to what is usual, lies closer together than what people play. By how much is
one number for timing and one for loudness, whatever the style, as a style has too few drummers. It is found where each
drum is typed at its own levels, as in composed music.
"""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.perform import kit
from audiogenesis_desktop.perform.drummer import Drummer, Stretch
from audiogenesis_desktop.perform.hand import as_written
from audiogenesis_desktop.perform.hits import as_loud
from audiogenesis_desktop.training.drumming import FARTHEST_MS, Recording, typed

_ROUNDS = 4  # what is clipped at the softest, the loudest and the latest takes some of each
_FEWEST_HITS = 100


def stretched(drummer: Drummer, found: Sequence[Recording]) -> Stretch:
    """Return the stretch with which recordings, played by a drummer, spread as they do; sets the drummer's."""
    drummer.stretch = Stretch()
    long = [
        one for one in (r.within_ms(FARTHEST_MS) for r in found) if len(one.bar) >= _FEWEST_HITS and not one.is_fill
    ]
    for _ in range(_ROUNDS if long else 0):
        late, played_late, loud, played_loud = np.mean([_spreads(drummer, r, i) for i, r in enumerate(long)], axis=0)
        before = drummer.stretch
        drummer.stretch = Stretch(before.time * float(late / played_late), before.loudness * float(loud / played_loud))
    return drummer.stretch


def _spreads(drummer: Drummer, recording: Recording, seed: int) -> tuple[float, ...]:
    """Return deviations of timing, recorded and played, and of velocity."""
    bar, drum, style = recording.bar, recording.drum, recording.style
    velocities, hand = typed(recording, own_levels=True), drummer.hands.drawn(style, seed)
    struck = drummer.strike(
        bar,
        recording.place,
        drum,
        kit.levels(drum, velocities, bar),
        as_written(drummer.hands, hand.fields, velocities, drum, bar),
        bpm=np.full(len(bar), recording.bpm),
        drummer=hand.drummer,
        style=style,
        seed=seed,
    )
    late, loud = np.clip(struck.offset_ms, -FARTHEST_MS, FARTHEST_MS), as_loud(struck, velocities, bar)
    return tuple(float(values.std()) for values in (recording.offset_ms, late, recording.velocity, loud))
