"""How long a prompt takes to be read: its wording at every key press, its embedding once typing pauses.

Run: python benchmarks/read_prompt.py
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from audiogenesis_desktop.brief.encoder import Encoder, load_encoder
from audiogenesis_desktop.brief.memory import Memory
from audiogenesis_desktop.brief.reading import read, read_said

PROMPT = "soothing piano for a skincare advert, 30 seconds, 72 bpm in D major, no drums"
ADVERT = (
    "Advert for a toothpaste brand for young families, 45 seconds, 110 bpm in D major with ukulele, no drums; "
    "something bright and clean that makes everyone smile when they open the cupboard in the morning. "
) * 9
ROUNDS = 40


def milliseconds(act: Callable[[str], object], text: str) -> list[float]:
    """Return how long acting on a text takes, each time with another last word so that nothing is remembered."""
    act(text)
    taken = []
    for i in range(ROUNDS):
        new = f"{text} {i}x"
        began = time.perf_counter()
        act(new)
        taken.append((time.perf_counter() - began) * 1e3)
    return sorted(taken)


def tell(name: str, taken: list[float]) -> None:
    """Print the median and the 95th of a hundred."""
    print(f"{name:<58} median {statistics.median(taken):7.2f} ms   p95 {taken[int(0.95 * len(taken))]:7.2f} ms")


def main() -> None:
    """Print the times, and the whole reading's as a ratio to the bare network's."""
    encoder = load_encoder()
    encoder.load()
    for name, text in (("prompt", PROMPT), ("advert", ADVERT)):
        what = f"{name} of {len(text)} characters"
        tell(f"wording alone, {what}", milliseconds(read_said, text))
        bare = milliseconds(lambda new: encoder.encode([new]), text)
        tell(f"embedding alone, {what}", bare)
        whole = milliseconds(lambda new: read(new, encoder=encoder), text)
        tell(f"the whole reading, {what}", whole)
        ratio = statistics.median(whole) / statistics.median(bare)
        print(f"the whole reading takes {ratio:.2f} of one embedding's time")
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "memory.sqlite", encoder="bench")
        memory.keep({PROMPT: encoder.encode([PROMPT])[0]})
        remembering = Encoder(Path(folder), memory)
        tell("embedding, remembered", sorted(milliseconds(lambda _: remembering.encode([PROMPT]), PROMPT)))


if __name__ == "__main__":
    main()
