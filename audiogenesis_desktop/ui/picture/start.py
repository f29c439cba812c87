"""Where in the video the music begins: typed, and what that does to hits at its cuts."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtWidgets import QWidget

from audiogenesis_desktop.delivery.picture.cuts import Cut
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.studio.screening import Screening
from audiogenesis_desktop.ui.brief_fields import seconds_in
from audiogenesis_desktop.ui.chips import clock
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode
from audiogenesis_desktop.ui.roll.lanes.item_popup import ItemPopup, text_field

_AT_A_CUT_SECONDS = 0.02


def start_popup(
    screening: Screening, code: TimeCode, begin_at: Callable[[float], object], parent: QWidget
) -> ItemPopup:
    """Return the popup that asks at which moment of the video the music begins."""
    line = text_field(clock(screening.starts_at_seconds), f"0:05.2, or {code.label_at(5.2)}")

    def take() -> None:
        begin_at(moment_of(line.text(), code))

    return ItemPopup("The music begins in the video", {"At": line}, take, parent)


def moment_of(text: str, code: TimeCode) -> float:
    """Return the second of the video that a text names: seconds, minutes and seconds, or a label of the time code.

    Raises ValueError, with a sentence, for another.
    """
    if text.count(":") + text.count(";") < 3:
        return seconds_in(text)
    try:
        frame = code.rate.frame_of(text.strip()) - code.first
    except BadInput as error:
        raise ValueError(str(error)) from error
    return float(max(0, frame) * code.rate.frame_seconds)


def hits_moved(hits: Iterable[float], cuts: Iterable[Cut], before: float, now: float) -> Mapping[float, float]:
    """Return where hits are in music that began at the second `before` of the video and begins at `now`, in seconds.

    Those at cuts stay at them, and are gone where the music begins later; others stay where they are in the music.
    """
    moved = dict[float, float]()
    moments = [cut.seconds for cut in cuts]
    for hit in hits:
        cut = next((at for at in moments if abs(at - before - hit) < _AT_A_CUT_SECONDS), None)
        if cut is None:
            moved[hit] = hit
        elif cut > now:
            moved[hit] = round(cut - now, 3)
    return moved
