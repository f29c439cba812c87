"""Ground: where no bass plays, whoever has the lowest chords begins each of them on its root, low in the register."""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.setting import Band, Player
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import FIELD_SIZES
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

_NATS = 6.0
_BELOW = 4  # semitones under its register that the root may lie
_CHORDAL, _BASS = tuple(ROLES.index(role) for role in CHORDAL), ROLES.index("bass")
_OCTAVE = 12


class Ground:
    """In which bars one player has the ground, and where that lies."""

    def __init__(self, plan: Plan, band: Band, number: int) -> None:
        """Take the piece, and which of its players it is."""
        self._chords: list[int] = band.form.chords.reshape(-1).tolist()
        self._length = band.bar_length
        self._low, self._middle = max(0, band.players[number].low - _BELOW), _middle(band.players[number])
        self._bars = {bar for bar in range(band.bars) if _lowest(band, bar) == number}

    def lean(self, bar: int, place: int, notes: Sequence[Written]) -> Floats | None:
        """Return what is added to the logits of pitches at a place, None but for a chord's first note.

        `notes` are the player's in this bar so far.
        """
        chord = self._chord(bar, place)
        if bar not in self._bars or chord >= CHORD_COUNT or any(self._chord(bar, n.place) == chord for n in notes):
            return None
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        lowest = self._low + (Chord.at(chord).root - self._low) % _OCTAVE
        lean[[root for root in (lowest, lowest + _OCTAVE) if root <= max(lowest, self._middle)]] = _NATS
        return lean

    def _chord(self, bar: int, place: int) -> int:
        return self._chords[2 * bar + (2 * place >= self._length)]


def _lowest(band: Band, bar: int) -> int | None:
    """Return who has the lowest chords in a bar in which no bass plays, None where one does or nobody has chords."""
    playing = [n for n, player in enumerate(band.players) if player.playing[bar] and not player.is_drums]
    chordal = [n for n in playing if band.players[n].role in _CHORDAL]
    if not chordal or any(band.players[n].role == _BASS for n in playing):
        return None
    return min(chordal, key=lambda n: _middle(band.players[n]))


def _middle(player: Player) -> float:
    return (player.low + player.high) / 2
