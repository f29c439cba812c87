"""Training of players: `pieces` makes music what players are told, `packing` keeps it, `drawing` draws parts of it,
`trainer` is the loop; `python -m audiogenesis_desktop.training.players` runs it.
"""
