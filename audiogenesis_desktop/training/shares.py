"""How often each piece of a packed corpus is drawn: by its source's share."""

from audiogenesis_desktop.training.dataset import PackedCorpus

# How often each source is drawn, relative to the others; one not named here counts 1. The corpus leans to church
# and concert music, background music does not.
SOURCE_SHARES = {
    "own_writer": 0.45,
    "mutopia_pd": 0.066,
    "mutopia_ccby": 0.018,
    "nifc_chopin_first_editions": 0.018,
    "openscore_quartets": 0.042,
    "openscore_orchestra": 0.048,
    "openscore_lieder": 0.036,
    "openewld_pd": 0.048,
    "freedoom": 0.09,
    "blasphemer": 0.006,
    "groove_midi_dataset": 0.018,
    "mei_samples": 0.006,
    "lmms_demos": 0.002,
    "nifc_polish_scores": 0.024,
    "synthetic_midisketch": 0.102,
    "synthetic_progressions": 0.078,
}


def chances(corpus: PackedCorpus, numbers: list[int]) -> list[float]:
    """Return how likely each piece is to be drawn: by its source's share, longer pieces more often."""
    sources = [str(corpus.entries[i]["source"]) for i in numbers]
    lengths = []
    for i in numbers:
        start, end = corpus.entries[i]["notes"]
        lengths.append(min(end - start, 20 * 256) ** 0.5)
    total: dict[str, float] = {}
    for source, length in zip(sources, lengths, strict=True):
        total[source] = total.get(source, 0.0) + length
    raw = [
        SOURCE_SHARES.get(source, 1.0) * length / total[source] for source, length in zip(sources, lengths, strict=True)
    ]
    return [value / sum(raw) for value in raw]
