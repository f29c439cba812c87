"""What was aimed at, and whether the figures have it."""

import math
from typing import NamedTuple

from audiogenesis_desktop.evaluation.players_likelihood import ALL
from audiogenesis_desktop.evaluation.results import Report
from audiogenesis_desktop.evaluation.systems import FULL


class Target(NamedTuple):
    """One aim: what, the least or most that is aimed at, what was found; `is_met` None where nothing was measured."""

    name: str
    aim: str
    found: str
    is_met: bool | None


_AT_LEAST = (
    ("tempo_in_bin", 0.95),
    ("tempo_within_one_bin", 0.99),
    ("correct_key", 0.85),
    ("correct_key_major", 0.90),
    ("correct_key_minor", 0.75),
    ("correct_key_or_relative", 0.95),
    ("instrument_recall", 0.95),
    ("instrument_precision", 0.95),
    ("meter", 0.98),
)
_LIKE_REAL = ("structure_short", "structure_mid", "structure_long", "grooving_similarity", "scale_consistency")
_RARE = 0.01
_MOST_NATS, _MOST_APART = 3.9, 0.85  # of a held-out note with all its fields; AUC of a forest between ours and real


def targets(report: Report) -> list[Target]:
    """Return every aim beside what was found."""
    found = [_at_least(report, name, aim) for name, aim in _AT_LEAST]
    ratio = report.coherence["compression_ratio"]
    found.append(_target("compression ratio", "2.6 to 4", ratio.mean, 2.6 <= ratio.mean <= 4))
    found += [_like_real(report, name) for name in _LIKE_REAL if report.real]
    copied = [one.coherence.copied_bars for one in report.composed if not math.isnan(one.coherence.copied_bars)]
    most = max(copied, default=math.nan)
    found.append(_target("longest exact copy, in bars", "under 3", most, most < 3))
    for name, faulty in _rare(report).items():
        share = sum(faulty) / len(faulty) if faulty else math.nan
        found.append(_target(name, "under 1 % of pieces", share, share < _RARE))
    return [*found, *_beside_real(report), *_baselines(report)]


def _target(name: str, aim: str, found: float, is_met: bool) -> Target:
    return Target(name, aim, "none" if math.isnan(found) else f"{found:.3f}", None if math.isnan(found) else is_met)


def _at_least(report: Report, name: str, aim: float) -> Target:
    one = report.relevance[name]
    return _target(f"{name.replace('_', ' ')} (n {one.pieces})", f"at least {aim}", one.mean, one.mean >= aim)


def _like_real(report: Report, name: str) -> Target:
    ours, real = report.coherence[name], report.coherence_of_real[name]
    name = name.replace("_", " ")
    if not real.pieces:
        return Target(name, "as real music", "none", None)
    aim = f"{real.mean - real.spread:.3f} to {real.mean + real.spread:.3f}, real music's deviation"
    return _target(name, aim, ours.mean, abs(ours.mean - real.mean) <= real.spread)


def _beside_real(report: Report) -> list[Target]:
    """Return whether held-out music is foreseen, all its parts together, and ours is taken for real."""
    notes = {what: found["note"].mean for what, found in report.likelihood.items() if what.endswith(ALL)}
    found = [
        _target(f"nats a note, {what}", f"at most {_MOST_NATS}", mean, mean <= _MOST_NATS)
        for what, mean in notes.items()
    ]
    ours = report.apart.get(FULL)
    if ours:
        name = f"told from real music by a forest, AUC (n {ours.pieces} each)"
        found.append(_target(name, f"at most {_MOST_APART}", ours.auc, ours.auc <= _MOST_APART))
    return found


def _rare(report: Report) -> dict[str, list[bool]]:
    each = [one.coherence for one in report.composed]
    return {
        "pieces with an empty bar": [one.empty_bar_rate > 0 for one in each],
        "pieces with a stuck pitch or note": [one.stuck_pitch_bars >= 8 or one.longest_note_bars > 8 for one in each],
        "pieces that loop on one pitch": [one.one_pitch_bars >= 4 for one in each],
    }


def _baselines(report: Report) -> list[Target]:
    found = []
    for name, run in report.baselines.get("variants", {}).items():
        more = run["more_than_full"].get("held out", {}).get("note")
        if name == "full" or not more:
            continue
        if name.startswith("without "):
            found.append(_target(f"nats a note, {name}, beyond full", "0 or more", more["mean"], more["mean"] >= 0))
        else:
            found.append(_target(f"nats a note of {name} beyond full", "above 0", more["mean"], more["low"] > 0))
    return found
