"""The bridge between two clocks: this machine's, and that of an audio device, which advances in blocks."""

_DRIFT = 2e-4  # two quartz clocks part by less than this many seconds a second
_STALLED_SECONDS = 0.25


class AudioClock:
    """Translates moments of `time.monotonic()` into a device's time, without the unevenness of its blocks.

    A device's time stands still between blocks, so a reading lags by up to a block. The reading that lags
    least is the truest: the offset follows the highest readings, and falls no faster than clocks drift. A
    reading far below means that the device stood still, and the count begins again from there.
    """

    def __init__(self) -> None:
        self._offset: float | None = None
        self._seen_at = 0.0

    def observe(self, now: float, device_seconds: float) -> None:
        """Take one reading of both clocks, in seconds."""
        offset = device_seconds - now
        if self._offset is None or self._offset - offset > _STALLED_SECONDS:
            self._offset = offset
        else:
            self._offset = max(offset, self._offset - _DRIFT * (now - self._seen_at))
        self._seen_at = now

    def device_seconds(self, at: float) -> float:
        """Return the device's time at `at`; at least one reading must have been taken."""
        assert self._offset is not None
        return at + self._offset
