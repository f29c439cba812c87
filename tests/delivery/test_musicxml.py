import shutil
import subprocess
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audiogenesis_desktop.delivery.engraving import PARTS, bar_of_signs, voices_of
from audiogenesis_desktop.delivery.musicxml import write_musicxml
from audiogenesis_desktop.score.score import ChordAt, KeyAt, Meter, Note, Score, Section, Tempo, Track

BEAT = 960


@pytest.fixture(scope="module")
def score():
    """Return four bars: 3/4 then 6/8, with chords, a held voice, triplets, ties over bar lines and drums."""
    lead = [Note(i * BEAT // 2, 72 + i % 3, 440, 90) for i in range(4)]
    lead += [Note(2 * BEAT + i * 320, 76 - i, 300, 90) for i in range(3)]
    lead += [Note(5 * BEAT, 70, 2 * BEAT, 90), Note(8 * BEAT, 61, 3 * BEAT, 80)]
    keys = [Note(bar * 3 * BEAT, pitch, 3 * BEAT - 30, 70) for bar in range(4) for pitch in (48, 55, 58)]
    keys += [Note(bar * 3 * BEAT + BEAT, 67, 2 * BEAT, 70) for bar in range(4)]
    drums = [Note(i * BEAT, (36, 42, 38)[i % 3], 100, 100) for i in range(12)]
    return Score(
        tracks=(
            Track(0, "Flute & co", 73, notes=tuple(lead)),
            Track(1, "Piano", 0).with_notes(keys),
            Track(2, "Kit", is_drums=True, notes=tuple(drums)),
            Track(3, "Empty", 5),
        ),
        tempi=(Tempo(0, 600_000), Tempo(6 * BEAT, 500_000)),
        meters=(Meter(0, 3, 4), Meter(6 * BEAT, 6, 8)),
        keys=(KeyAt(0, 7, "minor"),),
        chords=(ChordAt(0, 6 * BEAT, 7, "min"), ChordAt(6 * BEAT, 6 * BEAT, 10, "maj7")),
        sections=(Section(0, 6 * BEAT, "A", 0.5), Section(6 * BEAT, 12 * BEAT, "B", 0.5)),
        length_ticks=12 * BEAT,
        title="Rain <1>",
    )


@pytest.fixture(scope="module")
def written(score, tmp_path_factory):
    path = tmp_path_factory.mktemp("xml") / "a.musicxml"
    write_musicxml(score, path)
    return path


@pytest.fixture(scope="module")
def read(written):
    """Return the file as music21 reads it."""
    music21 = pytest.importorskip("music21")
    return music21.converter.parse(written, forceSource=True)


@pytest.mark.slow
def test_music21_reads_parts_meters_key_tempi_and_chords(read):
    assert [part.partName for part in read.parts] == ["Flute & co", "Piano", "Kit"]
    first = read.parts[0]
    times = [one.ratioString for one in first.recurse().getElementsByClass("TimeSignature")]
    assert times == ["3/4", "6/8"]
    assert first.recurse().getElementsByClass("KeySignature").first().sharps == -2
    tempi = [(m.getOffsetInHierarchy(read), m.number) for m in first.recurse().getElementsByClass("MetronomeMark")]
    assert tempi == [(0, 100), (6, 120)]
    chords = [chord.figure for chord in first.recurse().getElementsByClass("ChordSymbol")]
    assert chords == ["Gm", "B-maj7"]
    assert read.metadata.title == "Rain <1>"


@pytest.mark.slow
def test_music21_hears_the_notes_where_they_are(read, score):
    for part, track in zip(read.parts, score.tracks, strict=False):
        heard = set()
        for element in part.stripTies().recurse().notes:
            if "ChordSymbol" in element.classes:
                continue
            at = Fraction(element.getOffsetInHierarchy(part)).limit_denominator(24)
            if track.is_drums:
                heard.add((at, None))
            else:
                heard |= {(at, pitch.midi) for pitch in element.pitches}
        told = {
            (Fraction(n.start_tick, BEAT).limit_denominator(24), None if track.is_drums else n.pitch)
            for n in track.notes
        }
        assert heard == told


@pytest.mark.slow
def test_voices_fill_their_bars_and_the_held_note_has_one_of_its_own(read):
    for part in read.parts:
        for measure in part.getElementsByClass("Measure"):
            for voice in measure.voices or [measure]:
                assert voice.highestTime == pytest.approx(3)
    assert len(read.parts[1].getElementsByClass("Measure").first().voices) == 2


@pytest.mark.slow
def test_the_file_is_valid_by_the_schema(written):
    music21 = pytest.importorskip("music21")
    from lxml import etree

    schema_file = Path(music21.__file__).parent / "musicxml" / "musicxml.xsd"
    if not schema_file.exists():
        pytest.skip("this music21 has no schema")

    class Beside(etree.Resolver):
        def resolve(self, url, _id, context):
            if not url.startswith("http"):
                return None
            return self.resolve_string(_IMPORTED["xlink" if "xlink" in url else "xml"], context)

    parser = etree.XMLParser()
    parser.resolvers.add(Beside())
    schema = etree.XMLSchema(etree.parse(schema_file, parser))
    schema.assertValid(etree.parse(written, etree.XMLParser(load_dtd=False, no_network=True)))


_ATTRIBUTES = {
    "xml": ("http://www.w3.org/XML/1998/namespace", ("lang", "space", "base", "id")),
    "xlink": ("http://www.w3.org/1999/xlink", ("href", "type", "role", "title", "show", "actuate")),
}
_IMPORTED = {
    name: f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{space}">'
    + "".join(f'<xs:attribute name="{one}" type="xs:string"/>' for one in attributes)
    + "</xs:schema>"
    for name, (space, attributes) in _ATTRIBUTES.items()
}


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.skipif(shutil.which("mscore3") is None, reason="MuseScore is not installed")
def test_musescore_opens_it_and_plays_as_long(written, tmp_path):
    out = tmp_path / "a.mid"
    command = ["mscore3", "-platform", "offscreen", "-o", str(out), str(written)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    import mido

    assert mido.MidiFile(out).length == pytest.approx(6 * 0.6 + 6 * 0.5, abs=0.2)


def test_drums_name_what_is_struck(written):
    root = ElementTree.parse(written).getroot()
    kit = root.find(".//score-part[@id='P3']")
    assert [one.text for one in kit.iter("midi-unpitched")] == ["37", "39", "43"]
    assert {one.get("id") for one in root.findall(".//part[@id='P3']//instrument")} == {"P3-I36", "P3-I38", "P3-I42"}


@pytest.mark.parametrize("offset", [0, 7, -9])
def test_what_is_played_a_little_off_is_written_on_the_beat(offset):
    notes = [Note(max(0, i * 480 + offset * (i % 2)), 60, 400, 80) for i in range(8)]
    (voice,) = voices_of(notes)
    assert [(chord.start, chord.end) for chord in voice] == [(12 * i, 12 * i + 12) for i in range(8)]


def test_signs_of_any_music_fill_any_bar():
    import random

    chance = random.Random(5)
    for _ in range(200):
        notes = [
            Note(chance.randrange(0, 8 * BEAT), chance.randrange(40, 80), chance.randrange(20, 2500), 80)
            for _ in range(chance.randrange(1, 30))
        ]
        for voice in voices_of(notes):
            for before, after in pairwise(voice):
                assert before.start < before.end <= after.start
            for start in range(0, 12 * PARTS, 3 * PARTS):
                signs = bar_of_signs(voice, start, start + 3 * PARTS)
                assert sum(sign.length for sign in signs) == 3 * PARTS
                assert [sign.start for sign in signs] == sorted(sign.start for sign in signs)
                assert sum(sign.is_first for sign in signs) == sum(sign.is_last for sign in signs)
