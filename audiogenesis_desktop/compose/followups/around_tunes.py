"""Music by others in another meter or style: its tune stays, and who accompanies it is written anew around it."""

from collections.abc import Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.followups.joining import accompanied
from audiogenesis_desktop.compose.followups.piece import Follower, Piece
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.styling import meter_name, styles_of
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.remetering import remetered
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.roles import TUNES
from audiogenesis_desktop.style.style import Style

_KEEPING = ("meter", "style")


def keeps_tune(turns: Sequence[Turn]) -> bool:
    """Return whether turns that compose anew leave music by others its tune: they are of meter and style alone."""
    return bool(turns) and all(turn.what in _KEEPING for turn in turns)


def around_its_tune(piece: Piece, turns: Sequence[Turn], composer: Follower) -> Piece:
    """Return a piece in the meter and style of these turns: the same tune, accompanied by new players.

    The tune lasts as long as before, and in another meter its notes are on the beats that theirs become. Raises
    BadInput where only drums play, or no way is known to the meter.
    """
    tunes = _tunes(piece.plan.parts)
    ids = frozenset(part.track_id for part in tunes)
    brief = _brief(piece.brief, turns, tuple(dict.fromkeys(part.instrument.name for part in tunes)))
    meter = next((turn.value for turn in turns if turn.what == "meter"), None)
    if meter is not None:
        score = remetered(piece.score, meter)
        piece = replace(piece, score=score, plan=plan_to_rework(score, brief))
    score = replace(piece.score, tracks=tuple(track for track in piece.score.tracks if track.id in ids))
    brief = replace(brief, tempo_bpm=round(score.tempi[0].bpm, 2), length_seconds=round(length_seconds(score), 3))
    plan = _with_tunes_alone(piece.plan, ids, brief)
    return accompanied(replace(piece, brief=brief, score=score, plan=plan), Turn("accompany"), composer)


def _with_tunes_alone(plan: Plan, ids: frozenset[int], brief: Brief) -> Plan:
    """Return a Plan in a Brief's style that has its tunes left; form, chords and end stay what they were."""
    return replace(
        plan,
        style=tuple((style.name, weight) for style, weight in styles_of(brief)),
        parts=tuple(part for part in plan.parts if part.track_id in ids),
        active=tuple(who & ids for who in plan.active),
        grooves=tuple({i: groove for i, groove in told.items() if i in ids} for told in plan.grooves),
    )


def _tunes(parts: Sequence[Part]) -> list[Part]:
    """Return the parts that are tunes, or else the highest of those that have pitches."""
    pitched = [part for part in parts if not part.instrument.is_drums]
    if not pitched:
        raise BadInput("Only drums play here, and there is no tune to keep: ask for a new piece.")
    tunes = [part for part in pitched if part.role in TUNES]
    return tunes or [max(pitched, key=lambda part: sum(part.register))]


def _brief(brief: Brief, turns: Sequence[Turn], instruments: tuple[str, ...]) -> Brief:
    asked = brief.with_fields(Origin.EDITED, **{turn.what: turn.value for turn in turns})
    if all(turn.what != "style" for turn in turns):
        asked = asked.with_fields(Origin.INFERRED, style=((_with_meter(asked).name, 1.0),))
    return asked.with_fields(Origin.INFERRED, instruments=instruments)


def _with_meter(brief: Brief) -> Style:
    """Return the first of a Brief's styles that is at home in its meter, or else the one most akin to them that is."""
    meter, own = meter_name(brief.meter), [style for style, _ in styles_of(brief)]
    if (at_home := next((style for style in own if meter == style.time.meters[0]), None)) is not None:
        return at_home
    families = {*own[0].family}
    others = [style for style in book().values() if meter == style.time.meters[0]]
    knowing = [style for style in own if meter in style.time.meters]
    return max(others or knowing or own, key=lambda style: (len(families & {*style.family}), style.name))
