"""Delivering: a folder with versions, stems, loops, markers and notes of one piece, whole or not at all."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from audiogenesis_desktop.delivery.export import Delivered, write_sound
from audiogenesis_desktop.delivery.mastering import Mastering
from audiogenesis_desktop.delivery.packs import Format, Pack
from audiogenesis_desktop.delivery.papers import write_markers, write_notes, write_picture, write_texts
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.delivery.room import Room, room_beside
from audiogenesis_desktop.delivery.shipment import MAKERS, Shipment, beside_in, name_of, stem_files
from audiogenesis_desktop.delivery.side_by_side import Work, done_side_by_side
from audiogenesis_desktop.delivery.sound import Sound, joint_jump
from audiogenesis_desktop.delivery.timecode import frame_rate
from audiogenesis_desktop.delivery.versions import Piece, has_length, loop_of, of_length
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import new_folder
from audiogenesis_desktop.files.audio import Samples, open_audio
from audiogenesis_desktop.score.clock import length_frames, length_seconds
from audiogenesis_desktop.score.score import Score

_FRAME_BYTES = {"16": 4, "24": 6, "32f": 8}
_SEAM = 1.5  # how far a loop's joint may jump beside the largest step near it


def deliver(shipment: Shipment, folder: Path, *, progress: Progress | None = None) -> list[Delivered]:
    """Write the folder, on all cores, and return what sounds in it; a folder that is not whole is not there.

    Raises BadInput if the place cannot be written, has something in it or has no room, and as `render` does; whatever
    `progress` raises stops it.
    """
    frame_rate(shipment.pack.frame_rate).frame_of(shipment.pack.start)
    with new_folder(folder) as part:
        try:
            _check_room(shipment, folder, part)
            works = list(_works(shipment, part, progress))
            made = [one for some in done_side_by_side(works, progress) for one in some]
            write_markers(shipment, part)
            write_notes(shipment, part)
            write_picture(shipment, part, made, progress)
            write_texts(shipment, part, made)
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


def _works(shipment: Shipment, part: Path, progress: Progress | None) -> Iterator[Work[list[Delivered]]]:
    """Yield what is to be rendered, the longest first; `progress` may stop it before each version that is composed."""
    piece, pack, (first, *others) = shipment.piece, shipment.pack, shipment.pack.formats
    seconds = length_seconds(piece.score)
    yield Work(seconds * (2 if pack.stems else 1), partial(_full, shipment, part))
    named: list[tuple[str, Score | None, Sequence[Format]]] = [
        ("", _at_length(piece, length, progress), pack.formats)
        for length in sorted(pack.lengths, reverse=True)
        if length != round(seconds, 3) and has_length(piece, length)
    ]
    named += [(name, MAKERS[name](piece), (first,)) for name in pack.versions]
    for name, score, formats in named:
        if score is not None:
            yield Work(length_seconds(score), partial(_version, shipment, part, name, score, formats))
    for bars in pack.loops:
        if bars <= piece.bars:
            yield Work(length_seconds(piece.score) / 2, partial(_loop, shipment, part, bars, (first, *others)))


def _at_length(piece: Piece, seconds: float, progress: Progress | None) -> Score:
    if progress:
        progress(0.0)
    return of_length(piece, seconds)


def _full(shipment: Shipment, part: Path, progress: Progress) -> list[Delivered]:
    """Write the piece in all formats, with its stems."""
    score, pack = shipment.piece.score, shipment.pack
    if shipment.is_loop:
        return _whole_loop(shipment, part, progress)
    if not pack.stems:
        return _version(shipment, part, "", score, pack.formats, progress)
    first, folder = pack.formats[0], part / "stems"
    folder.mkdir()
    with room_beside(folder / "stems") as room:
        stems = [stem for stem, _ in stem_files(shipment)]
        whole, apart = room.rendered_apart(
            score, stems, soundfont=shipment.soundfont, rate=first.rate, progress=lambda done: progress(done * 0.6)
        )
        made = _written(shipment, part / "audio", "", score, pack.formats, {first.rate: whole}, room)
        progress(0.8)
        _write_stems(shipment, folder, apart, made[0].mastering)
    return made


def _whole_loop(shipment: Shipment, part: Path, progress: Progress) -> list[Delivered]:
    """Write the piece as a loop in all formats that close, with its stems, which close as well."""
    score, pack, folder = shipment.piece.score, shipment.pack, part / "audio"
    if not pack.stems:
        return _looped(shipment, folder, "", score, pack.formats, progress)
    first, stems = pack.formats[0], [stem for stem, _ in stem_files(shipment)]
    (part / "stems").mkdir()
    with room_beside(part / "stems" / "x") as room:
        whole, apart = room.looped_apart(
            score, stems, soundfont=shipment.soundfont, rate=first.rate, progress=lambda done: progress(done * 0.6)
        )
        made = _written_loops(shipment, folder, "", score, pack.formats, {first.rate: whole}, room)
        progress(0.8)
        _write_stems(shipment, part / "stems", apart, made[0].mastering)
    return made


def _write_stems(shipment: Shipment, folder: Path, sounds: Sequence[Sound], mastering: Mastering) -> None:
    """Write stems by the mix's own gain: all lower alike where one of them would clip."""
    score, form = shipment.piece.score, shipment.pack.formats[0]
    once = (
        length_frames(score, form.rate) if shipment.is_loop else 0
    )  # of a loop what was mastered begins a round before

    def gained(sound: Sound, *, lower_db: float = 0.0) -> Iterator[Samples]:
        return mastering.unlimited(sound, lower_db=lower_db, from_frame=once)

    peak = max((abs(chunk).max() for sound in sounds for chunk in gained(sound) if len(chunk)), default=0.0)
    lower_db = 0.0
    while form.bits != "32f" and peak * 10 ** (-lower_db / 20) > 1:
        lower_db += 1.0
    for (_, name), sound in zip(stem_files(shipment), sounds, strict=True):
        beside = beside_in(shipment, score, shipment.spec(form))
        with open_audio(folder / name, rate=form.rate, bits=form.bits, beside=beside) as write:
            for chunk in gained(sound, lower_db=lower_db):
                write(chunk)


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
        path = folder / f"{name_of(shipment, score, what)}.{form.container}"
        made.append(write_sound(sounds[form.rate], path, spec, beside=beside_in(shipment, score, spec)))
    return made


def _loop(shipment: Shipment, part: Path, bars: int, formats: Sequence[Format], progress: Progress) -> list[Delivered]:
    """Write some bars as a loop."""
    what = f"loop {bars} bars" if bars else "loop"
    return _looped(shipment, part / "loops", what, loop_of(shipment.piece, bars or None), formats, progress)


def _looped(
    shipment: Shipment, folder: Path, what: str, score: Score, formats: Sequence[Format], progress: Progress
) -> list[Delivered]:
    """Write a loop in all formats that close, rendered once for each rate."""
    folder.mkdir(exist_ok=True)
    closing = [form for form in formats if form.container != "mp3"]
    with room_beside(folder / "x") as room:
        rates = dict.fromkeys(form.rate for form in closing)
        sounds = {
            rate: room.looped(
                score, soundfont=shipment.soundfont, rate=rate, progress=lambda done: progress(done * 0.7)
            )
            for rate in rates
        }
        return _written_loops(shipment, folder, what, score, closing, sounds, room)


def _written_loops(
    shipment: Shipment,
    folder: Path,
    what: str,
    score: Score,
    formats: Sequence[Format],
    sounds: dict[int, Sound],
    room: Room,
) -> list[Delivered]:
    """Write a loop in every format but MP3, whose files begin and end with a gap."""
    folder.mkdir(exist_ok=True)
    made, thrice = list[Delivered](), dict[int, Sound]()
    for form in formats:
        if form.container == "mp3":
            continue
        if form.rate not in sounds:
            sounds[form.rate] = room.looped(score, soundfont=shipment.soundfont, rate=form.rate)
        once = sounds[form.rate]
        if form.rate not in thrice:
            thrice[form.rate] = room.thrice(once)
        spec = shipment.spec(form, is_loop=True)
        path = folder / f"{name_of(shipment, score, what)}.{form.container}"
        one = write_sound(thrice[form.rate], path, spec, beside=beside_in(shipment, score, spec))
        if joint_jump(once) > _SEAM:
            one = replace(one, notices=(*one.notices, "Its end and its beginning do not meet well: listen to it."))
        made.append(one)
    return made
