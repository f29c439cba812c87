"""Pieces before and after: the same notes typed and with a plain mix, and then performed and balanced.

So pieces left once, and so they leave now. Both are written as excerpts of the bars in which most of their parts play.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_take
from audiogenesis_desktop.delivery.balancing import wishes_of
from audiogenesis_desktop.evaluation.excerpts import write_ogg
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.sound import (
    AIM_LUFS,
    RATE,
    PieceSound,
    Rendered,
    as_it_is,
    balanced_sound,
    exported_of,
    sound_of,
)
from audiogenesis_desktop.evaluation.sound_plots import near_roll
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.feel import AS_WRITTEN
from audiogenesis_desktop.score.score import Score

STYLES = ("house", "jazz trio", "rock", "lo-fi", "orchestral", "bossa", "funk", "trap", "celtic", "blues")
SECONDS = 24.0
BARS, HEARD_SECONDS = 4, 8.0
FOLDER = "sound"
_FADE_SECONDS = 0.05
_COMPRESSION = 0.8  # about 85 kbit/s


class Side(NamedTuple):
    """A piece as it left, or leaves: how it sounds, its roll (SVG), and the excerpt's path beside the page."""

    sound: PieceSound
    roll: str
    file: str


class Pair(NamedTuple):
    """The same notes of a prompt before and after."""

    prompt: str
    before: Side
    after: Side


def write_pairs(
    composer: Composer,
    read: Callable[[str], Brief],
    folder: Path,
    *,
    soundfont: Path,
    styles: tuple[str, ...] = STYLES,
    seconds: float = SECONDS,
    progress: Progress = silent,
) -> list[Pair]:
    """Compose a piece of each style, and write its excerpts to `folder`/sound; raises as `render` does."""
    found = list[Pair]()
    for seed, style in enumerate(progress(styles, "Before and after", len(styles))):
        prompt = f"{style}, {seconds:g} s"
        brief = as_played(read(prompt))
        plan = make_plan(brief, seed)
        score = compose_take(composer, brief, plan, seed=seed).score
        found.append(pair_of(score, plan, folder, soundfont=soundfont, prompt=prompt))
    return found


def pair_of(score: Score, plan: Plan, folder: Path, *, soundfont: Path, prompt: str) -> Pair:
    """Return a composed piece before and after, its excerpts written to `folder`/sound."""
    name, start = prompt.split(",")[0].replace(" ", "-"), fullest_tick(score)
    before = as_it_is(typed(score), wishes_of(score, plan), soundfont)
    after = balanced_sound(score, plan, soundfont)
    sides = [
        _side(one, folder, start, prompt=prompt, file=f"{FOLDER}/{name}-{when}.ogg", lufs=lufs)
        for one, when, lufs in ((before, "before", None), (after, "after", AIM_LUFS))
    ]
    return Pair(prompt, *sides)


def typed(score: Score) -> Score:
    """Return a score that is played as it is written."""
    return replace(score, feel=AS_WRITTEN, tracks=tuple(replace(track, feel=None) for track in score.tracks))


def fullest_tick(score: Score) -> int:
    """Return the first tick of the bars, four in a row, in which most tracks begin notes."""
    bar_ticks = score.meters[0].bar_ticks
    bars = {track.id: {note.start_tick // bar_ticks for note in track.notes} for track in score.tracks}
    last = max(0, score.end_tick // bar_ticks - BARS)

    def playing(first: int) -> int:
        return sum(len(own.intersection(range(first, first + BARS))) for own in bars.values())

    return max(range(last + 1), key=playing) * bar_ticks


def _side(found: Rendered, folder: Path, start_tick: int, *, prompt: str, file: str, lufs: float | None) -> Side:
    played = perform(found.score)
    end_tick = start_tick + BARS * found.score.meters[0].bar_ticks
    exported = exported_of(found.whole, lufs=lufs)
    excerpt = excerpt_of(exported, TempoMap(played.tempi).seconds(start_tick))
    write_ogg(excerpt, folder / file, rate=RATE, compression=_COMPRESSION)
    return Side(sound_of(found, name=prompt, lufs=lufs), near_roll(played, start_tick, end_tick), file)


def excerpt_of(samples: Samples, start_seconds: float) -> Samples:
    """Return eight seconds of sound, led in and out."""
    first = round(start_seconds * RATE)
    taken = samples[first : first + round(HEARD_SECONDS * RATE)].copy()
    frames = min(round(_FADE_SECONDS * RATE), len(taken) // 2)
    ramp = np.linspace(0, 1, frames, dtype=np.float32)[:, None]
    taken[:frames] *= ramp
    taken[len(taken) - frames :] *= ramp[::-1]
    return taken
