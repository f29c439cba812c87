"""`audiogenesis rework --ask`: words after the first, done to a file as the window does them to what is open."""

from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup import Followup, read_followup
from audiogenesis_desktop.brief.followup_hints import might_mean
from audiogenesis_desktop.compose.followups.following import followed
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.editing.rules import allowed
from audiogenesis_desktop.editing.scope import WHOLE
from audiogenesis_desktop.editing.verbs.work import Outcome, outcome
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.studio.kept_takes import KeptTakes, taken_up, to_keep
from audiogenesis_desktop.studio.take_list import listed


def ask(piece: Piece, text: str, brief: Brief, composer: Composer, *, seed: int | None) -> tuple[Piece, Outcome, int]:
    """Return what a piece becomes by words about it, what differs, and by which seed it was written.

    A piece that was composed gets another take, by the seed of its own where none is said; music by others, which
    `brief` describes, is edited. Raises BadInput where the words are no change of a piece, or cannot be met.
    """
    base = _base(piece, brief, seed)
    followup = read_followup(text, base.brief)
    if not followup.is_understood:
        near = " or ".join(f"“{said}”" for said in might_mean(text))
        raise BadInput(f"“{text}” is not understood as a change of a piece: write what is to change, such as {near}.")
    take = followed(base, followup.turns, composer)
    verdict = allowed(piece.score, take.score, WHOLE)
    if verdict.is_refused:
        raise BadInput(verdict.reported)
    notice = " ".join(filter(None, (verdict.reported, _unread(followup))))
    found = replace(outcome(piece.score, verdict.score, WHOLE), notice=notice)
    return _with_take(piece, base, replace(take, score=verdict.score), text), found, take.seed


def _base(piece: Piece, brief: Brief, seed: int | None) -> Take:
    """Return the take that words are about: the piece's own as it is now, or one that music by others stands for."""
    if piece.take is not None:
        return replace(piece.take, score=piece.score, seed=piece.take.seed if seed is None else seed)
    return Take("", brief, plan_to_rework(piece.score, brief), seed or 0, "", piece.score)


def _unread(followup: Followup) -> str:
    left = (*followup.unread, *followup.manner)
    return f"Nothing is made of “{' '.join(left)}”." if left else ""


def _with_take(piece: Piece, base: Take, take: Take, text: str) -> Piece:
    """Return the piece with what it has become: beside the takes that it had, or, by others, with its notes alone."""
    if piece.take is None:
        return replace(piece, score=take.score)
    there = taken_up(piece).takes
    new = listed(there, take, take.score, asked=text, base=base)
    return replace(piece, score=take.score, take=take, takes=to_keep(KeptTakes((*there, new), new.number)))
