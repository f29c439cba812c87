"""Drawings of how pieces are played and mixed: a few bars from near by, and how far parts lie from their wishes."""

import html
from collections.abc import Sequence

from audiogenesis_desktop.evaluation.plots import OURS, REAL, TEXT, colour_of, svg
from audiogenesis_desktop.evaluation.sound import NEAR_WISH_LU, PartSound
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score

BEFORE = "#d4622a"
_WIDTH, _HEIGHT, _WORDS = 900, 210, 16
_FAR_LU = 15.0  # what lies further off is drawn here
_LEFT, _ROW = 130, 18


def near_roll(score: Score, start_tick: int, end_tick: int) -> str:
    """Return the notes that begin in some bars, exactly where they do, over a grid of sixteenths; drums lie below.

    A note is the stronger the louder it is struck.
    """
    scale = _WIDTH / (end_tick - start_tick)
    body = _grid(start_tick, end_tick, scale, score.meters[0].bar_ticks)
    near = {track.id: _within(track.notes, start_tick, end_tick) for track in score.tracks}
    pitched = [note.pitch for track in score.tracks if not track.is_drums for note in near[track.id]] or [60]
    drums = sorted({note.pitch for track in score.tracks if track.is_drums for note in near[track.id]})
    low, high = min(pitched) - 1, max(pitched) + 1
    field = _HEIGHT - _WORDS - 6 * len(drums)
    words = ""
    for i, track in enumerate(score.tracks):
        colour, name = colour_of(i), html.escape(track.name)
        words += f'<tspan fill="{colour}">{name}</tspan>&#160;&#160; ' if near[track.id] else ""
        for note in near[track.id]:
            x, length = (note.start_tick - start_tick) * scale, max(2.0, note.length_ticks * scale - 1)
            y = (high - note.pitch) / (high - low) * (field - 6) + 3
            if track.is_drums:
                y, length = field + 3 + 6 * drums.index(note.pitch), 5.0
            opacity = 0.25 + 0.75 * note.velocity / 127
            body += f'<path d="M{x:.1f} {y:.1f}h{length:.1f}" stroke="{colour}" stroke-opacity="{opacity:.2f}"/>'
    body = f'<g stroke-width="4">{body}</g><text x="0" y="{_HEIGHT - 3}" {TEXT}>{words}</text>'
    return svg(_WIDTH, _HEIGHT, body, "piano roll of four bars")


def _within(notes: Sequence[Note], start_tick: int, end_tick: int) -> list[Note]:
    return [note for note in notes if start_tick - TICKS_PER_BEAT // 8 <= note.start_tick < end_tick]


def _grid(start_tick: int, end_tick: int, scale: float, bar_ticks: int) -> str:
    lines = ""
    for tick in range(start_tick, end_tick, TICKS_PER_BEAT // 4):
        strong = 0.6 if (tick - start_tick) % bar_ticks == 0 else 0.3 if tick % TICKS_PER_BEAT == 0 else 0.12
        x = (tick - start_tick) * scale
        lines += f'<path d="M{x:.1f} 0v{_HEIGHT - _WORDS}" stroke="currentColor" stroke-opacity="{strong}"/>'
    return f'<g stroke-width="1">{lines}</g>'


def levels(before: Sequence[PartSound], after: Sequence[PartSound]) -> str:
    """Return how far each part lies from the level that is wished for, in LU: before orange, after blue, ±2 LU grey."""
    width, height = 320, _ROW * len(after) + 24

    def at(lu: float) -> float:
        return _LEFT + (min(_FAR_LU, max(-_FAR_LU, lu)) + _FAR_LU) / (2 * _FAR_LU) * width

    body = (
        f'<rect x="{at(-NEAR_WISH_LU):.1f}" y="0" width="{at(NEAR_WISH_LU) - at(-NEAR_WISH_LU):.1f}" '
        f'height="{height - 18}" fill="{REAL}" fill-opacity=".35"/>'
    )
    for i, part in enumerate(after):
        y = 10 + i * _ROW
        was = before[i] if i < len(before) else part
        body += f'<text x="0" y="{y + 4}" {TEXT}>{html.escape(part.role)}</text>'
        for one, colour in ((was, BEFORE), (part, OURS)):
            body += f'<circle cx="{at(one.level_lu - one.wished_lu):.1f}" cy="{y}" r="4" fill="{colour}"/>'
    for lu, words in ((-_FAR_LU, f"−{_FAR_LU:g} LU"), (0, "as wished"), (_FAR_LU, f"+{_FAR_LU:g} LU")):
        body += f'<text x="{at(lu):.1f}" y="{height - 4}" text-anchor="middle" {TEXT}>{words}</text>'
    return svg(_LEFT + width + 24, height, body, "levels of the parts beside those wished for")
