"""What is written is read back; what is read by other programs agrees."""

from dataclasses import replace

import mido
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import midi_bytes, read_midi, write_midi
from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import (
    Bend,
    Control,
    KeyAt,
    Marker,
    Meter,
    Mix,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)
from tests.files.smf import song

TICK = st.integers(0, 20_000)
BYTE = st.integers(0, 127)
TEXT = st.text(st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
NOTES = st.lists(
    st.builds(Note, TICK, st.integers(58, 64), st.integers(1, 4000), st.integers(1, 127)), min_size=1, max_size=12
)
CONTROLS = st.lists(st.builds(Control, TICK, st.sampled_from([1, 11, 64, 101]), BYTE), max_size=4)
BENDS = st.lists(st.builds(Bend, TICK, st.integers(-8192, 8191)), max_size=3)
MIX = st.builds(Mix, BYTE, BYTE, BYTE, BYTE)


def by_tick(strategy, **kwargs):
    return st.lists(strategy, unique_by=lambda item: item.tick, max_size=4, **kwargs).map(
        lambda items: tuple(sorted(items, key=lambda item: item.tick))
    )


@st.composite
def scores(draw, max_tracks=8):
    tracks = []
    for i in range(draw(st.integers(0, max_tracks))):
        track = Track(
            id=i,
            name=draw(TEXT),
            program=draw(BYTE),
            bank=draw(st.sampled_from([0, 1, 128, 16383])),
            is_drums=i == 3,
            mix=draw(MIX),
            controls=tuple(sorted(draw(CONTROLS), key=lambda control: control.tick)),
            bends=tuple(sorted(draw(BENDS), key=lambda bend: bend.tick)),
        )
        tracks.append(track.with_notes(draw(NOTES)))
    return Score(
        tracks=tuple(tracks),
        tempi=(Tempo(0, 500_000), *draw(by_tick(st.builds(Tempo, st.integers(1, 9999), st.integers(1, 0xFFFFFF))))),
        meters=(
            Meter(0, 4, 4),
            *draw(by_tick(st.builds(Meter, st.integers(1, 9999), st.integers(1, 32), st.sampled_from([2, 4, 8, 64])))),
        ),
        keys=draw(by_tick(st.builds(KeyAt, TICK, st.integers(0, 11), st.sampled_from(["major", "minor"])))),
        markers=draw(by_tick(st.builds(Marker, TICK, TEXT, st.sampled_from(["marker", "text", "lyric", "cue"])))),
        length_ticks=draw(st.sampled_from([0, 1, 30_000])),
        title=draw(st.one_of(st.just(""), TEXT)),
    )


def sounding(score):
    """The notes of each track as they sound: one at a time on each key."""
    by_track = {track.id: {} for track in score.tracks}
    for event in flatten(score):
        if event.kind == 0x90:
            by_track[event.track_id][event.tick, event.data[1]] = event
        elif event.kind == 0x80:
            held = by_track[event.track_id]
            start = max(key for key in held if key[1] == event.data[1] and not isinstance(held[key], Note))
            held[start] = Note(start[0], start[1], event.tick - start[0], held[start].data[2])
    return [sorted(notes.values()) for notes in by_track.values()]


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(scores())
def test_a_score_survives_the_file(score):
    again = parse_midi(midi_bytes(score))
    for name in ("tempi", "meters", "keys", "markers", "length_ticks", "title"):
        assert getattr(again, name) == getattr(score, name), name
    assert len(again.tracks) == len(score.tracks)
    for ours, theirs in zip(score.tracks, again.tracks, strict=True):
        for name in ("name", "program", "bank", "is_drums", "mix", "controls", "bends"):
            assert getattr(theirs, name) == getattr(ours, name), name
    assert [list(track.notes) for track in again.tracks] == sounding(score)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(scores())
def test_reading_and_writing_settles_at_once(score):
    data = midi_bytes(parse_midi(midi_bytes(score)))
    assert midi_bytes(parse_midi(data)) == data


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(scores(max_tracks=24))
def test_files_are_strictly_correct(score):
    file = read_back(midi_bytes(score))
    assert (file.type, file.ticks_per_beat) == (1, 960)
    assert not [m for track in file.tracks[1:] for m in track if m.type in ("set_tempo", "time_signature")]
    for track in file.tracks:
        assert [m.type for m in track].count("end_of_track") == 1
        assert track[-1].type == "end_of_track"
        assert sum(m.time for m in track) >= score.end_tick
    for track in file.tracks[1:]:
        assert_part_is_correct(track)


def read_back(data):
    from io import BytesIO

    return mido.MidiFile(file=BytesIO(data))


def assert_part_is_correct(track):
    channels = {m.channel for m in track if not m.is_meta}
    assert len(channels) == 1
    kinds = [m.type for m in track]
    if "note_on" in kinds:
        assert kinds.index("program_change") < kinds.index("note_on")
    now, held, released = 0, set(), {}
    for message in track:
        now += message.time
        if message.type == "note_on":
            assert message.velocity > 0
            assert message.note not in held
            held.add(message.note)
        elif message.type == "note_off":
            held.remove(message.note)
            released[message.note] = now
    assert not held


def test_the_same_score_gives_the_same_bytes(tmp_path):
    score = Score((Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), length_ticks=9600)
    write_midi(score, tmp_path / "a.mid")
    write_midi(replace(score), tmp_path / "b.mid")
    assert (tmp_path / "a.mid").read_bytes() == (tmp_path / "b.mid").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mid", "b.mid"]


def test_sections_are_written_as_markers():
    score = Score(sections=(Section(0, 3840, "intro", 0.3), Section(3840, 7680, "B", 0.6, "drop")), length_ticks=7680)
    assert parse_midi(midi_bytes(score)).markers == (Marker(0, "intro"), Marker(3840, "drop"))


def test_more_tracks_than_channels_use_ports_and_come_back_with_their_own_sounds():
    tracks = tuple(Track(i, f"T{i}", program=i, notes=(Note(0, 60, 960, 80),)) for i in range(40))
    again = parse_midi(midi_bytes(Score(tracks)))
    assert [(track.name, track.program, track.notes) for track in again.tracks] == [
        (track.name, track.program, track.notes) for track in tracks
    ]


def test_a_track_that_takes_over_a_channel_tells_its_sound_though_the_channel_has_it_already():
    throughout = [Track(i, f"T{i}", program=i, notes=(Note(0, 60, 30_000, 80),)) for i in range(14)]
    early = Track(14, "Early", program=48, mix=Mix(pan=10), notes=(Note(0, 60, 100, 80),))
    late = Track(15, "Late", program=48, mix=Mix(pan=90), notes=(Note(5000, 60, 100, 80),))
    *_, first, second = read_back(midi_bytes(Score((*throughout, early, late)))).tracks
    assert {m.channel for m in (*first, *second) if not m.is_meta} == {15}
    assert [m.program for m in second if m.type == "program_change"] == [48]
    assert [(m.control, m.value) for m in second if m.is_cc(10)] == [(10, 90)]


def test_the_planned_end_is_kept_but_an_end_of_our_making_up_is_not():
    note = Track(0, "Piano", notes=(Note(0, 60, 960, 80),))
    assert parse_midi(midi_bytes(Score((note,), length_ticks=4800))).length_ticks == 4800
    assert parse_midi(midi_bytes(Score((note,)))).length_ticks == 0


def test_other_readers_agree(tmp_path):
    score = Score(
        tracks=(
            Track(0, "Piano", 0, notes=(Note(0, 62, 960, 80), Note(960, 65, 480, 70))),
            Track(1, "Strings", 48, notes=(Note(0, 50, 3840, 60),)),
            Track(2, "Drums", is_drums=True, notes=(Note(0, 36, 240, 100),)),
        ),
        tempi=(Tempo.from_bpm(0, 72), Tempo.from_bpm(1920, 144)),
        meters=(Meter(0, 3, 4),),
        keys=(KeyAt(0, 2, "minor"),),
        length_ticks=9600,
        title="A test",
    )
    path = tmp_path / "a.mid"
    write_midi(score, path)
    with_pretty_midi(path, score)
    with_symusic(path)
    with_music21(path)


def with_pretty_midi(path, score):
    from pretty_midi import PrettyMIDI

    midi = PrettyMIDI(str(path))
    assert [(i.name, i.program, i.is_drum) for i in midi.instruments] == [
        ("Piano", 0, False),
        ("Strings", 48, False),
        ("Drums", 0, True),
    ]
    assert midi.instruments[1].notes[0].end == pytest.approx(length_seconds(replace(score, length_ticks=0)))
    assert midi.get_tempo_changes()[1] == pytest.approx([72, 144], rel=1e-5)
    assert str(midi.key_signature_changes[0]).startswith("D minor")


def with_symusic(path):
    import symusic

    score = symusic.Score(path)
    assert score.ticks_per_quarter == 960
    assert [len(track.notes) for track in score.tracks] == [2, 1, 1]
    assert [(t.numerator, t.denominator) for t in score.time_signatures] == [(3, 4)]


def with_music21(path):
    from music21 import converter, instrument, key, meter, tempo

    score = converter.parse(path)
    first_key = next(iter(score.recurse().getElementsByClass(key.KeySignature)))
    assert first_key.asKey("minor").name.lower() == "d minor"
    assert [m.ratioString for m in score.recurse().getElementsByClass(meter.TimeSignature)][:1] == ["3/4"]
    assert next(iter(score.recurse().getElementsByClass(tempo.MetronomeMark))).number == pytest.approx(72, abs=0.1)
    assert {i.midiProgram for i in score.recurse().getElementsByClass(instrument.Instrument)} >= {0, 48}


@pytest.mark.parametrize("place", ["nowhere/a.mid", "."])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, place):
    target = tmp_path / place
    with pytest.raises(BadInput, match="cannot be written"):
        write_midi(Score(), target)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.mid"
    path.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(BadInput, match=r"a\.mid cannot be written \(No space left on device\)"):
        write_midi(Score(), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed_not_replaced(tmp_path):
    (tmp_path / "real.mid").write_bytes(b"old")
    (tmp_path / "link.mid").symlink_to("real.mid")
    write_midi(Score(title="New"), tmp_path / "link.mid")
    assert (tmp_path / "link.mid").is_symlink()
    assert read_midi(tmp_path / "real.mid").title == "New"


# Files of others, read, written and read again

MESSAGES = st.lists(
    st.one_of(
        st.tuples(st.just(0x90), st.integers(58, 62), st.integers(0, 127)),
        st.tuples(st.just(0x80), st.integers(58, 62), st.integers(0, 127)),
        st.tuples(st.just(0xC0), st.integers(0, 5)),
        st.tuples(st.just(0xB0), st.sampled_from([0, 7, 10, 64, 121, 123]), BYTE),
        st.tuples(st.just(0xE0), BYTE, BYTE),
        st.tuples(st.just(0xD0), BYTE),
    ),
    max_size=30,
)
WAITS = st.integers(0, 200)
OTHERS_TRACK = st.tuples(MESSAGES, st.lists(WAITS, min_size=30, max_size=30), st.sampled_from([0, 1, 9, 12]))


def body_of(track):
    messages, waits, channel = track
    timed = zip(messages, waits, strict=False)
    return b"".join(bytes((wait & 0x7F, message[0] | channel, *message[1:])) for message, wait in timed)


def what_sounds(score):
    """Every note that begins, by sound, tick and key: of several on one key at once one is heard."""
    return {(t.program, t.bank, t.is_drums, n.start_tick, n.pitch) for t in score.tracks for n in t.notes}


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(OTHERS_TRACK, min_size=1, max_size=4), st.sampled_from([96, 480, 960, 1000]))
def test_no_note_of_others_is_lost_and_all_settles(tracks, division):
    score = parse_midi(song(*map(body_of, tracks), division=division))
    again = parse_midi(midi_bytes(score))
    assert what_sounds(again) == what_sounds(score)
    assert what_sounds(parse_midi(midi_bytes(again))) == what_sounds(score)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 5), WAITS), min_size=1, max_size=60), st.sampled_from([0, 9]))
def test_however_often_a_channel_changes_its_sound_one_port_is_enough(changes, channel):
    body = b"".join(
        bytes((0, 0xC0 | channel, program, 0, 0x90 | channel, 60, 64, 1 + wait // 2, 0x80 | channel, 60, 0))
        for program, wait in changes
    )
    score = parse_midi(song(body))
    again = parse_midi(midi_bytes(score))
    assert {channel.port for channel in assign_channels(score).values()} == {0}
    assert what_sounds(again) == what_sounds(score)
    assert sum(len(track.notes) for track in again.tracks) == len(changes)


@pytest.mark.parametrize(("written", "read"), [(-3.2, -3.2), (0.0, 0.0), (11.5, 11.5), (99.0, 24.0)])
def test_the_master_fader_comes_back(written, read):
    assert parse_midi(midi_bytes(Score(level_db=written))).level_db == read


@pytest.mark.parametrize("nonsense", [b"loud", b"", b"nan", b"inf"])
def test_nonsense_in_the_place_of_the_master_fader_is_none(nonsense):
    data = midi_bytes(Score(level_db=-3.2)).replace(b"level -3.2", b"level " + nonsense.ljust(4))
    assert parse_midi(data).level_db == 0
