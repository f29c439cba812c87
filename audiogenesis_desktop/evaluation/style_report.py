"""`audiogenesis evaluate --styles`: how styles are read, and whether pieces are of the style that is wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.style_cases import cases_to_compose, style_cases
from audiogenesis_desktop.evaluation.style_pages import write_pages
from audiogenesis_desktop.evaluation.style_pieces import compose_styles, learn_styles
from audiogenesis_desktop.evaluation.style_reading import judge_reading
from audiogenesis_desktop.evaluation.style_results import StyleResults, read_results, write_results
from audiogenesis_desktop.plan.composer import Composer


@dataclass(frozen=True)
class StyleSubject:
    """What is evaluated: the checkpoint's hash, how to load its composers in each process, and the app's reading.

    `ablations` are what can be taken away from its composer.
    """

    model: str
    load: Callable[[], Mapping[str, Composer]]
    read: Callable[[str], Brief]
    ablations: Sequence[str] = ()


def write_style_report(
    subject: StyleSubject,
    folder: Path,
    *,
    pieces: int = 2,
    ablated: int = 0,
    before: Path | None = None,
    processes: int = 1,
    progress: Progress = silent,
) -> StyleResults:
    """Read all prompts, compose `pieces` a style, write `styles.json`, `styles.html` and a page a style to `folder`.

    Of the pieces `ablated` are composed with each of the subject's ablations too. `before` is the folder of an
    earlier report to stand beside, BadInput if it holds none.
    """
    earlier = read_results(before) if before else None  # ere minutes are spent, and before it may be written over
    reading = judge_reading(style_cases(), subject.read, progress=progress)
    composed = compose_styles(
        cases_to_compose(pieces),
        subject.read,
        subject.load,
        folder / "style_pieces",
        forests=learn_styles(progress=progress),
        ablations=subject.ablations,
        ablated=ablated,
        processes=processes,
        progress=progress,
    )
    results = StyleResults(subject.model, reading.figures, reading.misses, tuple(composed))
    write_results(results, folder)
    write_pages(results, folder, before=earlier)
    return results
