from audiogenesis_desktop.evaluation.pairs import Pair, measured, mood_pairs, ordered
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track


def score(pitches: tuple[int, ...], *, step: int = 480, velocity: int = 80, bpm: float = 100) -> Score:
    notes = [Note(i * step, pitch, step, velocity) for i, pitch in enumerate(pitches * 4)]
    return Score(tracks=(Track(0, "").with_notes(notes),), tempi=(Tempo.from_bpm(0, bpm),))


MAJOR, MINOR = (60, 64, 67, 65, 69, 71, 72, 60), (60, 63, 67, 65, 68, 71, 72, 60)


def test_pairs_differ_in_one_word_and_are_of_both_qualities() -> None:
    pairs = mood_pairs()
    assert len(pairs) == len(set(pairs)) == 96
    for pair in pairs:
        one, other = pair.less.split(), pair.more.split()
        assert sum(a != b for a, b in zip(one, other, strict=True)) == 1
    assert [pair.quality for pair in pairs[:4]] == ["energy", "valence"] * 2


def test_loud_and_busy_is_more_energy() -> None:
    calm, wild = score(MAJOR, step=960, velocity=50), score(MAJOR, step=120, velocity=110)
    assert measured(wild)["energy"] > measured(calm)["energy"] + 0.3
    assert ordered(Pair("energy", "", ""), calm, wild) == 1 and ordered(Pair("energy", "", ""), wild, calm) == 0


def test_major_and_fast_is_more_valence() -> None:
    assert measured(score(MAJOR))["valence"] > measured(score(MINOR))["valence"]
    assert measured(score(MINOR, bpm=140))["valence"] > measured(score(MINOR, bpm=70))["valence"]
    assert ordered(Pair("valence", "", ""), score(MAJOR), score(MAJOR)) == 0.5


def test_silence_has_neither() -> None:
    assert measured(Score()) == {"energy": 0.0, "valence": 0.0}
