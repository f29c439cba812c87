from xml.etree import ElementTree

from audiogenesis_desktop.evaluation.bootstrap import figure
from audiogenesis_desktop.evaluation.plots import dots, histograms, roll
from audiogenesis_desktop.evaluation.tables import bullets, number, strip, table
from audiogenesis_desktop.score.score import Note, Score, Section, Track

NAN = float("nan")


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("&#160;", " "))


def test_dots_lie_at_their_means_on_one_scale() -> None:
    drawn = parsed(dots({"a": figure([0.0, 0.0]), "b": figure([0.5]), "c": figure([1.0])}, title="share & more"))
    places = [float(dot.get("cx", 0)) for dot in drawn.iter("circle")]
    assert places[1] == (places[0] + places[2]) / 2 and places[0] < places[1]
    assert "share & more" in "".join(drawn.itertext())


def test_what_was_not_measured_is_not_drawn() -> None:
    assert dots({"a": figure([])}, title="") == "" and histograms([NAN], [1.0], title="") == ""
    assert strip(figure([NAN]), figure([1.0])) == "" and roll(Score()) == ""
    assert len(list(parsed(dots({"a": figure([1.0]), "b": figure([NAN])}, title="")).iter("circle"))) == 1


def test_histograms_show_ours_and_real() -> None:
    assert len(list(parsed(histograms([1.0, 2.0], [2.0, 3.0], title="x")).iter("path"))) == 2
    assert len(list(parsed(histograms([1.0, 1.0], [], title="x")).iter("path"))) == 1


def test_a_roll_has_a_stroke_a_note_and_a_colour_a_track() -> None:
    score = Score(
        tracks=(
            Track(0, "Flute & co").with_notes([Note(0, 72, 960, 80), Note(960, 60, 960, 80)]),
            Track(1, "Drums", is_drums=True).with_notes([Note(0, 36, 100, 80)]),
        )
    )
    _, flute, drums = parsed(roll(score)).iter("path")
    assert (flute.get("d") or "").count("h") == 2 and (drums.get("d") or "").count("h") == 1
    assert flute.get("stroke") != drums.get("stroke")
    high, low = (float(part.split()[1].split("h")[0]) for part in (flute.get("d") or "").split("M")[1:])
    assert high < low


def test_tables_and_numbers() -> None:
    assert table(("a",), []) == "" and "<li>none</li>" in bullets([])
    assert number(figure([NAN])) == "none" and "(n 2)" in number(figure([1.0, 2.0]))


def test_tracks_of_one_role_have_one_colour_and_the_role_is_told() -> None:
    tracks = tuple(Track(i, f"T{i}").with_notes([Note(0, 60 + i, 960, 80)]) for i in range(3))
    drawn = parsed(roll(Score(tracks=tracks), roles={0: "bass", 1: "lead", 2: "bass"}))
    _, *colours = (path.get("stroke") for path in drawn.iter("path"))
    assert colours[0] == colours[2] != colours[1]
    assert "T0 (bass)" in "".join(drawn.itertext())


def test_sections_stand_where_they_begin() -> None:
    track = Track(0, "Flute").with_notes([Note(0, 60, 960, 80), Note(2880, 62, 960, 80)])
    sections = (Section(0, 1920, "intro", 0.3), Section(1920, 3840, "A & B", 0.6))
    words = list(parsed(roll(Score(tracks=(track,), sections=sections), width=100)).iter("text"))
    assert [(word.text, float(word.get("x", 0))) for word in words[:2]] == [("intro", 2.0), ("A & B", 52.0)]
