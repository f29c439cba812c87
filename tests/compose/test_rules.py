"""What the rules let through, field by field, on a real plan."""

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.rules import MOST_AT_ONCE, Rules
from audiogenesis_desktop.compose.setting import setting_of
from audiogenesis_desktop.compose.vocabulary import DURATIONS
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, find
from audiogenesis_desktop.theory.keys import Key

BAND = ("piano", "fingered bass", "drums")
PIANO, BASS, DRUMS = (find(name).class_index for name in BAND)
SILENCE = np.zeros(12, dtype=np.float32)


@pytest.fixture(scope="module")
def piece():
    brief = Brief(instruments=BAND, key=Key(0, "major"), length_seconds=40, style=(("pop ballad", 1.0),))
    plan = make_plan(brief, 1)
    setting = setting_of(plan)
    return setting, Rules(plan, setting, Places(setting))


def allowed(mask) -> list[int]:
    return np.flatnonzero(mask > -1e8).tolist()


def test_onsets_lie_on_sixteenths_or_triplets_no_farther_than_a_bar(piece) -> None:
    setting, rules = piece
    bar = int(setting.bar_starts[1])
    for now in (0, 6, 8, bar, bar + 12):
        steps = allowed(rules.step(now, is_first=False, may_join=False))
        assert steps and max(steps) <= bar and 0 not in steps
        assert all((now + step) % bar % 6 == 0 or (now + step) % bar % 8 == 0 for step in steps)


def test_the_first_note_begins_the_piece(piece) -> None:
    assert allowed(piece[1].step(0, is_first=True, may_join=False)) == [0]


def test_who_has_had_its_voices_or_its_turn_may_not_begin_again(piece) -> None:
    setting, rules = piece
    onset = int(setting.bar_starts[setting.bar_count // 2])
    assert rules.may_begin(onset, begun={}, lowest=0) == sorted([DRUMS, PIANO, BASS])
    assert BASS not in rules.may_begin(onset, begun={BASS: CLASSES[BASS].voices}, lowest=0)
    assert rules.may_begin(onset, begun={}, lowest=BASS) == [i for i in sorted([DRUMS, PIANO, BASS]) if i >= BASS]
    assert rules.may_begin(onset, begun={PIANO: MOST_AT_ONCE}, lowest=0) == []


def test_who_fell_behind_is_leaned_to(piece) -> None:
    setting, rules = piece
    onset = int(setting.bar_starts[setting.bar_count // 2])
    recent = [0.0] * len(CLASSES)
    recent[PIANO] = recent[DRUMS] = 10.0
    bias = rules.instrument(onset, [DRUMS, PIANO, BASS], recent=recent)
    assert bias[BASS] > bias[PIANO] and allowed(bias) == sorted([DRUMS, PIANO, BASS])


def test_there_is_room_just_as_long_as_a_pitch_is_left(piece) -> None:
    _, rules = piece
    for instrument in (PIANO, BASS, DRUMS):
        for above in range(-1, 128):
            left = allowed(rules.pitch(instrument, 0, above=above, pitch_weights=SILENCE))
            assert rules.has_room(instrument, 0, above=above) == bool(left)
            assert not left or left[0] > above


def test_no_note_is_held_into_a_chord_that_it_clashes_with(piece) -> None:
    setting, rules = piece
    chords = setting.chords.reshape(-1)
    for half in range(len(chords) - 2):
        bar = half // 2
        onset = int(setting.bar_starts[bar] + half % 2 * setting.bar_starts[1] // 2)
        for pitch in range(60, 72):
            for length in DURATIONS[allowed(rules.duration(PIANO, pitch, onset))][1:].tolist():
                crossed = range(half + 1, min(int(setting.half_of(onset + length - 1)), half + 8) + 1)
                assert all(chords[i] == CHORD_COUNT or pitch % 12 in Chord.at(int(chords[i])).tones for i in crossed)
                assert onset + length <= rules.end


def test_drums_keep_their_pitches_whatever_the_chord(piece) -> None:
    _, rules = piece
    pitch_weights = np.arange(12, dtype=np.float32) * 100
    low, high = find("drums").pitch_range
    assert DRUMS == DRUM_CLASS
    assert allowed(rules.pitch(DRUMS, 0, above=-1, pitch_weights=pitch_weights)) == list(range(low, high + 1))
