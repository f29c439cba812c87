import csv
import io
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import opentimelineio
import pytest

from audiogenesis_desktop.delivery.fcpxml import Clip, as_fcpxml
from audiogenesis_desktop.delivery.markers import as_csv, as_resolve_edl, moments_of
from audiogenesis_desktop.delivery.timecode import frame_rate, frame_rates
from audiogenesis_desktop.score.score import Marker, Score, Section, Tempo

BEAT = 960


@pytest.fixture(scope="module")
def score():
    return Score(
        tempi=(Tempo(0, 500_000), Tempo(8 * BEAT, 666_667)),
        sections=(Section(0, 8 * BEAT, "intro", 0.2), Section(8 * BEAT, 40 * BEAT, "A", 0.8)),
        markers=(
            Marker(4 * BEAT, "loopStart"),
            Marker(8 * BEAT, "Hit", "cue"),
            Marker(12 * BEAT + 1, "Logo | \x07<&>\n big"),
            Marker(13 * BEAT, "la", "lyric"),
            Marker(20 * BEAT, "loopEnd"),
        ),
        length_ticks=40 * BEAT,
        title="A & B",
    )


def test_moments_are_exact_and_in_order_and_name_bars(score):
    moments = moments_of(score)
    assert [(m.name, m.kind, m.bar, m.beat) for m in moments] == [
        ("Intro", "section", 1, 1),
        ("A", "section", 3, 1),
        ("Hit", "hit", 3, 1),
        ("Logo | <&> big", "marker", 4, 1),
    ]
    assert moments[3].seconds == 4 + Fraction(666_667 * (4 * BEAT + 1), BEAT * 1_000_000)
    assert moments[3].frame(48_000) == round(float(moments[3].seconds) * 48_000)


@pytest.mark.parametrize("name", frame_rates())
@pytest.mark.parametrize("start", ["00:00:00:00", "01:00:00:00"])
def test_opentimelineio_reads_the_edl_with_one_frame_a_marker(score, name, start):
    rate, moments = frame_rate(name), moments_of(score)
    text = as_resolve_edl(moments, rate, title=score.title, start=start)
    timeline = opentimelineio.adapters.read_from_string(text, "cmx_3600", rate=float(rate.frames_per_second))
    clips = list(timeline.find_clips())
    assert timeline.name == "A & B"
    assert ("FCM: DROP FRAME" in text) == rate.is_drop
    first = rate.frame_of(start)
    read = [(clip.source_range.start_time.to_frames() - first, clip.duration().to_frames()) for clip in clips]
    assert read == [(frame, 1) for frame in sorted({rate.frame_at(m.seconds) for m in moments})]


def test_the_edl_has_resolves_own_line_a_marker(score):
    lines = as_resolve_edl(moments_of(score), frame_rate("25"), title="T").splitlines()
    assert lines[3] == "001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01"
    assert lines[4] == " |C:ResolveColorBlue |M:Intro |D:1"
    # Two at one frame are one event, and no name holds what parts the fields.
    assert lines[7] == " |C:ResolveColorRed |M:A / Hit |D:1"
    assert lines[10] == " |C:ResolveColorGreen |M:Logo <&> big |D:1"


@pytest.mark.parametrize("name", frame_rates())
def test_opentimelineio_reads_the_fcpxml_with_its_markers(score, name):
    rate, moments = frame_rate(name), moments_of(score)
    clip = Clip("A & B.wav", 48_000 * 25 + 7, 48_000)
    text = as_fcpxml(moments, rate, clip, title=score.title)
    found = opentimelineio.adapters.read_from_string(text, "fcpx_xml")
    read = list(_markers(found))
    assert [m.name for m in read] == [m.name for m in moments]
    if rate.frames_per_second.denominator > 1:
        return  # this reader takes 23.976 for 24: the next test reads the times themselves
    for marker, moment in zip(read, moments, strict=True):
        frames = marker.marked_range.start_time.rescaled_to(float(rate.frames_per_second)).value
        assert frames == pytest.approx(rate.frame_at(moment.seconds), abs=1e-3)


def _markers(found):
    for item in found if isinstance(found, list) else [found]:
        yield from getattr(item, "markers", ())
        if isinstance(item, opentimelineio.schema.Timeline):
            yield from _markers(item.tracks)
        elif hasattr(item, "__iter__"):
            for child in item:
                yield from _markers(child)


@pytest.mark.parametrize("name", frame_rates())
def test_fcpxml_times_are_rational_on_frames_and_inside_the_clip(score, name):
    rate = frame_rate(name)
    root = ElementTree.fromstring(as_fcpxml(moments_of(score), rate, Clip("x.wav", 1_200_007, 48_000), title="T"))
    clip = root.find(".//asset-clip")
    for element in (root.find(".//sequence"), clip, *clip):
        for key in ("start", "duration", "offset", "tcStart"):
            if key in element.attrib:
                assert (_seconds(element.get(key)) * rate.frames_per_second).denominator == 1
    assert _seconds(root.find(".//format").get("frameDuration")) == rate.frame_seconds
    assert all(_seconds(m.get("start")) < _seconds(clip.get("duration")) for m in clip)
    assert _seconds(clip.get("duration")) >= Fraction(1_200_007, 48_000)
    assert rate.frame_at(_seconds(clip.get("offset"))) == rate.frame_of("01:00:00:00")


def _seconds(text):
    return Fraction(text.removesuffix("s"))


def test_fcpxml_without_a_sound_file_has_its_markers_in_a_gap(score):
    root = ElementTree.fromstring(as_fcpxml(moments_of(score), frame_rate("25"), Clip("", 48_000, 48_000), title="T"))
    assert len(root.findall(".//gap/marker")) == 4
    assert root.find(".//asset") is None


def test_the_csv_reads_back(score):
    rows = list(csv.DictReader(io.StringIO(as_csv(moments_of(score), frame_rate("25")))))
    assert [row["name"] for row in rows] == ["Intro", "A", "Hit", "Logo | <&> big"]
    assert rows[2] == {
        "name": "Hit",
        "kind": "hit",
        "seconds": "4.000000",
        "timecode": "00:00:04:00",
        "bar": "3",
        "beat": "1",
    }


def test_a_section_has_the_name_that_its_style_gives_it(score):
    called = replace(score, sections=(score.sections[0], score.sections[1]._replace(name="drop")))
    assert "Drop" in [moment.name for moment in moments_of(called)]
