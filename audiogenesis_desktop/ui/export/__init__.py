"""The export sheet: what is to be written of the piece, how loud that will be, and what came of it."""
