"""The bytes that are written are those that mido writes of the same events, and what stays is not written anew."""

from dataclasses import replace
from io import BytesIO

import mido
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.files import midi_writing
from audiogenesis_desktop.files.midi import midi_bytes
from audiogenesis_desktop.files.midi_writing import MidiWriter
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import Bend, Control, Mix, Note, Score, Track

FAR = st.sampled_from([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 200_000_000])
NOTES = st.lists(
    st.builds(Note, st.integers(0, 500) | FAR, st.integers(58, 64), st.integers(1, 400), st.integers(1, 127)),
    max_size=10,
)
TRACKS = st.builds(
    lambda notes, controls, bends, program: Track(
        0, f"Any {program}", program, controls=tuple(sorted(controls)), bends=tuple(sorted(bends))
    ).with_notes(notes),
    NOTES,
    st.lists(st.builds(Control, st.integers(0, 500), st.integers(0, 127), st.integers(0, 127)), max_size=4),
    st.lists(st.builds(Bend, st.integers(0, 500), st.integers(-8192, 8191)), max_size=3),
    st.integers(0, 127),
)
SCORES = st.lists(TRACKS, max_size=18).map(
    lambda tracks: Score(tuple(replace(track, id=i, is_drums=i == 2) for i, track in enumerate(tracks)))
)


def parts_by_mido(score):
    """The tracks' bytes as mido writes them, one message after another."""
    channels, file = assign_channels(score), mido.MidiFile(type=1, ticks_per_beat=960)
    for track in score.tracks:
        made = mido.MidiTrack([mido.MetaMessage("track_name", name=track.name)])
        if any(channel.port for channel in channels.values()):
            made.append(mido.MetaMessage("midi_port", port=channels[track.id].port))
        now = 0
        for event in flatten(score):
            if event.track_id == track.id:
                made.append(mido.Message.from_bytes(event.data, time=event.tick - now))
                now = event.tick
        made.append(mido.MetaMessage("end_of_track", time=max(0, score.end_tick - now)))
        file.tracks.append(made)
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()[14:]


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(SCORES)
def test_the_bytes_are_those_that_mido_writes(score):
    assert midi_bytes(score).endswith(parts_by_mido(score))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SCORES, min_size=1, max_size=4))
def test_what_is_kept_between_files_changes_none_of_them(scores):
    writer = MidiWriter()
    for score in scores:
        assert writer.file_of(score) == midi_bytes(score)
        longer = replace(score, length_ticks=score.end_tick + 77)
        assert writer.file_of(longer) == midi_bytes(longer)


def test_only_a_track_that_changed_is_written_anew(monkeypatch):
    score = Score(tuple(Track(i, "Any", i, notes=(Note(0, 60, 960, 80), Note(960, 62, 960, 80))) for i in range(3)))
    writer, written, encode = MidiWriter(), [], midi_writing._encoded
    monkeypatch.setattr(midi_writing, "_encoded", lambda messages: written.append(messages) or encode(messages))
    writer.file_of(score)
    assert len(written) == 3
    for changed in (
        edits.exchange_notes(score, 1, [Note(0, 60, 960, 80)], [Note(0, 61, 960, 80)]),
        edits.set_mix(score, 1, Mix(volume=3)),
        replace(score, tracks=(score.tracks[0], replace(score.tracks[1], name="Else"), score.tracks[2])),
    ):
        writer.file_of(score)
        written.clear()
        assert writer.file_of(changed) == midi_bytes(changed)
        assert len(written) == 1 + 3  # the changed one, and all of them for `midi_bytes`
    writer.file_of(score)
    written.clear()
    writer.file_of(edits.set_tempo(score, 66))
    assert written == []


@pytest.mark.parametrize("number", [0, 127, 128, 8192, 16_384, 2_097_152, 268_435_455])
def test_lengths_are_written_as_standard_midi_files_have_them(number):
    from mido.midifiles.meta import encode_variable_int
    from numpy import array

    assert list(midi_writing._variable(array([number]))) == encode_variable_int(number)
