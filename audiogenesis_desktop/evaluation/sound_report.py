"""`audiogenesis evaluate --sound`: pieces of styles of the whole book are composed, mixed and listened to."""

from collections.abc import Callable
from pathlib import Path

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_take
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.sound import PieceSound, balanced_and_plain
from audiogenesis_desktop.evaluation.sound_page import write_page
from audiogenesis_desktop.evaluation.sound_pairs import STYLES, write_pairs
from audiogenesis_desktop.evaluation.sound_results import SoundResults, read_results, write_results
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.style.book import book

SOLOS = ("solo piano, calm", "soft warm pads", "solo nylon guitar", "solo flute")


def prompts(count: int, *, seconds: float) -> list[str]:
    """Return so many prompts: solos first, then styles evenly from the whole book."""
    solos, names = SOLOS[: max(1, count // 8)], list(book())
    others = max(0, count - len(solos))
    styles = [names[i * len(names) // max(1, others)] for i in range(others)]
    return [f"{words}, {seconds:g} s" for words in (*solos[:count], *styles)]


def write_sound_report(
    composer: Composer,
    read: Callable[[str], Brief],
    folder: Path,
    *,
    soundfont: Path,
    pieces: int,
    seconds: float = 20.0,
    pairs: tuple[str, ...] = STYLES,
    progress: Progress = silent,
) -> SoundResults:
    """Compose so many pieces, mix and listen to them, and write `sound.json` and `sound.html` to `folder`.

    The page has a piece of each of the styles `pairs` before and after. What has been judged is not judged again.
    """
    wanted = list(enumerate(prompts(pieces, seconds=seconds)))
    results = read_results(folder, model=composer.model_hash, soundfont=soundfont.name)
    for seed, prompt in progress(wanted, "Sound", len(wanted)):
        name = f"{prompt}, seed {seed}"  # there are more pieces than styles
        if not results.known(name):
            results = results.joined(_judged(composer, read, prompt, seed, soundfont, name=name))
            write_results(results, folder)  # after each, as it takes a while
    results = results.only([f"{prompt}, seed {seed}" for seed, prompt in wanted])
    write_results(results, folder)
    shown = write_pairs(composer, read, folder, soundfont=soundfont, styles=pairs, progress=progress)
    write_page(results, shown, folder)
    return results


def _judged(
    composer: Composer, read: Callable[[str], Brief], prompt: str, seed: int, soundfont: Path, *, name: str
) -> dict[str, PieceSound]:
    brief = as_played(read(prompt))
    plan = make_plan(brief, seed)
    score = compose_take(composer, brief, plan, seed=seed).score
    return balanced_and_plain(score, plan, soundfont, name=name)
