"""A shipment: a piece, the pack that is made of it, and what its files are called by."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiogenesis_desktop.delivery.export import Spec, beside_of
from audiogenesis_desktop.delivery.packs import NO_DRUMS, STING, UNDERSCORE, Format, Pack
from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.provenance import Provenance
from audiogenesis_desktop.delivery.stems import Stem, stems_of
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.delivery.timecode import frame_rate
from audiogenesis_desktop.delivery.versions import (
    LONGEST_RING_SECONDS,
    Piece,
    has_length,
    has_sting,
    ring_seconds,
    sting,
    without_drums,
    without_melody,
)
from audiogenesis_desktop.files.names import safe_name
from audiogenesis_desktop.files.wav import Beside
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.keys import Key

_TITLE_CHARACTERS = 40
_FIGURE = re.compile(r"\s*[\d.:]+[ -]?(?:s|secs?|seconds?|m|mins?|minutes?|bpm)\s*", re.IGNORECASE)
MAKERS: Mapping[str, Callable[[Piece], Score | None]] = {
    UNDERSCORE: without_melody,
    NO_DRUMS: without_drums,
    STING: sting,
}
"""What makes each kind of version; None where the piece has nothing of it."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """All that a pack is made of: the piece, what to write of it, where it comes from, and the picture it is for.

    With `keeps_sound` the music lies under the picture's own sound and ducks; it begins at the second
    `starts_at_seconds` of it, and of the pack's timeline. What `is_loop` goes round without a seam.
    """

    piece: Piece
    pack: Pack
    provenance: Provenance
    soundfont: Path
    picture: Picture | None = None
    keeps_sound: bool = False
    starts_at_seconds: float = 0.0
    is_loop: bool = False

    def spec(self, form: Format, *, is_loop: bool = False) -> Spec:
        """Return the Spec of one of the pack's formats."""
        return Spec(
            container=form.container,
            bits=form.bits,
            rate=form.rate,
            target=target_of(self.pack.loudness),
            frame_rate=frame_rate(self.pack.frame_rate),
            start=self.start,
            is_loop=is_loop,
        )

    @property
    def start(self) -> str:
        """Return the label of the frame that the music begins at on the pack's timeline."""
        return frame_rate(self.pack.frame_rate).later(self.pack.start, self.starts_at_seconds)

    @property
    def title(self) -> str:
        """Return what files are called by, short enough for all that is added to it.

        Of a prompt the length and tempo go: each file has its own behind it.
        """
        words = [part for part in self.piece.score.title.split(",") if not _FIGURE.fullmatch(part)]
        title = safe_name(",".join(words), instead="Music")
        is_long = len(title) > _TITLE_CHARACTERS
        return safe_name(title[:_TITLE_CHARACTERS].rsplit(",", 1)[0]) if is_long else title


def name_of(shipment: Shipment, score: Score, what: str) -> str:
    """Return a file's name without its ending: title, what it is, length, tempo and key."""
    key = Key(score.keys[0].tonic, score.keys[0].mode).name if score.keys else ""
    short = key.replace(" minor", "m").replace(" major", "").replace("♯", "#").replace("♭", "b")
    bpm, seconds = round(shipment.piece.tempo_bpm), round(length_seconds(score), 1)
    return " ".join(filter(None, (shipment.title, what, f"{seconds:g}s", f"{bpm}bpm", short)))


def stem_files(shipment: Shipment) -> list[tuple[Stem, str]]:
    """Return the stems that the pack wants, and what their files are called."""
    score, by = shipment.piece.score, shipment.pack.stems
    stems = stems_of(score, by) if by else ()
    return [
        (stem, f"{name_of(shipment, score, f'{number:02} {safe_name(stem.name)}')}.wav")
        for number, stem in enumerate(stems, 1)
    ]


def beside_in(shipment: Shipment, score: Score, spec: Spec) -> Beside:
    """Return what an audio file of a version holds beside its sound."""
    told = shipment.provenance
    return beside_of(score, spec, license=told.license_line, comment=told.comment_line)


def left_out(shipment: Shipment) -> list[str]:
    """Return a sentence for each thing that the pack has and this piece cannot."""
    piece, pack = shipment.piece, shipment.pack
    seconds, told = length_seconds(piece.score), list[str]()
    longer = [f"{length:g}" for length in pack.lengths if length > round(seconds, 3)]
    if longer and not has_length(piece, math.inf):
        why = f"the piece lasts {seconds:g} s" if piece.writer is None else "it has too few bars to go on from"
        told.append(f"There are no {', '.join(longer)} s of it: {why}.")
    told += [
        f"In {length:g} s of it the last chord has {ring:.1f} s: at {piece.tempo_bpm:.0f} bpm no beat falls nearer the "
        "end."
        for length in pack.lengths
        if length != round(seconds, 3)
        and piece.bars
        and has_length(piece, length)
        and (ring := ring_seconds(piece, length)) > LONGEST_RING_SECONDS
    ]
    return [*told, *lacking(piece, pack)]


def lacking(piece: Piece, pack: Pack) -> list[str]:
    """Return a sentence for each kind of version and loop that the pack has and this piece cannot."""
    told = list[str]()
    for name, what in ((UNDERSCORE, "melody"), (NO_DRUMS, "drums")):
        if name in pack.versions and MAKERS[name](piece) is None:
            told.append(f"There is no version without {what}: it has none, or nothing else.")
    if STING in pack.versions and not has_sting(piece):
        told.append("There is no sting: the piece is as short itself.")
    if longer := [str(bars) for bars in pack.loops if bars > piece.bars]:
        told.append(f"There is no loop of {', '.join(longer)} bars: it has {piece.bars} before its last chord.")
    return told
