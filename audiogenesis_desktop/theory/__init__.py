"""Keys, chords and instruments: what is true of music whatever piece it is."""
