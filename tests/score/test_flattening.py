"""What is kept of a Score from edit to edit is what flattening it anew would give, and as little as can be is made."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.columns import Columns, EffectiveNotes, patched, read
from audiogenesis_desktop.score.events import CONTROL, NOTE_OFF, NOTE_ON, assign_channels, setup
from audiogenesis_desktop.score.flattening import Flattening, Reader, flatten
from audiogenesis_desktop.score.score import Bend, Control, Kept, Mix, Note, Score, Track

NOTES = st.builds(Note, st.integers(0, 90), st.integers(0, 127), st.integers(1, 40), st.integers(1, 127))
CLOSE = st.builds(Note, st.integers(0, 90), st.integers(60, 63), st.integers(1, 40), st.integers(1, 127))


@st.composite
def tracks(draw, track_id=0):
    return Track(
        track_id,
        "Any",
        program=draw(st.sampled_from([0, 0, 33])),
        is_drums=draw(st.integers(0, 5)) == 0,
        mix=Mix(volume=draw(st.sampled_from([100, 80])), mute=draw(st.booleans()) and draw(st.booleans())),
        controls=tuple(
            sorted(
                draw(
                    st.lists(
                        st.builds(Control, st.integers(0, 90), st.sampled_from([1, 6, 64, 101]), st.integers(0, 127)),
                        max_size=3,
                    )
                )
            )
        ),
        bends=tuple(sorted(draw(st.lists(st.builds(Bend, st.integers(0, 90), st.integers(-8192, 8191)), max_size=2)))),
        transposition=draw(st.sampled_from([0, 0, 12, -48])),
        velocity_offset=draw(st.sampled_from([0, 0, 100])),
        port=draw(st.sampled_from(["", "", "synth"])),
        channel=draw(st.sampled_from([None, None, 0, 9])),
    ).with_notes(draw(st.lists(CLOSE | NOTES, max_size=6)))


scores = st.lists(tracks(), max_size=20).map(
    lambda made: Score(tuple(replace(track, id=i * 3) for i, track in enumerate(made)))
)


def effective_notes(track):
    """The definition, a note at a time."""
    for start, pitch, length, velocity in track.notes:
        pitch += 0 if track.is_drums else track.transposition
        while pitch > 127:
            pitch -= 12
        while pitch < 0:
            pitch += 12
        yield Note(start, pitch, length, min(127, max(1, velocity + track.velocity_offset)))


def defined(score, *, audible_only, by_output):
    """The events of a Score as they are defined, note by note: a set, as the order among equals is free."""
    channels = assign_channels(score, by_output=by_output)
    chosen = score.audible_tracks() if audible_only else score.tracks
    by_channel, groups, found = defaultdict(list), defaultdict(list), []
    for track in chosen:
        by_channel[channels[track.id]] += [(note, track.id) for note in effective_notes(track)]
        groups[channels[track.id]].append(track)
    for channel, group in groups.items():
        found += [
            (tick, data, channel, owner) for tick, data, owner in [*set_up(group, channel), *moves(group, channel)]
        ]
    for channel, notes in by_channel.items():
        for note, end, owner in one_per_key(notes):
            found.append((note.start_tick, (NOTE_ON | channel.number, note.pitch, note.velocity), channel, owner))
            found.append((end, (NOTE_OFF | channel.number, note.pitch, 64), channel, owner))
    return sorted(found)


def set_up(group, channel):
    set_ups = {track.id: [event.data for event in setup(track, channel)] for track in group}
    if all(data == set_ups[group[0].id] for data in set_ups.values()):
        yield from ((0, message, track_id) for track_id, data in set_ups.items() for message in data)
        return
    now, last, begun = {}, None, set()
    for tick, track_id in sorted({(note.start_tick, track.id) for track in group for note in track.notes}):
        if track_id != last:
            data, tick = set_ups[track_id], tick if now else 0
            has_news = [now.get(message[:-1]) != message for message in data]
            tells_sound = track_id not in begun or any(has_news[:3])
            begun.add(track_id)
            for message, is_new in zip(data, [tells_sound] * 3 + has_news[3:], strict=True):
                if is_new:
                    yield tick, message, track_id
            now |= {message[:-1]: message for message in data}
            last = track_id


def moves(group, channel):
    seen = set()
    for track in group:
        own = [(c.tick, (CONTROL | channel.number, c.controller, c.value)) for c in track.controls]
        values = [(bend.tick, bend.value + 8192) for bend in track.bends]
        own += [(tick, (0xE0 | channel.number, value & 127, value >> 7)) for tick, value in values]
        yield from ((tick, data, track.id) for tick, data in own if (tick, data) not in seen)
        seen |= set(own)


def one_per_key(notes):
    held = {}
    for note, owner in sorted(notes):
        before = held.get(note.pitch)
        if before is not None and before[0].start_tick < note.start_tick:
            free_from = note.start_tick - (before[1] != owner)
            if before[0].start_tick < free_from:
                yield before[0], min(before[0].end_tick, free_from), before[1]
        held[note.pitch] = (note, owner)
    for note, owner in held.values():
        yield note, note.end_tick, owner


@settings(max_examples=150)
@given(scores, st.booleans(), st.booleans())
def test_flattening_is_what_it_is_defined_to_be(score, audible_only, by_output):
    events = flatten(score, audible_only=audible_only, by_output=by_output)
    found = sorted((event.tick, event.data, event.channel, event.track_id) for event in events)
    assert found == defined(score, audible_only=audible_only, by_output=by_output)
    assert all(type(number) is int for event in events for number in (event.tick, *event.data))


def edited(score, draw):
    """Return the score after one edit of some kind."""
    if not score.tracks:
        return edits.add_track(score, draw(tracks()))
    track = draw(st.sampled_from(score.tracks))
    kind = draw(st.integers(0, 8))
    some = draw(st.lists(st.sampled_from(track.notes), max_size=3)) if track.notes else []
    if kind <= 2:
        return edits.exchange_notes(score, track.id, set(some), set(draw(st.lists(CLOSE, max_size=3))))
    if kind == 3:
        return edits.set_mix(score, track.id, Mix(volume=draw(st.integers(0, 127)), solo=draw(st.booleans())))
    if kind == 4:
        return edits.remove_track(score, track.id)
    if kind == 5:
        return edits.add_track(score, replace(draw(tracks()), id=max(t.id for t in score.tracks) + 1))
    other = replace(draw(tracks()), id=track.id, notes=track.notes)
    return replace(score, tracks=tuple(other if t.id == track.id else t for t in score.tracks))


@pytest.mark.slow
@settings(max_examples=100)
@given(scores, st.data())
def test_what_is_kept_from_edit_to_edit_is_what_flattening_anew_gives(score, data):
    kept = Flattening(audible_only=True, by_output=True)
    for _ in range(data.draw(st.integers(1, 5))):
        assert kept.of(score).all() == flatten(score, audible_only=True, by_output=True)
        assert kept.end_tick(score) == score.end_tick
        score = edited(score, data.draw)
    assert kept.of(score).all() == flatten(score, audible_only=True, by_output=True)


@pytest.mark.slow
@settings(max_examples=100)
@given(scores, st.lists(st.floats(0, 140), min_size=1, max_size=6).map(sorted), st.floats(0, 100))
def test_reading_a_stretch_at_a_time_gives_the_same_events(score, ticks, start):
    whole, flat = flatten(score), Flattening().of(score)
    reader = Reader(flat, start)
    read_on = [event for tick in [*ticks, 1000] for event in reader.until(tick)]
    assert read_on == [e for e in whole if (e.tick >= start if e.kind == NOTE_ON else e.tick > start)]


@given(st.lists(NOTES, max_size=30), st.lists(NOTES, max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_columns_are_mended_to_what_reading_anew_gives(before, new, first, last):
    before = tuple(sorted(set(before)))
    after = tuple(sorted({*before[:first], *new, *before[last:]}))
    mended = patched(Columns(read(before)), before, after)
    assert mended.table.tolist() == read(after).tolist()
    assert mended.end_tick == max((note.end_tick for note in after), default=0)


def test_columns_of_many_notes_are_mended_in_the_middle():
    notes = tuple(Note(i * 10, 60 + i % 12, 20, 80) for i in range(5000))
    for gone, new in ((2500, ()), (0, (Note(3, 60, 1, 1),)), (4999, (Note(60_000, 60, 1, 1), Note(60_001, 60, 1, 1)))):
        after = tuple(sorted({*notes[:gone], *notes[gone + 1 :], *new}))
        assert patched(Columns(read(notes)), notes, after).table.tolist() == read(after).tolist()


# As little as can be


TWO = Score(tuple(Track(i, "Any", i, notes=(Note(0, 60, 960, 80), Note(960, 62, 960, 80))) for i in range(2)))


def with_note_moved(score):
    first = score.tracks[0].notes[0]
    return edits.exchange_notes(score, 0, [first], [first._replace(pitch=61)])


def streams(flat):
    return {stream.channel.number: stream for stream in flat.notes}


def test_an_edit_flattens_the_notes_of_its_own_channel_alone():
    kept = Flattening()
    before, after = kept.of(TWO), kept.of(with_note_moved(TWO))
    assert streams(before)[0] is not streams(after)[0]
    assert streams(before)[1] is streams(after)[1]


@pytest.mark.parametrize("mix", [Mix(volume=3), Mix(pan=3), Mix(reverb=3)])
def test_a_fader_flattens_nothing(mix):
    kept = Flattening(audible_only=True)
    before, after = kept.of(TWO), kept.of(edits.set_mix(TWO, 0, mix))
    assert streams(before) == streams(after)
    changed = [channel.channel.number for channel in after.set_ups if channel not in before.set_ups]
    assert changed == [0]


@pytest.mark.parametrize("mix", [Mix(mute=True), Mix(solo=True)])
def test_muting_flattens_nothing(mix):
    kept = Flattening(audible_only=True)
    before, after = kept.of(TWO), kept.of(edits.set_mix(TWO, 0, mix))
    assert len(after.notes) == 1
    assert set(after.notes) < set(before.notes)


def test_a_tempo_a_name_or_a_chord_flattens_nothing():
    kept = Flattening()
    before = kept.of(TWO)
    renamed = replace(TWO, tracks=tuple(replace(track, name="Else") for track in TWO.tracks))
    for other in (edits.set_tempo(TWO, 66), renamed):
        assert streams(kept.of(other)) == streams(before)


def test_curves_of_other_tracks_are_kept():
    score = replace(
        TWO, tracks=tuple(replace(t, controls=(Control(0, 11, 3),), bends=(Bend(3, 5),)) for t in TWO.tracks)
    )
    kept = Flattening()
    before = {move.channel.number: move for move in kept.of(score).moves}
    changed = replace(score, tracks=(replace(score.tracks[0], controls=(Control(0, 11, 9),)), score.tracks[1]))
    after = {move.channel.number: move for move in kept.of(changed).moves}
    assert before[1] is after[1] and before[0] is not after[0]


def test_a_track_that_is_gone_is_forgotten():
    kept, effective = Flattening(), EffectiveNotes()
    kept.of(TWO)
    one = Score(TWO.tracks[:1])
    assert kept.of(one).all() == flatten(one)
    assert effective.meet(*TWO.tracks)
    effective.forget_all_but(one.tracks)
    assert effective.meet(one.tracks[0], Track(1, "Empty")) is False


def touched(*touches: Kept, **track: int) -> Score:
    pad = Track(1, "Pad", notes=(Note(0, 60, 960, 80),), kept=touches, **track)
    return Score(tracks=(Track(0, "Piano", notes=(Note(0, 40, 960, 80),)), pad))


def test_aftertouch_is_played_on_its_tracks_channel_before_the_notes_of_its_tick() -> None:
    events = flatten(touched(Kept(0, b"\xd0\x50"), Kept(480, b"\xa0\x3c\x30")))
    data = [event.data for event in events if event.track_id == 1]
    assert [d for d in data if d[0] >> 4 in (0xA, 0xD)] == [(0xD1, 0x50), (0xA1, 0x3C, 0x30)]
    assert data.index((0xD1, 0x50)) < data.index((0x91, 60, 80)) < data.index((0xA1, 0x3C, 0x30))
    assert not [event for event in events if event.track_id == 0 and event.data[0] >> 4 in (0xA, 0xD)]


def test_aftertouch_of_a_key_goes_along_with_the_key() -> None:
    score = touched(Kept(0, b"\xa0\x3c\x30"), Kept(0, b"\xd0\x50"), transposition=5)
    pressures = [event.data for event in flatten(score) if event.data[0] >> 4 in (0xA, 0xD)]
    assert pressures == [(0xA1, 65, 0x30), (0xD1, 0x50)]


def test_what_a_file_keeps_besides_is_not_played() -> None:
    sysex, meta = Kept(0, b"\xf0\x7e\x7f\x09\x01\xf7"), Kept(0, b"\xff\x02mine")
    score = replace(touched(meta), kept=(sysex,))
    assert [event.data for event in flatten(score)] == [event.data for event in flatten(touched())]


def test_aftertouch_is_flattened_again_only_when_it_is_another() -> None:
    flattening, score = Flattening(), touched(Kept(0, b"\xd0\x50"))
    first = flattening.of(score)
    louder = replace(score, tracks=(replace(score.tracks[0], mix=Mix(volume=30)), score.tracks[1]))
    assert flattening.of(louder).touches[0] is first.touches[0]
    softer = replace(score, tracks=(score.tracks[0], replace(score.tracks[1], kept=(Kept(0, b"\xd0\x10"),))))
    assert [event.data for event in flattening.of(softer).touches[0].latest(0)] == [(0xD1, 0x10)]


def test_tracks_with_aftertouch_share_a_channel_with_nobody() -> None:
    tracks = [Track(i, "Pad", 90, notes=(Note(i * 960, 60 + i, 960, 80),)) for i in range(15)]
    pressed = Track(15, "Pad", 90, notes=(Note(0, 40, 960, 80),), kept=(Kept(0, b"\xd0\x50"),))
    channels = assign_channels(Score(tracks=(*tracks, pressed)))
    assert [i for i in range(15) if channels[i] == channels[15]] == []
