"""`audiogenesis deliver`: a prompt, a project or a MIDI file becomes a folder with all that an edit needs."""

import argparse
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiogenesis_desktop import paths
from audiogenesis_desktop.commands.render import bar
from audiogenesis_desktop.commands.terminal import say
from audiogenesis_desktop.commands.values import wanted_hits
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.piece import SUFFIX

if TYPE_CHECKING:
    from audiogenesis_desktop.compose.recomposing import Writer
    from audiogenesis_desktop.delivery.packs import Pack
    from audiogenesis_desktop.delivery.picture.looking import Picture
    from audiogenesis_desktop.delivery.provenance import Provenance
    from audiogenesis_desktop.delivery.versions import Piece
    from audiogenesis_desktop.plan.take import Take

_FILES = (SUFFIX, ".mid", ".midi")


def run(options: argparse.Namespace) -> None:
    """Write the pack of `options.source` to the folder `options.output`; raises BadInput or MissingPart."""
    from audiogenesis_desktop.delivery.pack import deliver
    from audiogenesis_desktop.delivery.packs import pack_of
    from audiogenesis_desktop.delivery.report import as_text
    from audiogenesis_desktop.delivery.shipment import Shipment, left_out
    from audiogenesis_desktop.delivery.targets import target_of
    from audiogenesis_desktop.delivery.timecode import frame_rate
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    chosen = {"loudness": options.loudness, "stems": options.stems, "frame_rate": options.frame_rate}
    pack = pack_of(options.pack)
    if options.loudness is not None:
        target_of(options.loudness)
    for name, value in {**chosen, "start": options.start}.items():
        if value is not None:
            pack = _with(pack, name, value)
    frame_rate(pack.frame_rate).frame_of(pack.start)
    soundfont = find_soundfont(options.soundfont)
    _check_folder(options.output)
    picture = _looked_at(options)
    if picture is not None and options.frame_rate is None:
        pack = _with(pack, "frame_rate", picture.frame_rate.name)
    piece, provenance = opened(options) if _is_file(options.source) else _composed(options)
    start = options.picture_start
    shipment = Shipment(piece, pack, provenance, soundfont, picture, options.keep_sound, starts_at_seconds=start)
    with bar("Delivering") as progress:
        made = deliver(shipment, options.output, progress=progress)
    say(as_text(made).rstrip())
    for notice in left_out(shipment):
        say(notice)
    say(f"wrote {options.output}")


def _with(pack: "Pack", name: str, value: str) -> "Pack":
    import msgspec

    return msgspec.structs.replace(pack, **{name: "" if value == "none" else value})


def _is_file(source: str) -> bool:
    return Path(source).suffix.lower() in _FILES


def _check_folder(folder: Path) -> None:
    """Raise BadInput, before anything is composed, for a folder that cannot be written."""
    from audiogenesis_desktop.files.atomic import new_folder

    class _Tried(Exception):
        pass

    try:
        with new_folder(folder):
            raise _Tried
    except _Tried:
        return


def _looked_at(options: argparse.Namespace) -> "Picture | None":
    """Return the video to score, and let its length and, if that is wished, its cuts be what is asked for."""
    from audiogenesis_desktop.delivery.picture.cuts import cuts_of
    from audiogenesis_desktop.delivery.picture.looking import look_at

    if options.picture is None:
        if options.cuts or options.keep_sound or options.picture_start:
            raise BadInput("There is no video for that: name one with --picture.")
        return None
    picture = look_at(options.picture)
    start = options.picture_start
    if start > picture.seconds - 1:
        raise BadInput(f"The video lasts {picture.seconds:.6g} s: let the music begin a second before that at least.")
    options.length = options.length or round(picture.seconds - start, 3)
    if options.cuts:
        with bar("Looking for cuts") as progress:
            cuts = cuts_of(picture, progress=progress)
        options.hits = tuple((round(cut.seconds - start, 6), "") for cut in cuts if cut.seconds > start)
    for notice in picture.notices:
        say(notice)
    return picture


def opened(options: argparse.Namespace) -> "tuple[Piece, Provenance]":
    """Return the piece of the options' file, and where it comes from: of a project that was composed, its take."""
    from audiogenesis_desktop.commands.feeling import with_options
    from audiogenesis_desktop.commands.reading import read_piece
    from audiogenesis_desktop.delivery.versions import Piece
    from audiogenesis_desktop.studio.origin import Origin, plan_of

    path = Path(options.source)
    read = read_piece(path)
    score, take = read.score, read.take
    titled = with_options(replace(score, title=score.title or path.stem), options)
    piece = Piece(titled, plan_of(score, take), _writer_of(take, options), take)
    if options.length or options.hits:
        piece = _refitted(piece, options)
    return piece, Origin(take, path.name).provenance()


def _refitted(piece: "Piece", options: argparse.Namespace) -> "Piece":
    """Return the piece at the options' length and hits; what was not composed here is cut, and meets no hits."""
    from audiogenesis_desktop.delivery.versions import Piece, composed, of_length
    from audiogenesis_desktop.plan.outcome import instead_of_chosen
    from audiogenesis_desktop.score.clock import length_seconds

    seconds, wanted = options.length or round(length_seconds(piece.score), 3), wanted_hits(options.hits)
    if piece.writer is not None:
        told = replace(piece.writer.brief, hit_kinds=wanted["hit_kinds"])
        piece = Piece(piece.score, piece.plan, piece.writer._replace(brief=told))
    refitted = composed(piece, seconds, wanted["hits"])
    if refitted is not None:
        for sentence in instead_of_chosen(wanted["hit_kinds"], refitted.plan):
            say(sentence)
        return refitted
    if options.hits:
        say("Hits are met by music that was composed here and not edited in bars or tempo: they were left out.")
    return Piece(of_length(piece, seconds))


def _writer_of(take: "Take | None", options: argparse.Namespace) -> "Writer | None":
    """Return who composes versions of a take; None of music that was not composed here, or without a model."""
    from audiogenesis_desktop.compose.loading import load_composer
    from audiogenesis_desktop.compose.recomposing import Writer
    from audiogenesis_desktop.errors import AudiogenesisError

    if take is None:
        return None
    try:
        composer = load_composer(options.checkpoint or paths.shipped_checkpoint())
    except AudiogenesisError:
        return None
    return Writer(composer, take.brief, take.seed)


def _composed(options: argparse.Namespace) -> "tuple[Piece, Provenance]":
    from audiogenesis_desktop.brief.brief import Origin
    from audiogenesis_desktop.commands.brief import read_prompt
    from audiogenesis_desktop.commands.feeling import with_options
    from audiogenesis_desktop.commands.mixing import mix_take
    from audiogenesis_desktop.compose.composer import compose_take
    from audiogenesis_desktop.compose.loading import load_composer
    from audiogenesis_desktop.compose.recomposing import Writer
    from audiogenesis_desktop.delivery.provenance import Provenance
    from audiogenesis_desktop.delivery.versions import Piece
    from audiogenesis_desktop.plan.outcome import as_played, fitting_length
    from audiogenesis_desktop.plan.planning import make_plan

    if not options.source.strip():
        raise BadInput("There is nothing to deliver: give a prompt, or a project or MIDI file.")
    checkpoint = options.checkpoint or paths.shipped_checkpoint()
    composer = load_composer(checkpoint)
    (brief,) = read_prompt(options.source)
    if options.length:
        seconds, notices = fitting_length(options.length)
        brief = replace(brief.with_fields(Origin.EDITED, length_seconds=seconds), notices=(*brief.notices, *notices))
    if options.hits:
        brief = brief.with_fields(Origin.EDITED, **wanted_hits(options.hits))
    brief = as_played(brief)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    plan, title = make_plan(brief, seed), " ".join(brief.prompt.split())[:80]
    with bar("Composing") as progress:
        take = compose_take(
            composer,
            brief,
            plan,
            seed=seed,
            title=title,
            on_note=lambda note: progress(min(1.0, note.start_tick / plan.length_ticks)),
        )
    mix = mix_take(take, options)
    for notice in (*brief.notices, *filter(None, [mix.notice])):
        say(notice)
    is_shipped = checkpoint == paths.shipped_checkpoint()
    told = Provenance(brief.prompt, composer.name, composer.model_hash, seed, is_shipped)
    return Piece(with_options(mix.take.score, options), plan, Writer(composer, brief, seed), mix.take), told
