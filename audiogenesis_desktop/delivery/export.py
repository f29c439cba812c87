"""Exporting: a Score becomes an audio file of a format, as long as it must be and as loud as asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from audiogenesis_desktop import __version__
from audiogenesis_desktop.delivery.loudness import Energies, Loudness, LoudnessMeter
from audiogenesis_desktop.delivery.markers import moments_of
from audiogenesis_desktop.delivery.mastering import Mastering, mastering_of
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.delivery.room import room_beside
from audiogenesis_desktop.delivery.sound import CHUNK_FRAMES, Sound
from audiogenesis_desktop.delivery.targets import PLAIN, Target, targets
from audiogenesis_desktop.delivery.timecode import FrameRate, frame_rate
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import replacing
from audiogenesis_desktop.files.audio import LOSSY, Place, Samples, check_format, encoding
from audiogenesis_desktop.files.tags import Tags
from audiogenesis_desktop.files.wav import Beside, Broadcast, CuePoint
from audiogenesis_desktop.score.clock import usual_bpm
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.keys import Key

RATES = (44_100, 48_000, 96_000)
_MOST_ENCODINGS = 5
_OVERSHOOT_MARGIN_DB = 0.1
_RENDERING = 0.7  # of the work


@dataclass(frozen=True, slots=True)
class Spec:
    """What is to be written: `container` wav, flac, ogg or mp3, `bits` "16", "24" or "32f", `rate` in Hz.

    `target` says how loud. Markers and bext count from the label `start` at `frame_rate`.
    """

    container: str = "wav"
    bits: str = "24"
    rate: int = 48_000
    target: Target = field(default_factory=lambda: targets()[PLAIN])
    frame_rate: FrameRate = field(default_factory=lambda: frame_rate("25"))
    start: str = "00:00:00:00"
    is_loop: bool = False

    def check(self) -> None:
        """Raise BadInput, before anything is rendered, if there is no such file."""
        check_format(self.container, rate=self.rate, bits=self.bits)
        self.frame_rate.frame_of(self.start)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was written: its length in samples, how loud it is once decoded, what was done for that, and what to tell.

    `energies` are the weighted ones of each tenth of a second, as `LoudnessMeter` has them.
    """

    path: Path
    spec: Spec
    frames: int
    loudness: Loudness
    mastering: Mastering
    energies: Energies
    notices: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Return how long it lasts."""
        return self.frames / self.spec.rate


def spec_for(path: Path, **values: Any) -> Spec:
    """Return the Spec of a file by the end of its name; raises BadInput for one that is not written here."""
    spec = replace(Spec(container=path.suffix.lower().removeprefix(".")), **values)
    try:
        spec.check()
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from error
    return spec


def export(
    score: Score,
    path: Path,
    spec: Spec,
    *,
    soundfont: Path,
    license: str = "",
    comment: str = "",
    progress: Progress | None = None,
) -> Delivered:
    """Render what is audible in the score to a file, which is there whole or not at all.

    Raises BadInput for a Spec that there is no file of and for a place that cannot be written, and as `render` does.
    """
    spec.check()
    with room_beside(path) as room:
        told = _share(progress, 0.0, _RENDERING)
        if spec.is_loop:
            sound = room.thrice(room.looped(score, soundfont=soundfont, rate=spec.rate, progress=told))
        else:
            sound = room.rendered(score, soundfont=soundfont, rate=spec.rate, progress=told)
        beside = beside_of(score, spec, license=license, comment=comment)
        return write_sound(sound, path, spec, beside=beside, progress=_share(progress, _RENDERING, 1.0))


def _share(progress: Progress | None, start: float, end: float) -> Progress | None:
    return None if progress is None else lambda done: progress(start + (end - start) * done)


def beside_of(score: Score, spec: Spec, *, license: str = "", comment: str = "") -> Beside:
    """Return what a file of the score holds beside its sound: tags, markers and its place on the timeline."""
    key = Key(score.keys[0].tonic, score.keys[0].mode).name if score.keys else ""
    tags = Tags(
        title=score.title,
        bpm=round(usual_bpm(score), 2),
        key=key,
        license=license,
        comment=comment,
        software=f"Audiogenesis {__version__}",
    )
    cues = tuple(CuePoint(moment.frame(spec.rate), moment.name) for moment in moments_of(score))
    origin = spec.frame_rate.frame_of(spec.start) * spec.frame_rate.frame_seconds * spec.rate
    return Beside(tags, cues, Broadcast(score.title, (origin + Fraction(1, 2)).__floor__()), spec.is_loop)


def write_sound(sound: Sound, path: Path, spec: Spec, *, beside: Beside, progress: Progress | None = None) -> Delivered:
    """Write rendered sound as loud as the Spec's target has it, and measure what a player will hear of the file.

    Of a loop the sound is there three times, and the one in the middle is written: what turns it down goes on from its
    end to its beginning. Encoders of lossy formats let peaks rise: what is written is lowered, and encoded again, until
    the decoded file keeps under the ceiling.
    """
    frames = sound.frames // 3 if spec.is_loop else sound.frames
    ceiling = spec.target.true_peak_db
    with replacing(path) as part:
        for tried in range(_MOST_ENCODINGS):
            mastering = mastering_of(sound, spec.target, ceiling_db=ceiling)
            meter = _written(sound, mastering, Place(part, path), spec, beside, progress)
            heard = meter.result()
            over = heard.true_peak_db - spec.target.true_peak_db
            if over <= 0 or spec.container not in LOSSY or tried == _MOST_ENCODINGS - 1:
                break
            ceiling -= over + _OVERSHOOT_MARGIN_DB
    notices = mastering.notices
    if over > 0:
        notices = (*notices, f"Its true peak is {heard.true_peak_db:.1f} dBTP once decoded: choose WAV or FLAC.")
    if progress:
        progress(1.0)
    return Delivered(path, spec, frames, heard, mastering, meter.energies(), notices)


def _written(
    sound: Sound, mastering: Mastering, place: Place, spec: Spec, beside: Beside, progress: Progress | None
) -> LoudnessMeter:
    """Write the file once, and return what measured it."""
    beside = replace(beside, broadcast=_with_loudness(beside.broadcast, mastering.loudness))
    meter, done, is_lossy = LoudnessMeter(spec.rate), 0, spec.container in LOSSY
    with encoding(place, rate=spec.rate, bits=spec.bits, container=spec.container, beside=beside) as write:
        for chunk in mastering.applied(sound, *(_middle(sound) if spec.is_loop else (0, sound.frames))):
            write(chunk)
            if not is_lossy:
                meter.add(chunk)
            done += len(chunk)
            if progress:
                progress(min(0.99, done / max(1, sound.frames)))
    for chunk in _decoded(place.part) if is_lossy else ():
        meter.add(chunk)
    return meter


def _middle(sound: Sound) -> tuple[int, int]:
    return sound.frames // 3, 2 * sound.frames // 3


def _with_loudness(broadcast: Broadcast | None, loudness: Loudness) -> Broadcast | None:
    if broadcast is None:
        return None
    return replace(
        broadcast,
        integrated_lufs=loudness.integrated_lufs,
        range_lu=loudness.range_lu,
        true_peak_db=loudness.true_peak_db,
        momentary_lufs=loudness.momentary_lufs,
        short_term_lufs=loudness.short_term_lufs,
    )


def _decoded(path: Path) -> Iterator[Samples]:
    import soundfile

    with soundfile.SoundFile(path) as file:
        while len(chunk := file.read(CHUNK_FRAMES, dtype="float32", always_2d=True)):
            yield chunk
