"""Takes: the answers to one prompt side by side, written one after another, listened to, compared, kept and let go."""

from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.brief.followup import Followup, read_followup
from audiogenesis_desktop.editing.between_takes import heard_like, pulled, what_differs
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.differing import differs_in_faders_alone
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.further_takes import FurtherTakes, JudgedTake
from audiogenesis_desktop.studio.jobs import Jobs
from audiogenesis_desktop.studio.kept_takes import KeptTakes
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.settings import MOST_TAKES, Settings
from audiogenesis_desktop.studio.take_list import ListedTake, exchanged, listed, ranked, renamed

DELETED, FURTHER, ANSWERED = "take deleted", "further takes", "answered"  # keys of notices
_MOST_PIECES = 10  # whose takes come back when undo leads to them
_SEEDS = 2**31


class _Listening(NamedTuple):
    """What was before a take was listened to."""

    was_playing: bool
    position: float


class Takes(QObject):
    """The takes of the piece that is shown; those of pieces before it come back when undo leads there.

    What is shown never changes by itself: takes that are written meanwhile only stand beside it, the best first.
    """

    changed = Signal()  # which there are, their order, which is shown, or what is known of one
    progressed = Signal()  # how many are still to come, or how far the next one is
    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key

    def __init__(
        self,
        composing: Composing,
        door: Door,
        *,
        player: Player,
        jobs: Jobs,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        """Take what composes, where the piece is, and what plays it."""
        super().__init__(parent)
        self._door, self._player, self._settings = door, player, settings
        self._pieces: list[tuple[ListedTake, ...]] = []  # the takes of each piece, the latest piece last
        self._last_shown: tuple[int, int] | None = None  # the numbers of those shown now and before
        self._listening: _Listening | None = None
        self._deleted: ListedTake | None = None
        self._steps_when_asked = 0  # to undo, when words were last said
        self._asker: Take | None = None  # beside which those that are being written will stand
        self.further = FurtherTakes(composing, jobs, self)
        self.further.written.connect(self._on_written)
        self.further.ended.connect(self._rank)
        self.further.progressed.connect(self.progressed)
        self.further.failed.connect(self._on_failed)
        composing.started.connect(lambda _job: self.further.stop())
        door.history_changed.connect(self._follow)
        door.leaving.connect(self.listen_no_more)

    # What there is

    @property
    def all(self) -> tuple[ListedTake, ...]:
        """Return the takes of the piece that is shown, in the order of the list; none for what was not composed."""
        return tuple(one for one in self._piece if not one.is_deleted)

    @property
    def shown(self) -> ListedTake | None:
        """Return the take that is the piece now, if it is one of these."""
        return next((one for one in self._piece if one.take is self._door.take), None)

    @property
    def to_come(self) -> int:
        """Return how many takes of the piece that is shown are still being written."""
        is_here = self._piece and self._piece_of(self._asker) is self._piece
        return self.further.count if is_here else 0

    def numbered(self, number: int) -> ListedTake:
        """Return the take of a number; raises KeyError if there is none."""
        for one in self._piece:
            if one.number == number:
                return one
        raise KeyError(number)

    @property
    def _piece(self) -> tuple[ListedTake, ...]:
        return self._piece_of(self._door.take)

    def _piece_of(self, take: Take | None) -> tuple[ListedTake, ...]:
        holding = (piece for piece in reversed(self._pieces) if any(one.take is take for one in piece))
        return next(holding, ()) if take is not None else ()

    def _put(self, piece: tuple[ListedTake, ...]) -> None:
        """Let the takes of the piece that is shown be others."""
        self._exchange(self._piece, piece)

    def _exchange(self, before: tuple[ListedTake, ...], after: tuple[ListedTake, ...]) -> None:
        self._pieces = [after if one is before else one for one in self._pieces]
        self.changed.emit()

    def _ask_for(self, take: Take) -> None:
        """Let what is written next stand beside a take; what another piece still waits for is dropped."""
        if self._piece_of(self._asker) is not self._piece_of(take):
            self.further.stop()
        self._asker = take

    # What comes

    def begin(self, take: Take, *, with_others: bool = True) -> None:
        """Take the first take of another piece, which is about to be shown, and have the others written beside it.

        Those with a star stay beside it, too.
        """
        self.further.stop()
        self._pieces = [*self._pieces, self.begun(take, take.score).takes][-_MOST_PIECES:]
        self._asker = take
        if with_others and take.is_whole:
            self.further.judge(take)
            self.more(take, min(max(1, self._settings.takes), MOST_TAKES) - 1)

    def begun(self, take: Take, score: Score) -> KeptTakes:
        """Return the takes that another piece begins with: its first, as it is now, beside those with a star."""
        starred = tuple(one for one in self.all if one.is_starred)
        first = listed(starred, take, score)
        return KeptTakes((*starred, first), first.number)

    def more(self, take: Take, count: int) -> None:
        """Have so many more takes written of what a take answers; none has a seed that another one has."""
        self._ask_for(take)
        used = {one.take.seed for one in self._piece_of(take)} | {take.seed}
        seeds = (seed % _SEEDS for seed in range(take.seed + 1, take.seed + 1 + count + len(used)))
        self.further.write(take.brief, [seed for seed in seeds if seed not in used][:count])

    def ask(self, followup: Followup) -> bool:
        """Have another take made of the one that is shown, as words after the first want it; return whether it can be.

        It is shown once it is there, if that is still the same; else it only stands on the list.
        """
        shown = self.shown
        if shown is None or self._door.is_writing:
            return False
        self.notice_gone.emit(FURTHER)
        self._ask_for(shown.take)
        self._steps_when_asked = len(self._door.piece.undo)
        self.further.follow(replace(shown.take, score=self._door.committed), followup.turns, followup.text)
        return True

    @property
    def kept(self) -> KeptTakes:
        """Return what is to be kept aside with the piece."""
        shown = self.shown
        return KeptTakes(self._piece, shown.number) if shown is not None else KeptTakes()

    def restore(self, kept: KeptTakes) -> None:
        """Take up the takes of a piece that was kept aside, which is about to be shown."""
        self._pieces = [*self._pieces, kept.takes][-_MOST_PIECES:]
        self.notice_gone.emit(ANSWERED)  # which was about the piece before

    def _on_written(self, judged: JudgedTake) -> None:
        piece = self._piece_of(self._asker)
        known = next((one for one in piece if one.take is judged.take), None)
        if known is not None:
            self._exchange(piece, exchanged(piece, replace(known, verdict=judged.verdict)))
        elif piece:
            take, base, was, is_here = judged.take, judged.base, self._door.committed, piece is self._piece
            new = listed(piece, take, take.score, asked=judged.asked, base=base)
            self._exchange(piece, (*piece, replace(new, verdict=judged.verdict)))
            if is_here and base is not None and self._is_still(base.score) and self._listening is None:
                self.show(new.number)
                text = f"Take {new.name}, {judged.asked}: {what_differs(was, take.score)}"
                self.noticed.emit(Notice(ANSWERED, text))

    def _is_still(self, score: Score) -> bool:
        """Return whether the piece is what words were about, but for being balanced meanwhile, which is no edit."""
        now = self._door.committed
        is_amended = len(self._door.piece.undo) == self._steps_when_asked and differs_in_faders_alone(score, now)
        return now is score or is_amended

    def _on_failed(self, sentence: str) -> None:
        self.noticed.emit(Notice(FURTHER, sentence, notices.WARNING))

    def _rank(self) -> None:
        piece = self._piece_of(self._asker)
        self._exchange(piece, ranked(piece))

    def _follow(self) -> None:
        """Keep what has become of the take that is shown, and remember which was shown before."""
        shown, before = self.shown, (self._last_shown or (None,))[0]
        if shown is None or shown.number != before:
            self.notice_gone.emit(ANSWERED)  # which was about the take that was shown before
        if shown is not None and shown.number != before:
            self._last_shown = (shown.number, self._last_shown[0] if self._last_shown else shown.number)
        self._keep_shown()
        self.changed.emit()

    def _keep_shown(self) -> None:
        """Note what the take that is shown is now; one that undo has led back to is on the list again."""
        shown, now = self.shown, self._door.committed
        if shown is not None and (shown.score is not now or shown.is_deleted):
            kept = replace(shown, score=now, is_deleted=False)
            piece = self._piece
            self._pieces = [exchanged(one, kept) if one is piece else one for one in self._pieces]

    # Showing and listening

    def show(self, number: int) -> None:
        """Show a take, as it was left: one undo step. It plays on from where the playhead is, with the same mutes."""
        self._keep_shown()
        one, shown = self.numbered(number), self.shown
        if self._door.is_writing or one is shown:
            return
        listening, self._listening = self._listening, None  # what was begun by listening goes on
        self._door.switch(heard_like(one.score, self._door.committed), one.take)
        self._listening = listening

    def show_next(self, by: int) -> None:
        """Show the next take of the list, or the one before; after the last comes the first."""
        numbers, shown = [one.number for one in self.all], self.shown
        if shown is not None and len(numbers) > 1:
            self.show(numbers[(numbers.index(shown.number) + by) % len(numbers)])

    def compare(self) -> None:
        """Show the take that was shown before this one; once more leads back."""
        before = self._last_shown[1] if self._last_shown else -1
        others = [one.number for one in self.all if one is not self.shown]
        if others:
            self.show(before if before in others else others[0])

    def listen(self, number: int) -> None:
        """Let a take be seen and heard from the playhead on, until `listen_no_more`; nothing is changed by that."""
        one = self.numbered(number)
        if self._door.is_writing or one is self.shown:
            return
        self._listening = self._listening or _Listening(self._player.is_playing, self._player.position)
        self._door.try_take(heard_like(one.score, self._door.committed), one.take)
        if not self._player.is_playing:
            at = self._player.position
            self._player.play_from(at if at < one.score.end_tick - 1 else 0)

    def listen_no_more(self) -> None:
        """Go back to what was before listening: the take that is shown, and standing still if nothing played then."""
        listening, self._listening = self._listening, None
        if listening is None:
            return
        self._door.end_trying()
        if not listening.was_playing and self._player.is_playing:
            self._player.play_or_pause()
            self._player.seek(listening.position)

    # Keeping and letting go

    def star(self, number: int) -> None:
        """Give a take a star, or take it away; one with a star stays when another piece is composed."""
        one = self.numbered(number)
        self._put(exchanged(self._piece, replace(one, is_starred=not one.is_starred)))

    def rename(self, number: int, name: str) -> None:
        """Give a take another name; an empty one changes nothing."""
        self._put(exchanged(self._piece, renamed(self.numbered(number), name)))

    def delete(self, number: int) -> None:
        """Let a take go, which a notice offers to bring back; the last one stays."""
        one = self.numbered(number)
        if len(self.all) < 2 or self._door.is_writing:
            return
        if one is self.shown:
            self.show(next(other.number for other in self.all if other is not one))
        one = self.numbered(number)
        self._put(exchanged(self._piece, replace(one, is_deleted=True)))
        self._deleted = one
        text = f"Take {one.name} was deleted."
        self.noticed.emit(Notice(DELETED, text, notices.INFO, Mend.BRING_BACK, "Bring it back"))

    def bring_back(self) -> None:
        """Put the take that was deleted last on the list again."""
        deleted, self._deleted = self._deleted, None
        if deleted is not None and any(one.number == deleted.number for one in self._piece):
            self._put(exchanged(self._piece, replace(self.numbered(deleted.number), is_deleted=False)))
        self.notice_gone.emit(DELETED)

    # From one to another

    def keep_alternative(self, score: Score, words: str, *, before: Score) -> None:
        """Keep what became of the take that is shown as another one, which is shown, and that one as it was `before`.

        `words` tell how it came to be.
        """
        shown = self.shown
        if shown is None or self._door.is_writing or self._door.committed is not score:
            return
        self._door.undo()
        if self._door.committed is not before:  # something else was done in between
            self._door.redo()
            return
        new = listed(self._piece, replace(shown.take), score, asked=words)
        self._put((*self._piece, new))
        self.show(new.number)

    def pull(self, number: int, track_id: int | None, stretch: Stretch | None) -> None:
        """Bring a track of another take, or all of them, into the one that is shown: whole, or in a stretch."""
        one = self.numbered(number)
        what = "music" if track_id is None else one.score.track(track_id).name
        score = pulled(self._door.base, one.score, track_id, stretch)
        self._door.edit(score, f"Bring {what} from take {one.name}")

    def again(self, number: int) -> None:
        """Have a take written once more by its own Brief, Plan and seed, to stand on the list as it first was."""
        one = self.numbered(number)
        self._ask_for(one.take)
        if one.base is not None:
            self.further.follow(one.base, read_followup(one.asked, one.base.brief).turns, one.asked)
        else:
            self.further.write(one.take.brief, [one.take.seed])
