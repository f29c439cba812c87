"""What each verb that is asked for as plain data does."""

from collections.abc import Callable, Mapping

from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.editing.verbs import anew, joining, orchestrating, reharmonising, simplifying, varying
from audiogenesis_desktop.editing.verbs.asking import Asked
from audiogenesis_desktop.editing.verbs.embellishing import embellish
from audiogenesis_desktop.editing.verbs.infilling import infill
from audiogenesis_desktop.editing.verbs.work import Steps, Work
from audiogenesis_desktop.theory.instruments import find


def steps_of(work: Work, asked: Asked) -> Steps:
    """Return a verb at work; raises BadInput, at once or at its first step, as the verb itself does."""
    return _DOES[asked.verb](work, asked)


def _accompany(work: Work, asked: Asked) -> Steps:
    return joining.accompany(work, asked.scope, [joining.Player(*player) for player in asked.players])


def _continue(work: Work, asked: Asked) -> Steps:
    bars = asked.bars or joining.bars_to(work.score, bar=asked.to_bar, seconds=asked.to_seconds)
    return joining.continue_(work, asked.scope, bars=bars)


def _orchestrate(work: Work, asked: Asked) -> Steps:
    instruments = [find(name) for name in asked.instruments]
    return orchestrating.orchestrate(work, asked.scope, instruments, is_doubled=asked.is_doubled)


_DOES: Mapping[str, Callable[[Work, Asked], Steps]] = {
    "regenerate": lambda work, asked: anew.regenerate(work, asked.scope),
    "vary": lambda work, asked: varying.vary(work, asked.scope, asked.amount, asked.ways),
    "keep_rhythm": lambda work, asked: anew.keep(work, asked.scope, Keeps.RHYTHM),
    "keep_pitches": lambda work, asked: anew.keep(work, asked.scope, Keeps.PITCH),
    "infill": lambda work, asked: infill(work, asked.scope),
    "continue": _continue,
    "accompany": _accompany,
    "simplify": lambda work, asked: simplifying.simplify(work, asked.scope, asked.amount),
    "embellish": lambda work, asked: embellish(work, asked.scope, asked.amount),
    "reharmonise": lambda work, asked: reharmonising.reharmonise(
        work, asked.scope, chords=asked.chords, is_rewritten=asked.is_rewritten
    ),
    "orchestrate": _orchestrate,
}
