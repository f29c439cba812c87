"""The page of how pieces sound: figures over all of them, and some before and after, to be seen and heard."""

import html
from collections.abc import Sequence
from math import isfinite
from pathlib import Path

from audiogenesis_desktop.delivery.balancing import LOST_LU
from audiogenesis_desktop.evaluation.page import STYLE
from audiogenesis_desktop.evaluation.sound import PieceSound
from audiogenesis_desktop.evaluation.sound_pairs import BARS, HEARD_SECONDS, Pair, Side
from audiogenesis_desktop.evaluation.sound_plots import levels
from audiogenesis_desktop.evaluation.sound_results import SoundResults, figures
from audiogenesis_desktop.evaluation.tables import bullets, folded, table

PAGE = "sound.html"
_MORE = ".both { display: flex; flex-wrap: wrap; gap: 0 2em } h3 { font-size: 1em; margin: 1.4em 0 .2em }"


def write_page(results: SoundResults, pairs: Sequence[Pair], folder: Path) -> Path:
    """Write the page to a folder, where the pairs' excerpts lie already; return its path."""
    parts = (
        ("Figures", _figures(results)),
        ("Before and after", _legend(results) + "".join(map(_pair, pairs)) if pairs else ""),
        ("What was missed", _missed(results.pieces.get("balanced", ()))),
    )
    body = "".join(f"<h2>{title}</h2>{content}" for title, content in parts if content)
    page = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Sound</title><style>{STYLE}{_MORE}</style>"
        f"<h1>How pieces sound</h1>{body}</html>"
    )
    path = folder / PAGE
    path.write_text(page, encoding="utf-8")
    return path


def _figures(results: SoundResults) -> str:
    found = {way: figures(pieces) for way, pieces in results.pieces.items()}
    count = max((len(pieces) for pieces in results.pieces.values()), default=0)
    intro = (
        f"<p>{count} pieces of all kinds of style by {html.escape(results.model)}, played with "
        f"{html.escape(results.soundfont)}: how many are as they are to be, balanced and with a plain mix. They are "
        "rendered at full quality, and measured by other means than the mix is made by.</p>"
    )
    names = dict.fromkeys(name for own in found.values() for name in own)
    rows = [(name, *(_share(own.get(name)) for own in found.values())) for name in names]
    return intro + table(("", *found), rows)


def _share(found: tuple[float, int] | None) -> str:
    return "" if found is None else f"{found[0]:.1%}<small>n {found[1]}</small>"


def _legend(results: SoundResults) -> str:
    return (
        "<p>The same composed notes twice. Before: typed, each onset on the grid, with all faders where the style has "
        "them, and as loud as that plays. After: performed, balanced, and brought to -16 LUFS. The rolls show the "
        f"{BARS} bars in which most parts play, over a grid of sixteenths, and {HEARD_SECONDS:g} seconds from there "
        f"can be heard ({html.escape(results.soundfont)}). Levels: how far each part lies from what is wished of its "
        "role, before orange, after blue, 2 LU grey.</p>"
    )


def _pair(pair: Pair) -> str:
    sides = "".join(_side(when, side) for when, side in (("Before", pair.before), ("After", pair.after)))
    drawn = levels(pair.before.sound.parts, pair.after.sound.parts)
    return f"<h3>“{html.escape(pair.prompt)}”</h3>{sides}<div>{drawn}</div>"


def _side(when: str, side: Side) -> str:
    sound = side.sound
    lost = sum(part.is_lost for part in sound.parts)
    drums = f", drums found in {sound.bars_found} of {sound.drum_bars} bars" if sound.drum_bars else ""
    words = f"{when}: {sound.lufs:.1f} LUFS, true peak {sound.peak_db:.1f} dBTP, {lost} parts lost{drums}"
    player = f'<audio controls preload=none src="{html.escape(side.file)}"></audio>'
    return f"<div class=roll><p>{player}{words}</p>{side.roll}</div>"


def _missed(pieces: Sequence[PieceSound]) -> str:
    """Return what is not as it is to be, piece by piece, in balanced ones."""
    lines = [
        f"{html.escape(piece.name)}: {html.escape('; '.join(words))}" for piece in pieces if (words := _faults(piece))
    ]
    return folded(f"{len(lines)} pieces", bullets(lines)) if lines else ""


def _faults(piece: PieceSound) -> list[str]:
    found = [] if piece.is_as_loud else [f"{piece.lufs:.1f} LUFS"]
    found += [] if piece.is_under_ceiling else [f"true peak {piece.peak_db:.2f} dBTP"]
    found += [f"live peak {piece.live_peak_db:+.1f} dB"] if piece.live_peak_db > 0 else []
    for part in piece.parts:
        if not part.is_as_wished and isfinite(part.level_lu):
            found.append(f"{part.role} {part.level_lu - part.wished_lu:+.1f} LU from its wish")
        if part.is_lost:
            found.append(f"{part.role} lost, {part.beside_lu:.1f} LU under {LOST_LU:g}")
    if piece.drum_bars and piece.bars_found < piece.drum_bars:
        found.append(f"drums found in {piece.bars_found} of {piece.drum_bars} bars")
    return found
