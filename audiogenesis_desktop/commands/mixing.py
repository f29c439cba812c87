"""Mixing on the command line: takes are balanced before they are written, and what came of it is told."""

import argparse
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple

from audiogenesis_desktop.commands.feeling import with_options as with_feel
from audiogenesis_desktop.delivery.loudness import Loudness
from audiogenesis_desktop.delivery.mixing import Mixed, mixed
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.playback.soundfont import find_soundfont
from audiogenesis_desktop.playback.stand_ins import stand_in_notices
from audiogenesis_desktop.score.score import Score


class MixedTake(NamedTuple):
    """A take as it is written; `mix` is None where nothing could be heard; `notice` is what there is to say of it."""

    take: Take
    mix: Mixed | None
    notice: str = ""


def mix_take(take: Take, options: argparse.Namespace) -> MixedTake:
    """Return a take with its parts balanced, unless `options.plain_mix`; without a synthesizer it stays plain."""
    if options.plain_mix:
        return MixedTake(take, None)
    try:
        soundfont = find_soundfont(options.soundfont)
        mix = mixed(with_feel(take.score, options), soundfont=soundfont, plan=take.plan)
        notices = stand_in_notices(take.score, (soundfont,))
    except AudiogenesisError as error:
        return MixedTake(take, None, f"{error} Until then faders stand where they usually do.")
    return MixedTake(replace(take, score=mix.score), mix, " ".join(notices))


def mix_dict(mix: Mixed | None, loudness: Loudness | None) -> dict[str, Any]:
    """Return for JSON how loud a piece is, as it was written or else as it plays, its true peak, and its parts."""
    lufs = loudness.integrated_lufs if loudness is not None else mix.lufs if mix is not None else None
    peak = loudness.true_peak_db if loudness is not None else None
    return {
        "loudness_lufs": _rounded(lufs),
        "true_peak_db": _rounded(peak),
        "parts": mix.as_dicts() if mix is not None else [],
    }


def heard_as_it_is(score: Score, options: argparse.Namespace, plan: Plan | None = None) -> Mixed:
    """Return a score with what is heard of its parts; raises as `hear` does."""
    return mixed(score, soundfont=find_soundfont(options.soundfont), plan=plan, is_plain=True)


def _rounded(value: float | None) -> float | None:
    return round(value, 1) if value is not None and isfinite(value) else None
