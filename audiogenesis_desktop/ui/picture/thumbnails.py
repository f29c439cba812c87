"""A video's small pictures as pixmaps, unpacked a few at a time so that nothing waits for them."""

import time
from collections import OrderedDict

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from audiogenesis_desktop.studio.screening import Screening

_MOST_KEPT = 512
_TURN_SECONDS = 0.006  # of the main thread, between two events

_Key = tuple[int, int, int]  # number, width and height in pixels of the screen


def image_of(jpeg: bytes, size: QSize | None = None) -> QImage:
    """Return the picture that a JPEG holds, at a size if one is given, which costs less; a null one if it is broken."""
    buffer = QBuffer()
    buffer.setData(QByteArray(jpeg))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    if size is not None:
        reader.setScaledSize(size)
    return reader.read()


class Thumbnails(QObject):
    """Gives what is unpacked already; what is asked for besides comes later, and `arrived` tells of it."""

    arrived = Signal()

    def __init__(self, screening: Screening, parent: QObject | None = None) -> None:
        """Show the frames of what is screened."""
        super().__init__(parent)
        self._screening = screening
        self._kept = OrderedDict[_Key, QPixmap]()
        self._wanted = OrderedDict[_Key, None]()
        self._glimpses = dict[tuple[str, int, int], QPixmap]()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._unpack_some)
        for told in (screening.changed, screening.looked_through):
            told.connect(self._forget)

    def get(self, number: int, size: QSize) -> QPixmap | None:
        """Return a small picture by its number, `size` pixels large, if it is there; else it is asked for."""
        key = number, size.width(), size.height()
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        elif number >= 0:
            self._wanted[key] = None
            self._timer.start()
        return found

    def glimpse(self, seconds: float, size: QSize) -> QPixmap | None:
        """Return the frame of a moment that no small picture is there of yet, if it was got."""
        jpeg = self._screening.glimpses.get(seconds)
        key = f"{seconds:.1f}", size.width(), size.height()
        if jpeg and key not in self._glimpses:
            self._glimpses[key] = QPixmap.fromImage(image_of(jpeg, size))
        return self._glimpses.get(key)

    def forget_wishes(self) -> None:
        """Let go of what was asked for and is not there yet: something else is looked at now."""
        self._wanted.clear()

    def _forget(self) -> None:
        self._kept.clear()
        self._wanted.clear()
        self._glimpses.clear()

    def _unpack_some(self) -> None:
        began = time.perf_counter()
        while self._wanted and time.perf_counter() - began < _TURN_SECONDS:
            key, _ = self._wanted.popitem(last=False)
            self._kept[key] = self._unpacked(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        if self._wanted:
            self._timer.start()
        self.arrived.emit()

    def _unpacked(self, key: _Key) -> QPixmap:
        number, width, height = key
        frames = self._screening.frames
        jpeg = frames.jpeg(number) if frames is not None and number < len(frames) else b""
        return QPixmap.fromImage(image_of(jpeg, QSize(width, height)))
