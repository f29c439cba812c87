"""Copies: what is known again and what is nobody's, the file, and that composing does not write them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose import copies
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.copies import (
    NOTHING_KNOWN,
    KnownBars,
    as_file,
    known_bars_of,
    lines_of,
    read_known_bars,
    run_names,
    shipped_known_bars,
)
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.keys import Key

TUNE = [60, 62, 64, 65, 67, 65, 64, 62, 60, 57, 59, 62, 67, 69, 71, 74]
SOLO = Brief(instruments=("flute",), key=Key(2, "minor"), length_seconds=40)
BAND = Brief(instruments=("piano", "acoustic bass", "drums"), key=Key(9, "minor"), length_seconds=30)


def piece(*lines: list[int], beat: int = 960, at: int = 0, length: int = 400) -> Score:
    tracks = [
        Track(i, "").with_notes(Note(at + n * beat, pitch, length, 80) for n, pitch in enumerate(line))
        for i, line in enumerate(lines)
    ]
    return Score(tracks=tuple(tracks))


NAMES = [158344236822830, 249963302245793]  # of the runs of TUNE, worked out once
KNOWN = known_bars_of([piece([48] * 12, TUNE), Score(), piece(TUNE[::-1])])


def test_a_tune_is_known_in_another_key_place_and_length() -> None:
    assert KNOWN.copied(piece(TUNE)) == 2  # bars 1 to 3 and 2 to 4
    assert KNOWN.copied(piece([55, 62] * 6, [pitch - 7 for pitch in TUNE], at=2 * 3840, length=90)) == 2
    assert KNOWN.copied(piece(TUNE + TUNE)) == 2  # the same again is no other


def test_two_bars_another_rhythm_and_another_note_are_not_known() -> None:
    assert KNOWN.copied(piece(TUNE[:8])) == 0
    assert KNOWN.copied(piece(TUNE, beat=480)) == 0
    assert KNOWN.copied(piece([66 if i == 6 else pitch for i, pitch in enumerate(TUNE)])) == 0
    assert KNOWN.copied(piece([pitch + (0, 1, 3, 4)[i // 4] for i, pitch in enumerate(TUNE)])) == 0


@pytest.mark.parametrize(
    "score",
    [
        Score(),
        piece([60, 64] * 16),
        piece([60, 62, 64, 65], beat=3840),
        Score(tracks=(replace(piece(TUNE).tracks[0], is_drums=True),)),
    ],
    ids=["empty", "two pitches", "a note a bar", "drums"],
)
def test_what_is_nobodys_has_no_name(score: Score) -> None:
    assert len(known_bars_of([score])) == 0 and known_bars_of([score]).copied(score) == 0


def test_names_are_the_same_on_every_machine() -> None:
    assert run_names(lines_of(piece(TUNE))).tolist() == NAMES


def test_the_file_gives_back_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "known.safetensors"
    path.write_bytes(as_file(KNOWN, {"pieces": 3}))
    assert np.array_equal(read_known_bars(path).names, KNOWN.names) and len(KNOWN) == 4
    path.write_bytes(as_file(NOTHING_KNOWN, {}))
    assert read_known_bars(path).copied(piece(TUNE)) == 0


def broken_files() -> list[bytes]:
    from safetensors.numpy import save

    whole = as_file(KNOWN, {})
    backwards = {"counts": np.array([2], dtype=np.uint32), "low": np.array([2, 1], dtype=np.uint32)}
    uneven = backwards | {"counts": np.array([3], dtype=np.uint32)}
    return [b"", whole[:-3], save({"low": backwards["low"]}), save(backwards), save(uneven)]


@pytest.mark.parametrize("number", range(5), ids=["empty", "cut short", "lacking", "in disorder", "uneven"])
def test_a_broken_file_is_reported_and_composing_goes_without(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "known.safetensors"
    path.write_bytes(broken_files()[number])
    with pytest.raises(BadInput, match="known bars"):
        read_known_bars(path)
    monkeypatch.setattr(copies, "known_bars_path", lambda: path)
    assert len(shipped_known_bars.__wrapped__()) == 0


def test_a_missing_file_means_that_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "none.safetensors"
    with pytest.raises(MissingPart, match="no known bars"):
        read_known_bars(path)
    monkeypatch.setattr(copies, "known_bars_path", lambda: path)
    assert len(shipped_known_bars.__wrapped__()) == 0


def test_the_shipped_file_is_whole_and_loaded_once() -> None:
    assert len(shipped_known_bars()) > 50_000
    assert shipped_known_bars() is shipped_known_bars()


def one_run(score: Score, first: int) -> KnownBars:
    """Return as known three bars, from the bar of index `first` on, of the first track in which they have a name."""
    start, end = first * 3840, (first + 3) * 3840
    for track in score.tracks:
        notes = [n._replace(start_tick=n.start_tick - start) for n in track.notes if start <= n.start_tick < end]
        known = known_bars_of([Score(tracks=(Track(0, "").with_notes(notes),))])
        if len(known) and not track.is_drums:
            return known
    raise AssertionError("no track has a run that is somebody's")


def onsets(score: Score, until: int) -> list[list[tuple[int, int]]]:
    return [[(n.start_tick, n.pitch) for n in track.notes if n.start_tick < until] for track in score.tracks]


@pytest.mark.parametrize("first", [0, 3, 6])
@pytest.mark.parametrize("brief", [SOLO, BAND], ids=["solo", "band"])
def test_a_bar_that_completes_a_copy_is_written_otherwise(untrained_knowing, brief: Brief, first: int) -> None:
    plan = make_plan(brief, 3)
    free = compose_score(untrained_knowing(NOTHING_KNOWN, busy=True), brief, plan, seed=3)
    known = one_run(free, first)
    assert len(known) == 1 == known.copied(free)
    ours = compose_score(untrained_knowing(known, busy=True), brief, plan, seed=3)
    assert known.copied(ours) == 0
    bars = (i for i in range(first + 1) if one_run(free, i).names.tolist() == known.names.tolist())
    last_bar = (next(bars) + 2) * 3840  # of where it is first played: sections come back
    assert onsets(ours, last_bar) == onsets(free, last_bar)
    assert compose_score(untrained_knowing(known, busy=True), brief, plan, seed=3) == ours


def test_the_bar_before_the_last_chord_is_written_otherwise_where_the_chord_completes_a_copy(
    untrained_knowing,
) -> None:
    plan = make_plan(SOLO, 3)
    free = compose_score(untrained_knowing(NOTHING_KNOWN, busy=True), SOLO, plan, seed=3)
    known = one_run(free, plan.last_downbeat_tick // 3840 - 2)
    ours = compose_score(untrained_knowing(known, busy=True), SOLO, plan, seed=3)
    assert known.copied(free) == 1 and known.copied(ours) == 0
    before = plan.last_downbeat_tick - 3840
    assert onsets(ours, before) == onsets(free, before)


def test_what_was_yielded_stands_and_nothing_is_yielded_twice(untrained_knowing) -> None:
    plan, composer = make_plan(BAND, 3), untrained_knowing(NOTHING_KNOWN, busy=True)
    known = one_run(compose_score(composer, BAND, plan, seed=3), 3)
    free = list(composer.compose(BAND, plan, plan.empty_score(), seed=3))
    ours = list(untrained_knowing(known, busy=True).compose(BAND, plan, plan.empty_score(), seed=3))
    same = next(i for i, (one, other) in enumerate(zip(free, ours, strict=False)) if one != other)
    assert max(note.start_tick for _, note in ours[:same]) >= 4 * 3840
    assert len({(track_id, note.start_tick, note.pitch) for track_id, note in ours}) == len(ours)


def test_where_nothing_is_copied_the_music_is_as_it_was(untrained_knowing) -> None:
    plan = make_plan(BAND, 4)
    free, ours = (compose_score(untrained_knowing(known), BAND, plan, seed=4) for known in (NOTHING_KNOWN, KNOWN))
    assert free == ours


def test_a_piece_that_cannot_help_copying_ends_all_the_same(untrained_knowing, monkeypatch) -> None:
    monkeypatch.setattr(KnownBars, "copied", lambda self, piece: len(self))
    plan = make_plan(SOLO, 1)
    notes = list(untrained_knowing(KNOWN).compose(SOLO, plan, plan.empty_score(), seed=1))
    assert max(note.start_tick for _, note in notes) == plan.last_downbeat_tick
