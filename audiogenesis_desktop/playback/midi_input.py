"""MIDI inputs: their names, and a port whose messages are handed on with the moment at which they came."""

import time
from collections.abc import Callable
from typing import Any

from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.paths import APP_NAME
from audiogenesis_desktop.playback.jack import let_be
from audiogenesis_desktop.playback.midi_port import (
    OWN_INPUT,
    OWN_OUTPUT,
    new_client,
    open_named,
    open_virtual_on,
    watch_server_of,
    without_own,
)

Receive = Callable[[tuple[int, ...], float], object]


def input_names() -> list[str]:
    """Return the names of the MIDI ports that can be listened to, but for our own; empty without a MIDI system."""
    try:
        client = new_client(is_input=True)
    except MissingPart:
        return []
    try:
        return without_own(client.get_ports(), OWN_OUTPUT)
    finally:
        client.delete()


class InputPort:
    """A MIDI port that is listened to; `receive` gets each message and its moment on `time.monotonic()`'s clock.

    It is called on the MIDI system's own thread. With `virtual` it is a port of our own that other programs connect
    to. Raises MissingPart or BadInput if the port cannot be opened.
    """

    def __init__(
        self, name: str = APP_NAME, receive: Receive = lambda _data, _at: None, *, virtual: bool = False
    ) -> None:
        self._client: Any = new_client(is_input=True)
        self._receive = receive
        self._client.ignore_types(sysex=True, timing=False, active_sense=True)
        try:
            self.name = open_virtual_on(self._client, name) if virtual else open_named(self._client, name, OWN_INPUT)
        except (MissingPart, BadInput):
            self._client.delete()
            raise
        self._is_virtual, self._server_lives = virtual, watch_server_of(self._client)
        self._client.set_callback(self._take)

    def _take(self, event: tuple[list[int], float], _data: object = None) -> None:
        self._receive(tuple(event[0]), time.monotonic())

    @property
    def is_there(self) -> bool:
        """Return whether the port still exists."""
        if self._client is None or not self._server_lives():
            return False
        return self._is_virtual or self.name in self._client.get_ports()

    def close(self) -> None:
        """Listen no more; closing twice does nothing more."""
        client, self._client = self._client, None
        if client is not None and not self._server_lives():
            let_be(client)
        elif client is not None:
            client.cancel_callback()
            client.close_port()
            client.delete()
