"""Mixing: each part is listened to in the background, and faders are set by what was heard: an edit like any other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from weakref import ref

from PySide6.QtCore import QObject, QTimer, Signal

from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.differing import with_faders_moved
from audiogenesis_desktop.score.score import Score, Track
from audiogenesis_desktop.studio import notices, outputs
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.memory import give_back
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.delivery.balancing import PartLevel
    from audiogenesis_desktop.delivery.heard import Heard

KEY = "mix"
_PLAIN = "Until then faders stand where they usually do."
_AGAIN_MS = 200
_WHILE_WRITTEN_DB = 6.0  # pieces play at -19 to -36 LUFS with plain faders, at -25 in the middle
_MOST_HEARD = 4  # pieces, or takes, of which it is remembered

Hear: TypeAlias = Callable[[Score, Path | None, Progress], "Heard"]
"""Listens to the parts of a score with the SoundFont that was chosen, or the best that is found."""


class Found(NamedTuple):
    """How loud the parts are, by track id, and the whole in LUFS, with the faders as they stand now."""

    levels: "Mapping[int, PartLevel]"
    lufs: float


def hear_parts(score: Score, chosen: Path | None, progress: Progress) -> "Heard":
    """Listen to the parts of a score; raises MissingPart or BadInput where that cannot be."""
    from audiogenesis_desktop.delivery.heard import hear
    from audiogenesis_desktop.playback.trying import tried_soundfont

    try:
        return hear(score, soundfont=tried_soundfont(chosen), progress=progress)
    finally:
        give_back()  # a synthesizer takes some megabytes, in pieces that the C library would keep


class Mixing(QObject):
    """Balances what was composed, as a part of its undo step, and whatever else is asked for, as a step of its own."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    listened = Signal()  # more is known of what is shown
    live_gain_found = Signal(float)  # in dB: that of what is shown, so that it does not clip as it plays

    def __init__(
        self,
        door: Door,
        jobs: Jobs,
        settings: Settings,
        *,
        hear: Hear | None,
        parent: QObject | None = None,
    ) -> None:
        """Take where edits go and where work is done; without `hear` nothing is listened to, and faders stay plain."""
        super().__init__(parent)
        self._door, self._jobs, self._settings, self._hear = door, jobs, settings, hear
        self._heard: list[tuple[Score, Heard]] = []  # what was listened to last comes last
        self._job: Job | None = None
        self._balanced_takes: list[ref[Take]] = []  # of those that are still kept somewhere
        self._balancing: Take | None = None  # which is listened to in order to be balanced

    # Asking

    def balance(self) -> None:
        """Set the faders as the style wants its parts, and the master to -16 LUFS: one undo step."""
        self._listen_then(lambda: self._edit_balanced("Balance"))

    def plain(self) -> None:
        """Put the faders back to where they stand before anybody has listened: one undo step."""
        from audiogenesis_desktop.delivery.balancing import plain

        self._door.edit(plain(self._door.base, self._plan), "Plain mix")

    def listen(self) -> None:
        """Listen to what is shown, if it is not known already."""
        self._listen_then(lambda: None)

    def begin(self) -> None:
        """Play a piece that is now being written about as loud as it will be: there is little to hear of it yet."""
        score = self._door.base
        self.live_gain_found.emit(0.0)
        if self._hear is not None and self._door.is_writing and not score.note_count:
            self._door.write(lambda written: replace(written, level_db=_WHILE_WRITTEN_DB))

    def balance_shown(self, take: Take | None) -> None:
        """Balance another take that is about to be shown, within the step that showing it is, unless it once was."""
        if take is not None and not any(take is one() for one in self._balanced_takes):
            QTimer.singleShot(0, self, lambda: self.balance_composed(take))

    def leave_as_kept(self, piece: Piece) -> None:
        """Leave the faders of a piece that is about to be opened, and of its takes, where they stood when it was kept.

        What nobody has seen yet, and what was still being composed, is balanced once it is shown.
        """
        kept = [one.take for one in piece.takes if one.score is not one.take.score]
        kept += [step.take for step in (*piece.undo, *piece.redo) if step.take is not None]
        take = piece.take
        if take is not None and piece.score is not take.score:
            has_begun = not take.is_whole and piece.score.level_db == _WHILE_WRITTEN_DB
            kept = [one for one in kept if one is not take] if has_begun else [*kept, take]
        self._remember(kept)

    def balance_composed(self, take: Take) -> None:
        """Balance what has just become the piece, within the step that composing it was."""
        score = self._door.committed
        if self._hear is not None and score.note_count and self._door.take is take:
            self._remember([take])
            self._start(score, lambda: self._apply_to_composed(score, take), why=_PLAIN)
            self._balancing = take

    def _remember(self, takes: Iterable[Take]) -> None:
        """Note that takes have been balanced, and forget those that nobody has any more."""
        there = [one for one in self._balanced_takes if one() is not None]
        self._balanced_takes = [*there, *map(ref, takes)]

    def _forget(self, take: Take | None) -> None:
        """Note that a take was left before it was balanced: it is to be once it is shown again."""
        self._balanced_takes = [one for one in self._balanced_takes if one() is not take]

    @property
    def _plan(self) -> Plan | None:
        take = self._door.take
        return take.plan if take is not None else None

    # What was found

    def found(self, score: Score) -> Found | None:
        """Return how loud the parts of a score are; None where they have not been listened to as they are now."""
        from audiogenesis_desktop.delivery.balancing import mix_lufs, part_levels, wishes_of

        heard = self._heard_of(score)
        if heard is None:
            return None
        levels = part_levels(score, heard, wishes_of(score, self._plan))
        return Found({part.track_id: part for part in levels}, mix_lufs(score, heard))

    def begin_live_gain(self) -> None:
        """Tell the gain of another piece: none, until it has been listened to."""
        self.live_gain_found.emit(0.0)
        self.find_live_gain(self._door.score)

    def find_live_gain(self, score: Score) -> None:
        """Tell the gain that a score is played with, if it has been listened to as it is now."""
        from audiogenesis_desktop.delivery.balancing import live_gain_db

        if (heard := self._heard_of(score)) is not None:
            self.live_gain_found.emit(live_gain_db(score, heard))

    def _heard_of(self, score: Score) -> "Heard | None":
        return next((heard for before, heard in reversed(self._heard) if _sound_alike(before, score)), None)

    # Listening

    def _listen_then(self, then: Callable[[], object]) -> None:
        score = self._door.committed
        if self._hear is None or not score.note_count:
            return
        if self._heard_of(score) is not None:
            then()
            return
        self.noticed.emit(Notice(KEY, "Listening to each part …"))
        self._start(score, then)

    def _start(self, score: Score, then: Callable[[], object], *, why: str = "") -> None:
        hear, wishes = self._hear, self._settings.sound_wishes
        assert hear is not None

        def work(progress: Progress) -> "tuple[Heard, tuple[str, ...]]":
            return hear(score, self._settings.first_soundfont, progress), outputs.stand_ins(score, wishes)

        def heard(found: "tuple[Heard, tuple[str, ...]]") -> None:
            self._balancing = None
            self.notice_gone.emit(KEY)
            if found[1]:
                self.noticed.emit(Notice(KEY, " ".join(found[1])))
            self._heard = [*self._heard[1 - _MOST_HEARD :], (score, found[0])]
            then()
            self.find_live_gain(self._door.score)
            self.listened.emit()

        if self._job is not None:
            self._job.cancel()
            self._forget(self._balancing)
        self._balancing = None
        self._job = self._jobs.start(work, done=heard, failed=lambda failure: self._failed(failure, why))

    def _failed(self, failure: Failure, why: str) -> None:
        self._balancing = None
        if why:
            before = self._door.committed
            self._door.amend(before, lambda score: replace(score, level_db=0.0))
        mend = notices.MENDS.get(failure.kind, (Mend.NOTHING, ""))
        self.noticed.emit(Notice(KEY, f"{failure.sentence} {why}".strip(), notices.WARNING, *mend))

    # Setting faders

    def _balanced(self, score: Score) -> Score:
        from audiogenesis_desktop.delivery.balancing import balanced, wishes_of

        heard = self._heard_of(score) or self._heard[-1][1]
        return balanced(score, heard, wishes_of(score, self._plan))

    def _edit_balanced(self, label: str) -> None:
        self._door.edit(self._balanced(self._door.base), label)

    def _apply_to_composed(self, score: Score, take: Take) -> None:
        """Let the piece have been balanced from the start; what the user has moved meanwhile stays where it is."""
        if self._door.take is not take or self._door.is_writing:
            self._forget(take)  # another piece is there by now
            return
        if self._door.score is not self._door.committed:  # something is being tried out
            QTimer.singleShot(_AGAIN_MS, self, lambda: self._apply_to_composed(score, take))
            return

        def as_if_from_the_start(later: Score) -> Score:
            return with_faders_moved(self._balanced(later), before=score, now=later)

        self._door.amend(score, as_if_from_the_start)
        self.listened.emit()


def _sound_alike(before: Score, after: Score) -> bool:
    """Return whether two scores differ in nothing but faders, mutes and what makes no sound."""
    if before is after:
        return True
    one, other = (
        [(track.id, *_played(track)) for track in score.tracks if track.notes and not track.port]
        for score in (before, after)
    )
    around = [(score.tempi, score.length_ticks, score.feel) for score in (before, after)]
    return around[0] == around[1] and one == other


def _played(track: Track) -> tuple[object, ...]:
    sound = track.program, track.bank, track.is_drums, track.mix.pan, track.mix.reverb, track.mix.chorus
    return track.notes, track.controls, track.bends, track.feel, sound, track.transposition, track.velocity_offset
