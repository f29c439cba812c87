"""Drawing: one player's notes in a bar, field by field, from what the network finds likely and what is leaned to."""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players import spacing, ties
from audiogenesis_desktop.compose.players.echo import MOTIF_BARS
from audiogenesis_desktop.compose.players.guiding import Guide
from audiogenesis_desktop.compose.players.leaning import Leaning
from audiogenesis_desktop.compose.players.manner import Manner
from audiogenesis_desktop.compose.players.masks import Masks
from audiogenesis_desktop.compose.players.telling import Teller, Written
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES, DURATION, PITCH, PLACE, VELOCITY
from audiogenesis_desktop.compose.players.wandering import LOOKED_BACK, lean_from
from audiogenesis_desktop.compose.sampling import Floats, draw
from audiogenesis_desktop.network.player_step import PlayerStepper
from audiogenesis_desktop.style.roles import TUNES
from audiogenesis_desktop.theory.chords import CHORD_COUNT


class Drawing:
    """The drawing of one player's notes in one bar."""

    def __init__(
        self,
        stepper: PlayerStepper,
        manner: Manner,
        teller: Teller,
        masks: Masks,
        lean: Floats,
        random: np.random.Generator,
        *,
        bar: int,
        heat: float,
        leaning: Leaning | None = None,
    ) -> None:
        """Take the player; `lean` is of pitches in all of the bar, `heat` how much more freely than usual is drawn."""
        self._stepper, self._teller, self._masks = stepper, teller, masks
        self._lean, self._random, self._bar, self._heat = lean, random, bar, heat
        self._leaning = leaning
        self._freedom = manner.freedom(teller.role)

    def note(self, *, hits: Sequence[int], reach: int, guide: Guide | None = None) -> Written | None:
        """Return the next note, or None for the bar line."""
        masks, notes, bar = self._masks, self._teller.notes, self._bar
        mask = masks.place(bar, notes, hits=hits, reach=reach)
        if self._leaning is None or not self._leaning.has_voices:
            mask = masks.together(mask, bar, notes, held=self._teller.held)
        if guide is not None:
            return guide.note(self, notes, mask, lambda place, above: masks.pitch(bar, place, above=above))
        place = self.place(mask)
        if place == BAR:
            return None
        is_first = not notes or notes[-1].place != place
        pitches = masks.first_pitch(bar, place) if is_first else masks.pitch(bar, place, above=notes[-1].pitch)
        return self.finished(place, self.pitch(place, pitches))

    def place(self, mask: Floats) -> int:
        """Return the place drawn, or BAR."""
        motif = self._masks.motif.lean(self._bar)
        if self._leaning is not None:
            notes = self._teller.notes
            mask = mask + self._leaning.place(notes, self._teller.before)
            if notes:
                mask[notes[-1].place] += self._leaning.together(self._stepper.logits(PLACE) + mask, notes[-1].place)
        elif motif is not None:
            mask = mask + motif
            if self._teller.notes:  # how many notes begin together is not the rhythm's to say
                now = self._teller.notes[-1].place
                mask[now] -= motif[now]
        return self._field(PLACE, mask)

    def pitch(self, place: int, mask: Floats) -> int:
        """Return the pitch drawn at a place, 0..127; the place need not have been drawn."""
        teller = self._teller
        self._stepper.tell(PLACE, place)
        self._stepper.tell_known(teller.known_rows(place))
        if self._leaning is not None:
            together = bool(teller.notes) and teller.notes[-1].place == place
            mask = mask + self._leaning.pitch(
                self._bar, place, last=teller.lowest_of_last, together=together, before=teller.before
            )
        if teller.role in TUNES and (self._leaning is None or not self._leaning.has_repetition):
            mask = mask + lean_from(teller.recent(LOOKED_BACK))
        if self._leaning is None:
            mask = self._leaned(place, mask)
        drawn = self._field(PITCH, mask + self._lean)
        self._stepper.tell(PITCH, drawn)
        return drawn % DRUM_PITCHES

    def _leaned(self, place: int, mask: Floats) -> Floats:
        """Return a mask over pitches with what the style's book says of them: degrees of patterns, ties of pads."""
        teller, masks = self._teller, self._masks
        leans = (
            masks.degrees.lean(self._bar, place, teller.notes, teller.before),
            masks.phrase_ends.lean(self._bar, place),
            masks.ground.lean(self._bar, place, teller.notes),
            masks.echo.lean(self._bar, place, teller.notes, teller.bars_ago(MOTIF_BARS)),
        )
        for lean in leans:
            if lean is not None:
                mask = mask + lean
        if masks.holds(self._bar, place):
            chord = masks.chord(self._bar, place)
            mask = mask + ties.lean_from(chord, held=teller.held(place), let_go=teller.let_go(place))
        if masks.has_chords:
            mask = mask + self._spaced(place)
        if masks.tessitura.is_told:
            mask = mask + masks.tessitura.lean(self._bar, place, teller)
        return mask

    def _spaced(self, place: int) -> Floats:
        """Return what is added to the logits of pitches beside those that the player sounds at a place."""
        teller, masks = self._teller, self._masks
        begun = tuple(note.pitch for note in teller.notes if note.place == place)
        chord = masks.chord(self._bar, place) if masks.has_thirds else CHORD_COUNT
        return spacing.lean_from(chord, begun=begun, held=tuple(teller.held(place)), shift=masks.shift)

    def finished(self, place: int, pitch: int) -> Written:
        """Return the note of a place and a pitch with duration and velocity drawn."""
        is_tied = self._leaning is None and self._masks.holds(self._bar, place)
        duration = self._field(DURATION, self._masks.duration(self._bar, place, pitch, ties=is_tied))
        self._stepper.tell(DURATION, duration)
        mask = self._masks.velocity if self._leaning is None else self._masks.velocity + self._leaning.velocity
        return Written(place, pitch, duration, self._field(VELOCITY, mask))

    def _field(self, field: int, mask: Floats) -> int:
        """Draw the next field."""
        temperature, nucleus = self._freedom[field]
        return draw(
            self._stepper.logits(field) + mask,
            temperature=temperature * self._heat,
            nucleus=1 - (1 - nucleus) / self._heat,
            random=self._random,
        )
