"""Players: each part of a piece is written by one, who hears the others; what a player is told, step by step.

`vocabulary` says what notes are to the network, `setting` what a Plan is, `rows` how its input table is laid out,
`hearing` what of the others reaches a player. `telling` tells it while composing, `encoding` all at once for training.
"""
