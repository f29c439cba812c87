"""What the studio remembers between runs: a small JSON file in the user's settings folder."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from audiogenesis_desktop import paths
from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.studio.outputs import SoundWishes

MOST_TAKES, MOST_RECENT = 8, 10
VERSION = 1  # of what the fields mean
_ODD_VERSION = 1_000
_WISHES = ("driver", "device", "rate", "period_frames", "periods", "reverb", "chorus")


@dataclass(slots=True)
class Settings:
    """The user's choices. `output` is an id as in `studio.outputs`; `geometry` is Qt's own, in base64.

    `rows` is "all", "scale" or "used": which rows the roll shows. `shades_scale` shades those outside the scale.
    `follow` is "page", "continuous" or "off": how the view goes with the playhead.
    `shortcuts` has the keys that the user gave to commands, by the command's name; no key is an empty one.
    `more_soundfonts` are stacked under `soundfont`; `fluid` has the other fields of `outputs.SoundWishes`.
    `input` names the MIDI input, "own" being a port of our own. After `count_in_bars` (0..2) bars of clicks what is
    played is recorded: over what there is, or in its place; quantised or as played; onto the edited track or, with
    `records_anew`, a new one.
    `timecode` is the frames a second of MIDI time code, 0 for none.
    `clocked` names the ports that get MIDI clock, "" being the main output, and `ahead_ms` tells by how much each port
    gets its messages sooner. With `plays_at_once` a piece is heard as soon as its first bar is written.
    `takes` (1..8) are written at each Compose; with `hover_plays` one is heard while it is pointed at.
    `export` is what was last exported, as `studio.export_choices` has it. `frame_rate` names that of time code, which
    counts from the label `timecode_start`: in the ruler with `rules_by_frames`, for the position with `tells_frames`.
    `recent_files` are the paths of what was opened or saved last, the latest first.
    `version` tells what the fields of a file mean.
    `lanes` has the lanes of the roll that the user has shown or hidden, by name.
    """

    version: int = VERSION
    soundfont: str = ""
    output: str = "fluidsynth"
    theme: str = "dark"
    geometry: str = ""
    folded: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    rows: str = "all"
    shades_scale: bool = False
    follow: str = "page"
    more_soundfonts: list[str] = field(default_factory=list)
    fluid: dict[str, Any] = field(default_factory=dict)
    recent_folder: str = ""
    recent_files: list[str] = field(default_factory=list)
    shortcuts: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, bool] = field(default_factory=dict)
    plays_at_once: bool = False
    takes: int = 4
    hover_plays: bool = True
    input: str = ""
    count_in_bars: int = 1
    records_over: bool = True
    records_quantised: bool = False
    records_anew: bool = False
    timecode: int = 0
    clocked: list[str] = field(default_factory=list)
    ahead_ms: dict[str, float] = field(default_factory=dict)
    export: dict[str, Any] = field(default_factory=dict)
    frame_rate: str = "25"
    timecode_start: str = "00:00:00:00"
    rules_by_frames: bool = False
    tells_frames: bool = False

    def remember_file(self, path: Path) -> None:
        """Put a file that was opened or saved before those that were before it."""
        others = [other for other in self.recent_files if other != str(path)]
        self.recent_files[:] = [str(path), *others][:MOST_RECENT]

    @property
    def first_soundfont(self) -> Path | None:
        """Return the SoundFont that was chosen, or None for the best that is found."""
        return Path(self.soundfont) if self.soundfont else None

    @property
    def sound_wishes(self) -> SoundWishes:
        """Return how FluidSynth is to be set up."""
        first = [self.first_soundfont] if self.first_soundfont else []
        paths = (*first, *map(Path, self.more_soundfonts))
        usual = SoundWishes(soundfonts=paths)
        known = {
            name: value
            for name, value in self.fluid.items()
            if name in _WISHES and isinstance(value, type(getattr(usual, name)))
        }
        return usual._replace(**known)

    @sound_wishes.setter
    def sound_wishes(self, wishes: SoundWishes) -> None:
        first, *more = (*map(str, wishes.soundfonts), "")[: max(1, len(wishes.soundfonts))]
        self.soundfont, self.more_soundfonts = first, more
        self.fluid = {name: getattr(wishes, name) for name in _WISHES}

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the settings; what is missing, broken or of the wrong kind falls back to the default.

        A file that is broken, or of another version, is put aside rather than written over.
        """
        path, settings = path or settings_path(), cls()
        try:
            values = json.loads(read_bounded(path))
        except OSError:
            return settings
        except (ValueError, RecursionError):
            values = None
        version = values.get("version", VERSION) if isinstance(values, dict) else "broken"
        if version != VERSION:  # another version means something else by these names
            _put_aside(path, version)
            return settings
        for known in fields(cls):
            value = values.get(known.name)
            if type(value) is type(getattr(settings, known.name)):
                setattr(settings, known.name, value)
        return settings

    def save_if_changed(self, before: dict[str, Any]) -> dict[str, Any]:
        """Write the settings if they are no longer what they were; return what they are."""
        now = asdict(self)  # a copy, of its lists too
        if now != before:
            self.save()
        return now

    def save(self, path: Path | None = None) -> None:
        """Write the settings whole or not at all; settings that cannot be written are not worth a failure."""
        with suppress(AudiogenesisError):
            write_bytes(path or settings_path(), json.dumps(asdict(self), indent=1).encode())


def _put_aside(path: Path, version: object) -> None:
    """Leave a file beside, where whoever wrote it may find it: as `studio.broken.json`, or by its version."""
    name = version if version == "broken" or (isinstance(version, int) and 0 <= version < _ODD_VERSION) else "other"
    with suppress(OSError):
        path.replace(path.with_suffix(f".{name}.json"))


def settings_path() -> Path:
    """Return where the settings live."""
    return paths.user_config() / "studio.json"
