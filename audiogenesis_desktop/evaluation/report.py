"""`audiogenesis evaluate`'s report: pieces composed to prompts that name everything, judged and written up."""

import html
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.composer import Composer, compose_score
from audiogenesis_desktop.evaluation.relevance import Asked, Relevance, failures, judge, summary
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import GM_NAMES, find
from audiogenesis_desktop.theory.keys import Key

_MOODS = ("calm", "happy", "dark", "hopeful", "dramatic", "gentle", "energetic", "sad")
_BANDS = (
    ("piano",), ("piano", "strings"), ("nylon guitar", "flute"), ("electric piano", "fingered bass", "drums"),
    ("harp", "violin", "cello"), ("warm pad", "music box"), ("steel guitar", "acoustic bass", "drums"),
    ("strings", "french horn", "timpani"), ("synth bass", "saw lead", "warm pad", "drums"), ("clarinet", "piano"),
)  # fmt: skip


def asked_prompts(count: int, *, seed: int = 0) -> Iterator[Asked]:
    """Yield prompts that name mood, instruments, tempo, key and length, drawn without repeating a set."""
    random = Random(seed)
    for _ in range(count):
        band, mood = random.choice(_BANDS), random.choice(_MOODS)
        key = Key(random.randrange(12), random.choice(("major", "minor")))
        tempo, length = random.randrange(56, 168), random.choice((15.0, 20.0, 30.0, 45.0))
        text = f"{mood} music for {' and '.join(band)}, {tempo} bpm, {key.name}, {length:.0f} seconds"
        programs = tuple(-1 if name == "drums" else find(name).program for name in band)
        yield Asked(text, tempo, key, programs, length)


def compose_asked(composer: Composer, asked: Asked, brief: Brief, *, seed: int) -> Score:
    """Return the piece that the composer writes for a prompt, its Brief's embedding and mood as read."""
    names = tuple("drums" if p < 0 else GM_NAMES[p] for p in asked.programs)
    brief = brief.with_fields(
        Origin.SAID, tempo_bpm=asked.tempo_bpm, key=asked.key, instruments=names, length_seconds=asked.length_seconds
    )
    return compose_score(composer, brief, make_plan(brief, seed), seed=seed, title=asked.prompt)


def write_report(
    composer: Composer, read: Callable[[str], Brief], folder: Path, *, count: int, progress: Callable[[], object]
) -> dict[str, tuple[float, float, float]]:
    """Compose `count` prompts, judge each file, and write report.json, report.html and the pieces."""
    (folder / "pieces").mkdir(parents=True, exist_ok=True)
    judged: list[tuple[Asked, Relevance]] = []
    for i, asked in enumerate(asked_prompts(count)):
        file = folder / "pieces" / f"{i:03}.mid"
        write_midi(compose_asked(composer, asked, read(asked.prompt), seed=i), file)
        judged.append((asked, judge(file, asked)))
        progress()
    found = summary([one for _, one in judged])
    missed = failures(judged)
    about = {"model": composer.model_hash, "pieces": count, "mean_and_95_percent_interval": found, "missed": missed}
    (folder / "report.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
    (folder / "report.html").write_text(_page(composer.model_hash, count, found, missed), encoding="utf-8")
    return found


def _page(model: str, count: int, found: dict[str, tuple[float, float, float]], missed: list[str]) -> str:
    rows = "".join(
        f"<tr><td>{name.replace('_', ' ')}</td><td>{mean:.3f}</td><td>{low:.3f} to {high:.3f}</td></tr>"
        for name, (mean, low, high) in found.items()
    )
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in missed) or "<li>none</li>"
    return (
        "<!doctype html><meta charset=utf-8><title>Evaluation</title>"
        "<style>body{font:15px system-ui;max-width:46em;margin:2em auto}td{padding:4px 12px}</style>"
        f"<h1>Checkpoint {model}, {count} prompts</h1><table><tr><td></td><td>mean</td><td>95 % interval</td></tr>"
        f"{rows}</table><h2>Missed</h2><ul>{lines}</ul>"
    )
