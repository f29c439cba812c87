"""The report's held-out likelihood: of the stream on corpora's real music, or of the players on packs, by role."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from audiogenesis_desktop.evaluation import likelihood
from audiogenesis_desktop.evaluation.bootstrap import Figure
from audiogenesis_desktop.evaluation.players_likelihood import surprise_by_role
from audiogenesis_desktop.evaluation.progress import Progress
from audiogenesis_desktop.evaluation.surprise import nats_a_note
from audiogenesis_desktop.network.players import PlayersLSTM
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.players.packing import Packed

HELD_OUT_PIECES = 256

Figures = dict[str, dict[str, Figure]]


def held_out_likelihood(
    network: Callable[[], Any] | None,
    corpora: Mapping[str, PackedCorpus],
    packs: Mapping[str, Packed],
    progress: Progress,
) -> Figures:
    """Return the loss a note by what it is measured on and field; what was packed for the other network is let be."""
    if not network or not (corpora or packs):
        return {}
    loaded = network()
    if isinstance(loaded, PlayersLSTM):
        return _of_players(loaded, packs, progress)
    return _of_stream(loaded, corpora, progress)


def _of_players(network: PlayersLSTM, packs: Mapping[str, Packed], progress: Progress) -> Figures:
    return {
        f"{name}, held out, {role}": nats_a_note(found)
        for name in progress(list(packs), "Held-out likelihood", len(packs))
        for role, found in surprise_by_role(network, packs[name], pieces=HELD_OUT_PIECES).items()
    }


def _of_stream(network: Any, corpora: Mapping[str, PackedCorpus], progress: Progress) -> Figures:
    """Return the loss a note of real music that was held out, or where nothing was, of all real music."""
    found: Figures = {}
    for name, corpus in corpora.items():
        held_out = likelihood.real_numbers(corpus)
        numbers = likelihood.spread(held_out or likelihood.real_numbers(corpus, held_out=False), HELD_OUT_PIECES)

        def shown(items: Iterable[Any], name: str = name) -> Iterable[Any]:
            batches = list(items)
            return progress(batches, f"Held-out likelihood: {name}", len(batches))

        what = f"{name}, {'held out' if held_out else 'all'}"
        found[what] = nats_a_note(likelihood.surprise(network, corpus, numbers, progress=shown))
    return found
