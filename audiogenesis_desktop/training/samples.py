"""A short piece at every check, always of the same Brief: what the network can do so far, to be listened to."""

from pathlib import Path

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.players.playing import BandComposer
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.network.players import PlayersLSTM
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    tempo_bpm=104,
    key=Key(9, "minor"),
    length_seconds=15,
    instruments=("piano", "strings", "acoustic bass", "drums"),
    valence=-0.2,
)
SEED = 1


def compose_sample(network: PlayersLSTM, file: Path) -> str:
    """Write what the network makes of `BRIEF` to a MIDI file; return why it could not, or "".

    Draws no random numbers but its own.
    """
    try:
        weights = {name: value.cpu().numpy() for name, value in network.state_dict().items()}
        composer = BandComposer(weights, network.shape.as_dict(), name=file.stem, model_hash="")
        file.parent.mkdir(parents=True, exist_ok=True)
        write_midi(compose_score(composer, BRIEF, make_plan(BRIEF, SEED), seed=SEED, title=file.stem), file)
    except Exception as error:  # a sample is for the ear: whatever is wrong with it, the training goes on
        return f"The sample {file.name} could not be composed ({error or type(error).__name__})."
    return ""
