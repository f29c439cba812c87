"""`audiogenesis compose`: a prompt becomes files."""

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.reading import long_enough
from audiogenesis_desktop.commands.brief import read_prompt
from audiogenesis_desktop.commands.feeling import performed
from audiogenesis_desktop.commands.feeling import with_options as with_feel
from audiogenesis_desktop.commands.mixing import mix_dict, mix_take
from audiogenesis_desktop.commands.output_files import files_of_takes
from audiogenesis_desktop.commands.terminal import one_line, say
from audiogenesis_desktop.commands.values import wanted_hits
from audiogenesis_desktop.compose.composer import compose_take
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.ranking import judge
from audiogenesis_desktop.delivery.loudness import Loudness
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.project.piece import Piece, Workplace, is_project
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.given_chords import in_their_key
from audiogenesis_desktop.plan.outcome import as_played, fitting_length
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key


def run(options: argparse.Namespace) -> None:
    """Read the prompt, compose the takes, and write the best and then the others."""
    names = files_of_takes(options.output, options.takes)
    composer = load_composer(options.checkpoint or paths.shipped_checkpoint())
    readings = range(options.reading, options.reading + options.takes)
    briefs = [with_options(one, options) for one in read_prompt(options.prompt, readings=readings)]
    first_seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    takes = [_composed(composer, brief, first_seed + i, options) for i, brief in enumerate(briefs)]
    if len(takes) > 1:
        takes.sort(key=lambda take: judge(take.score, take.brief, take.plan).rank)
    mixes = [mix_take(take, options) for take in takes]
    takes = [mix.take for mix in mixes]
    loudness = [write_take(take, files, options) for take, files in zip(takes, names, strict=True)]
    if options.json:
        reports = [
            _report(mix.take, files, composer) | {"mix": mix_dict(mix.mix, loud)}
            for mix, files, loud in zip(mixes, names, loudness, strict=True)
        ]
        say(json.dumps(reports[0] | ({"others": reports[1:]} if reports[1:] else {})))
    else:
        _tell(takes, names)
        for notice in dict.fromkeys(mix.notice for mix in mixes if mix.notice):
            say(notice)


def with_options(brief: Brief, options: argparse.Namespace) -> Brief:
    """Return the Brief with the command line's options over what the prompt says."""
    values: dict[str, Any] = {}
    if options.tempo:
        values["tempo_bpm"] = options.tempo
    if options.key:
        values["key"] = Key.parse(options.key)
    if options.meter:
        values["meter"] = options.meter
    notices = []
    if options.length:
        values["length_seconds"], more = fitting_length(options.length)
        notices += more
    if options.hit:
        values |= wanted_hits(options.hit)
    if options.instruments:
        values |= {"instruments": _instruments(options.instruments), "only": True}
    values |= {name: text for name in ("chords", "form") if (text := getattr(options, name, "").strip())}
    brief = long_enough(in_their_key(brief.with_fields(Origin.EDITED, **values)))
    brief = _without(brief, options.without) if options.without else brief
    return as_played(replace(brief, notices=(*brief.notices, *notices)))


def _instruments(names: list[str]) -> tuple[str, ...]:
    """Return the instruments that words on the command line mean, as a prompt would mean them."""
    from audiogenesis_desktop.brief.naming import find_instruments

    found: list[str] = []
    for name in names:
        meant = find_instruments(name)
        if not meant:
            raise BadInput(f"{name!r} is no instrument known here; try a name such as piano, strings or drums.")
        found += meant
    return tuple(dict.fromkeys(found))


def _without(brief: Brief, names: list[str]) -> Brief:
    """Return the Brief without some instruments and their kin, as "no drums" in a prompt would."""
    from audiogenesis_desktop.brief.reading import read_said

    named = _instruments(names)
    banned = tuple(dict.fromkeys((*named, *read_said(f"no {', no '.join(names)}").banned)))
    left = tuple(name for name in brief.instruments if name not in banned)
    if not left:
        raise BadInput("Nothing is left to play: name another instrument with --instruments.")
    return brief.with_fields(Origin.EDITED, instruments=left, banned=(*brief.banned, *banned))


def _composed(composer: Composer, brief: Brief, seed: int, options: argparse.Namespace) -> Take:
    """Compose one take, with a progress bar on a terminal."""
    plan = make_plan(brief, seed)
    title = " ".join(brief.prompt.split())[:80]
    with tqdm(
        total=plan.length_ticks,
        desc="Composing",
        bar_format="{desc} {percentage:3.0f}% {bar}",
        delay=1,
        disable=True if options.json else None,
        leave=False,
    ) as bar:
        return compose_take(
            composer,
            brief,
            plan,
            seed=seed,
            title=title,
            on_note=lambda note: bar.update(max(0, note.start_tick - bar.n)),
        )


def write_take(take: Take, files: list[Path], options: argparse.Namespace) -> Loudness | None:
    """Write one take, as it is played, to each of the files, and return how loud it is where that was heard."""
    loudness = None
    for file in files:
        if file.suffix.lower() == ".wav":
            loudness = _write_wav(with_feel(take.score, options), file, options)
        elif is_project(file):
            from audiogenesis_desktop.files.project.project_file import write_project

            workplace = Workplace(prompt=take.prompt, brief=take.brief)
            write_project(Piece(with_feel(take.score, options), take, workplace=workplace), file)
        else:
            from audiogenesis_desktop.files.midi import write_midi

            write_midi(performed(take.score, options), file)
    return loudness


def _write_wav(score: Score, file: Path, options: argparse.Namespace) -> Loudness:
    from audiogenesis_desktop.delivery.render import export_wav
    from audiogenesis_desktop.delivery.targets import TARGET_LUFS
    from audiogenesis_desktop.playback.fluid import find_soundfont

    with tqdm(
        total=100,
        desc=f"Rendering {one_line(file.name)}",
        bar_format="{desc} {percentage:3.0f}% {bar}",
        delay=1,
        disable=True if options.json else None,
        leave=False,
    ) as bar:
        return export_wav(
            score,
            file,
            soundfont=find_soundfont(options.soundfont),
            lufs=None if options.plain_mix else TARGET_LUFS,
            progress=lambda done: bar.update(max(0, round(100 * done) - bar.n)) and None,
        )


def _report(take: Take, files: list[Path], composer: Composer) -> dict[str, Any]:
    from audiogenesis_desktop.brief.telling import as_dict

    return {
        "brief": as_dict(take.brief),
        "plan": plan_dict(take.plan),
        "seed": take.seed,
        "model": {"name": composer.name, "hash": composer.model_hash},
        "files": [str(file) for file in files],
        "notes": take.score.note_count,
        "seconds": round(length_seconds(take.score), 6),
        "compose_seconds": round(take.compose_seconds, 3),
    }


def plan_dict(plan: Plan) -> dict[str, Any]:
    """Return a Plan for JSON: style, sections, chords, who plays in which role, and the ending; times in ticks."""
    return {
        "style": {name: round(weight, 4) for name, weight in plan.style},
        "tempi": [{"tick": t.tick, "bpm": round(t.bpm, 4)} for t in plan.tempi],
        "meter": f"{plan.meter.numerator}/{plan.meter.denominator}",
        "key": Key(plan.key.tonic, plan.key.mode).name,
        "sections": [s._asdict() for s in plan.sections],
        "chords": [{"tick": c.tick, "chord": Chord(c.root, c.quality).name} for c in plan.chords],
        "parts": [{"instrument": p.instrument.name, "role": p.role, "name": p.name} for p in plan.parts],
        "ending": str(plan.ending),
        "last_downbeat_tick": plan.last_downbeat_tick,
        "length_ticks": plan.length_ticks,
    }


def _tell(takes: list[Take], written: list[list[Path]]) -> None:
    from audiogenesis_desktop.brief.telling import as_text

    say(as_text(takes[0].brief))
    for take, files in zip(takes, written, strict=True):
        notes, seconds = take.score.note_count, length_seconds(take.score)
        say(f"Seed {take.seed}: {notes} notes, {seconds:.3f} s, composed in {take.compose_seconds:.1f} s")
        for file in files:
            say(f"  wrote {file}")
