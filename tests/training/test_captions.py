"""Captions say much or little, always something that is so, and the same thing again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.compose.vocabulary import INSTRUMENT
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.theory.instruments import CLASS_NAMES, DRUM_CLASS
from audiogenesis_desktop.training.captions import captions, styles_of
from audiogenesis_desktop.training.corpus import Piece, read_piece
from audiogenesis_desktop.training.genres import genre_names
from audiogenesis_desktop.training.styles import STYLES, write
from audiogenesis_desktop.training.styles.wording import moods_for


@pytest.fixture(scope="module")
def waltz(tmp_path_factory: pytest.TempPathFactory) -> Piece:
    path: Path = tmp_path_factory.mktemp("waltz") / "a_waltz_of_mine.mid"
    written = write("waltz", 5)
    write_midi(written.score, path)
    tonic, mode = written.facts["key"].split()
    label = {"known_tonic": tonic, "known_mode": mode, "genre": written.facts["genre"], "bpm": "140"}
    return read_piece(path, label)


def in_words(pieces: list[Piece]) -> str:
    return " / ".join(text for piece in pieces for text in captions(piece, 6)).lower()


def renamed(piece: Piece, times: int = 30) -> list[Piece]:
    """The same piece under many names, so that every template has its turn."""
    return [replace(piece, file=f"{i}.mid", text=str(i)) for i in range(times)]


def test_they_go_from_a_word_to_advert_copy(waltz: Piece) -> None:
    own, short, prompt, copy = captions(replace(waltz, text="a lazy waltz"), 4)
    assert own == "a lazy waltz"
    assert 1 <= len(short.split()) <= 3
    assert 2 <= len(prompt.split()) < len(copy.split())
    for piece in renamed(waltz):
        assert 18 <= len(captions(piece, 4)[3].split()) <= 50


def test_a_file_name_is_no_caption(waltz: Piece) -> None:
    assert waltz.text == "a waltz of mine"
    assert "of mine" not in in_words([waltz])


def test_all_differ_and_stay_the_same(waltz: Piece) -> None:
    for piece in renamed(waltz):
        texts = captions(piece, 6)
        assert len(set(texts)) == 6 and all(texts)
        assert captions(piece, 6) == texts


def test_only_the_key_that_the_piece_came_in_is_named(waltz: Piece) -> None:
    text = in_words(renamed(waltz))
    assert waltz.key.name.lower() in text
    other = "minor" if waltz.key.mode == "major" else "major"
    assert other not in text and "140 bpm" in text


def test_only_what_plays_is_named(waltz: Piece) -> None:
    present = {CLASS_NAMES[i] for i in np.unique(waltz.classes[:, INSTRUMENT])}
    text = in_words(renamed(waltz))
    for name in ("drums", "piano", "harp", "flute", "electric guitar", "organ", "saxophone", "trumpet"):
        if name not in present and name not in " ".join(present):
            assert f" {name}" not in text and f"/ {name}" not in text, name


def test_who_leads_is_neither_bass_nor_drums(waltz: Piece) -> None:
    classes = waltz.classes.copy()
    classes[::2, INSTRUMENT] = DRUM_CLASS
    shorts = [captions(replace(piece, classes=classes), 2)[1] for piece in renamed(waltz)]
    assert not any("drum" in short or "bass" in short for short in shorts)


def test_moods_fit(waltz: Piece) -> None:
    dark = in_words([replace(piece, valence=-0.8, energy=0.3) for piece in renamed(waltz)])
    assert not any(word in dark for word in moods_for(0.8, 0.8))
    happy = in_words([replace(piece, valence=0.8, energy=0.8) for piece in renamed(waltz)])
    assert not any(word in happy.split() for word in ("dark", "bleak", "mournful", "calm", "sad"))


def test_an_unknown_tempo_is_not_stated(waltz: Piece) -> None:
    caption = "bright waltz for piano, moderate (92 bpm), Ab minor, 3/4 time"
    pieces = [replace(piece, tempo_bpm=0.0, text=caption) for piece in renamed(waltz)]
    text = in_words(pieces)
    assert "bpm" not in text and "ab minor" not in text
    assert captions(pieces[0], 1) == [f"bright waltz for piano, {waltz.key.name}, 3/4 time"]


def test_drums_alone_have_no_key(waltz: Piece) -> None:
    classes = waltz.classes.copy()
    classes[:, INSTRUMENT] = DRUM_CLASS
    text = in_words([replace(piece, classes=classes, genre="rock drums") for piece in renamed(waltz)])
    assert "major" not in text and "minor" not in text and "drum" in text


def test_copy_and_short_ones_repeat_among_pieces(waltz: Piece) -> None:
    found = [captions(piece, 4) for piece in renamed(waltz, 60)]
    assert len({texts[3] for texts in found}) <= 5
    assert len({texts[1] for texts in found}) < 50


@pytest.mark.parametrize("style", STYLES)
def test_every_written_style_is_some_style_of_the_brief(style: str) -> None:
    facts = write(style, 1).facts
    mixture = styles_of(f"{facts['genre']} {facts['tags']}")
    assert mixture and {name for name, _ in mixture} <= set(FAMILIES)
    assert sum(weight for _, weight in mixture) == pytest.approx(1)
    assert genre_names(facts["genre"])


def test_labels_mean_the_styles_that_they_say() -> None:
    assert dict(styles_of("baroque chamber, harpsichord")) == {"classical": 1.0}
    assert dict(styles_of("lo-fi hip hop study, synthetic")) == {"lo-fi": 1.0}
    assert dict(styles_of("early jazz standard, discogs (of recordings): rock")) == {"jazz": 1.0}
    assert styles_of("") == ()
    named_first, then = styles_of("tango, rock")[0], styles_of("tango, rock")[1]
    assert named_first == ("latin", pytest.approx(2 / 3)) and then[0] == "rock"
