"""Playing live: inputs, recording, capture, step entry and following another program's clock, joined to a studio."""

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.studio.capturing import Capturing, StepEntry
from audiogenesis_desktop.studio.inputs import Inputs, OpenInput, open_input
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.recording import Recording
from audiogenesis_desktop.studio.studio import Studio


class Live(QObject):
    """What a player at a keyboard needs."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)

    def __init__(self, studio: Studio, *, open_port: OpenInput = open_input) -> None:
        """Join the parts; no input is opened yet."""
        super().__init__(studio)
        player, door, settings = studio.player, studio.door, studio.settings
        self.recording = Recording(player, door, settings, self)
        self.inputs = Inputs(self.recording.receive, settings, open_port=open_port, parent=self)
        self.recording.inputs = self.inputs
        self.capturing = Capturing(self.recording, player, door, self)
        self.steps = StepEntry(self.recording, player, door, self)
        for part in (self.recording, self.inputs, self.capturing):
            part.noticed.connect(self.noticed)
        self.inputs.notice_gone.connect(self.notice_gone)
        self._player = player

    def follow_clock(self, on: bool) -> None:
        """Let another program's clock, Start, Stop and Song Position lead the transport, or no more."""
        self._player.transport.follow_clock(on)

    def close(self) -> None:
        """End recording and let the input go."""
        self.recording.close()
