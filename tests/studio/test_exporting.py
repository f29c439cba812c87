"""Exporting in the background: what is written, what cannot be, and what mends it."""

from dataclasses import replace

import pytest
import soundfile

from audiogenesis_desktop.delivery.export import Spec
from audiogenesis_desktop.delivery.order import Order
from audiogenesis_desktop.delivery.packs import Format, Pack
from audiogenesis_desktop.delivery.targets import target_of
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.studio.notices import Mend
from audiogenesis_desktop.studio.origin import Origin, plan_of

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def test_a_wav_that_lacks_a_soundfont_offers_to_choose_one(studio, noticed, qtbot, tmp_path):
    studio.document.load(SCORE)
    studio.settings.soundfont = str(tmp_path / "none.sf2")
    studio.exporting.export(tmp_path / "song.wav", Spec())
    qtbot.waitUntil(lambda: noticed["export"].mend == Mend.SOUNDFONT, timeout=5000)


def test_a_midi_file_is_exported_as_it_is_played_or_as_it_is_written(studio, noticed, qtbot, tmp_path):
    studio.document.load(replace(SCORE, feel=Feel(1.0, seed=3, style="rock")))
    paths = [tmp_path / "played.mid", tmp_path / "written.mid"]
    for path in paths:
        studio.exporting.export_mid(path, is_played=path.stem == "played")
        qtbot.waitUntil(lambda name=path.name: "export" in noticed and name in noticed["export"].text, timeout=5000)
    played, written = map(read_midi, paths)
    assert written.tracks[0].notes == SCORE.tracks[0].notes and written.feel == studio.document.score.feel
    assert played.tracks[0].notes == perform(studio.document.score).tracks[0].notes and played.is_as_written


def test_any_format_is_exported_and_it_is_told_how_long_and_how_loud_it_is(studio, noticed, soundfont, qtbot, tmp_path):
    studio.document.load(replace(SCORE, length_ticks=4800))
    studio.settings.soundfont = str(soundfont)
    path = tmp_path / "song.ogg"
    with qtbot.waitSignal(studio.exporting.delivered, timeout=20_000) as written:
        studio.exporting.export(path, Spec("ogg", rate=16_000, target=target_of("-20")))
    (one,) = written.args[0]
    assert one.frames == soundfile.info(path).frames == 40_000
    assert noticed["export"].text == "Wrote song.ogg: 2.500 s, -20.0 LUFS."


def test_a_pack_is_delivered_and_one_that_cannot_be_is_a_sentence(studio, noticed, soundfont, qtbot, tmp_path):
    studio.document.load(replace(SCORE, length_ticks=4800))
    studio.settings.soundfont = str(soundfont)
    pack = Pack(name="Two", loudness="ebu", formats=(Format(rate=16_000),), markers=("csv",))
    with qtbot.waitSignal(studio.exporting.delivered, timeout=20_000):
        studio.exporting.deliver(tmp_path / "out", pack)
    assert (tmp_path / "out" / "LICENCE.txt").is_file()
    assert "Wrote out: 2.500 s" in noticed["export"].text
    studio.exporting.deliver(tmp_path / "out", pack)
    qtbot.waitUntil(lambda: "not an empty folder" in noticed["export"].text, timeout=5000)


@pytest.fixture
def take(fake_parts):
    """Return a take of the plan that the studio composes with here."""
    brief = fake_parts.read("calm, 72 bpm")
    plan = fake_parts.make_plan(brief, 7)
    tracks = tuple(Track(part.track_id, part.instrument.name) for part in plan.parts)
    score = Score(
        tracks, tempi=plan.tempi, meters=(plan.meter,), sections=plan.sections, length_ticks=plan.length_ticks
    )
    return Take("calm, 72 bpm", brief, plan, 7, "abc123", score)


@pytest.fixture
def ready(studio, soundfont):
    studio.document.load(replace(SCORE, length_ticks=4800))
    studio.settings.soundfont = str(soundfont)
    return studio


def order_of(tmp_path, **values):
    pack = Pack(**{"name": "Files", "loudness": "-20", "formats": (Format(rate=16_000),), **values})
    return Order(pack, tmp_path, "Spot")


def test_a_stretch_is_written_alone_and_as_long_as_it_is(ready, qtbot, tmp_path):
    with qtbot.waitSignals([ready.exporting.delivered, ready.exporting.ended], timeout=20_000):
        ready.exporting.order(order_of(tmp_path), Stretch(960, 2880))
    assert soundfile.info(tmp_path / "Spot.wav").frames == 16_000
    assert ready.exporting.written == tmp_path / "Spot.wav" and not ready.exporting.is_busy


def test_an_order_for_more_is_a_folder_whose_files_have_its_name(ready, noticed, qtbot, tmp_path):
    with qtbot.waitSignal(ready.exporting.delivered, timeout=20_000):
        ready.exporting.order(order_of(tmp_path, markers=("edl",), lengths=(60,)))
    (sound,) = (tmp_path / "Spot" / "audio").iterdir()
    assert (
        sound.name.startswith("Spot ")
        and "There are no 60 s of it" in noticed["export"].text
        and noticed["export"].mend == Mend.SHOW_WRITTEN
    )


def test_versions_of_what_was_composed_here_are_composed_even_longer_ones(ready, take, fake_composer, qtbot, tmp_path):
    notes = tuple(Note(tick, 60, 960, 80) for tick in range(0, take.plan.length_ticks, 960))
    score = replace(take.score, tracks=tuple(track.with_notes(notes) for track in take.score.tracks))
    ready.document.load_piece(Piece(score, take))
    with qtbot.waitSignal(ready.exporting.delivered, timeout=20_000) as written:
        ready.exporting.order(order_of(tmp_path, lengths=(40,)))
    assert [one.frames for one in written.args[0]] == [round(length_seconds(score) * 16_000), 40 * 16_000]
    assert fake_composer.seeds


def test_what_a_composed_piece_has_nothing_of_is_told_before_it_is_written(ready, take):
    pack = order_of(None, loops=(1, 999), versions=("sting",)).pack
    assert ready.exporting.lacks(pack) == []  # of what was not composed here nothing is known yet
    ready.document.load_piece(Piece(take.score, take))
    (told,) = ready.exporting.lacks(pack)
    assert told.startswith("There is no loop of 999 bars")


def test_what_cannot_be_written_is_told_and_nothing_is_begun(ready, noticed, qtbot, tmp_path):
    with qtbot.waitSignal(ready.exporting.failed):
        ready.exporting.order(order_of(tmp_path / "missing"))
    assert "is no folder" in noticed["export"].text and not ready.exporting.is_busy


def test_cancelled_nothing_is_left(ready, qtbot, tmp_path):
    with qtbot.waitSignal(ready.exporting.ended, timeout=20_000):
        ready.exporting.order(order_of(tmp_path, stems="track"))
        ready.exporting.cancel()
    assert list(tmp_path.glob("Spot*")) == list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []


def test_what_was_composed_tells_prompt_and_seed_and_what_was_opened_its_file(take):
    told = Origin(take, "song.mid").provenance()
    assert (told.prompt, told.seed, told.opened_file) == (take.prompt, take.seed, "")
    assert not told.is_shipped and told.model == "another model"
    assert Origin(None, "song.mid").provenance().opened_file == "song.mid"
    assert Origin(None).provenance().opened_file == "notes of your own"


def test_a_plan_holds_until_bars_tempi_or_tracks_change(take):
    louder = replace(take.score, level_db=-3.0)
    assert plan_of(louder, take) is take.plan and plan_of(louder, None) is None
    for changed in (
        replace(louder, length_ticks=take.score.length_ticks + 3840),
        replace(louder, tracks=take.score.tracks[:1]),
        replace(louder, tempi=(Tempo.from_bpm(0, 61),)),
    ):
        assert plan_of(changed, take) is None
