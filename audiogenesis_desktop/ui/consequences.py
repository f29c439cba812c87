"""What a change of a chip brings: what will be written anew, in one line."""

_EACH = {
    "valence": "Notes, their strength and where they lie follow the mood; tempo, key and instruments stay as their "
    "chips say.",
    "style": "Tempo, players, chords, form and grooves follow the style wherever nothing else is asked for.",
    "tempo_bpm": "It holds exactly; how many bars there are follows from it.",
    "key": "Chords and all parts are written in this key.",
    "meter": "Bars, chords and rhythms are laid out by it.",
    "length_seconds": "The piece ends exactly there; bars and form follow.",
    "instruments": "Just these play.",
    "banned": "These do not play, whatever else is asked for.",
    "density": "How many notes a bar has follows it.",
    "arc": "Who plays when, how strong each section is and how the piece ends follow it.",
    "texture": "Who plays, and what, follows it.",
    "chords": "They go round over the whole piece, bar by bar; B: | F | G | after a semicolon is for sections B.",
    "form": "Sections come in this order, and are as long beside one another as these; the length stays.",
    "hits": "What you choose happens at each: on a downbeat where the tempo is free to give way, else between beats.",
}
_FIRST = "Heard once you compose."
_AGAIN = "Nothing changes yet: the next Compose writes the whole piece anew."
_FASTER = "To play these notes faster or slower, change the tempo at the bottom instead."


def what_changes(name: str, *, has_piece: bool) -> str:
    """Return what setting a field of the Brief brings, where there is a piece already or is none yet."""
    lines = [_EACH.get(name, ""), _AGAIN if has_piece else _FIRST]
    if has_piece and name == "tempo_bpm":
        lines.append(_FASTER)
    return " ".join(filter(None, lines))
