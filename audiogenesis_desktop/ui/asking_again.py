"""Asking again: words after the first, typed while a piece is open, show what will change, and Enter makes a take."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup import Followup, as_followup, half_understood
from audiogenesis_desktop.brief.followup_hints import might_mean
from audiogenesis_desktop.brief.foreseen import foreseen, without_causes
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.chips import HINT
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.prompt_bar import PromptBar

OF_OPENED = "Not composed here: type what is to change, such as “no drums” or “slower”, or mark bars and rework them"
FORESEEN = "followup"  # the key of the notice that says what will be done
_WORDS = {
    "energy": ("calmer", "livelier"),
    "density": ("sparser", "busier"),
    "valence": ("sadder", "happier"),
    "tempo": ("slower", "faster"),
    "loudness": ("softer", "louder"),
    "reverb": ("drier", "with more reverb"),
    "swell": ("growing softer", "growing louder"),
    "sevenths": ("with plain triads", "with chords that have their sevenths"),
}
_CALLED = {"arc": "shape", "tempo_bpm": "tempo", "length_seconds": "length", "valence": "mood"}
_VERBS = {
    "redo": "write anew",
    "redo harmony": "other chords",
    "remove": "take out",
    "add": "add",
    "only": "leave only",
    "swap": "exchange",
    "repeat": "play once more",
    "later": "begin later:",
    "earlier": "begin earlier:",
    "keep": "keep the",
    "accompany": "add an accompaniment",
    "silence": "silence",
    "redo others": "write all anew but",
    "without texture": "without",
}


class AskingAgain(QObject):
    """Joins the prompt to the take that is shown, for as long as what is typed is about it."""

    def __init__(self, studio: Studio, bar: PromptBar, panel: BriefPanel, notices: NoticeBar) -> None:
        """Take a studio, the prompt, its chips, and where sentences are shown."""
        super().__init__(bar)
        self._studio, self._bar, self._panel, self._notices = studio, bar, panel, notices
        bar.cancelled.connect(studio.following.stop)
        studio.document.history_changed.connect(self._forget)
        studio.document.history_changed.connect(self._hint)
        studio.following.answered.connect(lambda: bar.set_prompt(""))
        studio.composing.started.connect(lambda _job: self._forget())

    def show(self, text: str) -> bool:
        """Show what a text will change of the piece that is open; return whether it is about that."""
        brief = self._brief(text)
        followup = as_followup(text, brief) if brief is not None else None
        if followup is None or brief is None:
            self._forget()
            if brief is not None and (half := half_understood(text, brief)) is not None:
                self._notices.tell(FORESEEN, not_understood(half))
            return False
        after = foreseen(brief, followup.turns)
        self._panel.show_foreseen(without_causes(after))
        is_take = self._studio.document.take is not None
        self._bar.set_asks_again("New take" if is_take else "Change it")
        self._notices.tell(FORESEEN, sentence(followup, is_take=is_take))
        return True

    def ask(self, text: str, *, otherwise: Callable[[str], None]) -> None:
        """Have another take made as a text asks; where it asks for none, `otherwise` is done with it."""
        brief = self._brief(text)
        followup = as_followup(text, brief) if brief is not None else None
        if followup is None or not self._studio.following.ask(followup):
            otherwise(text)

    def _brief(self, text: str) -> Brief | None:
        """Return what the music that a text can be about was asked by, or says of itself; None if there is none."""
        return self._studio.following.brief if text and not self._studio.composing.is_composing else None

    def _hint(self) -> None:
        """Tell where chips will be what words can do to music by others."""
        is_opened = self._studio.document.take is None and self._studio.document.committed.note_count
        self._panel.row.set_hint(OF_OPENED if is_opened else HINT)

    def _forget(self) -> None:
        self._bar.set_asks_again("")
        self._notices.tell(FORESEEN, "")


def sentence(followup: Followup, *, is_take: bool = True) -> str:
    """Return what words after the first will do, to a take or to other music, and what nothing is made of."""
    from audiogenesis_desktop.compose.followups.around_tunes import keeps_tune  # what composes loads late
    from audiogenesis_desktop.compose.followups.following import is_anew

    does = f"{'Another take' if is_take else 'In this piece'}: {'; '.join(map(_in_words, followup.turns))}."
    left = (*followup.unread, *followup.manner)
    unread = f" Nothing is made of “{' '.join(left)}”." if left else ""
    anew = list(filter(is_anew, followup.turns))
    keeps = keeps_tune(anew) and (not is_take or Turn("keep", "tune") in followup.turns)
    lost = " The tune stays; who accompanies it is written anew." if keeps else ""
    lost = lost or (" All of it is composed anew." if anew else "")
    return f"{does}{lost}{unread} Enter {'makes' if is_take else 'does'} it; Ctrl+Enter composes a new piece instead."


def not_understood(half: Followup) -> str:
    """Return that words are no change of the piece as they stand, and what they might have meant."""
    words = f" (“{' '.join(half.unread)}”)" if half.unread else ""
    read = "; ".join(map(_in_words, half.turns))
    near = " or ".join(f"“{said}”" for said in might_mean(half.text))
    meant = f"It might mean: {read}" if read else f"It might mean {near}"
    return f"Not understood as a change of this piece{words}. {meant}. As it stands, Enter composes a new piece."


def _in_words(turn: Turn) -> str:
    who, where = _who(turn), str(turn.where)
    if turn.what in _WORDS:
        much = "much " if abs(turn.value) > 1 else "a little " if abs(turn.value) < 1 else ""
        return " ".join(filter(None, (who, where, f"{much}{_WORDS[turn.what][turn.value > 0]}")))
    if turn.what == "length times" and turn.where.section:
        return f"{turn.where.section} {'longer' if turn.value > 1 else 'shorter'}"
    if turn.what == "swap":
        return " ".join(filter(None, (f"{turn.value} instead of {who}", where)))
    if turn.what == "fill":
        return f"a {turn.value} of the drums before what begins {where}"
    if turn.what == "later" and where:
        return f"{who} to begin {where.replace('from', 'at', 1)}"
    if turn.what == "add" and turn.value:
        return " ".join(filter(None, (f"add {who} for the {turn.value}", where)))
    if turn.what == "double":
        return " ".join(filter(None, (f"double the {who}", str(turn.value), where)))
    if turn.what == "add" and not turn.players:
        return f"add another section: {turn.where.section}"
    if turn.what == "only there":
        return f"{who} only {where}"
    if turn.what == "swing":
        return "more swing" if turn.value > 0 else "less swing"
    if turn.what in ("keep", "without texture"):
        kept = turn.value if turn.what == "keep" else " and ".join(turn.value)
        return f"{_VERBS[turn.what]} {_CALLED.get(kept, kept)}"
    if turn.what in _VERBS:
        return " ".join(filter(None, (_VERBS[turn.what], who, where)))
    return str(turn._replace(what=_CALLED.get(turn.what, turn.what)))


def _who(turn: Turn) -> str:
    return " and ".join(turn.players)
