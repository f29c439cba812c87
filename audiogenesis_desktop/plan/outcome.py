"""What becomes of what a Brief asks for: which hits are met, at which tempo, why others are not, what a style lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS
from audiogenesis_desktop.brief.telling import another_length, hits_after_the_end, hits_without_an_end, listed_seconds
from audiogenesis_desktop.plan.drawn_grooves import has_grids
from audiogenesis_desktop.plan.endings import slows_by
from audiogenesis_desktop.plan.hit_events import Means, chosen_kinds, possible
from audiogenesis_desktop.plan.hits import NEAR_SECONDS
from audiogenesis_desktop.plan.plan import HitKind, Plan
from audiogenesis_desktop.plan.risers import with_riser
from audiogenesis_desktop.plan.styling import harmony_of, lender, meter_name, seats_of, styles_of
from audiogenesis_desktop.plan.timing import Timing, looped, slowed, solve_timing
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter
from audiogenesis_desktop.theory.instruments import DRUMS

_SIXTEENTH = TICKS_PER_BEAT // 4
_WHY_NOT = {
    HitKind.SECTION: "No section can begin at {}",
    HitKind.LIFT: "Drums cannot lead to {}",
    HitKind.CRASH: "Nobody plays drums at {}",
    HitKind.STOP: "Nothing comes before {} that could stop",
    HitKind.RISER: "Nobody can play a riser before {}",
    HitKind.END: "The last chord falls on {}",
}
_MADE = {
    HitKind.CRASH: "a crash instead",
    HitKind.ACCENT: "an accent of all instead",
    HitKind.END: "nothing else happens there",
}
_AS_SAID = 0.05  # a tempo that nobody said may be another by this share without a word


def fitting_length(seconds: float) -> tuple[float, list[str]]:
    """Return the nearest length that can be made, and a sentence where it is another."""
    fitting = min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)
    return fitting, [] if fitting == seconds else [another_length(seconds, fitting)]


def as_played(brief: Brief) -> Brief:
    """Return the Brief with `hits` that are met, those `missed`, the tempo that is played, and notices of it all.

    Done again, after something else was changed, it tells anew.
    """
    requested = _requested(brief)
    if "loop" in brief.arc:
        return _as_looped(brief, requested)
    if not requested:
        return _as_long(brief)
    timing = solve_timing(brief)
    missed = tuple(hit for hit in requested if hit not in timing.met)
    outcome = (
        *_between_beats(timing),
        *_of_kinds(brief, timing),
        *_of_missed(timing, missed, brief.length_seconds),
    )
    return _with_outcome(replace(brief, hits=timing.met, missed=missed), outcome)


def as_endless(brief: Brief) -> Brief:
    """Return the Brief of a piece without an end, which meets no hits: `missed` has them all, and a notice says so."""
    requested = _requested(brief)
    outcome = (hits_without_an_end(requested),) if requested else ()
    return _with_outcome(replace(brief, hits=(), missed=requested), outcome)


def _requested(brief: Brief) -> tuple[float, ...]:
    return tuple(sorted({*brief.hits, *brief.missed}))


def _with_outcome(brief: Brief, outcome: tuple[str, ...], *, played_bpm: float | None = None) -> Brief:
    """Return the Brief with these sentences, and those of its style, in place of what was told so before."""
    outcome = (*outcome, *_of_style(brief))
    kept = (notice for notice in brief.notices if notice not in brief.outcome)
    notices = tuple(dict.fromkeys((*kept, *outcome)))
    return replace(brief, played_bpm=played_bpm, outcome=outcome, notices=notices)


def _of_style(brief: Brief) -> Sequence[str]:
    """Return a sentence for what was asked for and its style has not: harmony in a mode, grooves in a meter."""
    style, mode, told = styles_of(brief)[0][0], brief.key.mode, list[str]()
    lent = lender(style.name, mode)
    if lent is not None and brief.is_chosen("key"):
        told.append(f"The style {style.name} has no harmony in {mode}: it takes that of {lent}.")
    elif brief.is_chosen("key") and harmony_of(style.name, mode).plain and not brief.chords.strip():
        told.append(f"The style {style.name} plays in plain {mode}, as {brief.key.name} was asked for.")
    if meter_name(brief.meter) not in style.time.meters:
        drummers = [seat for seat in seats_of(brief, style) if seat.part and seat.part.role in ("drums", "percussion")]
        if drummers and not any(has_grids(seat, Meter(0, *brief.meter)) for seat in drummers):
            told.append(f"The style {style.name} has no drum groove in {meter_name(brief.meter)}: drums play freely.")
    return told


def _as_looped(brief: Brief, requested: tuple[float, ...]) -> Brief:
    """Return the Brief of a loop, whose bars fill its length whatever tempo or hits were asked for."""
    timing = looped(brief)
    played, outcome = _played_bpm(brief, timing), list[str]()
    if played is not None:
        outcome.append(f"It plays at {_bpm(played)} bpm: so whole bars fill the loop.")
    if requested:
        outcome.append(f"A loop is timed by its bars alone: {listed_seconds(requested)} was left out.")
    return _with_outcome(replace(brief, hits=(), missed=requested), tuple(outcome), played_bpm=played)


def _as_long(brief: Brief) -> Brief:
    """Return the Brief of a piece without hits, whose tempo may be another so that whole bars fill its length."""
    slowing = slows_by(styles_of(brief)[0][0], arc=brief.arc)
    timing = slowed(brief, solve_timing(brief, slowing=slowing), slowing)
    bpm, meter = timing.tempi[0].bpm, (timing.meter.numerator, timing.meter.denominator)
    if not timing.bars:
        return _with_outcome(brief, ())
    fewer = f" in {meter_name(meter)}" if meter != brief.meter else ""
    if brief.is_chosen("tempo_bpm") or (not fewer and abs(bpm / brief.tempo_bpm - 1) < _AS_SAID):
        return _with_outcome(brief, ())
    told = f"It plays at {round(bpm)} bpm{fewer}: so whole bars fill {brief.length_seconds:g} s."
    return _with_outcome(brief, (told,), played_bpm=bpm)


def _played_bpm(brief: Brief, timing: Timing) -> float | None:
    is_said = brief.is_chosen("tempo_bpm")
    is_other = abs(timing.tempo_bpm - brief.tempo_bpm) > 1e-6 * brief.tempo_bpm
    return timing.tempo_bpm if is_said and is_other else None


def _between_beats(timing: Timing) -> Sequence[str]:
    """Return a sentence for hits that are met by accents between beats."""
    off = [hit for hit, tick in zip(timing.met, timing.hit_ticks, strict=True) if tick % _SIXTEENTH]
    if not off:
        return ()
    what = "an accent between beats meets it" if len(off) == 1 else "accents between beats meet them"
    return (f"At {_bpm(timing.tempo_bpm)} bpm no beat falls on {listed_seconds(off)}: {what}.",)


def _of_kinds(brief: Brief, timing: Timing) -> Iterator[str]:
    """Yield a sentence for each hit at which something else happens than what was chosen."""
    chosen = chosen_kinds(brief, timing)
    if not chosen:
        return
    style = styles_of(brief)[0][0]
    seats = with_riser(seats_of(brief, style), style, brief)
    has_drums = any(seat.role == "drums" and seat.instrument == DRUMS for seat in seats)
    means = Means(has_drums, any(seat.role == "effect" for seat in seats))
    bar_ticks, last = timing.meter.bar_ticks, timing.last_downbeat_tick
    for hit, tick in zip(timing.met, timing.hit_ticks, strict=True):
        if (kind := chosen.get(tick)) is None:
            continue
        made = possible(kind, tick, bar_ticks=bar_ticks, last_downbeat_tick=last, means=means)
        yield from _instead(hit, kind, made)


def instead_of_chosen(kinds: Sequence[tuple[float, str]], plan: Plan) -> Iterator[str]:
    """Yield a sentence for each hit of a Plan at which something else happens than what was chosen: (second, kind)."""
    clock = TempoMap(plan.tempi)
    for tick, made in zip(plan.hit_ticks, plan.hit_kinds, strict=True):
        for second, kind in kinds:
            if abs(clock.seconds(tick) - second) <= NEAR_SECONDS + 1e-3:
                yield from _instead(second, HitKind(kind), made)


def _instead(hit: float, kind: HitKind, made: HitKind) -> Iterator[str]:
    if made != kind:
        yield f"{_WHY_NOT[HitKind.END if made == HitKind.END else kind].format(f'{hit:g} s')}: {_MADE[made]}."


def _of_missed(timing: Timing, missed: Sequence[float], length_seconds: float) -> Sequence[str]:
    """Return a sentence for each reason why hits are not met."""
    after = [hit for hit in missed if hit >= length_seconds]
    last = TempoMap(timing.tempi).seconds(timing.last_downbeat_tick)
    late = [hit for hit in missed if last + NEAR_SECONDS < hit < length_seconds]
    near = [hit for hit in missed if hit not in (*after, *late)]
    reasons = (
        (after, hits_after_the_end),
        (late, lambda hits: f"{listed_seconds(hits)} {_is(hits)} too near the end for a hit: {_was_left_out(hits)}."),
        (near, lambda hits: f"{listed_seconds(hits)} {_is(hits)} too near another hit: {_was_left_out(hits)}."),
    )
    return [tell(hits) for hits, tell in reasons if hits]


def _is(hits: Sequence[float]) -> str:
    return "is" if len(hits) == 1 else "are"


def _was_left_out(hits: Sequence[float]) -> str:
    return "it was left out" if len(hits) == 1 else "they were left out"


def _bpm(tempo_bpm: float) -> str:
    return f"{tempo_bpm:.2f}".rstrip("0").rstrip(".")
