"""`audiogenesis rework` from file to file, with the shipped checkpoint: verbs, what it says, and what it refuses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.commands.parser import build_parser, run
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.editing.scope import read_scope
from audiogenesis_desktop.editing.verbs.anew import regenerate
from audiogenesis_desktop.editing.verbs.work import Work, finished
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.files.project.piece import KeptTake, Piece, Workplace
from audiogenesis_desktop.files.project.project_file import read_project, write_project
from audiogenesis_desktop.paths import shipped_checkpoint
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.theory.keys import Key

BAR = 3840
BRIEF = Brief(
    instruments=("piano", "fingered bass", "drums"),
    key=Key(9, "minor"),
    tempo_bpm=120.0,
    length_seconds=18.0,
    style=(("pop ballad", 1.0),),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a short piece as a file; no words in it, so that no prompt is read."""
    file = tmp_path_factory.mktemp("rework") / "a.mid"
    write_midi(compose_score(load_composer(shipped_checkpoint()), BRIEF, make_plan(BRIEF, 2), seed=2), file)
    return file


def reworked(file: Path, capsys, *options: str, name: str = "b.mid"):
    out = file.with_name(name)
    assert run(["rework", str(file), "--seed", "3", "--json", "-o", str(out), *options]) == 0
    return read_midi(out), json.loads(capsys.readouterr().out)


VERBS = [
    [],
    ["--regenerate", "--more", "density,leaps=0.3", "--less", "loudness"],
    ["--vary", "40%"],
    ["--vary", "0.4", "--keep", "rhythm"],
    ["--vary", "0.6", "--by", "harmony"],
    ["--keep", "pitches"],
    ["--infill", "--register", "C3:C5", "--strict"],
    ["--simplify"],
    ["--embellish", "0.8"],
    ["--reharmonise"],
    ["--chords", "| Dm | E |"],
    ["--chords", "| iv | V7 |", "--rewrite"],
]


@pytest.mark.parametrize("options", VERBS, ids=" ".join)
def test_a_verb_changes_its_scope_alone_and_tells_it(file: Path, capsys, options: list[str]) -> None:
    before = read_midi(file)
    after, report = reworked(file, capsys, "--bars", "3:4", "--tracks", "Piano, lead", *options)
    assert set(report["bars"]) <= {3, 4} and report["bars"]
    assert report["share_changed"] > 0 and [one["name"] for one in report["tracks"]] == ["Piano, lead"]
    for was, now in zip(before.tracks, after.tracks, strict=True):
        ours = was.name == "Piano, lead"
        there, here = ({n for n in t.notes if not (ours and 2 * BAR <= n.start_tick < 4 * BAR)} for t in (was, now))
        assert there == here
    assert before.tempi == after.tempi and before.sections == after.sections


@pytest.mark.parametrize(
    "options", [["--continue", "2"], ["--accompany", "second-voice,pad:cello"], ["--orchestrate", "cello", "--double"]]
)
def test_verbs_that_add_leave_what_is_there(file: Path, capsys, options: list[str]) -> None:
    before = read_midi(file)
    after, report = reworked(file, capsys, *options)
    assert all(set(was.notes) <= set(now.notes) for was, now in zip(before.tracks, after.tracks, strict=False))
    assert after.note_count > before.note_count and sum(one["gone"] for one in report["tracks"]) == 0


def test_a_project_is_reworked_to_a_project_in_which_it_can_be_undone(file: Path, capsys) -> None:
    score = read_midi(file)
    locked = replace(score, tracks=(replace(score.tracks[0], is_locked=True), *score.tracks[1:]))
    piece = Piece(locked, workplace=Workplace(prompt="a ballad"))
    project, out, notes = (file.with_name(name) for name in ("a.agproj", "b.agproj", "b.mid"))
    write_project(piece, project)
    options = ["--seed", "3", "--bars", "3:4", "--lock", score.tracks[1].name, "--simplify"]
    assert run(["rework", str(project), *options, "-o", str(out), "-o", str(notes)]) == 0
    after = read_project(out)
    assert after.workplace == piece.workplace and [track.is_locked for track in after.score.tracks][:2] == [True, False]
    assert after.score.tracks[:2] == locked.tracks[:2] and after.score.note_count < locked.note_count
    assert after.undo[-1].score == locked and after.undo[-1].label == "Simplify"
    assert read_midi(notes).note_count == after.score.note_count


def test_a_project_is_worked_on_by_the_plan_that_it_was_composed_by(file: Path, capsys) -> None:
    """As in the window; a piece that no longer follows it, or is called something else, has its plan read back."""
    plan, composer = make_plan(BRIEF, 2), load_composer(shipped_checkpoint())
    score = compose_score(composer, BRIEF, plan, seed=2)
    project = file.with_name("composed.agproj")
    write_project(Piece(score, take=Take("", BRIEF, plan, 2, composer.model_hash, score)), project)
    scope = read_scope(score, bars="3:4", tracks="Piano, chords")
    wanted = finished(regenerate(Work(score, BRIEF, composer, 3, plan), scope)).score
    options = ["rework", str(project), "--seed", "3", "--bars", "3:4", "--tracks", "Piano, chords"]
    out = file.with_name("reworked.agproj")
    assert run([*options, "-o", str(out)]) == 0
    assert read_project(out).score.tracks == wanted.tracks


def test_chords_that_are_others_are_told(file: Path, capsys) -> None:
    _, report = reworked(file, capsys, "--bars", "3:4", "--chords", "| Dm | E |")
    told = [(one["bar"], one["is"]) for one in report["chords"] if one["was"] != one["is"]]
    assert told and set(told) <= {(3, "Dm"), (4, "E")} and len(told) == len(report["chords"])


def test_sections_move_and_are_resized(file: Path, capsys) -> None:
    before = read_midi(file)
    first, second, last = (marker.text for marker in before.markers)
    assert [marker.tick // BAR for marker in before.markers] == [0, 4, 8]
    moved, _ = reworked(file, capsys, "--move", f"{second}:1")
    assert [(m.text, m.tick // BAR) for m in moved.markers] == [(second, 0), (first, 4), (last, 8)]
    assert moved.note_count == before.note_count and moved.end_tick == before.end_tick
    longer, _ = reworked(file, capsys, "--resize", f"{first}:6")
    assert [(m.text, m.tick // BAR) for m in longer.markers] == [(first, 0), (second, 6), (last, 10)]
    assert longer.end_tick == before.end_tick + 2 * BAR and longer.note_count > before.note_count


def test_words_are_done_to_music_by_others(file: Path, capsys) -> None:
    before = read_midi(file)
    after, report = reworked(file, capsys, "--ask", "no drums now, in E flat minor")
    assert [track.is_drums for track in after.tracks] == [False] * 3 and report["verb"] == "ask"
    gone = next(one for one in report["tracks"] if one["name"] == "Drums")
    assert gone["gone"] == len(before.tracks[2].notes) and not gone["new"]
    assert [n.pitch - 6 for n in after.tracks[0].notes] == [n.pitch for n in before.tracks[0].notes]


def test_what_words_move_beside_the_notes_is_told(file: Path, capsys) -> None:
    _, report = reworked(file, capsys, "--ask", "at 60 BPM, in E flat minor")
    assert "BPM → 60 BPM, A minor → Eb minor, 0:18 → 0:3" in report["moved"]
    _, report = reworked(file, capsys, "--ask", "drums louder")
    assert report["moved"] == "Faders moved: Drums." and not report["tracks"]
    _, report = reworked(file, capsys, "--lock", "Drums", "--ask", "no drums now")
    assert "locked" in report["notice"] and not report["tracks"]


def test_words_make_another_take_of_a_project(file: Path, capsys) -> None:
    plan = make_plan(BRIEF, 2)
    score = compose_score(load_composer(shipped_checkpoint()), BRIEF, plan, seed=2)
    take = Take("a ballad", BRIEF, plan, 2, "a model", score)
    project, out = file.with_name("words.agproj"), file.with_name("asked.agproj")
    write_project(Piece(score, take, (KeptTake(0, "A", take, score),)), project)
    assert run(["rework", str(project), "--ask", "no drums now", "-o", str(out)]) == 0
    asked = read_project(out)
    assert [(one.name, one.asked) for one in asked.takes] == [("A", ""), ("B", "no drums now")]
    assert [track.notes for track in asked.score.tracks] == [
        track.notes for track in score.tracks if not track.is_drums
    ]
    assert asked.take is asked.takes[1].take and asked.takes[1].base.score == score
    assert asked.undo[-1].score == score and asked.undo[-1].label == "“no drums now”"


def test_the_same_arguments_give_the_same_bytes_and_another_seed_others(file: Path, capsys) -> None:
    def written(name: str, *options: str) -> bytes:
        reworked(file, capsys, "--bars", "3:4", "--vary", "0.5", *options, name=name)
        return file.with_name(name).read_bytes()

    assert written("c.mid") == written("d.mid") != written("e.mid", "--seed", "4")


def test_what_is_locked_stays_and_is_not_locked_in_the_file(file: Path, capsys) -> None:
    before = read_midi(file)
    after, report = reworked(file, capsys, "--lock", "Piano,Drums")
    assert before.tracks[0].notes == after.tracks[0].notes and {one["name"] for one in report["tracks"]} == {
        "Fingered bass"
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--bars", "90:91"], "There are no bars 90:91"),
        (["--tracks", "Tuba"], "There is no track “Tuba”"),
        (["--lock", "Piano,Fingered bass,Drums"], "are locked"),
        (["--chords", "| Q |"], "“Q” in bar 1 is no chord"),
        (["--accompany", "whistling"], "nothing to accompany by"),
        (["--orchestrate", "kazoophone"], "no instrument known here"),
        (["--more", "colour"], "nothing to have more or less of"),
        (["--more", "density=3"], "is no degree"),
        (["--continue", "soon"], "nothing to continue by"),
        (["--vary", "0"], "nothing to vary"),
        (["--move", "Q:3"], "is no section"),
        (["--ask", "a blue sky"], "is not understood as a change of a piece"),
        (["--ask", "no tuba"], "Nobody plays tuba"),
        (["--ask", "no drums now", "--bars", "1:2"], "Words are about the whole piece"),
    ],
)
def test_what_cannot_be_done_costs_one_sentence(file: Path, capsys, options: list[str], sentence: str) -> None:
    out = file.with_name("never.mid")
    assert run(["rework", str(file), "-o", str(out), *options]) == 2
    told = capsys.readouterr().err
    assert sentence in told and len(told.splitlines()) == 1 and not out.exists()


@pytest.mark.parametrize(
    "wrong", [["--vary", "2"], ["--register", "C5:C3"], ["--keep", "time"], ["--infill", "--vary", "1"]]
)
def test_wrong_usage_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["rework", "a.mid", "-o", "b.mid", *wrong])


def test_a_sound_file_is_not_written(file: Path, capsys) -> None:
    assert run(["rework", str(file), "-o", str(file.with_suffix(".wav"))]) == 2
    assert "written as notes" in capsys.readouterr().err
