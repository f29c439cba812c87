"""Doing what words after the first ask: a take becomes another one, and only what must change is written anew.

What changes meter, style or form is composed anew, by the same seed; music by others keeps its tune where it can.
Everything else is done to the music that is there: players leave or join, bars come or go, tempi, keys and levels move,
and some bars or tracks are written anew.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.foreseen import TEMPO_STEP, with_kinds, with_names
from audiogenesis_desktop.brief.reading import restyled
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.followups import (
    around_tunes,
    chords,
    entries,
    filling,
    joining,
    kit,
    lengths,
    players,
    sections,
    strength,
    stretches,
)
from audiogenesis_desktop.compose.followups.piece import (
    AlreadySo,
    Follower,
    Piece,
    Rewriting,
    check_has_pitches,
    parts_meant,
    planned,
    player_name,
    rewritten,
)
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.plan import Ending, Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.bars import Stretch, remove_time
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.edits import transpose_score
from audiogenesis_desktop.score.feel import MOST_SWING, STRAIGHT, Feel
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import DRUMS, find, kit_program
from audiogenesis_desktop.theory.keys import Key

_ENDINGS = {"big ending": 1.0, "soft ending": -1.0, "sudden end": 0.0, "fade out": 0.0}  # and how strong they are
_PLANNED_ENDINGS = {
    "big ending": Ending.RING,
    "soft ending": Ending.RING,
    "sudden end": Ending.STOP,
    "fade out": Ending.FADE,
}
_ANEW = ("meter", "style", "texture")
_OTHER_SEED = 7919
_LAST_BARS = 4  # that an ending reaches back at most
_SWING_STEP = 0.06  # of a beat's half, where a third of the way to triplets is heard as a clear step
_HARDER = 14  # of velocity, that a big ending is struck


def followed(take: Take, turns: Sequence[Turn], composer: Composer) -> Take:
    """Return the take that a take becomes by these turns; raises BadInput as `follow` does."""
    if not isinstance(composer, Rewriting):
        raise BadInput("This checkpoint cannot change a piece, only write one: use the one that the app comes with.")
    is_by_others = not take.prompt and not take.model_hash
    piece = follow(Piece(take.brief, take.plan, take.score, take.seed, is_by_others), turns, composer)
    return replace(take, brief=piece.brief, plan=piece.plan, seed=piece.seed, score=piece.score, is_whole=True)


def follow(piece: Piece, turns: Sequence[Turn], composer: Follower) -> Piece:
    """Return a piece as these turns would have it; the same arguments give the same piece.

    Raises BadInput where there is nothing like what is named, nothing would be left, or all is to be composed anew and
    a track is locked.
    """
    piece = planned(piece)
    anew = [turn for turn in turns if is_anew(turn)]
    if anew:
        _require_unlocked(piece.score)
        is_wanted = piece.is_by_others or Turn("keep", "tune") in turns
        is_tune_kept = is_wanted and around_tunes.keeps_tune(anew)
        written = around_tunes.around_its_tune if is_tune_kept else _composed_anew
        piece = written(piece, anew, composer)
    others, fulfilled = [turn for turn in turns if turn not in anew], list[AlreadySo]()
    for turn in others:
        try:
            piece = _done(planned(piece), turn, composer)
        except AlreadySo as so:
            fulfilled.append(so)
    if fulfilled and len(fulfilled) == len(turns):
        raise fulfilled[-1]
    return piece


def _require_unlocked(score: Score) -> None:
    locked = [track.name or "a track without a name" for track in score.tracks if track.is_locked and track.notes]
    if locked:
        raise BadInput(f"This composes all anew, and {' and '.join(locked)} would not stay: unlock it before.")


def is_anew(turn: Turn) -> bool:
    """Return whether a turn leaves nothing where it was."""
    if turn.what == "arc":
        return not set(turn.value) <= {*_ENDINGS, "no intro"}
    if turn.what == "texture":
        return turn.value != ("no melody",)
    is_all = not turn.players and turn.where.is_whole
    return turn.what in _ANEW or turn.what == "redo harmony" or (turn.what == "redo" and is_all)


def _composed_anew(piece: Piece, turns: Sequence[Turn], composer: Follower) -> Piece:
    brief, seed = piece.brief, piece.seed
    for turn in turns:
        brief = _asked(brief, turn)
        seed = (seed + _OTHER_SEED) % 2**31 if turn.what.startswith("redo") else seed
    brief = as_played(brief)
    plan = make_plan(brief, seed)
    asked = replace(piece, brief=replace(piece.brief, chords=brief.chords, origins=brief.origins))
    if [turn.what for turn in turns] == ["redo harmony"] and (kept := _with_harmony(asked, plan)) is not None:
        drums = {part.track_id for part in kept.plan.parts if part.instrument.is_drums}
        others = {part.track_id for part in kept.plan.parts} - drums
        return rewritten(kept, composer, bars=[range(kept.bars)], track_ids=others)
    score = compose_score(composer, brief, plan, seed=seed, title=piece.score.title)
    return Piece(brief, plan, score, seed)


def _with_harmony(piece: Piece, plan: Plan) -> Piece | None:
    """Return a piece with the chords of another Plan, where they fit: its drums can stay."""
    if plan.length_ticks != piece.plan.length_ticks or plan.meter != piece.plan.meter or not piece.score.chords:
        return None
    score = replace(piece.score, chords=plan.chords)
    return replace(piece, plan=replace(piece.plan, chords=plan.chords), score=score)


def _asked(brief: Brief, turn: Turn) -> Brief:
    """Return a Brief with what a turn asks of the whole piece."""
    if turn.what == "redo harmony":
        return brief.with_fields(Origin.DEFAULT, chords="")
    if turn.what == "redo":
        return brief
    values: Mapping[str, Any] = {turn.what: turn.value}
    if turn.what in ("arc", "texture"):
        values = {turn.what: with_names(getattr(brief, turn.what), turn.value)}
    return restyled(brief, values).with_fields(Origin.EDITED, **values)


def _done(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with one thing done to the music that is there."""
    if kit.is_about_kit(turn) and turn.what not in ("later", "earlier", "only there", "only"):
        return kit.struck_otherwise(piece, turn)
    return _DOING.get(turn.what, _timed)(piece, turn, composer)


def _kept(piece: Piece, turn: Turn, _composer: Follower) -> Piece:
    """Return a piece with a field as if it had been chosen: then others leave it alone."""
    if turn.value == "tune":  # whoever composes anew has kept it
        return piece
    return piece.asked(**{turn.value: getattr(piece.brief, turn.value)})


def _brighter(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    if turn.where.is_whole:
        return strength.brighter(piece, turn, composer)
    return stretches.brighter_there(piece, turn)


def _alone(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which nobody else plays where is meant; of drums, where pieces of the kit are named, those."""
    if struck := kit.pieces_of(turn.players):
        piece = kit.struck_alone(piece, struck, turn.where)
        others = tuple(name for name in turn.players if name not in struck)
        with suppress(AlreadySo):  # the others may rest there
            return _alone(piece, turn._replace(players=(*others, DRUMS)), composer)
        return piece
    if turn.where.is_whole:
        return players.left_alone(piece, turn, composer)
    return entries.alone_there(piece, turn, composer)


def _removed(piece: Piece, turn: Turn, _composer: Follower) -> Piece:
    return players.removed(piece, turn) if turn.players else sections.taken_out(piece, turn)


def _timed(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece of another length or tempo."""
    value = turn.value
    if not turn.where.is_whole and turn.what in ("bars", "length", "length times"):
        return sections.stretched(piece, turn, composer)
    if not turn.where.is_whole and turn.what == "tempo":
        return stretches.at_tempo_there(piece, turn)
    match turn.what:
        case "tempo":
            return lengths.at_tempo(piece, 1 + TEMPO_STEP * value, composer, is_said=True)
        case "tempo times":
            return lengths.at_tempo(piece, value, composer, is_said=True)
        case "tempo_bpm":
            return lengths.at_tempo(piece, value / piece.score.tempi[0].bpm, composer, is_said=True)
        case "length":
            return lengths.as_long(piece, length_seconds(piece.score) + value, composer)
        case "length times":
            return lengths.as_long(piece, length_seconds(piece.score) * value, composer)
        case "length_seconds":
            return lengths.as_long(piece, value, composer)
        case "hit_kinds":  # the hits follow, and are written
            return piece.asked(hit_kinds=with_kinds(piece.brief.hit_kinds, value))
        case "hits":
            return lengths.with_hits(piece, value, composer)
        case "bars":
            return lengths.by_bars(piece, round(value), composer)
    raise BadInput(f"There is no way yet to do that to a piece ({turn}): say it in other words.")


def _added(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with another section, with new players, or with its own where they rest."""
    if not turn.players:
        return sections.put_in(piece, turn, composer)
    if turn.value or any(map(joining.is_role, turn.players)):
        return joining.joined_in_role(piece, turn, composer)
    playing = set(map(player_name, piece.plan.parts))
    new = tuple(name for name in turn.players if name not in playing)
    if new:
        piece = players.joined(piece, turn._replace(players=new), composer)
    there = tuple(name for name in turn.players if name in playing)
    fuller = entries.let_play(piece, turn._replace(players=there), composer) if there else piece
    if fuller is piece and not new:
        raise AlreadySo(f"{' and '.join(turn.players).capitalize()} can be heard there already: ask for more of it.")
    return fuller


def _swung(piece: Piece, amount: float) -> Piece:
    """Return a piece that swings more, or less; every note stays where it is written."""

    def swung(feel: Feel) -> Feel:
        swing = (feel.swing or STRAIGHT) + _SWING_STEP * amount
        return replace(feel, swing=round(min(max(swing, STRAIGHT), MOST_SWING), 3))

    tracks = tuple(replace(track, feel=swung(track.feel)) if track.feel else track for track in piece.score.tracks)
    score = replace(piece.score, feel=swung(piece.score.feel), tracks=tracks)
    return replace(piece, score=score, plan=replace(piece.plan, feel=score.feel))


def _without_brushes(piece: Piece) -> Piece:
    """Return a piece whose drummer takes sticks: the same notes on the usual kit."""
    brushes, sticks = kit_program("brush kit"), 0
    tracks = tuple(
        replace(track, program=sticks) if track.is_drums and track.program == brushes else track
        for track in piece.score.tracks
    )
    texture = tuple(name for name in piece.brief.texture if name != "brushes")
    parts = tuple(replace(p, instrument=find(DRUMS)) if p.instrument.is_drums else p for p in piece.plan.parts)
    plan = replace(piece.plan, parts=parts)
    return replace(piece, score=replace(piece.score, tracks=tracks), plan=plan).asked(texture=texture)


def _transposed(piece: Piece, turn: Turn) -> Piece:
    check_has_pitches(piece)
    if not turn.players:
        key = Key((piece.plan.key.tonic + turn.value) % 12, piece.plan.key.mode)
        return piece.with_score(lambda score: transpose_score(score, turn.value)).asked_in(key)
    ids = {part.track_id for part in parts_meant(piece.plan, turn.players)}
    moved = transpose_score(piece.score, turn.value)
    tracks = tuple(moved.track(track.id) if track.id in ids else track for track in piece.score.tracks)
    return replace(piece, score=replace(piece.score, tracks=tracks))


def _without_tunes(piece: Piece, turn: Turn) -> Piece:
    texture = with_names(piece.brief.texture, turn.value)
    tunes = tuple(role for role in ("lead", "second voice") if any(part.role == role for part in piece.plan.parts))
    if not tunes:
        return piece.asked(texture=texture)
    ids = {part.instrument.name for part in piece.plan.parts if part.role in tunes}
    return players.removed(piece, Turn("remove", None, tunes)).asked(texture=texture, banned=()) if ids else piece


def _with_edges(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece that begins or ends otherwise: the intro goes, the last bars are written anew or fade away."""
    for name in turn.value:
        piece = _without_intro(piece) if name == "no intro" else _ended(piece, name, composer)
    return piece.asked(arc=with_names(piece.brief.arc, turn.value))


def _without_intro(piece: Piece) -> Piece:
    first = piece.plan.sections[0]
    if first.kind != "intro" or len(piece.plan.sections) < 2:
        return piece
    score = remove_time(piece.score, Stretch(first.start_tick, first.end_tick))
    shorter = planned(replace(piece, score=score))
    return shorter.asked(length_seconds=round(length_seconds(score), 3))


def _ended(piece: Piece, name: str, composer: Follower) -> Piece:
    plan = replace(piece.plan, ending=_PLANNED_ENDINGS[name])
    if name == "fade out":
        return replace(piece, plan=plan, score=_faded(piece.score, plan))
    *before, last = plan.sections
    energy = max(0.1, min(1.0, last.energy + 0.35 * _ENDINGS[name]))
    everybody = frozenset(part.track_id for part in plan.parts)
    active = (*plan.active[:-1], everybody) if name == "big ending" else plan.active
    plan = replace(plan, sections=(*before, last._replace(energy=round(energy, 3))), active=active)
    sections = (*piece.score.sections[:-1], plan.sections[-1]) if piece.score.sections else ()
    first = max(last.start_tick // plan.meter.bar_ticks, piece.bars - _LAST_BARS)
    told = replace(piece, plan=plan, score=replace(piece.score, sections=sections))
    bars = [range(first, piece.bars)]
    new = rewritten(told, composer, bars=bars, track_ids=everybody)
    return strength.struck(new, everybody, bars, round(_HARDER * _ENDINGS[name]))


def _faded(score: Score, plan: Plan) -> Score:
    """Return a score that grows softer to its end, note for note the same otherwise."""
    tracks = tuple(
        track.with_notes(
            note._replace(velocity=max(1, round(note.velocity * plan.loudness_at(note.start_tick))))
            for note in track.notes
        )
        for track in score.tracks
    )
    return replace(score, tracks=tracks)


_DOING: Mapping[str, Callable[[Piece, Turn, Follower], Piece]] = {
    "keep": _kept,
    "later": entries.later,
    "accompany": joining.accompanied,
    "double": lambda piece, turn, _: joining.doubled(piece, turn),
    "reverb": lambda piece, turn, _: players.in_more_room(piece, turn),
    "fill": lambda piece, turn, _: filling.filled(piece, turn),
    "swell": lambda piece, turn, _: strength.swelled(piece, turn),
    "redo others": players.redone,
    "sevenths": chords.with_sevenths,
    "silence": lambda piece, turn, _: players.silenced(piece, turn),
    "earlier": entries.earlier,
    "only there": entries.only_there,
    "swing": lambda piece, turn, _: _swung(piece, turn.value),
    "without texture": lambda piece, _turn, _composer: _without_brushes(piece),
    "energy": strength.livelier,
    "density": strength.fuller,
    "valence": _brighter,
    "remove": _removed,
    "repeat": lambda piece, turn, _: sections.repeated(piece, turn),
    "texture": lambda piece, turn, _: _without_tunes(piece, turn),
    "only": _alone,
    "add": _added,
    "swap": players.swapped,
    "redo": players.redone,
    "loudness": lambda piece, turn, _: players.levelled(piece, turn),
    "key": lambda piece, turn, _: strength.in_key(piece, turn.value),
    "transpose": lambda piece, turn, _: (
        _transposed(piece, turn) if turn.where.is_whole else stretches.transposed_there(piece, turn)
    ),
    "arc": _with_edges,
}
"""What is done for each kind of turn; the others are about time."""
