from dataclasses import replace

import numpy as np
import pytest
import soundfile

from audiogenesis_desktop.delivery.loudness import measure
from audiogenesis_desktop.delivery.render import export_wav, render
from audiogenesis_desktop.delivery.targets import TARGET_LUFS
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import Bend, Kept, Mix, Note, Score, Tempo, Track

RATE = 16_000  # low, so that the tests are quick
SILENT = 1e-6  # the reverberator is never quite at rest


def one_note(pitch=69, *, start=0, length=960, velocity=100, program=0, **track):
    return Track(0, "T", program, notes=(Note(start, pitch, length, velocity),), **track)


def dry(track):
    return replace(track, mix=replace(track.mix, reverb=0, chorus=0))


def as_it_plays(score, soundfont):
    return render(score, soundfont=soundfont, rate=RATE, lufs=None)


def loudness(samples):
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def pitch_hz(samples):
    spectrum = np.abs(np.fft.rfft(samples.mean(axis=1) * np.hanning(len(samples))))
    return np.argmax(spectrum) * RATE / len(samples)


@pytest.mark.parametrize(("bpm", "ticks", "rate"), [(120, 3840, RATE), (72, 5000, RATE), (97.3, 4321, 22_050)])
def test_a_planned_length_is_met_to_the_frame(soundfont, bpm, ticks, rate):
    score = Score((one_note(),), tempi=(Tempo.from_bpm(0, bpm),), length_ticks=ticks)
    samples = render(score, soundfont=soundfont, rate=rate)
    assert samples.shape == (round(ticks / 960 * score.tempi[0].microseconds_per_beat / 1e6 * rate), 2)
    assert samples.dtype == np.float32


@pytest.mark.parametrize("kind", ["soundfont", pytest.param("real_soundfont", marks=pytest.mark.slow)])
def test_a_note_sounds_when_and_as_high_as_written(kind, request):
    soundfont = request.getfixturevalue(kind)
    score = Score((dry(one_note(start=960, program=73)),), length_ticks=2880)
    samples = as_it_plays(score, soundfont)
    onset = RATE // 2
    assert loudness(samples[: onset - 64]) < 1e-5
    assert loudness(samples[onset : onset + RATE // 2]) > 0.005
    assert pitch_hz(samples[onset + 800 : onset + 8000]) == pytest.approx(440, rel=0.02)


def test_what_is_over_dies_away_and_the_last_samples_are_quiet(soundfont):
    whole = as_it_plays(Score((one_note(),)), soundfont)
    assert len(whole) > RATE // 2
    assert np.abs(whole[-RATE // 20 :]).max() < 1e-3
    cut = as_it_plays(Score((one_note(length=3840),), length_ticks=960), soundfont)
    assert np.abs(cut[-1]).max() == 0


def test_what_rings_after_its_release_is_over_at_the_end_and_what_is_held_to_the_end_is_not_faded(soundfont):
    def last_50_ms(held_ticks):
        score = Score((one_note(length=held_ticks, program=48, mix=Mix(reverb=127)),), length_ticks=1920)
        return render(score, soundfont=soundfont, rate=RATE, lufs=-16.0)[-RATE // 20 :]

    assert 20 * np.log10(loudness(last_50_ms(1344)) + 1e-9) < -45
    held = last_50_ms(1920)
    assert loudness(held[: RATE // 30]) > 0.01
    assert np.abs(held[-1]).max() == 0


def test_nothing_clips_however_loud_the_score(soundfont):
    loud = Mix(volume=127, reverb=127)
    tracks = tuple(
        Track(i, "Brass", 61, mix=loud, notes=tuple(Note(0, pitch, 960, 127) for pitch in range(40, 80)))
        for i in range(4)
    )
    for lufs in (TARGET_LUFS, None, 0.0):
        samples = render(Score(tracks, length_ticks=960), soundfont=soundfont, rate=RATE, lufs=lufs)
        assert measure(samples, RATE).true_peak_db <= -1 + 1e-3


@pytest.mark.parametrize("level_db", [0.0, -6.0])
def test_the_piece_leaves_as_loud_as_wanted_however_softly_it_plays(soundfont, level_db):
    for velocity in (40, 100):
        score = Score((one_note(velocity=velocity),), length_ticks=1920, level_db=level_db)
        found = measure(render(score, soundfont=soundfont, rate=RATE), RATE)
        assert found.integrated_lufs == pytest.approx(TARGET_LUFS, abs=0.1)


def test_quiet_music_is_not_made_louder_if_it_is_to_stay_as_it_is(soundfont):
    soft, loud = (
        as_it_plays(Score((one_note(velocity=velocity),), length_ticks=1920), soundfont) for velocity in (20, 100)
    )
    assert 0 < np.abs(soft).max() < np.abs(loud).max() < 0.8


def test_the_master_fader_turns_the_whole_up_and_down(soundfont):
    score = Score((one_note(),), length_ticks=1920)
    softer = as_it_plays(replace(score, level_db=-6.0), soundfont)
    np.testing.assert_allclose(softer, as_it_plays(score, soundfont) * 10 ** (-6 / 20), atol=1e-7)


def test_mute_pan_and_bend_are_audible(soundfont):
    def sound(**changes):
        return as_it_plays(Score((dry(one_note(program=73, **changes)),), length_ticks=960), soundfont)

    assert np.abs(sound(mix=Mix(mute=True))).max() < SILENT
    left = sound(mix=Mix(pan=0))
    assert loudness(left[:, 0]) > 10 * loudness(left[:, 1])
    bent = sound(bends=(Bend(0, 8191),))
    assert pitch_hz(bent[800:]) == pytest.approx(440 * 2 ** (2 / 12), rel=0.02)


def test_aftertouch_is_audible(soundfont):
    def sound(*touches):
        track = dry(one_note(program=73, length=3 * 960, kept=touches))
        return as_it_plays(Score((track,), length_ticks=3 * 960), soundfont)

    plain, pressed = sound(), sound(Kept(0, b"\xd0\x7f"))
    assert np.abs(pressed - plain).max() > 0.1 * np.abs(plain).max()  # a vibrato, by General MIDI's own rules
    assert np.array_equal(sound(Kept(0, b"\xd0\x7f"), Kept(0, b"\xd0\x00")), plain)
    assert sound(Kept(0, b"\xa0\x45\x7f")).shape == plain.shape  # of keys that is for the SoundFont to say


def test_drums_are_drums_on_every_port(soundfont):
    kick = (Note(0, 36, 240, 110),)
    first = Track(0, "Kit", is_drums=True, notes=kick, mix=Mix(reverb=0))
    alone = as_it_plays(Score((first,), length_ticks=960), soundfont)
    # A second kit that is mixed otherwise has a port of its own; muting the first leaves it alone there.
    second = replace(first, id=1, mix=Mix(reverb=0, pan=65))
    other = as_it_plays(Score((replace(first, mix=Mix(mute=True)), second), length_ticks=960), soundfont)
    assert pitch_hz(other) == pytest.approx(pitch_hz(alone), abs=4)
    assert loudness(other) == pytest.approx(loudness(alone), rel=0.1)


def test_forty_sounds_are_forty_sounds(soundfont):
    """The fortieth track, alone audible, sounds as it does in a score of its own."""
    tracks = [Track(i, "Any", i, mix=Mix(mute=True, reverb=0)) for i in range(40)]
    flute = Track(99, "Flute", 73, notes=(Note(0, 69, 960, 100),), mix=Mix(reverb=0))
    among, alone = (
        as_it_plays(Score(tuple(some), length_ticks=960), soundfont) for some in ([*tracks, flute], [flute])
    )
    np.testing.assert_allclose(among, alone, atol=1e-6)


def test_rendering_twice_gives_the_same_samples(soundfont):
    score = Score((one_note(),), length_ticks=960)
    np.testing.assert_array_equal(*(render(score, soundfont=soundfont, rate=RATE) for _ in range(2)))


@pytest.mark.parametrize(
    ("bits", "subtype", "step"), [("16", "PCM_16", 1.51 * 2**-15), ("24", "PCM_24", 2**-23), ("32f", "FLOAT", 0)]
)
def test_the_file_holds_what_was_rendered(soundfont, tmp_path, bits, subtype, step):
    score = Score((one_note(),), length_ticks=1920)
    shares = []
    export_wav(score, tmp_path / "a.wav", soundfont=soundfont, rate=RATE, bits=bits, progress=shares.append)
    info = soundfile.info(tmp_path / "a.wav")
    assert (info.subtype, info.samplerate, info.channels, info.frames) == (subtype, RATE, 2, RATE)
    samples, _ = soundfile.read(tmp_path / "a.wav", dtype="float32")
    np.testing.assert_allclose(samples, render(score, soundfont=soundfont, rate=RATE), atol=step)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(soundfont, tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        export_wav(Score(length_ticks=960), tmp_path / "no" / "a.wav", soundfont=soundfont, rate=RATE)
    with pytest.raises(BadInput, match="not a sample format"):
        export_wav(Score(length_ticks=960), tmp_path / "a.wav", soundfont=soundfont, rate=RATE, bits="8")
    assert list(tmp_path.iterdir()) == []


def test_stopping_half_way_leaves_the_old_file(soundfont, tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"old")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_wav(Score((one_note(),), length_ticks=960), path, soundfont=soundfont, rate=RATE, progress=stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_soundfont_is_one_sentence(soundfont, tmp_path):
    fake = tmp_path / "fake.sf2"
    fake.write_bytes(b"RIFF\x04\x00\x00\x00sfbk")
    with pytest.raises(BadInput, match=r"fake\.sf2"):
        render(Score((one_note(),)), soundfont=fake, rate=RATE)


def test_an_empty_score_is_no_sound(soundfont):
    assert np.abs(as_it_plays(Score(), soundfont)).max(initial=0) < SILENT
    assert as_it_plays(Score(length_ticks=1920), soundfont).shape == (RATE, 2)
