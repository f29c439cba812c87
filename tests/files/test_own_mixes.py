"""Tracks that share a channel by turns come back from a file each with its own mix."""

import io

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.files.midi import midi_bytes
from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.files.own_mixes import MIX_MARK, mix_mark, mix_of
from audiogenesis_desktop.score.score import Control, Mix, Note, Score, Track

BAR = 3840
sevens = st.integers(0, 127)
mixes = st.builds(Mix, sevens, sevens, sevens, sevens)


def drummers(*all_mixes, controls=()):
    """Return a score of drummers who play a bar each in turn, three times over."""
    count = len(all_mixes)
    tracks = [
        Track(i, f"Kit {i}", 8 * (i % 2), is_drums=True, mix=mix, controls=controls, notes=bars(i, count))
        for i, mix in enumerate(all_mixes)
    ]
    return Score(tuple(tracks))


def bars(which, count):
    return tuple(Note((which + count * n) * BAR, 36 + which, 480, 90) for n in range(3))


def made_of(score):
    return [(t.name, t.program, t.mix, t.controls, t.notes) for t in score.tracks]


@settings(max_examples=40)
@given(st.lists(mixes, min_size=2, max_size=4))
def test_each_drummer_has_his_own_mix_again_and_nobody_the_controllers_between(all_mixes):
    score = drummers(*all_mixes)
    again = parse_midi(midi_bytes(score))
    assert made_of(again) == made_of(score)


def test_what_all_move_together_stays():
    moved = (Control(BAR + 960, 11, 90), Control(2 * BAR + 5, 7, 33))
    score = drummers(Mix(100, 20, 0, 0), Mix(80, 30, 40, 9), controls=moved)
    assert [track.controls for track in parse_midi(midi_bytes(score)).tracks] == [moved, moved]


def test_others_hear_the_faders_at_each_turn_and_pass_over_what_is_told():
    file = mido.MidiFile(file=io.BytesIO(midi_bytes(drummers(Mix(volume=100), Mix(volume=80)))))
    levels = [m.value for m in mido.merge_tracks(file.tracks) if m.type == "control_change" and m.control == 7]
    assert levels == [100, 80] * 3


def test_a_file_whose_faders_were_changed_since_is_read_as_it_stands():
    data = midi_bytes(drummers(Mix(volume=100), Mix(volume=80)))
    changed = data.replace(bytes((7, 80)), bytes((7, 81)), 1)
    assert changed != data
    tracks = parse_midi(changed).tracks
    assert [track.mix.volume for track in tracks] == [100, 100]
    assert [c.value for c in tracks[0].controls if c.controller == 7] == [81, 100, 80, 100, 80]


def test_tracks_of_one_mix_or_of_channels_of_their_own_are_told_no_mix():
    one = Track(0, "Piano", mix=Mix(volume=90), notes=bars(0, 2))
    assert MIX_MARK not in midi_bytes(Score((one, Track(1, "Bass", 32, mix=Mix(volume=70), notes=bars(1, 2)))))
    assert MIX_MARK not in midi_bytes(drummers(Mix(volume=90), Mix(volume=90)))


@pytest.mark.parametrize("told", [b"", b"1 2 3", b"1 2 3 128", b"-1 2 3 4", b"1 2 3 4 5", b"\xb2 2 3 4", b"1e1 2 3 4"])
def test_nonsense_in_its_place_tells_nothing(told):
    assert mix_of(MIX_MARK + told) is None
    assert mix_of(mix_mark(Mix(1, 2, 3, 4))) == Mix(1, 2, 3, 4)
