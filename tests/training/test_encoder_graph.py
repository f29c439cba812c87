"""The graph that prompts are read by, beside sentence-transformers, which the weights were published for."""

import dataclasses
import logging

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.encoder import (
    TOKENS_AT_ONCE,
    WEIGHTS,
    Encoder,
    graph_path,
    load_encoder,
    weights_folder,
)
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.network.sentence_graph import sentence_graph
from audiogenesis_desktop.training import encoder_graph
from audiogenesis_desktop.training.encoder_graph import (
    LARGEST_ERROR,
    by_sentence_transformers,
    evaluation_prompts,
    main,
    shape_of,
)

OWN = (
    "",
    "x",
    "🎻🎺",
    "안녕하세요 잔잔한 피아노",
    "静かなピアノ",
    "Ünïcödé Straße naïve café — “quoted” … 100 % 3/4",
    "a quiet march through snow, then the village bells, 45 seconds, 96 bpm in E flat major, no drums",
    "zzz qqq xkcd " * 19,
)


@pytest.fixture(scope="module")
def expected() -> dict[str, np.ndarray]:
    """Return the library's vectors of the evaluation prompts and of our own texts."""
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    texts = [text for text in dict.fromkeys((*evaluation_prompts(), *OWN)) if len(text) <= TOKENS_AT_ONCE]
    return dict(zip(texts, by_sentence_transformers(weights_folder(), texts), strict=True))


class _Known(Encoder):
    """Reads by vectors that are known, and by the graph what is not among them."""

    known: dict[str, np.ndarray]

    def _encode(self, texts):
        theirs = iter(super()._encode([text for text in texts if text not in self.known] or [""]))
        return np.array([self.known[text] if text in self.known else next(theirs) for text in texts])


@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(expected) -> None:
    ours = load_encoder().encode(list(expected))
    assert len(expected) > 300
    assert np.abs(ours - np.array(list(expected.values()))).max() < LARGEST_ERROR / 100


@pytest.mark.slow
def test_every_evaluation_prompt_is_read_as_by_sentence_transformers(expected) -> None:
    ours = load_encoder()
    theirs = _Known(weights_folder())
    theirs.known = expected
    for prompt in expected:
        assert_alike(read(prompt, encoder=ours), read(prompt, encoder=theirs))


def assert_alike(ours: Brief, theirs: Brief) -> None:
    """Fail unless both say the same, numbers to the last digit that is shown."""
    for field in dataclasses.fields(Brief):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        if field.name in ("valence", "energy", "density"):
            assert one == pytest.approx(other, abs=1.1e-3), (ours.prompt, field.name)
        elif field.name == "tempo_bpm":
            assert one == pytest.approx(other, abs=1.1), ours.prompt
        elif field.name == "style":
            assert dict(one) == pytest.approx(dict(other), abs=1e-4), ours.prompt
        elif field.name != "embedding":
            assert one == other, (ours.prompt, field.name)


def test_the_graph_that_ships_is_the_one_drawn_for_the_installed_weights() -> None:
    drawn = sentence_graph(shape_of(weights_folder()), weights_folder() / WEIGHTS)
    assert drawn == graph_path().read_bytes()


def test_a_graph_that_is_off_is_not_written(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setattr(encoder_graph.encoder, "graph_path", lambda: tmp_path / "encoder.onnx")
    monkeypatch.setattr(encoder_graph, "evaluation_prompts", lambda: ["calm", "war"])
    monkeypatch.setattr(encoder_graph, "by_sentence_transformers", lambda _, texts: np.zeros((len(texts), 384)))
    assert main([]) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "encoder.onnx").exists()
