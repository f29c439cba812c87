"""`audiogenesis evaluate`: measure a checkpoint and write a report."""

import argparse
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from tqdm import tqdm

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.commands.terminal import one_line, say
from audiogenesis_desktop.errors import BadInput, MissingPart


def run(options: argparse.Namespace) -> None:
    """Measure what is requested, and say where the report lies."""
    if options.sound:
        _judge_sound(options)
    elif options.rework:
        _judge_rework(options)
    elif options.styles:
        _judge_styles(options)
    elif options.prompts:
        _judge_prompts(options)
    else:
        _measure(options)


def _measure(options: argparse.Namespace) -> None:
    """Compose to held-out prompts and measure the files."""
    from audiogenesis_desktop.evaluation.report import write_report

    for folder in options.real:
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder} of real music to compare with.")
    report = write_report(
        _subject(options),
        options.report,
        _extent(options),
        real=options.real,
        packed=options.packed,
        baselines=options.baselines,
        soundfont=options.soundfont,
        progress=_progress,
    )
    _tell(report)
    say(f"wrote {options.report / 'report.html'}")


def _subject(options: argparse.Namespace) -> Any:
    from audiogenesis_desktop.commands.brief import prompt_reader
    from audiogenesis_desktop.evaluation.likelihood import load_network
    from audiogenesis_desktop.evaluation.run import Subject
    from audiogenesis_desktop.evaluation.systems import ablations, load_composers

    return Subject(
        _model_hash(options),
        partial(load_composers, options.checkpoint),
        prompt_reader(),
        _implied_reader(),
        partial(load_network, options.checkpoint),
        ablations(options.checkpoint),
    )


def _extent(options: argparse.Namespace) -> Any:
    from audiogenesis_desktop.evaluation.results import Extent

    return Extent(
        prompts=options.pieces,
        seeds=options.seeds,
        takes=options.takes,
        pairs=options.pairs,
        real=options.real_pieces,
        ablations=min(options.ablations, options.pieces),
        excerpts=options.excerpts,
        processes=options.processes,
    )


def _model_hash(options: argparse.Namespace) -> str:
    from audiogenesis_desktop.compose.loading import checked_hash

    return checked_hash(options.checkpoint)


def _judge_prompts(options: argparse.Namespace) -> None:
    """Read and compose the prompts that reading is judged by, and say where the report lies."""
    from audiogenesis_desktop.brief.encoder import load_encoder
    from audiogenesis_desktop.evaluation.implying import readings
    from audiogenesis_desktop.evaluation.prompt_report import PromptEvaluation, write_prompt_report
    from audiogenesis_desktop.evaluation.systems import load_composers

    model_hash = _model_hash(options)
    evaluation = PromptEvaluation(
        readings(load_encoder(remembers=True)),
        partial(load_composers, options.checkpoint),
        options.report,
        processes=options.processes,
        progress=_progress,
    )
    shares = evaluation.run()
    page = write_prompt_report(shares, options.report, model=model_hash)
    for name, (value, judged) in shares.figures.items():
        say(f"{name:34} {value:.3f}  (n {judged})")
    for name, value in shares.ablation.items():
        say(f"implied, {name:25} {value:.3f}")
    say(f"wrote {page}")


def _judge_styles(options: argparse.Namespace) -> None:
    """Read the prompts of all styles and compose some of each, and say where the report lies."""
    from audiogenesis_desktop.brief.encoder import load_encoder
    from audiogenesis_desktop.brief.reading import read
    from audiogenesis_desktop.evaluation.style_report import StyleSubject, write_style_report
    from audiogenesis_desktop.evaluation.systems import ablations, load_composers

    encoder = load_encoder(remembers=True)
    encoder.load()
    subject = StyleSubject(
        _model_hash(options),
        partial(load_composers, options.checkpoint),
        partial(read, encoder=encoder),
        ablations(options.checkpoint),
    )
    results = write_style_report(
        subject,
        options.report,
        pieces=options.a_style,
        ablated=options.ablations,
        before=options.before,
        processes=options.processes,
        progress=_progress,
    )
    _report_figures("read", results.reading)
    _report_figures("detected", results.detected)
    say(f"wrote {options.report / 'styles.html'}")


def _judge_rework(options: argparse.Namespace) -> None:
    """Work on pieces of the composer and on real ones, and say where the report lies."""
    from audiogenesis_desktop.commands.brief import prompt_reader
    from audiogenesis_desktop.compose.loading import load_composer
    from audiogenesis_desktop.compose.players.playing import BandComposer
    from audiogenesis_desktop.evaluation.rework_report import write_rework_report

    composer = load_composer(options.checkpoint)
    if not isinstance(composer, BandComposer):
        raise BadInput("This model cannot rework: take one of players, such as the one that comes with the app.")
    results = write_rework_report(
        composer.model_hash,
        composer,
        prompt_reader(),
        options.report,
        pieces=options.pieces,
        scopes=options.scopes,
        real=options.real,
        real_pieces=options.real_pieces,
        progress=_progress,
    )
    scopes = results.scopes
    say(f"{scopes.tried} scopes: {scopes.outside} notes changed outside, {scopes.locked} in locked tracks")
    for name, control in results.controls.items():
        say(f"{name:34} rho {control.rho.mean:.2f}  own {control.own:.2f}, next {control.farthest_other[1]:.2f}")
    say(f"wrote {options.report / 'rework.html'}")


def _judge_sound(options: argparse.Namespace) -> None:
    """Compose pieces of all kinds of style, listen to them, and say what was found and where it lies."""
    from audiogenesis_desktop.brief.encoder import load_encoder
    from audiogenesis_desktop.brief.reading import read
    from audiogenesis_desktop.compose.loading import load_composer
    from audiogenesis_desktop.evaluation.sound_page import PAGE
    from audiogenesis_desktop.evaluation.sound_report import write_sound_report
    from audiogenesis_desktop.evaluation.sound_results import figures
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    results = write_sound_report(
        load_composer(options.checkpoint),
        partial(read, encoder=load_encoder(remembers=True)),
        options.report,
        soundfont=find_soundfont(options.soundfont),
        pieces=options.pieces,
        progress=_progress,
    )
    for way, pieces in results.pieces.items():
        for name, (share, judged) in figures(pieces).items():
            say(f"{f'{way}: {name}':44} {share:.3f}  (n {judged})")
    say(f"wrote {options.report / PAGE}")
    if options.groove is not None:
        _judge_playing(options)


def _judge_playing(options: argparse.Namespace) -> None:
    """Measure how like drummers' our drums are played, and say where the figures lie."""
    import json

    from audiogenesis_desktop.evaluation.playing import judge_playing
    from audiogenesis_desktop.files.atomic import write_bytes

    figures = judge_playing(options.groove)
    for words, way in (("all drums typed alike", figures.alike), ("drums at their own levels", figures.own_levels)):
        _tell_way(words, way)
    say(f"other drummers from these: {_told(figures.auc_of_drummers)}; typed from these: {figures.auc_of_typed:.3f}")
    say(f"largest error of a swing ratio     {figures.swing_error:.3f}")
    say(f"latest onset                       {figures.latest_ms:.1f} ms")
    options.report.mkdir(parents=True, exist_ok=True)
    path = options.report / "playing.json"
    write_bytes(path, json.dumps(figures.as_dict(), indent=1).encode())
    say(f"wrote {path}")


def _tell_way(words: str, way: Any) -> None:
    within, judged = way.within
    say(f"{words}: {within} of {judged} figures of styles within a deviation of held-out drummers'")
    for style, own in way.styles.items():
        for name, (mean, spread) in own.recorded.items():
            mark = "" if name in own.within else "   beyond a deviation"
            what = f"  {style}, {name} (n {own.recordings})"
            say(f"{what:44} {own.performed[name]:6.1f}   drummers {mean:6.1f} ± {spread:.1f}{mark}")
    for kind, found in (("typed on the grid", way.asked), ("typed and shaken", way.asked_of_shaken)):
        say(
            f"  ours from theirs (AUC) by what tells played from {kind} ({found.of_typed:.3f}): "
            f"by all {found.by_all:.3f}, by timing {found.by_timing:.3f}"
        )
    say(f"  ours from theirs by what tells these two: {_told(way.auc)}")


def _told(auc: Any) -> str:
    return f"by all {auc.by_all:.3f}, by timing {auc.by_timing:.3f}, of drummers never met {auc.of_strangers:.3f}"


def _implied_reader() -> Callable[[str], Brief] | None:
    """Return the reading of the sentence embedding alone, if the text encoder is installed."""
    from audiogenesis_desktop.brief.encoder import load_encoder
    from audiogenesis_desktop.brief.reading import read_implied

    try:
        encoder = load_encoder()
        encoder.load()
    except MissingPart:
        return None
    return partial(read_implied, encoder=encoder)


def _report_figures(what: str, figures: Mapping[str, Mapping[str, Any]]) -> None:
    for part, own in figures.items():
        for name, one in own.items():
            say(f"{f'{what}, {part}: {name}':34} {one.mean:.3f}  ({one.low:.3f} to {one.high:.3f}, n {one.pieces})")


def _tell(report: Any) -> None:
    real = report.coherence_of_real
    for name, one in {**report.relevance, **report.coherence}.items():
        if one.pieces:
            known = name in real and real[name].pieces
            beside = f"   real {real[name].mean:.3f} ± {real[name].spread:.3f}" if known else ""
            interval = f"{one.mean:.3f}  ({one.low:.3f} to {one.high:.3f}, n {one.pieces})"
            say(f"{name.replace('_', ' '):34} {interval}{beside}")
    say(f"{len(report.faulty)} of {len(report.composed)} pieces fail")


def _progress(items: Iterable[Any], desc: str, total: int) -> Iterable[Any]:
    return tqdm(items, desc=one_line(desc), total=total, disable=None)
