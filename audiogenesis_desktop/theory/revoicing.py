"""Revoicing: a note moved from one chord to another, as little as may be and to what it was there."""

from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key


def moved_pitch(
    pitch: int, before: Chord, after: Chord, key: Key, *, is_bass: bool = False, low: int = 0, high: int = 127
) -> int:
    """Return where a pitch goes when its chord becomes another: what was a chord tone is one again, the nearest.

    Of a bass the root stays the root. What lay beside the chord goes to the nearest pitch of the key or the new chord,
    and stays if it is one. `low` and `high` bound what is played.
    """
    if before == after:
        return pitch
    if pitch % 12 in before.tones:
        is_root = is_bass and pitch % 12 == before.root
        wanted = {after.root} if is_root else set(after.tones)
    else:
        wanted = set(key.scale) | set(after.tones)
    near = sorted(range(max(low, pitch - 11), min(high, pitch + 11) + 1), key=lambda p: (abs(p - pitch), p))
    return next((p for p in near if p % 12 in wanted), pitch)
