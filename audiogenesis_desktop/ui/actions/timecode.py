"""Time code in the window: which frame rate, and whether the ruler and the position are told by frames."""

from fractions import Fraction

from audiogenesis_desktop.delivery.timecode import FrameRate, frame_rates
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.actions.choice import Choice
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode
from audiogenesis_desktop.ui.roll.ruler import Ruler
from audiogenesis_desktop.ui.transport_bar import TransportBar

USUAL = "25"


class TimeCodeView:
    """Shows time code as the settings have it; what is chosen is remembered."""

    def __init__(self, actions: Actions, ruler: Ruler, transport: TransportBar, settings: Settings) -> None:
        """Bind the commands, and show the ruler and the position as they were last shown."""
        self._actions, self._ruler, self._transport, self._settings = actions, ruler, transport, settings
        self.timeline = TimeCode(frame_rates()[USUAL])  # as it is counted now, shown or not
        self._starts_at_seconds = 0.0
        self._rates = Choice(actions, "frame_rate", self._choose_rate)
        actions.bind_switches({"frames_ruler": self._rule, "frames_position": self._tell})
        self.choose(settings.frame_rate, settings.timecode_start)

    def choose(self, name: str, start: str) -> None:
        """Count in frames of a rate from a label; what is no rate or no label gives way to the usual."""
        rate = frame_rates().get(name, frame_rates()[USUAL])
        try:
            first = rate.frame_of(start)
        except BadInput:
            start, first = rate.label(0), 0
        self._settings.frame_rate, self._settings.timecode_start = rate.name, start
        self._rates.show(_word(rate))
        self._show(TimeCode(rate, first))

    @property
    def code(self) -> TimeCode:
        """Return the time code of the music, which begins somewhere on the timeline."""
        rate, first = self.timeline
        return TimeCode(rate, first + rate.frame_at(Fraction(self._starts_at_seconds)))

    def begin_at(self, seconds: float) -> None:
        """Let the music begin so many seconds after the timeline, as it does in a video."""
        self._starts_at_seconds = seconds
        self._show(self.timeline)

    def rule_by(self, name: str) -> None:
        """Count in frames of a rate, and show them in the ruler."""
        self._settings.rules_by_frames = True
        self.choose(name, self._settings.timecode_start)

    def _choose_rate(self, value: str) -> None:
        name = next(rate.name for rate in frame_rates().values() if _word(rate) == value)
        self.choose(name, self._settings.timecode_start)

    def _rule(self, on: bool) -> None:
        self._settings.rules_by_frames = on
        self.choose(self._settings.frame_rate, self._settings.timecode_start)

    def _tell(self, on: bool) -> None:
        self._settings.tells_frames = on
        self.choose(self._settings.frame_rate, self._settings.timecode_start)

    def _show(self, timeline: TimeCode) -> None:
        self.timeline = timeline
        ruled, told = self._settings.rules_by_frames, self._settings.tells_frames
        self._actions["frames_ruler"].setChecked(ruled)
        self._actions["frames_position"].setChecked(told)
        self._ruler.set_timecode(self.code if ruled else None)
        self._transport.set_timecode(self.code if told else None)


def _word(rate: FrameRate) -> str:
    """Return the last word of a frame rate's command."""
    return rate.name.replace(".", "").replace(" drop", "df")
