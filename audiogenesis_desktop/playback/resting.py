"""Where controllers, bends and pressures rest when nothing is said of them."""

from audiogenesis_desktop.playback.timeline import Setting
from audiogenesis_desktop.score.events import (
    BEND,
    CHANNEL_PRESSURE,
    CHORUS,
    CONTROL,
    KEY_PRESSURE,
    PAN,
    REVERB,
    VOLUME,
    Channel,
    Event,
)

_EXPRESSION = 11
_RESTING = {VOLUME: 100, PAN: 64, _EXPRESSION: 127, REVERB: 40, CHORUS: 0}  # all other controllers rest at 0
_CENTRE = (0, 64)
_NO_TRACK = -1


def resting_event(setting: Setting) -> Event:
    """Return the event that puts a controller, bend or pressure back to where it rests."""
    channel: Channel = setting.channel
    if setting.kind == BEND:
        data: tuple[int, ...] = (BEND | channel.number, *_CENTRE)
    elif setting.kind == CHANNEL_PRESSURE:
        data = (CHANNEL_PRESSURE | channel.number, 0)
    elif setting.kind == KEY_PRESSURE:
        data = (KEY_PRESSURE | channel.number, setting.controller, 0)
    else:
        data = (CONTROL | channel.number, setting.controller, _RESTING.get(setting.controller, 0))
    return Event(0, 0, channel, data, _NO_TRACK)
