"""The systems set side by side: ours, and ours with one thing taken away, so that network and code are told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import LstmComposer, load_stream
from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.players import vocabulary as players
from audiogenesis_desktop.compose.rules import MOST_AT_ONCE, Rules
from audiogenesis_desktop.compose.sampling import FORBIDDEN, Floats, Taste
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.compose.vocabulary import DURATIONS, LONGEST_STEP, VERSION
from audiogenesis_desktop.evaluation.band_systems import load_bands
from audiogenesis_desktop.network.checkpoint import read_checkpoint, vocabulary_of
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, REST_CLASS

FULL, ONE_TAKE = "full", "no ranking"
ABLATIONS = ("parser off", "text shuffled", "masks off", "no network")
BAND_ABLATIONS = (*ABLATIONS, "style hidden", "groove hidden", "others not heard")

MEANINGS = {
    FULL: "as the app composes, the best of the takes by its own ranking",
    ONE_TAKE: "the first take, whatever it is; so are all below",
    "parser off": "the Brief from the sentence embedding alone: nothing that the text says is read",
    "text shuffled": "the Plan as asked, but the network is told another prompt's text and Brief",
    "masks off": "only order and time (and, of the band, voices) are enforced: no scale, chord, range, hit or share",
    "no network": "a network that knows nothing (all weights 0) under the same Plan and masks: what the code earns",
    "style hidden": "the Plan as asked, but the players are told no style",
    "groove hidden": "the players are told no groove",
    "others not heard": "each player is deaf to the others",
}


class FreeRules(Rules):
    """Order and time alone: a note has a place in the piece, an instrument of the Plan and a pitch that MIDI has."""

    def __init__(self, plan: Plan, setting: Setting, places: Places, *, valence: float = 0.0) -> None:
        super().__init__(plan, setting, places, valence=valence)
        shift = key_shift(plan)
        self._exists = np.full(128, FORBIDDEN, dtype=np.float32)
        self._exists[max(0, -shift) : 128 - max(0, shift)] = 0
        self._players = [i for i in np.flatnonzero(setting.active.any(axis=0)).tolist() if i != REST_CLASS]

    def step(self, now: int, *, is_first: bool, may_join: bool) -> Floats:
        """Return the mask over steps: any, joining the present onset only while something can."""
        mask = np.zeros(LONGEST_STEP + 1, dtype=np.float32)
        mask[0] = 0 if may_join or is_first else FORBIDDEN
        return mask

    def may_begin(self, onset: int, *, begun: Mapping[int, int], lowest: int) -> list[int]:
        """Return which instruments may begin one more note at an onset: those of the Plan, whatever the section."""
        if sum(begun.values()) >= MOST_AT_ONCE:  # or a network might go on at one onset for ever
            return []
        return [i for i in self._players if i >= lowest]

    def instrument(self, onset: int, allowed: list[int], *, recent: Sequence[float]) -> Floats:
        """Return the mask over instruments."""
        mask = np.full(len(CLASSES), FORBIDDEN)
        mask[allowed] = 0
        return mask

    def has_room(self, instrument: int, onset: int, *, above: int) -> bool:
        """Return whether there is any pitch above `above`."""
        return bool((self.pitch(instrument, onset, above=above, pitch_weights=self._exists) == 0).any())

    def pitch(self, instrument: int, onset: int, *, above: int, pitch_weights: Floats) -> Floats:
        """Return the mask over pitches: above the one before at this onset, and within MIDI's."""
        mask = np.zeros(128, dtype=np.float32) if instrument == DRUM_CLASS else self._exists.copy()
        mask[: above + 1] = FORBIDDEN
        return mask

    def duration(self, instrument: int, pitch: int, onset: int) -> Floats:
        """Return the mask over durations: over by the last chord."""
        mask = np.where(onset + DURATIONS <= self.end, 0, FORBIDDEN).astype(np.float32)
        mask[0] = 0
        return mask


def ablations(checkpoint: Path) -> tuple[str, ...]:
    """Return what can be taken away from a checkpoint's composer."""
    return BAND_ABLATIONS if vocabulary_of(checkpoint) == players.VERSION else ABLATIONS


def load_composers(checkpoint: Path) -> Mapping[str, Composer]:
    """Return the composers of the systems; those not named compose as "full". Raises MissingPart or BadInput."""
    return load_bands(checkpoint) if vocabulary_of(checkpoint) == players.VERSION else _load_streams(checkpoint)


def _load_streams(checkpoint: Path) -> dict[str, Composer]:
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary=VERSION)
    free = Taste(echoes=(0.0, 0.0, 0.0), widest_gap=float("inf"), told=0.0)
    nothing = {name: np.zeros_like(value) for name, value in weights.items()}
    return {
        FULL: load_stream(checkpoint),
        "masks off": LstmComposer(
            weights, about["shape"], name="masks off", model_hash=model_hash, taste=free, rules=FreeRules
        ),
        "no network": LstmComposer(nothing, about["shape"], name="no network", model_hash=model_hash),
    }


def shuffled(briefs: list[Brief]) -> list[Brief]:
    """Return every prompt's Brief at another prompt's place, the same each time."""
    order = list(range(len(briefs)))
    Random(0).shuffle(order)
    place = {number: i for i, number in enumerate(order)}
    return [briefs[order[(place[number] + 1) % len(order)]] for number in range(len(briefs))]


def plain(brief: Brief) -> Brief:
    """Return a Brief that can be sent to another process."""
    return replace(brief, origins=dict(brief.origins), spans=dict(brief.spans))
