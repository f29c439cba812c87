"""The verbs: what the composer can be asked to do with a scope of a piece, each a generator that can be closed.

`work.py` says what a verb is given and what it yields; by trade: `anew.py`, `varying.py`, `embellishing.py`,
`infilling.py`, `joining.py`, `reharmonising.py`, `simplifying.py`, `orchestrating.py`.
"""
