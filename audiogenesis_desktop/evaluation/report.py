"""`audiogenesis evaluate`'s report, stage by stage: what to compare with, pieces, measures, pages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation import likelihood
from audiogenesis_desktop.evaluation.beside_real import beside_real
from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.copying import Library
from audiogenesis_desktop.evaluation.excerpts import excerpts
from audiogenesis_desktop.evaluation.held_out import held_out_likelihood
from audiogenesis_desktop.evaluation.page import page
from audiogenesis_desktop.evaluation.pairs import Pair, mood_pairs
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.real import midi_files, read_pieces
from audiogenesis_desktop.evaluation.relevance import Wanted
from audiogenesis_desktop.evaluation.results import Excerpt, Extent, JudgedPiece, Report, as_json
from audiogenesis_desktop.evaluation.retrieval import attributes, retrieval
from audiogenesis_desktop.evaluation.run import Evaluation, Subject
from audiogenesis_desktop.evaluation.systems import FULL
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.known_bars import note_tables
from audiogenesis_desktop.training.players.packing import Packed

LIBRARY_PIECES = 1000  # of real music, to look for copies in where no training corpus is given
PACK_SUFFIX = ".npz"  # of a pack of players' pieces; the stream's corpora are folders
_NO_MUSIC21 = "music21 is not installed: keys are judged by Krumhansl alone."


class Compared(NamedTuple):
    """What ours are compared with: bars to look for copies in and where they are from, and real music's files."""

    library: Library
    source: str
    files: Sequence[Path]


def write_report(
    subject: Subject,
    folder: Path,
    extent: Extent,
    *,
    real: Sequence[Path] = (),
    packed: Sequence[Path] = (),
    baselines: Path | None = None,
    soundfont: Path | None = None,
    progress: Progress = silent,
) -> Report:
    """Compose, measure, and write report.json, report.html and the pieces; what has been done is not done again.

    `real` are folders of real music to compare with; `packed` are packed corpora, for held-out likelihood and, the
    first folder, to look for copies in; files are players' packs. Raises BadInput if there is nothing in them, or
    `baselines` is no such file.
    """
    known = _read_baselines(baselines) if baselines else {}
    corpora = {path.name: likelihood.open_corpus(path) for path in packed if path.suffix != PACK_SUFFIX}
    packs = {path.name: Packed.load(path) for path in packed if path.suffix == PACK_SUFFIX}
    folder.mkdir(parents=True, exist_ok=True)
    run = Evaluation(subject, folder, extent, progress)
    with run.stage("reading what is compared with"):
        compared = _compared(corpora, real, extent, progress)
    wanted, pairs = run.prompts(), mood_pairs()[: extent.pairs]
    run.compose(wanted, pairs)
    with run.stage("measuring"):
        report = _measured(run, wanted, pairs, compared)
    with run.stage("held-out likelihood"):
        found = held_out_likelihood(subject.network, corpora, packs, progress)
    report = replace(report, likelihood=found, baselines=known, excerpts=_excerpts(run, report, soundfont))
    report = replace(report, minutes=run.minutes, notes=tuple(run.notes))
    _write(report, folder)
    return report


def _excerpts(run: Evaluation, report: Report, soundfont: Path | None) -> list[Excerpt]:
    """Return some pieces to hear and see; the run's notes gain what is missing for them, or was for keys."""
    count, notes = run.extent.excerpts, run.notes
    with run.stage("excerpts"):
        found = excerpts(
            report.composed, run.folder, count=count, soundfont=soundfont, notes=notes, progress=run.progress
        )
    if not report.relevance["correct_key_by_music21"].pieces and report.relevance["correct_key"].pieces:
        notes.append(_NO_MUSIC21)
    return found


def _write(report: Report, folder: Path) -> None:
    (folder / "report.json").write_text(json.dumps(as_json(report), indent=1), encoding="utf-8")
    (folder / "report.html").write_text(page(report), encoding="utf-8")


def _read_baselines(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found["variants"]["full"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{file} holds no baselines: `python -m audiogenesis_desktop.evaluation.baselines` writes them."
        ) from error
    return found


def _compared(
    corpora: Mapping[str, PackedCorpus], real: Sequence[Path], extent: Extent, progress: Progress
) -> Compared:
    """Read what is compared with; copies are looked for in a training corpus rather than in real music at large."""
    library, source, kept = Library(()), "", list[Path]()
    if real:
        files = midi_files(real, most=2 * extent.real if corpora else max(LIBRARY_PIECES, extent.real))

        def scores() -> Iterator[Score]:
            for file, score in progress(read_pieces(files), "Reading real music", len(files)):
                kept.append(file)
                yield score

        library = Library(scores())
        source = f"{len(kept)} pieces of the folders of real music"
        if not kept:
            raise BadInput(
                f"None of the {len(files)} MIDI files to compare with can be read: name a folder of real music."
            )
    for name, corpus in list(corpora.items())[:1]:
        count = len(corpus.numbers(held_out=False))
        library = Library(progress(note_tables(corpus), "Reading what was learned from", count))
        source = f"the {count} training pieces of {name}"
    return Compared(library, source, kept[: extent.real])


def _measured(run: Evaluation, wanted: Sequence[Wanted], pairs: Sequence[Pair], compared: Compared) -> Report:
    own = run.judged(FULL, wanted, run.extent.seeds, compared.library)
    few, systems = wanted[: run.extent.ablations], dict[str, tuple[JudgedPiece, ...]]()
    if few:
        prompts = {one.prompt for one in few}
        systems[FULL] = tuple(one for one in own if one.seed == 0 and one.wanted.prompt in prompts)
        systems |= {name: run.judged(name, few, 1, compared.library) for name in run.systems}
    ours = [read_midi(run.folder / one.file) for one in own]
    beside = beside_real(run, compared.files, ours, systems)
    return Report(
        run.subject.model,
        own,
        beside.measures,
        beside.nearness,
        run.extent,
        systems,
        pairs=run.pair_figures(pairs),
        retrieval=_retrieval(own, ours),
        apart=beside.apart,
        differing=beside.differing,
        library=compared.source,
    )


def _retrieval(own: Sequence[JudgedPiece], ours: Sequence[Score]) -> dict[str, Figure]:
    """Return how well the first seed's pieces find their prompts."""
    first = [(attributes(score), one.wanted) for one, score in zip(own, ours, strict=True) if one.seed == 0]
    return retrieval([piece for piece, _ in first], [wanted for _, wanted in first])
