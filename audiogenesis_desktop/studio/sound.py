"""Where the music sounds: the output that the settings name, opened in the background, looked for when it is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audiogenesis_desktop.studio import notices, outputs
from audiogenesis_desktop.studio.jobs import Failure, Jobs
from audiogenesis_desktop.studio.notices import Mend, Notice
from audiogenesis_desktop.studio.outputs import SoundWishes
from audiogenesis_desktop.studio.player import Player
from audiogenesis_desktop.studio.settings import Settings

if TYPE_CHECKING:
    from audiogenesis_desktop.playback.output import Output

LOOK_MS = 2_000  # how often a lost device is looked for

OpenOutput = Callable[[str, SoundWishes], "Output"]


class Sound(QObject):
    """Opens what is chosen and gives it to the player; what is chosen is remembered in the settings."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    output_changed = Signal(str)  # the id of the output now in use
    sounds_known = Signal(tuple)  # every Instrument that the output has; none where that cannot be known

    def __init__(
        self,
        player: Player,
        jobs: Jobs,
        settings: Settings,
        *,
        open_output: OpenOutput = outputs.open_output,
        parent: QObject | None = None,
    ) -> None:
        """Take what plays, what works in the background, and what is chosen; nothing is opened yet."""
        super().__init__(parent)
        self._player, self._jobs, self._settings, self.open_output = player, jobs, settings, open_output
        self._is_looking = False
        self._unclaimed: list[Output] = []  # opened in the background, of which the main thread has not heard yet
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def open(self) -> None:
        """Open the output that the settings name, in the background; until then there is no sound."""
        choice, wishes = self._settings.output, self._settings.sound_wishes
        self._jobs.start(
            lambda _progress: self._output_for(choice, wishes),
            done=lambda output: self._opened(choice, output),
            failed=lambda failure: self._failed(choice, failure),
        )
        self.output_changed.emit(outputs.OPENING)

    def choose(self, choice_id: str) -> None:
        """Send the sound elsewhere."""
        self._settings.output = choice_id
        self.open()

    def choose_soundfont(self, path: Path) -> None:
        """Play and render with another SoundFont."""
        self._settings.soundfont = str(path)
        self.choose(outputs.FLUIDSYNTH)

    def wish(self, wishes: SoundWishes) -> None:
        """Play on with FluidSynth set up otherwise: no restart is needed."""
        self._settings.sound_wishes = wishes
        if self._settings.output == outputs.FLUIDSYNTH:
            self.open()

    def send_clock(self, on: bool) -> None:
        """Send MIDI clock to the main output, or no more."""
        others = [name for name in self._settings.clocked if name]
        self._settings.clocked = ["", *others] if on else others
        self._player.set_clocked(self._settings.clocked)

    def send_timecode(self, frames_a_second: int) -> None:
        """Send MIDI time code to what gets the clock, or with 0 no more."""
        self._settings.timecode = frames_a_second
        self._player.transport.set_timecode(frames_a_second)

    def send_sooner(self, port: str, ahead_ms: float) -> None:
        """Send everything to a MIDI port so much sooner, or later if negative."""
        self._settings.ahead_ms[port] = ahead_ms
        self.open()

    def close(self) -> None:
        """Look for nothing any more, and let go what has been opened meanwhile; called once no job runs."""
        self._looking.stop()
        while self._unclaimed:
            self._unclaimed.pop().close()

    def _output_for(self, choice: str, wishes: SoundWishes) -> "Output":
        output = self.open_output(choice, wishes)
        self._unclaimed.append(output)
        return output

    def _opened(self, choice: str, output: "Output") -> None:
        self._unclaimed.remove(output)
        if choice != self._settings.output:
            output.close()  # another was chosen meanwhile
            return
        self.notice_gone.emit("sound")
        self._play_to(output)
        self.output_changed.emit(choice)
        wishes = self._settings.sound_wishes
        if choice == outputs.FLUIDSYNTH:
            self._jobs.start(lambda _progress: outputs.sounds_of(wishes), done=self.sounds_known.emit)
        else:
            self.sounds_known.emit(())

    def _play_to(self, output: "Output") -> None:
        """Play to an output, and to the ports that tracks name besides."""
        from audiogenesis_desktop.playback.midi_port import PortOutput
        from audiogenesis_desktop.playback.patchbay import Patchbay

        if isinstance(output, PortOutput):
            output.ahead_seconds = self._settings.ahead_ms.get(output.name, 0.0) / 1000
        patchbay = Patchbay(output, self._open_port, clocked=self._settings.clocked)
        patchbay.opened = self._player.transport.chase
        self._player.set_output(patchbay)
        self._player.transport.set_timecode(self._settings.timecode)
        self._player.set_clocked(self._settings.clocked)

    def _open_port(self, name: str) -> "Output":
        return outputs.open_port(name, self._settings.ahead_ms.get(name, 0.0))

    def _look(self) -> None:
        """Open the output again, without a word, as soon as a device that was lost has come back."""
        if self._player.error is None or self._is_looking:
            return
        self._is_looking = True
        choice, wishes = self._settings.output, self._settings.sound_wishes
        job = self._jobs.start(
            lambda _progress: self._output_for(choice, wishes),
            done=lambda output: self._opened(choice, output),
            failed=lambda _failure: None,
        )
        job.ended.connect(lambda: setattr(self, "_is_looking", False))

    def _failed(self, choice: str, failure: Failure) -> None:
        from audiogenesis_desktop.playback.output import NullOutput

        if choice != self._settings.output:
            return
        self._play_to(NullOutput())
        self.output_changed.emit(outputs.NOWHERE)
        mend, label = notices.MENDS.get(failure.kind, (Mend.RETRY_SOUND, "Try again"))
        self.noticed.emit(Notice("sound", failure.sentence, notices.WARNING, mend, label))
