"""The report as one HTML page that opens from its folder: aims, figures with what they stand beside, and the pieces."""

import html
import math
from collections.abc import Mapping

from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES
from audiogenesis_desktop.evaluation import measures, plots, relevance, systems
from audiogenesis_desktop.evaluation.baselines_section import baselines
from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.results import Report, figures_of
from audiogenesis_desktop.evaluation.retrieval import POOL, by_chance
from audiogenesis_desktop.evaluation.tables import bullets, folded, link, number, plain, strip, table
from audiogenesis_desktop.evaluation.targets import targets

STYLE = """
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 86em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
table { border-collapse: collapse; width: 100% } .wide { overflow-x: auto }
th { text-align: left; font-weight: 600 }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid #8883; vertical-align: top }
td:first-child { min-width: 15em } td.number { font-variant-numeric: tabular-nums; white-space: nowrap }
small { display: block; opacity: .65 } svg { display: inline-block; margin: 0 1.2em .8em 0; max-width: 100% }
.roll svg { display: block } .roll { margin: 1.2em 0 } audio { height: 32px; vertical-align: middle; margin-right: 1em }
li { margin: .2em 0 } summary { cursor: pointer; margin: .6em 0 } .short { color: #c0392b } .met { color: #2a8a4a }
"""
_ABLATED = (
    "tempo_in_bin",
    "tempo_within_one_bin",
    "correct_key",
    "correct_key_major",
    "correct_key_minor",
    "correct_key_or_relative",
    "meter",
    "instrument_recall",
    "instrument_precision",
    "compression_ratio",
    "structure_mid",
    "grooving_similarity",
    "scale_consistency",
    "chord_tones_planned",
    "empty_bar_rate",
    "stuck_pitch_bars",
)
_DRAWN = (
    "tempo_in_bin",
    "correct_key",
    "instrument_recall",
    "instrument_precision",
    "chord_tones_planned",
    "compression_ratio",
    "grooving_similarity",
    "scale_consistency",
)
_SPREADS = (
    "compression_ratio",
    "structure_short",
    "structure_mid",
    "structure_long",
    "grooving_similarity",
    "scale_consistency",
    "pitch_class_entropy_4_bars",
    "chord_tones_heard",
)


def page(report: Report) -> str:
    """Return the whole page."""
    parts = (
        ("What was aimed at", _targets(report)),
        ("Relevance: is it what was asked for?", _relevance(report)),
        ("What the network does and what the code does", _systems(report)),
        ("Mood, and finding its own prompt", _moods(report)),
        ("Coherence: does it hold together?", _coherence(report)),
        ("Nearness: does it lie among real music?", _nearness(report)),
        ("Held-out music: how surprised is the network?", _likelihood(report)),
        ("A few pieces, evenly over all", _excerpts(report)),
        ("Pieces that fail", bullets(_faulty(report))),
        ("What was missed", folded(f"{len(report.missed)} pieces", bullets(map(html.escape, report.missed)))),
        (
            "All pieces",
            folded(
                f"{len(report.composed)} pieces", bullets(link(one.file, one.wanted.prompt) for one in report.composed)
            ),
        ),
    )
    body = "".join(f"<h2>{title}</h2>{content}" for title, content in parts if content)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Evaluation</title><style>{STYLE}</style>"
        f"<h1>Checkpoint {html.escape(report.model)}</h1>{_extent(report)}{body}</html>"
    )


def _extent(report: Report) -> str:
    extent, minutes = report.extent, sum(report.minutes.values())
    paragraph = (
        f"{extent.prompts} held-out prompts, {extent.seeds} seeds each, the best of {extent.takes} takes by the app's "
        f"own ranking: {len(report.composed)} pieces. It took {minutes:.0f} minutes with {extent.processes} "
        f"process{'es' if extent.processes > 1 else ''} this time; what had been composed or measured before was kept. "
        "Each figure is a mean over pieces; below it stand the mean's 95 % bootstrap interval and n, how many pieces "
        "had anything to judge. A prompt is judged on what its text names alone."
    )
    stages = ", ".join(f"{name} {took:.1f}" for name, took in report.minutes.items())
    notes = "".join(f"<p><strong>{html.escape(note)}</strong></p>" for note in report.notes)
    return f"<p>{paragraph}</p>{notes}" + (folded("minutes by stage", f"<p>{stages}</p>") if stages else "")


def _targets(report: Report) -> str:
    words = {True: "<span class=met>met</span>", False: "<span class=short>short</span>", None: ""}
    return table(("", "aim", "found", ""), [(t.name, t.aim, t.found, words[t.is_met]) for t in targets(report)])


def _relevance(report: Report) -> str:
    rows = [
        (_title(name, relevance.MEANINGS), number(one), _by_seed(report, name))
        for name, one in report.relevance.items()
    ]
    return table(("", "all", "by seed"), rows)


def _title(name: str, meanings: Mapping[str, str]) -> str:
    return f"{name.replace('_', ' ')}<small>{meanings[name]}</small>"


def _by_seed(report: Report, name: str) -> str:
    return " ".join(plain(found[name].mean) for found in report.by_seed)


def _systems(report: Report) -> str:
    if not report.systems:
        return ""
    found = {name: figures_of(pieces) for name, pieces in report.systems.items()}
    legend = bullets(f"<strong>{name}</strong>: {systems.MEANINGS[name]}" for name in found)
    rows = [(name.replace("_", " "), *(number(figures[name]) for figures in found.values())) for name in _ABLATED]
    real = report.coherence_of_real
    drawn = "".join(
        plots.dots(
            {system: figures[name] for system, figures in found.items()},
            title=name.replace("_", " "),
            reference=real.get(name),
        )
        for name in _DRAWN
    )
    count = len(next(iter(report.systems.values())))
    intro = f"<p>The same {count} prompts and one seed for all. Grey: real music.</p>"
    return intro + legend + table(("", *found), rows) + drawn


def _moods(report: Report) -> str:
    pairs = [
        (f"{name}<small>share of pairs ordered as asked, measured on the notes</small>", number(one), "0.500")
        for name, one in report.pairs.items()
    ]
    found = report.retrieval
    pool = min(POOL, max(1, found["rank"].pieces)) if found else 1
    chance, among = by_chance(pool), f"<small>among {pool} prompts, by measured attributes</small>"
    rows = [(name + among, number(one), plain(chance[name])) for name, one in found.items() if one.pieces]
    intro = "<p>Mood pairs are prompts that differ in one word, such as calm and energetic or sad and happy.</p>"
    return (intro if pairs else "") + table(("", "ours", "by chance"), [*pairs, *rows])


def _coherence(report: Report) -> str:
    real, rows = report.coherence_of_real, list[tuple[str, ...]]()
    halves = _halves(report)
    for name, one in report.coherence.items():
        title, own = _title(name, measures.MEANINGS), (number(one, spread=True), _by_seed(report, name))
        beside = real.get(name)
        if beside is None:
            rows.append((title, *own))
        else:
            judged = strip(one, beside), _verdict(one, beside), halves[name]
            rows.append((title, *own, number(beside, spread=True), *judged))
    titles = ("", "ours", "by seed") + (("real", "", "ours beside real", "real halves") if real else ())
    drawn = "".join(
        plots.histograms(
            [getattr(one.coherence, name) for one in report.composed],
            [getattr(one, name) for one in report.real],
            title=name.replace("_", " "),
        )
        for name in _SPREADS
    )
    return _legend(report) + table(titles, rows) + drawn


def _legend(report: Report) -> str:
    copies = f" Copies are looked for in {report.library}." if report.library else ""
    if not report.real:
        return f"<p>No real music was given to compare with (<code>--real DIR</code>).{copies}</p>"
    return (
        f"<p>Beside {len(report.real)} excerpts of real music of like lengths. In the strips the grey band is real "
        "music's mean and standard deviation, the blue dot and line are our mean and its interval. Real halves: how "
        f"many deviations one half of the real pieces lies from the other.{copies}</p>"
    )


def _halves(report: Report) -> dict[str, str]:
    if len(report.real) < 4:
        return dict.fromkeys(measures.MEANINGS, "")
    one, other = (measures.figures(report.real[start::2]) for start in (0, 1))
    return {name: _verdict(one[name], other[name]) for name in one}


def _verdict(ours: Figure, real: Figure) -> str:
    if math.isnan(ours.mean) or math.isnan(real.mean):
        return ""
    away = ours.mean - real.mean
    if not real.spread:
        return "alike" if not away else "above" if away > 0 else "below"
    return f"{away / real.spread:+.2f} deviations"


def _nearness(report: Report) -> str:
    if not report.apart and not report.nearness:
        return ""
    apart = table(
        ("", "Fréchet distance", "AUC", "n each"),
        [(name, plain(one.frechet), plain(one.auc), str(one.pieces)) for name, one in report.apart.items()],
    )
    unlike = ", ".join(f"{html.escape(name)} ({away:+.1f})" for name, away in report.differing)
    rows = [
        (name, *(plain(value) for value in (x.overlap, x.overlap_of_real, x.divergence, x.divergence_of_real)))
        for name, x in report.nearness.items()
    ]
    return (
        "<p>Beside one half of the real music, in sets of the same size: the Fréchet distance of 42 hand-made numbers "
        "about a piece (in deviations of that half; not FID), and how well a random forest tells each set from it by "
        f"them (area under the ROC curve: 0.5 cannot, 1 always can).</p>{apart}"
        + (f"<p>Ours are most unlike real music in: {unlike}, in deviations.</p>" if unlike else "")
        + "<p>MGEval: how the distances from our pieces to real ones agree with those among real ones, on one grid. "
        "Overlap: 1 is alike. Divergence (KL, nats): 0 is alike. Beside each the same for one half of the real pieces "
        "against the other: about as near as can be expected.</p>"
        + table(("", "overlap", "of real halves", "divergence", "of real halves"), rows)
    )


def _likelihood(report: Report) -> str:
    names = tuple(next(iter(report.likelihood.values()), (*FIELD_NAMES, "note")))  # a network's are all alike
    rows = [
        (f"this checkpoint<small>{html.escape(what)}</small>", *(number(found[name]) for name in names))
        for what, found in report.likelihood.items()
    ]
    own = table(("nats a note", *names), rows)
    return own + baselines(report.baselines)


def _excerpts(report: Report) -> str:
    shown = ""
    for one in report.excerpts:
        player = f'<audio controls preload=none src="{html.escape(one.sound)}"></audio>' if one.sound else ""
        shown += f"<div class=roll><p>{player}{link(one.midi, one.prompt)}</p>{one.roll}</div>"
    return shown


def _faulty(report: Report) -> list[str]:
    lines = [f"{link(one.file, one.wanted.prompt)}: {'; '.join(words)}" for one, words in report.faulty]
    share = len(lines) / max(1, len(report.composed))
    return [*lines, f"{share:.1%} of the pieces"] if lines else []
