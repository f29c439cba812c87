"""One video with the music, which is rendered for it and for nothing else."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from audiogenesis_desktop.delivery.export import Delivered, export
from audiogenesis_desktop.delivery.order import Order
from audiogenesis_desktop.delivery.picture.looking import Picture
from audiogenesis_desktop.delivery.picture.with_music import with_music
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.score.score import Score

_RENDERING = 0.8  # of the work


def export_video(order: Order, picture: Picture, score: Score, *, soundfont: Path, progress: Progress) -> Delivered:
    """Write the order's video with the music of a score, whole or not at all; its loudness is that of the music.

    The music waits in a folder beside it, where there is room. Raises BadInput as `export` and `with_music` do.
    """
    with TemporaryDirectory(dir=order.folder, prefix=".", suffix=".part") as beside:
        music = Path(beside) / "music.wav"
        made = export(
            score, music, order.spec_for_picture, soundfont=soundfont, progress=lambda done: progress(_RENDERING * done)
        )
        with_music(
            picture,
            music,
            order.path,
            keeps_sound=order.keeps_sound,
            starts_at_seconds=order.starts_at_seconds,
            progress=lambda done: progress(_RENDERING + (1 - _RENDERING) * done),
        )
    return replace(made, path=order.path)
