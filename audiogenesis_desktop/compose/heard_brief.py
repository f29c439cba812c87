"""What music that nobody asked for in words would have been asked for by: a Brief that is read from its notes."""

from collections import Counter

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.critic import shipped_critic
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap, length_seconds
from audiogenesis_desktop.score.excerpt import stretch_alone
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.analysis import analysed
from audiogenesis_desktop.theory.instruments import DRUMS, of_program
from audiogenesis_desktop.theory.keys import Key

_HEARD_BARS = 64  # a style is heard in so many, and a long piece is not waited for
_LEAST_SHARE = 0.15


def heard_brief(score: Score) -> Brief:
    """Return what a Score says of itself: tempo, meter and key at its beginning, length, players, and styles.

    Styles are the critic's guess, up to three; those of an unasked Brief where there is no critic. A Score without
    notes gives a Brief with its times alone.
    """
    meter = score.meters[0]
    told = Brief().with_fields(
        Origin.INFERRED,
        tempo_bpm=round(score.tempi[0].bpm, 2),
        meter=(meter.numerator, meter.denominator),
        length_seconds=round(length_seconds(score), 3),
    )
    playing = [track for track in score.tracks if track.notes]
    if not playing:
        return told
    key = analysed(score).keys[:1]
    names = [DRUMS if track.is_drums else of_program(track.program).name for track in playing]
    told = told.with_fields(Origin.INFERRED, instruments=tuple(Counter(names)))
    if key:
        told = told.with_fields(Origin.INFERRED, key=Key(key[0].tonic, key[0].mode))
    styles = heard_styles(score)
    return told.with_fields(Origin.INFERRED, style=styles) if styles else told


def heard_styles(score: Score) -> tuple[tuple[str, float], ...]:
    """Return the styles that the first 64 bars of a Score sound like, with weights that sum to 1; or none."""
    critic = shipped_critic()
    if critic is None:
        return ()
    end = MeterMap(score.meters).bar_start(1 + _HEARD_BARS)
    begun = stretch_alone(score, Stretch(0, end)) if score.end_tick > end else score
    known = [(name, share) for name, share in critic.styles_heard(begun)[:3] if name in book()]
    likely = [(name, share) for name, share in known if share >= _LEAST_SHARE] or known[:1]
    total = sum(share for _, share in likely)
    return tuple((name, share / total) for name, share in likely)
