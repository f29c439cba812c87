import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation import relevance
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.measures import MEANINGS, faults, figures, measure
from audiogenesis_desktop.evaluation.players_likelihood import ALL
from audiogenesis_desktop.evaluation.real import excerpt, midi_files, read_pieces
from audiogenesis_desktop.evaluation.report import Report, write_report
from audiogenesis_desktop.evaluation.results import Apart, Extent
from audiogenesis_desktop.evaluation.run import Subject
from audiogenesis_desktop.evaluation.systems import ABLATIONS, FULL, ONE_TAKE
from audiogenesis_desktop.evaluation.targets import targets
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Meter, Note, Score, Tempo, Track

BEAT, BAR = 960, 3840
TUNE = Score(
    tracks=(
        Track(0, "").with_notes(Note(BAR + i * BEAT, 60 + i * i % 11, 900, 80) for i in range(40)),
        Track(1, "", is_drums=True).with_notes(Note(BAR + i * BEAT, 36, 100, 80) for i in range(40)),
    ),
    tempi=(Tempo.from_bpm(0, 60), Tempo.from_bpm(3 * BAR, 120)),
)


class Scales:
    """Composes a scale on the first track of any plan."""

    name = model_hash = "scales"

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        for i in range(plan.last_downbeat_tick // BEAT):
            yield context.tracks[0].id, Note(i * BEAT, 48 + 2 * (i % 12), BEAT, 80)


SUBJECT = Subject("scales", lambda: {FULL: Scales()}, lambda prompt: Brief(prompt, length_seconds=12.0))
FEW = Extent(prompts=3, seeds=1, takes=1, ablations=0, pairs=0, excerpts=2)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    for number in range(4):
        moved = [n._replace(pitch=n.pitch + number * (n.start_tick // BAR % 3)) for n in TUNE.tracks[0].notes]
        write_midi(replace(TUNE, tracks=(TUNE.tracks[0].with_notes(moved),)), folder / f"{number}.mid")
    (folder / "broken.mid").write_bytes(b"MThd nothing")
    return folder


class Written(NamedTuple):
    """A report and the folder that it was written to."""

    report: Report
    folder: Path


@pytest.fixture(scope="module")
def beside_real(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("beside") / "out"
    return Written(write_report(SUBJECT, folder, FEW, real=[real]), folder)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("alone")
    return Written(write_report(SUBJECT, folder, FEW, soundfont=folder / "none.sf2"), folder)


class Balanced(HTMLParser):
    """Fails where a tag that must be closed is not."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "html"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert tag == "html" or self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.slow
def test_a_report_sets_ours_beside_real_music(beside_real: Written) -> None:
    report, folder = beside_real
    assert len(report.composed) == 3 and len(report.real) == 4
    written = json.loads((folder / "report.json").read_text())
    assert written["pieces"] == 3 and (folder / written["each"][2]["file"]).exists()
    assert set(written["coherence"]) == set(written["coherence_of_real_music"]) == set(MEANINGS)
    assert written["coherence_of_real_music"]["chord_tones_planned"]["mean"] is None
    assert 0 <= written["each"][0]["chord_tones_planned"] <= 1
    assert len(written["nearness_to_real_music"]) == 9 and "full" in written["apart_from_real_music"]
    assert written["minutes"].keys() >= {"composing", "measuring"} and written["extent"]["prompts"] == 3


@pytest.mark.slow
def test_every_system_is_set_beside_the_full_one_on_the_same_prompts(tmp_path: Path) -> None:
    subject = replace(SUBJECT, read_implied=lambda prompt: Brief(prompt, length_seconds=6.0))
    extent = Extent(prompts=3, seeds=2, takes=2, ablations=2, pairs=2, excerpts=0)
    report = write_report(subject, tmp_path, extent)
    assert list(report.systems) == [FULL, ONE_TAKE, *ABLATIONS]
    assert all(
        [p.wanted.prompt for p in s] == [p.wanted.prompt for p in report.systems[FULL]] and len(s) == 2
        for s in report.systems.values()
    )
    assert {one.seed for one in report.systems[FULL]} == {0} and len(report.by_seed) == 2
    assert report.pairs["energy"].pieces == report.pairs["valence"].pieces == 1
    assert report.retrieval["rank"].pieces == 3
    shorter = max(n.end_tick for n in _notes(tmp_path / report.systems["parser off"][0].file))
    assert shorter < max(n.end_tick for n in _notes(tmp_path / report.systems[FULL][0].file))
    page = Balanced()
    page.feed((tmp_path / "report.html").read_text())
    assert not page.open and "text shuffled" in page.text and not re.search(r"\bnan\b", page.text)


def _notes(file: Path) -> list[Note]:
    return [note for track in read_midi(file).tracks for note in track.notes]


@pytest.mark.slow
def test_the_page_is_whole_and_says_every_figure(beside_real: Written) -> None:
    html = (beside_real.folder / "report.html").read_text()
    page = Balanced()
    page.feed(html)
    assert not page.open and not re.search(r"\bnan\b", page.text)
    assert all(name.replace("_", " ") in page.text and MEANINGS[name] in page.text for name in MEANINGS)
    assert all(meaning in page.text for meaning in relevance.MEANINGS.values())
    assert "pitch class transitions" in page.text and "What was aimed at" in page.text
    assert "http" not in html.replace("http://www.w3.org", "")


@pytest.mark.slow
def test_baselines_and_what_is_known_of_the_run_are_reported(tmp_path: Path) -> None:
    one = {"mean": 2.0, "low": 1.9, "high": 2.1, "spread": 0.1, "pieces": 5}
    loss = dict.fromkeys((*FIELD_NAMES, "note"), one)
    run = {
        "loss": {"held out": loss},
        "more_than_full": {"held out": loss},
        "notes": 10,
        "real_notes": 9,
        "parameters": 8,
    }
    file = tmp_path / "baselines.json"
    file.write_text(json.dumps({"variants": {"full": run, "notebook": run, "without own_writer": run}}))
    report = write_report(SUBJECT, tmp_path, replace(FEW, prompts=1), baselines=file)
    page = (tmp_path / "report.html").read_text()
    assert "notebook" in page and "+2.000" in page
    assert [t.is_met for t in targets(report) if "nats" in t.name] == [True, True]
    beside = replace(
        report,
        likelihood={f"people, {ALL}": {"note": Figure(**one)}, "people, lead": {"note": Figure(**one)}},
        apart={FULL: Apart(50.0, 0.99, 40)},
    )
    assert {t.name: t.is_met for t in targets(beside) if "people" in t.name or "n 40" in t.name} == {
        f"nats a note, people, {ALL}": True,
        "told from real music by a forest, AUC (n 40 each)": False,
    }
    file.write_text("{}")
    with pytest.raises(BadInput, match="no baselines"):
        write_report(SUBJECT, tmp_path, FEW, baselines=file)


def test_excerpts_can_be_seen_and_heard_or_it_is_reported_why_not(alone: Written) -> None:
    silent = alone.report
    assert len(silent.excerpts) == 2 and all(e.roll.startswith("<svg") and not e.sound for e in silent.excerpts)
    assert sum(note.startswith("No sound") for note in silent.notes) == 1


def test_excerpts_are_ogg_beside_the_page(tmp_path: Path, soundfont: Path) -> None:
    report = write_report(SUBJECT, tmp_path, replace(FEW, prompts=1, excerpts=1), soundfont=soundfont)
    sound = tmp_path / report.excerpts[0].sound
    assert sound.read_bytes()[:4] == b"OggS" and report.excerpts[0].sound in (tmp_path / "report.html").read_text()


def test_without_real_music_there_is_a_report_all_the_same(alone: Written) -> None:
    report, folder = alone
    assert report.real == () and math.isnan(report.composed[0].coherence.copied_bars)
    page = (folder / "report.html").read_text()
    assert "--real" in page and not re.search(r"\bnan\b", page)


def test_aims_are_met_or_short_or_not_measured(alone: Written) -> None:
    found = {target.name: target for target in targets(alone.report)}
    assert found["longest exact copy, in bars"].is_met is None
    assert found["pieces with an empty bar"].is_met is not None and "structure short" not in found


def test_files_are_drawn_from_each_folder_alike_and_broken_ones_passed_over(real: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_midi(TUNE, other / "tune.MIDI")
    files = midi_files([real, other], most=3)
    assert len(files) == 3 and other / "tune.MIDI" in files
    assert len(list(read_pieces(midi_files([real], most=9)))) == 4


def test_a_folder_without_music_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no MIDI file"):
        midi_files([tmp_path], most=3)


def test_a_folder_of_broken_files_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.mid").write_bytes(b"MThd nothing")
    with pytest.raises(BadInput, match="can be read"):
        write_report(SUBJECT, tmp_path / "out", FEW, real=[tmp_path])


def test_an_excerpt_is_of_whole_bars_from_the_first_note_on() -> None:
    # Bars 2 and 3 last 4 s each, later ones 2 s: it takes three bars to fill 9 s.
    cut = excerpt(TUNE, seconds=9)
    assert cut.length_ticks == 3 * BAR and length_seconds(cut) == pytest.approx(10)
    assert [n.start_tick for n in cut.tracks[0].notes] == [i * BEAT for i in range(12)]
    assert cut.tempi == (Tempo.from_bpm(0, 60), Tempo.from_bpm(2 * BAR, 120)) and cut.tracks[1].is_drums


def test_an_excerpt_ends_its_notes_keeps_the_meter_and_takes_short_pieces_whole() -> None:
    held = Score(tracks=(Track(0, "").with_notes([Note(3 * BEAT, 60, 30 * BEAT, 80)]),), meters=(Meter(0, 3, 4),))
    cut = excerpt(held, seconds=0.1)
    assert cut.length_ticks == 3 * BEAT and cut.meters == held.meters
    assert cut.tracks[0].notes == (Note(0, 60, 3 * BEAT, 80),)
    assert excerpt(TUNE, seconds=999).note_count == TUNE.note_count
    assert excerpt(Score(), seconds=5).note_count == 0


def test_how_a_piece_fails_is_reported() -> None:
    stuck = Score(tracks=(Track(0, "").with_notes(Note(i * BEAT, 60, BEAT, 80) for i in range(40)),))
    assert len(faults(measure(stuck))) == 2
    assert faults(measure(TUNE)) == ["it has bars in which nothing sounds"]  # before it begins
    assert "3 bars are copied exactly" in faults(measure(TUNE, copied_bars=3))
    assert not faults(measure(Score()))


def test_a_figure_leaves_out_what_has_none() -> None:
    one = figure([1.0, math.nan, 3.0])
    assert (one.mean, one.spread, one.pieces) == (2, 1, 2) and one.low <= 2 <= one.high
    assert math.isnan(figure([math.nan]).mean) and figure([]).pieces == 0
    assert figures([measure(TUNE)])["copied_bars"].pieces == 0


def test_an_interval_narrows_with_more_pieces() -> None:
    few, many = figure([0.0, 1.0] * 5), figure([0.0, 1.0] * 500)
    assert many.high - many.low < (few.high - few.low) / 3
