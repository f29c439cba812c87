"""`audiogenesis rework`: bars and tracks of a piece are worked on by one verb, and all else stays."""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.commands.asking import ask
from audiogenesis_desktop.commands.brief import read_prompt
from audiogenesis_desktop.commands.output_files import files_of_takes
from audiogenesis_desktop.commands.reading import read_piece
from audiogenesis_desktop.commands.terminal import say
from audiogenesis_desktop.compose.heard_brief import heard_brief
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.compose.players.playing import BandComposer
from audiogenesis_desktop.editing.arranging import move_section, resize_section
from audiogenesis_desktop.editing.between_takes import what_moved
from audiogenesis_desktop.editing.rules import allowed
from audiogenesis_desktop.editing.scope import TIME, WHOLE, Scope, read_scope
from audiogenesis_desktop.editing.verbs import anew, joining, orchestrating, reharmonising, simplifying, varying
from audiogenesis_desktop.editing.verbs.embellishing import embellish
from audiogenesis_desktop.editing.verbs.infilling import infill
from audiogenesis_desktop.editing.verbs.work import Outcome, Steps, Work, finished, outcome
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.files.project.piece import Piece, Step, is_project
from audiogenesis_desktop.plan.holding import plan_that_holds
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.wishes import DEGREES, Wishes
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Score, Section
from audiogenesis_desktop.theory.chord_line import read_chords
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import Instrument, find
from audiogenesis_desktop.theory.keys import Key

_DEGREE = 0.6
_DEFAULT_ORDER = ("vary", "infill", "more_bars", "accompany", "simplify", "embellish", "reharmonise", "orchestrate")


def run(options: argparse.Namespace) -> None:
    """Do to the file what the options say, write what comes of it, and tell what differs."""
    files = files_of_takes(options.output, 1)[0]
    if any(file.suffix.lower() == ".wav" for file in files):
        raise BadInput("What is reworked is written as notes: end its name in .agproj or .mid, and render that.")
    piece = read_piece(options.file)
    report = _asked_in_words(piece, options, files) if options.ask else _reworked(piece, options, files)
    say(json.dumps(report) if options.json else "\n".join(_told(report)))


def _asked_in_words(piece: Piece, options: argparse.Namespace, files: list[Path]) -> dict[str, Any]:
    """Do words after the first to a piece, write what comes of it, and return what differs."""
    if options.bars or options.tracks:
        raise BadInput("Words are about the whole piece: say the bars and tracks in them, without --bars and --tracks.")
    locked = replace(piece, score=_locked(piece.score, options.lock))
    brief, _ = _asked_by(piece, piece.score, options.prompt)
    became, found, seed = ask(locked, options.ask, brief, _composer(options.checkpoint), seed=options.seed)
    unlocked = replace(became, score=_unlocked(became.score, piece.score))
    for file in files:
        _write(piece, unlocked, f"“{options.ask}”", file)
    return _report("ask", Work(piece.score, brief, _composer(options.checkpoint), seed), found, seed=seed, files=files)


def _reworked(piece: Piece, options: argparse.Namespace, files: list[Path]) -> dict[str, Any]:
    """Do a verb to a scope of a piece, write what comes of it, and return what differs."""
    score = _locked(piece.score, options.lock)
    scope = read_scope(score, bars=options.bars, tracks=options.tracks)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    brief, plan = _asked_by(piece, score, options.prompt)
    work = Work(score, brief, _composer(options.checkpoint), seed, plan)
    verb, found = _arranged(work, options) or _done(work, scope, options)
    for file in files:
        became = replace(piece, score=_unlocked(found.score, piece.score))
        _write(piece, became, verb.capitalize(), file)
    return _report(verb, work, found, seed=seed, files=files)


def _done(work: Work, scope: Scope, options: argparse.Namespace) -> tuple[str, Outcome]:
    """Do what the verb of the options says."""
    work = replace(work, plan=work.planned(), wishes=wishes_by_track(work.score, scope, options))
    verb, steps = _asked(work, scope, options)
    return verb, finished(steps)


def _arranged(work: Work, options: argparse.Namespace) -> tuple[str, Outcome] | None:
    """Move or resize a section, if the options say so; the sections are read back where a piece has none."""
    text = options.move or options.resize
    if not text:
        return None
    name, _, number = (part.strip() for part in text.rpartition(":"))
    score = _sectioned(work)
    section = next((s for s in score.sections if name.lower() in (s.kind.lower(), s.label.lower())), None)
    if section is None or not number.isdecimal() or int(number) < 1:
        known = ", ".join(dict.fromkeys(s.label for s in score.sections))
        raise BadInput(f"“{text}” is no section and a number: write B:9; the sections are {known}.")
    if options.resize:
        new = resize_section(score, section, int(number))
    else:
        new = move_section(score, section, MeterMap(score.meters).bar_start(int(number)))
    verdict = allowed(score, new.score, TIME)
    if verdict.is_refused:
        raise BadInput(verdict.reported)
    if new.score is score:
        raise BadInput("The section lies there and is as long already: name another bar or number.")
    return new.label.lower(), outcome(score, new.score, WHOLE, edits=TIME)


def _sectioned(work: Work) -> Score:
    """Return the score with sections: its own, those that its markers name, or those that are detected."""
    score = work.score
    if score.sections:
        return score
    named = sorted(marker for marker in score.markers if marker.kind == "marker")
    if not named:
        return replace(score, sections=work.planned().sections)
    ends = [*(marker.tick for marker in named[1:]), max(score.end_tick, named[-1].tick + 1)]
    sections = (Section(m.tick, end, m.text, 0.5) for m, end in zip(named, ends, strict=True) if end > m.tick)
    return replace(score, sections=tuple(sections), markers=tuple(m for m in score.markers if m.kind != "marker"))


def _composer(checkpoint: Path | None) -> BandComposer:
    composer = load_composer(checkpoint or paths.shipped_checkpoint())
    if not isinstance(composer, BandComposer):
        raise BadInput("This model cannot rework: take one of players, such as the one that comes with the app.")
    return composer


def _asked_by(piece: Piece, score: Score, prompt: str | None) -> tuple[Brief, Plan | None]:
    """Return what the piece is read as, and its Plan where that still holds; else it is read back.

    It is read from the words given, what it was composed by, or its notes.
    """
    if prompt is None and piece.take is not None:
        return piece.take.brief, plan_that_holds(piece.take, score)
    words = prompt if prompt is not None else score.title
    return (read_prompt(words)[0] if words.strip() else heard_brief(score)), None


def _locked(score: Score, names: list[str]) -> Score:
    ids = read_scope(score, tracks=",".join(names)).track_ids or frozenset() if names else frozenset()
    return replace(score, tracks=tuple(replace(t, is_locked=t.id in ids or t.is_locked) for t in score.tracks))


def _unlocked(score: Score, as_in: Score) -> Score:
    """Return the score with the locks that its piece has, and no others."""
    ids = {track.id for track in as_in.tracks if track.is_locked}
    return replace(score, tracks=tuple(replace(track, is_locked=track.id in ids) for track in score.tracks))


def _write(before: Piece, after: Piece, label: str, file: Path) -> None:
    """Write the notes, or the whole of a project, in which the window's undo then leads to what was there before."""
    if not is_project(file):
        write_midi(after.score, file)
        return
    from audiogenesis_desktop.files.project.project_file import write_project

    step = Step(before.score, label, before.take)
    write_project(replace(after, undo=(*before.undo, step), redo=()), file)


def wishes_by_track(score: Score, scope: Scope, options: argparse.Namespace) -> dict[int, Wishes]:
    """Return the wishes of the options for the tracks of a scope, and for those that come new as -1."""
    degrees = dict(_degrees(options.more, 1)) | dict(_degrees(options.less, -1))
    register, is_strict = options.register, options.strict
    wishes = Wishes(**degrees, register=register, is_strict=is_strict)
    if wishes.is_open:
        return {}
    return {-1: wishes} | {track.id: wishes for track in score.tracks if scope.holds_track(track.id)}


def _degrees(texts: list[str], sign: int) -> Iterator[tuple[str, float]]:
    for text in texts:
        for word in filter(None, (part.strip() for part in text.split(","))):
            name, _, degree = (part.strip() for part in word.partition("="))
            if name not in DEGREES:
                raise BadInput(f"“{name}” is nothing to have more or less of: choose among {', '.join(DEGREES)}.")
            try:
                value = float(degree) if degree else _DEGREE
            except ValueError:
                value = -1.0
            if not 0 <= value <= 1:
                raise BadInput(f"“{degree}” is no degree: write {name}=0.5, from 0 to 1.")
            yield name, sign * value


def _asked(work: Work, scope: Scope, options: argparse.Namespace) -> tuple[str, Steps]:
    """Return the verb that the options mean and its steps; regenerate where they name none."""
    verb = next((name for name in _DEFAULT_ORDER if not _is_unsaid(getattr(options, name))), "")
    if verb == "vary":
        ways = options.by or [way for way in varying.WAYS[:3] if way != options.keep] if options.keep else options.by
        return verb, varying.vary(work, scope, options.vary, ways)
    if verb == "infill":
        return verb, infill(work, scope)
    if verb == "more_bars":
        return "continue", joining.continue_(work, scope, bars=_bars(work.score, options.more_bars))
    if verb == "accompany":
        return verb, joining.accompany(work, scope, [_player(name) for name in options.accompany])
    if verb == "simplify":
        return verb, simplifying.simplify(work, scope, options.simplify)
    if verb == "embellish":
        return verb, embellish(work, scope, options.embellish)
    if verb == "orchestrate":
        instruments = [_instrument(name) for name in options.orchestrate]
        return verb, orchestrating.orchestrate(work, scope, instruments, is_doubled=options.double)
    if verb == "reharmonise" or options.chords:
        key = Key(work.planned().key.tonic, work.planned().key.mode)
        chords = read_chords(options.chords, key) if options.chords else ()
        return "reharmonise", reharmonising.reharmonise(work, scope, chords=chords, is_rewritten=options.rewrite)
    if options.keep:
        return f"keep {options.keep}", anew.keep(work, scope, Keeps(options.keep))
    return "regenerate", anew.regenerate(work, scope)


def _is_unsaid(value: object) -> bool:
    return value is None or value is False


def _bars(score: Score, text: str) -> int:
    """Return how many bars are meant by "8", "to 24" or "60 s"."""
    words = text.lower().replace("to:", "to ").split()
    number = words[-1].rstrip("s") if len(words) == 1 else words[words[0] == "to"]
    try:
        if words[0] == "to":
            return joining.bars_to(score, bar=int(number))
        if text.strip().endswith("s"):
            return joining.bars_to(score, seconds=float(number))
        return int(number)
    except ValueError:
        raise BadInput(f"“{text}” is nothing to continue by: write 8 for eight bars, to:24, or 60s.") from None


def _player(text: str) -> joining.Player:
    role, _, instrument = (part.strip() for part in text.replace("-", " ").partition(":"))
    return joining.Player(role, _instrument(instrument).name if instrument else "")


def _instrument(name: str) -> Instrument:
    from audiogenesis_desktop.brief.naming import find_instruments

    meant = find_instruments(name)
    if not meant:
        raise BadInput(f"“{name}” is no instrument known here: try a name such as piano, strings or cello.")
    return find(meant[0])


def _report(verb: str, work: Work, found: Outcome, *, seed: int, files: list[Path]) -> dict[str, Any]:
    """Return what changed, for people and programs; bars count from 1."""
    return {
        "verb": verb,
        "seed": seed,
        "tries": found.tries,
        "share_changed": round(found.share_changed, 4),
        "bars": _bars_changed(work.score, found.score),
        "chords": _chords_changed(work, found.score),
        "moved": what_moved(work.score, found.score),
        "tracks": [one._asdict() for one in found.changes if one.gone or one.new],
        "notes": found.score.note_count,
        "notice": found.notice,
        "files": [str(file) for file in files],
    }


def _chords_changed(work: Work, after: Score) -> list[dict[str, Any]]:
    """Return the chords that are others than those that were there, or read back where none were told."""
    if not after.chords or after.chords == work.score.chords:
        return []
    were = work.score.chords or work.planned().chords
    names = {chord.tick: Chord(chord.root, chord.quality).name for chord in were}

    def name_before(tick: int) -> str:
        return names.get(max((start for start in names if start <= tick), default=-1), "")

    meters, now = MeterMap(after.meters), [(c.tick, Chord(c.root, c.quality).name) for c in after.chords]
    return [
        {"bar": meters.position(tick).bar, "tick": tick, "was": name_before(tick), "is": name}
        for tick, name in now
        if name != name_before(tick)
    ]


def _bars_changed(before: Score, after: Score) -> list[int]:
    """Return in which bars notes are gone or new, as the new score counts them."""
    meters, were = MeterMap(after.meters), {track.id: frozenset(track.notes) for track in before.tracks}
    changed = (frozenset(track.notes) ^ were.get(track.id, frozenset()) for track in after.tracks)
    return sorted({meters.position(note.start_tick).bar for notes in changed for note in notes})


def _told(report: dict[str, Any]) -> Iterator[str]:
    yield f"{report['verb'].capitalize()}, seed {report['seed']}: {report['share_changed']:.0%} of the notes differ"
    if report["moved"]:
        yield f"  {report['moved']}"
    for one in report["tracks"]:
        yield f"  {one['name'] or 'a track without a name'}: {one['new']} new, {one['gone']} gone, {one['kept']} kept"
    if report["notice"]:
        yield report["notice"]
    for file in report["files"]:
        yield f"  wrote {file}"
