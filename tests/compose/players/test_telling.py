"""While composing a player is told exactly what training told it."""

import random
from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.encoding import encode
from audiogenesis_desktop.compose.players.flags import Hearing, usual_hearing
from audiogenesis_desktop.compose.players.rows import FLAGS_SIZE, KNOWN_ROWS, STEP_OFFSETS, TABLE_ROWS
from audiogenesis_desktop.compose.players.setting import Band, band_of, piece_vector
from audiogenesis_desktop.compose.players.telling import Board, Teller, Written
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES
from audiogenesis_desktop.plan.plan import Groove, Likeness, Part, Plan, Recall, Strike
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Meter, Section, Tempo
from audiogenesis_desktop.theory.instruments import find

BARS, BAR_TICKS = 12, 3840


@pytest.fixture
def plan() -> Plan:
    """Return a Plan of four players, with an intro, a section that comes back, and grooves."""
    kinds = (("intro", 0, 2), ("A", 2, 6), ("A'", 6, 10), ("outro", 10, 12))
    return Plan(
        tempi=(Tempo.from_bpm(0, 120),),
        meter=Meter(0, 4, 4),
        key=KeyAt(0, 2, "major"),
        sections=tuple(Section(a * BAR_TICKS, b * BAR_TICKS, kind, 0.2 + 0.05 * b) for kind, a, b in kinds),
        repeats=(-1, -1, 1, -1),
        active=(frozenset({2}), frozenset({0, 1, 2}), frozenset({0, 1, 2, 3}), frozenset({0, 1, 2, 3})),
        chords=tuple(
            ChordAt(bar * BAR_TICKS, BAR_TICKS // 2, bar * 5 % 12, ("maj", "min7")[bar % 2]) for bar in range(BARS)
        ),
        parts=(
            Part(2, find("piano"), "chords", register=(50, 76)),
            Part(0, find("drums"), "drums"),
            Part(3, find("flute"), "lead", register=(60, 90)),
            Part(1, find("fingered bass"), "bass", register=(28, 50), level=90),
        ),
        last_downbeat_tick=(BARS - 1) * BAR_TICKS,
        release_tick=BARS * BAR_TICKS - 480,
        length_ticks=BARS * BAR_TICKS,
        recalls=tuple(Recall(one_bar=Likeness(bar % 4)) for bar in range(BARS)),
        style=(("house", 1.0),),
        grooves=(
            {},
            {0: Groove(1, (Strike(0, 36), Strike(960, 38), Strike(960, 42))), 1: Groove(2, (Strike(0), Strike(5760)))},
            {0: Groove(1, (Strike(480, 36),))},
            {},
        ),
    )


@pytest.fixture
def band(plan: Plan) -> Band:
    """Return the Plan as its players are told it."""
    return band_of(plan, facts=piece_vector(plan, valence=0, energy=0.5, density=0.5, styles=("house",)))


def random_notes(band: Band, seed: int) -> list[np.ndarray]:
    """Return notes for each player in the bars in which it plays, chords among them."""
    draw, parts = random.Random(seed), []
    for player in band.players:
        found = set()
        for bar in np.flatnonzero(player.playing):
            for _ in range(draw.randrange(9)):
                pitch = draw.choice((36, 38, 42, 49)) if player.is_drums else draw.randrange(40, 70)
                found.add((int(bar), draw.choice((0, 0, 6, 12, 16, 24, 30, 47)), pitch))
        rows = [(*note, draw.randrange(30), draw.randrange(16)) for note in sorted(found)]
        parts.append(np.array(rows, dtype=np.int64).reshape(-1, 5))
    return parts


def replayed(band: Band, notes: list[np.ndarray], number: int, hearing: tuple[Hearing, ...]) -> dict[str, np.ndarray]:
    """Return what one player is told while all players write these notes in turn."""
    board = Board(band)
    tellers = {other: Teller(board, other, hearing=hearing if other == number else None) for other in band.turns()}
    told: dict[str, list] = {"bars": [], "flags": [], "steps": [], "known": []}
    for bar in range(band.bars):
        for other in band.turns():
            if not band.players[other].playing[bar]:
                continue
            teller, is_mine = tellers[other], other == number
            rows, flags = teller.begin_bar(bar)
            if is_mine:
                told["bars"].append(rows)
                told["flags"].append(flags)
            for _, place, pitch, duration, velocity in notes[other][notes[other][:, 0] == bar].tolist():
                if is_mine:
                    told["steps"].append(teller.step_rows())
                    told["known"].append(teller.known_rows(place))
                teller.take(Written(place, pitch, duration, velocity))
            if is_mine:
                told["steps"].append(teller.step_rows())
                told["known"].append(None)
            teller.end_bar()
    assert all(np.array_equal(board.rows(other), notes[other]) for other in range(len(notes)))
    return told


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("number", range(4))
def test_a_player_is_told_the_same_while_composing_as_in_training(band: Band, seed: int, number: int) -> None:
    notes, hearing = random_notes(band, seed), usual_hearing(band, number)
    encoded, told = encode(band, notes, number, hearing=hearing), replayed(band, notes, number, hearing)
    np.testing.assert_array_equal(encoded.bars, told["bars"])
    np.testing.assert_array_equal(encoded.flags, told["flags"])
    np.testing.assert_array_equal(encoded.steps, told["steps"])
    writes = encoded.fields[:, 0] != BAR
    np.testing.assert_array_equal(encoded.known[writes], [rows for rows in told["known"] if rows is not None])


def test_every_row_lies_in_its_table(band: Band) -> None:
    notes = random_notes(band, 1)
    for number in range(len(band.players)):
        found = encode(band, notes, number, hearing=usual_hearing(band, number))
        assert found.flags.shape[1] == FLAGS_SIZE
        assert max(found.steps.max(), found.bars.max(), found.part.max()) < TABLE_ROWS
        assert found.known.max() < KNOWN_ROWS and found.known.min() >= 0
        assert len(found.fields) == len(notes[number]) + band.players[number].playing.sum()


def test_steps_say_what_is_to_be_written(band: Band) -> None:
    notes = random_notes(band, 2)
    found = encode(band, notes, 1, hearing=usual_hearing(band, 1))
    written = found.fields[found.fields[:, 0] != BAR]
    np.testing.assert_array_equal(written[:, 0], notes[1][:, 1])
    np.testing.assert_array_equal(written[:, 1], notes[1][:, 2] + DRUM_PITCHES)


def test_who_plays_later_is_heard_as_a_section_ago(band: Band) -> None:
    """The bass, whose turn is before that of the flute, hears of it nothing in this bar."""
    notes = random_notes(band, 3)
    others = [rows.copy() for rows in notes]
    others[2] = np.array([(9, 0, 72, 5, 8)])  # the flute, in a bar that no later one takes up
    hearing = usual_hearing(band, 3)
    before, after = (encode(band, part, 3, hearing=hearing) for part in (notes, others))
    bar = np.flatnonzero(band.players[3].playing).tolist().index(9)
    told = [found.steps[found.bar == bar] for found in (before, after)]
    notes[2] = notes[2][notes[2][:, 0] != 9]
    np.testing.assert_array_equal(told[0], encode(band, notes, 3, hearing=hearing).steps[before.bar == bar])
    assert len(told[0]) == len(told[1])


def test_a_groove_is_told_bar_by_bar_from_its_sections_start(band: Band) -> None:
    bass = band.players[3].groove
    assert bass.tolist() == [[2, 0, 128], [3, 24, 128], [4, 0, 128], [5, 24, 128]]
    drums = band.players[1].groove
    assert [2, 12, 42] in drums.tolist() and [6, 6, 36] in drums.tolist() and not (drums[:, 0] > 9).any()


def test_a_hidden_groove_is_not_told(band: Band) -> None:
    nothing = np.zeros((0, 3), dtype=np.int64)
    players = tuple(replace(player, groove=nothing) for player in band.players)
    notes = random_notes(band, 4)
    found = encode(replace(band, players=players), notes, 1, hearing=usual_hearing(band, 1))
    assert not found.flags[:, -1].any()
    assert encode(band, notes, 1, hearing=usual_hearing(band, 1)).flags[:, -1].any()
    place = list(STEP_OFFSETS).index(STEP_OFFSETS.max())
    assert (found.steps[:, place] >= STEP_OFFSETS.max()).all()
