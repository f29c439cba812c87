"""How the roll is drawn: layers of tiles, grid, notes and what is being selected."""
