"""What lies beside the sound in a pack: markers, notes, the picture, and what is to be read."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from audiogenesis_desktop.delivery.export import Delivered
from audiogenesis_desktop.delivery.fcpxml import Clip, as_fcpxml
from audiogenesis_desktop.delivery.markers import as_csv, as_resolve_edl, moments_of
from audiogenesis_desktop.delivery.picture.with_music import ending_for, with_music
from audiogenesis_desktop.delivery.provenance import sheet
from audiogenesis_desktop.delivery.render import Progress
from audiogenesis_desktop.delivery.report import as_svg, as_text
from audiogenesis_desktop.delivery.shipment import Shipment, left_out, name_of, stem_files
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.delivery.timecode import frame_rate
from audiogenesis_desktop.files.names import safe_name
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.clock import length_frames, length_seconds


def write_markers(shipment: Shipment, part: Path) -> None:
    """Write sections and hits for the timelines that the pack names."""
    score, pack = shipment.piece.score, shipment.pack
    if not pack.markers:
        return
    moments, rate, folder = moments_of(score), frame_rate(pack.frame_rate), part / "markers"
    name, form = name_of(shipment, score, ""), pack.formats[0]
    clip = Clip(f"../audio/{name}.{form.container}", length_frames(score, form.rate), form.rate)
    makers = {
        "csv": lambda: as_csv(moments, rate, start=shipment.start),
        "edl": lambda: as_resolve_edl(moments, rate, title=shipment.title, start=shipment.start),
        "fcpxml": lambda: as_fcpxml(moments, rate, clip, title=shipment.title, start=shipment.start),
    }
    folder.mkdir()
    for ending in pack.markers:
        (folder / f"{name}.{ending}").write_text(makers[ending](), encoding="utf-8", newline="")


def write_notes(shipment: Shipment, part: Path) -> None:
    """Write the notes for music programs; a DAWproject plays the stems, too, and our own project has nothing private.

    It has the piece and what was asked for, and no other takes, steps or folders.
    """
    from audiogenesis_desktop.delivery.dawproject import StemFile, write_dawproject
    from audiogenesis_desktop.delivery.musicxml import write_musicxml
    from audiogenesis_desktop.files.midi import write_midi
    from audiogenesis_desktop.files.project.piece import Piece as Project
    from audiogenesis_desktop.files.project.project_file import write_project

    score, folder = shipment.piece.score, part / "notes"
    played = perform(score)  # what is heard; what is read stays as it is written
    rate = shipment.pack.formats[0].rate
    stems = [StemFile(stem.name, f"../stems/{name}", rate) for stem, name in stem_files(shipment)]
    writers = {
        "mid": partial(write_midi, played),
        "musicxml": partial(write_musicxml, score),
        "dawproject": partial(write_dawproject, played, stems=stems),
        "agproj": partial(write_project, Project(score, shipment.piece.take)),
    }
    for ending in shipment.pack.notes:
        folder.mkdir(exist_ok=True)
        writers[ending](folder / f"{name_of(shipment, score, '')}.{ending}")


def write_picture(shipment: Shipment, part: Path, made: Sequence[Delivered], progress: Progress | None = None) -> None:
    """Write the video with the full piece, in its own container where that takes music."""
    picture, folder = shipment.picture, part / "picture"
    if picture is None:
        return
    folder.mkdir()
    with_music(
        picture,
        made[0].path,
        folder / f"{safe_name(picture.path.stem)} with music{ending_for(picture)}",
        keeps_sound=shipment.keeps_sound,
        starts_at_seconds=shipment.starts_at_seconds,
        progress=progress and (lambda _: progress(1.0)),  # so that it can be stopped
    )


def write_texts(shipment: Shipment, part: Path, made: Sequence[Delivered]) -> None:
    """Write licence, loudness and what the folder holds."""
    (part / "LICENCE.txt").write_text(sheet(shipment.provenance, shipment.soundfont), encoding="utf-8")
    (part / "LOUDNESS.txt").write_text(as_text(made), encoding="utf-8")
    (part / "loudness.svg").write_text(as_svg(made[0]), encoding="utf-8")
    (part / "README.txt").write_text(_read_me(shipment, part), encoding="utf-8")


_FOLDERS = {
    "audio": "the piece and its versions; all of a length are exactly as long",
    "stems": "its parts, each as long as the piece, to be laid one over the other from the same point; before limiting",
    "loops": "whole bars that go round without a seam; the loop is marked in the files, too",
    "markers": "sections and hits as timeline markers",
    "notes": "the notes, for music programs; the project is Audiogenesis Desktop's own",
    "picture": "the video with the music",
}


def _read_me(shipment: Shipment, part: Path) -> str:
    pack, score = shipment.pack, shipment.piece.score
    lines = [shipment.piece.score.title or shipment.title, "", f"{pack.name}", ""]
    lines.append(f"{length_seconds(score):.3f} s, {name_of(shipment, score, '')}, {target_of(pack.loudness).name}")
    if pack.markers:
        lines.append(f"Markers count at {pack.frame_rate} frames a second; the music begins at {shipment.start}.")
    for folder, about in _FOLDERS.items():
        files = sorted(path.name for path in (part / folder).glob("*")) if (part / folder).is_dir() else []
        lines += ["", f"{folder}/  {about}", *(f"  {name}" for name in files)] if files else []
    lines += ["", *notes] if (notes := left_out(shipment)) else []
    lines += ["", "LICENCE.txt  may this be sold, and where it comes from"]
    lines += ["LOUDNESS.txt, loudness.svg  how loud each file is, measured on what a player hears", ""]
    return "\n".join(lines)
