import math
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.evaluation.distance import features
from audiogenesis_desktop.evaluation.measures import measure
from audiogenesis_desktop.evaluation.real import excerpt
from audiogenesis_desktop.score.score import ChordAt, Meter, Note, Score, Tempo, Track

SHARES = (
    "structure_short",
    "structure_mid",
    "structure_long",
    "grooving_similarity",
    "scale_consistency",
    "chord_tones_planned",
    "chord_tones_heard",
    "empty_bar_rate",
)

notes = st.builds(Note, st.integers(0, 30_000), st.integers(0, 127), st.integers(1, 9000), st.integers(1, 127))
tracks = st.builds(
    lambda i, drums, played: Track(i, "", is_drums=drums).with_notes(played),
    st.integers(0, 9),
    st.booleans(),
    st.lists(notes, max_size=25),
)
meters = st.builds(Meter, st.integers(0, 20_000), st.integers(1, 13), st.sampled_from([1, 2, 4, 8, 16, 64]))
scores = st.builds(
    lambda parts, later, tempo, length: Score(
        tracks=tuple(parts),
        tempi=(Tempo(0, 500_000), Tempo(4000, tempo)),
        meters=(Meter(0, 4, 4), *sorted({m.tick: m for m in later if m.tick}.values())),
        chords=(ChordAt(0, 5000, 0, "maj"), ChordAt(9000, 5000, 7, "7")),
        length_ticks=length,
    ),
    st.lists(tracks, max_size=3),
    st.lists(meters, max_size=2),
    st.integers(100_000, 2_000_000),
    st.integers(0, 50_000),
)


@given(scores)
@settings(max_examples=60, deadline=None)
def test_whatever_the_score_every_figure_lies_in_its_range_or_is_none(score: Score) -> None:
    found = asdict(measure(score))
    assert all(math.isnan(found[name]) or 0 <= found[name] <= 1 for name in SHARES)
    assert math.isnan(found["compression_ratio"]) or found["compression_ratio"] >= 1
    for name in ("pitch_class_entropy_1_bar", "pitch_class_entropy_4_bars"):
        assert math.isnan(found[name]) or -1e-9 <= found[name] <= math.log2(12) + 1e-9
    assert found["one_pitch_bars"] >= 0 and found["longest_note_bars"] >= 0
    assert all(math.isfinite(value) for vector in features(score).values() for value in vector)


@given(scores, st.floats(0.1, 30))
@settings(max_examples=60, deadline=None)
def test_an_excerpt_of_any_score_is_a_score_that_begins_at_once(score: Score, seconds: float) -> None:
    cut = excerpt(score, seconds=seconds)
    assert cut.note_count <= score.note_count and cut.tempi[0].tick == cut.meters[0].tick == 0
    assert all(note.is_legal() and note.end_tick <= cut.length_ticks for track in cut.tracks for note in track.notes)
    assert bool(cut.note_count) == bool(score.note_count)
