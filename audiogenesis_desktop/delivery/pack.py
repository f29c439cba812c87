"""Delivering: a folder with versions, stems, loops, markers and notes of one piece, whole or not at all."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from audiogenesis_desktop.delivery.export import Delivered, Spec, beside_of, write_sound
from audiogenesis_desktop.delivery.fcpxml import Clip, as_fcpxml
from audiogenesis_desktop.delivery.markers import as_csv, as_resolve_edl, moments_of
from audiogenesis_desktop.delivery.mastering import Mastering
from audiogenesis_desktop.delivery.packs import NO_DRUMS, STING, UNDERSCORE, Format, Pack
from audiogenesis_desktop.delivery.picture import Picture, with_music
from audiogenesis_desktop.delivery.provenance import Provenance, sheet
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.delivery.report import as_svg, as_text
from audiogenesis_desktop.delivery.side_by_side import Work, done_side_by_side
from audiogenesis_desktop.delivery.sound import Room, Sound, joint_jump, room_beside
from audiogenesis_desktop.delivery.stems import Stem, stems_of
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.delivery.timecode import frame_rate
from audiogenesis_desktop.delivery.versions import Piece, loop_of, of_length, sting, without_drums, without_melody
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import new_folder
from audiogenesis_desktop.files.audio import open_audio
from audiogenesis_desktop.files.names import safe_name
from audiogenesis_desktop.files.wav import Beside
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.clock import TempoMap, length_frames, length_seconds
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.keys import Key

_FRAME_BYTES = {"16": 4, "24": 6, "32f": 8}
_TITLE_CHARACTERS = 40
_MAKERS: dict[str, Callable[[Piece], Score | None]] = {
    UNDERSCORE: without_melody,
    NO_DRUMS: without_drums,
    STING: sting,
}
_SEAM = 1.5  # how far a loop's joint may jump beside the largest step near it


@dataclass(frozen=True, slots=True)
class Shipment:
    """All that a pack is made of: the piece, what to write of it, where it comes from, and the picture it is for.

    With `keeps_sound` the music lies under the picture's own sound and ducks.
    """

    piece: Piece
    pack: Pack
    provenance: Provenance
    soundfont: Path
    picture: Picture | None = None
    keeps_sound: bool = False

    def spec(self, form: Format, *, is_loop: bool = False) -> Spec:
        """Return the Spec of one of the pack's formats."""
        return Spec(
            container=form.container,
            bits=form.bits,
            rate=form.rate,
            target=target_of(self.pack.loudness),
            frame_rate=frame_rate(self.pack.frame_rate),
            start=self.pack.start,
            is_loop=is_loop,
        )

    @property
    def title(self) -> str:
        """Return what files are called by, short enough for all that is added to it."""
        title = safe_name(self.piece.score.title, instead="Music")
        is_long = len(title) > _TITLE_CHARACTERS
        return safe_name(title[:_TITLE_CHARACTERS].rsplit(",", 1)[0]) if is_long else title


def deliver(shipment: Shipment, folder: Path, *, progress: Progress | None = None) -> list[Delivered]:
    """Write the folder, on all cores, and return what sounds in it; a folder that is not whole is not there.

    Raises BadInput if the place cannot be written, has something in it or has no room, and as `render` does; whatever
    `progress` raises stops it.
    """
    frame_rate(shipment.pack.frame_rate).frame_of(shipment.pack.start)
    with new_folder(folder) as part:
        try:
            _check_room(shipment, folder, part)
            made = [one for some in done_side_by_side(list(_works(shipment, part)), progress) for one in some]
            _write_markers(shipment, part)
            _write_notes(shipment, part)
            _write_picture(shipment, part, made)
            _write_texts(shipment, part, made)
        except BadInput as error:
            raise BadInput(str(error).replace(str(part), str(folder)), kind=error.kind) from error
    return [replace(one, path=folder / one.path.relative_to(part)) for one in made]


def bytes_needed(score: Score, pack: Pack, *, seconds: float) -> int:
    """Return about how much room a pack of a score so long takes while it is written, waiting sound included."""
    first = pack.formats[0]
    stems = len(score.audible_tracks()) if pack.stems else 0
    files = 2 + stems + len(pack.lengths) + len(pack.versions) + len(pack.loops)
    return round(seconds * first.rate * (_FRAME_BYTES[first.bits] * files + 8 * (stems + 4)))


def _check_room(shipment: Shipment, folder: Path, part: Path) -> None:
    """Raise BadInput if the disk has no room for about what is to be written."""
    score = shipment.piece.score
    needed = bytes_needed(score, shipment.pack, seconds=length_seconds(score))
    free = shutil.disk_usage(part).free
    if free < needed:
        raise BadInput(
            f"{folder} needs about {needed / 1e6:.0f} MB and its disk has {free / 1e6:.0f} MB left: make room or "
            "choose another place."
        )


def _works(shipment: Shipment, part: Path) -> Iterator[Work[list[Delivered]]]:
    """Yield what is to be rendered, the longest first."""
    piece, pack, (first, *others) = shipment.piece, shipment.pack, shipment.pack.formats
    seconds = length_seconds(piece.score)
    yield Work(seconds * (2 if pack.stems else 1), partial(_full, shipment, part))
    named: list[tuple[str, Score | None, Sequence[Format]]] = [
        ("", of_length(piece, length), pack.formats)
        for length in sorted(pack.lengths, reverse=True)
        if length < round(seconds, 3) or (piece.writer is not None and length > round(seconds, 3))
    ]
    named += [(name, _MAKERS[name](piece), (first,)) for name in pack.versions]
    for name, score, formats in named:
        if score is not None:
            yield Work(length_seconds(score), partial(_version, shipment, part, name, score, formats))
    for bars in pack.loops:
        if bars <= piece.bars:
            yield Work(length_seconds(piece.score) / 2, partial(_loop, shipment, part, bars, (first, *others)))


def left_out(shipment: Shipment) -> list[str]:
    """Return a sentence for each thing that the pack has and this piece cannot."""
    piece, pack = shipment.piece, shipment.pack
    seconds, told = length_seconds(piece.score), list[str]()
    longer = [f"{length:g}" for length in pack.lengths if length > round(seconds, 3)]
    if longer and piece.writer is None:
        told.append(f"There are no {', '.join(longer)} s of it: the piece lasts {seconds:g} s.")
    for name, what in ((UNDERSCORE, "melody"), (NO_DRUMS, "drums")):
        if name in pack.versions and _MAKERS[name](piece) is None:
            told.append(f"There is no version without {what}: it has none, or nothing else.")
    if longer := [str(bars) for bars in pack.loops if bars > piece.bars]:
        told.append(f"There is no loop of {', '.join(longer)} bars: it has {piece.bars} before its last chord.")
    return told


def _name(shipment: Shipment, score: Score, what: str) -> str:
    """Return a file's name without its ending: title, what it is, length, tempo and key."""
    key = Key(score.keys[0].tonic, score.keys[0].mode).name if score.keys else ""
    short = key.replace(" minor", "m").replace(" major", "").replace("♯", "#").replace("♭", "b")
    bpm, seconds = round(TempoMap(score.tempi).bpm(0)), round(length_seconds(score), 1)
    return " ".join(filter(None, (shipment.title, what, f"{seconds:g}s", f"{bpm}bpm", short)))


def _full(shipment: Shipment, part: Path, progress: Progress) -> list[Delivered]:
    """Write the piece in all formats, with its stems."""
    score, pack = shipment.piece.score, shipment.pack
    if not pack.stems:
        return _version(shipment, part, "", score, pack.formats, progress)
    first, folder = pack.formats[0], part / "stems"
    folder.mkdir()
    with room_beside(folder / "stems") as room:
        stems = stems_of(score, pack.stems)
        whole, apart = room.rendered_apart(
            score, stems, soundfont=shipment.soundfont, rate=first.rate, progress=lambda done: progress(done * 0.6)
        )
        made = _written(shipment, part / "audio", "", score, pack.formats, {first.rate: whole}, room)
        progress(0.8)
        _write_stems(shipment, folder, stems, apart, made[0].mastering)
    return made


def _write_stems(
    shipment: Shipment, folder: Path, stems: Sequence[Stem], sounds: Sequence[Sound], mastering: Mastering
) -> None:
    """Write stems by the mix's own gain: all lower alike where one of them would clip."""
    score, form = shipment.piece.score, shipment.pack.formats[0]
    peak = max(
        (abs(chunk).max() for sound in sounds for chunk in mastering.unlimited(sound) if len(chunk)), default=0.0
    )
    lower_db = 0.0
    while form.bits != "32f" and peak * 10 ** (-lower_db / 20) > 1:
        lower_db += 1.0
    for number, (stem, sound) in enumerate(zip(stems, sounds, strict=True), 1):
        path = folder / f"{_name(shipment, score, f'{number:02} {safe_name(stem.name)}')}.wav"
        beside = _beside(shipment, score, shipment.spec(form))
        with open_audio(path, rate=form.rate, bits=form.bits, beside=beside) as write:
            for chunk in mastering.unlimited(sound, lower_db=lower_db):
                write(chunk)


def _beside(shipment: Shipment, score: Score, spec: Spec) -> Beside:
    told = shipment.provenance
    return beside_of(score, spec, license=told.license_line, comment=told.comment_line)


def _version(
    shipment: Shipment, part: Path, what: str, score: Score, formats: Sequence[Format], progress: Progress
) -> list[Delivered]:
    folder = part / "audio"
    folder.mkdir(exist_ok=True)
    with room_beside(folder / "x") as room:
        sounds = {}
        for rate in dict.fromkeys(form.rate for form in formats):
            sounds[rate] = room.rendered(
                score, soundfont=shipment.soundfont, rate=rate, progress=lambda done: progress(done * 0.7)
            )
        return _written(shipment, folder, what, score, formats, sounds, room)


def _written(
    shipment: Shipment,
    folder: Path,
    what: str,
    score: Score,
    formats: Sequence[Format],
    sounds: dict[int, Sound],
    room: Room,
) -> list[Delivered]:
    """Write a sound in several formats; at rates at which it was not rendered yet it is rendered now."""
    folder.mkdir(exist_ok=True)
    made = list[Delivered]()
    for form in formats:
        if form.rate not in sounds:
            sounds[form.rate] = room.rendered(score, soundfont=shipment.soundfont, rate=form.rate)
        spec = shipment.spec(form)
        path = folder / f"{_name(shipment, score, what)}.{form.container}"
        made.append(write_sound(sounds[form.rate], path, spec, beside=_beside(shipment, score, spec)))
    return made


def _loop(shipment: Shipment, part: Path, bars: int, formats: Sequence[Format], progress: Progress) -> list[Delivered]:
    """Write a loop in every format but MP3, whose files begin and end with a gap."""
    score, folder, made = loop_of(shipment.piece, bars or None), part / "loops", list[Delivered]()
    folder.mkdir(exist_ok=True)
    what = f"loop {bars} bars" if bars else "loop"
    with room_beside(folder / "x") as room:
        for form in formats:
            if form.container == "mp3":
                continue
            once = room.looped(
                score, soundfont=shipment.soundfont, rate=form.rate, progress=lambda done: progress(done * 0.7)
            )
            spec = shipment.spec(form, is_loop=True)
            path = folder / f"{_name(shipment, score, what)}.{form.container}"
            one = write_sound(room.thrice(once), path, spec, beside=_beside(shipment, score, spec))
            if joint_jump(once) > _SEAM:
                one = replace(one, notices=(*one.notices, "Its end and its beginning do not meet well: listen to it."))
            made.append(one)
    return made


def _write_markers(shipment: Shipment, part: Path) -> None:
    score, pack = shipment.piece.score, shipment.pack
    if not pack.markers:
        return
    moments, rate, folder = moments_of(score), frame_rate(pack.frame_rate), part / "markers"
    name, form = _name(shipment, score, ""), pack.formats[0]
    clip = Clip(f"../audio/{name}.{form.container}", length_frames(score, form.rate), form.rate)
    makers = {
        "csv": lambda: as_csv(moments, rate, start=pack.start),
        "edl": lambda: as_resolve_edl(moments, rate, title=shipment.title, start=pack.start),
        "fcpxml": lambda: as_fcpxml(moments, rate, clip, title=shipment.title, start=pack.start),
    }
    folder.mkdir()
    for ending in pack.markers:
        (folder / f"{name}.{ending}").write_text(makers[ending](), encoding="utf-8", newline="")


def _write_notes(shipment: Shipment, part: Path) -> None:
    from audiogenesis_desktop.delivery.dawproject import write_dawproject
    from audiogenesis_desktop.delivery.musicxml import write_musicxml
    from audiogenesis_desktop.files.midi import write_midi

    score, folder = shipment.piece.score, part / "notes"
    played = perform(score)  # what is heard; what is read stays as it is written
    writers = {
        "mid": partial(write_midi, played),
        "musicxml": partial(write_musicxml, score),
        "dawproject": partial(write_dawproject, played),
    }
    for ending in shipment.pack.notes:
        folder.mkdir(exist_ok=True)
        writers[ending](folder / f"{_name(shipment, score, '')}.{ending}")


def _write_picture(shipment: Shipment, part: Path, made: Sequence[Delivered]) -> None:
    """Write the video with the full piece, in its own container."""
    picture, folder = shipment.picture, part / "picture"
    if picture is None:
        return
    folder.mkdir()
    path = folder / f"{safe_name(picture.path.stem)} with music{picture.path.suffix.lower()}"
    with_music(picture, made[0].path, path, keeps_sound=shipment.keeps_sound)


def _write_texts(shipment: Shipment, part: Path, made: Sequence[Delivered]) -> None:
    (part / "LICENCE.txt").write_text(sheet(shipment.provenance, shipment.soundfont), encoding="utf-8")
    (part / "LOUDNESS.txt").write_text(as_text(made), encoding="utf-8")
    (part / "loudness.svg").write_text(as_svg(made[0]), encoding="utf-8")
    (part / "README.txt").write_text(_read_me(shipment, part), encoding="utf-8")


_FOLDERS = {
    "audio": "the piece and its versions; all of a length are exactly as long",
    "stems": "its parts, each as long as the piece, to be laid one over the other from the same point; before limiting",
    "loops": "whole bars that go round without a seam; the loop is marked in the files, too",
    "markers": "sections and hits as timeline markers",
    "notes": "the notes, for music programs",
    "picture": "the video with the music",
}


def _read_me(shipment: Shipment, part: Path) -> str:
    pack, score = shipment.pack, shipment.piece.score
    lines = [shipment.piece.score.title or shipment.title, "", f"{pack.name}", ""]
    lines.append(f"{length_seconds(score):.3f} s, {_name(shipment, score, '')}, {target_of(pack.loudness).name}")
    if pack.markers:
        lines.append(f"Markers count at {pack.frame_rate} frames a second; the music begins at {pack.start}.")
    for folder, about in _FOLDERS.items():
        files = sorted(path.name for path in (part / folder).glob("*")) if (part / folder).is_dir() else []
        lines += ["", f"{folder}/  {about}", *(f"  {name}" for name in files)] if files else []
    lines += ["", *notes] if (notes := left_out(shipment)) else []
    lines += ["", "LICENCE.txt  may this be sold, and where it comes from"]
    lines += ["LOUDNESS.txt, loudness.svg  how loud each file is, measured on what a player hears", ""]
    return "\n".join(lines)
