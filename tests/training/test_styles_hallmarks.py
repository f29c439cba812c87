"""Each style is true to itself: pieces written from the book have its hallmarks, its tempo and its essential roles."""

from collections import Counter

import pytest

from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.style.judging import missed
from audiogenesis_desktop.style.measures import Measures
from audiogenesis_desktop.training.styles import STYLES, Written, write

each_style = pytest.mark.parametrize("name", STYLES)


def check(name: str, pieces: list[Written], *, at_least: float) -> None:
    style = shipped()[name]
    lacking = Counter(line for piece in pieces for line in missed(style, piece.score, roles=piece.roles))
    assert sum(lacking.values()) <= (1 - at_least) * len(pieces) * len(style.hallmarks), lacking
    for piece in pieces:
        meter = piece.facts["meter"]
        low, high = style.time.tempo_of(meter)
        assert low <= int(piece.facts["tempo_bpm"]) <= high and meter in style.time.meters
        assert set(style.essential) <= set(piece.roles.values()), piece.roles
        assert set(piece.roles) == {track.id for track in piece.score.tracks}


@each_style
def test_a_few_pieces_have_the_hallmarks_the_tempo_and_the_essential_roles(name: str) -> None:
    check(name, [write(name, seed) for seed in range(3)], at_least=0.8)


@pytest.mark.slow
@each_style
def test_twelve_pieces_have_nine_in_ten_hallmarks_and_no_line_is_seldom_true(name: str) -> None:
    pieces = [write(name, 1000 + seed) for seed in range(12)]
    check(name, pieces, at_least=0.9)
    style = shipped()[name]
    lacking = Counter(line for piece in pieces for line in missed(style, piece.score, roles=piece.roles))
    assert all(count <= 3 for count in lacking.values()), lacking


@pytest.mark.slow
def test_every_line_up_is_written_by_some_seed() -> None:
    style = shipped()["reggae"]
    played = [{style_part(name, piece) for name in piece.roles} for piece in (write("reggae", s) for s in range(40))]
    for lineup in style.lineups:
        assert any(len(parts) == len(lineup.parts) for parts in played), lineup.name


def style_part(number: int, piece: Written) -> tuple[int, str]:
    return number, piece.roles[number]


def test_the_last_chord_rings_or_stops_as_the_style_says() -> None:
    for name, is_short in (("ska", True), ("ambient", False)):
        score = write(name, 3).score
        last_bar = score.length_ticks - score.meters[0].bar_ticks
        last = [n for t in score.tracks if not t.is_drums for n in t.notes if n.start_tick >= last_bar]
        assert last and all((note.length_ticks <= 480) == is_short for note in last), name


def test_a_style_that_thins_out_ends_on_its_bass_and_pads() -> None:
    for seed in range(4):
        piece = write("techno", seed)
        outro = piece.score.sections[-1]
        middle = (outro.start_tick + 3 * outro.end_tick) // 4
        before = {piece.roles[t.id] for t in piece.score.tracks if any(n.start_tick < middle for n in t.notes)}
        after = {piece.roles[t.id] for t in piece.score.tracks if any(n.start_tick >= middle for n in t.notes)}
        assert {"drums", "bass", "figure"} <= before and after and after <= {"bass", "pad"}, after


def test_machines_leave_nothing_out() -> None:
    style = shipped()["techno"]
    (bass,) = (part for part in style.parts if part.role == "bass")
    wanted = {len(pattern.replace(".", "").replace("-", "")) for play in bass.plays for pattern in play.patterns}
    for seed in range(3):
        measures = Measures(write("techno", seed).score)
        assert {count for count in measures.onsets_a_bar(("bass",)) if count} <= wanted


def test_a_drum_part_plays_the_kit_that_its_style_names() -> None:
    programs = {track.program for seed in range(3) for track in write("trap", seed).score.tracks if track.is_drums}
    assert programs == {25}


def test_a_style_has_fills_of_its_own() -> None:
    toms = {KEYS["low"], KEYS["mid"], KEYS["high"]}
    played = [
        {note.pitch for t in write(name, seed).score.tracks if t.is_drums for note in t.notes} & toms
        for name in ("trap", "rock")
        for seed in range(4)
    ]
    assert not any(played[:4]) and any(played[4:])
