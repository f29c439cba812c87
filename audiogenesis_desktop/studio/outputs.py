"""Where sound can go on this machine, by an id that settings can keep."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import DRUM_KITS, Instrument, class_of

if TYPE_CHECKING:
    from audiogenesis_desktop.playback.output import Output
    from audiogenesis_desktop.playback.presets import Preset

FLUIDSYNTH, NOWHERE, PORT = "fluidsynth", "none", "port:"
OPENING = "opening"  # no choice: what the window shows until a choice is open


class Choice(NamedTuple):
    """One place for sound to go."""

    id: str
    name: str


def name_of(choice_id: str) -> str:
    """Return what to call an output in the window."""
    if choice_id.startswith(PORT):
        return choice_id.removeprefix(PORT)
    return {NOWHERE: "No sound", OPENING: "Opening sound …"}.get(choice_id, "FluidSynth")


def port_names() -> list[str]:
    """Return the names of the MIDI ports there are now."""
    from audiogenesis_desktop.playback import midi_port

    try:
        return midi_port.port_names()
    except AudiogenesisError:
        return []


def choices() -> list[Choice]:
    """Return every output there is now: FluidSynth, each MIDI port, nowhere."""
    ids = [FLUIDSYNTH, *(PORT + name for name in port_names()), NOWHERE]
    return [Choice(choice_id, name_of(choice_id)) for choice_id in ids]


def open_port(name: str, ahead_ms: float = 0.0) -> "Output":
    """Open a MIDI port that gets its messages so much sooner; raises MissingPart or BadInput."""
    from audiogenesis_desktop.playback.midi_port import PortOutput

    return PortOutput(name, ahead_seconds=ahead_ms / 1000)


class SoundWishes(NamedTuple):
    """How FluidSynth is to be set up; what is empty or zero is left to it.

    `soundfonts` are stacked: of a sound that several have, the first one's is heard. A buffer is `period_frames`
    long and there are `periods` of them; `reverb` and `chorus` are levels 0..1.
    """

    soundfonts: tuple[Path, ...] = ()
    driver: str = ""
    device: str = ""
    rate: int = 0
    period_frames: int = 0
    periods: int = 0
    reverb: float = 1.0
    chorus: float = 1.0


def sounds_of(wishes: SoundWishes) -> tuple[Instrument, ...]:
    """Return every sound that the SoundFonts have, by the names that they give them; none without FluidSynth."""
    from audiogenesis_desktop.playback.output import DRUM_BANK
    from audiogenesis_desktop.playback.presets import presets

    try:
        found = presets(_tried_stack(wishes))
    except AudiogenesisError:
        return ()
    return tuple(_instrument(preset) for preset in found if preset.bank <= DRUM_BANK)


def soundfont_in_use(wishes: SoundWishes) -> Path | None:
    """Return the SoundFont that is heard first, or None where there is none."""
    try:
        return _stack(wishes)[0]
    except AudiogenesisError:
        return None


def stand_ins(score: Score, wishes: SoundWishes) -> tuple[str, ...]:
    """Return a sentence for each sound that the SoundFonts lack, saying what plays instead; none without FluidSynth."""
    from audiogenesis_desktop.playback.stand_ins import stand_in_notices

    try:
        return stand_in_notices(score, _tried_stack(wishes))
    except AudiogenesisError:
        return ()


def _stack(wishes: SoundWishes) -> tuple[Path, ...]:
    """Return the SoundFonts to load, the best that there is where none is wished for; raises MissingPart."""
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    first, *others = wishes.soundfonts or (None,)
    return find_soundfont(first), *(path for path in others if path is not None)


def _tried_stack(wishes: SoundWishes) -> tuple[Path, ...]:
    """Return the same, once those that the user has chosen have been tried: what the system brings is trusted."""
    from audiogenesis_desktop.playback.trying import try_soundfonts

    stack = _stack(wishes)
    try_soundfonts(wishes.soundfonts)
    return stack


def _instrument(preset: "Preset") -> Instrument:
    """Return a sound as a track has it: a kit is chosen by its program alone, else CC 0 says the SoundFont's bank."""
    from audiogenesis_desktop.playback.output import DRUM_BANK

    bank, program, name = preset
    if bank == DRUM_BANK:
        return Instrument(_kit_name(program, name), program, class_of(program, is_drums=True))
    return Instrument(name, program, class_of(program), bank << 7)


def _kit_name(program: int, name: str) -> str:
    """Return what we call a kit, unless the SoundFont has quite another one in its place."""
    usual = DRUM_KITS.get(program, "")
    return usual if name.lower().split(" ")[0] in usual.lower() else name


def open_output(choice_id: str, wishes: SoundWishes) -> "Output":
    """Open an output; raises MissingPart or DeviceLost with the mend. A SoundFont may take a second."""
    if choice_id == NOWHERE:
        from audiogenesis_desktop.playback.output import NullOutput

        return NullOutput()
    if choice_id.startswith(PORT):
        return open_port(choice_id.removeprefix(PORT))
    from audiogenesis_desktop.playback.fluid import FluidOutput

    first, *others = _tried_stack(wishes)
    return FluidOutput(
        first,
        others=tuple(others),
        driver=wishes.driver or None,
        device=wishes.device,
        rate=wishes.rate,
        buffers=(wishes.period_frames, wishes.periods),
        effects=(wishes.reverb, wishes.chorus),
        is_metered=True,
    )
