"""`audiogenesis evaluate --sound`: pieces of styles of the whole book are composed, mixed and listened to."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_take
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.evaluation.sound import (
    AIM_LUFS,
    CEILING_DB,
    NEAR_LU,
    PieceSound,
    balanced_and_plain,
)
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.style.book import book

FILE = "sound.json"
_HAIR_DB = 0.05  # by which two ways to oversample may differ
SOLOS = ("solo piano, calm", "soft warm pads", "solo nylon guitar", "solo flute")


class SoundResults(Struct, frozen=True):
    """Of the model `model` with the SoundFont named: how pieces sound, by "balanced" and "plain"."""

    model: str
    soundfont: str
    pieces: Mapping[str, tuple[PieceSound, ...]]


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
    progress: Progress = silent,
) -> SoundResults:
    """Compose so many pieces, mix and listen to them, and write `sound.json` to `folder`."""
    wanted = prompts(pieces, seconds=seconds)
    found: dict[str, list[PieceSound]] = {"balanced": [], "plain": []}
    results = SoundResults(composer.model_hash, soundfont.name, {})
    for seed, prompt in enumerate(progress(wanted, "Sound", len(wanted))):
        brief = as_played(read(prompt))
        plan = make_plan(brief, seed)
        score = compose_take(composer, brief, plan, seed=seed).score
        for way, piece in balanced_and_plain(score, plan, soundfont, name=prompt).items():
            found[way].append(piece)
        results = SoundResults(composer.model_hash, soundfont.name, {way: tuple(all_) for way, all_ in found.items()})
        write_results(results, folder)  # after each, as it takes a while
    return results


def write_results(results: SoundResults, folder: Path) -> None:
    """Write what was found as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))


def figures(pieces: Sequence[PieceSound]) -> dict[str, tuple[float, int]]:
    """Return shares 0..1 by what they tell, each with how many were judged."""
    parts = [part for piece in pieces for part in piece.parts]
    bars = sum(piece.drum_bars for piece in pieces)
    by_name = {
        "loudness within 1 LU of -16 LUFS": [abs(piece.lufs - AIM_LUFS) <= NEAR_LU for piece in pieces],
        "true peak at most -1 dBTP": [piece.peak_db <= CEILING_DB + _HAIR_DB for piece in pieces],
        "played within 1 LU of -16 LUFS": [abs(piece.played_lufs - AIM_LUFS) <= NEAR_LU for piece in pieces],
        "no sample over full scale, live": [piece.live_peak_db <= 0 for piece in pieces],
        "roles within 2 dB of their wish": [part.is_as_wished for part in parts],
        "no part below -12 LU": [not part.is_lost for part in parts],
    }
    shares = {name: (sum(held) / len(held), len(held)) for name, held in by_name.items() if held}
    found = sum(piece.bars_found for piece in pieces)
    return shares | ({"bars in which drums are found": (found / bars, bars)} if bars else {})
