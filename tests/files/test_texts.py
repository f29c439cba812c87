"""Names and words in the writings that files of thirty years are in, and nothing that a terminal would obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.files.midi_reading import parse_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.files.texts import clean_line, clean_words, decoder
from audiogenesis_desktop.score.score import Marker
from tests.files.smf import NOTE, meta, song


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Piano", "ascii"),
        ("Flöte – 笛", "utf-8"),
        ("メロディ", "cp932"),
        ("ベース", "cp932"),
        ("さくら", "cp932"),
        ("Скрипка", "cp1251"),
        ("Ударные", "cp1251"),
        ("Для Элизы", "koi8-r"),
        ("Don’t “stop”", "cp1252"),
        ("Für Elise", "cp1252"),
        ("Café", "cp1252"),
        ("© 1998 Somebody", "cp1252"),
        ("Skřítek žluťoučký", "cp1250"),
        ("피아노", "cp949"),
        ("鋼琴", "big5"),
        ("Piano", "utf-16"),
        ("Скрипка", "utf-16"),
        ("Piano", "utf-16-le"),
        ("Piano", "utf-16-be"),
    ],
)
def test_a_short_name_alone_is_read_as_meant(text, encoding):
    raw = text.encode(encoding)
    assert decoder([raw])(raw) == text


def test_texts_of_a_file_are_judged_together_and_utf_8_by_itself():
    texts = [word.encode("cp1251") for word in ("Бас", "Хор", "Скрипка", "Ударные и голос")]
    decode = decoder([*texts, "Flöte".encode()])
    assert [decode(text) for text in texts] == ["Бас", "Хор", "Скрипка", "Ударные и голос"]
    assert decode("Flöte".encode()) == "Flöte"


def test_names_and_words_are_saved_as_utf_8():
    body = meta(3, "メロディ".encode("cp932")) + meta(5, "さくら".encode("cp932")) + NOTE
    score = parse_midi(song(body, body))
    data = midi_bytes(score)
    assert "メロディ".encode() in data and "さくら".encode() in data
    assert [track.name for track in parse_midi(data).tracks] == ["メロディ", "メロディ"]


def test_escape_sequences_and_controls_are_no_part_of_a_name():
    raw = b"Bad\x1b[31mred\x07\x1b]0;title\x07\n\xc2\x9b2Jname\x1b"
    assert parse_midi(song(meta(3, raw) + NOTE, NOTE)).tracks[0].name == "Badred name"


@pytest.mark.parametrize("clean", [clean_line, clean_words])
@given(text=st.text(st.characters(max_codepoint=0x2100)))
def test_nothing_that_a_terminal_obeys_is_left(clean, text):
    shown = clean(text)
    assert not {character for character in shown if character < " " or "\x7f" <= character < "\xa0"} - {"\r", "\n"}
    assert "\u202e" not in shown


def test_words_keep_their_blanks_and_line_ends_through_saving():
    sung = [b"A", b"ma", b"zing ", b"grace", b"\r", b"how ", b" sweet", b"\n", b"the"]
    score = parse_midi(song(b"".join(meta(5, word, wait=60) for word in sung) + NOTE))
    assert [marker.text.encode() for marker in score.markers] == sung
    assert parse_midi(midi_bytes(score)).markers == score.markers


def test_karaoke_words_in_texts_keep_them_too_and_markers_do_not():
    score = parse_midi(song(meta(1, b"\\Twin") + meta(1, b"kle ") + meta(6, b" Verse\r\n") + NOTE))
    assert score.markers == (Marker(0, "\\Twin", "text"), Marker(0, "kle ", "text"), Marker(0, "Verse"))
