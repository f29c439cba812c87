"""Said beats inferred beats default; bans beat all; nothing a user types breaks the reading."""

import json

import pytest

from audiogenesis_desktop.brief import reading
from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.reading import read, read_said
from audiogenesis_desktop.brief.telling import as_dict, as_text
from audiogenesis_desktop.theory.instruments import GM_NAMES


def test_said_beats_inferred_and_each_field_tells_its_origin(encoder: Encoder) -> None:
    brief = read("Funeral music, 150 bpm, C major, 20 seconds", encoder=encoder)
    assert (brief.tempo_bpm, brief.key.name, brief.length_seconds) == (150, "C major", 20)
    assert brief.valence < 0
    assert brief.origin("tempo_bpm") is brief.origin("key") is brief.origin("length_seconds") is Origin.SAID
    assert brief.origin("valence") is brief.origin("instruments") is Origin.INFERRED
    assert len(brief.embedding) == 384


def test_an_unsaid_length_is_a_default(encoder: Encoder) -> None:
    brief = read("happy song", encoder=encoder)
    assert (brief.length_seconds, brief.origin("length_seconds")) == (30, Origin.DEFAULT)


@pytest.mark.parametrize("prompt", ["rock without drums", "sad song without piano or strings", "lofi, no drums"])
def test_bans_beat_implications(encoder: Encoder, prompt: str) -> None:
    brief = read(prompt, encoder=encoder)
    assert brief.instruments
    assert not set(brief.instruments) & set(brief.banned)


def test_what_the_bans_leave_still_carries_a_tune(encoder: Encoder) -> None:
    brief = read("heavy metal without guitars", encoder=encoder)
    assert set(brief.instruments) - {"drums", "fingered bass", "synth bass", "acoustic bass", "taiko"}


def test_everything_ruled_out_still_leaves_one(encoder: Encoder) -> None:
    prompt = ", ".join(f"no {name}" for name in GM_NAMES) + ", no drums"
    assert len(read(prompt, encoder=encoder).instruments) == 1


def test_two_said_instruments_alone_are_the_whole_ensemble(encoder: Encoder) -> None:
    assert read("epic trailer, only flute and harp", encoder=encoder).instruments == ("flute", "harp")


def test_one_said_instrument_leads_an_ensemble_where_the_style_has_one(encoder: Encoder) -> None:
    brief = read("epic trailer with flute", encoder=encoder)
    assert brief.instruments[0] == "flute"
    assert 2 <= len(brief.instruments) <= 6


@pytest.mark.parametrize("prompt", ["0:15, piano, key of D minor, nostalgic", "fast piano piece"])
def test_a_piano_named_without_a_band_plays_alone(prompt: str) -> None:
    assert read_said(prompt).instruments == ("piano",)


def test_only_means_only(encoder: Encoder) -> None:
    brief = read("epic trailer, only flute", encoder=encoder)
    assert (brief.instruments, brief.only) == (("flute",), True)


def test_a_said_mode_gets_a_tonic_that_stays(encoder: Encoder) -> None:
    first = read("happy tune in a minor key", encoder=encoder)
    assert first.key.mode == "minor"
    assert first.origin("key") is Origin.SAID
    assert first.key == read("happy tune in a minor key", encoder=encoder).key


def test_implied_tonics_differ_from_prompt_to_prompt(encoder: Encoder) -> None:
    things = ("cats", "dogs", "trees", "cars", "bread")
    keys = {read(f"happy song about {thing}", encoder=encoder).key for thing in things}
    assert len(keys) > 1


def test_a_length_in_bars_is_counted_at_the_tempo() -> None:
    assert read_said("8 bars at 120 bpm in 3/4").length_seconds == pytest.approx(12)


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [("124 bpm, logo at 32 s", 45), ("hit at 12 s", 30), ("logo at 0:55", 60), ("hit at 25.5 s", 45)],
)
def test_a_length_that_nobody_said_leaves_room_for_hits(prompt: str, seconds: float) -> None:
    brief = read_said(prompt)
    assert brief.length_seconds == seconds and brief.hits and not brief.missed
    assert brief.origin("length_seconds") is (Origin.DEFAULT if seconds == 30 else Origin.INFERRED)


def test_a_hit_an_hour_away_is_no_reason_for_a_piece_of_an_hour() -> None:
    assert read_said("calm piano, logo at 59:00").missed == (3540,)


def test_a_hit_after_the_end_is_left_out_and_reported() -> None:
    brief = read_said("20 seconds, hits at 5 and 40 seconds")
    assert brief.hits == (5,)
    assert any("40" in notice for notice in brief.notices)


def test_impossible_asks_are_settled_and_reported(encoder: Encoder) -> None:
    brief = read("9999 bpm in H major for -3 seconds", encoder=encoder)
    assert (brief.tempo_bpm, brief.key.name, brief.length_seconds) == (240, "B major", 1)
    assert len(brief.notices) == 3


def test_piano_without_piano_plays_something_else(encoder: Encoder) -> None:
    brief = read("piano without piano", encoder=encoder)
    assert brief.instruments
    assert "piano" not in brief.instruments
    assert len(brief.notices) == 1


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t", "!!! ??? …", "🎵🎵"])
def test_an_empty_prompt_gives_defaults_and_says_so(prompt: str, encoder: Encoder) -> None:
    brief = read(prompt, encoder=encoder)
    assert brief.instruments
    assert len(brief.notices) == 1
    assert brief.origins == {}


@pytest.mark.parametrize("prompt", ["asdfgh qwerty zxcv", "12345", "kdjf skdjf ksjdf"])
def test_gibberish_gives_defaults_and_says_so(prompt: str, encoder: Encoder) -> None:
    assert any("Nothing musical" in notice for notice in read(prompt, encoder=encoder).notices)


@pytest.mark.parametrize("prompt", ["happy", "sad", "rain", "party", "sleep", "war", "love"])
def test_one_word_is_enough(prompt: str, encoder: Encoder) -> None:
    brief = read(prompt, encoder=encoder)
    assert brief.notices == ()
    assert brief.origin("valence") is Origin.INFERRED


HOSTILE = [
    "\x00\x01\x02",
    "a" * 20_000,
    "no " * 3000,
    "piano " * 2000,
    "1" * 400 + " bpm",
    "0/0 time",
    "-" * 500 + "bpm",
    "1e999 bpm",
    "٣٠ seconds",
    "½ minute",
    "${tempo} {0} %s bpm",
    "NaN bpm for inf seconds",
    "one hundred " * 300,
    "without without without",
    "only only only",
    "<script>alert('d minor')</script>",
    "İ̇ in İ minor",
    "99:99",
    ":" * 300,
    "hits at " + "1, " * 500,
    "\ud800 calm",
    "between and",
    "a" * 300 + "b minor",
    "and a half minutes and a half",
]


@pytest.mark.parametrize("prompt", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_breaks_the_reading(prompt: str) -> None:
    for brief in (read_said(prompt), read(prompt)):
        assert brief.instruments
        assert 30 <= brief.tempo_bpm <= 240
        assert 1 <= brief.length_seconds <= 3600
        assert as_text(brief)


@pytest.mark.parametrize("prompt", ["\ud800 calm", "\x00 piano", "🎵 happy 🎵", "日本の庭"])
def test_odd_characters_pass_the_encoder(prompt: str, encoder: Encoder) -> None:
    assert read(prompt, encoder=encoder).instruments


def test_without_an_encoder_single_words_are_read_and_it_is_reported() -> None:
    sad, happy = read("sad music"), read("happy music")
    assert sad.valence < 0 < happy.valence
    assert (sad.key.mode, happy.key.mode) == ("minor", "major")
    assert any("encoder" in notice for notice in sad.notices)


def test_a_denied_mood_is_turned_round() -> None:
    assert read_said("not sad").valence > read_said("sad").valence


def test_a_quick_reading_agrees_with_the_whole_on_what_is_said(encoder: Encoder) -> None:
    prompt = "upbeat jazz trio in F at 140 bpm, 3/4, half a minute"
    quick, whole = read_said(prompt), read(prompt, encoder=encoder)
    for name in ("tempo_bpm", "key", "meter", "length_seconds", "instruments", "only"):
        assert getattr(quick, name) == getattr(whole, name)
    assert quick.spans == whole.spans


def test_a_quick_reading_never_loads_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_imply", lambda *_: pytest.fail("the encoder's way was taken"))
    assert read_said("calm piano").instruments == ("piano",)


def test_telling_as_data_is_json_and_names_origins() -> None:
    data = json.loads(json.dumps(as_dict(read_said("calm piano, 72 bpm, no drums"))))
    assert (data["tempo_bpm"], data["origins"]["tempo_bpm"]) == (72, "said")
    assert data["origins"]["length_seconds"] == "default"
    assert "drums" in data["banned"]
    assert data["spans"]["tempo_bpm"] == [12, 18]


def test_telling_as_text_shows_words_and_notices() -> None:
    text = as_text(read_said("calm piano at 9999 bpm"))
    assert '"9999 bpm"' in text
    assert "note: " in text


def test_telling_the_default_brief() -> None:
    assert "piano" in as_text(Brief())


def test_the_single_words_of_a_mood_are_its_causes() -> None:
    prompt = "a warm and hopeful piano"
    causes = read_said(prompt).causes
    assert [prompt[c.start : c.end] for c in causes if c.field == "valence"] == ["warm", "hopeful"]
