"""The graph by which prompts are read without torch, drawn and held beside sentence-transformers.

`python -m audiogenesis_desktop.training.encoder_graph` writes `models/encoder.onnx` for the installed weights, and
prints how far its vectors are from those of sentence-transformers on the evaluation prompts; farther than
`LARGEST_ERROR`, it writes nothing.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief import encoder
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.network.sentence_graph import SentenceShape, sentence_graph

LARGEST_ERROR = 1e-3  # of any of a unit vector's numbers


def shape_of(folder: Path) -> SentenceShape:
    """Return the shape of the network whose weights lie in a folder, by its config.json."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return SentenceShape(
        layers=config["num_hidden_layers"],
        width=config["hidden_size"],
        heads=config["num_attention_heads"],
        inner=config["intermediate_size"],
        words=config["vocab_size"],
        most_tokens=config["max_position_embeddings"],
        epsilon=config["layer_norm_eps"],
    )


def by_sentence_transformers(folder: Path, texts: Iterable[str]) -> npt.NDArray[np.float32]:
    """Return unit vectors by the library that the weights were published for, (n, 384)."""
    from sentence_transformers import SentenceTransformer

    network = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    whole = [encoder.whole_characters(text) for text in texts]
    vectors = network.encode(whole, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)


def evaluation_prompts() -> list[str]:
    """Return all prompts that reading is judged by, as `resources/evaluation_prompts.jsonl` has them."""
    lines = paths.resource("evaluation_prompts.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line]
    return [case[name] for case in cases for name in ("prompt", "more") if case.get(name)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the graph, hold it beside sentence-transformers, and write it; return the exit status."""
    try:
        print(_make())
    except AudiogenesisError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _make() -> str:
    folder = encoder.weights_folder()
    graph = sentence_graph(shape_of(folder), folder / encoder.WEIGHTS)
    # What is longer than the network reads at once is our own doing, not the graph's.
    texts = [text for text in dict.fromkeys(evaluation_prompts()) if len(text) <= encoder.TOKENS_AT_ONCE]
    with tempfile.TemporaryDirectory() as drawn:
        path = Path(drawn) / "encoder.onnx"
        path.write_bytes(graph)
        ours = encoder.Encoder(folder, graph=path).encode(texts)
    error = float(np.abs(ours - by_sentence_transformers(folder, texts)).max())
    outcome = f"{len(texts)} prompts, at most {error:.1e} from sentence-transformers in any number"
    if error > LARGEST_ERROR:
        raise BadInput(f"The graph is not the network: {outcome}; nothing was written.")
    write_bytes(encoder.graph_path(), graph)
    return f"written: {encoder.graph_path()} ({outcome})"


if __name__ == "__main__":
    sys.exit(main())
